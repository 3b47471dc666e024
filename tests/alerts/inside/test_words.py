import re
import unicodedata
from collections.abc import Iterator

import pytest

from alerts.call import Call
from alerts.inside import words
from alerts.inside.cards import INSIDE
from alerts.inside.cause import InsideCause
from probes.language import Text

VIETNAMESE = re.compile(r"[À-ỹ]")
OWN = [cause for cause in InsideCause if cause is not InsideCause.FROM_HUB]


def texts() -> Iterator[tuple[str, Text]]:
    for cause in OWN:
        yield f"{cause}-headline", words.HEADLINES[cause]
        card = INSIDE[cause]
        for place, text in enumerate(
            (card.name, card.meaning, card.calling, *card.before_calling, *card.meanwhile)
        ):
            yield f"{cause}-{place}", text


TEXTS = [pytest.param(text, id=name) for name, text in texts()]


def test_every_cause_of_ours_has_a_headline_and_a_card() -> None:
    assert set(words.HEADLINES) == set(INSIDE) == set(OWN)


@pytest.mark.parametrize("text", TEXTS)
def test_every_text_is_complete_in_both_languages(text: Text) -> None:
    assert VIETNAMESE.search(text.vi)
    assert not VIETNAMESE.search(text.en)
    assert set(re.findall(r"{(\w+)}", text.vi)) >= set(re.findall(r"{(\w+)}", text.en))
    for sentence in (text.vi, text.en):
        assert sentence == " ".join(sentence.split())
        assert unicodedata.is_normalized("NFC", sentence)
        assert not sentence.endswith(".")


@pytest.mark.parametrize("text", TEXTS)
def test_no_word_of_the_trade_is_left_to_people_at_the_counter(text: Text) -> None:
    assert not re.search(r"gateway|ping|LAN|hub|probe|\bIP\b|router|timeout", text.vi, re.IGNORECASE)


@pytest.mark.parametrize("text", TEXTS)
def test_nobody_is_asked_for_a_pin(text: Text) -> None:
    if "PIN" in text.vi:
        assert re.search(r"không|dừng", text.vi, re.IGNORECASE)


@pytest.mark.parametrize("cause", OWN)
def test_whoever_is_to_call_is_told_what_to_say_and_to_do_first(cause: InsideCause) -> None:
    card = INSIDE[cause]

    assert card.before_calling
    assert ("Không cần gọi" in card.calling.vi) == (cause.call is Call.NO)


def test_things_in_a_row_read_as_a_sentence() -> None:
    one, two, three = (Text(f"{n} ư", f"{n}") for n in ("một", "hai", "ba"))

    assert words.listed([one]).vi == "một ư"
    assert words.listed([one, two]).vi == "một ư và hai ư"
    assert words.listed([one, two, three]).en == "một, hai and ba"
