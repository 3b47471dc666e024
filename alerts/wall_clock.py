"""What the wall clock said at a moment of the monotonic one, though it was set meanwhile: moments told then stay comparable."""

from dataclasses import dataclass

from probes.clock import Instant

_STEP_SECONDS = 2.0
_MOST_STEPS = 20


@dataclass(frozen=True, slots=True)
class WallClock:
    """steps: since when (monotonic seconds) the wall clock has been so far ahead of the monotonic one, oldest first."""

    steps: tuple[tuple[float, float], ...]

    @classmethod
    def at(cls, now: Instant) -> "WallClock":
        """As it goes at this moment, taken to have gone so ever before."""
        return cls(((now.monotonic, now.wall - now.monotonic),))

    def heeding(self, now: Instant) -> "WallClock":
        """The same, with a step more if the clock was set since the last time."""
        ahead = now.wall - now.monotonic
        if abs(ahead - self.steps[-1][1]) <= _STEP_SECONDS:
            return self
        return WallClock((*self.steps, (now.monotonic, ahead))[-_MOST_STEPS:])

    def wall(self, monotonic: float) -> float:
        """What it said then, unix seconds."""
        return monotonic + next(
            (ahead for began, ahead in reversed(self.steps) if monotonic >= began), self.steps[0][1]
        )

    def monotonic(self, wall: float, now: Instant) -> float:
        """When it last said so: by the latest step after which that moment lies, and before `now`."""
        for began, ahead in reversed(self.steps):
            if began <= wall - ahead <= now.monotonic:
                return wall - ahead
        return wall - self.steps[0][1]
