"""The relay's file: SQLite, written through to the disk before anybody is told that something is kept."""

import sqlite3
from pathlib import Path
from typing import Final

from probes.language import Text

_BUSY_SECONDS: Final = 5.0

MIGRATIONS: Final = (
    """
    CREATE TABLE alert (
        id INTEGER PRIMARY KEY, team TEXT NOT NULL, fingerprint TEXT NOT NULL, starts REAL NOT NULL, since REAL NOT NULL,
        lane TEXT NOT NULL, labels TEXT NOT NULL, annotations TEXT NOT NULL, code TEXT NOT NULL, own_code TEXT NOT NULL,
        closed REAL, orphaned INTEGER NOT NULL DEFAULT 0, missing REAL, acknowledged REAL, acknowledged_by TEXT,
        digest INTEGER, calls INTEGER NOT NULL DEFAULT 0, called REAL
    );
    CREATE INDEX alert_known ON alert (team, fingerprint);
    CREATE INDEX alert_open ON alert (closed) WHERE closed IS NULL;
    CREATE TABLE digest (
        id INTEGER PRIMARY KEY, team TEXT NOT NULL, code TEXT NOT NULL, last REAL NOT NULL,
        acknowledged REAL, calls INTEGER NOT NULL DEFAULT 0, called REAL
    );
    CREATE TABLE message (
        id INTEGER PRIMARY KEY AUTOINCREMENT, lane TEXT NOT NULL, kind TEXT NOT NULL, team TEXT NOT NULL,
        alert INTEGER, digest INTEGER, person TEXT, calls INTEGER NOT NULL DEFAULT 0, created REAL NOT NULL,
        state TEXT NOT NULL, step INTEGER NOT NULL, channel TEXT NOT NULL, due REAL NOT NULL, touched REAL NOT NULL,
        attempts INTEGER NOT NULL DEFAULT 0, tried REAL, uncertain INTEGER NOT NULL DEFAULT 0,
        failed TEXT, spent TEXT, reference TEXT, sent REAL
    );
    CREATE INDEX message_open ON message (lane, id) WHERE state IN ('queued', 'sending');
    CREATE INDEX message_next ON message (channel, due) WHERE state = 'queued';
    CREATE INDEX message_waiting ON message (team) WHERE state = 'queued';
    CREATE INDEX message_recent ON message (team, created);
    CREATE INDEX message_sent ON message (channel, sent);
    CREATE INDEX message_about ON message (alert);
    CREATE INDEX message_folded ON message (digest);
    CREATE TABLE kept (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
    """,
    """
    CREATE TABLE unsure (message INTEGER NOT NULL, channel TEXT NOT NULL, tried REAL NOT NULL);
    CREATE INDEX unsure_tried ON unsure (channel, tried);
    """,
    """
    ALTER TABLE alert ADD COLUMN told_at REAL;
    ALTER TABLE alert ADD COLUMN reported TEXT;
    CREATE INDEX alert_told ON alert (told_at) WHERE told_at NOTNULL AND reported IS NOT code;
    """,
)
"""What brings a file of version n (`PRAGMA user_version`) to version n + 1. Only ever added to.

unsure: the attempts that may have arrived, each of which may have been charged.
alert.told_at: when the first message that it fires had been taken. alert.reported: the code under which the hub knows that.
message.state: queued, sending, sent, folded (told by a digest), dropped (no longer true), failed (given up).
"""


class QueueUnusable(Exception):
    """The file cannot be used; `text` says which, and why. It is left as it is: it may hold what nobody was told yet."""

    def __init__(self, text: Text) -> None:
        super().__init__(text.en)
        self.text = text


def connect(path: Path) -> sqlite3.Connection:
    """The file, made or brought up to date. Raises QueueUnusable."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        database = sqlite3.connect(path, timeout=_BUSY_SECONDS, check_same_thread=False)
        version = int(database.execute("PRAGMA user_version").fetchone()[0])
        if version > len(MIGRATIONS):
            database.close()
            raise QueueUnusable(_TOO_NEW.format(path=path))
        database.execute("PRAGMA journal_mode = WAL")
        database.execute("PRAGMA synchronous = FULL")
        for number, statements in enumerate(MIGRATIONS[version:], version + 1):
            database.executescript(f"BEGIN IMMEDIATE; {statements} PRAGMA user_version = {number}; COMMIT;")
    except (sqlite3.Error, OSError) as error:
        raise QueueUnusable(_UNUSABLE.format(path=path, why=error)) from error
    database.row_factory = sqlite3.Row
    return database


_TOO_NEW = Text(
    "{path} do phiên bản mới hơn ghi: hãy dùng phiên bản đó, hoặc đổi data_dir",
    "{path} was written by a later version: use that one, or another data_dir",
)
_UNUSABLE = Text(
    "không dùng được {path} ({why}): trong đó có thể còn tin chưa gửi, hãy giữ lại tệp và chọn data_dir khác",
    "{path} cannot be used ({why}): it may hold messages nobody was sent; keep it, and choose another data_dir",
)
