"""The way out of the agent's own network: the default route, as the kernel tells it (proc(5), /proc/net/route)."""

from collections.abc import Iterator
from ipaddress import IPv4Address, IPv6Address
from pathlib import Path

from probes.inventory.values import IPAddress

_PROC = Path("/proc/net")
_UP, _GATEWAY, _REJECT = 0x1, 0x2, 0x200


def default_gateway(proc: Path = _PROC) -> IPAddress | None:
    """The gateway of the default route with the lowest metric, IPv4 first; None while there is none.

    A link-local gateway of IPv6 is left out: it needs an interface beside it, and a ping knows only addresses.
    """
    if routes := sorted(_ipv4(proc / "route")):
        return routes[0][1]
    if others := sorted(_ipv6(proc / "ipv6_route")):
        return others[0][1]
    return None


def _ipv4(table: Path) -> Iterator[tuple[int, IPv4Address]]:
    """Iface Destination Gateway Flags RefCnt Use Metric Mask ...; addresses in hexadecimal, in the machine's byte order."""
    for fields in _rows(table, 8):
        if fields[1] == fields[7] == "00000000" and _leads_out(int(fields[3], 16)):
            yield int(fields[6]), IPv4Address(int(fields[2], 16).to_bytes(4, "little"))


def _ipv6(table: Path) -> Iterator[tuple[int, IPv6Address]]:
    """Destination prefix source prefix next-hop metric refcnt use flags device; all in hexadecimal."""
    for fields in _rows(table, 10):
        if fields[0] == "0" * 32 and fields[1] == "00" and _leads_out(int(fields[8], 16)):
            gateway = IPv6Address(int(fields[4], 16))
            if not gateway.is_link_local:
                yield int(fields[5], 16), gateway


def _leads_out(flags: int) -> bool:
    return bool(flags & _UP and flags & _GATEWAY and not flags & _REJECT)


def _rows(table: Path, least: int) -> Iterator[list[str]]:
    try:
        text = table.read_text(encoding="ascii")
    except OSError:  # no IPv6, or no Linux
        return
    for line in text.splitlines():
        fields = line.split()
        if len(fields) >= least and fields[1] != "Destination":
            yield fields
