"""Time is passed in: the one place that reads the machine's clocks."""

import time
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Instant:
    """One moment on both clocks.

    wall: unix seconds; may step when the machine's time is set. For people and for storage.
    monotonic: seconds that never step and mean nothing across restarts. For ages, deadlines and intervals.
    """

    wall: float
    monotonic: float


class Clock(Protocol):
    """Tells the time; a test's clock is moved by hand."""

    def now(self) -> Instant:
        """The present moment on both clocks."""
        ...


class SystemClock:
    """The machine's clocks."""

    def now(self) -> Instant:
        """The present moment on both clocks."""
        return Instant(wall=time.time(), monotonic=time.monotonic())
