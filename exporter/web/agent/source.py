"""What the agent's page may ask of the running agent."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from alerts.inside.facts import Place, Power
from exporter.delivery.envelope import ToldVerdict
from probes.clock import Clock
from probes.language import Text
from probes.states.state import Snapshot


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A verdict that a hub answered with. received: monotonic seconds of the agent; hub_now: the `now` of that answer."""

    verdict: ToldVerdict
    received: float
    hub_now: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """How things stand with one hub.

    hub: its host, for people. last_contact: when it last answered, monotonic seconds. backlog: how many observations wait
    for it; dropped: how many it will never get. failure: why the latest delivery failed, None when it did not.
    """

    hub: str
    last_contact: float | None = None
    backlog: int = 0
    dropped: int = 0
    failure: Text | None = None
    told: Told | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanState:
    """What the agent works by. version: of the plan in force, None while there is none. received: when a hub last
    confirmed it, monotonic seconds, None when not in this run. fault: why a newer one was not taken."""

    version: str | None = None
    received: float | None = None
    fault: Text | None = None


class AgentSource(Protocol):
    """The running agent, as its page sees it. Every call is quick and safe from any thread."""

    @property
    def clock(self) -> Clock:
        """The clock that the states' ages are measured with."""
        ...

    @property
    def started(self) -> float:
        """When this run of the agent began, monotonic seconds: before its engine read the states of the last run."""
        ...

    def snapshot(self) -> Snapshot:
        """The states of the agent's own engine, its looks having the vantage `hub` there."""
        ...

    def place(self) -> Place:
        """Its site, and the names that the plan in force gives."""
        ...

    def power(self) -> Power:
        """The power of the machine."""
        ...

    def deliveries(self) -> Sequence[Delivery]:
        """One per hub."""
        ...

    def plan(self) -> PlanState:
        """The plan in force."""
        ...
