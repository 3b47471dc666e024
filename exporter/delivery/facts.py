"""What a hub knows of its agents and of what they deliver late: values, for metrics, pages and service discovery."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Outcome(StrEnum):
    """What became of one observation that an agent took. DROPPED: by the agent itself, for want of room."""

    LIVE = "live"
    REPLAY = "replay"
    DUPLICATE = "duplicate"
    REFUSED = "refused"
    DROPPED = "dropped"


@dataclass(frozen=True, slots=True)
class AgentFacts:
    """One agent that has been heard since it was enrolled. None: not known.

    last_contact: when its last batch came, unix seconds by the hub's clock. clock_skew: how far its wall clock is ahead of
    the hub's, seconds. backlog: observations that wait on its disk. counts: by outcome, since this hub started.
    booted: when its machine did, unix seconds by the hub's clock. on_battery: what its UPS says. version: of the program.
    conflict: two machines deliver with this agent's token.
    """

    last_contact: float
    clock_skew: float | None = None
    backlog: int | None = None
    counts: Mapping[Outcome, int] = field(default_factory=dict)
    booted: float | None = None
    on_battery: bool | None = None
    version: str | None = None
    conflict: bool = False


@dataclass(frozen=True, slots=True)
class ReplayFacts:
    """What became of replayed samples on their way to one destination: written, or parked because it will never take
    them; counted since this hub started. waiting: how many observations are still to be written. dropped: how many
    observations never became samples, for want of room or because the inventory no longer has their target."""

    written: int
    parked: int
    waiting: int
    dropped: int = 0
