"""The one thread that ends looks at their deadlines, whatever the other side does meanwhile."""

import heapq
import logging
from itertools import count
from threading import Condition, Thread
from typing import Protocol

from probes.clock import Clock

log = logging.getLogger(__name__)


class Cuttable(Protocol):
    """Something that must end at a moment."""

    @property
    def over(self) -> bool:
        """True once it has ended by itself."""
        ...

    def cut(self) -> None:
        """End it now. Must return at once and not raise."""
        ...


class Cutter:
    """Cuts each look at its deadline (monotonic seconds).

    A look that ended in time stays in the heap until its deadline is the earliest; then all ended ones at the top go
    at once. So a healthy look costs one push and no wake-up of its own.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._deadlines: list[tuple[float, int, Cuttable]] = []
        self._order = count()
        self._changed = Condition()
        self._stopping = False
        self._thread = Thread(target=self._watch, name="cutter", daemon=True)

    def start(self) -> None:
        """Begin to watch."""
        self._thread.start()

    def stop(self) -> None:
        """Cut everything that is still open, now."""
        with self._changed:
            self._stopping = True
            self._changed.notify()
        self._thread.join()

    def add(self, deadline: float, look: Cuttable) -> None:
        """Cut `look` at `deadline` unless it is over by then."""
        with self._changed:
            heapq.heappush(self._deadlines, (deadline, next(self._order), look))
            if self._deadlines[0][2] is look:
                self._changed.notify()

    def _watch(self) -> None:
        while True:
            with self._changed:
                while not self._stopping and (wait := self._until_next()) > 0:
                    self._changed.wait(None if wait == float("inf") else wait)
                if self._stopping:
                    due = [look for _, _, look in self._deadlines]
                else:
                    due = [heapq.heappop(self._deadlines)[2]]
            for look in due:
                try:
                    look.cut()
                except Exception:  # a bug about one look must not end the deadlines of all others
                    log.exception("a look could not be ended at its deadline")
            if self._stopping:
                return

    def _until_next(self) -> float:
        while self._deadlines and self._deadlines[0][2].over:
            heapq.heappop(self._deadlines)
        return self._deadlines[0][0] - self._clock.now().monotonic if self._deadlines else float("inf")
