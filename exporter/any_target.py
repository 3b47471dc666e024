"""Targets that no inventory names, for `/probe` with `--probe-any`."""

from ipaddress import ip_address
from typing import Any

from probes.kinds.dns import DnsTarget
from probes.kinds.http import HttpTarget
from probes.kinds.ping import PingTarget
from probes.kinds.tcp import TcpTarget
from probes.policy import Policy
from probes.targets import Target

_TIMEOUT_SECONDS = 10.0


def any_target(kind: str, asked: str) -> Target | None:
    """The target of `kind` that `asked` speaks of: an address, a URL, host:port or a name. None when it is none."""
    spec = _spec(kind, asked)
    if spec is None:
        return None
    return Target(
        id=asked,
        kind=kind,
        spec=spec,
        interval_seconds=60.0,
        timeout_seconds=_TIMEOUT_SECONDS,
        policy=Policy(interval=60.0),
    )


def _spec(kind: str, asked: str) -> Any:
    match kind:
        case "ping":
            try:
                return PingTarget(address=ip_address(asked))
            except ValueError:
                return None
        case "http" if asked.startswith(("http://", "https://")):
            return HttpTarget(url=asked)
        case "tcp":
            host, _, port = asked.rpartition(":")
            if host and port.isdigit() and 0 < int(port) < 65536:
                return TcpTarget(host=host.strip("[]"), port=int(port))
            return None
        case "dns":
            return DnsTarget(name=asked)
        case _:
            return None
