from pathlib import Path

import pytest

from alerts.cause import Cause
from alerts.desk import Event
from alerts.ledger import WATCH_SECONDS, Ledger, read_watched
from alerts.report.history import INCIDENTS, STATES, read_history
from probes.clock import Instant
from probes.states.flip import Flip
from probes.states.state import Status
from probes.store import Store
from tests.alerts.report.made import KIM_LONG_BACKUP, KIM_LONG_LINE, at, during, incident, inventory

UP, DOWN, DEGRADED, UNKNOWN = Status.UP, Status.DOWN, Status.DEGRADED, Status.UNKNOWN


def now(wall: float) -> Instant:
    return Instant(wall=wall, monotonic=wall - at("00:00", -30))


def flip(target: str, time: str, before: Status, after: Status, days: int = 0) -> Flip:
    """It is told 15 seconds after it began."""
    since = at(time, days)
    return Flip(
        target=target,
        vantage="hub",
        at=since + 15,
        since=since,
        before=before,
        after=after,
        flapping=False,
        reason=None,
    )


def keep(folder: Path, flips: list[Flip]) -> None:
    Ledger(folder / INCIDENTS).open(now(at("00:00")))
    store = Store(folder / STATES)
    store.open(now(at("00:00", -2)))
    store.close(flips, [], now(at("24:00")))


@pytest.mark.parametrize(
    ("flips", "down", "drops"),
    [
        ([("08:00", UP, DOWN), ("08:30", DOWN, UP)], ["08:00-08:30"], 1),
        ([("08:00", UP, DOWN)], ["08:00-24:00"], 1),
        ([("08:00", UP, DEGRADED), ("08:30", DEGRADED, UP)], [], 0),
        ([("08:00", UP, DOWN), ("08:30", DOWN, DEGRADED)], ["08:00-08:30"], 1),
        ([("08:00", UP, DOWN), ("08:10", DOWN, UNKNOWN), ("08:30", UNKNOWN, UP)], ["08:00-08:30"], 1),
        ([("08:00", UP, DOWN), ("08:10", DOWN, UNKNOWN), ("08:30", UNKNOWN, DOWN)], ["08:00-24:00"], 1),
        (
            [("08:00", UP, DOWN), ("08:10", DOWN, UP), ("09:00", UP, DOWN), ("09:05", DOWN, UP)],
            ["08:00-08:10", "09:00-09:05"],
            2,
        ),
    ],
)
def test_when_a_line_was_down(
    tmp_path: Path, flips: list[tuple[str, Status, Status]], down: list[str], drops: int
) -> None:
    keep(tmp_path, [flip(KIM_LONG_LINE, *each) for each in flips])

    found = read_history(tmp_path, inventory(), at("00:00"), at("24:00"))

    assert found.down == {KIM_LONG_LINE: during(*down)}
    assert found.drops == {KIM_LONG_LINE: drops}


def test_what_a_line_was_before_the_day_counts_from_midnight(tmp_path: Path) -> None:
    keep(
        tmp_path,
        [
            flip(KIM_LONG_LINE, "20:00", UP, DOWN, -1),
            flip(KIM_LONG_LINE, "07:00", DOWN, UP),
            flip(KIM_LONG_BACKUP, "20:00", DOWN, UP, -1),
        ],
    )

    found = read_history(tmp_path, inventory(), at("00:00"), at("24:00"))

    assert found.down == {KIM_LONG_LINE: during("00:00-07:00"), KIM_LONG_BACKUP: ()}
    assert found.drops == {KIM_LONG_LINE: 0, KIM_LONG_BACKUP: 0}


def test_an_incident_comes_with_the_code_of_what_it_was_part_of(tmp_path: Path) -> None:
    keep(tmp_path, [])
    ledger = Ledger(tmp_path / INCIDENTS)
    child = incident(Cause.LINE_DOWN, at("08:00"), at("09:00"))
    ledger.save([child], [Event(child.code, at("08:05"), "absorbed", text="46-WIDE-1")], now(at("09:00")))

    found = read_history(tmp_path, inventory(), at("00:00"), at("24:00"))

    assert found.incidents == [child]
    assert found.parts == {child.code: "46-WIDE-1"}
    assert read_history(tmp_path, inventory(), at("10:00"), at("24:00")).incidents == []


def watched(folder: Path, *runs: list[float]) -> list[tuple[float, float]]:
    for moments in runs:
        ledger = Ledger(folder / INCIDENTS)
        ledger.open(now(moments[0]))
        for moment in moments:
            ledger.watch(now(moment))
        ledger.watch(now(moments[-1]), last=True)
        ledger.close()
    return list(read_watched(folder / INCIDENTS, at("00:00"), at("24:00")))


def every_second(began: str, ended: str) -> list[float]:
    return [at(began) + second for second in range(int(at(ended) - at(began)) + 1)]


def test_the_hub_s_own_hours_are_kept_and_a_stop_is_a_gap(tmp_path: Path) -> None:
    found = watched(tmp_path, every_second("08:00", "08:10"), every_second("08:11", "08:20"))

    assert found == list(during("08:00-08:10", "08:11-08:20"))


def test_a_machine_that_slept_leaves_a_gap(tmp_path: Path) -> None:
    found = watched(tmp_path, [*every_second("08:00", "08:05"), *every_second("09:00", "09:05")])

    assert found == list(during("08:00-08:05", "09:00-09:05"))


def test_a_clock_set_back_begins_anew(tmp_path: Path) -> None:
    found = watched(tmp_path, [*every_second("09:00", "09:05"), *every_second("08:00", "08:05")])

    assert found == [(at("08:00"), at("08:05")), (at("09:00"), at("09:05"))]


def test_a_crash_costs_at_most_a_minute(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path / INCIDENTS)
    ledger.open(now(at("08:00")))
    for moment in every_second("08:00", "08:10"):
        ledger.watch(now(moment + 30))

    ((_, ended),) = read_watched(tmp_path / INCIDENTS, at("00:00"), at("24:00"))

    assert 0 <= at("08:10") + 30 - ended < WATCH_SECONDS


def test_after_two_years_it_is_forgotten(tmp_path: Path) -> None:
    assert watched(tmp_path, every_second("08:00", "08:10"), [at("08:11", 730)]) != []

    Ledger(tmp_path / INCIDENTS).open(now(at("08:12", 730)))

    assert read_watched(tmp_path / INCIDENTS, at("00:00"), at("24:00")) == []
