"""Writes what waits: one thread for each destination, each at its own pace; what one will never take holds nobody up."""

import logging
import random
import sqlite3
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from threading import Event, Thread

from exporter.delivery.facts import ReplayFacts
from exporter.delivery.replay import queue
from exporter.delivery.replay.destination import DUPLICATE, Destination, NotNow, Refused
from exporter.delivery.replay.encode import Sample
from exporter.delivery.replay.queue import Parked, Row
from probes.clock import Clock
from probes.inventory.settings import RemoteWrite
from probes.observation import Observation

log = logging.getLogger(__name__)

Lookup = Callable[[Sequence[Observation]], Iterable[Sequence[Sample] | None]]
"""What each observation is worth in samples; None where the inventory no longer has its target. Safe from any thread."""

_Look = tuple[int, Sequence[Sample] | None]
"""The number of a row, and what it is worth."""

MOST_ROWS = 1000
"""Observations of one POST, with two samples each at most."""

AHEAD_SECONDS = 60.0
"""A sample further in the future would move the newest time that Prometheus knows, and so make everybody's else too old."""

_IDLE_SECONDS = 5.0
_FIRST_WAIT_SECONDS, _LONGEST_WAIT_SECONDS = 1.0, 300.0
_BUSY_SECONDS = 5.0
_STOP_SECONDS = 2.0


class ReplayWriters:
    """All destinations of a hub. `facts` may be asked at any time, from any thread."""

    def __init__(
        self,
        destinations: Sequence[RemoteWrite],
        path: Path,
        lookup: Lookup,
        clock: Clock,
        idle: float = _IDLE_SECONDS,
    ) -> None:
        """path: the hub's file of agents. idle: seconds between two looks whether something waits."""
        ids = [each.id for each in destinations]
        self._writers = {each.id: Writer(each, ids, path, lookup, clock, idle) for each in destinations}

    def start(self) -> None:
        """Begin to write."""
        for writer in self._writers.values():
            writer.start()

    def stop(self) -> None:
        """End within seconds. What was sent and is not noted yet will be sent again, which does no harm."""
        for writer in self._writers.values():
            writer.stopping.set()
        for writer in self._writers.values():
            writer.join(_STOP_SECONDS)

    def facts(self) -> Mapping[str, ReplayFacts]:
        """By destination."""
        return {name: writer.facts() for name, writer in self._writers.items()}


class Writer(Thread):
    """One destination. all_ids: those of every destination, since a row goes when all have it."""

    def __init__(
        self,
        settings: RemoteWrite,
        all_ids: Collection[str],
        path: Path,
        lookup: Lookup,
        clock: Clock,
        idle: float = _IDLE_SECONDS,
    ) -> None:
        super().__init__(name=f"replay {settings.id}", daemon=True)
        self.stopping = Event()
        self._settings = settings
        self._all_ids = all_ids
        self._path = path
        self._lookup = lookup
        self._clock = clock
        self._idle = idle
        self._destination = Destination(settings, clock)
        self._written = self._parked = self._dropped = self._waiting = 0
        self._failures = 0
        self._parking = False

    def facts(self) -> ReplayFacts:
        """What has become of samples since this hub started, and how many observations wait now."""
        try:
            with closing(self._open()) as database:
                self._waiting = queue.waiting(database, self._settings.id)
        except sqlite3.Error:
            pass  # the file is not there yet, or in trouble, of which the hub tells: what was known last
        return ReplayFacts(self._written, self._parked, self._waiting, self._dropped)

    def run(self) -> None:
        """Until `stopping` is set."""
        wait = 0.0
        while not self.stopping.wait(wait):
            try:
                wait = self.turn()
            except Exception:
                log.exception("replay to %s failed; it is tried again", self._settings.id)
                wait = _LONGEST_WAIT_SECONDS

    def turn(self) -> float:
        """Write the oldest that wait; how many seconds to wait before the next turn."""
        try:
            with closing(self._open()) as database:
                with database:
                    queue.destinations_are(database, self._all_ids)
                lost, rows = queue.next_of(database, self._settings.id, MOST_ROWS)
                if not rows:
                    return self._idle
                if lost:
                    self._settled(database, rows[0].number - 1, dropped=lost)
                self._settle(database, self._looked_up(rows))
        except sqlite3.Error as error:
            log.debug("nothing is replayed to %s: %s", self._settings.id, error)
            return self._idle
        except NotNow as refusal:
            return self._later(refusal)
        if self._failures:
            log.warning("%s takes replay again", self._settings.id)
        self._failures = 0
        return 0.0

    def _looked_up(self, rows: Sequence[Row]) -> list[_Look]:
        samples = iter(self._lookup([row.observation for row in rows if row.observation is not None]))
        return [(row.number, None if row.observation is None else next(samples)) for row in rows]

    def _settle(self, database: sqlite3.Connection, looks: Sequence[_Look]) -> None:
        """Write them, by halves where some are refused. Each piece is noted as soon as it is there: trouble in the midst does
        not undo it. Raises NotNow."""
        if self.stopping.is_set():
            raise NotNow("the hub stops")
        good, parked = self._sorted_out(sample for _, samples in looks for sample in samples or ())
        written = len(good)
        try:
            if good:
                self._destination.write(good)
        except Refused:
            if len(looks) > 1:
                half = len(looks) // 2
                self._settle(database, looks[:half])
                self._settle(database, looks[half:])
                return
            refused = [each for sample in good for each in self._alone(sample)]
            parked += refused
            written -= len(refused)
        dropped = sum(samples is None for _, samples in looks)
        self._settled(database, looks[-1][0], written, parked, dropped)

    def _sorted_out(self, samples: Iterable[Sample]) -> tuple[list[Sample], list[Parked]]:
        """What may be sent, and what need not be tried."""
        now = self._clock.now().wall
        oldest, newest = (now - self._settings.window) * 1000, (now + AHEAD_SECONDS) * 1000
        good: list[Sample] = []
        parked: list[Parked] = []
        for sample in samples:
            if sample.milliseconds < oldest:
                parked.append(_parked(sample, "older than the window"))
            elif sample.milliseconds > newest:
                parked.append(_parked(sample, "in the future"))
            else:
                good.append(sample)
        return good, parked

    def _alone(self, sample: Sample) -> list[Parked]:
        """Write one; it itself where it is refused, and is not there already."""
        try:
            self._destination.write([sample])
        except Refused as refusal:
            return [] if DUPLICATE in str(refusal) else [_parked(sample, str(refusal))]
        return []

    def _settled(
        self,
        database: sqlite3.Connection,
        number: int,
        written: int = 0,
        parked: Sequence[Parked] = (),
        dropped: int = 0,
    ) -> None:
        with database:
            queue.done_with(database, self._settings.id, number, parked, self._clock.now().wall)
        self._written += written
        self._parked += len(parked)
        self._dropped += dropped
        if parked and not self._parking:
            log.warning(
                "%s will never take some samples: %s (%s)", self._settings.id, parked[0].why, parked[0].what
            )
        self._parking = bool(parked)

    def _later(self, refusal: NotNow) -> float:
        if self.stopping.is_set():
            return 0.0
        if not self._failures:
            log.warning("%s takes no replay: %s; nothing is lost", self._settings.id, refusal)
        longest = min(_LONGEST_WAIT_SECONDS, _FIRST_WAIT_SECONDS * 2.0 ** min(self._failures, 16))
        self._failures += 1
        return max(refusal.wait or 0.0, longest * random.uniform(0.5, 1.0))  # noqa: S311  # not a secret

    def _open(self) -> sqlite3.Connection:
        """Anew each time: the hub may have moved a damaged file aside. What is not committed at a power cut is sent again."""
        database = sqlite3.connect(f"file:{self._path}?mode=rw", uri=True, timeout=_BUSY_SECONDS)
        database.execute("PRAGMA synchronous = NORMAL")
        return database


def _parked(sample: Sample, why: str) -> Parked:
    labels = ", ".join(f'{name}="{said}"' for name, said in sample.labels)
    return Parked(why, f"{{{labels}}} {sample.value} {sample.milliseconds}")
