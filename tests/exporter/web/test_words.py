"""The catalogue of words is complete: both ways round, in both languages."""

import re
from pathlib import Path
from string import Formatter

import pytest
from jinja2 import Environment

from exporter.web.words import CATALOGUE
from probes.language import Text

TEMPLATES = Path("exporter/web/templates")
_KEY = re.compile(r"\bw\.(\w+)\.(\w+)")
_MARKUP = re.compile(r"<(script|style)\b.*?</\1>|<!--.*?-->|<[^>]*>", re.DOTALL)
_SAID_TO_PEOPLE = re.compile(r'\b(?:alt|title|aria-label|placeholder|data-label|label)="([^"]*)"')
_NAMES = {"Thông Suốt"}
_VIETNAMESE = re.compile("[À-ÖØ-öø-ỹ]")

WORDS = [(f"{page}.{key}", text) for page, words in CATALOGUE.items() for key, text in words.items()]


def _files() -> list[Path]:
    return sorted(TEMPLATES.rglob("*.html"))


def _placeholders(sentence: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(sentence) if name is not None}


def test_every_word_of_the_catalogue_stands_in_a_template_and_the_other_way_round() -> None:
    used = {f"{page}.{key}" for file in _files() for page, key in _KEY.findall(file.read_text())}

    assert used == {key for key, _ in WORDS}


@pytest.mark.parametrize("file", _files(), ids=lambda file: str(file.relative_to(TEMPLATES)))
def test_a_template_says_nothing_that_is_not_in_the_catalogue(file: Path) -> None:
    source = file.read_text()
    pieces = Environment(autoescape=True).lex(source)
    plain = "".join(value for _, piece, value in pieces if piece == "data")  # all but expressions and blocks
    attributes = [said for said in _SAID_TO_PEOPLE.findall(source) if "{{" not in said and said.strip()]
    written = {word.strip() for word in _MARKUP.sub("\n", plain).splitlines()}

    assert not attributes
    assert {word for word in written if re.search(r"[^\W\d_]{2,}", word.replace("Thông Suốt", ""))} == set()


@pytest.mark.parametrize(("key", "text"), WORDS, ids=[key for key, _ in WORDS])
def test_a_word_is_there_in_both_languages(key: str, text: Text) -> None:
    assert text.vi.strip() == text.vi != ""
    assert text.en.strip() == text.en != ""
    assert _placeholders(text.vi) == _placeholders(text.en)
    if key != "base.other_language":
        assert not _VIETNAMESE.search(text.en), "English without Vietnamese letters"
