"""One moment, judged: the snapshot, the inventory and what they mean. What pages, metrics and alerts all read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from alerts.findings import Findings, findings
from alerts.incident import Incident
from alerts.layout import Layout
from alerts.sight import Sight
from alerts.signing import Signers, Signing
from alerts.signing_findings import WorkingDays
from alerts.verdict import Verdict, verdicts
from alerts.wall_clock import WallClock
from probes.clock import Instant
from probes.inventory.model import Inventory
from probes.states.state import Snapshot


@dataclass(frozen=True, slots=True)
class Judgement:
    """What was known at `at`. Verdicts by commune code; who can sign, in counts; incidents open, and closed within a day."""

    at: Instant
    snapshot: Snapshot
    inventory: Inventory
    layout: Layout
    verdicts: Mapping[str, Verdict]
    signing: Signing
    incidents: Sequence[Incident] = ()
    closed: Sequence[Incident] = ()


class Judge:
    """Looks at snapshots of one inventory after another. Single-threaded: whoever judges has one of their own."""

    def __init__(self, began: float, working_days: WorkingDays) -> None:
        """began: monotonic seconds, when this program began to watch."""
        self._began = began
        self._working_days = working_days
        self._layout: Layout | None = None
        self._signers: Signers | None = None
        self._clock: WallClock | None = None

    def look(self, inventory: Inventory, snapshot: Snapshot, now: Instant) -> tuple[Sight, Findings, Signing]:
        """What is seen, what fits it, and who can sign."""
        layout = self._layout
        if layout is None or layout.inventory is not inventory or layout.targets is not snapshot.targets:
            layout = self._layout = Layout(inventory, snapshot.targets)
            self._signers = Signers(inventory)
        signers = self._signers
        signing = Signing({}, {}, {}) if signers is None else signers.count(snapshot, now.monotonic)
        clock = self._clock = WallClock.at(now) if self._clock is None else self._clock.heeding(now)
        sight = Sight(layout, snapshot, signing, now, clock, now.monotonic - self._began)
        return sight, findings(sight, self._working_days), signing

    def judge(
        self,
        inventory: Inventory,
        snapshot: Snapshot,
        now: Instant,
        incidents: Sequence[Incident] = (),
        closed: Sequence[Incident] = (),
    ) -> Judgement:
        """The whole of it. incidents: those open as things stood last; nothing is opened or closed here."""
        sight, found, signing = self.look(inventory, snapshot, now)
        return told(sight, found, signing, incidents, closed)


def told(
    sight: Sight,
    found: Findings,
    signing: Signing,
    incidents: Sequence[Incident],
    closed: Sequence[Incident],
) -> Judgement:
    """What was seen and found, as readers take it."""
    return Judgement(
        sight.now,
        sight.snapshot,
        sight.layout.inventory,
        sight.layout,
        verdicts(found, sight, incidents),
        signing,
        incidents,
        closed,
    )
