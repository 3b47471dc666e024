from collections.abc import Callable, Iterator
from dataclasses import replace

import httpx
import pytest

from alerts.reports import Reported, ReportKind
from alerts.times import rfc3339
from exporter.metrics.own import SelfMetrics
from exporter.metrics.render import Renderer
from exporter.view import View
from exporter.web.operations.app import operations_app
from exporter.web.public.app import public_app
from exporter.web.server import Running
from probes.observation import Result
from tests.fakes.clock import NOON
from tests.fakes.source import FakeSource
from tests.fakes.troubled import troubled

Start = Callable[..., Running]
TEXT = "cả 3 máy đều không vào được"


@pytest.fixture
def source() -> FakeSource:
    source = troubled()
    said = Reported("19753", ReportKind.SIGN_IN, None, TEXT)
    source.incidents.report(said, source.clock.now())
    assert source.judged is not None
    source.judged = replace(source.judged, reports=source.incidents.reports())
    return source


@pytest.fixture
def operations(start: Start, source: FakeSource) -> Iterator[httpx.Client]:
    view = View(source)
    renderer = Renderer(source, view, SelfMetrics(["ping"]))
    running = start(operations_app(source, view, renderer, lambda _target, _seconds: Result(None, 0.0)))
    with httpx.Client(base_url=f"http://127.0.0.1:{running.port}", trust_env=False) as client:
        yield client


def test_those_on_call_read_what_was_reported(operations: httpx.Client) -> None:
    (told,) = operations.get("/api/v1/reports").json()["reports"]

    assert told["id"] == 1
    assert told["at"] == rfc3339(NOON)
    assert (told["commune"], told["kind"], told["text"]) == ("19753", "sign_in", TEXT)
    assert told["kind_name"] == {"vi": "Không đăng nhập được", "en": "Cannot sign in"}
    assert told["settled_by"] is None


def test_somebody_deals_with_a_report(operations: httpx.Client, source: FakeSource) -> None:
    answer = operations.post("/api/v1/reports/1/settle", json={"by": "Tổ trực 1"})

    assert answer.status_code == 200
    assert answer.json()["settled_by"] == "Tổ trực 1"
    settled = source.incidents.reports()[0].settled
    assert settled is not None
    assert settled.by == "Tổ trực 1"


def test_what_cannot_be_settled_is_refused_with_a_sentence(operations: httpx.Client) -> None:
    assert operations.post("/api/v1/reports/7/settle", json={"by": "Tổ trực 1"}).status_code == 404
    assert operations.post("/api/v1/reports/1/settle", json={}).status_code == 400
    assert operations.post("/api/v1/reports/1/settle", data={"by": "Tổ trực 1"}).status_code == 400


def test_what_people_wrote_is_on_no_public_page(start: Start, source: FakeSource) -> None:
    running = start(public_app(source, View(source)))
    with httpx.Client(base_url=f"http://127.0.0.1:{running.port}", trust_env=False) as client:
        for path in ("/", "/xa/19753", "/su-co", "/api/v1/status", "/api/v1/communes/19753"):
            assert TEXT not in client.get(path).text
        assert client.get("/api/v1/reports").status_code == 404
