"""What must outlive the process: state changes and present states, in SQLite. Trouble here never stops the watching."""

import logging
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any, Final

from probes.clock import Instant
from probes.database import Database
from probes.observation import HUB, Observation, Origin, Result
from probes.reasons import Reason
from probes.states.flip import Flip
from probes.states.state import Memory, State, Status
from probes.states.transition import doubted

log = logging.getLogger(__name__)

RETENTION_SECONDS: Final = 730 * 86400.0
PRUNE_SECONDS: Final = 86400.0
PENDING_FLIPS: Final = 100_000
"""How many changes wait in memory for a disk that takes nothing; beyond that the oldest are dropped, and counted."""

MIGRATIONS: Final = (
    """
    CREATE TABLE run (clean INTEGER NOT NULL);
    INSERT INTO run VALUES (0);
    CREATE TABLE flip (
        id INTEGER PRIMARY KEY, at REAL NOT NULL, since REAL NOT NULL, target TEXT NOT NULL, vantage TEXT NOT NULL,
        before TEXT NOT NULL, after TEXT NOT NULL, flapping INTEGER NOT NULL, reason TEXT
    );
    CREATE INDEX flip_target ON flip (target, at);
    CREATE INDEX flip_at ON flip (at);
    CREATE TABLE state (
        target TEXT NOT NULL, vantage TEXT NOT NULL, status TEXT NOT NULL, since REAL NOT NULL,
        settled TEXT NOT NULL, settled_since REAL NOT NULL, flapping_since REAL, changed REAL, causes TEXT NOT NULL,
        failures INTEGER NOT NULL, packets_sent INTEGER NOT NULL, packets_received INTEGER NOT NULL,
        epoch TEXT NOT NULL, number INTEGER NOT NULL, observed REAL NOT NULL, received REAL NOT NULL,
        seen REAL NOT NULL, reason TEXT, duration_seconds REAL NOT NULL,
        PRIMARY KEY (target, vantage)
    ) WITHOUT ROWID;
    """,
    "ALTER TABLE state ADD COLUMN place TEXT;",
)
"""What brings a file of version n (`PRAGMA user_version`) to version n + 1. Only ever added to."""


class Store:
    """One file, used by one thread. No method raises for trouble with the disk or the file (`Database`): what could not
    be written is kept and tried again with the next `save`."""

    def __init__(self, path: Path) -> None:
        self._database = Database(path, MIGRATIONS, "states")
        self._pending: list[Flip] = []
        self._pruned_at = float("-inf")
        self._vouched: float | None = None
        self.dropped = 0

    @property
    def errors(self) -> int:
        """How often something could not be written or read."""
        return self._database.errors

    def open(self, now: Instant) -> list[State]:
        """The states of the last run, as old as the wall clock says; none when there are none to be read.

        Packet totals go on where the last run ended. After a crash what was last written may be behind what was
        last shown, and a counter must not step back: then they begin at 0, as every counter does after a crash.
        """
        states: list[State] = []

        def read(database: sqlite3.Connection) -> None:
            clean = bool(database.execute("SELECT clean FROM run").fetchone()[0])
            states.extend(_states(database.execute(_READ), now, clean=clean))
            database.execute("UPDATE run SET clean = 0")
            self._prune(database, now)

        return states if self._database.write(read, now) else []

    def save(self, flips: Sequence[Flip], states: Iterable[State], now: Instant) -> None:
        """Write these changes, and these states over what is kept of them."""
        self._keep(flips, states, now, clean=False)

    def forget(self, keys: Iterable[tuple[str, str]], now: Instant) -> None:
        """These (target, vantage) are watched no more: drop their states, keep their history."""
        rows = list(keys)

        def drop(database: sqlite3.Connection) -> None:
            database.executemany("DELETE FROM state WHERE target = ? AND vantage = ?", rows)

        self._database.write(drop, now)

    def close(self, flips: Sequence[Flip], states: Iterable[State], now: Instant) -> None:
        """Write the last of everything and close the file."""
        self._keep(flips, states, now, clean=True)
        self._database.close()

    def _keep(self, flips: Sequence[Flip], states: Iterable[State], now: Instant, *, clean: bool) -> None:
        self._pending += flips
        if (excess := len(self._pending) - PENDING_FLIPS) > 0:
            del self._pending[:excess]
            self.dropped += excess

        def write(database: sqlite3.Connection) -> None:
            if now.monotonic - self._pruned_at >= PRUNE_SECONDS:
                self._prune(database, now)
            database.executemany(_ADD_FLIP, [_flip_row(flip) for flip in self._pending])
            database.executemany(_PUT_STATE, [_state_row(state, now) for state in states])
            database.execute("UPDATE run SET clean = ?", (clean,))

        if self._database.write(write, now):
            self._pending.clear()

    def _prune(self, database: sqlite3.Connection, now: Instant) -> None:
        """Forget what is older than two years, by a clock that cannot have been set ahead.

        It goes on from the newest change that earlier runs left, by the monotonic clock; a wall clock behind it wins.
        So history lives longer by as long as the hub was stopped or nothing changed, and a wrong year deletes nothing.
        """
        self._pruned_at = now.monotonic
        if self._vouched is None:
            newest = database.execute("SELECT max(at) FROM flip").fetchone()[0]
            self._vouched = (now.wall if newest is None else newest) - now.monotonic
        oldest = min(now.wall, self._vouched + now.monotonic) - RETENTION_SECONDS
        database.execute("DELETE FROM flip WHERE at < ?", (oldest,))
        database.execute("DELETE FROM state WHERE seen < ?", (oldest,))


def read_flips(
    path: Path, targets: Iterable[str], began: float, ended: float
) -> Mapping[str, Sequence[Flip]]:
    """What the hub saw these targets become in [began, ended), unix seconds, and the last change before; by target, oldest
    first. Targets without any are left out. For reports, from any process. Raises sqlite3.Error."""
    found: dict[str, Sequence[Flip]] = {}
    connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    try:
        for target in targets:
            rows = [
                *connection.execute(f"{_FLIPS} AND at < ? ORDER BY at DESC LIMIT 1", (target, HUB, began)),
                *connection.execute(
                    f"{_FLIPS} AND at >= ? AND at < ? ORDER BY at", (target, HUB, began, ended)
                ),
            ]
            if flips := list(_flips(rows)):
                found[target] = flips
    finally:
        connection.close()
    return found


def read_flips_of_all(path: Path, began: float, ended: float) -> Sequence[Flip]:
    """All that the hub saw change in [began, ended), unix seconds, oldest first, in one pass. Raises sqlite3.Error."""
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
        rows = connection.execute(f"{_ALL_FLIPS} AND at >= ? AND at < ? ORDER BY at", (HUB, began, ended))
        return list(_flips(rows))


def read_last_flips(path: Path, before: float) -> Iterator[Flip]:
    """The last change of every target before a moment, unix seconds, as the hub saw it; one at a time, since there may be many.
    Raises sqlite3.Error."""
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
        yield from _flips(connection.execute(_LAST_FLIPS, (HUB, before)))


def read_first_seen(path: Path, before: float) -> Iterator[tuple[str, float, float]]:
    """Of every target that the hub saw change before a moment: its id, when its first change was written down, and since when
    that state held; unix seconds. One at a time, since there may be many. Raises sqlite3.Error."""
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
        rows = connection.execute(_FIRST_SEEN, (HUB, before))
        for target, at, since in rows:
            if isinstance(at, float) and isinstance(since, float):  # not a damaged row
                yield str(target), at, since


_COLUMNS: Final = (
    "target, vantage, status, since, settled, settled_since, flapping_since, changed, causes, failures, "
    "packets_sent, packets_received, epoch, number, observed, received, seen, reason, duration_seconds, place"
)
_READ: Final = f"SELECT {_COLUMNS} FROM state"  # noqa: S608  # a constant of our own
_PUT_STATE: Final = f"INSERT OR REPLACE INTO state ({_COLUMNS}) VALUES ({', '.join('?' * 20)})"  # noqa: S608
_ALL_FLIPS: Final = (
    "SELECT target, vantage, at, since, before, after, flapping, reason FROM flip WHERE vantage = ?"
)
# By max() or min() SQLite takes the other columns from the row that has it.
_LAST_FLIPS: Final = _ALL_FLIPS.replace(" at,", " max(at),") + " AND at < ? GROUP BY target"
_FIRST_SEEN: Final = "SELECT target, min(at), since FROM flip WHERE vantage = ? AND at < ? GROUP BY target"
_FLIPS: Final = "SELECT target, vantage, at, since, before, after, flapping, reason FROM flip WHERE target = ? AND vantage = ?"
_ADD_FLIP: Final = "INSERT INTO flip (at, since, target, vantage, before, after, flapping, reason) VALUES (?, ?, ?, ?, ?, ?, ?, ?)"


def _flip_row(flip: Flip) -> tuple[object, ...]:
    return (
        flip.at,
        flip.since,
        flip.target,
        flip.vantage,
        flip.before.value,
        flip.after.value,
        flip.flapping,
        None if flip.reason is None else flip.reason.value,
    )


def _flips(rows: Iterable[tuple[Any, ...]]) -> Iterator[Flip]:
    for target, vantage, at, since, before, after, flapping, reason in rows:
        try:
            yield Flip(
                target=target,
                vantage=vantage,
                at=float(at),
                since=float(since),
                before=Status(before),
                after=Status(after),
                flapping=bool(flapping),
                reason=None if reason is None else Reason(reason),
            )
        except (ValueError, TypeError) as error:  # a word of a later version, or a damaged row
            log.warning("a change of %s was left out: %s", target, error)


def _state_row(state: State, now: Instant) -> tuple[object, ...]:
    """Monotonic moments mean nothing in the next run: they are kept by the wall clock."""
    last = state.last
    memory = state.memory
    ahead = now.wall - now.monotonic
    return (
        state.target,
        state.vantage,
        state.status.value,
        state.since,
        memory.settled.value,
        memory.settled_since,
        state.flapping_since,
        memory.changes[-1] + ahead if memory.changes else None,
        ",".join(sorted(state.causes)),
        state.failures,
        state.packets_sent,
        state.packets_received,
        last.epoch,
        last.number,
        last.observed,
        last.received,
        state.last_seen + ahead,
        None if last.result.reason is None else last.result.reason.value,
        last.result.duration_seconds,
        state.place,
    )


def _states(rows: Iterable[tuple[Any, ...]], now: Instant, *, clean: bool) -> Iterator[State]:
    for row in rows:
        try:
            yield _state(row, now, clean=clean)
        except (ValueError, TypeError, AttributeError) as error:
            # A word of a later version, or what should be a number and is none: this target starts anew.
            log.warning("the state of %s was left out: %s", row[0], error)


def _state(row: tuple[Any, ...], now: Instant, *, clean: bool) -> State:
    (target, vantage, status, since, settled, settled_since, flapping_since, changed, causes, failures) = row[
        :10
    ]
    (sent, answered, epoch, number, observed, received, seen, reason, duration, place) = row[10:]
    last = Observation(
        target=target,
        vantage=vantage,
        epoch=epoch,
        number=number,
        observed=observed,
        received=received,
        origin=Origin.LIVE,
        result=Result(None if reason is None else Reason(reason), duration),
    )
    status = Status(status)
    state = State(
        target=target,
        vantage=vantage,
        status=status,
        since=since,
        last=last,
        last_seen=now.monotonic - max(0.0, now.wall - seen),
        flapping=flapping_since is not None,
        failures=failures if status is Status.DOWN else 0,
        packets_sent=sent if clean else 0,
        packets_received=answered if clean else 0,
        causes=frozenset(causes.split(",")) - {""},
        flapping_since=flapping_since,
        place=place,
        memory=Memory(
            settled=Status(settled),
            settled_since=settled_since,
            changes=() if changed is None else (now.monotonic - max(0.0, now.wall - changed),),
        ),
    )
    return doubted(state, now) if status in (Status.UP, Status.DEGRADED) and reason is not None else state
