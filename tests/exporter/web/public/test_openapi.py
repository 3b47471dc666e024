"""The API's document: nothing is missing in it, and schemathesis asks a real listener whatever it allows and what it does not."""

import json
from collections.abc import Iterator
from contextlib import ExitStack, closing
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import httpx
import pytest
import schemathesis
from hypothesis import given
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.specs.openapi.checks import positive_data_acceptance
from starlette.routing import Route

from alerts.cause import Cause
from alerts.finding import labelled
from alerts.incident import Incident, Outcome
from alerts.ledger import Ledger
from alerts.report.history import INCIDENTS
from exporter.delivery import registry
from exporter.delivery.agents_file import agents_file
from exporter.delivery.ingest.ingest import Hub
from exporter.delivery.planning import plan_of
from exporter.delivery.plans import Plans
from exporter.delivery.reception import Reception
from exporter.report.making import day_from
from exporter.view import View
from exporter.web.agents import agent_routes, told_verdict
from exporter.web.public.app import public_app
from exporter.web.public.day_reports import DayReports
from exporter.web.public.openapi import OPENAPI_PATH, document
from exporter.web.server import serve
from probes.clock import Instant
from tests.exporter.report.kept import EVENING, keep
from tests.exporter.web.public.asking import asking
from tests.fakes.clock import NOON
from tests.fakes.everything import everything
from tests.fakes.source import FakeSource

DAY = 86400.0
KNOWN = {
    "/api/v1/provinces/{code}": "46",
    "/api/v1/communes/{code}": "19753",
    "/api/v1/communes/{code}/history": "19753",
    "/api/v1/incidents/{code}": "46-OLD-1",
    "/api/v1/day-reports/{day}": "2026-11-24",
}


class Listener:
    """A public listener with one of everything in it, and agents."""

    def __init__(self, folder: Path, stack: ExitStack) -> None:
        source = everything()
        told = source.known_inventory.settings.model_copy(update={"data_dir": str(folder)})
        source.known_inventory = source.known_inventory.model_copy(update={"settings": told})
        assert source.judged is not None
        source.judged = replace(source.judged, inventory=source.known_inventory)
        _keep(folder)
        view = View(source)
        reception = _reception(folder, source, view)
        stack.callback(reception.stop)
        past = folder / "past"
        past.mkdir()
        reports = DayReports(
            lambda _inventory, _on, _now: day_from(keep(past), date(2026, 11, 26), EVENING, posts=False)
        )
        self.app = public_app(source, view, agent_routes(reception, source.clock), reports=reports)
        running = serve(self.app, "127.0.0.1:0", None)
        stack.callback(running.stop)
        self.url = f"http://127.0.0.1:{running.port}"


def _keep(folder: Path) -> None:
    old = Incident(
        code="46-OLD-1",
        cause=Cause.SERVICE_OUTAGE,
        labels=labelled(service="portal"),
        opening=1,
        since=NOON - DAY,
        opened=NOON - DAY + 30,
        closed=NOON - DAY + 3600,
        outcome=Outcome.RECOVERED,
        affected=("19753", "19774"),
    )
    ledger = Ledger(folder / INCIDENTS)
    ledger.open(Instant(NOON, 5000.0))
    ledger.save([old], [], Instant(NOON, 5000.0))
    ledger.close()


def _reception(folder: Path, source: FakeSource, view: View) -> Reception:
    hub = Hub(
        put=lambda _observation, _seen: None,
        verdict=lambda site: told_verdict(view.now(), site),
        report_every=lambda: 30.0,
    )
    with closing(agents_file(folder)) as file:  # as the command line makes it
        file.write(lambda database: registry.new_code(database, "19753/centre", NOON))
    reception = Reception(folder, source.clock, Plans(lambda: source.known_inventory, plan_of), hub)
    reception.start()
    return reception


@pytest.fixture(scope="module")
def listener(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Listener]:
    with ExitStack() as stack:
        yield Listener(tmp_path_factory.mktemp("data"), stack)


@pytest.fixture(scope="module")
def api(listener: Listener) -> Any:
    schema = schemathesis.openapi.from_url(listener.url + OPENAPI_PATH)
    schema.config.update(base_url=listener.url)
    return schema


def test_the_document_and_the_routes_name_the_same(listener: Listener) -> None:
    served = {
        (route.path, method.lower())
        for route in listener.app.routes
        if isinstance(route, Route) and route.path.startswith("/api/")
        for method in (route.methods or set()) - {"HEAD"}
    }

    assert {(path, method) for path, methods in document()["paths"].items() for method in methods} == served


def test_every_answer_is_as_described_and_says_something(listener: Listener, api: Any) -> None:
    """What schemathesis makes up hits nothing that exists but by chance: here every path is asked for what is there."""
    with httpx.Client(base_url=listener.url) as client:
        for path, methods in document()["paths"].items():
            if "get" not in methods or path == "/api/v1/plan":
                continue
            asked = path
            for name in ("code", "day"):
                asked = asked.replace(f"{{{name}}}", KNOWN.get(path, ""))
            answer = client.get(asked)
            assert answer.status_code == 200, asked
            api[path]["GET"].validate_response(schemathesis.Response.from_httpx(answer, verify=True))
        past = client.get("/api/v1/incidents", params={"from": "2026-11-20"})
        assert [one["code"] for one in past.json()["incidents"]] == ["46-AAAA-1", "46-OLD-1"]
        api["/api/v1/incidents"]["GET"].validate_response(schemathesis.Response.from_httpx(past, verify=True))


def test_an_answer_that_is_not_as_described_would_be_found(listener: Listener, api: Any) -> None:
    answer = httpx.get(f"{listener.url}/api/v1/provinces")
    wrong = answer.json() | {"a_key_of_no_schema": 1}
    response = httpx.Response(200, json=wrong, request=answer.request)
    response.elapsed = answer.elapsed

    with pytest.raises(BaseException, match="a_key_of_no_schema"):  # its failures are groups
        api["/api/v1/provinces"]["GET"].validate_response(
            schemathesis.Response.from_httpx(response, verify=True)
        )


def test_it_is_small_and_names_every_schema_it_uses(listener: Listener) -> None:
    body = httpx.get(listener.url + OPENAPI_PATH).text

    assert len(body) < 40_000
    used = set(body.split('"$ref":"#/components/schemas/')[1:])
    assert {one.partition('"')[0] for one in used} <= set(json.loads(body)["components"]["schemas"])


OPERATIONS = [(path, method) for path, methods in document()["paths"].items() for method in methods]
UNSAID = {"/api/v1/incidents": [positive_data_acceptance]}
"""What no schema can say: that one day must not lie after another."""


@pytest.mark.parametrize("mode", GenerationMode)
@pytest.mark.parametrize(("path", "method"), OPERATIONS)
def test_whatever_is_asked_the_answer_is_one_of_those_described(
    api: Any, path: str, method: str, mode: GenerationMode
) -> None:
    _ask(api, path, method, mode, 15)


@pytest.mark.long
@pytest.mark.parametrize("mode", GenerationMode)
@pytest.mark.parametrize(("path", "method"), OPERATIONS)
def test_whatever_is_asked_for_longer(api: Any, path: str, method: str, mode: GenerationMode) -> None:
    _ask(api, path, method, mode, 120)


def _ask(api: Any, path: str, method: str, mode: GenerationMode, times: int) -> None:
    """So often, and the same questions each time. Where everything is allowed, there is nothing else to ask."""
    operation = api[path][method.upper()]

    @asking(times)
    @given(case=operation.as_strategy(generation_mode=mode))
    def asked(case: Any) -> None:
        case.call_and_validate(excluded_checks=UNSAID.get(path, []))

    try:
        asked()
    except Unsatisfiable:
        assert mode is GenerationMode.NEGATIVE
        assert "parameters" not in document()["paths"][path][method]
