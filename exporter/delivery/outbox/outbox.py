"""The agent's disk, as everybody else uses it: put, read for a hub, settle. One thread writes, about once a second."""

import logging
import sqlite3
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from json import dumps
from pathlib import Path
from threading import Event, Lock, Thread
from typing import Final, TypeVar

from exporter.delivery.envelope import LONGEST_DETAIL, MOST_ITEMS, MOST_RANGES, Dropped, Item
from exporter.delivery.outbox import tables
from exporter.delivery.outbox.ages import Ages
from exporter.delivery.outbox.boot import Boot
from exporter.delivery.outbox.entry import Entry
from exporter.delivery.outbox.ranges import holds, merged, without
from exporter.delivery.outbox.reading import NEWEST_FIRST, OLDEST_FIRST, Holder, Shelf, reading
from exporter.delivery.outbox.unsaved import ForHub, Memory, Unsaved
from probes.clock import Clock
from probes.database import Database
from probes.observation import LIVE_SECONDS, Result, new_epoch, result_to_json
from probes.reasons import Reason

log = logging.getLogger(__name__)

COMMIT_SECONDS: Final = 1.0
MOST_BYTES: Final = 64 << 20
MEMORY_BYTES: Final = 4 << 20
"""What may wait in memory for a disk that takes nothing."""

_LONGEST_LOOK_SECONDS: Final = 300.0
"""No plan lets one take longer."""

_DAMAGED: Final = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB})
_T = TypeVar("_T")


class Outbox:
    """What the agent has seen, for each of `hubs`, until that hub settled it.

    Any thread may use it. `put` never waits for the disk. From `commit` on an observation survives the power cut: each
    hub gets it, or is told of its drop. Where the disk takes nothing, what is new waits in memory, and goes out from there.

    path: the SQLite file. hubs: by any name that does not change; one that is new is owed what is put from now on, one
    that is not there any more is forgotten. most_bytes: of observations on the disk; beyond, the oldest are dropped, those
    whose reason differs from the last of their target after the others.
    """

    def __init__(
        self, path: Path, hubs: Sequence[str], clock: Clock, boot: Boot, most_bytes: int = MOST_BYTES
    ) -> None:
        self.epoch = new_epoch()
        self._path = path
        self._hubs = tuple(hubs)
        self._clock = clock
        self._boot = boot
        self._most_bytes = most_bytes
        self._database = Database(path, tables.MIGRATIONS, "observations", synchronous="FULL")
        self._holder = Holder()
        self._memory = Memory(hubs, min(most_bytes, MEMORY_BYTES))
        self._numbering = Lock()
        self._number = 0
        self._reasons: dict[str, Reason | None] = {}
        self._committed = 0
        self._evicted = 0
        self._damage: sqlite3.Error | None = None
        self._wake = Event()
        self._stopping = False
        self._thread = Thread(target=self._run, name="outbox", daemon=True)

    @property
    def dropped(self) -> int:
        """Observations of this process that some hub will never have."""
        return self._evicted + self._memory.dropped

    @property
    def errors(self) -> int:
        """How often the disk took nothing."""
        return self._database.errors

    def start(self) -> None:
        """Commit about once a second from now on."""
        self._thread.start()

    def stop(self) -> None:
        """Commit what is left, and close the file."""
        self._stopping = True
        self._wake.set()
        self._thread.join()

    def flush(self) -> None:
        """Let the next commit be now."""
        self._wake.set()

    def put(self, target: str, observed: float, result: Result) -> None:
        """Number what a look at `target`, which has just ended, found. observed: when it began, unix seconds by the wall clock."""
        plain = replace(result, detail=_printable(result.detail))
        text = dumps(result_to_json(plain), ensure_ascii=True, separators=(",", ":"))
        began = self._boot.seconds() - result.duration_seconds
        with self._numbering:
            self._number += 1
            changed = target not in self._reasons or self._reasons[target] != result.reason
            self._reasons[target] = result.reason
            entry = Entry(self.epoch, self._number, target, observed, self._boot.id, began, changed, text)
            self._memory.add(entry)

    def live(self, hub: str, most: int = MOST_ITEMS) -> tuple[tuple[Item, ...], tuple[Dropped, ...]]:
        """The newest that `hub` has not settled, of the last two minutes, newest last; and what it is to be told of."""
        fresh, news = self._memory.waiting(hub)

        def read(shelf: Shelf) -> _View:
            ages = self._ages(shelf.ahead(), news)
            young: list[Entry] = []
            for entry in shelf.entries(NEWEST_FIRST):
                age = ages.of(entry)
                if age is None or age >= LIVE_SECONDS + _LONGEST_LOOK_SECONDS or len(young) == most:
                    break
                # A look that took long is numbered after younger ones.
                if age < LIVE_SECONDS and entry.key not in news.settled:
                    young.append(entry)
            return _View(ages, young[::-1], shelf.dropped(MOST_RANGES + len(news.told)))

        view = self._read(hub, read) or _View(self._ages({}, news), [], [])
        dropped = merged((*without(view.dropped, news.told), *news.lost))
        young = [entry for entry in fresh if (view.ages.of(entry) or 0.0) < LIVE_SECONDS]
        entries = [entry for entry in _joined(view.entries, young) if not holds(dropped, *entry.key)]
        newest = entries[max(0, len(entries) - most) :]
        return self._items(hub, newest, view.ages), dropped[:MOST_RANGES]

    def backlog(self, hub: str, most: int = MOST_ITEMS) -> tuple[Item, ...]:
        """The oldest that `hub` has not settled, oldest first."""
        fresh, news = self._memory.waiting(hub)

        def read(shelf: Shelf) -> _View:
            waiting = (entry for entry in shelf.entries(OLDEST_FIRST) if entry.key not in news.settled)
            return _View(self._ages(shelf.ahead(), news), list(islice(waiting, most)), [])

        view = self._read(hub, read) or _View(self._ages({}, news), [], [])
        return self._items(hub, _joined(view.entries, fresh)[:most], view.ages)

    def waiting(self, hub: str) -> tuple[int, float | None]:
        """How many `hub` has not settled, and the age of the oldest in seconds, where it is known."""
        fresh, news = self._memory.waiting(hub)

        def read(shelf: Shelf) -> tuple[int, float | None]:
            oldest = next(
                (entry for entry in shelf.entries(OLDEST_FIRST) if entry.key not in news.settled), None
            )
            count = max(0, shelf.count() - len(news.settled))
            return count, None if oldest is None else self._ages(shelf.ahead(), news).of(oldest)

        count, age = self._read(hub, read) or (0, None)
        if count == 0 and fresh:
            age = self._ages({}, news).of(fresh[0])
        return count + len(fresh), age

    def settled(self, hub: str, items: Iterable[Item], dropped: Iterable[Dropped] = ()) -> None:
        """`hub` has answered to these: they are done with. What it did not wait for changes nothing."""
        self._memory.settle(hub, ((item.epoch, item.number) for item in items), dropped)

    def drop(self, hub: str, items: Iterable[Item]) -> None:
        """`hub` can never take these: it is told that they are dropped."""
        self._memory.drop(hub, [(item.epoch, item.number) for item in items])

    def anchor(self, hub: str, now: float) -> None:
        """The clock of `hub` shows `now`, unix seconds: by it, what an earlier boot saw has an age."""
        self._memory.anchor(hub, now - self._boot.seconds())

    def commit(self) -> bool:
        """Write all that is new; False when the disk did not take it. By one thread: the one that `start` began."""
        unsaved = self._memory.begin_saving()
        if unsaved.nothing and self._damage is None:
            self._memory.not_saved()
            return True
        # A full disk takes no more observations, but what was settled makes room.
        for part in (unsaved, Unsaved((), unsaved.hubs)):
            if self._write(part):
                self._memory.saved(part)
                return part is unsaved
        self._memory.not_saved()
        return False

    def _run(self) -> None:
        while not self._stopping:
            self._wake.wait(COMMIT_SECONDS)
            self._wake.clear()
            self._commit_whatever_happens()
        self._commit_whatever_happens()
        self._close()

    def _commit_whatever_happens(self) -> None:
        try:
            self.commit()
        except Exception:  # what a damaged file holds may be anything
            log.exception("keeping what was seen tripped, and goes on")

    def _close(self) -> None:
        self._holder.let_go()
        self._database.close()

    def _write(self, part: Unsaved) -> bool:
        evicted = 0

        def act(database: sqlite3.Connection) -> None:
            nonlocal evicted
            if self._damage is not None:
                damage, self._damage = self._damage, None
                raise damage  # the file is moved aside
            if not tables.begun(database, self.epoch):
                tables.begin(database, self.epoch, self._boot.id, self._hubs)
                if self._committed:  # the file is another than before
                    tables.drop_for_all(database, Dropped(self.epoch, 1, self._committed))
            tables.write(database, part, self._boot.id)
            evicted = tables.make_room(database, self._most_bytes)

        if not self._database.write(act, self._clock.now()):
            if not self._path.exists():
                self._holder.let_go()
            return False
        self._holder.hold(self._path)
        self._evicted += evicted
        if part.entries:
            self._committed = part.entries[-1][0].number
        return True

    def _read(self, hub: str, read: Callable[[Shelf], _T]) -> _T | None:
        """None where the file cannot be read: what is in memory goes out all the same."""
        try:
            with reading(self._path) as database:
                return read(Shelf(database, hub))
        except sqlite3.Error as error:
            damaged = (
                getattr(error, "sqlite_errorcode", 0) & 0xFF in _DAMAGED
            )  # Python's own errors have none
            if damaged or (self._committed and not self._path.exists()):
                self._damage = error
                self.flush()
            return None

    def _ages(self, ahead: Mapping[str, float], news: ForHub) -> Ages:
        here = {} if news.ahead is None else {self._boot.id: news.ahead}
        return Ages(self._boot.id, self._boot.seconds(), {**ahead, **here})

    def _items(self, hub: str, entries: Iterable[Entry], ages: Ages) -> tuple[Item, ...]:
        items: list[Item] = []
        for entry in entries:
            try:
                items.append(entry.item(ages.of(entry)))
            except (ValueError, TypeError, KeyError, AttributeError) as error:
                log.warning("observation %s/%d was damaged on the disk: %s", *entry.key, error)
                self._memory.drop(hub, (entry.key,))
        return tuple(items)


def _printable(detail: str) -> str:
    """As much of it as a hub takes: addresses that a sign-on redirects to, and words of strangers, may be of any kind."""
    return "".join(letter if letter.isprintable() else " " for letter in detail[:LONGEST_DETAIL])


@dataclass(frozen=True, slots=True)
class _View:
    """What was read at one moment."""

    ages: Ages
    entries: Sequence[Entry]
    dropped: Sequence[Dropped]


def _joined(disk: Sequence[Entry], fresh: Iterable[Entry]) -> list[Entry]:
    """Without those that were committed between the two looks."""
    known = {entry.key for entry in disk}
    return [*disk, *(entry for entry in fresh if entry.key not in known)]
