import re
import unicodedata
from collections.abc import Iterator

import pytest

from alerts.cards import CARDS, MAINTENANCE, Card, Visit
from alerts.cause import Cause
from probes.language import Text

SHARED = {
    "province_outage",
    "isp_outage",
    "upstream_outage",
    "service_outage",
    "service_reported",
    "authority_outage",
}
OF_THE_COMMUNE = {
    "line_down",
    "satellite_down",
    "signing_blocked",
    "service_unreachable_here",
    "backup_available",
    "line_partly_down",
    "line_flapping",
    "line_lossy",
    "line_slow",
    "agent_silent",
    "signing_at_risk",
}
CAUSES = {*SHARED, *OF_THE_COMMUNE, "monitor_blind", "service_slow", "unknown", "normal"}
ALL = {**CARDS, "maintenance": MAINTENANCE}
VIETNAMESE = re.compile(r"[À-ỹ]")


def texts(card: Card) -> Iterator[Text]:
    yield from (card.name, card.meaning, card.calling, *card.before_calling, *card.meanwhile)


def said(cause: str) -> str:
    return "\n".join(text.vi for text in texts(ALL[cause]))


TEXTS = [
    *(
        pytest.param(text, id=f"{cause}-{place}")
        for cause in ALL
        for place, text in enumerate(texts(ALL[cause]))
    ),
    *(pytest.param(visit.words, id=visit.value) for visit in Visit),
]


def test_every_cause_has_a_card() -> None:
    assert set(CARDS) == CAUSES == set(Cause)


@pytest.mark.parametrize("text", TEXTS)
def test_every_text_is_complete_in_both_languages(text: Text) -> None:
    assert VIETNAMESE.search(text.vi)
    assert text.en
    assert not VIETNAMESE.search(text.en)
    for sentence in (text.vi, text.en):
        assert sentence == " ".join(sentence.split())
        assert unicodedata.is_normalized("NFC", sentence)
        assert sentence[0].isupper()
        assert not sentence.endswith(".")
        assert "{" not in sentence


@pytest.mark.parametrize("card", ALL.values(), ids=ALL)
def test_a_name_fits_a_title_and_a_meaning_a_line_or_two(card: Card) -> None:
    assert max(len(card.name.vi), len(card.name.en)) <= 60
    assert max(len(card.meaning.vi), len(card.meaning.en)) <= 180


@pytest.mark.parametrize("cause", sorted(CAUSES - {"normal"}))
def test_what_is_to_be_mended_is_somebody_s_job(cause: str) -> None:
    assert CARDS[cause].team is not None
    assert CARDS[cause].visit is not None


def test_only_a_shared_fault_or_a_planned_one_needs_no_call() -> None:
    spared = {cause for cause in ALL if "không cần gọi" in said(cause).lower()}

    assert spared == SHARED | {"maintenance"}


@pytest.mark.parametrize("cause", sorted(OF_THE_COMMUNE))
def test_staff_can_do_something_about_a_fault_of_their_own(cause: str) -> None:
    assert ALL[cause].before_calling
    assert ALL[cause].meanwhile


@pytest.mark.parametrize("cause", ["province_outage", "isp_outage", "upstream_outage"])
def test_nobody_fiddles_with_devices_in_a_fault_from_elsewhere(cause: str) -> None:
    assert ALL[cause].before_calling == ()


@pytest.mark.parametrize("text", TEXTS)
def test_nobody_is_asked_for_a_pin_or_for_anybody_s_data(text: Text) -> None:
    if re.search(r"PIN|căn cước|CCCD|công dân", text.vi):
        assert re.search(r"không|dừng", text.vi, re.IGNORECASE)
        assert re.search(r"\b(no|not|nobody|stop|out of it)\b", text.en, re.IGNORECASE)


@pytest.mark.parametrize(
    ("cause", "forms"),
    [
        ("signing_blocked", {"01", "02", "06"}),
        ("signing_at_risk", {"01", "02", "04"}),
        ("authority_outage", set()),
    ],
)
def test_signing_names_the_official_forms_and_how_long_they_take(cause: str, forms: set[str]) -> None:
    assert set(re.findall(r"Mẫu (\d\d)", said(cause))) == forms
    assert ("03 ngày làm việc" in said(cause)) == bool(forms)
