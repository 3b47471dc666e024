"""Are the pinned anchors loaded, and does a certificate known to be good still verify under them?"""

from dataclasses import dataclass

from probes.kind import Seen
from probes.network import Network


@dataclass(frozen=True, slots=True, kw_only=True)
class TrustTarget:
    """Files of the pinned anchors and of the intermediates; canary: a certificate that must verify."""

    anchors: tuple[str, ...]
    intermediates: tuple[str, ...] = ()
    canary: str | None = None


def observe(target: TrustTarget, network: Network) -> Seen:
    """Read and check them all at the clock's wall time."""
    raise NotImplementedError
