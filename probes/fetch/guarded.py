"""The network as strangers' addresses may use it: the guard sits at the seam, so that no parser can be talked around it."""

import socket
from collections.abc import Sequence

from probes.clock import Clock
from probes.fetch.addresses import may_be_reached
from probes.fetch.guard import Guard
from probes.inventory.values import IPAddress
from probes.network import EchoReply, EchoRequest, Family, Network
from probes.reasons import ProbeFailed, Reason


class GuardedNetwork:
    """A Network that leads to the public Internet and to the guard's networks, and nowhere else.

    What is connected to is what was checked: a name that changes its mind between two look-ups gains nothing.
    """

    def __init__(self, network: Network, guard: Guard) -> None:
        self.clock: Clock = network.clock
        self._network = network
        self._guard = guard
        self._checked: set[IPAddress] = set()

    def remaining(self) -> float:
        """Seconds left of this look; see `probes.network.Network`."""
        return self._network.remaining()

    def resolve(self, host: str, family: Family = "any") -> Sequence[IPAddress]:
        """The addresses of `host`. Raises ProbeFailed ADDRESS_REFUSED when even one of them leads inside."""
        addresses = self._network.resolve(host, family)
        for address in addresses:
            if not may_be_reached(address, self._guard.networks):
                raise _refused(f"{host}: {address} is not on the public Internet")
        self._checked.update(addresses)
        return addresses

    def connect(self, address: IPAddress, port: int) -> socket.socket:
        """A connected TCP socket. Raises ProbeFailed ADDRESS_REFUSED for an address that `resolve` did not give."""
        self._must_be_checked(address)
        return self._network.connect(address, port)

    def datagram(self, address: IPAddress, port: int) -> socket.socket:
        """A connected UDP socket. Raises as `connect`."""
        self._must_be_checked(address)
        return self._network.datagram(address, port)

    def echo(self, requests: Sequence[EchoRequest]) -> Sequence[EchoReply]:
        """Ping. Raises ProbeFailed ADDRESS_REFUSED as `connect`."""
        for request in requests:
            self._must_be_checked(request.address)
        return self._network.echo(requests)

    def _must_be_checked(self, address: IPAddress) -> None:
        if address not in self._checked:
            raise _refused(f"{address} was not checked")


def _refused(detail: str) -> ProbeFailed:
    return ProbeFailed(Reason.ADDRESS_REFUSED, detail)
