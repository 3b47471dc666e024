"""What people type into notes, without the numbers that point at a person (Decree 356/2025: basic personal data)."""

import re

MASK = "***"

_GAP = r"[ .-]?"
_NUMBERS = re.compile(
    rf"(?<!\d)(?:\+84|84|0){_GAP}[35789](?:{_GAP}\d){{8}}(?!\d)"  # a mobile phone
    rf"|(?<!\d)(?:\d{_GAP}){{11}}\d(?!\d)"  # the identity number of twelve digits
    rf"|(?<!\d)(?:\d{_GAP}){{8}}\d(?!\d)"  # the older one of nine
)


def masked(text: str) -> str:
    """`text` with identity numbers and mobile phones replaced by asterisks, however they are grouped."""
    return _NUMBERS.sub(MASK, text)
