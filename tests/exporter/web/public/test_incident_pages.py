import re
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import httpx
import pytest

from alerts.cause import Cause
from alerts.desk import Event
from alerts.finding import labelled
from alerts.incident import Acknowledgement, Incident, Outcome
from alerts.ledger import Ledger
from alerts.report.history import INCIDENTS
from exporter.view import View
from exporter.web.public import incident_pages
from exporter.web.public.app import public_app
from exporter.web.public.incident_pages import (
    MOST_DAYS,
    MOST_OPEN,
    PER_PAGE,
    Busy,
    Past,
    Period,
    period_of,
)
from exporter.web.server import Running
from probes.clock import Instant
from tests.exporter.web.reading import Reading
from tests.fakes.clock import NOON
from tests.fakes.source import FakeSource
from tests.fakes.troubled import keep_inside, rejudge, troubled

Start = Callable[..., Running]
HOUR, DAY = 3600.0, 86400.0
SECRET = "Nguyễn Văn A, 0912 345 678"  # noqa: S105  # what must not be seen, and no password


def _closed(code: str, commune: str, ago: float) -> Incident:
    return Incident(
        code=code,
        cause=Cause.LINE_DOWN,
        labels=labelled(province="46", commune=commune),
        opening=1,
        since=NOON - ago,
        opened=NOON - ago + 30,
        closed=NOON - ago + HOUR,
        outcome=Outcome.RECOVERED,
        affected=(commune,),
        acknowledged=Acknowledgement(SECRET, NOON - ago + 300),
        isp_ticket=SECRET,
        handler=SECRET,
    )


@pytest.fixture
def source(tmp_path: Path) -> FakeSource:
    """Phú Xuân is cut off now; yesterday it was too, and Kim Long three days ago."""
    source = troubled()
    settings = source.known_inventory.settings.model_copy(update={"data_dir": str(tmp_path)})
    source.known_inventory = source.known_inventory.model_copy(update={"settings": settings})
    source.incidents.take(source.known_inventory)
    rejudge(source)
    old, older = _closed("46-OLD-1", "19753", DAY), _closed("46-OLDER-1", "19774", 3 * DAY)
    _keep(tmp_path, [old, older], old)
    return source


def _keep(folder: Path, incidents: list[Incident], old: Incident) -> None:
    ledger = Ledger(folder / INCIDENTS)
    now = Instant(NOON, 5000.0)
    ledger.open(now)
    events = [
        Event(old.code, old.opened, "opened"),
        Event(old.code, old.opened + 20, "told"),
        Event(old.code, old.opened + 60, "absorbed", text="46-WIDE-1"),
        Event(old.code, old.opened + 200, "acknowledged", SECRET),
        Event(old.code, old.opened + 210, "noted", SECRET, SECRET),
        Event(old.code, old.opened + 220, "isp_ticket", SECRET, SECRET),
        Event(old.code, old.opened + 230, "handed_over", SECRET, SECRET),
    ]
    ledger.save(incidents, events, now)
    ledger.close()


@pytest.fixture
def client(start: Start, source: FakeSource) -> Iterator[httpx.Client]:
    running = start(public_app(source, View(source)))
    with httpx.Client(base_url=f"http://127.0.0.1:{running.port}", trust_env=False) as client:
        yield client


def _codes(html: str) -> list[str]:
    return re.findall(r'href="/su-co/([^?"]+)', html)


def test_what_is_open_stands_before_what_is_over_the_newest_first(client: httpx.Client) -> None:
    html = client.get("/su-co").text

    assert _codes(html)[1:] == ["46-OLD-1", "46-OLDER-1"]
    assert "Từ 11/11/2026 đến 24/11/2026" in Reading(html).words
    assert "23/11/2026" in Reading(html).words
    assert "tổ trực tiếp nhận lúc" in Reading(html).words


@pytest.mark.parametrize("open_too", [True, False])
def test_while_the_monitor_is_blind_nothing_is_said_of_what_is_new(
    client: httpx.Client, source: FakeSource, *, open_too: bool
) -> None:
    code = source.incidents.open_incidents()[0].code
    assert source.judged is not None
    blind = replace(source.judged.snapshot, blind=True)
    incidents = source.judged.incidents if open_too else ()
    source.judged = replace(source.judged, snapshot=blind, incidents=incidents)

    words = Reading(client.get("/su-co").text).words

    assert "Máy giám sát của tỉnh đang mất kết nối" in words
    assert "Không có sự cố nào đang mở" not in words
    assert (code in words) is open_too


def test_the_past_of_a_commune_or_of_some_days(client: httpx.Client) -> None:
    of_kim_long = client.get("/su-co", params={"xa": "19774"}).text

    assert _codes(of_kim_long) == ["46-OLDER-1"]
    assert "Chỉ các sự cố liên quan đến Phường Kim Long" in Reading(of_kim_long).words
    assert _codes(client.get("/su-co?tu=2026-11-21&den=2026-11-21").text)[1:] == ["46-OLDER-1"]


def test_an_incident_tells_its_course_and_nobody_s_name_note_or_ticket(client: httpx.Client) -> None:
    words = Reading(client.get("/su-co/46-OLD-1").text).words

    for step in (
        "Bắt đầu có sự cố",
        "Ghi nhận sự cố",
        "Gửi cảnh báo cho tổ trực",
        "Gộp vào sự cố 46-WIDE-1",
        "Tổ trực tiếp nhận",
        "Báo nhà mạng",
        "Đã khắc phục",
    ):
        assert step in words
    for path in ("/su-co", "/su-co/46-OLD-1"):
        assert "Nguyễn" not in client.get(path).text
        assert "0912" not in client.get(path).text


def test_an_incident_tells_what_the_commune_s_own_probe_saw(
    client: httpx.Client, source: FakeSource, tmp_path: Path
) -> None:
    keep_inside(source, tmp_path)
    code = source.incidents.open_incidents()[0].code

    words = Reading(client.get(f"/su-co/{code}").text).words

    assert "Máy đo đặt tại xã cho biết Lỗi trong trụ sở: từ 12:00" in words
    assert "Máy đo đặt tại xã" not in Reading(client.get("/su-co/46-OLD-1").text).words


def test_an_open_incident_says_what_to_do(client: httpx.Client, source: FakeSource) -> None:
    code = source.incidents.open_incidents()[0].code

    words = Reading(client.get(f"/su-co/{code}").text).words

    assert "Việc cần làm" in words
    assert "Phường Phú Xuân" in words
    assert client.get("/su-co/46-NONE-9").status_code == 404


def test_a_disk_that_cannot_be_read_leaves_the_present(
    client: httpx.Client, source: FakeSource, tmp_path: Path
) -> None:
    (tmp_path / INCIDENTS).unlink()
    code = source.incidents.open_incidents()[0].code

    html = client.get("/su-co").text

    assert _codes(html) == [code]
    assert "Chưa đọc được các sự cố đã kết thúc" in Reading(html).words
    assert client.get(f"/su-co/{code}").status_code == 200


@pytest.mark.parametrize("path", ["/su-co/46-OLD-1", "/api/v1/incidents/46-OLD-1"])
def test_nobody_is_told_that_an_incident_is_not_there_while_the_disk_cannot_be_read(
    client: httpx.Client, tmp_path: Path, path: str
) -> None:
    (tmp_path / INCIDENTS).unlink()

    answer = client.get(path)

    assert (answer.status_code, answer.headers["retry-after"]) == (503, "3")


def test_a_long_past_is_told_page_by_page(client: httpx.Client, tmp_path: Path) -> None:
    many = [
        replace(_closed(f"46-MANY-{number}", "19774", DAY + number), closed=NOON - HOUR)
        for number in range(PER_PAGE + 5)
    ]
    _keep(tmp_path, many, many[0])

    first = client.get("/su-co?xa=19774").text
    second = client.get("/su-co?xa=19774&trang=2").text

    assert len(_codes(first)) == PER_PAGE
    assert "trang=2" in first
    assert set(_codes(first)).isdisjoint(_codes(second))


def test_whoever_comes_while_two_read_the_disk_is_told_to_come_again(
    source: FakeSource, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, may_go_on = threading.Semaphore(0), threading.Event()

    def slow(*_: object) -> list[Incident]:
        begun.release()
        may_go_on.wait(20)
        return []

    monkeypatch.setattr(incident_pages, "read_incidents", slow)
    past, moment = Past(), View(source).now()
    periods = [Period(date(2026, 11, day), date(2026, 11, day)) for day in (1, 2, 3)]
    readers = [threading.Thread(target=past.page, args=(moment, period)) for period in periods[:2]]
    for reader in readers:
        reader.start()
        begun.acquire(timeout=20)

    with pytest.raises(Busy):
        past.page(moment, periods[2])

    may_go_on.set()
    for reader in readers:
        reader.join(20)
    assert past.page(moment, periods[2]).known


def test_who_is_told_to_come_again_is_told_when(
    client: httpx.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy(*_: object) -> None:
        raise Busy

    for reads in ("read_incidents", "read_one"):
        monkeypatch.setattr(incident_pages, reads, busy)
    for path in ("/su-co", "/su-co/46-OLD-1"):
        answer = client.get(path)
        assert (answer.status_code, answer.headers["retry-after"]) == (503, "3")
        assert "hãy thử lại sau ít giây" in answer.text


def test_many_open_incidents_are_told_in_part_and_counted(client: httpx.Client, source: FakeSource) -> None:
    assert source.judged is not None
    many = [
        replace(_closed(f"46-OPEN-{number}", "19774", DAY), closed=None, outcome=None)
        for number in range(MOST_OPEN + 7)
    ]
    source.judged = replace(source.judged, incidents=many)

    html = client.get("/su-co").text

    assert sum(code.startswith("46-OPEN-") for code in _codes(html)) == MOST_OPEN
    assert "và 7 sự cố nữa" in html


def test_what_is_kept_in_memory_is_bounded(source: FakeSource, monkeypatch: pytest.MonkeyPatch) -> None:
    many = [_closed("46-OLD-1", "19753", DAY)] * 9000
    read: list[object] = []

    def kept(*asked: object) -> list[Incident]:
        read.append(asked)
        return many

    monkeypatch.setattr(incident_pages, "read_incidents", kept)
    past, moment = Past(), View(source).now()
    for day in (1, 2, 3, 3, 1):
        past.page(moment, Period(date(2026, 11, day), date(2026, 11, day)))

    assert len(read) == 4  # the first was given up for the third


@pytest.mark.parametrize(
    "asked",
    [
        {"tu": "hôm qua", "den": "2026-02-31"},
        {"tu": "2026-11-30", "den": "9999-12-31"},
        {"tu": "0001-01-01", "trang": "99999", "xa": "'; DROP"},
        {"trang": "-1"},
        {"trang": "²"},
    ],
)
def test_what_cannot_be_meant_is_put_right(asked: dict[str, str]) -> None:
    period = period_of(asked, NOON)

    assert period.first <= period.last <= date(2026, 11, 24)
    assert (period.last - period.first).days < MOST_DAYS
    assert (period.page, period.commune) == (1, None)


class TestApi:
    def test_the_past_is_told_by_days_and_by_commune(self, client: httpx.Client) -> None:
        told = client.get("/api/v1/incidents", params={"from": "2026-11-20", "to": "2026-11-23"}).json()
        assert [one["code"] for one in told["incidents"]] == ["46-OLD-1", "46-OLDER-1"]
        assert (told["from"], told["to"], told["page"], told["more"]) == (
            "2026-11-20",
            "2026-11-23",
            1,
            False,
        )
        one = client.get("/api/v1/incidents", params={"commune": "19774"}).json()
        assert [each["code"] for each in one["incidents"]] == ["46-OLDER-1"]
        assert client.get("/api/v1/incidents", params={"to": "2026-11-20"}).json()["incidents"] == []
        assert client.get("/api/v1/incidents", params={"page": "2"}).json()["incidents"] == []

    def test_what_is_open_still_was_open_on_these_days_too(
        self, client: httpx.Client, source: FakeSource
    ) -> None:
        (now,) = source.incidents.open_incidents()

        told = client.get("/api/v1/incidents", params={"from": "2026-11-20"}).json()["incidents"]
        assert [(one["code"], one["closed"] is None) for one in told] == [
            (now.code, True),
            ("46-OLD-1", False),
            ("46-OLDER-1", False),
        ]
        assert source.judged is not None
        over = replace(now, closed=NOON - 1, outcome=Outcome.RECOVERED)
        source.judged = replace(source.judged, incidents=[], closed=[over])
        told = client.get("/api/v1/incidents", params={"from": "2026-11-24"}).json()["incidents"]
        assert [(one["code"], one["closed"] is None) for one in told] == [(now.code, False)]

    def test_without_a_question_it_is_the_present(self, client: httpx.Client, source: FakeSource) -> None:
        told = client.get("/api/v1/incidents").json()

        assert [one["code"] for one in told["incidents"]] == [source.incidents.open_incidents()[0].code]
        assert set(told) == {"generated_at", "incidents"}

    @pytest.mark.parametrize(
        ("asked", "said"),
        [
            ({"from": "24/11/2026"}, "from: 24/11/2026 is no day"),
            ({"to": "2026-02-30"}, "to: 2026-02-30 is no day"),
            ({"to": "20261124"}, "is no day"),
            ({"from": ""}, "from:  is no day"),
            ({"from": "2026-11-24", "to": "2026-11-20"}, "the first not after the last"),
            ({"from": "2020-01-01", "to": "2026-11-20"}, f"1 to {MOST_DAYS} days"),
            ({"commune": "x"}, "commune: x is no code"),
            ({"page": "0"}, "page: 0 is no number"),
            ({"page": "99999"}, "page: 99999"),
        ],
    )
    def test_what_cannot_be_meant_is_refused_and_says_why(
        self, client: httpx.Client, asked: dict[str, str], said: str
    ) -> None:
        answer = client.get("/api/v1/incidents", params={**asked, "lang": "en"})

        assert answer.status_code == 400
        assert said in answer.json()["error"]
        told = client.get("/api/v1/incidents", params=asked).json()
        assert (
            told["problem"] == answer.json()["problem"] == {"vi": told["error"], "en": answer.json()["error"]}
        )
        assert told["error"] != answer.json()["error"]

    def test_one_incident_tells_its_course_and_nobody_s_name(self, client: httpx.Client) -> None:
        answer = client.get("/api/v1/incidents/46-OLD-1")

        assert [step["what"]["en"] for step in answer.json()["course"]] == [
            "The trouble began",
            "The incident was recorded",
            "The alert went out to the duty team",
            "Became part of 46-WIDE-1",
            "The duty team took it on",
            "The ISP was told",
            "Handed over to others",
            "It is over",
        ]
        assert answer.json()["communes"] == [{"code": "19753", "name": "Phường Phú Xuân"}]
        assert "Nguyễn" not in answer.text
        assert client.get("/api/v1/incidents/46-NONE").status_code == 404

    def test_whose_line_it_is_is_not_told(self, client: httpx.Client, source: FakeSource) -> None:
        (incident,) = source.incidents.open_incidents()
        labels = labelled(province="46", commune="19753", site="centre", link="main", isp="vnpt")
        assert source.judged is not None
        source.judged = replace(source.judged, incidents=[replace(incident, labels=labels)])

        (told,) = client.get("/api/v1/incidents").json()["incidents"]

        assert told["labels"] == {"province": "46", "commune": "19753", "site": "centre"}

    def test_a_disk_that_cannot_be_read_is_no_empty_past(self, client: httpx.Client, tmp_path: Path) -> None:
        (tmp_path / INCIDENTS).write_bytes(b"no database at all, and long enough to be looked at" * 100)

        answer = client.get("/api/v1/incidents", params={"page": "1"})

        assert answer.status_code == 503
        assert answer.headers["retry-after"] == "60"
