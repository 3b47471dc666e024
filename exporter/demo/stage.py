"""Everything around the program that makes a province of one machine: folder, servers, story, and the gate between."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Protocol

from exporter.demo.cast import cast_of, pinged_addresses, places_of
from exporter.demo.certificates import write_certificates
from exporter.demo.folder import write_folder
from exporter.demo.gate import ScriptedGate
from exporter.demo.province import agent_gateway
from exporter.demo.servers import Servers
from exporter.demo.signing import authority_url
from exporter.demo.story import Cast, Story, write_story
from exporter.demo.tcp_pinger import TcpPinger
from probes.clock import Clock
from probes.echo import open_pinger
from probes.gate import RealGate
from probes.inventory.load import load
from probes.network import Pinger
from probes.reasons import ProbeFailed


class OwnPinger(Pinger, Protocol):
    """A pinger that whoever opened it closes."""

    def close(self) -> None:
        """Stop; what was not answered yet is delivered as cancelled."""
        ...


@dataclass(frozen=True, slots=True)
class Stage:
    """A province that runs.

    folder: its inventory, as `thongsuot check` reads it. gate: the network, with the story's faults in it.
    no_ping: why ping is not possible here, or None; TCP connections to acceptors on the lines' addresses, at `tcp_port`,
    then stand in. data_dir: where the program keeps its states.
    """

    folder: Path
    cast: Cast
    story: Story
    gate: ScriptedGate
    no_ping: ProbeFailed | None
    tcp_port: int | None
    data_dir: Path


@contextmanager
def set_up(
    clock: Clock,
    *,
    public: str,
    operations: str,
    seed: int,
    speed: float,
    agents: int = 0,
    remote_write: str | None = None,
    open_ping: Callable[[Clock], OwnPinger] = open_pinger,
) -> Iterator[Stage]:
    """A Stage that is gone with the block: threads, ports, and the temporary folder.

    public, operations: the program's listeners, `host:port`. speed: how many times as fast the story is played. agents: in
    how many communes one may run; see `exporter.demo.agents`. remote_write: where Prometheus takes what they deliver late.
    Raises OSError when this machine has no room for it.
    """
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory(prefix="thongsuot-demo-")))
        servers = Servers()
        stack.callback(servers.stop)
        ports = servers.bind()
        keys = write_certificates(folder / "certificates", authority_url(ports.authority))
        servers.start(folder / "certificates", keys)
        write_folder(
            folder,
            ports,
            public=public,
            operations=operations,
            speed=speed,
            agents=agents,
            remote_write=remote_write,
        )
        inventory = load(folder)
        no_ping: ProbeFailed | None = None
        tcp_port: int | None = None
        pinger: OwnPinger
        try:
            pinger = open_ping(clock)
        except ProbeFailed as failed:
            no_ping = failed
            addresses = [str(address) for address in pinged_addresses(inventory)]
            if agents:
                addresses += ["127.0.0.1", *map(agent_gateway, range(agents))]
            tcp_port = servers.accept_on(addresses)
            pinger = TcpPinger(tcp_port, clock)
        stack.callback(pinger.close)
        real = RealGate(pinger, clock)
        stack.callback(real.close)
        cast = cast_of(inventory)
        story = Story(write_story(cast, seed), clock.now().monotonic, speed)
        servers.follow(lambda: story.effects(clock.now().monotonic))
        gate = ScriptedGate(real, story, places_of(inventory), clock, seed)
        stack.callback(gate.close)
        yield Stage(folder, cast, story, gate, no_ping, tcp_port, Path(inventory.settings.data_dir))
