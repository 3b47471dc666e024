"""What waits to be sent: which message leaves next, and what became of it."""

import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from alerts.relay.case import Case
from alerts.relay.message import Kind
from alerts.relay.queue.cases import case_of
from alerts.relay.queue.disk import Disk

_KEPT_SECONDS = 90 * 86400.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """One message on its way. cases: what it is about, one for all but digests.

    tried: when the first attempt on this channel was. uncertain: an attempt may have arrived.
    before: the reference of what the channel sent about the same before: to edit (a digest) or to answer (a case).
    """

    id: int
    kind: Kind
    team: str
    cases: tuple[Case, ...]
    digest: str | None
    person: str | None
    calls: int
    created: float
    step: int
    channel: str
    attempts: int
    tried: float
    uncertain: bool
    failed: str | None
    spent: str | None
    before: str | None


class Outbox:
    """The messages on disk. chains: the channels of each team, in the order in which they are tried."""

    def __init__(self, disk: Disk, chains: Mapping[str, Sequence[str]]) -> None:
        self._disk = disk
        self._chains = chains

    def recover(self, now: float) -> int:
        """After a start: how many messages were being sent when the program ended; they are sent again, and say so.

        Messages for a channel that is gone start their team's chain anew; those of a team that is gone are given up.
        """
        with self._disk.write() as database:
            database.execute(_NOTE_SENDING, {"channel": None})
            found = database.execute(
                "UPDATE message SET state = 'queued', uncertain = 1, due = ?, touched = ? WHERE state = 'sending'",
                (now, now),
            ).rowcount
            for row in database.execute(
                "SELECT id, team, channel FROM message WHERE state = 'queued'"
            ).fetchall():
                chain = self._chains.get(row["team"], ())
                if row["channel"] not in chain:
                    state, channel = ("queued", chain[0]) if chain else ("failed", row["channel"])
                    database.execute(
                        "UPDATE message SET state = ?, step = 0, channel = ?, due = ?, touched = ? WHERE id = ?",
                        (state, channel, now, now, row["id"]),
                    )
            oldest = {"oldest": now - _KEPT_SECONDS}
            for query in _FORGET:
                database.execute(query, oldest)
        return found

    def claim(self, channel: str, now: float) -> Work | None:
        """The next message that `channel` may send now, marked as being sent; None when there is none.

        A channel sends one message at a time: one that still counts as being sent could not be settled, on a full disk.
        """
        with self._disk.write() as database:
            database.execute(_NOTE_SENDING, {"channel": channel})
            database.execute(_UNSETTLED, {"channel": channel, "now": now})
            database.execute(_DROP_CALLS)
            while True:
                row = database.execute(_NEXT, {"channel": channel, "now": now}).fetchone()
                if row is None:
                    return None
                if database.execute(_DROP_BEGINNING, (row["id"],)).rowcount == 0:
                    break
            database.execute(
                "UPDATE message SET state = 'sending', attempts = attempts + 1, tried = coalesce(tried, ?), touched = ? "
                "WHERE id = ?",
                (now, now, row["id"]),
            )
            return _work(database, row, now)

    def sent(
        self,
        work: Work,
        reference: str | None,
        now: float,
        person: str | None = None,
        *,
        reaches_people: bool = True,
    ) -> None:
        """It arrived. `reference`: what the channel calls it. person: who knows now, None for a whole team.

        reaches_people: no for what was only written into a file: nobody can be said to have been told.
        """
        with self._disk.write() as database:
            database.execute(
                "UPDATE message SET state = 'sent', reference = ?, sent = ?, touched = ?, person = ? WHERE id = ?",
                (reference, now, now, person, work.id),
            )
            if work.kind is not Kind.RESOLVED:
                if reaches_people:  # what this message said was open, however it came to be part of a digest
                    told = [(now, case.id) for case in work.cases if case.closed is None]
                    database.executemany(
                        "UPDATE alert SET told_at = ? WHERE id = ? AND told_at IS NULL", told
                    )
                about = _CALLED_ABOUT_A_CASE if work.digest is None else _CALLED_ABOUT_A_DIGEST
                database.execute(about, {"now": now, "message": work.id, "again": work.kind is Kind.CALL})

    def again(self, work: Work, due: float, now: float, *, uncertain: bool) -> None:
        """It did not arrive, or nobody knows: the same channel tries again at `due`."""
        with self._disk.write() as database:
            database.execute(
                "UPDATE message SET state = 'queued', due = ?, touched = ?, uncertain = uncertain OR ? WHERE id = ?",
                (due, now, uncertain, work.id),
            )
            if uncertain:
                database.execute(_NOTE_UNSURE, (work.id, work.channel, now))

    def move(
        self, work: Work, due: float, now: float, *, uncertain: bool, failed: str | None, spent: str | None
    ) -> None:
        """The next channel of the chain takes over; after the last one, the first again."""
        chain = self._chains[work.team]
        step = (work.step + 1) % len(chain)
        with self._disk.write() as database:
            database.execute(
                "UPDATE message SET state = 'queued', step = ?, channel = ?, due = ?, touched = ?, tried = NULL, "
                "attempts = 0, uncertain = uncertain OR ?, failed = ?, spent = ? WHERE id = ?",
                (step, chain[step], due, now, uncertain, failed, spent, work.id),
            )
            if uncertain:
                database.execute(_NOTE_UNSURE, (work.id, work.channel, now))

    def give_up(self, work: Work, now: float) -> None:
        """Too late: this message is not sent any more."""
        with self._disk.write() as database:
            database.execute("UPDATE message SET state = 'failed', touched = ? WHERE id = ?", (now, work.id))

    def sent_since(self, channel: str, start: float) -> int:
        """How many messages `channel` has sent since `start`, or may have: each attempt that may have arrived counts."""
        return int(self._disk.read(_SENT_SINCE, {"channel": channel, "start": start})[0][0])

    def unsure_since(self, work: Work, start: float) -> int:
        """How many attempts since `start` to send this on its channel may have arrived."""
        query = "SELECT count(*) FROM unsure WHERE channel = ? AND tried >= ? AND message = ?"
        return int(self._disk.read(query, (work.channel, start, work.id))[0][0])

    def waiting(self) -> Mapping[str, tuple[int, float | None]]:
        """How many messages wait for each channel, and when the oldest that has failed already was planned."""
        return {row[0]: (row[1], row[2]) for row in self._disk.read(_WAITING)}

    def settled(self) -> Mapping[tuple[str, str], int]:
        """How many messages each channel has sent, and how many were given up: (channel, state) -> number."""
        query = "SELECT channel, state, count(*) FROM message WHERE state IN ('sent', 'failed') GROUP BY channel, state"
        return {(row[0], row[1]): row[2] for row in self._disk.read(query)}


def _work(database: sqlite3.Connection, row: sqlite3.Row, now: float) -> Work:
    digest = row["digest"]
    cases, before = (
        (_CASE, _BEFORE_OF_A_CASE) if digest is None else (_CASES_OF_A_DIGEST, _BEFORE_OF_A_DIGEST)
    )
    about = row["alert"] if digest is None else digest
    reference = database.execute(before, (about, row["channel"])).fetchone()
    code = database.execute("SELECT code FROM digest WHERE id = ?", (digest,)).fetchone()
    return Work(
        id=row["id"],
        kind=Kind(row["kind"]),
        team=row["team"],
        cases=tuple(case_of(each) for each in database.execute(cases, (about,))),
        digest=None if code is None else code["code"],
        person=row["person"],
        calls=row["calls"],
        created=row["created"],
        step=row["step"],
        channel=row["channel"],
        attempts=row["attempts"] + 1,
        tried=now if row["tried"] is None else row["tried"],
        uncertain=bool(row["uncertain"]),
        failed=row["failed"],
        spent=row["spent"],
        before=None if reference is None else reference["reference"],
    )


_UNSETTLED = """
    UPDATE message SET state = 'queued', uncertain = 1, due = :now, touched = :now
    WHERE state IN ('queued', 'sending') AND state = 'sending' AND channel = :channel
"""
"""Both states are named for the index's sake."""

_NOTE_SENDING = """
    INSERT INTO unsure SELECT id, channel, touched FROM message
    WHERE state IN ('queued', 'sending') AND state = 'sending' AND channel = coalesce(:channel, channel)
"""
_NOTE_UNSURE = "INSERT INTO unsure VALUES (?, ?, ?)"

_SENT_SINCE = """
    SELECT (SELECT count(*) FROM message WHERE channel = :channel AND sent >= :start)
         + (SELECT count(*) FROM unsure WHERE channel = :channel AND tried >= :start)
"""

_NEXT = """
    SELECT * FROM message AS this WHERE state = 'queued' AND channel = :channel AND (due <= :now OR touched > :now)
    AND NOT EXISTS (
        SELECT 1 FROM message AS earlier
        WHERE earlier.lane = this.lane AND earlier.id < this.id AND earlier.state IN ('queued', 'sending')
    )
    ORDER BY due, id LIMIT 1
"""
"""A clock that was set back must not hold a message: what was touched in the future is due."""

_DROP_CALLS = """
    UPDATE message SET state = 'dropped' WHERE state = 'queued' AND kind = 'call' AND NOT EXISTS (
        SELECT 1 FROM alert WHERE closed IS NULL AND acknowledged IS NULL
        AND (alert.id = message.alert OR alert.digest = message.digest)
    )
"""
"""A call that waited while the matter was taken on, or ended, calls nobody."""

_DROP_BEGINNING = """
    UPDATE message SET state = 'dropped'
    WHERE id = ? AND kind = 'firing' AND (SELECT closed FROM alert WHERE id = message.alert) NOTNULL
"""
"""What is over by the time its beginning could leave is told by the message of its end alone, which says since when."""

_WAITING = """
    SELECT channel, count(*), min(created) FILTER (WHERE state = 'queued' AND (attempts > 0 OR failed NOTNULL))
    FROM message WHERE state IN ('queued', 'sending') GROUP BY channel
"""

_CASE = "SELECT * FROM alert WHERE id = ?"
_CASES_OF_A_DIGEST = (
    "SELECT * FROM alert WHERE id IN (SELECT alert FROM message WHERE digest = ?) ORDER BY id"
)
_BEFORE_OF_A_CASE = (
    "SELECT reference FROM message WHERE alert = ? AND digest IS NULL AND state = 'sent' AND channel = ? "
    "AND reference NOTNULL ORDER BY id LIMIT 1"
)
_BEFORE_OF_A_DIGEST = (
    "SELECT reference FROM message WHERE digest = ? AND kind = 'digest' AND state = 'sent' AND channel = ? "
    "AND reference NOTNULL ORDER BY id LIMIT 1"
)
_CALLED_ABOUT_A_CASE = (
    "UPDATE alert SET calls = calls + 1, called = :now "
    "WHERE id = (SELECT alert FROM message WHERE id = :message) AND (called IS NULL OR :again)"
)
_CALLED_ABOUT_A_DIGEST = (
    "UPDATE digest SET calls = calls + 1, called = :now "
    "WHERE id = (SELECT digest FROM message WHERE id = :message) AND (called IS NULL OR :again)"
)
_FORGET = (
    "DELETE FROM message WHERE created < :oldest AND state NOT IN ('queued', 'sending')",
    "DELETE FROM unsure WHERE tried < :oldest",
    "DELETE FROM alert WHERE closed < :oldest AND id NOT IN (SELECT alert FROM message WHERE alert NOTNULL)",
    "DELETE FROM digest WHERE last < :oldest AND id NOT IN (SELECT digest FROM message WHERE digest NOTNULL)",
)
