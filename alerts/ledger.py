"""What incidents leave behind: each with its history, in SQLite, across restarts and for the reports of two years."""

import json
import logging
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from alerts.announced import Announced
from alerts.cause import Cause
from alerts.desk import SHOWN_SECONDS, Event
from alerts.incident import Acknowledgement, Evidence, Incident, Outcome
from alerts.reports import SHOWN_SECONDS as REPORTS_SHOWN_SECONDS
from alerts.reports import Report, Reported, ReportKind
from probes.clock import Instant
from probes.database import Database
from probes.inventory.calendar import Maintenance
from probes.reasons import Reason
from probes.states.state import Status

log = logging.getLogger(__name__)

RETENTION_SECONDS: Final = 730 * 86400.0
WATCH_SECONDS: Final = 60.0
"""How often it is written down that the hub still watches."""

MIGRATIONS: Final = (
    """
    CREATE TABLE incident (
        code TEXT PRIMARY KEY, cause TEXT NOT NULL, labels TEXT NOT NULL, opening INTEGER NOT NULL,
        since REAL NOT NULL, opened REAL NOT NULL, closed REAL, outcome TEXT, affected TEXT NOT NULL, parent TEXT,
        evidence TEXT NOT NULL, acknowledged_by TEXT, acknowledged_at REAL, isp_ticket TEXT, handler TEXT
    ) WITHOUT ROWID;
    CREATE INDEX incident_closed ON incident (closed);
    CREATE INDEX incident_opened ON incident (opened);
    CREATE TABLE event (
        id INTEGER PRIMARY KEY, code TEXT NOT NULL, at REAL NOT NULL, what TEXT NOT NULL, by TEXT NOT NULL,
        text TEXT NOT NULL
    );
    CREATE INDEX event_code ON event (code, at);
    """,
    "CREATE TABLE watch (began REAL PRIMARY KEY, ended REAL NOT NULL) WITHOUT ROWID;",
    "ALTER TABLE incident ADD COLUMN told REAL;",
    """
    CREATE TABLE maintenance (
        id TEXT PRIMARY KEY, said TEXT NOT NULL, by TEXT NOT NULL, at REAL NOT NULL, ends REAL, off REAL, off_by TEXT
    ) WITHOUT ROWID;
    """,
    """
    CREATE TABLE report (
        id INTEGER PRIMARY KEY, commune TEXT NOT NULL, kind TEXT NOT NULL, service TEXT, text TEXT NOT NULL,
        at REAL NOT NULL, cause TEXT, settled_by TEXT, settled_at REAL
    );
    CREATE INDEX report_at ON report (at);
    """,
)
"""What brings a file of version n (`PRAGMA user_version`) to version n + 1. Only ever added to."""


@dataclass(frozen=True, slots=True)
class Kept:
    """What the last run left: incidents that are open or were closed within a day, how often each stem has opened, and
    the maintenance that was announced and is not over; what staff reported within a day, the oldest first, and the highest
    number that a report ever had."""

    incidents: Sequence[Incident]
    openings: Mapping[str, int]
    announced: Sequence[Announced] = ()
    reports: Sequence[Report] = ()
    last_report: int = 0


class Ledger:
    """One file, used by one thread. No method raises for trouble with the disk: what could not be written is kept and
    tried again with the next `save`, an incident's latest state only."""

    def __init__(self, path: Path) -> None:
        self._database = Database(path, MIGRATIONS, "incidents", synchronous="FULL")
        self._incidents: dict[str, Incident] = {}
        self._events: list[Event] = []
        self._announced: dict[str, Announced] = {}
        self._reports: dict[int, Report] = {}
        self._watch: tuple[float, float] | None = None

    @property
    def errors(self) -> int:
        """How often something could not be written or read."""
        return self._database.errors

    def open(self, now: Instant) -> Kept:
        """Read back what the last run kept. What is older than two years is forgotten, as of the last moment that was
        watched: a clock set years ahead must not cost the history."""
        incidents: list[Incident] = []
        openings: dict[str, int] = {}
        announced: list[Announced] = []
        reports: list[Report] = []
        last_report = 0

        def read(database: sqlite3.Connection) -> None:
            nonlocal last_report
            (last_report,) = database.execute("SELECT ifnull(max(id), 0) FROM report").fetchone()
            (watched,) = database.execute("SELECT max(ended) FROM watch").fetchone()
            oldest = min(now.wall, watched or now.wall) - RETENTION_SECONDS
            database.execute(
                "DELETE FROM event WHERE code IN (SELECT code FROM incident WHERE closed < ?)", (oldest,)
            )
            database.execute("DELETE FROM incident WHERE closed < ?", (oldest,))
            database.execute("DELETE FROM watch WHERE ended < ?", (oldest,))
            database.execute("DELETE FROM maintenance WHERE ends < ?", (oldest,))
            database.execute("DELETE FROM report WHERE at < ?", (oldest,))
            for code, opening in database.execute("SELECT code, opening FROM incident"):
                stem = code.rpartition("-")[0]
                openings[stem] = max(opening, openings.get(stem, 0))
            rows = database.execute(
                f"{_READ} WHERE closed IS NULL OR closed >= ?", (now.wall - SHOWN_SECONDS,)
            )
            incidents.extend(_incidents(rows))
            announced.extend(
                _announced(
                    database.execute(f"{_READ_MAINTENANCE} WHERE ends IS NULL OR ends > ?", (now.wall,))
                )
            )
            lately = (now.wall - REPORTS_SHOWN_SECONDS, now.wall + 1)  # of this moment too
            reports.extend(_reports(database.execute(f"{_READ_REPORTS} ORDER BY id", lately)))

        if not self._database.write(read, now):
            return Kept((), {})
        return Kept(incidents, openings, announced, reports, last_report)

    def save(
        self,
        incidents: Iterable[Incident],
        events: Iterable[Event],
        now: Instant,
        announced: Iterable[Announced] = (),
        reports: Iterable[Report] = (),
    ) -> None:
        """Write these incidents, announcements and reports over what is kept of them, and add these events."""
        self._incidents |= {incident.code: incident for incident in incidents}
        self._events += events
        self._announced |= {one.id: one for one in announced}
        self._reports |= {report.id: report for report in reports}
        if not (self._incidents or self._events or self._announced or self._reports):
            return

        def write(database: sqlite3.Connection) -> None:
            database.executemany(_PUT, [_row(incident) for incident in self._incidents.values()])
            database.executemany(
                "INSERT INTO event (code, at, what, by, text) VALUES (?, ?, ?, ?, ?)",
                [(event.code, event.at, event.what, event.by, event.text) for event in self._events],
            )
            database.executemany(
                "INSERT OR REPLACE INTO maintenance (id, said, by, at, ends, off, off_by) VALUES (?, ?, ?, ?, ?, ?, ?)",
                [_maintenance_row(one) for one in self._announced.values()],
            )
            database.executemany(_PUT_REPORT, [_report_row(report) for report in self._reports.values()])

        if self._database.write(write, now):
            self._incidents.clear()
            self._events.clear()
            self._announced.clear()
            self._reports.clear()

    def watch(self, now: Instant, *, last: bool = False) -> None:
        """The hub watches at this moment: reports must not take a time when nobody looked for a good one.

        Written once a minute, and with `last`. Where two minutes or more are missing, or the wall clock was set back, a
        new span begins.
        """
        began, ended = self._watch or (now.wall, now.wall)
        if self._watch is not None and 0 <= now.wall - ended < WATCH_SECONDS and not last:
            return
        if not 0 <= now.wall - ended < 2 * WATCH_SECONDS:
            began = now.wall
        span = self._watch = (began, now.wall)  # even if it cannot be written now: the next one says it all

        def write(database: sqlite3.Connection) -> None:
            database.execute("INSERT OR REPLACE INTO watch VALUES (?, ?)", span)

        self._database.write(write, now)

    def close(self) -> None:
        """Close the file."""
        self._database.close()


def read_between(path: Path, began: float, ended: float) -> tuple[Sequence[Incident], Sequence[Event]]:
    """Every incident that was open at any moment of [began, ended), unix seconds, with all events of these; for reports,
    from any process. Raises sqlite3.Error when the file cannot be read."""
    connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    try:
        rows = connection.execute(f"{_READ} {_OPEN_IN} ORDER BY opened", (ended, began))
        incidents = list(_incidents(rows))
        codes = {incident.code for incident in incidents}
        events = [
            Event(*row)
            for row in connection.execute("SELECT code, at, what, by, text FROM event ORDER BY id")
            if row[0] in codes
        ]
    finally:
        connection.close()
    return incidents, events


def read_events(path: Path, code: str) -> Sequence[Event]:
    """What happened to one incident, oldest first; from any process. Raises sqlite3.Error when the file cannot be read."""
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
        rows = connection.execute(
            "SELECT code, at, what, by, text FROM event WHERE code = ? ORDER BY at, id", (code,)
        )
        return [Event(*row) for row in rows]


def read_announced(path: Path, began: float, ended: float) -> Sequence[Announced]:
    """Every announcement that was made before `ended` and not over at `began`, unix seconds, in the order they were made.
    Raises sqlite3.Error."""
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
        rows = connection.execute(
            f"{_READ_MAINTENANCE} WHERE at < ? AND (ends IS NULL OR ends > ?) ORDER BY at, id", (ended, began)
        )
        return list(_announced(rows))


def read_incidents(path: Path, began: float, ended: float) -> Sequence[Incident]:
    """The incidents of `read_between` without their evidence, and no events: a tenth of the work. Raises sqlite3.Error."""
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
        return list(
            _incidents(connection.execute(f"{_READ_LIGHT} {_OPEN_IN} ORDER BY opened", (ended, began)))
        )


def read_one(path: Path, code: str) -> tuple[Incident, Sequence[Event]] | None:
    """One incident of the last two years with all that happened to it, the oldest first; None when there is none of this code.

    Raises sqlite3.Error.
    """
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
        incident = next(_incidents(connection.execute(f"{_READ} WHERE code = ?", (code,))), None)
        if incident is None:
            return None
        rows = connection.execute(
            "SELECT code, at, what, by, text FROM event WHERE code = ? ORDER BY id", (code,)
        )
        return incident, [Event(*row) for row in rows]


def read_watched(path: Path, began: float, ended: float) -> Sequence[tuple[float, float]]:
    """When the hub watched between two moments, unix seconds, oldest first. Raises sqlite3.Error."""
    connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    try:
        return connection.execute(
            "SELECT began, ended FROM watch WHERE began < ? AND ended > ? ORDER BY began", (ended, began)
        ).fetchall()
    finally:
        connection.close()


def read_reports(path: Path, began: float, ended: float) -> Sequence[Report]:
    """What staff reported in [began, ended), unix seconds, the oldest first. Raises sqlite3.Error."""
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
        return list(_reports(connection.execute(f"{_READ_REPORTS} ORDER BY id", (began, ended))))


_READ_REPORTS: Final = (
    "SELECT id, commune, kind, service, text, at, cause, settled_by, settled_at FROM report "
    "WHERE at >= ? AND at < ?"
)
_PUT_REPORT: Final = "INSERT OR REPLACE INTO report VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"


def _report_row(report: Report) -> tuple[object, ...]:
    said, settled = report.said, report.settled
    return (
        report.id,
        said.commune,
        said.kind.value,
        said.service,
        said.text,
        report.at,
        None if report.cause is None else report.cause.value,
        None if settled is None else settled.by,
        None if settled is None else settled.at,
    )


def _reports(rows: Iterable[tuple[Any, ...]]) -> Iterator[Report]:
    for row in rows:
        try:
            yield _report(row)
        except (ValueError, TypeError) as error:  # a word of a later version, or a damaged row
            log.warning("the report %s was left out: %s", row[0], error)


def _report(row: tuple[Any, ...]) -> Report:
    (number, commune, kind, service, text, at, cause, settled_by, settled_at) = row
    return Report(
        id=int(number),
        said=Reported(commune, ReportKind(kind), service, text),
        at=float(at),
        cause=None if cause is None else Cause(cause),
        settled=None if settled_by is None else Acknowledgement(settled_by, float(settled_at)),
    )


_COLUMNS: Final = (
    "code, cause, labels, opening, since, opened, closed, outcome, affected, parent, evidence, "
    "acknowledged_by, acknowledged_at, isp_ticket, handler, told"
)
_READ: Final = f"SELECT {_COLUMNS} FROM incident"  # noqa: S608  # a constant of our own
_READ_LIGHT: Final = _READ.replace(" evidence,", " '[]',")
_OPEN_IN: Final = "WHERE opened < ? AND (closed IS NULL OR closed >= ?)"
_PUT: Final = f"INSERT OR REPLACE INTO incident ({_COLUMNS}) VALUES ({', '.join('?' * 16)})"  # noqa: S608
_READ_MAINTENANCE: Final = "SELECT id, said, by, at, off, off_by FROM maintenance"


def _maintenance_row(one: Announced) -> tuple[object, ...]:
    said = json.dumps(one.said.model_dump(mode="json", exclude_none=True), ensure_ascii=False)
    return (one.id, said, one.by, one.at, one.ends, one.off, one.off_by)


def _announced(rows: Iterable[tuple[Any, ...]]) -> Iterator[Announced]:
    for id_, said, by, at, off, off_by in rows:
        try:
            window = Maintenance.model_validate(json.loads(said))
        except ValueError as error:  # of a later version, or damaged
            log.warning("the maintenance %s was left out: %s", id_, error)
        else:
            yield Announced(id=id_, said=window, by=by, at=at, off=off, off_by=off_by)


def _row(incident: Incident) -> tuple[object, ...]:
    acknowledged = incident.acknowledged
    return (
        incident.code,
        incident.cause.value,
        json.dumps(incident.labels),
        incident.opening,
        incident.since,
        incident.opened,
        incident.closed,
        None if incident.outcome is None else incident.outcome.value,
        json.dumps(incident.affected),
        incident.parent,
        json.dumps([_evidence_row(one) for one in incident.evidence]),
        None if acknowledged is None else acknowledged.by,
        None if acknowledged is None else acknowledged.at,
        incident.isp_ticket,
        incident.handler,
        incident.told,
    )


def _evidence_row(one: Evidence) -> list[object]:
    reason = None if one.reason is None else one.reason.value
    return [one.target, one.vantage, one.observed, one.status.value, reason, one.epoch, one.number]


def _incidents(rows: Iterable[tuple[Any, ...]]) -> Iterator[Incident]:
    for row in rows:
        try:
            yield _incident(row)
        except (ValueError, TypeError) as error:  # a word of a later version, or a damaged row
            log.warning("the incident %s was left out: %s", row[0], error)


def _incident(row: tuple[Any, ...]) -> Incident:
    (code, cause, labels, opening, since, opened, closed, outcome, affected, parent, evidence) = row[:11]
    (acknowledged_by, acknowledged_at, isp_ticket, handler, told) = row[11:]
    return Incident(
        code=code,
        cause=Cause(cause),
        labels=tuple((str(name), str(value)) for name, value in json.loads(labels)),
        opening=int(opening),
        since=float(since),
        opened=float(opened),
        closed=None if closed is None else float(closed),
        outcome=None if outcome is None else Outcome(outcome),
        affected=tuple(str(commune) for commune in json.loads(affected)),
        parent=parent,
        evidence=tuple(_evidence(one) for one in json.loads(evidence)),
        acknowledged=None
        if acknowledged_by is None
        else Acknowledgement(acknowledged_by, float(acknowledged_at)),
        isp_ticket=isp_ticket,
        handler=handler,
        told=None if told is None else float(told),
    )


def _evidence(one: list[Any]) -> Evidence:
    target, vantage, observed, status, reason, epoch, number = one
    return Evidence(
        target=target,
        vantage=vantage,
        observed=float(observed),
        status=Status(status),
        reason=None if reason is None else Reason(reason),
        epoch=epoch,
        number=int(number),
    )
