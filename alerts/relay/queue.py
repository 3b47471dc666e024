"""Everything that has to be told, on disk: taken in once, told in order, at least once.

* An alert is taken in and its messages planned in one transaction: what was answered with 2xx will be told.
* Within a lane (one Alertmanager group of a team; one digest) the next message waits until the one before is settled.
* A message that was being sent when the program died is sent again, and says so.
"""

import json
import sqlite3
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from alerts.relay.case import Case, own_code
from alerts.relay.message import Kind
from alerts.relay.notification import Alert, Notification
from alerts.relay.rules import folds
from alerts.relay.schema import connect
from alerts.relay.settings import Fold

_KEPT_SECONDS = 90 * 86400.0
_EDIT_EVERY_SECONDS = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """One message on its way. cases: what it is about, one for all but digests.

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


@dataclass(frozen=True, slots=True)
class Unanswered:
    """What nobody has taken on: a case of its own or a digest, how often somebody was called, and when last."""

    team: str
    alert: int | None
    digest: int | None
    lane: str
    calls: int
    called: float


class Queue:
    """One file, used by several threads, one at a time. Every method may raise sqlite3.Error: then nothing was changed.

    chains: the channels of each team, in the order in which they are tried. editable: the channels that can change a
    message they have sent. All times are unix seconds.
    """

    def __init__(
        self,
        path: Path,
        chains: Mapping[str, Sequence[str]],
        fold: Fold,
        editable: frozenset[str] = frozenset(),
    ) -> None:
        self._database = connect(path)
        self._chains = chains
        self._fold = fold
        self._editable = editable
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

    def recover(self, now: float) -> int:
        """After a start: how many messages were being sent when the program ended; they are sent again, and say so.

        Messages for a channel that is gone start their team's chain anew.
        """
        with self._write() as database:
            found = database.execute(
                "UPDATE message SET state = 'queued', uncertain = 1, due = ?, touched = ? WHERE state = 'sending'",
                (now, now),
            ).rowcount
            rows = database.execute("SELECT id, team, channel FROM message WHERE state = 'queued'").fetchall()
            for row in rows:
                chain = self._chains.get(row["team"], ())
                if row["channel"] not in chain:
                    state, channel = ("queued", chain[0]) if chain else ("failed", row["channel"])
                    database.execute(
                        "UPDATE message SET state = ?, step = 0, channel = ?, due = ?, touched = ? WHERE id = ?",
                        (state, channel, now, now, row["id"]),
                    )
            oldest = now - _KEPT_SECONDS
            database.execute("DELETE FROM notification WHERE received < ?", (oldest,))
            database.execute(
                "DELETE FROM message WHERE created < ? AND state NOT IN ('queued', 'sending')", (oldest,)
            )
            database.execute(
                "DELETE FROM alert WHERE closed < ? AND id NOT IN (SELECT alert FROM message WHERE alert NOTNULL)",
                (oldest,),
            )
        return found

    def take(self, notification: Notification, team: str, now: float) -> bool:
        """Keep a notification and plan what has to be told; False when it was taken already."""
        with self._write() as database:
            known = database.execute(
                "SELECT 1 FROM notification WHERE key = ?", (notification.key,)
            ).fetchone()
            if known is not None:
                return False
            database.execute("INSERT INTO notification VALUES (?, ?)", (notification.key, now))
            lane = sha256(f"{team}\0{notification.group}".encode()).hexdigest()[:16]
            told = [
                event
                for alert in notification.alerts
                if (event := self._event(database, alert, team, lane, now))
            ]
            self._plan(database, team, told, now)
        return True

    def close_orphans(self, ids: Sequence[int], now: float) -> None:
        """End the cases that Alertmanager no longer knows, and plan to tell it."""
        with self._write() as database:
            teams: dict[str, list[tuple[int, str, Kind]]] = {}
            for id_ in ids:
                row = database.execute(
                    "SELECT * FROM alert WHERE id = ? AND closed IS NULL", (id_,)
                ).fetchone()
                if row is not None:
                    database.execute("UPDATE alert SET orphaned = 1 WHERE id = ?", (id_,))
                    event = self._end(database, row, now, row["lane"])
                    teams.setdefault(row["team"], []).append(event)
            for team, events in teams.items():
                self._plan(database, team, events, now)

    def note_missing(self, missing: Sequence[int], present: Sequence[int], now: float) -> None:
        """Note since when Alertmanager does not know a case, and forget it of those it knows again."""
        with self._write() as database:
            database.executemany(
                "UPDATE alert SET missing = ? WHERE id = ? AND missing IS NULL",
                [(now, id_) for id_ in missing],
            )
            database.executemany("UPDATE alert SET missing = NULL WHERE id = ?", [(id_,) for id_ in present])

    def open_cases(self) -> Mapping[int, tuple[Case, float | None]]:
        """The cases that fire, by id, each with since when Alertmanager does not know it."""
        with self._changed:
            rows = self._database.execute("SELECT * FROM alert WHERE closed IS NULL").fetchall()
        return {row["id"]: (_case(row), row["missing"]) for row in rows}

    def learn(self, id_: int, code: str, since: float | None) -> None:
        """What the hub says of a case: its code, and since when."""
        with self._write() as database:
            database.execute(
                "UPDATE alert SET code = ?, since = coalesce(?, since) WHERE id = ?", (code, since, id_)
            )

    def acknowledge(self, code: str, by: str, now: float) -> int:
        """Somebody takes on a case or a whole digest: no more calls. How many open cases that were; 0: no such code."""
        with self._write() as database:
            ids = [
                row["id"]
                for row in database.execute(
                    "SELECT id FROM alert WHERE closed IS NULL AND (code = :code OR own_code = :code OR id IN (SELECT "
                    "alert FROM message JOIN digest ON digest.id = message.digest WHERE digest.code = :code))",
                    {"code": code},
                )
            ]
            for id_ in ids:
                database.execute(
                    "UPDATE alert SET acknowledged = ?, acknowledged_by = ? WHERE id = ? AND acknowledged IS NULL",
                    (now, by, id_),
                )
                self._drop_calls(database, id_)
            database.execute("UPDATE digest SET acknowledged = ? WHERE code = ?", (now, code))
            database.execute(
                "UPDATE message SET state = 'dropped' WHERE state = 'queued' AND kind = 'call' AND digest IN "
                "(SELECT id FROM digest WHERE code = ?)",
                (code,),
            )
        return len(ids)

    def unanswered(self) -> Sequence[Unanswered]:
        """The critical cases and digests that somebody was told of and nobody has taken on."""
        with self._changed:
            rows = self._database.execute(_UNANSWERED).fetchall()
        return [Unanswered(*row) for row in rows]

    def call(self, case: Unanswered, person: str | None, now: float) -> None:
        """Plan to call `person` (None: whoever is on duty then) about what nobody has taken on."""
        with self._write() as database:
            self._add(
                database,
                lane=case.lane,
                kind=Kind.CALL,
                team=case.team,
                alert=case.alert,
                digest=case.digest,
                person=person,
                calls=case.calls,
                due=now,
                now=now,
            )

    def claim(self, channel: str, now: float) -> Work | None:
        """The next message that `channel` may send now, marked as being sent; None when there is none."""
        with self._write() as database:
            row = database.execute(_CLAIM, {"channel": channel, "now": now}).fetchone()
            if row is None:
                return None
            database.execute(
                "UPDATE message SET state = 'sending', attempts = attempts + 1, tried = coalesce(tried, ?), touched = ? "
                "WHERE id = ?",
                (now, now, row["id"]),
            )
            return self._work(database, row, now)

    def sent(self, work: Work, reference: str | None, now: float) -> None:
        """It arrived. `reference`: what the channel calls it."""
        with self._write() as database:
            database.execute(
                "UPDATE message SET state = 'sent', reference = ?, sent = ?, touched = ? WHERE id = ?",
                (reference, now, now, work.id),
            )
            row = database.execute("SELECT alert, digest FROM message WHERE id = ?", (work.id,)).fetchone()
            table, id_ = ("alert", row["alert"]) if row["digest"] is None else ("digest", row["digest"])
            if work.kind is not Kind.RESOLVED:
                database.execute(
                    f"UPDATE {table} SET calls = calls + 1, called = ? WHERE id = ? AND (called IS NULL OR ?)",  # noqa: S608
                    (now, id_, work.kind is Kind.CALL),
                )

    def again(self, work: Work, due: float, now: float, *, uncertain: bool) -> None:
        """It did not arrive, or nobody knows: the same channel tries again at `due`."""
        with self._write() as database:
            database.execute(
                "UPDATE message SET state = 'queued', due = ?, touched = ?, uncertain = uncertain OR ? WHERE id = ?",
                (due, now, uncertain, work.id),
            )

    def move(
        self, work: Work, due: float, now: float, *, uncertain: bool, failed: str | None, spent: str | None
    ) -> None:
        """The next channel of the chain takes over; after the last one, the first again."""
        chain = self._chains[work.team]
        step = (work.step + 1) % len(chain)
        with self._write() as database:
            database.execute(
                "UPDATE message SET state = 'queued', step = ?, channel = ?, due = ?, touched = ?, tried = NULL, "
                "attempts = 0, uncertain = uncertain OR ?, failed = ?, spent = ? WHERE id = ?",
                (step, chain[step], due, now, uncertain, failed, spent, work.id),
            )

    def give_up(self, work: Work, now: float) -> None:
        """Too late: this message is not sent any more."""
        with self._write() as database:
            database.execute("UPDATE message SET state = 'failed', touched = ? WHERE id = ?", (now, work.id))

    def sent_since(self, channel: str, start: float) -> int:
        """How many messages `channel` has sent since `start`."""
        with self._changed:
            query = "SELECT count(*) FROM message WHERE channel = ? AND sent >= ?"
            return int(self._database.execute(query, (channel, start)).fetchone()[0])

    def waiting(self) -> Mapping[str, tuple[int, float]]:
        """How many messages wait for each channel, and since when the oldest does."""
        query = "SELECT channel, count(*), min(created) FROM message WHERE state IN ('queued', 'sending') GROUP BY channel"
        with self._changed:
            return {row[0]: (row[1], row[2]) for row in self._database.execute(query)}

    def settled(self) -> Mapping[tuple[str, str], int]:
        """How many messages each channel has sent, and how many were given up: (channel, state) -> number."""
        query = "SELECT channel, state, count(*) FROM message WHERE state IN ('sent', 'failed') GROUP BY channel, state"
        with self._changed:
            return {(row[0], row[1]): row[2] for row in self._database.execute(query)}

    def keep(self, name: str, value: str) -> None:
        """Keep a small value for the next run."""
        with self._write() as database:
            database.execute("INSERT OR REPLACE INTO kept VALUES (?, ?)", (name, value))

    def kept(self, name: str) -> str | None:
        """What was kept under `name`."""
        with self._changed:
            row = self._database.execute("SELECT value FROM kept WHERE name = ?", (name,)).fetchone()
        return None if row is None else str(row[0])

    @contextmanager
    def _write(self) -> Iterator[sqlite3.Connection]:
        with self._changed:
            with self._database:
                self._database.execute("BEGIN IMMEDIATE")
                yield self._database
            self._changed.notify_all()

    def _event(
        self, database: sqlite3.Connection, alert: Alert, team: str, lane: str, now: float
    ) -> tuple[int, str, Kind] | None:
        """What an alert changes: (case, lane, kind of message); None when nobody need be told."""
        row = database.execute(
            "SELECT * FROM alert WHERE team = ? AND fingerprint = ? AND starts = ?",
            (team, alert.fingerprint, alert.starts),
        ).fetchone()
        if row is None:
            return (
                self._begin(database, alert, team, lane) if alert.firing else None
            )  # its firing was never told
        if alert.firing:
            if row["closed"] is None:
                return None
            if not row["orphaned"]:  # an older post that comes late: the alert has ended since
                return None
            database.execute(
                "UPDATE alert SET closed = NULL, orphaned = 0, missing = NULL WHERE id = ?", (row["id"],)
            )
            return row["id"], lane, Kind.FIRING
        if row["closed"] is not None:
            return None
        ends = now if alert.ends is None else min(now, max(alert.ends, alert.starts))
        return self._end(database, row, ends, lane)

    def _begin(
        self, database: sqlite3.Connection, alert: Alert, team: str, lane: str
    ) -> tuple[int, str, Kind]:
        code = own_code(alert.labels.get("province", ""), team, alert.fingerprint, alert.starts)
        cursor = database.execute(
            "INSERT INTO alert (team, fingerprint, starts, since, lane, labels, annotations, code, own_code) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                team,
                alert.fingerprint,
                alert.starts,
                alert.starts,
                lane,
                json.dumps(dict(alert.labels)),
                json.dumps(dict(alert.annotations)),
                code,
                code,
            ),
        )
        return int(cursor.lastrowid or 0), lane, Kind.FIRING

    def _end(
        self, database: sqlite3.Connection, row: sqlite3.Row, ends: float, lane: str
    ) -> tuple[int, str, Kind]:
        database.execute("UPDATE alert SET closed = ?, missing = NULL WHERE id = ?", (ends, row["id"]))
        self._drop_calls(database, row["id"])
        return row["id"], lane, Kind.RESOLVED

    def _drop_calls(self, database: sqlite3.Connection, alert: int) -> None:
        database.execute(
            "UPDATE message SET state = 'dropped' WHERE alert = ? AND kind = 'call' AND state = 'queued'",
            (alert,),
        )

    def _plan(
        self, database: sqlite3.Connection, team: str, events: Sequence[tuple[int, str, Kind]], now: float
    ) -> None:
        """A message for each event, or one digest for all of them and for those that have not left yet."""
        if not events:
            return
        since = now - self._fold.window
        recent = database.execute(
            "SELECT count(*) FROM message WHERE team = ? AND created > ? AND kind IN ('firing', 'resolved')",
            (team, since),
        ).fetchone()[0]
        digest = self._digest(database, team, now) if folds(recent, len(events), self._fold) else None
        for alert, lane, kind in events:
            self._add(
                database,
                lane=lane,
                kind=kind,
                team=team,
                alert=alert,
                digest=digest,
                due=now + self._fold.wait,
                now=now,
                state="queued" if digest is None else "folded",
            )
        if digest is not None:
            database.execute(
                "UPDATE message SET state = 'folded', digest = ? WHERE team = ? AND state = 'queued' AND attempts = 0 "
                "AND uncertain = 0 AND created > ? AND kind IN ('firing', 'resolved')",
                (digest, team, since),
            )
            database.execute(
                "UPDATE alert SET digest = :digest WHERE id IN (SELECT alert FROM message WHERE digest = :digest)",
                {"digest": digest},
            )
            self._update_digest(database, team, digest, now)

    def _digest(self, database: sqlite3.Connection, team: str, now: float) -> int:
        """The digest that takes events now: the last one while events keep coming, else a new one."""
        row = database.execute(
            "SELECT id FROM digest WHERE team = ? AND last > ? ORDER BY id DESC",
            (team, now - self._fold.window),
        ).fetchone()
        if row is not None:
            database.execute("UPDATE digest SET last = ? WHERE id = ?", (now, row["id"]))
            return int(row["id"])
        code = own_code("", "digest", team, now)
        cursor = database.execute("INSERT INTO digest (team, code, last) VALUES (?, ?, ?)", (team, code, now))
        return int(cursor.lastrowid or 0)

    def _update_digest(self, database: sqlite3.Connection, team: str, digest: int, now: float) -> None:
        """Plan one message for all that is new: soon where the last one can be edited, else one a window."""
        query = "SELECT 1 FROM message WHERE digest = ? AND kind = 'digest' AND state = 'queued'"
        if database.execute(query, (digest,)).fetchone() is not None:
            return
        query = "SELECT max(coalesce(sent, touched)) FROM message WHERE digest = ? AND kind = 'digest'"
        last = database.execute(query, (digest,)).fetchone()[0]
        pause = _EDIT_EVERY_SECONDS if self._chains[team][0] in self._editable else self._fold.window
        due = now + self._fold.wait if last is None else max(now + self._fold.wait, last + pause)
        self._add(
            database,
            lane=_lane_of_digest(digest),
            kind=Kind.DIGEST,
            team=team,
            alert=None,
            digest=digest,
            due=due,
            now=now,
        )

    def _add(
        self,
        database: sqlite3.Connection,
        *,
        lane: str,
        kind: Kind,
        team: str,
        alert: int | None,
        digest: int | None,
        due: float,
        now: float,
        person: str | None = None,
        calls: int = 0,
        state: str = "queued",
    ) -> None:
        database.execute(
            "INSERT INTO message (lane, kind, team, alert, digest, person, calls, created, state, step, channel, due, "
            "touched) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 0, ?, ?, ?)",
            (lane, kind, team, alert, digest, person, calls, now, state, self._chains[team][0], due, now),
        )

    def _work(self, database: sqlite3.Connection, row: sqlite3.Row, now: float) -> Work:
        digest = row["digest"]
        if digest is None:
            about = database.execute("SELECT * FROM alert WHERE id = ?", (row["alert"],))
            before = "alert = ? AND digest IS NULL"
        else:
            about = database.execute(
                "SELECT * FROM alert WHERE id IN (SELECT alert FROM message WHERE digest = ?) ORDER BY id",
                (digest,),
            )
            before = "digest = ? AND kind = 'digest'"
        cases = tuple(_case(each) for each in about)
        reference = database.execute(
            f"SELECT reference FROM message WHERE {before} AND state = 'sent' AND channel = ? AND reference NOTNULL "  # noqa: S608
            "ORDER BY id LIMIT 1",
            (row["alert"] if digest is None else digest, row["channel"]),
        ).fetchone()
        code = database.execute("SELECT code FROM digest WHERE id = ?", (digest,)).fetchone()
        return Work(
            id=row["id"],
            kind=Kind(row["kind"]),
            team=row["team"],
            cases=cases,
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


def _lane_of_digest(digest: int) -> str:
    return f"digest:{digest}"


def _case(row: sqlite3.Row) -> Case:
    labels: dict[str, Any] = json.loads(row["labels"])
    return Case(
        id=row["id"],
        team=row["team"],
        fingerprint=row["fingerprint"],
        starts=row["since"],
        labels=labels,
        annotations=json.loads(row["annotations"]),
        code=row["code"],
        closed=row["closed"],
        orphaned=bool(row["orphaned"]),
        acknowledged=row["acknowledged"],
        acknowledged_by=row["acknowledged_by"],
    )


_CLAIM = """
    SELECT * FROM message AS this WHERE state = 'queued' AND channel = :channel AND (due <= :now OR touched > :now)
    AND NOT EXISTS (
        SELECT 1 FROM message AS earlier
        WHERE earlier.lane = this.lane AND earlier.id < this.id AND earlier.state IN ('queued', 'sending')
    )
    ORDER BY due, id LIMIT 1
"""
"""A clock that was set back must not hold a message: what was touched in the future is due."""

_UNANSWERED = """
    SELECT team, id, NULL, lane, calls, called FROM alert
    WHERE closed IS NULL AND acknowledged IS NULL AND digest IS NULL AND called NOTNULL
    AND json_extract(labels, '$.severity') = 'critical'
    AND NOT EXISTS (SELECT 1 FROM message WHERE alert = alert.id AND kind = 'call' AND state IN ('queued', 'sending'))
    UNION ALL
    SELECT team, NULL, id, 'digest:' || id, calls, called FROM digest
    WHERE acknowledged IS NULL AND called NOTNULL
    AND NOT EXISTS (SELECT 1 FROM message WHERE digest = digest.id AND kind = 'call' AND state IN ('queued', 'sending'))
    AND EXISTS (
        SELECT 1 FROM alert WHERE alert.digest = digest.id AND closed IS NULL AND acknowledged IS NULL
        AND json_extract(labels, '$.severity') = 'critical'
    )
"""
