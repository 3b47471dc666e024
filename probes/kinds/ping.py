"""Does an address answer pings: how many of a few packets come back, and how fast?"""

from dataclasses import dataclass

from probes.echo.meaning import measures_of, why
from probes.inventory.values import IPAddress
from probes.kind import Seen
from probes.network import EchoReply, EchoRequest, Network
from probes.reasons import ProbeFailed


@dataclass(frozen=True, slots=True, kw_only=True)
class PingTarget:
    """An address, and how it is asked: `count` packets, each waited for on its own."""

    address: IPAddress
    count: int = 5
    gap_seconds: float = 0.2
    timeout_seconds: float = 2.0


def observe(target: PingTarget, network: Network) -> Seen:
    """Send the packets, wait for each."""
    request = EchoRequest(target.address, target.count, target.gap_seconds, target.timeout_seconds)
    return seen(network.echo([request])[0])


def seen(reply: EchoReply) -> Seen:
    """What a reply means; whole rounds use it too. Raises ProbeFailed as `probes.echo.meaning.why` says."""
    failure = why(reply)
    if failure is None:
        return Seen(measures=measures_of(reply), round_trips=reply.round_trips)
    reason, detail = failure
    raise ProbeFailed(reason, detail, measures=dict(measures_of(reply)), round_trips=reply.round_trips)
