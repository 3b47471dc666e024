"""Does an answer hold what is expected? Regular expressions over text from strangers, bounded in time."""

import unicodedata
import zlib
from functools import lru_cache

import regex

from probes.reasons import ProbeFailed, Reason

MATCH_SECONDS = 0.5

_WINDOW_BITS = {"gzip": 31, "x-gzip": 31, "deflate": 15}


def found(pattern: str, text: str) -> bool:
    """True when `pattern` occurs somewhere in `text`. Other threads go on meanwhile.

    Raises ProbeFailed NO_RESOURCES when it takes longer than MATCH_SECONDS: some patterns need years on some pages,
    which says nothing about the page. Python's own `re` would hold every thread of the program that long.
    """
    try:
        return compiled(pattern).search(text, timeout=MATCH_SECONDS, concurrent=True) is not None
    except TimeoutError as error:
        raise ProbeFailed(Reason.NO_RESOURCES, f"{pattern!r} takes too long on this answer") from error


@lru_cache(maxsize=1024)
def compiled(pattern: str) -> "regex.Pattern[str]":
    """The pattern, letters in composed form as in `text_of`. Raises regex.error (a ValueError is none of it)."""
    return regex.compile(unicodedata.normalize("NFC", pattern))


def text_of(body: bytes, charset: str | None, encoding: str, limit: int) -> tuple[str, bool]:
    """The body as text, and whether that is all of it: never more than `limit` bytes are unpacked (RFC 9110 8.4).

    What cannot be decoded becomes U+FFFD; letters come in composed form (NFC), as people type patterns.
    Raises ProbeFailed HTTP_INVALID when the body is not packed as its headers say.
    """
    whole = len(body) <= limit
    plain = body[:limit]
    bits = _WINDOW_BITS.get(encoding.strip().lower())
    if bits is not None and body:
        unpacker = zlib.decompressobj(bits)
        try:
            plain = unpacker.decompress(body, limit)
        except zlib.error as error:
            raise ProbeFailed(Reason.HTTP_INVALID, f"not {encoding}: {error}") from error
        whole = whole and unpacker.eof
    try:
        text = plain.decode(charset or "utf-8", errors="replace")
    except LookupError:  # a charset nobody knows
        text = plain.decode("utf-8", errors="replace")
    return unicodedata.normalize("NFC", text), whole
