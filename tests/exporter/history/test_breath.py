from threading import Event

import pytest

from exporter.history.breath import REST_SECONDS, SLICE_SECONDS, Breath, Stopped
from tests.fakes.clock import FakeClock


class Stopping(Event):
    """Notes how long is slept, and moves the clock on."""

    def __init__(self, clock: FakeClock) -> None:
        super().__init__()
        self.slept: list[float] = []
        self._clock = clock

    def wait(self, timeout: float | None = None) -> bool:
        self.slept.append(timeout or 0.0)
        self._clock.advance(timeout or 0.0)
        return self.is_set()


def test_a_quarter_of_the_time_is_work() -> None:
    clock = FakeClock()
    stopping = Stopping(clock)
    breath = Breath(clock, stopping)
    began = clock.now().monotonic

    for _ in range(1000):
        clock.advance(0.001)
        breath()

    assert len(stopping.slept) == pytest.approx(1.0 / SLICE_SECONDS, rel=0.3)
    assert set(stopping.slept) == {REST_SECONDS}
    assert 1.0 / (clock.now().monotonic - began) == pytest.approx(0.25, abs=0.05)


def test_it_gives_up_when_the_program_ends() -> None:
    clock = FakeClock()
    stopping = Stopping(clock)
    breath = Breath(clock, stopping)
    stopping.set()
    clock.advance(1.0)

    with pytest.raises(Stopped):
        breath()
