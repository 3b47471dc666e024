"""A look's detail in the reader's language: in a Result it is English, for logs."""

import re
from collections.abc import Mapping, Sequence
from functools import cache

from probes.language import Language
from probes.reasons import ProbeFailed

_DAY = re.compile(r"(\d{4})-(\d\d)-(\d\d)")


def in_language(detail: str, language: Language) -> str:
    """A detail, or several with semicolons between them, in `language`; names and values in it stay as they are."""
    return detail if language is Language.EN or not detail else _vietnamese(detail)


def explained(failed: ProbeFailed, language: Language) -> str:
    """Why it failed, and what to do next: two sentences."""
    reason, detail = failed.reason, in_language(failed.detail, language)
    return f"{reason.sentence.in_(language)} ({detail}). {reason.hint.in_(language)}"


def _vietnamese(english: str) -> str:
    words = _words()
    if english in words:
        return words[english]
    first, mark, others = english.partition("; ")
    if mark:
        return f"{_vietnamese(first)}; {_vietnamese(others)}"
    for pattern, vietnamese in _sentences():
        if found := pattern.fullmatch(english):
            return vietnamese.format(*map(_vietnamese, found.groups()))
    for between in (": ", ", "):
        first, mark, others = english.partition(between)
        if mark:
            return f"{_vietnamese(first)}{mark}{_vietnamese(others)}"
    return _DAY.sub(r"\3/\2/\1", english)


def _words() -> Mapping[str, str]:
    from exporter.cli.detail_words import (
        WORDS,
    )  # of every kind, with its libraries: who has no detail pays nothing

    return WORDS


@cache
def _sentences() -> "Sequence[tuple[re.Pattern[str], str]]":
    """Those with names or values in them. The more words of its own one has, the surer it is the one that was meant."""
    words = _words()
    surest_first = sorted(words, key=lambda sentence: -len(sentence.replace("{}", "")))
    return [(_pattern(english), words[english]) for english in surest_first if "{}" in english]


def _pattern(sentence: str) -> "re.Pattern[str]":
    return re.compile("(.+?)".join(map(re.escape, sentence.split("{}"))), re.DOTALL)
