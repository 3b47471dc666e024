import pytest

from alerts.wall_clock import WallClock
from probes.clock import Instant

STARTED = Instant(wall=1_000_000.0, monotonic=100.0)


def _set_at_200(ahead: float) -> WallClock:
    clock = WallClock.at(STARTED)
    return clock.heeding(Instant(1_000_050.0, 150.0)).heeding(Instant(1_000_100.0 + ahead, 200.0))


@pytest.mark.parametrize("ahead", [-7200.0, 7200.0])
def test_what_was_told_before_the_clock_was_set_means_the_same_moment_after(ahead: float) -> None:
    clock = _set_at_200(ahead)
    now = Instant(1_000_200.0 + ahead, 300.0)

    for moment in (60.0, 120.0, 199.0, 200.0, 250.0):
        assert clock.monotonic(clock.wall(moment), now) == moment
    assert clock.wall(120.0) == 1_000_020.0
    assert clock.wall(250.0) == 1_000_150.0 + ahead


def test_a_clock_that_is_nudged_has_not_been_set() -> None:
    clock = WallClock.at(STARTED)

    assert clock.heeding(Instant(1_000_051.5, 150.0)) is clock
