"""How a channel cuts a text to its limit: before any markup, and never within a letter."""

import unicodedata

from alerts.relay.message import shortened

_JOINER = "\u200d"
_VARIANTS = "\ufe0e\ufe0f"


def cut(text: str, longest: int) -> str:
    """At most `longest` characters (code points) of `text` composed (NFC); "ế" keeps its accents, an emoji its parts."""
    text = unicodedata.normalize("NFC", text)
    while len(text) > longest > 1 and _one_letter(text[longest - 2], text[longest - 1]):
        longest -= 1
    return shortened(text, longest)


def _one_letter(kept: str, dropped: str) -> bool:
    return kept == _JOINER or dropped in _JOINER + _VARIANTS or unicodedata.combining(dropped) != 0
