"""One moment, judged: the snapshot, the inventory and what they mean. What pages, metrics and alerts all read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from alerts.agents import Agents
from alerts.findings import Findings, findings
from alerts.hours import Calendar
from alerts.incident import Incident
from alerts.layout import Layout
from alerts.maintenance import Windows
from alerts.reports import Report
from alerts.sight import Sight
from alerts.signing import Signers, Signing
from alerts.verdict import Verdict, verdicts
from alerts.wall_clock import WallClock
from probes.clock import Instant
from probes.inventory.model import Inventory
from probes.states.state import Snapshot


@dataclass(frozen=True, slots=True)
class Judgement:
    """What was known at `at`. Verdicts by commune code; who can sign, in counts; incidents open, and closed within a day;
    what staff reported within a day, the latest first."""

    at: Instant
    snapshot: Snapshot
    inventory: Inventory
    layout: Layout
    verdicts: Mapping[str, Verdict]
    signing: Signing
    calendar: Calendar
    incidents: Sequence[Incident] = ()
    closed: Sequence[Incident] = ()
    reports: Sequence[Report] = ()


@dataclass(frozen=True, slots=True)
class Look:
    """What is seen at one moment, what fits it, and who can sign."""

    sight: Sight
    found: Findings
    signing: Signing
    calendar: Calendar


@dataclass(frozen=True, slots=True)
class _OfInventory:
    """What is made of an inventory once, for as long as it holds."""

    layout: Layout
    agents: Agents
    signers: Signers
    calendar: Calendar
    windows: Windows


class Judge:
    """Looks at snapshots of one inventory after another. Single-threaded: whoever judges has one of their own."""

    def __init__(self, began: float) -> None:
        """began: monotonic seconds, when this program began to watch."""
        self._began = began
        self._of: _OfInventory | None = None
        self._clock: WallClock | None = None

    def look(self, inventory: Inventory, snapshot: Snapshot, now: Instant) -> Look:
        """What is seen, what fits it, and who can sign."""
        of = self._of
        if of is None or of.layout.inventory is not inventory or of.layout.targets is not snapshot.targets:
            layout = Layout(inventory, snapshot.targets)
            of = self._of = _OfInventory(
                layout,
                Agents(layout),
                Signers(inventory),
                Calendar(inventory),
                Windows(inventory.maintenance),
            )
        signing = of.signers.count(snapshot, now.monotonic)
        clock = self._clock = WallClock.at(now) if self._clock is None else self._clock.heeding(now)
        agents = of.agents.see(snapshot, now.monotonic)
        sight = Sight(of.layout, snapshot, agents, signing, now, clock, now.monotonic - self._began)
        found = of.windows.noted(findings(sight, of.calendar), of.layout, now.wall)
        return Look(sight, found, signing, of.calendar)

    def judge(
        self,
        inventory: Inventory,
        snapshot: Snapshot,
        now: Instant,
        incidents: Sequence[Incident] = (),
        closed: Sequence[Incident] = (),
        reports: Sequence[Report] = (),
    ) -> Judgement:
        """The whole of it. incidents: those open as things stood last; nothing is opened or closed here."""
        return told(self.look(inventory, snapshot, now), incidents, closed, reports)


def told(
    look: Look, incidents: Sequence[Incident], closed: Sequence[Incident], reports: Sequence[Report] = ()
) -> Judgement:
    """What was seen and found, as readers take it."""
    sight = look.sight
    return Judgement(
        sight.now,
        sight.snapshot,
        sight.layout.inventory,
        sight.layout,
        verdicts(look.found, sight, incidents),
        look.signing,
        look.calendar,
        incidents,
        closed,
        reports,
    )
