"""The 24 hours before a moment: what was reckoned up to a minute ago, and what is told now."""

from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import pytest

from alerts.cause import Cause, CommuneStatus
from alerts.finding import Work
from alerts.judgement import Judgement
from alerts.spans import Span
from exporter.history.bars import Bars, StripSpan
from tests.alerts.report.made import KIM_LONG, KIM_LONG_LINE, PHU_XUAN, at, incident
from tests.exporter.history.made import LINES, cut_off, keep, kept_until, seen
from tests.exporter.history.moments import told

OUTAGE, DEGRADED, NORMAL, UNKNOWN = (
    CommuneStatus.OUTAGE,
    CommuneStatus.DEGRADED,
    CommuneStatus.NORMAL,
    CommuneStatus.UNKNOWN,
)
NOW = at("12:00")
REST: Sequence[Span] = [(at("00:00", -100), NOW)]


def bars(folder: Path, *spans: Span, until: float = NOW, watched: Sequence[Span] = REST) -> Bars:
    """Kim Long was cut off in these spans."""
    flips = [flip for span in spans for flip in cut_off(*span)]
    keep(
        folder,
        incidents=[incident(Cause.LINE_DOWN, *span) for span in spans],
        flips=[*seen(at("00:00", -99), *LINES), *flips],
        watched=watched,
    )
    return kept_until(folder, until).bars


def strip(of: Bars, moment: Judgement) -> list[tuple[float, float, CommuneStatus | None]]:
    """In minutes before the moment."""
    return [
        ((one.began - moment.at.wall) / 60, (one.ended - moment.at.wall) / 60, one.status)
        for one in of.strip(KIM_LONG, moment)
    ]


def test_there_is_none_before_the_first_reckoning() -> None:
    assert Bars().strip(KIM_LONG, told(NOW)) == ()


def test_a_quiet_day_is_one_span(tmp_path: Path) -> None:
    assert strip(bars(tmp_path), told(NOW)) == [(-1440, 0, NORMAL)]


def test_it_goes_over_midnight(tmp_path: Path) -> None:
    of = bars(tmp_path, (at("11:50", -1), at("12:10", -1)), (at("23:50", -1), at("00:10")))

    assert strip(of, told(NOW)) == [
        (-1440, -1430, OUTAGE),
        (-1430, -730, NORMAL),
        (-730, -710, OUTAGE),
        (-710, 0, NORMAL),
    ]


def test_where_nobody_watched_there_is_nothing(tmp_path: Path) -> None:
    of = bars(tmp_path, watched=[(at("00:00", -5), at("06:00")), (at("07:00"), NOW)])

    assert strip(of, told(NOW)) == [(-1440, -360, NORMAL), (-360, -300, None), (-300, 0, NORMAL)]


def test_a_commune_never_seen_has_a_grey_strip_even_beside_one_that_was(tmp_path: Path) -> None:
    keep(tmp_path, flips=seen(at("00:00", -99), KIM_LONG_LINE), watched=REST)
    of = kept_until(tmp_path, NOW).bars

    assert of.strip(PHU_XUAN, told(NOW)) == [StripSpan(at("12:00", -1), NOW, None)]
    assert strip(of, told(NOW)) == [(-1440, 0, NORMAL)]


@pytest.mark.parametrize("status", [OUTAGE, DEGRADED])
def test_what_is_told_now_shows_from_when_it_began(tmp_path: Path, status: CommuneStatus) -> None:
    """The trouble began before the last reckoning, and was told after it."""
    of = bars(tmp_path)

    assert strip(of, told(NOW + 30, status, NOW - 30)) == [(-1440, -1, NORMAL), (-1, 0, status)]


def test_a_wide_outage_that_began_long_before_it_struck_here_is_not_painted_back(tmp_path: Path) -> None:
    of = bars(tmp_path)

    assert strip(of, told(NOW + 60, OUTAGE, at("08:00"))) == [(-1440, -3, NORMAL), (-3, 0, OUTAGE)]


def test_what_goes_on_is_one_span(tmp_path: Path) -> None:
    of = bars(tmp_path, (at("11:00"), NOW + 900))

    assert strip(of, told(NOW + 60, OUTAGE, at("11:00"))) == [(-1440, -61, NORMAL), (-61, 0, OUTAGE)]


def test_what_is_well_again_ends_where_it_was_last_reckoned(tmp_path: Path) -> None:
    of = bars(tmp_path, (at("11:00"), NOW + 900))

    assert strip(of, told(NOW + 60))[-2:] == [(-61, -1, OUTAGE), (-1, 0, NORMAL)]


def test_what_is_not_known_now_is_nothing_since_the_last_reckoning(tmp_path: Path) -> None:
    assert strip(bars(tmp_path), told(NOW + 60, UNKNOWN)) == [(-1440, -1, NORMAL), (-1, 0, None)]


def test_planned_work_opens_no_incident_and_shows_nothing_wrong(tmp_path: Path) -> None:
    work = Work(at("11:00"), at("13:00"), "Thay thiết bị")

    assert strip(bars(tmp_path), told(NOW + 60, OUTAGE, NOW, work=work)) == [(-1440, 0, NORMAL)]


def test_while_the_reckoning_is_stuck_nothing_is_claimed_for_the_gap(tmp_path: Path) -> None:
    assert strip(bars(tmp_path), told(NOW + 1800)) == [
        (-1440, -30, NORMAL),
        (-30, -1, None),
        (-1, 0, NORMAL),
    ]


def test_a_clock_that_was_set_back_shows_no_future(tmp_path: Path) -> None:
    of = bars(tmp_path, (at("11:50"), at("11:55")))

    assert strip(of, told(at("11:52"), OUTAGE, at("11:50"))) == [(-1440, -2, NORMAL), (-2, 0, OUTAGE)]


def test_spans_fill_the_window_and_never_overlap(tmp_path: Path) -> None:
    of = bars(
        tmp_path,
        (at("13:00", -1), at("13:30", -1)),
        (at("05:59"), at("07:30")),
        watched=[(at("00:00", -5), at("06:00")), (at("07:00"), at("11:00"))],
        until=at("11:01"),
    )
    moment = told(at("11:02"), DEGRADED, at("11:00"))

    spans = of.strip(KIM_LONG, moment)
    assert (spans[0].began, spans[-1].ended) == (at("11:02", -1), at("11:02"))
    assert all(one.ended == other.began for one, other in pairwise(spans))
    assert [one.status for one in spans] == [NORMAL, OUTAGE, NORMAL, OUTAGE, None, OUTAGE, NORMAL, DEGRADED]
