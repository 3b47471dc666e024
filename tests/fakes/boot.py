"""A boot whose clock goes with a fake clock."""

from dataclasses import dataclass

from tests.fakes.clock import FakeClock


@dataclass(frozen=True)
class FakeBoot:
    """Began when the clock's monotonic seconds were `began`."""

    clock: FakeClock
    id: str = "boot-1"
    began: float = 0.0

    def seconds(self) -> float:
        return self.clock.monotonic - self.began
