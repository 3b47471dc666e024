"""The hub as a whole process on loopback: it watches, answers, reloads, and stops when told."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import cast

import pytest
import requests
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from exporter.app import App
from exporter.history.keeper import Keeper
from exporter.report.daily import DailyReports
from probes.engine import Engine
from probes.expand import targets_of
from probes.inventory.faults import Fault
from probes.inventory.load import fingerprint
from probes.inventory.model import Inventory
from probes.network import Gate
from probes.rounds.recorder import Recorder
from probes.rounds.rounds import Rounds
from probes.targets import Target, seen_from_hub
from tests.fakes.pinger import OneGate

pytestmark = pytest.mark.needs("root")

INVENTORY = """
settings:
  listen: {public: "127.0.0.1:0", operations: "127.0.0.1:0"}
  rhythm: {link_interval: 3s, link_timeout: 500ms, link_gap: 20ms, witness_interval: 2s}
provinces: [{code: "46", name: Thành phố Huế}]
isps: [{id: vnpt, name: VNPT}]
communes:
  - {code: "20056", name: Xã A Lưới 1, province: "46",
     sites: [{id: tt, links: [{id: chinh, isp: vnpt, address: 127.46.0.1}]}]}
  - {code: "20044", name: Xã A Lưới 2, province: "46",
     sites: [{id: tt, agent: yes, links: [{id: chinh, isp: vnpt, address: 127.46.0.2}]}]}
witnesses:
  - {id: w1, address: 127.46.255.1}
  - {id: w2, address: 127.46.255.2}
  - {id: w3, address: 127.46.255.3}
"""


class Hub:
    """`thongsuot run` as a process."""

    def __init__(self, config: Path) -> None:
        self.config = config
        self.process = subprocess.Popen(
            [sys.executable, "-m", "exporter", "--lang", "en", "run", "--config", str(config)],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env=os.environ | {"PYTHONUNBUFFERED": "1"},
        )
        assert self.process.stdout is not None
        assert self.process.stderr is not None
        self.log: list[str] = []
        self._reader = threading.Thread(target=self.log.extend, args=(self.process.stderr,), daemon=True)
        self._reader.start()
        lines = (self.process.stdout.readline(), self.process.stdout.readline())
        found = [re.search(r":(\d+)/", line) for line in lines]
        if not all(found):
            self.close()
            raise AssertionError((lines, self.log))
        self.public, self.operations = (int(match[1]) for match in found if match is not None)

    def get(self, path: str, *, public: bool = False, method: str = "GET") -> tuple[int, str]:
        port = self.public if public else self.operations
        answer = requests.request(method, f"http://127.0.0.1:{port}{path}", timeout=10)
        return answer.status_code, answer.text

    def close(self) -> None:
        """End it, whatever it is doing."""
        self.process.kill()
        self.process.wait()
        self._reader.join()
        for pipe in (self.process.stdout, self.process.stderr):
            assert pipe is not None
            pipe.close()

    def metric(self, start: str) -> float | None:
        """The value of the first series that begins so."""
        _, text = self.get("/metrics")
        found = [line for line in text.splitlines() if line.startswith(start)]
        return float(found[0].rsplit(" ", 1)[1]) if found else None

    def wait(self, what: Callable[[], bool], seconds: float = 30) -> None:
        end = time.monotonic() + seconds
        while not what():
            assert time.monotonic() < end, self.log
            assert self.process.poll() is None, self.log
            threading.Event().wait(0.1)


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[Hub]:
    (tmp_path / "inventory.yml").write_text(INVENTORY, encoding="utf-8")
    hub = Hub(tmp_path)
    yield hub
    hub.close()


def sent_to(commune: str) -> str:
    return f'thongsuot_link_packets_sent_total{{instance="{commune}/tt/chinh"'


def state_of(commune: str) -> str:
    return f'thongsuot_target_state{{instance="{commune}/tt/chinh"'


def statuses_of(hub: Hub) -> dict[str, str]:
    status = json.loads(hub.get("/api/v1/status", public=True)[1])
    return {commune["code"]: commune["status"] for commune in status["communes"]}


def test_it_watches_lines_and_shows_them_to_prometheus_and_to_people(hub: Hub) -> None:
    hub.wait(lambda: hub.get("/-/ready")[0] == 200)
    # a state is old after three seconds here: on a busy machine it may be unknown for a moment
    hub.wait(lambda: (hub.metric(state_of("20056")), hub.metric(state_of("20044"))) == (0, 0))
    hub.wait(lambda: statuses_of(hub) == {"20044": "normal", "20056": "normal"})

    page = hub.get("/", public=True)[1]

    assert "Xã A Lưới 1" in page
    assert "127.46" not in page
    assert hub.metric('thongsuot_witness_up{witness="w1"}') == 1
    assert hub.metric("thongsuot_config_last_reload_successful ") == 1


def test_a_faulty_inventory_is_told_and_the_old_one_goes_on(hub: Hub) -> None:
    hub.wait(lambda: hub.metric(state_of("20056")) == 0)
    file = hub.config / "inventory.yml"
    file.write_text(INVENTORY.replace("127.46.0.2", "127.46.0.two"), encoding="utf-8")

    code, text = hub.get("/-/reload", method="POST")

    assert code == 400
    assert f"{file}:11: communes[1].sites[0].links[0].address" in text
    assert hub.metric("thongsuot_config_last_reload_successful ") == 0
    assert hub.metric(state_of("20044")) == 0


def test_a_new_line_is_watched_after_sighup_and_the_old_states_are_kept(hub: Hub) -> None:
    hub.wait(lambda: (hub.metric(sent_to("20056")) or 0) >= 15)
    file = hub.config / "inventory.yml"
    more = """  - {code: "20071", name: Xã A Lưới 3, province: "46",
     sites: [{id: tt, links: [{id: chinh, isp: vnpt, address: 127.46.0.3}]}]}
"""
    file.write_text(INVENTORY.replace("witnesses:", more + "witnesses:"), encoding="utf-8")

    hub.process.send_signal(signal.SIGHUP)

    hub.wait(lambda: hub.metric(state_of("20071")) == 0)
    assert (hub.metric(sent_to("20056")) or 0) >= 15


def test_a_reload_that_would_drop_half_the_communes_is_refused_without_force(hub: Hub) -> None:
    hub.wait(lambda: hub.metric(state_of("20056")) == 0)
    file = hub.config / "inventory.yml"
    start = INVENTORY.index('  - {code: "20044"')
    file.write_text(INVENTORY[:start] + INVENTORY[INVENTORY.index("witnesses:") :], encoding="utf-8")

    refused, _ = hub.get("/-/reload", method="POST")
    kept = hub.metric(state_of("20044"))
    forced, _ = hub.get("/-/reload?force=true", method="POST")

    assert (refused, kept, forced) == (409, 0.0, 200)
    hub.wait(lambda: hub.metric(state_of("20044")) is None)


def test_what_a_reload_cannot_change_is_said(hub: Hub) -> None:
    hub.wait(lambda: hub.metric(state_of("20056")) == 0)
    file = hub.config / "inventory.yml"
    file.write_text(INVENTORY.replace('public: "127.0.0.1:0"', 'public: "127.0.0.1:9999"'), encoding="utf-8")

    code, _ = hub.get("/-/reload", method="POST")

    assert code == 200
    hub.wait(lambda: any("settings.listen has changed" in line for line in hub.log))
    assert hub.get("/", public=True)[0] == 200


def test_it_stops_within_five_seconds_of_sigterm_and_remembers_its_states(hub: Hub) -> None:
    hub.wait(lambda: hub.metric(state_of("20056")) == 0)
    sent = hub.metric(sent_to("20056"))

    began = time.monotonic()
    hub.process.send_signal(signal.SIGTERM)
    code = hub.process.wait(timeout=10)
    took = time.monotonic() - began
    again = Hub(hub.config)
    try:
        again.wait(lambda: (again.metric(sent_to("20056")) or 0) > (sent or 0))
    finally:
        again.close()

    assert code == 0
    assert took < 5


def test_a_faulty_inventory_at_the_start_is_told_line_by_line(tmp_path: Path) -> None:
    file = tmp_path / "inventory.yml"
    file.write_text(INVENTORY.replace('code: "20056"', "code: 20056"), encoding="utf-8")

    result = subprocess.run(
        [sys.executable, "-m", "exporter", "--lang", "vi", "run", "--config", str(file)],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )

    assert result.returncode == 1
    assert result.stderr.startswith(f"{file}:8: communes[0].code")


def test_two_listeners_that_cannot_end_do_not_keep_it_from_stopping_in_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "inventory.yml").write_text(INVENTORY, encoding="utf-8")
    asked, released = threading.Semaphore(0), threading.Event()

    async def stuck(_request: Request) -> Response:
        asked.release()
        released.wait(60)
        return PlainTextResponse("")

    for name in ("operations_app", "public_app"):
        monkeypatch.setattr(f"exporter.app.{name}", lambda *_, **__: Starlette(routes=[Route("/", stuck)]))
    app = App(tmp_path, open_gate=lambda _clock, _stack: cast(Gate, OneGate()))
    app.start()
    with ExitStack() as clients:
        clients.callback(released.set)
        for listener in (app.operations, app.public):
            client = clients.enter_context(socket.create_connection((listener.host, listener.port)))
            client.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
            assert asked.acquire(timeout=20)

        began = time.monotonic()
        app.stop()
        took = time.monotonic() - began

    assert took < 3.5  # one alone takes 2 s


def test_the_running_hub_writes_the_day_s_report(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    at_midnight = INVENTORY.replace("settings:\n", 'settings:\n  report: {at: "00:00"}\n')
    (tmp_path / "inventory.yml").write_text(at_midnight, encoding="utf-8")
    monkeypatch.setattr("exporter.app.REPORT_SECONDS", 0.05)
    written = threading.Event()

    class Telling(DailyReports):
        def write_due(self, inventory: Inventory, now: float) -> Sequence[Path]:
            files = super().write_due(inventory, now)
            if files:
                written.set()
            return files

    monkeypatch.setattr("exporter.app.DailyReports", Telling)
    app = App(tmp_path, open_gate=lambda _clock, _stack: cast(Gate, OneGate()))
    app.start()
    try:
        assert written.wait(20)
    finally:
        app.stop()

    assert {file.suffix for file in (tmp_path / "data" / "reports").iterdir()} == {".html", ".xlsx"}


def test_the_running_hub_reckons_the_history_for_the_pages(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "inventory.yml").write_text(INVENTORY, encoding="utf-8")
    monkeypatch.setattr("exporter.app.HISTORY_SECONDS", 0.05)
    reckoned = threading.Event()

    class Telling(Keeper):
        def refresh(self, inventory: Inventory, now: float, pause: Callable[[], object]) -> None:
            super().refresh(inventory, now, pause)
            if self.bars.complete:
                reckoned.set()

    monkeypatch.setattr("exporter.app.Keeper", Telling)
    app = App(tmp_path, open_gate=lambda _clock, _stack: cast(Gate, OneGate()))
    before = app.history()
    app.start()
    try:
        assert reckoned.wait(20)
        days = app.history().days("20056")
    finally:
        app.stop()

    assert before.days("20056") == ()
    assert len(days) == 90
    assert "history" not in caplog.text


class SlowEngine:
    """Takes new targets only when the test says so."""

    def __init__(self) -> None:
        self.shown = threading.Event()
        self.asked = threading.Event()

    def replace_targets(self, targets: Iterable[Target], also: Callable[[], None]) -> threading.Event:
        del targets, also
        self.asked.set()
        return self.shown


def test_a_new_inventory_is_shown_only_together_with_its_targets(tmp_path: Path) -> None:
    (tmp_path / "inventory.yml").write_text(INVENTORY, encoding="utf-8")
    app = App(tmp_path)
    before, engine = app.inventory(), SlowEngine()
    app._engine = cast(Engine, engine)
    app._rounds = Rounds(cast(Gate, OneGate()), cast(Recorder, None), app.clock, app)
    reload = threading.Thread(target=app.reload, args=(False,))

    reload.start()
    assert engine.asked.wait(20)
    reload.join(0.1)
    early = app.inventory()
    engine.shown.set()
    reload.join(20)

    assert early is before
    assert app.inventory() is not before


class OrderlyRounds:
    """Keeps which targets it was to look at, and whether the engine had been told by then."""

    def __init__(self, engine: SlowEngine) -> None:
        self.engine = engine
        self.told: list[tuple[bool, set[str]]] = []

    def replace(self, targets: Iterable[Target]) -> None:
        self.told.append((self.engine.asked.is_set(), {target.id for target in targets}))


def test_nobody_looks_at_an_old_address_while_the_engine_takes_the_new_one(tmp_path: Path) -> None:
    file = tmp_path / "inventory.yml"
    file.write_text(INVENTORY, encoding="utf-8")
    app, engine = App(tmp_path), SlowEngine()
    rounds = OrderlyRounds(engine)
    app._engine, app._rounds = cast(Engine, engine), cast(Rounds, rounds)
    engine.shown.set()
    file.write_text(INVENTORY.replace("127.46.0.2", "127.46.0.9"), encoding="utf-8")

    app.reload(force=False)

    looked_at = {target.id for target in seen_from_hub(targets_of(app.inventory()))}
    assert "20044/tt/gateway" not in looked_at
    assert rounds.told == [(False, looked_at - {"20044/tt/chinh"}), (True, looked_at)]


def test_an_inventory_that_trips_the_program_is_tried_again_when_it_changes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "inventory.yml"
    file.write_text(INVENTORY, encoding="utf-8")
    app = App(tmp_path)
    tried = threading.Semaphore(0)

    def trip(force: bool) -> Sequence[Fault]:
        app._fingerprint = fingerprint(tmp_path)
        tried.release()
        raise RuntimeError(f"{force}")

    monkeypatch.setattr("exporter.app.WATCH_FILES_SECONDS", 0.02)
    monkeypatch.setattr(app, "reload", trip)
    watching = threading.Thread(target=app._watch_files)
    watching.start()
    try:
        for number in range(2):
            file.write_text(f"{INVENTORY}# {number}{'!' * number}\n", encoding="utf-8")
            assert tried.acquire(timeout=20)
    finally:
        app._stopping.set()
        watching.join(20)
