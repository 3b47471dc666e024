"""What an agent in every commune costs a running hub: CPU, memory, how long it keeps them waiting, and all of them back at once.

.venv/bin/python -m bench.delivery [--minutes 3] [--backlog 600] [--tls] [--replay]

The whole country as in `bench.start_memory`, and 3,321 agents (`bench.fleet`) that report every half minute over a fresh
connection each, on loopback in a network namespace. Then all of them come back within half a minute, each with what it saw
while it was cut off. --replay: what came late goes on by remote write, to a receiver that takes everything. Needs root.
"""

import argparse
import json
import secrets
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, suppress
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from statistics import median, quantiles

from bench.country import SERVICES, SERVICES_PORT, write_country
from bench.fleet import LOOK_SECONDS, Order, Told
from bench.namespace import in_namespace
from bench.process import Process, running, until
from bench.scraping import scrape
from bench.sink import sink
from bench.start_memory import LISTEN
from bench.tls_server import KEY, READY, TRUST, write_certificates
from exporter.delivery import registry
from exporter.delivery.agents_file import agents_file
from exporter.delivery.plans import site_key
from probes.expand import agent_targets
from probes.inventory.load import load
from probes.inventory.model import Inventory
from probes.inventory.summary import AGENT_PINGS, agents_of

MEMORY_BAR_MB = 450.0
LATE_BAR_SECONDS = 5.0
"""Or twice what a LIVE batch waits for its answer otherwise, at the 99th percentile, while the backlog drains."""

_HOST = LISTEN[0].partition(":")[0]
_QUIET_SECONDS = 30.0
_SCRAPE_SECONDS = 15.0
_CUT_SECONDS = 8 * 3600.0


@dataclass(slots=True)
class Phase:
    """What one phase cost the hub. busy: CPU, of one core. scrapes: seconds of each. queued: messages for the engine."""

    told: Told
    busy: float
    resident_mb: float
    scrapes: Sequence[float]
    queued: Sequence[float]

    @property
    def refused(self) -> int:
        """LIVE batches that were not answered with 200."""
        return sum(
            count
            for status, count in self.told.statuses.items()
            if status.startswith("live") and status != "live 200"
        )

    def waits(self, percent: int) -> float:
        """This percentile of what LIVE batches waited, seconds."""
        return quantiles(self.told.waits, n=100)[percent - 1]


def main() -> int:
    """Measure and print; 1 when a bar is missed."""
    in_namespace("bench.delivery")
    parser = argparse.ArgumentParser()
    parser.add_argument("--minutes", type=float, default=3.0)
    parser.add_argument("--backlog", type=int, default=600)
    parser.add_argument("--drain-minutes", type=float, default=8.0)
    parser.add_argument("--tls", action="store_true")
    parser.add_argument("--replay", action="store_true")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as name, ExitStack() as stack:
        folder = Path(name)
        inventory = _prepare(
            folder, tls=asked.tls, replay=stack.enter_context(sink()) if asked.replay else None
        )
        order = _order(folder, inventory, asked.minutes * 60, tls=asked.tls)
        server = [sys.executable, "-m", "bench.tls_server", str(SERVICES_PORT), str(folder / "tls")]
        tls = stack.enter_context(running(server, folder / "tls.log"))
        until(lambda: READY in tls.log.read_text(encoding="utf-8"), 30, "the TLS server")
        command = [sys.executable, "-m", "exporter", "run", "--config", str(folder / "inventory")]
        hub = stack.enter_context(running(command, folder / "hub.log"))
        until(lambda: scrape(LISTEN[1]) is not None, 60, "the first answer of /metrics")
        time.sleep(_QUIET_SECONDS)
        before = hub.cpu_seconds
        time.sleep(_QUIET_SECONDS)
        alone = (hub.cpu_seconds - before) / _QUIET_SECONDS
        print(
            f"{len(order.sites)} agents; the hub without them: {100 * alone:.0f} % of one core,"
            f" {hub.resident_mb:.0f} MB",
            flush=True,
        )
        steady = _play(folder, hub, order)
        _tell("every half minute", steady)
        back = _play(folder, hub, replace(order, seconds=asked.drain_minutes * 60, backlog=asked.backlog))
        _tell("all back at once", back)
        if asked.replay:
            _tell_replay()
        missed = _judged(hub, len(order.sites), steady, back)
        if missed:
            print(hub.log.read_text(encoding="utf-8"))
        return missed


def _prepare(folder: Path, *, tls: bool, replay: str | None) -> Inventory:
    for part in ("tls", "inventory", "data"):
        (folder / part).mkdir()
    write_certificates(folder / "tls", (*SERVICES, _HOST))
    web_config = None
    if tls:
        web_config = folder / "web.yml"
        files = {"cert_file": str(folder / "tls" / f"{_HOST}.pem"), "key_file": str(folder / "tls" / KEY)}
        web_config.write_text(json.dumps({"tls_server_config": files}), encoding="utf-8")
    write_country(
        folder / "inventory", folder / "tls", LISTEN, agents=True, web_config=web_config, remote_write=replay
    )
    return load(folder / "inventory")


def _order(folder: Path, inventory: Inventory, seconds: float, *, tls: bool) -> Order:
    """Every agent enrolled in the hub's file, as `thongsuot agents enrol` and the agent do it."""
    with_agents = [(commune.code, site.id) for commune, site in agents_of(inventory)]
    keys = frozenset(site_key(*place) for place in with_agents)
    tokens = {key: secrets.token_urlsafe(32) for key in sorted(keys)}
    now = time.time()

    def enrol(database: sqlite3.Connection) -> None:
        for site, token in tokens.items():
            registry.enrol(database, registry.new_code(database, site, now), token, keys, now)

    with closing(agents_file(folder / "data")) as disk:
        disk.write(enrol)
    systems = [target.id for target in agent_targets(inventory, *with_agents[0])][len(AGENT_PINGS) :]
    ca = str(folder / "tls" / TRUST) if tls else None
    return Order(tuple(tokens.items()), systems, LISTEN[0], ca, seconds, 0)


def _play(folder: Path, hub: Process, order: Order) -> Phase:
    """The fleet with this order, in a process of its own, while the hub is scraped."""
    path = folder / "order.json"
    path.write_text(json.dumps(asdict(order)), encoding="utf-8")
    scrapes, queued = [], []
    cpu, began = hub.cpu_seconds, time.monotonic()
    command = [sys.executable, "-m", "bench.fleet", str(path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as fleet:
        reading = ThreadPoolExecutor(1).submit(fleet.communicate)
        while not reading.done():
            with suppress(TimeoutError):
                reading.result(_SCRAPE_SECONDS)
            asked = time.monotonic()
            shown = scrape(LISTEN[1])
            scrapes.append(time.monotonic() - asked)
            queued += [] if shown is None else shown.values("thongsuot_engine_queue_length")
        said, _ = reading.result()
    busy = (hub.cpu_seconds - cpu) / (time.monotonic() - began)
    return Phase(Told(**json.loads(said)), busy, hub.resident_mb, scrapes, queued)


def _tell(name: str, phase: Phase) -> None:
    told = phase.told
    print(name)
    print(f"  taken               {told.live} live, {told.backlog} that had waited; answers {told.statuses}")
    print(f"  CPU, of one core    {100 * phase.busy:6.1f} %")
    print(f"  memory              {phase.resident_mb:6.0f} MB")
    print(
        f"  LIVE answered after {1000 * phase.waits(50):6.0f} ms, {1000 * phase.waits(99):.0f} ms (p50, p99)"
    )
    print(
        f"  a scrape            {1000 * median(phase.scrapes):6.0f} ms, {1000 * max(phase.scrapes):.0f} at most"
    )
    print(f"  engine's queue      {max(phase.queued):6.0f} at most", flush=True)


def _tell_replay() -> None:
    shown = scrape(LISTEN[1])
    assert shown is not None, "the hub answers"
    written = sum(shown.values("thongsuot_replay_samples_total", 'outcome="written"'))
    waiting = sum(shown.values("thongsuot_replay_waiting"))
    print(f"remote write        {written:6.0f} samples; {waiting:.0f} observations wait")


def _judged(hub: Process, agents: int, steady: Phase, back: Phase) -> int:
    bar = max(2 * steady.waits(99), LATE_BAR_SECONDS)
    refused = steady.refused + back.refused
    drained = back.told.drained
    met = drained is not None and back.waits(99) <= bar and hub.peak_mb <= MEMORY_BAR_MB and refused == 0
    if drained is not None:
        rate = back.told.backlog / drained
        print(f"drained after       {drained:6.0f} s, {rate:.0f} observations a second")
        hours = agents * _CUT_SECONDS / LOOK_SECONDS / rate / 3600
        print(f"a cut of 8 h everywhere would take {hours:.1f} h")
    print(f"memory, peak        {hub.peak_mb:6.0f} MB   bar <= {MEMORY_BAR_MB:g}")
    print(f"LIVE meanwhile, p99 {back.waits(99):6.2f} s    bar <= {bar:.1f}")
    print(f"LIVE not taken      {refused:6}      bar 0")
    print("bars met" if met else "BARS MISSED")
    return int(not met)


if __name__ == "__main__":
    raise SystemExit(main())
