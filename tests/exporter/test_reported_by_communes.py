"""Three communes fill in the form of a running hub: one incident, told by its pages, its API and its metrics, until it is settled."""

import re
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import cast

import httpx
import pytest

from exporter.app import App
from exporter.codes import Codes
from probes.network import Gate
from tests.exporter.web.reading import Reading
from tests.fakes.pinger import OneGate

COMMUNES = ("20044", "20056", "20059", "20062")
INVENTORY = """
settings:
  listen: {public: "127.0.0.1:0", operations: "127.0.0.1:0"}
provinces: [{code: "46", name: Thành phố Huế}]
isps: [{id: vnpt, name: VNPT}]
witnesses: [{id: w1, address: 127.46.255.1}, {id: w2, address: 127.46.255.2}, {id: w3, address: 127.46.255.3}]
services:
  - {id: portal, name: Cổng Dịch vụ công quốc gia, checks: [{kind: tcp, host: 127.0.0.1, port: 9, vantages: [agent]}]}
communes:
""" + "".join(
    f"""
  - {{code: "{code}", name: Xã {code}, province: "46", sites: [{{id: tt, links: [{{id: chinh, isp: vnpt}}]}}]}}
"""
    for code in COMMUNES
)


class Hub:
    """A hub in this process, its two listeners, and the codes that it knows communes by."""

    def __init__(self, folder: Path) -> None:
        (folder / "inventory.yml").write_text(INVENTORY, encoding="utf-8")
        self.app = App(folder, open_gate=lambda _clock, _stack: cast(Gate, OneGate()))
        self.app.start()
        self.codes = Codes(folder / "data")
        self.public, self.operations = (
            httpx.Client(base_url=f"http://127.0.0.1:{listener.port}", trust_env=False)
            for listener in (self.app.public, self.app.operations)
        )

    def close(self) -> None:
        self.public.close()
        self.operations.close()
        self.app.stop()

    def report(self, commune: str) -> None:
        said = {"loai": "service", "he-thong": "portal", "ma": self.codes.code_of(commune)}
        assert self.public.post(f"/xa/{commune}/bao-su-co", data=said).status_code == 303

    def causes(self) -> list[str]:
        told = self.public.get("/api/v1/incidents").json()["incidents"]
        return [one["cause"] for one in told if one["closed"] is None]

    def wait(self, what: Callable[[], bool]) -> None:
        end = time.monotonic() + 20
        while not what():
            assert time.monotonic() < end
            threading.Event().wait(0.05)


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[Hub]:
    hub = Hub(tmp_path)
    yield hub
    hub.close()


def test_three_communes_open_one_incident_and_two_do_not(hub: Hub) -> None:
    for commune in COMMUNES[:2]:
        hub.report(commune)
    hub.wait(lambda: len(hub.operations.get("/api/v1/reports").json()["reports"]) == 2)
    assert hub.causes() == []

    hub.report(COMMUNES[2])
    hub.wait(lambda: hub.causes() == ["service_reported"])

    (incident,) = hub.public.get("/api/v1/incidents").json()["incidents"]
    assert (incident["labels"], incident["affected_communes"]) == ({"service": "portal"}, 3)
    assert incident["headline"]["vi"] == "Cổng Dịch vụ công quốc gia: Nhiều xã báo lỗi"
    page = Reading(hub.public.get(f"/xa/{COMMUNES[0]}").text).words
    assert incident["code"] in page
    assert "Không cần gọi" in page
    other = hub.public.get(f"/xa/{COMMUNES[3]}").text
    assert incident["code"] not in other
    assert "Nhiều xã báo lỗi" in Reading(other).words  # beside the system, for whoever has not reported it
    metrics = hub.operations.get("/metrics").text
    assert re.search(
        r'thongsuot_incident_open\{[^}]*cause="service_reported"[^}]*service="portal"[^}]*\} 1', metrics
    )

    hub.report(COMMUNES[3])
    hub.wait(lambda: incident["code"] in hub.public.get(f"/xa/{COMMUNES[3]}").text)
    for report in hub.operations.get("/api/v1/reports").json()["reports"]:
        hub.operations.post(f"/api/v1/reports/{report['id']}/settle", json={"by": "Tổ trực 1"})
    hub.wait(lambda: hub.causes() == [])
