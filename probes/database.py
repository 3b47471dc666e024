"""An SQLite file that must outlive the process: opened when it can be, moved aside when it is damaged. Trouble with it
never stops the program."""

import logging
import sqlite3
from collections.abc import Callable, Sequence
from contextlib import suppress
from itertools import count
from pathlib import Path
from typing import Final, Literal

from probes.clock import Instant

log = logging.getLogger(__name__)

_BUSY_SECONDS: Final = 0.5

Synchronous = Literal["NORMAL", "FULL"]


class TooNew(Exception):
    """The file was written by a later version of this program: it is left as it is."""


def connect(
    path: Path,
    migrations: Sequence[str],
    synchronous: Synchronous,
    *,
    busy_seconds: float = _BUSY_SECONDS,
    shared: bool = False,
) -> sqlite3.Connection:
    """The file in its latest version, made when it is missing. Raises TooNew, sqlite3.Error, OSError.

    busy_seconds: how long to wait for another process that writes. shared: threads use the connection in turn.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    connection = sqlite3.connect(path, timeout=busy_seconds, check_same_thread=not shared)
    try:
        version = int(connection.execute("PRAGMA user_version").fetchone()[0])
        if version > len(migrations):
            raise TooNew  # noqa: TRY301
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute(f"PRAGMA synchronous = {synchronous}")
        for number, statements in enumerate(migrations[version:], version + 1):
            connection.executescript(f"BEGIN IMMEDIATE; {statements} PRAGMA user_version = {number}; COMMIT;")
    except BaseException:
        connection.close()
        raise
    return connection


class Database:
    """One file, used by one thread. No method raises for trouble with the disk or the file.

    Such trouble is logged when it begins and when it ends, and counted in `errors`. A file that is no sound database is
    moved aside, never deleted. A file of a later version is not touched, and nothing is kept.

    migrations: what brings a file of version n (`PRAGMA user_version`) to version n + 1; only ever added to.
    what: what is kept in it, for the log. synchronous: FULL also survives the machine's own power cut.
    """

    def __init__(
        self,
        path: Path,
        migrations: Sequence[str],
        what: str,
        synchronous: Synchronous = "NORMAL",
    ) -> None:
        self._path = path
        self._migrations = migrations
        self._what = what
        self._synchronous = synchronous
        self._connection: sqlite3.Connection | None = None
        self._failing = False
        self._too_new = False
        self.errors = 0

    def write(self, act: Callable[[sqlite3.Connection], None], now: Instant) -> bool:
        """Do `act` in one transaction; False when it could not be done."""
        if self._too_new:
            return False
        try:
            if self._connection is None:
                self._connection = connect(self._path, self._migrations, self._synchronous)
            with self._connection:
                act(self._connection)
        except TooNew:
            self._too_new = True
            log.error(  # noqa: TRY400
                "%s was written by a later version: it is left alone, and no %s are kept",
                self._path,
                self._what,
            )
        except (sqlite3.Error, OSError) as error:
            self.close()
            self.errors += 1
            if not self._failing:
                self._failing = True
                log.warning("%s cannot be kept in %s: %s; watching goes on", self._what, self._path, error)
            if _is_unsound(error):
                self._move_aside(now)
        else:
            if self._failing:
                self._failing = False
                log.warning("%s are kept in %s again", self._what, self._path)
            return True
        return False

    def close(self) -> None:
        """Close the file; the next `write` opens it again."""
        if self._connection is not None:
            with suppress(sqlite3.Error):
                self._connection.close()
            self._connection = None

    def _move_aside(self, now: Instant) -> None:
        names = (f"{self._path.name}.unreadable-{int(now.wall)}-{number}" for number in count(1))
        aside = next(path for name in names if not (path := self._path.with_name(name)).exists())
        for suffix in ("", "-wal", "-shm"):
            with suppress(OSError):
                Path(f"{self._path}{suffix}").rename(f"{aside}{suffix}")
        log.warning("%s is no sound database: it was moved to %s", self._path, aside)


def _is_unsound(error: Exception) -> bool:
    """The file is damaged, or no database of ours: trying again would never help."""
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    return code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_ERROR)
