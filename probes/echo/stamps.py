"""From the kernel's wall-clock receive stamps to the monotonic clock, unharmed by steps of the wall clock."""

import time
from collections.abc import Callable

_STEP_NS = 20_000
_TRIES = 5


class WallOffset:
    """Wall clock minus monotonic clock, in nanoseconds.

    Linux slews both clocks together, so the difference changes only when somebody sets the time: it is measured
    once, carefully, and again when a quick look finds it changed.
    """

    def __init__(
        self,
        wall_ns: Callable[[], int] = time.time_ns,
        monotonic_ns: Callable[[], int] = time.monotonic_ns,
    ) -> None:
        self._wall_ns = wall_ns
        self._monotonic_ns = monotonic_ns
        self.now = self._measure()
        self.before = self.now

    def check(self) -> int:
        """The offset now. After a step `before` is the offset that held until it."""
        if not -_STEP_NS < self._wall_ns() - self._monotonic_ns() - self.now < _STEP_NS:
            fresh = self._measure()
            if not -_STEP_NS < fresh - self.now < _STEP_NS:
                self.before, self.now = self.now, fresh
        return self.now

    def mend(self, stamp_ns: int, earliest_ns: int, latest_ns: int) -> int:
        """The monotonic moment of a wall-clock stamp that is known to lie between two monotonic moments.

        A stamp made just before a step is read with the offset that held then; one that fits neither offset is
        given up for `latest_ns`, the moment when the packet was read.
        """
        for offset in (self.now, self.before):
            if earliest_ns <= stamp_ns - offset <= latest_ns:
                return stamp_ns - offset
        return latest_ns

    def _measure(self) -> int:
        """The best of a few tries: the one with the least time between the readings around it."""
        best_width, best_offset = None, 0
        for _ in range(_TRIES):
            before = self._monotonic_ns()
            wall = self._wall_ns()
            width = self._monotonic_ns() - before
            if best_width is None or width < best_width:
                best_width, best_offset = width, wall - before - width // 2
        return best_offset
