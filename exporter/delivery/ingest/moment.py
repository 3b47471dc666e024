"""When an observation was made, by the hub's clock, and whether it is live: an agent's wall clock may say anything."""

from collections import deque
from dataclasses import dataclass
from typing import Final

from exporter.delivery.envelope import Item
from probes.observation import LIVE_SECONDS

OLDEST_SECONDS: Final = 31 * 86400.0
"""What is older is refused."""

_REMEMBERED: Final = 5


@dataclass(frozen=True, slots=True)
class Moment:
    """observed: when the look began, unix seconds by the hub's clock. age: seconds before the batch came; None: only
    reckoned from the agent's wall clock."""

    observed: float
    age: float | None

    @property
    def live(self) -> bool:
        """Younger than two minutes, and that by a clock that does not step."""
        return self.age is not None and self.age < LIVE_SECONDS


def moment_of(item: Item, received: float, skew: float, after: float | None) -> Moment | None:
    """When it was made; None: longer ago than anything is taken.

    skew: how far the agent's wall clock is ahead. after: when it cannot have been made before, unix seconds. An age below
    zero is none.
    """
    oldest = received - OLDEST_SECONDS
    if item.age is not None:
        age = max(item.age, 0.0)
        return None if age > OLDEST_SECONDS else Moment(received - age, age)
    earliest = oldest if after is None else after
    observed = min(max(item.observed - skew, earliest), received)
    return None if observed < oldest else Moment(observed, None)


class Skew:
    """How far an agent's wall clock is ahead of the hub's, by its last few batches: the least, since each is late by as long
    as it travelled."""

    def __init__(self) -> None:
        self._seen: deque[float] = deque(maxlen=_REMEMBERED)

    def hear(self, sent: float, received: float) -> float:
        """What is made of it, with one more batch."""
        self._seen.append(sent - received)
        return min(self._seen, key=abs)
