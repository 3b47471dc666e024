import sqlite3
import threading
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import httpx
import pytest

from alerts.ledger import Ledger
from alerts.report.history import INCIDENTS
from exporter.report.document import Document, Share, Table
from exporter.view import View
from exporter.web.public import day_reports
from exporter.web.public.app import public_app
from exporter.web.public.day_reports import DayReports, day_of, report_json
from exporter.web.server import Running
from probes.clock import Instant
from probes.inventory.model import Inventory
from probes.language import Text
from tests.exporter.web.reading import Reading
from tests.fakes.clock import NOON
from tests.fakes.source import FakeSource
from tests.fakes.troubled import rejudge, troubled

Start = Callable[..., Running]
TODAY, YESTERDAY = date(2026, 11, 24), date(2026, 11, 23)
PAPER = Document(
    Text("Báo cáo", "Report"),
    (Text("Một câu", "One sentence"),),
    (
        Table(
            Text("Bảng", "Table"),
            (Text("Cột", "Column"),),
            ((Text("Ô", "Cell"),), (3,), (Share(0.5),), (None,)),
        ),
    ),
    (),
)


class Maker:
    """Counts what it makes, and makes nothing before it may."""

    def __init__(self) -> None:
        self.made: list[date] = []
        self.may = threading.Event()
        self.may.set()
        self.fails = False

    def __call__(self, _inventory: Inventory, on: date, _now: float) -> Document:
        self.may.wait(20)
        self.made.append(on)
        if self.fails:
            raise sqlite3.OperationalError("disk I/O error")
        return PAPER


@pytest.fixture
def source() -> FakeSource:
    return troubled()


def test_a_report_is_made_once_a_minute_today_and_once_an_hour_of_the_past(source: FakeSource) -> None:
    maker = Maker()
    reports, view = DayReports(maker), View(source)
    for on in (TODAY, TODAY, YESTERDAY, YESTERDAY):
        made = reports.of(view.now(), on)
        assert made is not None
        assert made.document is PAPER
    assert maker.made == [TODAY, YESTERDAY]

    source.clock.advance(61)
    rejudge(source)
    reports.of(view.now(), YESTERDAY)
    assert maker.made == [TODAY, YESTERDAY]
    reports.of(view.now(), TODAY)
    _settle()
    assert maker.made == [TODAY, YESTERDAY, TODAY]


def test_few_wait_in_line_and_nobody_waits_without_end(source: FakeSource) -> None:
    maker = Maker()
    maker.may.clear()
    reports, moment = DayReports(maker), View(source).now()
    asked = [threading.Thread(target=reports.of, args=(moment, date(2026, 11, day))) for day in range(1, 21)]
    for one in asked:
        one.start()
    for one in asked:
        one.join(20)
    assert not any(one.is_alive() for one in asked)

    maker.may.set()
    _settle()

    assert 1 <= len(maker.made) <= 3


def test_today_s_report_goes_before_others_that_were_asked_for_first(source: FakeSource) -> None:
    maker = Maker()
    maker.may.clear()
    reports, moment = DayReports(maker), View(source).now()
    asked = [
        threading.Thread(target=reports.of, args=(moment, on))
        for on in (date(2026, 11, 1), date(2026, 11, 2))
    ]
    for one in asked:
        one.start()
        one.join(20)

    reports.of(moment, TODAY)
    maker.may.set()
    _settle()

    assert maker.made.index(TODAY) == 1  # after the one that was begun


def test_a_morning_s_report_is_not_shown_in_the_evening(source: FakeSource) -> None:
    maker = Maker()
    reports, view = DayReports(maker), View(source)
    reports.of(view.now(), TODAY)
    source.clock.advance(9 * 3600 - 60)
    rejudge(source)
    maker.may.clear()

    assert reports.of(view.now(), TODAY) is None  # it is being made

    maker.may.set()
    _settle()
    made = reports.of(view.now(), TODAY)
    assert made is not None
    assert made.at == view.now().at.monotonic


def test_what_was_made_before_midnight_is_made_again_after_it(source: FakeSource) -> None:
    maker = Maker()
    reports, view = DayReports(maker), View(source)
    reports.of(view.now(), TODAY)
    source.clock.advance(11 * 3600 + 120)
    rejudge(source)

    reports.of(view.now(), TODAY)
    _settle()

    assert maker.made == [TODAY, TODAY]


def test_an_old_report_is_shown_while_a_newer_one_is_made(source: FakeSource) -> None:
    maker = Maker()
    reports, view = DayReports(maker), View(source)
    reports.of(view.now(), TODAY)
    maker.may.clear()
    source.clock.advance(61)
    rejudge(source)

    made = reports.of(view.now(), TODAY)

    maker.may.set()
    assert made is not None
    assert made.document is PAPER
    _settle()


def test_a_disk_that_cannot_be_read_is_said_and_asked_again_later(source: FakeSource) -> None:
    maker = Maker()
    maker.fails = True

    reports, view = DayReports(maker), View(source)
    made = reports.of(view.now(), YESTERDAY)
    assert made is not None
    assert made.document is None

    maker.fails = False
    source.clock.advance(11)
    rejudge(source)
    reports.of(view.now(), YESTERDAY)
    _settle()
    again = reports.of(view.now(), YESTERDAY)
    assert again is not None
    assert again.document is PAPER


@pytest.mark.parametrize(
    "text", ["2026-11-25", "2023-01-01", "hôm nay", "2026-02-30", "20261124", "2026-11-24x", ""]
)
def test_of_what_is_to_come_or_long_past_there_is_no_report(source: FakeSource, text: str) -> None:
    assert day_of(text, View(source).now()) is None


def test_the_report_as_json_keeps_both_languages_and_what_is_not_known() -> None:
    told = report_json(TODAY, PAPER)

    assert told["date"] == "2026-11-24"
    assert told["tables"][0]["rows"] == [[{"vi": "Ô", "en": "Cell"}], [3], [0.5], [None]]


@pytest.fixture
def client(start: Start, source: FakeSource, tmp_path: Path) -> Iterator[httpx.Client]:
    settings = source.known_inventory.settings.model_copy(update={"data_dir": str(tmp_path)})
    source.known_inventory = source.known_inventory.model_copy(update={"settings": settings})
    source.incidents.take(source.known_inventory)
    rejudge(source)
    (incident,) = source.incidents.open_incidents()
    taken = source.incidents.acknowledge(incident.code, "Nguyễn Văn A", source.clock.now())
    ledger = Ledger(tmp_path / INCIDENTS)
    ledger.open(Instant(NOON, 1.0))
    ledger.save([taken], [], Instant(NOON, 1.0))
    ledger.watch(Instant(NOON - 3600, 1.0))
    ledger.close()
    source.clock.advance(60)
    rejudge(source)
    with sqlite3.connect(tmp_path / "thongsuot.sqlite") as states:
        states.execute(
            "CREATE TABLE flip (id INTEGER PRIMARY KEY, at REAL, since REAL, target TEXT, vantage TEXT, before TEXT,"
            " after TEXT, flapping INTEGER, reason TEXT)"
        )
    running = start(public_app(source, View(source)))
    with httpx.Client(base_url=f"http://127.0.0.1:{running.port}", trust_env=False) as client:
        yield client


def test_everybody_may_read_the_day_s_report_and_not_who_took_an_incident_on(client: httpx.Client) -> None:
    page = client.get("/bao-cao", follow_redirects=True)
    words = Reading(page.text).words

    assert page.url.path == "/bao-cao/2026-11-24"
    assert "Báo cáo cuối ngày 24/11/2026" in words
    assert "Phường Phú Xuân" in words
    assert "Tiếp nhận lúc" in words
    for path in ("/bao-cao/2026-11-24", "/api/v1/day-reports/2026-11-24"):
        assert "Nguyễn" not in client.get(path).text
    assert (
        client.get("/api/v1/day-reports/2026-11-24").json()["title"]["en"]
        == "End-of-day report of 2026-11-24"
    )


def test_a_day_without_a_report_is_no_page(client: httpx.Client) -> None:
    for path in ("/bao-cao/2026-11-25", "/bao-cao/nonsense", "/api/v1/day-reports/2026-11-25"):
        assert client.get(path).status_code == 404


@pytest.mark.parametrize("path", ["/bao-cao/2026-11-24", "/api/v1/day-reports/2026-11-24"])
def test_a_report_that_is_not_there_yet_is_not_taken_for_one(
    start: Start, source: FakeSource, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(day_reports, "_WAIT_SECONDS", 0.01)
    maker = Maker()
    maker.may.clear()
    running = start(public_app(source, View(source), reports=DayReports(maker)))

    with httpx.Client(base_url=f"http://127.0.0.1:{running.port}", trust_env=False) as client:
        waits = client.get(path)
        maker.may.set()
        _settle()
        there = client.get(path)

    assert (waits.status_code, waits.headers["retry-after"]) == (503, "5")
    if path.startswith("/bao-cao"):
        assert "Đang lập báo cáo" in Reading(waits.text).words
        assert 'http-equiv="refresh" content="3"' in waits.text
    assert there.status_code == 200
    assert "Báo cáo" in there.text


def _settle() -> None:
    for thread in threading.enumerate():
        if thread.name == "day-report":
            thread.join(20)
