"""Sentences in JSON: always in both languages."""

from probes.language import Text


def text_json(text: Text) -> dict[str, str]:
    """`{"vi": ..., "en": ...}`."""
    return {"vi": text.vi, "en": text.en}
