"""Where addresses that strangers name may lead.

A certificate names where its revocation can be looked up, and whoever made the certificate chose that address: it may
be this machine, the network behind it, or a file. So the scheme is checked, the name is looked up once, every address
it has is checked, and the address that was checked is the one connected to.
"""

import socket
from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_network
from urllib.parse import urlsplit

from probes.inventory.values import IPAddress, IPNetwork
from probes.network import EchoReply, EchoRequest, Family, Network
from probes.reasons import ProbeFailed, Reason

_SCHEMES = frozenset({"http", "https"})
_NAT64 = ip_network("64:ff9b::/96")
# Global by the letter, and nobody's authority: what `is_global` of older Pythons lets through.
_NEVER = tuple(
    map(ip_network, ("100.64.0.0/10", "192.0.0.0/24", "192.88.99.0/24", "64:ff9b:1::/48", "fec0::/10"))
)


@dataclass(frozen=True, slots=True)
class Guard:
    """networks: allowed beside the public Internet. rewrite: (what an address begins with, what to put instead)."""

    networks: tuple[IPNetwork, ...] = ()
    rewrite: tuple[tuple[str, str], ...] = ()

    def rewritten(self, url: str) -> str | None:
        """What the operator wants asked instead of `url`; None when no rule is about it.

        Scheme and host do not mind case; a rule ends at a host's or a path's end, so that one about
        `http://ocsp.ca.ptc` is not about `http://ocsp.ca.ptc.example`.
        """
        for begins, instead in self.rewrite:
            plain = begins.rstrip("/")
            head, rest = url[: len(plain)], url[len(plain) :]
            if _same_place(head, plain) and rest[:1] in ("", "/", "?", "#"):
                return instead.rstrip("/") + rest
        return None

    def allows(self, address: IPAddress) -> bool:
        """Whether a stranger's word may lead us to `address`."""
        inner = _innermost(address)
        if any(one in network for network in self.networks for one in {address, inner}):
            return True
        if any(inner in network for network in _NEVER):
            return False
        return inner.is_global and not inner.is_multicast and not inner.is_reserved


NO_GUARD = Guard()
"""Only the public Internet, and nothing rewritten."""


def require_web_address(url: str) -> None:
    """Raises ProbeFailed ADDRESS_REFUSED for what is no plain http or https address."""
    try:
        parts = urlsplit(url)
        sound = bool(parts.hostname) and parts.port != 0 and parts.username is None and url.isprintable()
    except ValueError:  # a port that is not one, a bracket left open
        sound = False
        parts = urlsplit("")
    if parts.scheme and parts.scheme not in _SCHEMES:
        raise ProbeFailed(Reason.ADDRESS_REFUSED, f"{parts.scheme} is not supported, only http and https")
    if not sound or not parts.scheme:
        raise ProbeFailed(Reason.ADDRESS_REFUSED, f"{url[:200]!r} is no address of a server")


class GuardedNetwork:
    """A look's Network for a stranger's address: what it resolves it checks, and it connects nowhere else."""

    def __init__(self, network: Network, guard: Guard) -> None:
        self.clock = network.clock
        self._network = network
        self._guard = guard

    def remaining(self) -> float:
        """Seconds left of the look."""
        return self._network.remaining()

    def resolve(self, host: str, family: Family = "any") -> Sequence[IPAddress]:
        """The addresses of `host`, every one of them allowed. Raises ProbeFailed ADDRESS_REFUSED."""
        addresses = self._network.resolve(host, family)
        for address in addresses:
            self._require(address, host)
        return addresses

    def connect(self, address: IPAddress, port: int) -> socket.socket:
        """A connected socket. Raises ProbeFailed ADDRESS_REFUSED."""
        self._require(address, str(address))
        return self._network.connect(address, port)

    def datagram(self, address: IPAddress, port: int) -> socket.socket:
        """A connected UDP socket. Raises ProbeFailed ADDRESS_REFUSED."""
        self._require(address, str(address))
        return self._network.datagram(address, port)

    def echo(self, requests: Sequence[EchoRequest]) -> Sequence[EchoReply]:
        """Ping. Raises ProbeFailed ADDRESS_REFUSED."""
        for request in requests:
            self._require(request.address, str(request.address))
        return self._network.echo(requests)

    def _require(self, address: IPAddress, host: str) -> None:
        if not self._guard.allows(address):
            where = str(address) if host == str(address) else f"{host} is {address}"
            raise ProbeFailed(Reason.ADDRESS_REFUSED, f"{where}, which is not a public address")


def _same_place(one: str, other: str) -> bool:
    """Equal but for the case of scheme and host."""
    first, second = urlsplit(one), urlsplit(other)
    return (first.scheme, first.netloc.lower(), first.path) == (
        second.scheme,
        second.netloc.lower(),
        second.path,
    )


def _innermost(address: IPAddress) -> IPv4Address | IPv6Address:
    """The IPv4 address that an IPv6 address stands for, in any of the ways there are; else the address itself."""
    if isinstance(address, IPv4Address):
        return address
    if address.ipv4_mapped is not None:
        return address.ipv4_mapped
    if address.sixtofour is not None:
        return address.sixtofour
    if address.teredo is not None:
        return address.teredo[1]
    if address in _NAT64 or int(address) >> 32 == 0:  # ::a.b.c.d, the compatible form nobody uses
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return address
