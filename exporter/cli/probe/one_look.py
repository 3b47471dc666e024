"""One look through the machine's real network, and a note of where it went."""

import socket
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from typing import Any

from probes.clock import Clock, SystemClock
from probes.gate import RealGate
from probes.inventory.values import IPAddress
from probes.kinds import KINDS
from probes.network import Deliver, EchoReply, EchoRequest, Family, Gate, Network, Pinger
from probes.observation import Result
from probes.reasons import ProbeFailed, Reason
from probes.runner import look


@dataclass(frozen=True, slots=True)
class Look:
    """What one look found. began: unix seconds. peers: the (address, port) it spoke to, in order, each once."""

    began: float
    result: Result
    peers: tuple[tuple[IPAddress, int], ...]

    @property
    def places(self) -> list[str]:
        """The peers as people write them: `10.0.0.1:443`, `[fe80::1]:443`."""
        return [
            f"{address}:{port}" if address.version == 4 else f"[{address}]:{port}"
            for address, port in self.peers
        ]


@contextmanager
def real_gate() -> Iterator[RealGate]:
    """The machine's network, for looks that send no ping."""
    with closing(RealGate(_NoPinger(), SystemClock())) as gate:
        yield gate


def look_at(kind: str, spec: Any, gate: Gate, timeout_seconds: float) -> Look:
    """Look once at `spec`. Never raises."""
    noting = _NotingGate(gate)
    began = time.time()
    result = look(KINDS[kind], spec, noting, timeout_seconds)
    return Look(began, result, tuple(dict.fromkeys(noting.peers)))


class _NoPinger:
    def submit(self, requests: Sequence[tuple[float, EchoRequest]], deliver: Deliver) -> None:
        del requests, deliver
        raise ProbeFailed(Reason.NO_PERMISSION, "this look sends no ping")


@dataclass(slots=True)
class _NotingGate:
    """A gate that writes down whom its looks connect to."""

    gate: Gate
    peers: list[tuple[IPAddress, int]] = field(default_factory=list)

    @property
    def pinger(self) -> Pinger:
        return self.gate.pinger

    @contextmanager
    def look(self, timeout_seconds: float) -> Iterator[Network]:
        with self.gate.look(timeout_seconds) as network:
            yield _NotingNetwork(network, self.peers)


class _NotingNetwork:
    def __init__(self, network: Network, peers: list[tuple[IPAddress, int]]) -> None:
        self.clock: Clock = network.clock
        self._network = network
        self._peers = peers

    def remaining(self) -> float:
        return self._network.remaining()

    def resolve(self, host: str, family: Family = "any") -> Sequence[IPAddress]:
        return self._network.resolve(host, family)

    def connect(self, address: IPAddress, port: int) -> socket.socket:
        self._peers.append((address, port))
        return self._network.connect(address, port)

    def datagram(self, address: IPAddress, port: int) -> socket.socket:
        self._peers.append((address, port))
        return self._network.datagram(address, port)

    def echo(self, requests: Sequence[EchoRequest]) -> Sequence[EchoReply]:
        return self._network.echo(requests)
