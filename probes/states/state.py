"""The state of one target seen from one vantage, and the snapshot that readers take: values only."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from probes.observation import Observation
from probes.targets import Target


class Status(StrEnum):
    """What a target is. UNKNOWN: nothing fresh is known. UNVERIFIED: it has never answered yet."""

    UP = "up"
    DEGRADED = "degraded"
    DOWN = "down"
    UNKNOWN = "unknown"
    UNVERIFIED = "unverified"


@dataclass(frozen=True, slots=True)
class Window:
    """Sums over the packets of the last window (5 minutes). `rtt_*` and `jitter` are seconds, None without replies."""

    sent: int
    received: int
    rtt_median: float | None
    rtt_p95: float | None
    jitter: float | None

    @property
    def loss(self) -> float | None:
        """Share of packets lost, 0 to 1; None when none was sent."""
        return None if self.sent == 0 else (self.sent - self.received) / self.sent


@dataclass(frozen=True, slots=True)
class State:
    """One target from one vantage, after its last observation.

    status: UP, DEGRADED, DOWN, UNKNOWN or UNVERIFIED as of `last`; read it through `Snapshot.status`, which knows the age.
    since: when `status` began, unix seconds. last_seen: monotonic seconds of `last`, for its age.
    flapping: the line is chập chờn, whatever its status. suspect: failed, and not yet confirmed.
    failures, successes: raw rounds in a row. packets_sent, packets_received: totals since the program first saw the target.
    causes: why it is DEGRADED (`loss`, `rtt`, `jitter`, `slow`, `expiry`).
    """

    target: str
    vantage: str
    status: Status
    since: float
    last: Observation
    last_seen: float
    suspect: bool = False
    flapping: bool = False
    failures: int = 0
    successes: int = 0
    packets_sent: int = 0
    packets_received: int = 0
    window: Window | None = None
    causes: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Everything readers may know, as of one moment. Immutable; ages are computed when it is read.

    states: by (target id, vantage). blind: too few witnesses answer the hub, so that what the hub sees failing means nothing.
    restored: the states of the last run have been read back, so that /metrics may answer.
    """

    targets: Mapping[str, Target]
    states: Mapping[tuple[str, str], State]
    blind: bool = False
    restored: bool = False
    generation: int = 0
    witnesses_up: Mapping[str, bool] = field(default_factory=dict)

    def status(self, target: str, vantage: str, monotonic: float) -> Status:
        """The status now: UNVERIFIED without any answer yet, UNKNOWN when blind or older than three intervals."""
        state = self.states.get((target, vantage))
        if state is None:
            return Status.UNVERIFIED
        if state.status is Status.UNVERIFIED:
            return Status.UNVERIFIED
        if self.blind or monotonic - state.last_seen > self.targets[target].policy.stale_after:
            return Status.UNKNOWN
        return state.status
