"""What the disk does not know yet: what was just seen, what hubs just settled. Bounded, for a disk that takes nothing."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from threading import Lock

from exporter.delivery.envelope import Dropped
from exporter.delivery.outbox.entry import Entry, Key
from exporter.delivery.outbox.ranges import merged, without


@dataclass(frozen=True, slots=True)
class ForHub:
    """What concerns one hub. settled: keys on the disk that it settled. told: drops that it knows by now.

    lost: drops that the disk does not know of. ahead: unix seconds by the hub's clock when this boot began.
    """

    settled: frozenset[Key] = frozenset()
    told: tuple[Dropped, ...] = ()
    lost: tuple[Dropped, ...] = ()
    ahead: float | None = None


@dataclass(frozen=True, slots=True)
class Unsaved:
    """All of it at one moment. entries: with the hubs that have not settled them."""

    entries: tuple[tuple[Entry, frozenset[str]], ...] = ()
    hubs: Mapping[str, ForHub] = field(default_factory=dict)

    @property
    def nothing(self) -> bool:
        """Whether the disk knows all of it."""
        return not self.entries and all(one == ForHub() for one in self.hubs.values())


class Memory:
    """Any thread may use it. hubs: those that everything is for. most_bytes: of observations."""

    def __init__(self, hubs: Sequence[str], most_bytes: int) -> None:
        self._lock = Lock()
        self._most_bytes = most_bytes
        self._bytes = 0
        self._saving = False
        self._entries: dict[Key, Entry] = {}
        self._owed: dict[Key, set[str]] = {}
        self._hubs = {hub: ForHub() for hub in hubs}
        self.dropped = 0

    def add(self, entry: Entry) -> None:
        """Keep `entry` for every hub; where there is no room, the oldest go, changes last."""
        with self._lock:
            self._entries[entry.key] = entry
            self._owed[entry.key] = set(self._hubs)
            self._bytes += entry.size
            if self._bytes > self._most_bytes:
                self._shed()

    def waiting(self, hub: str) -> tuple[tuple[Entry, ...], ForHub]:
        """What `hub` has not settled, oldest first, and what else concerns it."""
        with self._lock:
            entries = tuple(entry for key, entry in self._entries.items() if hub in self._owed[key])
            return entries, self._hubs[hub]

    def settle(self, hub: str, keys: Iterable[Key], told: Iterable[Dropped] = ()) -> None:
        """`hub` has settled these observations, and knows of these drops."""
        with self._lock:
            mine = self._hubs[hub]
            saved = {key for key in keys if not self._settle_here(hub, key) or self._saving}
            told = tuple(told)
            self._hubs[hub] = ForHub(
                mine.settled | saved, merged((*mine.told, *told)), without(mine.lost, told), mine.ahead
            )

    def drop(self, hub: str, keys: Iterable[Key]) -> None:
        """`hub` can never have these observations: it is told so."""
        keys = tuple(keys)
        self.settle(hub, keys)
        with self._lock:
            self.dropped += len(keys)
            self._lose(hub, keys)

    def anchor(self, hub: str, ahead: float) -> None:
        """What the clock of `hub` showed when this boot began."""
        with self._lock:
            mine = self._hubs[hub]
            self._hubs[hub] = ForHub(mine.settled, mine.told, mine.lost, ahead)

    def begin_saving(self) -> Unsaved:
        """What is to be written now. `saved` or `not_saved` must follow."""
        with self._lock:
            self._saving = True
            entries = tuple((entry, frozenset(self._owed[key])) for key, entry in self._entries.items())
            return Unsaved(entries, dict(self._hubs))

    def saved(self, done: Unsaved) -> None:
        """The disk knows all of `done`."""
        with self._lock:
            self._saving = False
            for entry, _ in done.entries:
                self._forget(entry.key)
            for hub, was in done.hubs.items():
                now = self._hubs[hub]
                self._hubs[hub] = ForHub(
                    now.settled - was.settled,
                    without(now.told, was.told),
                    without(now.lost, was.lost),
                    None if now.ahead == was.ahead else now.ahead,
                )

    def not_saved(self) -> None:
        """The disk took nothing."""
        with self._lock:
            self._saving = False

    def _settle_here(self, hub: str, key: Key) -> bool:
        owed = self._owed.get(key)
        if owed is None:
            return False
        owed.discard(hub)
        if not owed:
            self._forget(key)
        return True

    def _shed(self) -> None:
        """A tenth at once, so that a full memory does not sort itself anew for each observation."""
        for entry in sorted(self._entries.values(), key=lambda entry: entry.changed):
            if self._bytes <= self._most_bytes * 0.9:
                break
            self.dropped += 1
            for hub in self._owed[entry.key]:
                self._lose(hub, (entry.key,))
            self._forget(entry.key)

    def _lose(self, hub: str, keys: Iterable[Key]) -> None:
        mine = self._hubs[hub]
        lost = merged((*mine.lost, *(Dropped(epoch, number, number) for epoch, number in keys)))
        self._hubs[hub] = ForHub(mine.settled, mine.told, lost, mine.ahead)

    def _forget(self, key: Key) -> None:
        if (entry := self._entries.pop(key, None)) is not None:
            self._bytes -= entry.size
            del self._owed[key]
