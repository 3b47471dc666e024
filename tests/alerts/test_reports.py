from dataclasses import replace
from pathlib import Path

import pytest

from alerts.incident import Acknowledgement
from alerts.incidents import Incidents, NoSuchReport
from alerts.ledger import RETENTION_SECONDS, Ledger, read_reports
from alerts.reports import (
    LONGEST_TEXT,
    SHOWN_SECONDS,
    TWICE_SECONDS,
    Report,
    Reported,
    ReportKind,
    ReportRefused,
    clean_text,
)
from probes.clock import Instant
from probes.inventory.model import Inventory
from tests.fakes.clock import NOON

NOW = Instant(NOON, 1000.0)
SAID = Reported("19753", ReportKind.SIGN_IN, "national-portal", "cả 3 máy đều không vào được")


def _later(seconds: float) -> Instant:
    return Instant(NOW.wall + seconds, NOW.monotonic + seconds)


def _incidents(path: Path, now: Instant = NOW) -> Incidents:
    incidents = Incidents(Inventory(), path, now)
    incidents.restore(now)
    return incidents


def test_a_report_is_there_again_after_a_restart_and_goes_on_counting(tmp_path: Path) -> None:
    path = tmp_path / "incidents.sqlite"
    before = _incidents(path)
    first = before.report(SAID, NOW)
    before.settle_report(first.id, "Tổ trực 1", _later(60))
    before.close(_later(61))

    after = _incidents(path, _later(62))

    (kept,) = after.reports()
    assert kept == replace(first, settled=Acknowledgement("Tổ trực 1", NOON + 60))
    other = replace(SAID, kind=ReportKind.TOKEN)
    assert after.report(other, _later(63)).id == first.id + 1
    assert [one.said for one in after.reports()] == [other, SAID]


def test_a_button_pressed_twice_is_one_report_and_later_it_is_another(tmp_path: Path) -> None:
    incidents = _incidents(tmp_path / "incidents.sqlite")
    first = incidents.report(SAID, NOW)

    assert incidents.report(SAID, _later(TWICE_SECONDS - 1)) == first
    assert incidents.report(SAID, _later(TWICE_SECONDS)).id == first.id + 1


def test_the_first_who_dealt_with_it_stays_written_down(tmp_path: Path) -> None:
    incidents = _incidents(tmp_path / "incidents.sqlite")
    number = incidents.report(SAID, NOW).id
    settled = incidents.settle_report(number, "Tổ trực 1", _later(10))

    assert incidents.settle_report(number, "Tổ trực 2", _later(20)) == settled
    with pytest.raises(NoSuchReport):
        incidents.settle_report(number + 1, "Tổ trực 1", _later(30))


def test_who_reports_it_again_after_it_was_dealt_with_is_heard(tmp_path: Path) -> None:
    incidents = _incidents(tmp_path / "incidents.sqlite")
    first = incidents.report(SAID, NOW)
    assert incidents.report(SAID, _later(10)) == first
    incidents.settle_report(first.id, "Tổ trực 1", _later(20))

    again = incidents.report(SAID, _later(30))

    assert again.id != first.id
    assert [one.settled is None for one in incidents.reports()] == [True, False]


def test_a_report_is_shown_for_a_day_and_kept_as_long_as_incidents(tmp_path: Path) -> None:
    path = tmp_path / "incidents.sqlite"
    before = _incidents(path)
    before.report(SAID, NOW)
    before.close(NOW)

    day_after = _later(SHOWN_SECONDS + 1)
    assert not _incidents(path, day_after).reports()
    assert [one.said for one in read_reports(path, NOON, NOON + 1)] == [SAID]

    years_after = _later(RETENTION_SECONDS + 60)
    hub = _incidents(path, years_after)
    hub.close(years_after)
    _incidents(path, _later(RETENTION_SECONDS + 120)).close(_later(RETENTION_SECONDS + 120))
    assert not read_reports(path, NOON, NOON + 1)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  không   vào\r\nđược ", "không vào được"),
        ("gọi tôi 0912 345 678 nhé", "gọi tôi *** nhé"),
        ("công dân 046190001234", "công dân ***"),
        ("", ""),
    ],
)
def test_words_are_kept_on_one_line_and_without_numbers_of_persons(typed: str, kept: str) -> None:
    assert clean_text(typed) == kept


@pytest.mark.parametrize("typed", ["a" * (LONGEST_TEXT + 1), "a\x00b", "a\u202eb"])
def test_long_and_unprintable_words_are_refused_with_a_sentence(typed: str) -> None:
    with pytest.raises(ReportRefused) as refused:
        clean_text(typed)
    assert refused.value.why.vi
    assert refused.value.why.en


def test_every_kind_is_said_in_both_languages() -> None:
    assert len({kind.words.vi for kind in ReportKind}) == len({kind.words.en for kind in ReportKind}) == 6


def test_a_report_at_midnight_stands_in_one_day(tmp_path: Path) -> None:
    path = tmp_path / "incidents.sqlite"
    ledger = Ledger(path)
    ledger.open(Instant(NOON, 0.0))
    ledger.save([], [], Instant(NOON, 0.0), reports=[Report(1, SAID, NOON)])
    ledger.close()

    assert not read_reports(path, NOON - 10, NOON)
    assert len(read_reports(path, NOON, NOON + 10)) == 1
