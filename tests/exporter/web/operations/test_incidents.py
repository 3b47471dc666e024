from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import httpx
import pytest

from alerts.cards import CARDS
from alerts.inside.journal import AGENTS
from alerts.times import rfc3339
from exporter.metrics.own import SelfMetrics
from exporter.metrics.render import Renderer
from exporter.view import View
from exporter.web.operations.app import operations_app
from exporter.web.public.app import public_app
from exporter.web.server import Running
from probes.inventory.calendar import SpecialDay
from probes.observation import Result
from tests.fakes.clock import NOON
from tests.fakes.source import FakeSource, line_state
from tests.fakes.troubled import keep_inside, rejudge, troubled

Start = Callable[..., Running]


@pytest.fixture
def source() -> FakeSource:
    return troubled()


def _client(running: Running) -> httpx.Client:
    return httpx.Client(
        base_url=f"http://127.0.0.1:{running.port}", trust_env=False, headers={"Accept-Language": "en"}
    )


@pytest.fixture
def public(start: Start, source: FakeSource) -> Iterator[httpx.Client]:
    with _client(start(public_app(source, View(source)))) as client:
        yield client


@pytest.fixture
def operations(start: Start, source: FakeSource) -> Iterator[httpx.Client]:
    view = View(source)
    renderer = Renderer(source, view, SelfMetrics(["ping"]))
    app = operations_app(source, view, renderer, lambda _target, _seconds: Result(None, 0.0))
    with _client(start(app)) as client:
        yield client


def _one(client: httpx.Client) -> dict[str, Any]:
    (found,) = client.get("/api/v1/incidents").json()["incidents"]
    return dict(found)


def _code(client: httpx.Client) -> str:
    return str(_one(client)["code"])


def test_the_public_learns_what_broke_where_and_since_when(public: httpx.Client) -> None:
    found = _one(public)

    assert found.pop("code").startswith("46-")
    assert found == {
        "cause": "line_down",
        "scope": "commune",
        "severity": "critical",
        "labels": {"province": "46", "commune": "19753"},
        "where": {"vi": "Phường Phú Xuân", "en": "Phường Phú Xuân"},
        "headline": {
            "vi": f"Phường Phú Xuân: {CARDS['line_down'].name.vi}",
            "en": f"Phường Phú Xuân: {CARDS['line_down'].name.en}",
        },
        "since": rfc3339(NOON - 3600),
        "opened": rfc3339(NOON),
        "closed": None,
        "outcome": None,
        "affected_communes": 1,
        "parent": None,
        "told_at": None,
        "acknowledged_at": None,
    }


def test_every_reader_gives_the_same_code(public: httpx.Client) -> None:
    code = _code(public)

    assert public.get("/api/v1/communes/19753").json()["incident"] == code
    assert f"Incident: {code}" in public.get("/xa/19753").text
    assert "Incident:" not in public.get("/xa/19774").text
    status = public.get("/api/v1/status").json()
    assert [one["code"] for one in status["incidents"]] == [code]
    assert {one["code"]: one["incident"] for one in status["communes"]} == {"19753": code, "19774": None}


def test_who_is_on_call_sees_what_proves_it(operations: httpx.Client) -> None:
    found = _one(operations)

    assert [(one["target"], one["vantage"], one["status"], one["reason"]) for one in found["evidence"]] == [
        ("19753/centre/main", "hub", "down", "no_reply"),
        ("19753/centre/spare", "hub", "down", "no_reply"),
    ]
    assert found["affected"] == ["19753"]


def test_who_is_on_call_sees_what_it_was_from_inside_once_the_agent_has_told(
    source: FakeSource, operations: httpx.Client, public: httpx.Client, tmp_path: Path
) -> None:
    keep_inside(source, tmp_path)

    told = _one(operations)["seen_inside"]
    noted = operations.post(
        f"/api/v1/incidents/{_code(operations)}/note", json={"by": "Tổ trực 1", "text": "đã hỏi xã"}
    ).json()

    assert told.pop("sentence")["vi"].startswith("Lỗi trong trụ sở: từ 12:00 đến 12:59")
    assert told == {
        "found": "lan",
        "label": {"vi": "lỗi mạng trong trụ sở", "en": "fault inside the office"},
        "since": rfc3339(NOON - 3600),
        "until": rfc3339(NOON - 15),
        "learnt": rfc3339(NOON),
    }
    assert noted["seen_inside"]["found"] == "lan"
    assert "seen_inside" not in _one(public)


def test_where_no_agent_told_anything_nothing_is_known_from_inside(
    operations: httpx.Client,
) -> None:
    assert _one(operations)["seen_inside"] is None


def test_a_file_of_agents_that_cannot_be_read_hides_no_incident(
    source: FakeSource, operations: httpx.Client, tmp_path: Path
) -> None:
    keep_inside(source, tmp_path)
    (tmp_path / AGENTS).write_bytes(b"no database" * 100)

    assert _one(operations)["seen_inside"] is None


def test_who_is_on_call_sees_how_many_dossiers_it_costs(source: FakeSource, operations: httpx.Client) -> None:
    assert _one(operations)["dossiers_affected"] == 0  # it is a day off

    worked = SpecialDay(day=date(2026, 11, 24), working=True)
    source.known_inventory = source.known_inventory.model_copy(update={"days": (worked,)})
    source.incidents.take(source.known_inventory)
    source.clock.advance(3600)
    rejudge(source)

    assert (
        _one(operations)["dossiers_affected"] == 3
    )  # from 13:30 to 14:00, at 50 a day of seven and a half hours


def test_an_incident_is_taken_on_noted_and_handed_over(
    source: FakeSource, operations: httpx.Client, start: Start
) -> None:
    path = f"/api/v1/incidents/{_code(operations)}"

    first = operations.post(f"{path}/acknowledge", json={"by": "Tổ trực 1"})
    operations.post(f"{path}/acknowledge", json={"by": "Tổ trực 2"})
    operations.post(f"{path}/note", json={"by": "Tổ trực 1", "text": "gọi 0912 345 678"})
    operations.post(f"{path}/isp-ticket", json={"by": "Tổ trực 1", "ticket": "VNPT-1234"})
    last = operations.post(f"{path}/hand-over", json={"by": "Tổ trực 1", "to": "nha_mang"})
    rejudge(source)

    assert (first.status_code, last.status_code) == (200, 200)
    found = _one(operations)
    assert (found["acknowledged_by"], found["isp_ticket"], found["handler"]) == (
        "Tổ trực 1",
        "VNPT-1234",
        "nha_mang",
    )
    with _client(start(public_app(source, View(source)))) as public:
        told = public.get("/api/v1/incidents").text
    assert "Tổ trực" not in told
    assert "VNPT-1234" not in told
    assert '"acknowledged_at":null' not in told


def test_everybody_sees_when_the_first_message_about_it_left(
    source: FakeSource, operations: httpx.Client, public: httpx.Client
) -> None:
    path = f"/api/v1/incidents/{_code(operations)}/told"

    first = operations.post(path, json={"by": "relay", "at": rfc3339(NOON - 60)})
    operations.post(path, json={"by": "relay", "at": rfc3339(NOON - 30)})
    rejudge(source)

    assert first.json()["told_at"] == rfc3339(NOON - 60)
    assert _one(operations)["told_at"] == _one(public)["told_at"] == rfc3339(NOON - 60)


def test_no_message_has_left_in_the_future(source: FakeSource, operations: httpx.Client) -> None:
    path = f"/api/v1/incidents/{_code(operations)}/told"

    said = operations.post(path, json={"by": "relay", "at": rfc3339(NOON + 3600)}).json()

    assert said["told_at"] == rfc3339(source.clock.now().wall)


def test_a_closed_incident_is_still_told_and_may_be_noted(
    source: FakeSource, operations: httpx.Client
) -> None:
    code = _code(operations)
    source.see(*(line_state(f"19753/centre/{link}") for link in ("main", "spare")))
    rejudge(source)

    answer = operations.post(f"/api/v1/incidents/{code}/note", json={"by": "Tổ trực 1", "text": "đứt cáp"})

    assert answer.status_code == 200
    assert answer.json()["outcome"] == "recovered"


@pytest.mark.parametrize(
    ("what", "sent", "said"),
    [
        ("acknowledge", {"json": {}}, "by is missing or empty"),
        ("acknowledge", {"json": {"by": " \n"}}, "by is missing or empty"),
        ("acknowledge", {"json": {"by": 7}}, "by is missing or empty"),
        ("acknowledge", {"json": {"by": "x" * 101}}, "by is longer than 100"),
        ("acknowledge", {"json": {"by": "a\u202eb"}}, "by holds control characters"),
        ("acknowledge", {"json": ["by"]}, "The body must be a JSON object"),
        ("note", {"json": {"by": "Tổ trực 1"}}, "text is missing or empty"),
        ("note", {"json": {"by": "a", "text": "x" * 20_000}}, "JSON is longer than 16384"),
        ("close", {"json": {"by": "Tổ trực 1"}}, "There is no close"),
        ("told", {"json": {"by": "relay"}}, "at is missing or empty"),
        ("told", {"json": {"by": "relay", "at": "08:44"}}, "at must be a moment with its offset"),
        (
            "told",
            {"json": {"by": "relay", "at": "2026-11-24T08:44:00"}},
            "at must be a moment with its offset",
        ),
        ("acknowledge", {"data": {"by": "Tổ trực 1"}}, "Content-Type: application/json"),
        (  # what a form of another site can send
            "acknowledge",
            {"content": b'{"by": "x", "a": "="}', "headers": {"Content-Type": "text/plain"}},
            "Content-Type: application/json",
        ),
    ],
)
def test_what_cannot_be_understood_is_refused_with_what_is_allowed(
    operations: httpx.Client, what: str, sent: dict[str, Any], said: str
) -> None:
    answer = operations.post(f"/api/v1/incidents/{_code(operations)}/{what}", **sent)

    assert answer.status_code == 400
    assert said in answer.text
    assert _one(operations)["acknowledged_by"] is None


def test_an_incident_that_is_not_there_is_called_by_its_code(operations: httpx.Client) -> None:
    answer = operations.post("/api/v1/incidents/46-XXXX-9/acknowledge", json={"by": "Tổ trực 1"})

    assert answer.status_code == 404
    assert "46-XXXX-9" in answer.text
