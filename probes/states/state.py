"""The state of one target seen from one vantage, and the snapshot that readers take: values only."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

from probes.observation import HUB, Observation
from probes.states.suspicion import Suspicion
from probes.targets import Target


class Status(StrEnum):
    """What a target is. UNKNOWN: nothing fresh is known. UNVERIFIED: it has never answered yet."""

    UP = "up"
    DEGRADED = "degraded"
    DOWN = "down"
    UNKNOWN = "unknown"
    UNVERIFIED = "unverified"


class Sums(Protocol):
    """Sums over the packets of the last window (5 minutes). `rtt_*` and `jitter` are seconds, None without replies.

    rtt_p95: the nearest rank, a round trip that did happen. jitter: the mean absolute difference of successive round
    trips within a round, lost packets skipped: rounds lie seconds apart, and drift from one to the next is no jitter.
    """

    @property
    def sent(self) -> int: ...
    @property
    def received(self) -> int: ...
    @property
    def rtt_median(self) -> float | None: ...
    @property
    def rtt_p95(self) -> float | None: ...
    @property
    def jitter(self) -> float | None: ...
    @property
    def loss(self) -> float | None: ...


@dataclass(frozen=True, slots=True)
class Window:
    """A window summed up."""

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
class Memory:
    """What `transition` remembers for itself, beside what readers see. Monotonic seconds unless said otherwise.

    settled, settled_since: the status before UNKNOWN, and since when it held (unix seconds).
    run_began: when the present run of good or of failed rounds began; counted: when its last round that counted did.
    changes: the latest changes between good and failed rounds, oldest first; as many as flapping needs.
    window_began: when the window now being filled began; None while none is filled.
    streaks: by cause, how many windows in a row were bad (above 0) or good (below 0).
    """

    settled: Status = Status.UNVERIFIED
    settled_since: float = 0.0
    run_began: float = 0.0
    counted: float = 0.0
    changes: tuple[float, ...] = ()
    window_began: float | None = None
    streaks: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class State:
    """One target from one vantage, after its last observation.

    status: UP, DEGRADED, DOWN, UNKNOWN or UNVERIFIED as of `last`; read it through `Snapshot.status`, which knows the age.
    since: when `status` began, unix seconds. last_seen: monotonic seconds of `last`, for its age.
    flapping: the line is chập chờn, whatever its status. suspect: failed, and not yet confirmed.
    failures, successes: raw rounds in a row. packets_sent, packets_received: totals since the program first saw the target.
    causes: why it is DEGRADED (`loss`, `rtt`, `jitter`, `slow`, `expiry`; `lossy`: loss that chance does not explain,
        which an incident may rest on; `loss` then holds as well).
    flapping_since: when `flapping` began, unix seconds.
    memory: for `transition` alone.
    place: `Target.where` of what was looked at, so that the next run knows it again; None: not known.
    excess: of the packets lost, those beyond what chance explains, as `probes.states.lossy` counts them.
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
    window: Sums | None = None
    causes: frozenset[str] = frozenset()
    flapping_since: float | None = None
    memory: Memory = Memory()
    place: str | None = None
    excess: int = 0


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Everything readers may know, as of one moment. Immutable; ages are computed when it is read.

    states: by (target id, vantage). blind: too few witnesses answer the hub, so that what the hub sees failing means nothing.
    restored: the states of the last run have been read back, so that /metrics may answer.
    generation: how often the targets have been replaced. witnesses_up: by witness id, whether its latest fresh look
    was answered. suspicions: by target, of those that the hub sees failing or down: what its siblings and the
    witnesses said when it first failed.
    """

    targets: Mapping[str, Target]
    states: Mapping[tuple[str, str], State]
    blind: bool = False
    restored: bool = False
    generation: int = 0
    witnesses_up: Mapping[str, bool] = field(default_factory=dict)
    suspicions: Mapping[str, Suspicion] = field(default_factory=dict)

    def status(self, target: str, vantage: str, monotonic: float) -> Status:
        """The status now: UNVERIFIED without any answer yet, UNKNOWN when blind or older than three intervals.

        The hub's blindness says nothing about what an agent sees.
        """
        state = self.states.get((target, vantage))
        if state is None:
            return Status.UNVERIFIED
        if state.status is Status.UNVERIFIED:
            return Status.UNVERIFIED
        if self.blind and vantage == HUB:
            return Status.UNKNOWN
        if monotonic - state.last_seen > self.targets[target].policy.stale_from(vantage):
            return Status.UNKNOWN
        return state.status
