"""A line that drops again and again, at every period around the thresholds."""

import pytest

from probes.states.state import Status
from tests.fakes.watched import Watched
from tests.simulation.province import INTERVAL, Province

HOUR = 3600


@pytest.mark.parametrize(
    ("period", "flaps"),
    [
        (period, period <= 1785)
        for period in (30, 45, 60, 90, 120, 300, 600, 900, 1200, 1770, 1785, 1800, 1815, 3600)
    ],
)
def test_four_changes_in_half_an_hour_are_flapping(period: int, flaps: bool) -> None:
    """One failed round each period, its confirmation good: changes at 0, 5, period and period + 5 s."""
    line = Watched()
    line.rounds("....")
    seen = []

    for _ in range(4 * HOUR // period):
        seen += [line.rounds("x"), line.rounds(".", every=5), line.rounds(".", every=10)]
        seen += [line.rounds(".") for _ in range(period // 15 - 2)]

    assert any(state.flapping for state in seen) is flaps
    assert Status.DOWN not in {state.status for state in seen}


@pytest.mark.parametrize("period", [60, 90, 120, 180, 300, 600])
def test_a_line_that_drops_for_eight_seconds_never_goes_down_and_flaps(period: int) -> None:
    """Each line drops at a phase of its own; the moments of its rounds wander, and meet the drops of any period."""
    province = Province(lines=60, seed=12)
    for number, id_ in enumerate(province.ids):
        for at in range(0, 2 * HOUR, period):
            province.cut(id_, 30 + at + number * INTERVAL / 60, 8)

    province.run(2 * HOUR)

    snapshot = province.core.snapshot()
    lines = [snapshot.states[id_, "hub"] for id_ in province.ids]
    assert province.down() == []
    assert [line.target for line in lines if not line.flapping] == []


def test_a_line_that_drops_for_a_minute_every_ten_goes_down_and_flaps() -> None:
    province = Province(lines=10, seed=13)
    id_ = province.ids[0]
    for at in range(60, 2 * HOUR, 600):
        province.cut(id_, at, 60)

    province.run(2 * HOUR)

    assert len(province.down()) == 12
    assert province.core.snapshot().states[id_, "hub"].flapping
