"""One moment, judged: the snapshot, the inventory and what they mean. What pages, metrics and alerts all read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from alerts.agents import Agents
from alerts.announced import Announced
from alerts.findings import Findings, findings
from alerts.hours import Calendar
from alerts.incident import Incident
from alerts.layout import Layout
from alerts.maintenance import Windows
from alerts.planned import Plan, Planned
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
    """What was known at `at`. Verdicts by commune code; who can sign, in counts; incidents open, and closed within a day.

    announced: the maintenance that people announced and that is not over. maintenance: all that is under way or begins
    within two weeks, the inventory's too, soonest first. reports: what staff reported within a day, the latest first.
    """

    at: Instant
    snapshot: Snapshot
    inventory: Inventory
    layout: Layout
    verdicts: Mapping[str, Verdict]
    signing: Signing
    calendar: Calendar
    incidents: Sequence[Incident] = ()
    closed: Sequence[Incident] = ()
    announced: tuple[Announced, ...] = ()
    maintenance: Sequence[Planned] = ()
    reports: Sequence[Report] = ()


@dataclass(frozen=True, slots=True)
class Look:
    """What is seen at one moment, what fits it, who can sign, and what work is planned."""

    sight: Sight
    found: Findings
    signing: Signing
    calendar: Calendar
    announced: tuple[Announced, ...]
    maintenance: Sequence[Planned]


@dataclass(frozen=True, slots=True)
class _OfInventory:
    """What is made of an inventory once, for as long as it holds."""

    layout: Layout
    agents: Agents
    signers: Signers
    calendar: Calendar


@dataclass(frozen=True, slots=True)
class _Work:
    """Planned work, sorted out once for as long as neither the inventory nor the announcements change."""

    layout: Layout
    announced: tuple[Announced, ...]
    windows: Windows
    plan: Plan


class Judge:
    """Looks at snapshots of one inventory after another. Single-threaded: whoever judges has one of their own."""

    def __init__(self, began: float) -> None:
        """began: monotonic seconds, when this program began to watch."""
        self._began = began
        self._of: _OfInventory | None = None
        self._work: _Work | None = None
        self._clock: WallClock | None = None

    def look(
        self,
        inventory: Inventory,
        snapshot: Snapshot,
        now: Instant,
        announced: tuple[Announced, ...] = (),
        reports: Sequence[Report] = (),
        closed: Sequence[Incident] = (),
    ) -> Look:
        """What is seen, what fits it, who can sign, and what work is planned. announced: beside what the inventory plans.

        reports: what staff reported within a day, the latest first. closed: the incidents that closed within a day.
        """
        of = self._of
        if of is None or of.layout.inventory is not inventory or of.layout.targets is not snapshot.targets:
            layout = Layout(inventory, snapshot.targets)
            of = self._of = _OfInventory(
                layout,
                Agents(layout),
                Signers(inventory),
                Calendar(inventory),
            )
        signing = of.signers.count(snapshot, now.monotonic)
        clock = self._clock = WallClock.at(now) if self._clock is None else self._clock.heeding(now)
        agents = of.agents.see(snapshot, now.monotonic)
        sight = Sight(of.layout, snapshot, agents, signing, now, clock, now.monotonic - self._began)
        work = self._planned(of.layout, announced)
        found = findings(sight, of.calendar, tuple(reversed(reports)), closed)
        found = work.windows.noted(found, of.layout, now.wall)
        return Look(sight, found, signing, of.calendar, announced, work.plan.at(now.wall))

    def _planned(self, layout: Layout, announced: tuple[Announced, ...]) -> _Work:
        work = self._work
        if work is None or work.layout is not layout or work.announced is not announced:
            said = (*layout.inventory.maintenance, *(one.said for one in announced))
            work = self._work = _Work(layout, announced, Windows(said), Plan(layout, announced))
        return work

    def judge(
        self,
        inventory: Inventory,
        snapshot: Snapshot,
        now: Instant,
        incidents: Sequence[Incident] = (),
        closed: Sequence[Incident] = (),
        announced: tuple[Announced, ...] = (),
        reports: Sequence[Report] = (),
    ) -> Judgement:
        """The whole of it. incidents: those open as things stood last; nothing is opened or closed here."""
        look = self.look(inventory, snapshot, now, announced, reports, closed)
        return told(look, incidents, closed, reports)


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
        look.announced,
        look.maintenance,
        reports,
    )
