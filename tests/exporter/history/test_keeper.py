"""Thursday 26 November 2026 in the small province: Kim Long has two lines, Phú Xuân has one."""

import random
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest

from alerts.cause import Cause, CommuneStatus
from alerts.incident import Incident
from alerts.report.history import read_history
from alerts.report.toll import Lacking, toll_of
from alerts.spans import Span
from exporter.history.bars import DayBar
from exporter.history.keeper import Keeper
from probes.states.flip import Flip
from tests.alerts.report.made import (
    KIM_LONG,
    KIM_LONG_BACKUP,
    KIM_LONG_LINE,
    PHU_XUAN,
    PHU_XUAN_LINE,
    at,
    incident,
    inventory,
)
from tests.exporter.history.made import (
    DOWN,
    LINES,
    UNKNOWN,
    UP,
    cut,
    cut_off,
    flip,
    keep,
    kept_until,
    province,
    seen,
)

ISP = {"isp": "vnpt", "province": "46"}
ALWAYS: Sequence[Span] = [(at("00:00", -100), at("24:00", 5))]
SEEN = seen(at("00:00", -99), *LINES)
OUTAGE, DEGRADED, NORMAL, NOBODY = (
    CommuneStatus.OUTAGE,
    CommuneStatus.DEGRADED,
    CommuneStatus.NORMAL,
    CommuneStatus.UNKNOWN,
)


class AlwaysOpen:
    """People are received day and night."""

    def reception_seconds(self, commune: str, began: float, ended: float) -> float:
        assert commune
        return ended - began

    def dossiers_affected(self, commune: str, began: float, ended: float) -> float:
        return self.reception_seconds(commune, began, ended) / 3600


def today(
    folder: Path,
    code: str = KIM_LONG,
    *,
    incidents: Sequence[Incident] = (),
    flips: Sequence[Flip] = (),
    watched: Sequence[Span] = ALWAYS,
    now: float = at("23:00"),
) -> DayBar:
    keep(folder, incidents=incidents, flips=[*SEEN, *flips], watched=watched)
    return kept_until(folder, now).bars.days(code)[-1]


def minutes(bar: DayBar) -> tuple[float, float, float]:
    """Outage, degraded, unwatched."""
    return bar.outage_seconds / 60, bar.degraded_seconds / 60, bar.unwatched_seconds / 60


def test_nothing_is_told_before_the_first_reckoning() -> None:
    bars = Keeper().bars

    assert (bars.days(KIM_LONG), bars.availability(KIM_LONG), bars.complete) == ((), None, False)


def test_ninety_days_end_today(tmp_path: Path) -> None:
    keep(tmp_path, flips=SEEN, watched=ALWAYS)
    bars = kept_until(tmp_path, at("23:00")).bars

    days = bars.days(KIM_LONG)
    assert (len(days), days[0].date, days[-1].date) == (90, date(2026, 8, 29), date(2026, 11, 26))
    assert {day.status for day in days} == {NORMAL}
    assert [day.whole for day in days] == [True] * 89 + [False]
    assert days[-1].length == 23 * 3600
    assert bars.availability(KIM_LONG) == 1.0
    assert bars.complete


def test_a_commune_of_no_inventory_has_no_days(tmp_path: Path) -> None:
    keep(tmp_path, flips=SEEN, watched=ALWAYS)

    assert kept_until(tmp_path, at("23:00")).bars.days("00000") == ()


def test_the_worst_of_a_moment_counts_once(tmp_path: Path) -> None:
    bar = today(
        tmp_path,
        incidents=[
            incident(Cause.LINE_DOWN, at("08:00"), at("08:31"), code="46-AAAA-1"),
            incident(Cause.SERVICE_OUTAGE, at("08:10"), at("09:00"), code="46-BBBB-1"),
            incident(Cause.LINE_SLOW, at("08:50"), at("09:10"), code="46-CCCC-1"),
            incident(Cause.SATELLITE_DOWN, at("10:00"), at("11:00"), code="46-DDDD-1"),
        ],
        flips=[
            *cut(KIM_LONG_LINE, at("07:00"), at("08:30")),
            *cut(KIM_LONG_BACKUP, at("08:00"), at("10:00")),
        ],
    )

    assert minutes(bar) == (30, 40, 0)
    assert bar.incidents == ("46-AAAA-1", "46-BBBB-1", "46-CCCC-1")
    assert bar.status is OUTAGE


def test_of_a_wide_outage_only_what_struck_here_is_an_outage_and_one_line_of_two_is_degraded(
    tmp_path: Path,
) -> None:
    wide = incident(Cause.ISP_OUTAGE, at("08:00"), at("10:00"), [KIM_LONG, PHU_XUAN], ISP)
    own = incident(Cause.LINE_DOWN, at("07:59"), at("09:00"))  # folded into the wide one
    flips = [
        *cut(KIM_LONG_LINE, at("08:00"), at("09:30")),
        *cut(KIM_LONG_BACKUP, at("08:20"), at("09:00")),
        *cut(PHU_XUAN_LINE, at("08:00"), at("10:00")),
    ]

    assert minutes(today(tmp_path, incidents=[wide, own], flips=flips)) == (40, 50, 0)
    assert minutes(kept_until(tmp_path, at("23:00")).bars.days(PHU_XUAN)[-1]) == (120, 0, 0)


def test_what_nobody_watched_is_neither_good_nor_bad(tmp_path: Path) -> None:
    blind = incident(Cause.MONITOR_BLIND, at("12:00"), at("13:00"), [KIM_LONG, PHU_XUAN], {})
    down = incident(Cause.LINE_DOWN, at("05:30"), at("12:30"))
    flips = cut_off(at("05:30"), at("12:30"))
    bar = today(tmp_path, incidents=[blind, down], flips=flips, watched=[(at("06:00"), at("24:00"))])

    assert minutes(bar) == (360, 0, 420)
    assert bar.status is OUTAGE


@pytest.mark.parametrize(
    ("cause", "lasted", "status"),
    [
        (Cause.LINE_DOWN, 59.0, NORMAL),
        (Cause.LINE_DOWN, 60.0, OUTAGE),
        (Cause.SERVICE_OUTAGE, 59.0, NORMAL),
        (Cause.SERVICE_OUTAGE, 60.0, DEGRADED),
        (Cause.SATELLITE_DOWN, 3600.0, NORMAL),
    ],
)
def test_what_colours_a_day(tmp_path: Path, cause: Cause, lasted: float, status: CommuneStatus) -> None:
    ended = at("08:00") + lasted
    bar = today(tmp_path, incidents=[incident(cause, at("08:00"), ended)], flips=cut_off(at("08:00"), ended))

    assert bar.status is status


@pytest.mark.parametrize(("until", "status"), [("11:29", NOBODY), ("11:31", NORMAL)])
def test_a_day_of_which_less_than_half_was_watched_is_grey(
    tmp_path: Path, until: str, status: CommuneStatus
) -> None:
    bar = today(tmp_path, watched=[(at("00:00", -5), at(until))])

    assert bar.status is status


def test_before_a_line_was_first_seen_nobody_watched(tmp_path: Path) -> None:
    keep(
        tmp_path,
        flips=[*seen(at("06:00", -1), KIM_LONG_BACKUP), *seen(at("06:00"), KIM_LONG_LINE)],
        watched=ALWAYS,
    )
    bars = kept_until(tmp_path, at("12:00")).bars

    kim_long, phu_xuan = bars.days(KIM_LONG), bars.days(PHU_XUAN)
    assert {day.status for day in kim_long[:88]} == {NOBODY}
    assert [minutes(day)[2] for day in kim_long[-3:]] == [1440, 360, 0]
    assert {day.status for day in phu_xuan} == {NOBODY}
    assert minutes(phu_xuan[-1]) == (0, 0, 720)
    assert bars.availability(KIM_LONG) == 1.0
    assert bars.availability(PHU_XUAN) is None


def test_while_nothing_is_known_of_any_line_nobody_watched(tmp_path: Path) -> None:
    flips = [
        flip(KIM_LONG_LINE, at("20:00", -1), UP, UNKNOWN, told=0),
        flip(KIM_LONG_LINE, at("03:00"), UNKNOWN, UP, told=0),
        flip(KIM_LONG_BACKUP, at("02:00"), UP, UNKNOWN, told=0),
        flip(KIM_LONG_BACKUP, at("05:00"), UNKNOWN, UP, told=0),
    ]

    assert minutes(today(tmp_path, flips=flips)) == (0, 0, 60)


def test_less_than_a_day_watched_has_no_availability(tmp_path: Path) -> None:
    keep(tmp_path, flips=SEEN, watched=[(at("00:00"), at("23:59"))])

    assert kept_until(tmp_path, at("23:59")).bars.availability(KIM_LONG) is None


def test_availability_is_of_the_watched_time(tmp_path: Path) -> None:
    down = incident(Cause.LINE_DOWN, at("12:00", -1), at("00:00"))
    flips = [*SEEN, *cut_off(at("12:00", -1), at("00:00"))]
    keep(tmp_path, incidents=[down], flips=flips, watched=[(at("00:00", -2), at("24:00"))])

    assert kept_until(tmp_path, at("00:00", 1)).bars.availability(KIM_LONG) == pytest.approx(1 - 0.5 / 3)


def test_how_many_communes_of_a_province_were_hit(tmp_path: Path) -> None:
    both = [KIM_LONG, PHU_XUAN]
    keep(
        tmp_path,
        flips=[*SEEN, *cut_off(at("08:30", -1), at("08:40", -1))],
        watched=ALWAYS,
        incidents=[
            incident(Cause.SERVICE_OUTAGE, at("08:00", -1), at("09:00", -1), both, {"service": "portal"}),
            incident(Cause.LINE_DOWN, at("08:30", -1), at("08:40", -1)),
        ],
    )
    hits = kept_until(tmp_path, at("23:00")).bars.hits("46")

    assert [(hit.date.day, hit.outage, hit.degraded) for hit in hits[-3:]] == [
        (24, 0, 0),
        (25, 1, 1),
        (26, 0, 0),
    ]


@pytest.mark.parametrize("seed", range(8))
def test_bars_and_the_day_s_report_tell_the_same(tmp_path: Path, seed: int) -> None:
    """Whatever happens: with people received day and night, the report's lost time is the bars' outage."""
    chance = random.Random(seed)

    def spans(several: int) -> list[Span]:
        began = [chance.uniform(at("00:00", -3), at("20:00")) for _ in range(several)]
        return [(one, one + chance.expovariate(1 / 7200)) for one in began]

    flips = list(SEEN)
    for line in LINES:
        last = at("00:00", -3)
        for began, ended in sorted(spans(12)):
            if began > last:
                flips += cut(line, began, ended)
                last = ended + 60
        if chance.random() < 0.5:
            flips += [flip(line, last + 100, UP, UNKNOWN, told=0), flip(line, last + 4000, UNKNOWN, DOWN)]
    both = [KIM_LONG, PHU_XUAN]
    incidents = [
        *(incident(Cause.LINE_DOWN, *span, [chance.choice(both)]) for span in spans(10)),
        *(incident(Cause.ISP_OUTAGE, *span, both, ISP) for span in spans(4)),
        *(incident(Cause.SERVICE_OUTAGE, *span, both, {"service": "portal"}) for span in spans(4)),
        *(incident(Cause.MONITOR_BLIND, *span, both, {}) for span in spans(2)),
        incident(Cause.PROVINCE_OUTAGE, at("22:00"), None, both, {"province": "46"}),
    ]
    watched = [(at("00:00", -4), at("05:00", -1)), (at("07:00", -1), at("24:00"))]
    keep(tmp_path, incidents=incidents, flips=sorted(flips, key=lambda one: one.at), watched=watched)
    bars = kept_until(tmp_path, at("23:00")).bars
    known = inventory()

    for back in (0, 1, 2):
        ended = at("23:00") if back == 0 else at("24:00", -back)
        history = read_history(tmp_path, known, at("00:00", -back), ended)
        for commune in known.communes:
            bar, toll = bars.days(commune.code)[-1 - back], toll_of(commune, history, AlwaysOpen())
            assert bar.outage_seconds == pytest.approx(toll.lost[Lacking.LINE])
            assert bar.unwatched_seconds >= toll.unwatched - 1e-6
            assert bar.outage_seconds + bar.degraded_seconds >= toll.lost_to_any - 1e-6


def test_today_is_reckoned_until_the_hub_last_said_that_it_watches(tmp_path: Path) -> None:
    bar = today(tmp_path, watched=[(at("00:00", -3), at("22:59"))], now=at("23:00"))

    assert (bar.length, bar.unwatched_seconds) == (at("22:59") - at("00:00"), 0)


def test_a_hub_that_was_off_until_now_leaves_a_grey_end(tmp_path: Path) -> None:
    assert minutes(today(tmp_path, watched=[(at("00:00", -3), at("22:00"))])) == (0, 0, 60)


class TestAsTimeGoesOn:
    """One keeper, asked again and again."""

    def test_today_is_reckoned_anew_each_time(self, tmp_path: Path) -> None:
        keep(tmp_path, flips=SEEN, watched=ALWAYS)
        known = province(tmp_path)
        keeper = kept_until(tmp_path, at("08:00"), known)
        flips = [flip(line, at("08:00"), UP, DOWN) for line in (KIM_LONG_LINE, KIM_LONG_BACKUP)]
        keep(tmp_path, incidents=[incident(Cause.LINE_DOWN, at("08:00"), None)], flips=flips)

        keeper.refresh(known, at("08:10"), lambda: None)

        assert minutes(keeper.bars.days(KIM_LONG)[-1]) == (10, 0, 0)

    def test_a_day_that_ended_is_reckoned_once_more(self, tmp_path: Path) -> None:
        down = incident(Cause.LINE_DOWN, at("23:00"), None)
        keep(
            tmp_path,
            incidents=[down],
            flips=[*SEEN, flip(KIM_LONG_LINE, at("23:00"), UP, DOWN)],
            watched=ALWAYS,
        )
        keep(tmp_path, flips=[flip(KIM_LONG_BACKUP, at("23:00"), UP, DOWN)])
        known = province(tmp_path)
        keeper = kept_until(tmp_path, at("23:59"), known)

        keeper.refresh(known, at("00:01", 1), lambda: None)

        days = keeper.bars.days(KIM_LONG)
        assert [minutes(day)[0] for day in days[-3:]] == [0, 60, 1]
        assert (len(days), days[-2].whole, days[-1].date) == (90, True, date(2026, 11, 27))

    def test_what_is_learnt_of_yesterday_is_told_within_the_hour(self, tmp_path: Path) -> None:
        keep(tmp_path, flips=SEEN, watched=ALWAYS)
        known = province(tmp_path)
        keeper = kept_until(tmp_path, at("08:00"), known)
        span = at("08:00", -1), at("08:10", -1)
        keep(tmp_path, incidents=[incident(Cause.LINE_DOWN, *span)], flips=cut_off(*span))

        keeper.refresh(known, at("08:59"), lambda: None)
        soon = keeper.bars.days(KIM_LONG)[-2]
        keeper.refresh(known, at("09:00"), lambda: None)

        assert (minutes(soon)[0], minutes(keeper.bars.days(KIM_LONG)[-2])[0]) == (0, 10)

    @pytest.mark.parametrize("moved", [at("08:00", -2), at("08:00", 4)])
    def test_a_clock_that_was_set_makes_it_all_anew(self, tmp_path: Path, moved: float) -> None:
        keep(tmp_path, flips=SEEN, watched=ALWAYS)
        known = province(tmp_path)
        keeper = kept_until(tmp_path, at("08:00"), known)

        keeper.refresh(known, moved, lambda: None)

        days = keeper.bars.days(KIM_LONG)
        assert (len(days), days[-1].length) == (90, 8 * 3600)

    def test_a_new_commune_is_taken_in_and_one_that_is_gone_is_left_out(self, tmp_path: Path) -> None:
        keep(tmp_path, flips=SEEN, watched=ALWAYS)
        known = province(tmp_path)
        only = known.model_copy(update={"communes": known.communes[:1]})
        keeper = kept_until(tmp_path, at("08:00"), only)
        before = keeper.bars.days(PHU_XUAN)

        keeper.refresh(known, at("08:01"), lambda: None)
        after = keeper.bars.days(PHU_XUAN)
        keeper.refresh(only, at("08:02"), lambda: None)

        assert (len(before), len(after), len(keeper.bars.days(PHU_XUAN))) == (0, 90, 0)

    def test_the_newest_days_are_told_first(self, tmp_path: Path) -> None:
        keep(tmp_path, flips=SEEN, watched=ALWAYS, incidents=[incident(Cause.LINE_DOWN, at("08:00"), None)])
        keeper, known = Keeper(), province(tmp_path)
        told: list[int] = []

        keeper.refresh(known, at("08:10"), lambda: told.append(len(keeper.bars.days(KIM_LONG))))

        assert sorted(set(told)) == [0, 2]
        assert keeper.bars.complete

    def test_what_was_reckoned_stays_when_the_work_is_given_up(self, tmp_path: Path) -> None:
        class GivenUpError(Exception):
            pass

        def give_up() -> None:
            raise GivenUpError

        keep(tmp_path, flips=SEEN, watched=ALWAYS)
        known = province(tmp_path)
        keeper = kept_until(tmp_path, at("08:00"), known)

        with pytest.raises(GivenUpError):
            keeper.refresh(known, at("08:01"), give_up)

        assert len(keeper.bars.days(KIM_LONG)) == 90
