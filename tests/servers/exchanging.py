"""One exchange with a test server, as a kind would have it."""

from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from ipaddress import ip_address, ip_network
from typing import Any

from probes.clock import SystemClock
from probes.fetch import Record
from probes.fetch.exchange import Answer, exchange
from probes.fetch.guard import Guard
from probes.gate import RealGate
from probes.inventory.values import IPAddress
from probes.network import Family, Gate
from tests.fakes.pinger import FakePinger

GENEROUS = 30.0
HERE = Guard(networks=(ip_network("127.0.0.0/8"), ip_network("::1/128")))
"""Lets strangers' addresses lead to this machine."""


def allowing(*networks: str) -> Guard:
    """A guard that allows these networks beside the public Internet."""
    return Guard(networks=tuple(ip_network(network) for network in networks))


def get(gate: Gate, url: str, *, seconds: float = GENEROUS, **wish: Any) -> Answer:
    """Ask `url`, a stranger's word, of which this machine is allowed; `wish` changes any argument of `exchange`."""
    asking = {
        "guard": HERE,
        "declared": False,
        "record": Record(),
        "user_agent": "thongsuot-test",
        "limit_bytes": 1000,
        **wish,
    }
    with gate.look(seconds) as network:
        return exchange(network, url, **asking)


@dataclass
class Names:
    """A resolver for RealGate: each name with its addresses, or with those of each look-up in turn."""

    known: Mapping[str, Sequence[str] | Sequence[Sequence[str]]]
    asked: list[str] = field(default_factory=list)

    def __call__(self, host: str, family: Family) -> Sequence[IPAddress]:
        del family
        found = self.known[host]
        if found and not isinstance(found[0], str):
            found = found[min(self.asked.count(host), len(found) - 1)]
        self.asked.append(host)
        return [ip_address(str(address)) for address in found]

    def gate(self) -> closing[RealGate]:
        """The real gate with these names."""
        return closing(RealGate(FakePinger(), SystemClock(), self))
