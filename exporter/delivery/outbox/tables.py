"""What waits on the agent's disk, as tables: how they are written, by one thread, in one transaction after the other.

An observation's id is its run's times 2^40 plus its number: in the order of seeing, and never used twice.
"""

import sqlite3
from collections.abc import Iterable, Sequence
from typing import Final

from exporter.delivery.envelope import Dropped
from exporter.delivery.outbox.entry import Key
from exporter.delivery.outbox.ranges import merged, without
from exporter.delivery.outbox.unsaved import Unsaved

NUMBER_BITS: Final = 40
_MOST_RANGES: Final = 100_000
"""Ranges of drops kept for a hub that never asks: far more than a hub that comes back will find."""

MIGRATIONS: Final = (
    """
    CREATE TABLE hub (id INTEGER PRIMARY KEY, url TEXT NOT NULL UNIQUE);
    CREATE TABLE run (id INTEGER PRIMARY KEY, epoch TEXT NOT NULL UNIQUE, boot TEXT NOT NULL);
    CREATE TABLE anchor (
        hub INTEGER NOT NULL, boot TEXT NOT NULL, ahead REAL NOT NULL, PRIMARY KEY (hub, boot)
    ) WITHOUT ROWID;
    CREATE TABLE observation (
        id INTEGER PRIMARY KEY, target TEXT NOT NULL, observed REAL NOT NULL, began REAL NOT NULL,
        changed INTEGER NOT NULL, bytes INTEGER NOT NULL, result TEXT NOT NULL
    );
    CREATE INDEX observation_worth ON observation (changed, id, bytes);
    CREATE TABLE waiting (
        hub INTEGER NOT NULL, observation INTEGER NOT NULL, PRIMARY KEY (hub, observation)
    ) WITHOUT ROWID;
    CREATE TABLE dropped (
        hub INTEGER NOT NULL, run INTEGER NOT NULL, first INTEGER NOT NULL, last INTEGER NOT NULL,
        PRIMARY KEY (hub, run, first)
    ) WITHOUT ROWID;
    CREATE TABLE room (changed INTEGER PRIMARY KEY, bytes INTEGER NOT NULL);
    INSERT INTO room VALUES (0, 0), (1, 0);
    CREATE TRIGGER settled_everywhere AFTER DELETE ON waiting
    WHEN NOT EXISTS (
        SELECT 1 FROM hub CROSS JOIN waiting WHERE waiting.hub = hub.id AND waiting.observation = OLD.observation
    )
    BEGIN DELETE FROM observation WHERE id = OLD.observation; END;
    CREATE TRIGGER taken AFTER INSERT ON observation
    BEGIN UPDATE room SET bytes = bytes + NEW.bytes WHERE changed = NEW.changed; END;
    CREATE TRIGGER given_back AFTER DELETE ON observation
    BEGIN UPDATE room SET bytes = bytes - OLD.bytes WHERE changed = OLD.changed; END;
    """,
)

OLDEST: Final = "SELECT id, bytes FROM observation WHERE changed = ? ORDER BY id"
SETTLE: Final = "DELETE FROM waiting WHERE hub = ? AND observation = ?"
NEAR: Final = (
    "SELECT first, last FROM dropped WHERE hub = :hub AND run = :run AND first <= :last AND first >= "
    "coalesce((SELECT max(first) FROM dropped WHERE hub = :hub AND run = :run AND first <= :first), 0)"
)


def begun(database: sqlite3.Connection, epoch: str) -> bool:
    """Whether the run of this epoch stands in the file."""
    return _run_of(database, epoch) is not None


def begin(database: sqlite3.Connection, epoch: str, boot: str, hubs: Sequence[str]) -> None:
    """A new run for these hubs. Others are forgotten with all that waits for them; a new one is owed what comes from now on."""
    rows: list[tuple[int, str]] = database.execute("SELECT id, url FROM hub").fetchall()
    for number, url in rows:
        if url not in hubs:
            for table in ("waiting", "dropped", "anchor"):
                database.execute(f"DELETE FROM {table} WHERE hub = ?", (number,))  # noqa: S608  # our own names
            database.execute("DELETE FROM hub WHERE id = ?", (number,))
    database.executemany("INSERT OR IGNORE INTO hub (url) VALUES (?)", [(hub,) for hub in hubs])
    database.execute(
        "DELETE FROM run WHERE NOT EXISTS "
        "(SELECT 1 FROM hub CROSS JOIN dropped WHERE dropped.hub = hub.id AND dropped.run = run.id) AND NOT EXISTS "
        "(SELECT 1 FROM observation WHERE observation.id BETWEEN run.id << ? AND (run.id + 1) << ?)",
        (NUMBER_BITS, NUMBER_BITS),
    )
    database.execute("INSERT INTO run (epoch, boot) VALUES (?, ?)", (epoch, boot))
    database.execute("DELETE FROM anchor WHERE boot NOT IN (SELECT boot FROM run)")


def write(database: sqlite3.Connection, unsaved: Unsaved, boot: str) -> None:
    """All that is unsaved. boot: the present one.

    A disk that fails while it is told to keep something may keep it all the same: what is there already is let be.
    """
    hubs = _hubs(database)
    runs: dict[str, int] = dict(database.execute("SELECT epoch, id FROM run"))
    for entry, owed in unsaved.entries:
        number = runs[entry.epoch] << NUMBER_BITS | entry.number
        database.execute(
            "INSERT OR IGNORE INTO observation VALUES (?, ?, ?, ?, ?, ?, ?)",
            (number, entry.target, entry.observed, entry.began, entry.changed, entry.size, entry.result),
        )
        database.executemany(
            "INSERT OR IGNORE INTO waiting VALUES (?, ?)", [(hubs[hub], number) for hub in owed]
        )
    for url, news in unsaved.hubs.items():
        hub = hubs[url]
        _settle(
            database,
            hub,
            (runs[epoch] << NUMBER_BITS | number for epoch, number in news.settled if epoch in runs),
        )
        for lost in news.lost:
            if lost.epoch in runs:
                _drop(database, hub, runs[lost.epoch], lost)
        for told in news.told:
            if told.epoch in runs:
                _tell(database, hub, runs[told.epoch], told)
        if news.ahead is not None:
            database.execute("INSERT OR REPLACE INTO anchor VALUES (?, ?, ?)", (hub, boot, news.ahead))


def drop_for_all(database: sqlite3.Connection, one: Dropped) -> None:
    """Every hub is to be told of these drops."""
    run = _run_of(database, one.epoch)
    if run is not None:
        for hub in _hubs(database).values():
            _drop(database, hub, run, one)


def make_room(database: sqlite3.Connection, most_bytes: int) -> int:
    """Drop the oldest observations until the others fit; how many went.

    Changes go last, but they hold no more than half of the room against the others: a hub that never comes back would
    fill it with them in the end.
    """
    (others,), (changes,) = database.execute("SELECT bytes FROM room ORDER BY changed")
    excess = others + changes - most_bytes
    if excess <= 0:
        return 0
    of_changes = max(min(excess, changes - most_bytes // 2), excess - others)
    chosen = [*_oldest(database, 1, of_changes), *_oldest(database, 0, excess - of_changes)]
    _drop_for_those_who_wait(database, chosen)
    return len(chosen)


def _oldest(database: sqlite3.Connection, changed: int, size: int) -> list[int]:
    """The first that hold so many bytes together."""
    chosen: list[int] = []
    cursor = database.execute(OLDEST, (changed,))
    while size > 0 and (row := cursor.fetchone()) is not None:
        chosen.append(row[0])
        size -= row[1]
    cursor.close()
    return chosen


def _drop_for_those_who_wait(database: sqlite3.Connection, chosen: Sequence[int]) -> None:
    epochs: dict[int, str] = dict(database.execute("SELECT id, epoch FROM run"))
    runs = {epoch: run for run, epoch in epochs.items()}
    for hub in _hubs(database).values():
        gone = [_key(number, epochs) for number in _settle(database, hub, chosen)]
        for one in merged(Dropped(epoch, number, number) for epoch, number in gone):
            _drop(database, hub, runs[one.epoch], one)
        _bound(database, hub)


def _key(number: int, epochs: dict[int, str]) -> Key:
    return epochs[number >> NUMBER_BITS], number & ((1 << NUMBER_BITS) - 1)


def _run_of(database: sqlite3.Connection, epoch: str) -> int | None:
    row = database.execute("SELECT id FROM run WHERE epoch = ?", (epoch,)).fetchone()
    return None if row is None else int(row[0])


def _hubs(database: sqlite3.Connection) -> dict[str, int]:
    return dict(database.execute("SELECT url, id FROM hub"))


def _settle(database: sqlite3.Connection, hub: int, numbers: Iterable[int]) -> list[int]:
    """Those that this hub still waited for."""
    return [number for number in numbers if database.execute(SETTLE, (hub, number)).rowcount]


def _drop(database: sqlite3.Connection, hub: int, run: int, one: Dropped) -> None:
    near = _near(database, hub, run, Dropped(one.epoch, one.first - 1, one.last + 1))
    _replace(database, hub, run, near, merged((*near, one)))


def _tell(database: sqlite3.Connection, hub: int, run: int, one: Dropped) -> None:
    near = _near(database, hub, run, one)
    _replace(database, hub, run, near, without(near, (one,)))


def _near(database: sqlite3.Connection, hub: int, run: int, one: Dropped) -> list[Dropped]:
    """The ranges that touch this one; they lie apart, so only the last one before it can."""
    rows = database.execute(
        NEAR,
        {"hub": hub, "run": run, "first": one.first, "last": one.last},
    )
    return [Dropped(one.epoch, first, last) for first, last in rows if last >= one.first]


def _replace(
    database: sqlite3.Connection, hub: int, run: int, before: Iterable[Dropped], after: Iterable[Dropped]
) -> None:
    database.executemany(
        "DELETE FROM dropped WHERE hub = ? AND run = ? AND first = ?",
        [(hub, run, one.first) for one in before],
    )
    database.executemany(
        "INSERT INTO dropped VALUES (?, ?, ?, ?)", [(hub, run, one.first, one.last) for one in after]
    )


def _bound(database: sqlite3.Connection, hub: int) -> None:
    database.execute(
        "DELETE FROM dropped WHERE hub = :hub AND (run, first) <= (SELECT run, first FROM dropped "
        "WHERE hub = :hub ORDER BY run DESC, first DESC LIMIT 1 OFFSET :most)",
        {"hub": hub, "most": _MOST_RANGES},
    )
