"""The real agent and the real hub on loopback: a code, a token, a plan, and what is seen from inside shown by the hub."""

import socket
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from click.testing import CliRunner

from exporter.agent.app import AgentApp, AgentOptions
from exporter.agent.config import load_agent
from exporter.agent.delivery import open_hub_line
from exporter.agent.enrolment import NotEnrolled, enrol
from exporter.agent.files import StateFiles
from exporter.app import App
from exporter.cli import thongsuot
from probes.states.state import Status
from tests.exporter.agent.hub import until

pytestmark = [pytest.mark.needs("root"), pytest.mark.long]  # the hub asks for a delivery every 30 s

SITE, VANTAGE = "20056/tt", "agent/20056/tt"
INVENTORY = """
settings:
  data_dir: data
  listen: {{public: "127.0.0.1:0", operations: "127.0.0.1:0"}}
  rhythm: {{link_interval: 3s, link_timeout: 500ms, link_gap: 20ms, witness_interval: 2s, agent_interval: 2s}}
provinces: [{{code: "46", name: Thành phố Huế}}]
isps: [{{id: vnpt, name: VNPT, hotline: "1800 1166"}}]
communes:
  - {{code: "20056", name: Xã A Lưới 1, province: "46",
     sites: [{{id: tt, agent: yes, links: [{{id: chinh, isp: vnpt, address: 127.46.0.1}}]}}]}}
services:
  - {{id: portal, name: Cổng, checks: [{{kind: tcp, host: 127.0.0.1, port: {port}, interval: 2s, vantages: [agent]}}]}}
witnesses: [{{id: w1, address: 127.46.255.1}}, {{id: w2, address: 127.46.255.2}}, {{id: w3, address: 127.46.255.3}}]
"""


@pytest.fixture
def portal() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield listening.getsockname()[1]


@pytest.fixture
def hub(tmp_path: Path, portal: int) -> Iterator[App]:
    (tmp_path / "inventory.yml").write_text(INVENTORY.format(port=portal), encoding="utf-8")
    app = App(tmp_path / "inventory.yml")
    app.start()
    try:
        yield app
    finally:
        app.stop()


def code(folder: Path) -> str:
    words = ["--lang", "en", "agents", "enrol", SITE, "--config", str(folder / "inventory.yml")]
    said = CliRunner().invoke(thongsuot, words)
    assert said.exit_code == 0, said.output
    return said.stdout.strip()


def test_from_a_code_to_green(tmp_path: Path, hub: App) -> None:
    url = f"http://127.0.0.1:{hub.public.port}"
    (tmp_path / "agent.yml").write_text(
        f"site: {SITE}\nhubs: [{{url: '{url}'}}]\nstate_dir: agent\ngateway: 127.46.0.9\n"
        'networks: [127.0.0.0/8]\nlisten: "127.0.0.1:0"\n'
    )
    config = load_agent(tmp_path / "agent.yml")
    files = StateFiles(Path(config.state_dir))
    files.make()
    given = code(tmp_path)
    enrol(SITE, url, given, open_hub_line(config.hubs[0]).post, files)
    options = AgentOptions(seldom=1.0, first_sweep=0.2, report_every=1.0, look_around=0.2)
    agent = AgentApp(config, options=options)
    agent.start()
    try:
        for target in (f"{SITE}/gateway", f"{SITE}/hub", "portal/tcp"):
            until(partial(_is_up, hub, target), 60)
        place = agent.place()
    finally:
        agent.stop()

    assert (place.commune_name, place.lines[0].hotline, place.services) == (
        "Xã A Lưới 1",
        "1800 1166",
        {"portal": "Cổng"},
    )
    assert SITE in hub.agents()
    with pytest.raises(NotEnrolled, match="used already"):
        enrol(SITE, url, given, open_hub_line(config.hubs[0]).post, files)


def _is_up(hub: App, target: str) -> bool:
    state = hub.snapshot().states.get((target, VANTAGE))
    return state is not None and state.status is Status.UP
