"""A Network without a wire: names and connections as the test says."""

import socket
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from ipaddress import ip_address

from probes.clock import Clock
from probes.inventory.values import IPAddress
from probes.network import EchoReply, EchoRequest, Family
from probes.reasons import ProbeFailed, Reason
from tests.fakes.clock import FakeClock


@dataclass
class FakeNetwork:
    """names: addresses, or the reason to fail with. refuses: the reason every connection fails with."""

    names: Mapping[str, Sequence[str] | Reason] = field(default_factory=dict)
    refuses: Reason = Reason.REFUSED
    clock: Clock = field(default_factory=FakeClock)
    asked: list[tuple[str, int]] = field(default_factory=list)

    def remaining(self) -> float:
        return 1.0

    def resolve(self, host: str, family: Family = "any") -> Sequence[IPAddress]:
        del family
        found = self.names[host]
        if isinstance(found, Reason):
            raise ProbeFailed(found, host)
        return [ip_address(address) for address in found]

    def connect(self, address: IPAddress, port: int) -> socket.socket:
        self.asked.append((str(address), port))
        raise ProbeFailed(self.refuses)

    def datagram(self, address: IPAddress, port: int) -> socket.socket:
        return self.connect(address, port)

    def echo(self, requests: Sequence[EchoRequest]) -> Sequence[EchoReply]:
        raise AssertionError(f"no ping in these tests: {requests}")
