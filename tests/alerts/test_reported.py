"""When what communes report is one cause: a table of who reported what, how many minutes ago."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from alerts.call import Call
from alerts.calling import answers
from alerts.cause import Cause
from alerts.finding import labelled
from alerts.incident import Acknowledgement, Incident
from alerts.judgement import Judge
from alerts.reported import Together, reported_together
from alerts.reports import Report, Reported, ReportKind
from alerts.verdict import Verdict
from probes.states.state import State
from tests.fakes.clock import NOON
from tests.fakes.source import line_state, province

MINUTE = 60.0
PORTAL = "portal"


def _age(wall: float) -> float:
    return NOON - wall


def _ago(minutes: float) -> float:
    return NOON - minutes * MINUTE


def _reports(
    *said: tuple[str, float] | tuple[str, float, float], service: str | None = PORTAL
) -> list[Report]:
    """Of a commune, so many minutes ago; settled so many minutes ago."""
    return [
        Report(
            number,
            Reported(commune, ReportKind.SIGN_IN, service),
            _ago(ago),
            settled=Acknowledgement("Tổ trực 1", _ago(done[0])) if done else None,
        )
        for number, (commune, ago, *done) in enumerate(said, start=1)
    ]


def _found(reports: list[Report], recovered: float | None = None) -> Together | None:
    over = {} if recovered is None else {PORTAL: _ago(recovered)}
    return reported_together(reports, over, _age).get(PORTAL)


@pytest.mark.parametrize(
    ("said", "communes", "since"),
    [
        ([("a", 15), ("b", 7), ("c", 0)], "abc", 15),
        ([("a", 59), ("b", 58), ("c", 57)], "abc", 59),
        # who comes later is hit as well, and who came long before is not
        ([("a", 50), ("b", 45), ("c", 40), ("d", 5)], "abcd", 50),
        ([("a", 55), ("b", 30), ("c", 29), ("d", 28)], "bcd", 30),
        # nobody counts twice
        ([("a", 20), ("a", 12), ("b", 11), ("a", 10), ("c", 2)], "abc", 12),
        # one report an hour keeps it going
        ([("a", 100), ("b", 99), ("c", 98), ("a", 50)], "abc", 100),
        # those that somebody settled are counted while others wait
        ([("a", 9, 1), ("b", 8, 1), ("c", 7)], "abc", 9),
        ([("a", 9), ("b", 8, 7.5), ("c", 7)], "abc", 9),
    ],
)
def test_three_communes_within_a_quarter_of_an_hour_are_one_cause(
    said: list[tuple[str, float]], communes: str, since: float
) -> None:
    found = _found(_reports(*said))

    assert found is not None
    assert found.communes == tuple(communes)
    assert found.since == _ago(since)


@pytest.mark.parametrize(
    "said",
    [
        [],
        [("a", 5), ("b", 3)],
        [("a", 5), ("a", 3), ("a", 1)],
        [("a", 16), ("b", 8), ("c", 0)],
        [("a", 30), ("b", 15.5), ("a", 15), ("c", 0)],
        # over: an hour without a report
        [("a", 62), ("b", 61), ("c", 60)],
        [("a", 130), ("b", 129), ("c", 128), ("d", 60), ("e", 5)],
        # over: on call has settled them all, and two new ones are two
        [("a", 9, 1), ("b", 8, 1), ("c", 7, 1)],
        [("a", 14, 9), ("b", 13, 9), ("c", 12, 9), ("a", 5), ("b", 4)],
        # settled one by one as they came: each was dealt with
        [("a", 9, 8.5), ("b", 8, 7.5), ("c", 7)],
    ],
)
def test_less_than_that_is_none_and_what_is_over_is_over(said: list[tuple[str, float]]) -> None:
    assert _found(_reports(*said)) is None


def test_each_system_is_reported_for_itself_and_what_names_none_for_nobody() -> None:
    of_others = _reports(("b", 4), service="land") + _reports(("c", 3), service=None)
    assert _found(_reports(("a", 5)) + of_others) is None

    both = _reports(("a", 5), ("b", 4), ("c", 3)) + _reports(("d", 3), ("e", 2), ("f", 1), service="land")
    assert reported_together(both, {}, _age).keys() == {PORTAL, "land"}


def test_what_was_said_of_an_outage_says_nothing_after_it() -> None:
    during = _reports(("a", 12), ("b", 11), ("c", 10))

    assert _found(during, recovered=13) is not None
    assert _found(during, recovered=10) is None
    assert _found(_reports(("a", 12), ("b", 11), ("c", 10), ("d", 8), ("e", 7)), recovered=9) is None
    after = _found(_reports(("a", 12), ("b", 11), ("d", 8), ("e", 7), ("a", 6)), recovered=9)
    assert after is not None
    assert after.communes == ("a", "d", "e")


@pytest.mark.parametrize(
    ("said", "minutes_ago", "fresh"),
    [
        ([("a", 15), ("b", 7), ("c", 0)], 15, True),
        ([("a", 16), ("b", 8), ("c", 7)], 16, True),
        ([("a", 17), ("b", 9), ("c", 8)], 17, False),
        ([("a", 40), ("b", 39), ("c", 38), ("a", 2), ("b", 1)], 38, False),
        ([("a", 40), ("b", 39), ("c", 38), ("a", 2), ("b", 1), ("d", 0)], 2, True),
    ],
)
def test_only_what_enough_communes_say_now_is_fresh(
    said: list[tuple[str, float]], minutes_ago: float, fresh: bool
) -> None:
    found = _found(_reports(*said))

    assert found is not None
    assert found.said == _ago(minutes_ago)
    assert found.fresh is fresh


def test_whoever_settles_the_last_ends_it() -> None:
    reports = _reports(("a", 9, 2), ("b", 8, 2), ("c", 7))
    assert _found(reports) is not None

    reports[-1] = replace(reports[-1], settled=Acknowledgement("Tổ trực 1", NOON))
    assert _found(reports) is None


class TestWhatOneCommuneIsTold:
    def _verdict(self, *states: State, held: Sequence[Incident] = ()) -> Verdict:
        source = province([("19753", "Phường Phú Xuân")], [("portal", "Cổng")])
        source.known = replace(source.known, states={(one.target, one.vantage): one for one in states})
        reported = Incident(
            code="00-AAAA-1",
            cause=Cause.SERVICE_REPORTED,
            labels=labelled(service="portal"),
            opening=1,
            since=NOON - 60,
            opened=NOON - 50,
            affected=("19753",),
        )
        judged = Judge(0.0).judge(source.known_inventory, source.known, source.clock.now(), [*held, reported])
        return judged.verdicts["19753"]

    def test_where_its_line_answers_the_reports_stand_first(self) -> None:
        verdict = self._verdict(line_state("19753/centre/main"), line_state("19753/centre/spare"))

        assert verdict.cause is Cause.SERVICE_REPORTED

    def test_where_nothing_is_known_of_it_that_is_said_first(self) -> None:
        verdict = self._verdict()

        assert verdict.cause is Cause.UNKNOWN
        assert [one.cause for one in verdict.others] == [Cause.SERVICE_REPORTED]
        assert answers(verdict, {}, NOON)[0].call is Call.AFTER_STEPS

    def test_an_own_incident_that_is_not_over_is_not_covered_up(self) -> None:
        own = Incident(
            code="46-BBBB-1",
            cause=Cause.LINE_DOWN,
            labels=labelled(province="46", commune="19753"),
            opening=1,
            since=NOON - 1800,
            opened=NOON - 1780,
            affected=("19753",),
        )

        verdict = self._verdict(held=[own])

        assert (verdict.cause, verdict.incident) == (Cause.UNKNOWN, "46-BBBB-1")


@pytest.mark.parametrize("kind", [ReportKind.PIN_LOCKED, ReportKind.TOKEN])
def test_a_device_of_one_s_own_is_nothing_shared_however_many_report_it(kind: ReportKind) -> None:
    reports = [
        Report(number, Reported(code, kind, "portal"), NOON - number)
        for number, code in enumerate(("19753", "19774", "19777"), 1)
    ]

    assert not reported_together(reports, {}, lambda at: NOON - at)
