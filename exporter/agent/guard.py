"""Where looks that a hub told an agent may lead: the agent stands inside a network that the hub has no business in."""

import socket
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from probes.clock import Clock
from probes.fetch.addresses import may_be_reached
from probes.inventory.values import IPAddress, IPNetwork
from probes.kinds.dns import system_server
from probes.network import EchoReply, EchoRequest, Family, Gate, Network, Pinger
from probes.reasons import ProbeFailed, Reason

_DNS = 53


class GuardedGate:
    """A Gate whose looks reach the public Internet, the agent's `networks`, its own hub, and the machine's name server as such.

    hub: the address that the agent's own file gives it. Of a name nothing is let through: where it leads is up to whoever
    owns it, and that is the hub. Checked is what is connected to: a name that changes its mind between two look-ups gains nothing. The pinger is
    not guarded: what is pinged, no hub can tell.
    """

    def __init__(self, gate: Gate, networks: Sequence[IPNetwork], hub: IPAddress | None = None) -> None:
        self._gate = gate
        self._networks = networks
        self._hub = hub

    @property
    def pinger(self) -> Pinger:
        """The one pinger, for whole rounds."""
        return self._gate.pinger

    @contextmanager
    def look(self, timeout_seconds: float) -> Iterator[Network]:
        """See `probes.network.Gate`."""
        with self._gate.look(timeout_seconds) as network:
            yield _GuardedNetwork(network, self._allows)

    def _allows(self, address: IPAddress, port: int) -> bool:
        if may_be_reached(address, self._networks) or address == self._hub:
            return True
        return port == _DNS and address == system_server()


class _GuardedNetwork:
    def __init__(self, network: Network, allows: Callable[[IPAddress, int], bool]) -> None:
        self.clock: Clock = network.clock
        self._network = network
        self._allows = allows

    def remaining(self) -> float:
        return self._network.remaining()

    def resolve(self, host: str, family: Family = "any") -> Sequence[IPAddress]:
        return self._network.resolve(host, family)

    def connect(self, address: IPAddress, port: int) -> socket.socket:
        self._check(address, port)
        return self._network.connect(address, port)

    def datagram(self, address: IPAddress, port: int) -> socket.socket:
        self._check(address, port)
        return self._network.datagram(address, port)

    def echo(self, requests: Sequence[EchoRequest]) -> Sequence[EchoReply]:
        del requests
        raise ProbeFailed(Reason.ADDRESS_REFUSED)  # no look that is told pings

    def _check(self, address: IPAddress, port: int) -> None:
        if not self._allows(address, port):
            raise ProbeFailed(
                Reason.ADDRESS_REFUSED, f"{address}: neither public nor in the agent's networks"
            )
