"""The relay's file, used by several threads, one at a time."""

import sqlite3
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from alerts.relay.queue.schema import connect


class Disk:
    """One file. Every method that reads or writes it may raise sqlite3.Error: then nothing was changed."""

    def __init__(self, path: Path) -> None:
        """Raises QueueUnusable."""
        self._database = connect(path)
        self._changed = threading.Condition(threading.RLock())

    def close(self) -> None:
        """Close the file."""
        with self._changed:
            self._database.close()

    def wait(self, seconds: float) -> None:
        """Until something changes, or so long."""
        with self._changed:
            self._changed.wait(seconds)

    def wake(self) -> None:
        """Let everybody who waits look again."""
        with self._changed:
            self._changed.notify_all()

    def read(self, query: str, values: Mapping[str, object] | Sequence[object] = ()) -> Sequence[sqlite3.Row]:
        """The rows of a query."""
        with self._changed:
            return self._database.execute(query, values).fetchall()

    @contextmanager
    def write(self) -> Iterator[sqlite3.Connection]:
        """A transaction: all of it is on the disk when the block has ended, or nothing."""
        with self._changed:
            before = self._database.total_changes
            with self._database:
                self._database.execute("BEGIN IMMEDIATE")
                yield self._database
            if self._database.total_changes != before:  # or those who look would wake each other for ever
                self._changed.notify_all()

    def keep(self, name: str, value: str) -> None:
        """Keep a small value for the next run."""
        with self.write() as database:
            database.execute("INSERT OR REPLACE INTO kept VALUES (?, ?)", (name, value))

    def kept(self, name: str) -> str | None:
        """What was kept under `name`."""
        rows = self.read("SELECT value FROM kept WHERE name = ?", (name,))
        return str(rows[0]["value"]) if rows else None
