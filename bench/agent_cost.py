"""What an agent costs the office's machine: memory and CPU at the product's own pace, against its bars.

.venv/bin/python -m bench.agent_cost [--minutes 10]

`thongsuot agent` as a process, in a network namespace: gateway and hub pinged every 15 s, 15 shared systems over TLS every
300 s, a delivery every 30 s to a hub that this benchmark is. Needs root.
"""

import argparse
import gzip
import json
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bench.namespace import in_namespace
from bench.process import Process, running, until
from bench.tls_server import READY, TRUST, write_certificates
from exporter.agent.config import load_agent
from exporter.agent.files import StateFiles
from exporter.delivery.envelope import (
    OBSERVATIONS_PATH,
    PLAN_PATH,
    Answer,
    answer_to_json,
    batch_from_json,
)
from exporter.delivery.plan import AgentPlan, plan_to_json
from exporter.delivery.planning import plan_of
from exporter.web.server import serve
from probes.inventory.model import Inventory

MEMORY_BAR_MB = 90.0
CPU_BAR_RATIO = 0.02
SERVICES = 15

_PORT = 8443
_SETTLED_SECONDS = 90.0
_SITE = ("19789", "centre")


class Hub:
    """Takes what comes; counts it."""

    def __init__(self, plan: AgentPlan) -> None:
        self._plan = plan
        self.taken = 0
        self.failed = 0

    def app(self) -> Starlette:
        """What it serves."""
        return Starlette(
            routes=[Route(OBSERVATIONS_PATH, self._take, methods=["POST"]), Route(PLAN_PATH, self._tell)]
        )

    async def _take(self, request: Request) -> Response:
        batch = batch_from_json(json.loads(gzip.decompress(await request.body())))
        self.taken += len(batch.items)
        self.failed += sum(not item.result.success for item in batch.items)
        return JSONResponse(answer_to_json(Answer(time.time(), 30.0, self._plan.version)))

    async def _tell(self, _request: Request) -> Response:
        return JSONResponse(plan_to_json(self._plan))


def main() -> int:
    """Measure and print; 1 when a bar is missed."""
    in_namespace("bench.agent_cost")
    parser = argparse.ArgumentParser()
    parser.add_argument("--minutes", type=float, default=10.0)
    minutes = parser.parse_args().minutes
    with tempfile.TemporaryDirectory() as name, ExitStack() as stack:
        folder = Path(name)
        plan = _plan(folder)
        server = [sys.executable, "-m", "bench.tls_server", str(_PORT), str(folder)]
        tls = stack.enter_context(running(server, folder / "tls.log"))
        until(lambda: READY in tls.log.read_text(encoding="utf-8"), 30, "the TLS server")
        hub = Hub(plan)
        listener = serve(hub.app(), "127.0.0.1:0")
        stack.callback(listener.stop)
        config = _config(folder, f"http://127.0.0.1:{listener.port}")
        command = [sys.executable, "-m", "exporter", "agent", "--config", str(config)]
        agent = stack.enter_context(running(command, folder / "agent.log"))
        return _measure(agent, hub, minutes)


def _plan(folder: Path) -> AgentPlan:
    """As the hub makes it, of an inventory with 15 shared systems."""
    addresses = [f"127.50.0.{number}" for number in range(1, SERVICES + 1)]
    write_certificates(folder, addresses)
    checks = [
        {
            "kind": "http",
            "url": f"https://{address}:{_PORT}/",
            "trust": str(folder / TRUST),
            "vantages": ["agent"],
        }
        for address in addresses
    ]
    inventory = Inventory.model_validate(
        {
            "provinces": [{"code": "46", "name": "Thành phố Huế"}],
            "isps": [{"id": "vnpt", "name": "VNPT"}],
            "communes": [
                {
                    "code": _SITE[0],
                    "name": "Xã Long Quảng",
                    "province": "46",
                    "sites": [{"id": _SITE[1], "agent": True, "links": [{"id": "main", "isp": "vnpt"}]}],
                }
            ],
            "services": [
                {"id": f"service-{number}", "name": f"Hệ thống {number}", "checks": [check]}
                for number, check in enumerate(checks, 1)
            ],
        }
    )
    plan = plan_of(inventory, *_SITE)
    assert plan is not None
    return plan


def _config(folder: Path, hub: str) -> Path:
    """The agent's own file, and its token."""
    file = folder / "agent.yml"
    file.write_text(
        f"site: {'/'.join(_SITE)}\nhubs: [{{url: '{hub}'}}]\nstate_dir: state\ngateway: 127.46.0.1\n"
        'networks: [127.50.0.0/24]\nlisten: "127.0.0.1:0"\n',
        encoding="utf-8",
    )
    files = StateFiles(Path(load_agent(file).state_dir))
    files.make()
    files.keep_token(hub, "bench")
    return file


def _measure(agent: Process, hub: Hub, minutes: float) -> int:
    time.sleep(_SETTLED_SECONDS)  # the plan has come, and everything was looked at once
    began, before = time.monotonic(), agent.cpu_seconds
    started = before
    time.sleep(minutes * 60)
    busy = (agent.cpu_seconds - before) / (time.monotonic() - began)
    met = agent.peak_mb <= MEMORY_BAR_MB and busy <= CPU_BAR_RATIO and hub.failed == 0 and hub.taken > 0
    print(
        f"memory, peak           {agent.peak_mb:6.1f} MB   bar <= {MEMORY_BAR_MB:g}; now {agent.resident_mb:.1f} MB"
    )
    print(f"CPU, of one core       {100 * busy:6.2f} %    bar <= {100 * CPU_BAR_RATIO:g}")
    print(f"CPU until settled      {started:6.1f} s")
    print(f"observations delivered {hub.taken:6d}      of them failed: {hub.failed}")
    print("bars met" if met else "BARS MISSED")
    return int(not met)


if __name__ == "__main__":
    raise SystemExit(main())
