"""One agent of the demo, a process of its own: `python -m exporter.demo.agent_process`, told everything on its first line of
input, and ended by the end of it."""

import json
import logging
import sys
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from pathlib import Path

from exporter.agent.app import AgentApp, AgentOptions
from exporter.agent.config import AgentConfig
from exporter.agent.enrolment import enrol
from exporter.agent.files import StateFiles
from exporter.demo.cast import cast_of
from exporter.demo.gate import ScriptedGate
from exporter.demo.inside import InsideLine, inside_places, inside_story
from exporter.demo.story import Story, write_story
from exporter.demo.tcp_pinger import TcpPinger
from probes.clock import Clock, SystemClock
from probes.echo import open_pinger
from probes.gate import RealGate
from probes.inventory.load import load
from probes.network import Gate
from probes.polite import PER_SECOND


@dataclass(frozen=True, slots=True)
class Orders:
    """What an agent is told. site: `<commune>/<site>`. code: to enrol with. began: of the story, by the machine's monotonic
    clock, which all its processes share. tcp_port: of the acceptors that stand in for ping; None: ping."""

    folder: str
    site: str
    gateway: str
    hub: str
    code: str
    seed: int
    began: float
    speed: float
    tcp_port: int | None

    def to_line(self) -> str:
        """As one line of input."""
        return json.dumps(asdict(self)) + "\n"


def main() -> int:
    """Enrol, look and deliver until the input ends. Writes where the agent's page is."""
    logging.basicConfig(level=logging.ERROR)
    orders = Orders(**json.loads(sys.stdin.readline()))
    clock = SystemClock()
    app = _agent(orders, clock)
    app.start()
    try:
        sys.stdout.write(f"http://{app.page.host}:{app.page.port}/\n")
        sys.stdout.flush()
        sys.stdin.read()
    finally:
        app.stop()
    return 0


def _agent(orders: Orders, clock: Clock) -> AgentApp:
    inventory = load(Path(orders.folder))
    rhythm = inventory.settings.rhythm
    told = Story(write_story(cast_of(inventory), orders.seed), orders.began, orders.speed)
    story = inside_story(told, inventory, orders.site)
    places = inside_places(inventory, orders.gateway, "127.0.0.1")
    config = _config(orders)
    (hub,) = config.hubs
    files = StateFiles(Path(config.state_dir))
    files.make()
    enrol(config.site, hub.url, orders.code, InsideLine(hub, story, clock).post, files)

    def open_gate(clock: Clock, stack: ExitStack) -> Gate:
        pinger = open_pinger(clock) if orders.tcp_port is None else TcpPinger(orders.tcp_port, clock)
        stack.callback(pinger.close)
        real = RealGate(pinger, clock)
        stack.callback(real.close)
        gate = ScriptedGate(real, story, places, clock, orders.seed)
        stack.callback(gate.close)
        return gate

    options = AgentOptions(
        seldom=rhythm.agent_interval,
        first_sweep=rhythm.agent_report_interval,
        per_second=max(PER_SECOND, orders.speed),
        report_every=rhythm.agent_report_interval,
    )
    return AgentApp(
        config,
        open_gate=open_gate,
        open_line=lambda hub: InsideLine(hub, story, clock),
        options=options,
        clock=clock,
    )


def _config(orders: Orders) -> AgentConfig:
    folder = Path(orders.folder)
    said = {
        "site": orders.site,
        "hubs": [{"url": orders.hub}],
        "state_dir": str(folder / "agents" / orders.site.replace("/", "-")),
        "listen": "127.0.0.1:0",
        "gateway": orders.gateway,
        "networks": ["127.0.0.0/8"],
    }
    return AgentConfig.model_validate(said, context={"folder": folder})


if __name__ == "__main__":
    raise SystemExit(main())
