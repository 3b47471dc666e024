"""What Alertmanager says becomes cases: begun, going on, ended. The same said twice changes nothing."""

import json
import sqlite3
from collections.abc import Mapping, Sequence
from hashlib import sha256

from alerts.relay.case import Case, own_code
from alerts.relay.hub import HubIncidents
from alerts.relay.message import Kind
from alerts.relay.notification import Alert, Notification
from alerts.relay.queue.disk import Disk
from alerts.relay.queue.plan import Event, Plan

NO_INCIDENTS = HubIncidents()


class Cases:
    """The cases on disk. A team has at most one open case of a fingerprint."""

    def __init__(self, disk: Disk, plan: Plan) -> None:
        self._disk = disk
        self._plan = plan

    def take(
        self, notification: Notification, team: str, now: float, incidents: HubIncidents = NO_INCIDENTS
    ) -> bool:
        """Keep what a notification says and plan what has to be told; False when it says nothing new.

        incidents: the hub's, whose codes and beginnings are told in place of our own.
        """
        lane = sha256(f"{team}\0{notification.group}".encode()).hexdigest()[:16]
        with self._disk.write() as database:
            events = [
                event
                for alert in notification.alerts
                if (event := _event(database, alert, team, lane, now, incidents)) is not None
            ]
            self._plan.tell(database, team, events, now)
        return bool(events)

    def open_cases(self) -> Mapping[int, tuple[Case, float | None]]:
        """The cases that fire, by id, each with since when Alertmanager does not know it."""
        rows = self._disk.read("SELECT * FROM alert WHERE closed IS NULL")
        return {row["id"]: (case_of(row), row["missing"]) for row in rows}

    def note_missing(self, missing: Sequence[int], present: Sequence[int], now: float) -> None:
        """Note since when Alertmanager does not know a case, and forget it of those it knows again."""
        with self._disk.write() as database:
            database.executemany(
                "UPDATE alert SET missing = ? WHERE id = ? AND missing IS NULL",
                [(now, id_) for id_ in missing],
            )
            database.executemany("UPDATE alert SET missing = NULL WHERE id = ?", [(id_,) for id_ in present])

    def close_orphans(self, ids: Sequence[int], now: float) -> None:
        """End the cases that Alertmanager no longer knows, and plan to tell it."""
        with self._disk.write() as database:
            teams: dict[str, list[Event]] = {}
            for id_ in ids:
                query = "SELECT * FROM alert WHERE id = ? AND closed IS NULL"
                row = database.execute(query, (id_,)).fetchone()
                if row is not None:
                    database.execute("UPDATE alert SET orphaned = 1 WHERE id = ?", (id_,))
                    teams.setdefault(row["team"], []).append(_end(database, row, now, row["lane"]))
            for team, events in teams.items():
                self._plan.tell(database, team, events, now)

    def unreported(self, most: int) -> Sequence[tuple[str, float]]:
        """What the hub does not know yet: codes of its incidents, each with when the first message about it had been taken."""
        rows = self._disk.read(
            "SELECT code, min(told_at) AS first FROM alert WHERE told_at NOTNULL AND reported IS NOT code "
            "AND code != own_code GROUP BY code ORDER BY first LIMIT ?",
            (most,),
        )
        return [(row["code"], row["first"]) for row in rows]

    def reported(self, code: str) -> None:
        """The hub knows now when the first message about this incident had been taken, or knows no such incident any more."""
        with self._disk.write() as database:
            query = (
                "UPDATE alert SET reported = code WHERE code = ? AND told_at NOTNULL AND reported IS NOT code"
            )
            database.execute(query, (code,))

    def learn(self, id_: int, code: str, since: float | None) -> None:
        """What the hub says of a case: its code, and since when."""
        with self._disk.write() as database:
            database.execute(
                "UPDATE alert SET code = ?, since = coalesce(?, since) WHERE id = ?", (code, since, id_)
            )


def case_of(row: sqlite3.Row) -> Case:
    """The case in a row of the table `alert`."""
    return Case(
        id=row["id"],
        team=row["team"],
        fingerprint=row["fingerprint"],
        starts=row["since"],
        labels=json.loads(row["labels"]),
        annotations=json.loads(row["annotations"]),
        code=row["code"],
        closed=row["closed"],
        orphaned=bool(row["orphaned"]),
        acknowledged=row["acknowledged"],
        acknowledged_by=row["acknowledged_by"],
    )


def _event(
    database: sqlite3.Connection, alert: Alert, team: str, lane: str, now: float, incidents: HubIncidents
) -> Event | None:
    """What an alert changes; None when nobody need be told.

    `starts` tells one firing from the next. It may move while a case is open: a Prometheus that was restarted starts anew,
    and of two that disagree Alertmanager keeps the earlier.
    """
    row = database.execute(
        "SELECT * FROM alert WHERE team = ? AND fingerprint = ? ORDER BY id DESC", (team, alert.fingerprint)
    ).fetchone()
    if row is None:  # an end whose beginning was never told is not told either
        return _begin(database, alert, team, lane, incidents) if alert.firing else None
    if row["closed"] is None:
        if alert.firing:
            moved = "UPDATE alert SET starts = max(starts, ?) WHERE id = ?"
            database.execute(moved, (alert.starts, row["id"]))
            return None
        if alert.ends is not None and alert.ends <= row["starts"]:  # the end of an earlier firing, come late
            return None
        return _end(database, row, now if alert.ends is None else min(now, alert.ends), lane)
    if not alert.firing or alert.starts < row["starts"]:
        return None
    if alert.starts > row["starts"]:
        return _begin(database, alert, team, lane, incidents)
    if row["orphaned"]:  # it has not ended after all
        database.execute("UPDATE alert SET closed = NULL, orphaned = 0 WHERE id = ?", (row["id"],))
        return Event(row["id"], lane, Kind.FIRING)
    return None


def _begin(
    database: sqlite3.Connection, alert: Alert, team: str, lane: str, incidents: HubIncidents
) -> Event:
    own = own_code(alert.labels.get("province", ""), team, alert.fingerprint, alert.starts)
    incident = incidents.of(alert.labels)
    code = own if incident is None else incident.code
    since = alert.starts if incident is None or incident.since is None else incident.since
    labels, annotations = json.dumps(dict(alert.labels)), json.dumps(dict(alert.annotations))
    cursor = database.execute(
        "INSERT INTO alert (team, fingerprint, starts, since, lane, labels, annotations, code, own_code) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (team, alert.fingerprint, alert.starts, since, lane, labels, annotations, code, own),
    )
    return Event(int(cursor.lastrowid or 0), lane, Kind.FIRING)


def _end(database: sqlite3.Connection, row: sqlite3.Row, ends: float, lane: str) -> Event:
    database.execute("UPDATE alert SET closed = ?, missing = NULL WHERE id = ?", (ends, row["id"]))
    return Event(row["id"], lane, Kind.RESOLVED)
