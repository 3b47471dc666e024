"""What a hub has settled, on its disk: ranges of numbers per site and epoch, and when each site was last heard.

Bounded for each site, so that a mad agent forgets only its own: beyond `MOST_EPOCHS` the epochs heard longest ago are
forgotten, and beyond `MOST_RANGES` the oldest gap of an epoch is closed; what was missing there counts as dropped.
"""

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from exporter.delivery.ingest.ranges import Range

EPOCH_SECONDS: Final = 60 * 86400.0
"""Longer than anything may be late: what an epoch was forgotten of is refused for its age."""
MOST_EPOCHS: Final = 1000
MOST_RANGES: Final = 2000

SCHEMA: Final = """
    CREATE TABLE epoch (
        site TEXT NOT NULL, epoch TEXT NOT NULL, after REAL, heard REAL NOT NULL, PRIMARY KEY (site, epoch)
    ) WITHOUT ROWID;
    CREATE INDEX epoch_heard ON epoch (heard);
    CREATE TABLE receipt (
        site TEXT NOT NULL, epoch TEXT NOT NULL, first INTEGER NOT NULL, last INTEGER NOT NULL,
        PRIMARY KEY (site, epoch, first)
    ) WITHOUT ROWID;
    CREATE TABLE contact (site TEXT PRIMARY KEY, last REAL NOT NULL, epoch TEXT, before REAL) WITHOUT ROWID;
"""


@dataclass(frozen=True, slots=True)
class Contact:
    """When a site was last heard. epoch: the newest that it delivered live; before: its last contact before that epoch was
    heard, None when there was none. Unix seconds by the hub's clock."""

    last: float
    epoch: str | None = None
    before: float | None = None


@dataclass(frozen=True, slots=True)
class Epoch:
    """What is settled of one epoch. after: none of it was seen before this moment (unix seconds), None: not known."""

    settled: list[Range]
    after: float | None


def contact_of(database: sqlite3.Connection, site: str) -> Contact | None:
    """The last contact with a site."""
    row = database.execute("SELECT last, epoch, before FROM contact WHERE site = ?", (site,)).fetchone()
    return None if row is None else Contact(*row)


def contacts(database: sqlite3.Connection) -> dict[str, float]:
    """When each site was last heard."""
    return dict(database.execute("SELECT site, last FROM contact"))


def note_contact(database: sqlite3.Connection, site: str, contact: Contact) -> None:
    """Keep the last contact with a site."""
    database.execute(
        "INSERT OR REPLACE INTO contact VALUES (?, ?, ?, ?)",
        (site, contact.last, contact.epoch, contact.before),
    )


def epoch_of(database: sqlite3.Connection, site: str, epoch: str, after: float | None) -> Epoch:
    """What is settled of an epoch. after: what to know of one that was never heard of."""
    row = database.execute("SELECT after FROM epoch WHERE site = ? AND epoch = ?", (site, epoch)).fetchone()
    if row is None:
        return Epoch([], after)
    settled = database.execute(
        "SELECT first, last FROM receipt WHERE site = ? AND epoch = ? ORDER BY first", (site, epoch)
    ).fetchall()
    return Epoch(settled, row[0])


def keep(
    database: sqlite3.Connection, site: str, epoch: str, known: Epoch, before: Iterable[Range], now: float
) -> int:
    """Write down what is settled of an epoch. before: what the disk holds of it. Returns how many numbers were given up."""
    closed = 0
    while len(known.settled) > MOST_RANGES:
        (first, end), (begin, last) = known.settled[:2]
        closed += begin - end - 1
        known.settled[:2] = [(first, last)]
    old, new = set(before), set(known.settled)
    database.executemany(
        "DELETE FROM receipt WHERE site = ? AND epoch = ? AND first = ?",
        [(site, epoch, first) for first, _ in old - new],
    )
    database.executemany(
        "INSERT INTO receipt VALUES (?, ?, ?, ?)", [(site, epoch, first, last) for first, last in new - old]
    )
    database.execute("INSERT OR REPLACE INTO epoch VALUES (?, ?, ?, ?)", (site, epoch, known.after, now))
    return closed


def bound(database: sqlite3.Connection, site: str) -> None:
    """Forget the epochs of a site that were heard longest ago, beyond `MOST_EPOCHS`."""
    _forget(
        database,
        database.execute(
            "SELECT site, epoch FROM epoch WHERE site = ? ORDER BY heard DESC LIMIT -1 OFFSET ?",
            (site, MOST_EPOCHS),
        ).fetchall(),
    )


def prune(database: sqlite3.Connection, now: float) -> None:
    """Forget the epochs that nobody has delivered anything of for `EPOCH_SECONDS`."""
    _forget(
        database,
        database.execute("SELECT site, epoch FROM epoch WHERE heard < ?", (now - EPOCH_SECONDS,)).fetchall(),
    )


def _forget(database: sqlite3.Connection, gone: list[tuple[str, str]]) -> None:
    for table in ("receipt", "epoch"):
        database.executemany(f"DELETE FROM {table} WHERE site = ? AND epoch = ?", gone)  # noqa: S608  # our own names
