"""Schemathesis speaks to a hub that runs, as an agent that has enrolled: whatever it sends, the answer is one of those described."""

import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any, cast

import httpx
import pytest
import schemathesis
from hypothesis import given
from schemathesis import GenerationMode
from schemathesis.config import SchemathesisConfig

from exporter.app import App
from exporter.delivery import registry
from exporter.delivery.agents_file import agents_file
from exporter.delivery.envelope import ENROL_PATH, OBSERVATIONS_PATH, PLAN_PATH
from exporter.web import agents
from exporter.web.public.openapi import document
from probes.network import Gate
from tests.exporter.web.public.asking import asking
from tests.fakes.pinger import OneGate

INVENTORY = """
settings: {listen: {public: "127.0.0.1:0", operations: "127.0.0.1:0"}}
provinces: [{code: "46", name: Thành phố Huế}]
isps: [{id: vnpt, name: VNPT}]
communes:
  - {code: "20044", name: Xã A Lưới 2, province: "46",
     sites: [{id: tt, agent: yes, links: [{id: chinh, isp: vnpt, address: 127.46.0.2}]}]}
witnesses: [{id: w1, address: 127.46.255.1}, {id: w2, address: 127.46.255.2}, {id: w3, address: 127.46.255.3}]
"""
TOKEN = "the-token-of-the-agent-of-20044-tt-0123456789"  # noqa: S105  # of a hub that lives for this test
BATCH: dict[str, Any] = {
    "protocol": 1,
    "kind": "live",
    "sent": 1_795_500_000.0,
    "agent": {"version": "1", "uptime_seconds": 5.0, "backlog": 0, "ups": {"on_battery": True}},
    "observations": [
        {
            "epoch": "a1",
            "number": number,
            "target": target,
            "observed": 1_795_500_000.0,
            "age_seconds": 1.0,
            "result": {"duration_seconds": 0.5, "round_trips": [0.01, None]},
        }
        for number, target in enumerate(("20044/tt/gateway", "nobody"), 1)
    ],
    "dropped": [{"epoch": "a1", "first": 3, "last": 4}],
}
CONFIG = SchemathesisConfig.from_dict(
    {
        "auth": {"openapi": {"agent": {"bearer": TOKEN}}},
        "checks": {
            # What no schema can say: a number less than another; a backlog without its turn; a code that nobody gave.
            "positive_data_acceptance": {"expected-statuses": ["2xx", "400", "403", "429"]},
            # What is too long to be looked at is not looked at.
            "negative_data_rejection": {"expected-statuses": ["400", "401", "413"]},
        },
    }
)
LIMITS = {"PER_SECOND": 1e9, "BURST": 1e9, "ITEMS_PER_SECOND": 1e9, "ITEMS_BURST": 1e9}
LIMITS |= {"ENROLMENTS_PER_SECOND": 1e9, "ENROLMENTS_BURST": 1e9}


@pytest.fixture(scope="module")
def api(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    folder = tmp_path_factory.mktemp("hub")
    (folder / "inventory.yml").write_text(INVENTORY, encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        for name, limit in LIMITS.items():
            patch.setattr(agents, name, limit)
        app = App(folder, open_gate=lambda _clock, _stack: cast(Gate, OneGate()))
        app.start()
        try:
            url = f"http://127.0.0.1:{app.public.port}"
            schema = schemathesis.openapi.from_dict(document(), config=CONFIG)
            schema.config.update(base_url=url)
            told = httpx.post(url + ENROL_PATH, json={"code": _code(folder / "data"), "token": TOKEN})
            case = schema[ENROL_PATH]["POST"]
            case.validate_response(schemathesis.Response.from_httpx(told, verify=True))
            assert told.json() == {"site": "20044/tt"}
            yield schema
        finally:
            app.stop()


def _code(data: Path) -> str:
    with closing(agents_file(data)) as elsewhere:
        return elsewhere.write(lambda database: registry.new_code(database, "20044/tt", time.time()))


@pytest.mark.parametrize(
    ("path", "method", "sent"), [(OBSERVATIONS_PATH, "POST", {"body": BATCH}), (PLAN_PATH, "GET", {})]
)
def test_what_an_agent_says_well_is_answered_as_described(
    api: Any, path: str, method: str, sent: dict[str, Any]
) -> None:
    kind = {"media_type": "application/json"} if sent else {}

    answer = api[path][method].Case(**sent, **kind, headers=_bearer()).call_and_validate()

    assert answer.status_code == 200
    if sent:
        assert answer.json()["refused"] == [{"epoch": "a1", "number": 2, "why": "unknown_target"}]


def _bearer() -> dict[str, str]:
    return {"Authorization": f"Bearer {TOKEN}"}


SPOKEN = [(OBSERVATIONS_PATH, mode) for mode in GenerationMode] + [
    (ENROL_PATH, mode) for mode in GenerationMode
]


@pytest.mark.parametrize(("path", "mode"), SPOKEN)
def test_whatever_an_agent_says_the_answer_is_one_of_those_described(
    api: Any, path: str, mode: GenerationMode
) -> None:
    _speak(api, path, mode, 100)


@pytest.mark.long
@pytest.mark.parametrize(("path", "mode"), SPOKEN)
def test_whatever_an_agent_says_for_longer(api: Any, path: str, mode: GenerationMode) -> None:
    _speak(api, path, mode, 150)


def _speak(api: Any, path: str, mode: GenerationMode, times: int) -> None:
    seen: set[int] = set()

    @asking(times)
    @given(case=api[path]["POST"].as_strategy(generation_mode=mode))
    def spoken(case: Any) -> None:
        seen.add(case.call_and_validate(headers=_bearer()).status_code)

    spoken()
    assert seen & ({200, 403} if mode is GenerationMode.POSITIVE else {400})
