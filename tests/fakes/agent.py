"""An AgentSource over an office in simulated time."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from alerts.inside.facts import Place, Power
from exporter.web.agent.source import Delivery, PlanState
from probes.clock import Clock
from probes.states.state import Snapshot
from tests.alerts.inside.office import Office


@dataclass
class FakeAgent:
    """What a test says is known."""

    office: Office
    hubs: Sequence[Delivery] = (Delivery(hub="hub.example"),)
    known_plan: PlanState = field(default_factory=lambda: PlanState(version="v1"))

    @property
    def clock(self) -> Clock:
        return self.office.clock

    @property
    def started(self) -> float:
        return self.office.started

    def snapshot(self) -> Snapshot:
        return self.office.snapshot

    def place(self) -> Place:
        return self.office.place

    def power(self) -> Power:
        return self.office.power

    def deliveries(self) -> Sequence[Delivery]:
        return self.hubs

    def plan(self) -> PlanState:
        return self.known_plan
