"""The real Gate: every look gets its own deadline, and one thread enforces them all."""

from collections.abc import Iterator
from contextlib import contextmanager

from probes.clock import Clock
from probes.gate.cutter import Cutter
from probes.gate.look import Look
from probes.gate.resolver import Lookup, Resolver, system_lookup
from probes.network import Network, Pinger


class RealGate:
    """The machine's network. Threads may share it; `close` when the program ends."""

    def __init__(self, pinger: Pinger, clock: Clock, lookup: Lookup = system_lookup) -> None:
        self._pinger = pinger
        self._clock = clock
        self._resolver = Resolver(lookup)
        self._cutter = Cutter(clock)
        self._cutter.start()

    @property
    def pinger(self) -> Pinger:
        """The one pinger, for whole rounds."""
        return self._pinger

    @contextmanager
    def look(self, timeout_seconds: float) -> Iterator[Network]:
        """A Network that ends with the block, or after `timeout_seconds`, whichever comes first."""
        deadline = self._clock.now().monotonic + timeout_seconds
        look = Look(deadline, self._clock, self._resolver, self._pinger)
        self._cutter.add(deadline, look)
        try:
            yield look
        finally:
            look.close()

    def close(self) -> None:
        """End every look that is still open, and the threads. The pinger is its owner's."""
        self._cutter.stop()
        self._resolver.stop()
