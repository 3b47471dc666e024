"""What waits to be written, in the hub's file of agents: rows in the order they came, and how far each destination has them.

A row goes when every destination is done with it. Rows beyond `MOST_WAITING` go before that, the oldest first: since row numbers
have no gaps, a destination that finds one knows how many it has lost.
"""

import json
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from probes.observation import Observation, from_json, to_json

MOST_WAITING = 2_000_000
"""Rows, of some 400 bytes each: what 380 agents see in eight hours, and 800 MB."""

MOST_PARKED = 10_000
"""Samples that are kept, for people to look at, of those that a destination will never take."""

SCHEMA = """
CREATE TABLE replay_waiting (number INTEGER PRIMARY KEY AUTOINCREMENT, observation TEXT NOT NULL) STRICT;
CREATE TABLE replay_destinations (id TEXT PRIMARY KEY, done INTEGER NOT NULL) STRICT;
CREATE TABLE replay_parked (
    number INTEGER PRIMARY KEY AUTOINCREMENT, destination TEXT NOT NULL, at REAL NOT NULL, why TEXT NOT NULL, what TEXT NOT NULL
) STRICT;
"""


@dataclass(frozen=True, slots=True)
class Row:
    """One observation that waits; `observation` is None where what is on the disk cannot be read."""

    number: int
    observation: Observation | None


@dataclass(frozen=True, slots=True)
class Parked:
    """What a destination will never take: which sample or observation, in words, and why."""

    why: str
    what: str


def keep(database: sqlite3.Connection, observations: Sequence[Observation]) -> None:
    """Let these be written to every destination, in the transaction that is open. Where there is none, do not call it."""
    if not observations:
        return
    database.executemany(
        "INSERT INTO replay_waiting (observation) VALUES (?)",
        ((json.dumps(to_json(one), ensure_ascii=False, separators=(",", ":")),) for one in observations),
    )
    database.execute(
        "DELETE FROM replay_waiting WHERE number <= (SELECT max(number) FROM replay_waiting) - ?",
        (MOST_WAITING,),
    )


def destinations_are(database: sqlite3.Connection, ids: Iterable[str]) -> None:
    """Let these be the destinations: a new one gets what waits still, what waited for an old one alone goes."""
    known = {name for (name,) in database.execute("SELECT id FROM replay_destinations")}
    wanted = set(ids)
    if wanted == known:
        return
    database.executemany("DELETE FROM replay_destinations WHERE id = ?", ((name,) for name in known - wanted))
    first = _first(database)
    database.executemany(
        "INSERT INTO replay_destinations (id, done) VALUES (?, ?)",
        ((name, first - 1) for name in wanted - known),
    )
    _forget(database)


def next_of(database: sqlite3.Connection, destination: str, most: int) -> tuple[int, list[Row]]:
    """How many rows were lost before the next ones, for want of room; and the next ones, the oldest first."""
    done = _done(database, destination)
    found = database.execute(
        "SELECT number, observation FROM replay_waiting WHERE number > ? ORDER BY number LIMIT ?",
        (done, most),
    ).fetchall()
    lost = found[0][0] - done - 1 if found else 0
    return lost, [Row(number, _read(text)) for number, text in found]


def done_with(
    database: sqlite3.Connection, destination: str, number: int, parked: Sequence[Parked], at: float
) -> None:
    """The destination has every row up to `number`, but what is parked. at: unix seconds."""
    database.execute("UPDATE replay_destinations SET done = ? WHERE id = ?", (number, destination))
    if parked:
        database.executemany(
            "INSERT INTO replay_parked (destination, at, why, what) VALUES (?, ?, ?, ?)",
            ((destination, at, each.why, each.what) for each in parked),
        )
        database.execute(
            "DELETE FROM replay_parked WHERE number <= (SELECT max(number) FROM replay_parked) - ?",
            (MOST_PARKED,),
        )
    _forget(database)


def waiting(database: sqlite3.Connection, destination: str) -> int:
    """How many observations the destination does not have yet."""
    last: int | None = database.execute("SELECT max(number) FROM replay_waiting").fetchone()[0]
    if last is None:
        return 0
    return last - max(_done(database, destination), _first(database) - 1)


def _done(database: sqlite3.Connection, destination: str) -> int:
    found = database.execute("SELECT done FROM replay_destinations WHERE id = ?", (destination,)).fetchone()
    return _first(database) - 1 if found is None else int(found[0])


def _first(database: sqlite3.Connection) -> int:
    """The number of the oldest row; where there is none, of the one that will come next."""
    return int(
        database.execute(
            "SELECT coalesce((SELECT min(number) FROM replay_waiting),"
            " (SELECT seq + 1 FROM sqlite_sequence WHERE name = 'replay_waiting'), 1)"
        ).fetchone()[0]
    )


def _forget(database: sqlite3.Connection) -> None:
    database.execute("DELETE FROM replay_waiting WHERE number <= (SELECT min(done) FROM replay_destinations)")


def _read(text: str) -> Observation | None:
    try:
        return from_json(json.loads(text))
    except (KeyError, TypeError, ValueError):
        return None
