import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from alerts.cause import Cause
from alerts.desk import Event
from alerts.finding import labelled
from alerts.incident import Acknowledgement, Evidence, Incident, Outcome
from alerts.ledger import RETENTION_SECONDS, Kept, Ledger, read_between, read_incidents
from probes.clock import Instant
from probes.observation import HUB
from probes.reasons import Reason
from probes.states.state import Status
from tests.fakes.clock import NOON

NOW = Instant(NOON, 5000.0)
DOWN = Incident(
    code="46-K7QM-3",
    cause=Cause.LINE_DOWN,
    labels=labelled(province="46", commune="19753"),
    opening=3,
    since=NOON - 20,
    opened=NOON,
    affected=("19753",),
    parent="46-PPPP-1",
    evidence=(Evidence("19753/tt/chinh", HUB, NOON - 5, Status.DOWN, Reason.NO_REPLY, "epoch", 7),),
    acknowledged=Acknowledgement("Tổ trực 1", NOON + 60),
    told=NOON + 20,
    isp_ticket="VNPT-7",
    handler="Tổ trực 2",
)
OPENED = Event(DOWN.code, NOON, "opened")


def _kept(path: Path, *incidents: Incident, now: Instant = NOW) -> None:
    ledger = Ledger(path)
    ledger.open(now)
    ledger.save(incidents, [OPENED], now)
    ledger.close()


def _read(path: Path, now: Instant = NOW) -> Kept:
    """What the next run reads."""
    with closing(Ledger(path)) as ledger:
        return ledger.open(now)


def _closed(at: float) -> Incident:
    return replace(DOWN, closed=at, outcome=Outcome.RECOVERED, parent=None)


def test_an_incident_is_read_back_as_it_was(tmp_path: Path) -> None:
    _kept(tmp_path / "incidents.db", DOWN)

    kept = _read(tmp_path / "incidents.db")

    assert list(kept.incidents) == [DOWN]
    assert kept.openings == {"46-K7QM": 3}


def test_what_closed_more_than_a_day_ago_is_shown_no_more_and_still_counted(tmp_path: Path) -> None:
    _kept(tmp_path / "incidents.db", _closed(NOON + 60))

    kept = _read(tmp_path / "incidents.db", Instant(NOON + 2 * 86400, 1.0))

    assert list(kept.incidents) == []
    assert kept.openings == {"46-K7QM": 3}


def test_what_closed_more_than_two_years_ago_is_forgotten_with_its_events(tmp_path: Path) -> None:
    path = tmp_path / "incidents.db"
    _kept(path, _closed(NOON + 60))

    _read(path, Instant(NOON + RETENTION_SECONDS + 120, 1.0))

    assert read_between(path, 0, 4e9) == ([], [])


def test_a_clock_set_years_ahead_costs_no_history(tmp_path: Path) -> None:
    path = tmp_path / "incidents.db"
    _kept(path, _closed(NOON + 60))
    with closing(Ledger(path)) as ledger:
        ledger.open(NOW)
        ledger.watch(Instant(NOON + 120, 1.0), last=True)

    _read(path, Instant(NOON + RETENTION_SECONDS + 3600, 1.0))

    assert [incident.code for incident in read_between(path, 0, 4e9)[0]] == [DOWN.code]


def test_a_report_reads_what_was_open_at_any_moment_of_its_day(tmp_path: Path) -> None:
    path = tmp_path / "incidents.db"
    closed = _closed(NOON + 60)
    _kept(path, closed)

    assert read_between(path, NOON + 30, NOON + 90) == ([closed], [OPENED])
    assert read_between(path, NOON + 61, NOON + 90) == ([], [])
    assert read_between(path, NOON - 90, NOON) == ([], [])


def test_a_row_that_makes_no_sense_is_left_out_and_the_others_are_read(tmp_path: Path) -> None:
    path = tmp_path / "incidents.db"
    _kept(path, DOWN, replace(DOWN, code="46-XXXX-1", opening=1))
    with closing(sqlite3.connect(path)) as database, database:
        database.execute("UPDATE incident SET cause = 'of_a_later_version' WHERE code = '46-XXXX-1'")

    kept = _read(path)

    assert list(kept.incidents) == [DOWN]
    assert kept.openings["46-XXXX"] == 1


def test_a_file_that_is_no_database_is_moved_aside(tmp_path: Path) -> None:
    path = tmp_path / "incidents.db"
    path.write_bytes(b"not a database, and long enough to be looked at" * 100)

    _kept(path, DOWN)

    assert list(_read(path).incidents) == [DOWN]
    assert len(list(tmp_path.glob("*.unreadable-*"))) == 1


def test_what_a_full_disk_refused_is_written_with_the_next(tmp_path: Path) -> None:
    path = tmp_path / "incidents.db"
    ledger = Ledger(path)
    ledger.open(NOW)
    connection = ledger._database._connection
    assert connection is not None
    pages = connection.execute("PRAGMA page_count").fetchone()[0]
    connection.execute(f"PRAGMA max_page_count = {pages}")
    many = [replace(DOWN, code=f"46-K7QM-{number}", opening=number) for number in range(1, 300)]

    ledger.save(many, [OPENED], NOW)
    refused = ledger.errors
    ledger.save([], [], NOW)
    ledger.close()

    assert refused == 1
    assert len(_read(path).incidents) == 299
    assert read_between(path, 0, 4e9)[1] == [OPENED]


def test_pages_read_incidents_without_their_evidence(tmp_path: Path) -> None:
    path = tmp_path / "incidents.db"
    closed = _closed(NOON + 60)
    _kept(path, closed, replace(DOWN, code="46-OLD-1", opened=NOON - 900, closed=NOON - 600))

    assert read_incidents(path, NOON + 30, NOON + 90) == [replace(closed, evidence=())]
    assert read_incidents(path, NOON + 61, NOON + 90) == []
