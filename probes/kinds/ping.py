"""Does an address answer pings: how many of a few packets come back, and how fast?"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from probes.inventory.values import IPAddress
from probes.kind import Seen
from probes.network import EchoReply, EchoRequest, Network
from probes.reasons import ProbeFailed, Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class PingTarget:
    """An address, and how it is asked: `count` packets, each waited for on its own."""

    address: IPAddress
    count: int = 5
    gap_seconds: float = 0.2
    timeout_seconds: float = 2.0

    @property
    def request(self) -> EchoRequest:
        """What the pinger is asked to send."""
        return EchoRequest(self.address, self.count, self.gap_seconds, self.timeout_seconds)


def observe(target: PingTarget, network: Network) -> Seen:
    """Send the packets, wait for each."""
    return seen(network.echo([target.request])[0])


def seen(reply: EchoReply) -> Seen:
    """What a reply means; one packet answered is an answer. Raises ProbeFailed when none was.

    NO_REPLY; UNREACHABLE and TTL_EXCEEDED when a device on the way said so; NETWORK_DOWN_HERE, NO_RESOURCES,
    NO_PERMISSION and CANCELLED when our own machine would not send: then nothing is known of the target.
    """
    for trip in reply.round_trips:
        if trip is not None:
            return Seen(measures=_measures(reply), round_trips=reply.round_trips)
    reason, detail = _why(reply)
    raise ProbeFailed(reason, detail, measures=dict(_measures(reply)), round_trips=reply.round_trips)


def _measures(reply: EchoReply) -> Mapping[str, float]:
    version = reply.address.version
    if not (reply.duplicates or reply.late or reply.corrupted):
        return _PLAIN[version]
    odd = {
        "packets_duplicate": reply.duplicates,
        "packets_late": reply.late,
        "packets_corrupted": reply.corrupted,
    }
    return {"ip_protocol": float(version)} | {name: float(count) for name, count in odd.items() if count}


def _why(reply: EchoReply) -> tuple[Reason, str]:
    if reply.send_error:
        reason = _REFUSED_HERE.get(reply.send_error, Reason.NETWORK_DOWN_HERE)
        return reason, f"this machine would not send: {reply.send_error}"
    if reply.unreachable:
        reason = Reason.TTL_EXCEEDED if reply.unreachable.startswith("ttl ") else Reason.UNREACHABLE
        return reason, reply.unreachable
    return Reason.NO_REPLY, f"0 of {len(reply.round_trips)} packets answered"


_PLAIN: dict[int, Mapping[str, float]] = {
    version: MappingProxyType({"ip_protocol": float(version)}) for version in (4, 6)
}

_REFUSED_HERE = {
    "EHOSTUNREACH": Reason.UNREACHABLE,  # the next hop is known and does not answer
    "EHOSTDOWN": Reason.UNREACHABLE,
    "EPERM": Reason.NO_PERMISSION,
    "EACCES": Reason.NO_PERMISSION,
    "EAGAIN": Reason.NO_RESOURCES,
    "ENOBUFS": Reason.NO_RESOURCES,
    "ENOMEM": Reason.NO_RESOURCES,
    "ECANCELED": Reason.CANCELLED,
}
