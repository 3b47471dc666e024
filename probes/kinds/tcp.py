"""Does a TCP port accept connections?"""

import time
from dataclasses import dataclass

from probes.kind import Seen
from probes.network import Family, Network


@dataclass(frozen=True, slots=True, kw_only=True)
class TcpTarget:
    """A host (name or address) and a port."""

    host: str
    port: int
    family: Family = "any"


def observe(target: TcpTarget, network: Network) -> Seen:
    """Resolve, connect to the first address, close."""
    began = time.monotonic()
    address = network.resolve(target.host, target.family)[0]
    resolved = time.monotonic()
    network.connect(address, target.port).close()
    connected = time.monotonic()
    return Seen(
        measures={
            "phase_resolve_seconds": resolved - began,
            "phase_connect_seconds": connected - resolved,
            "ip_protocol": address.version,
        },
        detail=f"{address} port {target.port}",
    )
