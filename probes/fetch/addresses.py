"""Which IP addresses belong to the public Internet, and which lead inside.

From the IANA special-purpose registries (RFC 6890). Python's own `is_global` changed its mind between patch releases, and
takes an IPv4 address wrapped in an IPv6 one for public.
"""

from collections.abc import Iterable, Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network

from probes.inventory.values import IPAddress, IPNetwork

_INSIDE_4 = tuple(
    IPv4Network(network)
    for network in (
        "0.0.0.0/8",  # this network; Linux connects 0.0.0.0 to itself
        "10.0.0.0/8",
        "100.64.0.0/10",  # carriers' shared space
        "127.0.0.0/8",
        "169.254.0.0/16",  # link-local; where clouds keep their secrets
        "172.16.0.0/12",
        "192.0.0.0/24",
        "192.0.2.0/24",
        "192.88.99.0/24",
        "192.168.0.0/16",
        "198.18.0.0/15",
        "198.51.100.0/24",
        "203.0.113.0/24",
        "224.0.0.0/4",
        "240.0.0.0/4",
    )
)
_GLOBAL_6 = IPv6Network("2000::/3")  # all that was ever given out (RFC 4291 section 2.4)
_INSIDE_6 = tuple(
    IPv6Network(network)
    for network in (
        "2001::/23",  # protocol assignments; Teredo, which is among them, is looked into
        "2001:db8::/32",
        "3fff::/20",
    )
)
_NAT64 = IPv6Network("64:ff9b::/96")  # RFC 6052


def may_be_reached(address: IPAddress, networks: Iterable[IPNetwork]) -> bool:
    """True for the public Internet and for `networks`. A tunnel's address leads where the one inside it leads."""
    plain = _plain(address)
    if any(one in network for network in networks for one in {address, plain}):
        return True
    if isinstance(plain, IPv4Address):
        return not any(plain in network for network in _INSIDE_4)
    tunnelled = _tunnelled(plain)
    if tunnelled:
        return all(may_be_reached(inner, ()) for inner in tunnelled)
    return plain in _GLOBAL_6 and not any(plain in network for network in _INSIDE_6)


def _plain(address: IPAddress) -> IPAddress:
    """An IPv4 address in IPv6 clothes is that IPv4 address: the system connects to it (RFC 4291 section 2.5.5.2)."""
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return address if mapped is None else mapped


def _tunnelled(address: IPv6Address) -> Sequence[IPv4Address]:
    """The IPv4 addresses that packets to `address` would be carried to: 6to4, Teredo, NAT64."""
    if address.sixtofour is not None:
        return (address.sixtofour,)
    if address.teredo is not None:
        return address.teredo
    if address in _NAT64:
        return (IPv4Address(int(address) & 0xFFFFFFFF),)
    return ()
