"""Does the timestamp authority stamp our hash, correctly and by a certificate we trust?"""

from dataclasses import dataclass

from probes.fetch.guard import NO_GUARD, Guard
from probes.kind import Seen
from probes.network import Network


@dataclass(frozen=True, slots=True, kw_only=True)
class TimestampTarget:
    """A timestamp authority (RFC 3161), and the files its certificate must lead to."""

    url: str
    anchors: tuple[str, ...] = ()
    intermediates: tuple[str, ...] = ()
    guard: Guard = NO_GUARD
    user_agent: str = "thongsuot"


def observe(target: TimestampTarget, network: Network) -> Seen:
    """Have a random hash stamped, and verify the stamp. One request at a time per authority."""
    raise NotImplementedError
