"""What waits on the agent's disk, as a courier reads it: over a connection of its own, beside the writer."""

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from math import inf
from pathlib import Path
from typing import Any, Final

from exporter.delivery.envelope import Dropped
from exporter.delivery.outbox.entry import Entry
from exporter.delivery.outbox.tables import NUMBER_BITS

OLDEST_FIRST: Final = "ASC"
NEWEST_FIRST: Final = "DESC"

_BUSY_SECONDS: Final = 0.5
WAITING: Final = (
    f"SELECT epoch, observation.id & {(1 << NUMBER_BITS) - 1}, target, observed, boot, began, changed, result "  # noqa: S608
    "FROM waiting CROSS JOIN observation ON observation.id = waiting.observation "
    f"CROSS JOIN run ON run.id = observation.id >> {NUMBER_BITS} WHERE waiting.hub = ? ORDER BY waiting.observation"
)
DROPPED: Final = "SELECT epoch, first, last FROM dropped CROSS JOIN run ON run.id = dropped.run WHERE hub = ? ORDER BY run, first LIMIT ?"


@contextmanager
def reading(path: Path) -> Iterator[sqlite3.Connection]:
    """The file as it is at one moment. Raises sqlite3.Error."""
    connection = _opened(path)
    try:
        connection.execute("BEGIN")
        yield connection
    finally:
        connection.close()


class Holder:
    """Keeps the file's `-wal` and `-shm` in being: on a full disk they could not be made again, and nothing be read."""

    def __init__(self) -> None:
        self._connection: sqlite3.Connection | None = None

    def hold(self, path: Path) -> None:
        """From now on, where that is possible."""
        if self._connection is None:
            with suppress(sqlite3.Error):
                self._connection = _opened(path)
                self._connection.execute("SELECT 1 FROM hub").fetchall()

    def let_go(self) -> None:
        """The file is closed for good, or is another now."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None


def _opened(path: Path) -> sqlite3.Connection:
    uri = f"{path.absolute().as_uri()}?mode=ro"
    connection = sqlite3.connect(uri, uri=True, timeout=_BUSY_SECONDS, isolation_level=None)
    connection.text_factory = _text
    return connection


def _text(word: bytes) -> str:
    """A damaged word is found out when it is looked at: it must not keep all others from being read."""
    return word.decode("utf-8", "replace")


@dataclass(frozen=True, slots=True)
class Shelf:
    """What waits for one hub. Raises sqlite3.Error."""

    database: sqlite3.Connection
    hub: str

    def entries(self, order: str) -> Iterator[Entry]:
        """One after the other, as far as they are asked for."""
        rows = self.database.execute(f"{WAITING} {order}", (self._id(),))
        return (_entry(row) for row in rows)

    def count(self) -> int:
        """How many."""
        return int(
            self.database.execute("SELECT count(*) FROM waiting WHERE hub = ?", (self._id(),)).fetchone()[0]
        )

    def dropped(self, most: int) -> list[Dropped]:
        """What it is to be told of, at most so many ranges."""
        return [Dropped(*row) for row in self.database.execute(DROPPED, (self._id(), most))]

    def ahead(self) -> Mapping[str, float]:
        """By boot: unix seconds by the hub's clock when it began."""
        return dict(self.database.execute("SELECT boot, ahead FROM anchor WHERE hub = ?", (self._id(),)))

    def _id(self) -> int | None:
        row = self.database.execute("SELECT id FROM hub WHERE url = ?", (self.hub,)).fetchone()
        return None if row is None else int(row[0])


def _entry(row: tuple[Any, ...]) -> Entry:
    epoch, number, target, observed, boot, began, changed, result = row
    if not (isinstance(began, float) and isinstance(observed, float)):
        # Damaged on the disk: as new as can be, it is met at once, found to hold nothing, and told as dropped.
        began, observed, result = inf, 0.0, ""
    return Entry(epoch, number, target, observed, boot, began, bool(changed), result)
