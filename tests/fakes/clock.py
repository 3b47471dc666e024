"""A clock moved by hand."""

from probes.clock import Instant

NOON = 1_795_500_000.0  # Tuesday 24 November 2026, 13:00 in Việt Nam


class FakeClock:
    """Both clocks stand still until `advance`; `step_wall` sets the wall clock alone."""

    def __init__(self, wall: float = NOON, monotonic: float = 1000.0) -> None:
        self.wall = wall
        self.monotonic = monotonic

    def now(self) -> Instant:
        return Instant(self.wall, self.monotonic)

    def advance(self, seconds: float) -> None:
        self.wall += seconds
        self.monotonic += seconds

    def step_wall(self, seconds: float) -> None:
        self.wall += seconds
