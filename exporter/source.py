"""What pages and metrics may ask of the running program: everything readers know comes through here."""

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Protocol, TypeVar

from alerts.incidents import Incidents
from alerts.judgement import Judgement
from alerts.reports import Report
from exporter.delivery.facts import AgentFacts, ReplayFacts
from exporter.history.bars import Bars
from probes.clock import Clock, Instant
from probes.inventory.faults import Fault
from probes.inventory.model import Inventory
from probes.states.state import Snapshot

Done = TypeVar("Done")
"""What somebody's act comes to: the incident, the announcement."""


class Source(Protocol):
    """The running program, as readers see it. Every call is quick and safe from any thread, `reload` apart."""

    @property
    def clock(self) -> Clock:
        """The clock that the states' ages are measured with."""
        ...

    def snapshot(self) -> Snapshot:
        """The states of this moment."""
        ...

    def inventory(self) -> Inventory:
        """The inventory in force: the one that `snapshot().targets` was made from."""
        ...

    def reload(self, force: bool) -> Sequence[Fault]:
        """Read the inventory again: take it whole and return no fault, or keep the old one and return every fault.

        May take seconds. Raises probes.reload.ReloadRefused when it would drop more than a fifth of the communes and `force` is False.
        """
        ...

    def judgement(self) -> Judgement | None:
        """What the states of a moment ago mean; None before the first time."""
        ...

    def change_incident(self, act: Callable[[Incidents, Instant], Done]) -> Done:
        """Let somebody do something with incidents or maintenance; it is on disk when this returns, unless the disk fails.

        Raises what `act` raises, TimeoutError when the engine has not come to it within seconds.
        """
        ...

    def change_report(self, act: Callable[[Incidents, Instant], Report]) -> Report:
        """Let staff report something, or somebody on call deal with it; kept as `change_incident` keeps.

        Raises alerts.incidents.NoSuchReport, TimeoutError.
        """
        ...

    def enrolled(self) -> Collection[str]:
        """The sites whose agent may deliver, `19789/centre`."""
        ...

    def agents(self) -> Mapping[str, AgentFacts]:
        """By site, `<commune>/<id>`: every agent that has been heard."""
        ...

    def replay(self) -> Mapping[str, ReplayFacts]:
        """By destination of remote write: what became of the samples that agents delivered late."""
        ...

    def history(self) -> Bars:
        """How each commune was in the last 90 days and 24 hours; empty before the first reckoning."""
        ...

    def queue_length(self) -> int:
        """How many messages wait for the engine."""
        ...

    def ready(self) -> bool:
        """True once the first sweep is done and the engine runs: traffic may come."""
        ...
