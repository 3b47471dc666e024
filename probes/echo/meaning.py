"""What came back for a request, in the words of the program: a reason when nothing did, and the odd replies counted."""

from collections.abc import Mapping
from types import MappingProxyType

from probes.network import EchoReply
from probes.reasons import Reason


def why(reply: EchoReply) -> tuple[Reason, str] | None:
    """Why no packet was answered, and a detail for people; None when one was: one answered packet is an answer.

    NO_REPLY; UNREACHABLE and TTL_EXCEEDED when a device on the way said so; NETWORK_DOWN_HERE, NO_RESOURCES,
    NO_PERMISSION and CANCELLED when our own machine would not send: then nothing is known of the target.
    """
    for trip in reply.round_trips:
        if trip is not None:
            return None
    if reply.send_error:
        reason = _REFUSED_HERE.get(reply.send_error, Reason.NETWORK_DOWN_HERE)
        return reason, f"this machine would not send: {reply.send_error}"
    if reply.unreachable:
        reason = Reason.TTL_EXCEEDED if reply.unreachable.startswith("ttl ") else Reason.UNREACHABLE
        return reason, reply.unreachable
    return Reason.NO_REPLY, f"0 of {len(reply.round_trips)} packets answered"


def measures_of(reply: EchoReply) -> Mapping[str, float]:
    """`ip_protocol`, and how many replies did not count, where there were any."""
    version = reply.address.version
    if not (reply.duplicates or reply.late or reply.corrupted):
        return _PLAIN[version]
    odd = {
        "packets_duplicate": reply.duplicates,
        "packets_late": reply.late,
        "packets_corrupted": reply.corrupted,
    }
    return {"ip_protocol": float(version)} | {name: float(count) for name, count in odd.items() if count}


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
