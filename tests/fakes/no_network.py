"""A network for looks that read files only: it tells the time, and has nothing else."""

from typing import cast

from probes.clock import Instant
from probes.network import Network
from tests.authority import NOW


class _OnlyAClock:
    def __init__(self, wall: float) -> None:
        self.clock = self
        self._wall = wall

    def now(self) -> Instant:
        return Instant(self._wall, 0.0)


def at(wall: float = NOW.timestamp()) -> Network:
    """The network of a look at that moment, unix seconds."""
    return cast(Network, _OnlyAClock(wall))
