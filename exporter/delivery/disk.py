"""A file that several threads write in turn, one transaction at a time: on the disk when it is said to be."""

import logging
import sqlite3
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final, TypeVar

from probes.database import TooNew, connect

log = logging.getLogger(__name__)

_BUSY_SECONDS: Final = 5.0

_T = TypeVar("_T")


class NotKept(Exception):
    """The disk takes nothing, or the file cannot be used: nothing was changed."""


class Disk:
    """The file, used by several threads in turn. What `write` did survives the machine's own power cut.

    A file that is damaged, or of a later version, is left as it is: it holds the agents' tokens, and who may deliver is not
    to be forgotten because of a bad sector. Until somebody mends it nothing is taken, and agents keep what they have.
    """

    def __init__(self, path: Path, migrations: Sequence[str]) -> None:
        self._path = path
        self._migrations = migrations
        self._connection: sqlite3.Connection | None = None
        self._failing = False
        self._lock = threading.Lock()

    @property
    def exists(self) -> bool:
        """Whether anything was ever kept."""
        return self._path.exists()

    def write(self, act: Callable[[sqlite3.Connection], _T]) -> _T:
        """Do `act` in one transaction; what it returns, once that is on the disk. Raises NotKept, and whatever `act` raises."""
        with self._lock:
            with self._troubles() as connection, connection:
                connection.execute("BEGIN IMMEDIATE")
                done = act(connection)
            if self._failing:
                self._failing = False
                log.warning("%s takes what agents deliver again", self._path)
            return done

    def read(self, act: Callable[[sqlite3.Connection], _T]) -> _T:
        """What `act` reads; a disk that is full still tells. Raises NotKept, and whatever `act` raises."""
        with self._lock, self._troubles() as connection:
            return act(connection)

    @contextmanager
    def _troubles(self) -> Iterator[sqlite3.Connection]:
        try:
            if self._connection is None:
                self._connection = connect(
                    self._path, self._migrations, "FULL", busy_seconds=_BUSY_SECONDS, shared=True
                )
            yield self._connection
        except (sqlite3.Error, OSError, TooNew) as error:
            self._close()
            if not self._failing:
                self._failing = True
                log.warning("%s takes nothing (%r): agents keep what they deliver", self._path, error)
            raise NotKept(str(self._path)) from error

    def close(self) -> None:
        """Close the file; the next `write` opens it again."""
        with self._lock:
            self._close()

    def _close(self) -> None:
        if self._connection is not None:
            with suppress(sqlite3.Error):
                self._connection.close()
            self._connection = None
