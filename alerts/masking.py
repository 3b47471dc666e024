"""What people type into notes, without the numbers that point at a person (Decree 356/2025: basic personal data)."""

import re
from unicodedata import normalize

MASK = "***"

_GAP = r"(?: ?[._()–—-] ?| )?"
# Slashes and commas group too, but only as numbers are grouped: with them dates and times have as many digits as a phone has.
_NUMBERS = re.compile(
    rf"(?<!\d)(?:\+84|0084|84|0){_GAP}[35789](?:{_GAP}\d){{8}}(?!\d)"  # a mobile phone
    rf"|(?<!\d)(?:\d{_GAP}){{11}}\d(?!\d)"  # the identity number of twelve digits
    rf"|(?<!\d)(?:\d{_GAP}){{8}}\d(?!\d)"  # the older one of nine
    r"|(?<![\d/,])0[35789]\d{1,2}([/,])\d{3}\1\d{3,4}(?![\d/]|,\d)"
    r"|(?<![\d/,])\d{3}([/,])\d{3}\2\d{3}(?:\2\d{3})?(?![\d/])"
    r"|(?<![\d/])\d{6}/\d{6}(?![\d/])"
)


def masked(text: str) -> str:
    """`text` with identity numbers and mobile phones replaced by asterisks, however they are grouped, in digits of any width."""
    return _NUMBERS.sub(MASK, normalize("NFKC", text))
