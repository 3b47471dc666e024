"""Which messages an event becomes: one of its own, or a part of its team's digest."""

import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from alerts.relay.case import own_code
from alerts.relay.message import Kind
from alerts.relay.rules import folds
from alerts.relay.settings import Fold

_EDIT_EVERY_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class Event:
    """What became of a case and has to be told. lane: whose messages leave one after the other."""

    case: int
    lane: str
    kind: Kind


@dataclass(frozen=True, slots=True)
class Plan:
    """Plans messages, inside the transaction of whoever asks.

    chains: the channels of each team, in the order in which they are tried. editable: the channels that can change what
    they have sent.
    """

    chains: Mapping[str, Sequence[str]]
    fold: Fold
    editable: frozenset[str] = frozenset()

    def tell(self, database: sqlite3.Connection, team: str, events: Sequence[Event], now: float) -> None:
        """A message for each event, or one digest for all of them and for those that have not left yet.

        Nothing for a team that relay.yml no longer has.
        """
        if not events or team not in self.chains:
            return
        since = now - self.fold.window
        recent = database.execute(_RECENT, {"team": team, "since": since}).fetchone()[0]
        if not folds(recent, len(events), self.fold):
            for event in events:
                self.add(
                    database,
                    lane=event.lane,
                    kind=event.kind,
                    team=team,
                    alert=event.case,
                    due=now + self.fold.wait,
                    now=now,
                )
            return
        for event in events:
            self.add(
                database, lane=event.lane, kind=event.kind, team=team, alert=event.case, due=now, now=now
            )
        digest = self._digest(database, team, now)
        folded = database.execute(_FOLD_WAITING, {"digest": digest, "team": team}).fetchall()
        database.executemany(
            "UPDATE alert SET digest = ? WHERE id = ?", [(digest, row["alert"]) for row in folded]
        )
        self._update(database, team, digest, now)

    def add(
        self,
        database: sqlite3.Connection,
        *,
        lane: str,
        kind: Kind,
        team: str,
        due: float,
        now: float,
        alert: int | None = None,
        digest: int | None = None,
        person: str | None = None,
        calls: int = 0,
    ) -> None:
        """One message, for the first channel of the team's chain."""
        database.execute(
            "INSERT INTO message (lane, kind, team, alert, digest, person, calls, created, state, step, channel, due, "
            "touched) VALUES (?, ?, ?, ?, ?, ?, ?, ?, 'queued', 0, ?, ?, ?)",
            (lane, kind, team, alert, digest, person, calls, now, self.chains[team][0], due, now),
        )

    def _digest(self, database: sqlite3.Connection, team: str, now: float) -> int:
        """The digest that takes events now: the last one while events keep coming and nobody has taken it on, or else a
        new one, so that what is new finds somebody too. What is critical and new never joins one that has left already: an
        edit wakes nobody, and those whom a digest calls may all have been called."""
        row = database.execute(
            "SELECT id FROM digest WHERE team = ? AND last > ? AND acknowledged IS NULL ORDER BY id DESC",
            (team, now - self.fold.window),
        ).fetchone()
        if row is not None and not (
            database.execute(_CRITICAL_WAITS, (team,)).fetchone()
            and database.execute(_HAS_LEFT, (row["id"],)).fetchone()
        ):
            database.execute("UPDATE digest SET last = ? WHERE id = ?", (now, row["id"]))
            return int(row["id"])
        code = own_code("", "digest", team, now)
        cursor = database.execute("INSERT INTO digest (team, code, last) VALUES (?, ?, ?)", (team, code, now))
        return int(cursor.lastrowid or 0)

    def _update(self, database: sqlite3.Connection, team: str, digest: int, now: float) -> None:
        """One message for all that is new: soon where the last one can be edited, or else one a window, counting other
        digests that nobody has taken on."""
        states = database.execute(
            _DIGEST_MESSAGES, {"team": team, "digest": digest, "since": now - self.fold.window}
        ).fetchall()
        if any(row["state"] == "queued" and row["digest"] == digest for row in states):
            return
        pause = _EDIT_EVERY_SECONDS if self.chains[team][0] in self.editable else self.fold.window
        due = max([now + self.fold.wait, *(row["left"] + pause for row in states)])
        lane = lane_of_digest(digest)
        self.add(database, lane=lane, kind=Kind.DIGEST, team=team, digest=digest, due=due, now=now)


def lane_of_digest(digest: int) -> str:
    """The lane of a digest's own messages."""
    return f"digest:{digest}"


_RECENT = """
    SELECT (SELECT count(*) FROM message
            WHERE team = :team AND created > :since AND state != 'queued' AND kind IN ('firing', 'resolved'))
         + (SELECT count(*) FROM message INDEXED BY message_waiting
            WHERE team = :team AND state = 'queued' AND kind IN ('firing', 'resolved'))
"""
"""What still waits counts as well: when a channel comes back after hours, it must not pour everything out at once."""

_CRITICAL_WAITS = """
    SELECT 1 FROM message AS this INDEXED BY message_waiting JOIN alert ON alert.id = this.alert
    WHERE this.team = ? AND this.state = 'queued' AND this.kind = 'firing'
    AND alert.closed IS NULL AND json_extract(alert.labels, '$.severity') = 'critical' LIMIT 1
"""
_HAS_LEFT = (
    "SELECT 1 FROM message WHERE digest = ? AND kind = 'digest' AND state IN ('sending', 'sent') LIMIT 1"
)

_DIGEST_MESSAGES = """
    SELECT state, digest, coalesce(sent, touched) AS left FROM message
    WHERE kind = 'digest' AND digest IN (
        SELECT id FROM digest
        WHERE id = :digest OR (team = :team AND last > :since AND acknowledged IS NULL)
    )
"""

_FOLD_WAITING = """
    UPDATE message INDEXED BY message_waiting SET state = 'folded', digest = :digest
    WHERE team = :team AND state = 'queued' AND kind IN ('firing', 'resolved') RETURNING alert
"""
