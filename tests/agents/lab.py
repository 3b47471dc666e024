"""A small country of network namespaces: the hub, the world with its portal and authorities, and communes behind a modem
and a line that can be cut, slowed and made to lose.

    hub 10.90.1.2 -- world 10.90.1.1, 203.0.113.x -- wire -- modem 10.90.2.N, 192.168.(100+N).1 -- box 192.168.(100+N).2
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from tests.agents.wire import Carriage

ROOT = Path(__file__).parents[2]
HUB, PORTAL, AUTHORITY = "10.90.1.2", "203.0.113.10", "203.0.113.20"
NOBODY = "10.90.1.99"
"""A neighbour of the hub that does not exist: what is sent by way of it arrives nowhere."""
WITNESSES = ("203.0.113.31", "203.0.113.32", "203.0.113.33")
NETWORKS = ("10.90.0.0/16", "203.0.113.0/24")
"""What an agent's own file must allow: documentation addresses (RFC 5737) are no public Internet."""


class Namespace:
    """A network namespace, held open by a process that does nothing."""

    def __init__(self, holder: subprocess.Popen[bytes]) -> None:
        self._holder = holder

    @property
    def pid(self) -> int:
        """Of the process that holds it."""
        return self._holder.pid

    def command(self, *words: str) -> list[str]:
        """`words`, to be run inside."""
        return ["nsenter", f"--net=/proc/{self.pid}/ns/net", "--", *words]

    def run(self, *lines: str) -> None:
        """Each line, a command without shell, inside and to its end."""
        for line in lines:
            done = subprocess.run(self.command(*line.split()), capture_output=True, text=True, check=False)
            assert done.returncode == 0, f"{line}: {done.stderr}"

    @contextmanager
    def process(
        self, words: Sequence[str], log: Path, environment: Mapping[str, str] = {}
    ) -> Iterator[subprocess.Popen[bytes]]:
        """A process inside, what it says in `log`; ended with the block, killed when it does not end."""
        with log.open("ab") as stream:
            process = subprocess.Popen(
                self.command(*words),
                stdin=subprocess.DEVNULL,
                stdout=stream,
                stderr=stream,
                cwd=ROOT,
                env={**os.environ, **environment},
            )
        try:
            yield process
        finally:
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


@dataclass(frozen=True, slots=True)
class Commune:
    """One commune's end of the country. line: the address that the hub pings. gateway, box: of its LAN."""

    number: int
    modem: Namespace
    box: Namespace
    wire: subprocess.Popen[str]

    @property
    def line(self) -> str:
        return f"10.90.2.{self.number}"

    @property
    def gateway(self) -> str:
        return f"192.168.{100 + self.number}.1"

    def carry(self, **how: Any) -> None:
        """From now on the line carries like this (see Carriage), and nothing else is wrong with it."""
        assert self.wire.stdin is not None
        assert self.wire.stdout is not None
        self.wire.stdin.write(json.dumps(asdict(Carriage(**how))) + "\n")
        self.wire.stdin.flush()
        assert self.wire.stdout.readline() == "ok\n"

    def unplug(self) -> None:
        """The modem's socket in the LAN goes dead."""
        self.modem.run("ip link set lan down")

    def plug_in(self) -> None:
        """And lives again."""
        self.modem.run("ip link set lan up")


class Lab:
    """The hub's namespace, the world, and the communes."""

    def __init__(self, stack: ExitStack, communes: int) -> None:
        self._stack = stack
        self.hub = self._namespace()
        self.world = self._namespace()
        self._join(self.hub, "uplink", f"{HUB}/24", self.world, "hub", "10.90.1.1/24")
        self.hub.run("ip route add default via 10.90.1.1")
        self.world.run(
            *(f"ip addr add {address}/32 dev lo" for address in (PORTAL, AUTHORITY, *WITNESSES)),
            "sysctl -qw net.ipv4.ip_forward=1",
        )
        self.communes = [self._commune(number) for number in range(1, communes + 1)]

    def _namespace(self) -> Namespace:
        holder = subprocess.Popen(
            ["unshare", "--net", "cat"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0
        )

        def end() -> None:
            assert holder.stdin is not None
            holder.stdin.close()
            holder.wait()
            assert holder.stdout is not None
            holder.stdout.close()

        self._stack.callback(end)
        assert holder.stdin is not None
        assert holder.stdout is not None
        holder.stdin.write(b"!")
        assert holder.stdout.read(1) == b"!"  # it has been unshared by now
        namespace = Namespace(holder)
        namespace.run("ip link set lo up")
        return namespace

    def _join(self, one: Namespace, name: str, at: str, other: Namespace, far: str, far_at: str) -> None:
        """A cable between two namespaces."""
        one.run(f"ip link add {name} type veth peer name {far} netns {other.pid}")
        one.run(f"ip addr add {at} dev {name}", f"ip link set {name} up")
        other.run(f"ip addr add {far_at} dev {far}", f"ip link set {far} up")

    def _commune(self, number: int) -> Commune:
        modem, box = self._namespace(), self._namespace()
        lan = f"192.168.{100 + number}"
        self._join(modem, "lan", f"{lan}.1/24", box, "eth0", f"{lan}.2/24")
        box.run(f"ip route add default via {lan}.1")
        here, there = f"wire{number}", f"line{number}"
        wire = subprocess.Popen(
            self.world.command(sys.executable, "-m", "tests.agents.wire", here, there),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=ROOT,
        )
        self._stack.callback(_end, wire)
        assert wire.stdout is not None
        assert wire.stdout.readline() == "ready\n"
        self.world.run(f"ip link set {there} netns {modem.pid}", f"ip link set {here} up")
        self.world.run(f"ip route add 10.90.2.{number}/32 dev {here}", f"ip route add {lan}.0/24 dev {here}")
        modem.run(
            f"ip addr add 10.90.2.{number}/32 dev {there}",
            f"ip link set {there} up",
            f"ip route add default dev {there}",
            "sysctl -qw net.ipv4.ip_forward=1",
        )
        return Commune(number, modem, box, wire)


def _end(process: subprocess.Popen[str]) -> None:
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.close()
    process.wait()
    process.stdout.close()


@contextmanager
def lab(communes: int = 1) -> Iterator[Lab]:
    """A country that is gone with the block."""
    with ExitStack() as stack:
        yield Lab(stack, communes)
