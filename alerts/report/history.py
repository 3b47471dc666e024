"""What is known of a stretch of time: the incidents, when the hub watched, and when each line was down."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from alerts.cause import Cause
from alerts.incident import Incident
from alerts.inside.correction import READ_BEFORE_SECONDS
from alerts.inside.journal import AGENTS, SiteJournal, read_inside
from alerts.ledger import read_between, read_reports, read_watched
from alerts.reports import Report
from alerts.spans import Span, Spans, shared, union, without
from probes.inventory.model import Inventory
from probes.inventory.summary import link_id, links_of
from probes.states.flip import Flip
from probes.states.state import Status
from probes.store import read_flips

INCIDENTS, STATES = "incidents.sqlite", "thongsuot.sqlite"


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """What was kept of [began, ended), unix seconds.

    incidents: those that were open at any moment of it, the earliest first. parts: by incident, the code of the wider one
    that it was last part of. watched: when the hub ran, whether or not it could see.
    down: by line of which anything is known, when it was down; drops: how often it went down.
    inside: by site with an agent, what that saw, from an hour before, or before the first of them. reports: what staff reported,
    the oldest first.
    """

    began: float
    ended: float
    incidents: Sequence[Incident]
    parts: Mapping[str, str]
    watched: Spans
    down: Mapping[str, Spans]
    drops: Mapping[str, int]
    inside: Mapping[str, SiteJournal] = field(default_factory=dict)
    reports: Sequence[Report] = ()

    @property
    def unwatched(self) -> Spans:
        """When nothing was seen: the hub did not run, or was cut off itself."""
        blind = union(self.open_span(one) for one in self.incidents if one.cause is Cause.MONITOR_BLIND)
        seen = without(shared(self.watched, ((self.began, self.ended),)), blind)
        return without(((self.began, self.ended),), seen)

    def open_span(self, incident: Incident) -> Span:
        """From when its trouble began until it closed, of this stretch only; one that is open goes on to its end."""
        closed = self.ended if incident.closed is None else incident.closed
        return max(self.began, incident.since), min(self.ended, closed)


def read_history(folder: Path, inventory: Inventory, began: float, ended: float) -> History:
    """The history of the lines of this inventory, from the hub's data folder, while it runs or not. Raises sqlite3.Error."""
    incidents, events = read_between(folder / INCIDENTS, began, ended)
    lines = [link_id(*link) for link in links_of(inventory)]
    flips = read_flips(folder / STATES, lines, began, ended)
    first = min((began, *(one.since for one in incidents)))
    return History(
        began=began,
        ended=ended,
        incidents=incidents,
        parts={event.code: event.text for event in events if event.what == "absorbed" and event.at < ended},
        watched=union(read_watched(folder / INCIDENTS, began, ended)),
        down={line: down_spans(changes, began, ended) for line, changes in flips.items()},
        drops={line: sum(began <= each.at and _is_drop(each) for each in flips[line]) for line in flips},
        inside=read_inside(folder / AGENTS, first - READ_BEFORE_SECONDS, ended),
        reports=read_reports(folder / INCIDENTS, began, ended),
    )


def down_spans(flips: Iterable[Flip], began: float, ended: float) -> Spans:
    """When a line was down in [began, ended), by its changes, the oldest first, the last one before `began` among them.

    A line that was down stays so while nothing is known of it: only a look that saw it answer ends that.
    """
    spans: list[Span] = []
    since: float | None = None
    for flip in flips:
        if flip.after is Status.DOWN:
            since = flip.since if since is None else since
        elif flip.after in (Status.UP, Status.DEGRADED) and since is not None:
            spans.append((since, flip.since))
            since = None
    if since is not None:
        spans.append((since, ended))
    return shared(union(spans), ((began, ended),))


def _is_drop(flip: Flip) -> bool:
    return flip.after is Status.DOWN and flip.before in (Status.UP, Status.DEGRADED)
