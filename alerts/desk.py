"""The incident desk: opens one incident per cause, folds it into the wider one that explains it, and closes it.

Three laws hold here. Suppression hides telling, never measuring. It stops opening, never closing. And what was part of
a wider outage opens on its own only on a look newer than that outage's recovery.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from math import inf

from alerts import lines, services, signing_findings
from alerts.cause import SHARED_LINE_CAUSES, Cause, Scope
from alerts.finding import Finding, Key
from alerts.findings import Findings
from alerts.incident import Evidence, Incident, Outcome, stem_of
from alerts.parents import Parents, could_explain, failing_in, lines_under
from alerts.sight import Sight
from probes.clock import Instant
from probes.language import Text
from probes.states.state import Status

BLIND_HOLD_SECONDS = 20.0
"""How long the hub must have been blind before that is an incident of its own."""

SETTLE_SECONDS = 300.0
"""How long no line of a shared outage has come or gone before those still out are out for reasons of their own."""

SPREAD_SECONDS = 60.0
"""How long after its latest line went a shared outage may still open although lines come back."""

SHOWN_SECONDS = 86400.0
"""How long a closed incident is still shown."""

_MOST_EVIDENCE = 20


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened to an incident: `opened`, `closed`, `absorbed`, `released`, or what people did with it."""

    code: str
    at: float
    what: str
    by: str = ""
    text: str = ""


@dataclass(slots=True)
class _Shared:
    """What the desk remembers of an open shared outage: the lines that failed, and since when they are these and no outage
    any more (monotonic seconds)."""

    failing: frozenset[str] = frozenset()
    moved: float = 0.0


@dataclass(slots=True)
class _Changes:
    incidents: dict[str, Incident] = field(default_factory=dict)
    events: list[Event] = field(default_factory=list)


class Desk:
    """Single-threaded. Holds the open incidents and those that closed within a day."""

    def __init__(self) -> None:
        self._open: dict[Key, Incident] = {}
        self._closed: dict[str, Incident] = {}
        self._openings: Counter[str] = Counter()
        self._shared: dict[Key, _Shared] = {}
        self._ended: dict[Key, float] = {}
        self._worked: dict[Key, float] = {}
        self._blind_since: float | None = None
        self._changes = _Changes()

    def restore(self, incidents: Iterable[Incident], openings: Mapping[str, int], now: Instant) -> None:
        """Go on from what the last run kept: its open incidents, those lately closed, and how often each stem opened."""
        for incident in incidents:
            if incident.closed is None:
                self._open[incident.key] = incident
            else:
                self._closed[incident.code] = incident
                self._ended[incident.key] = now.monotonic - (now.wall - incident.closed)
        self._openings.update(openings)

    def open_incidents(self) -> Sequence[Incident]:
        """Those that are open now, worst first."""
        return sorted(self._open.values(), key=lambda one: (one.cause.rank, one.opened, one.code))

    def closed_incidents(self) -> Sequence[Incident]:
        """Those that closed within a day, the latest first."""
        return sorted(self._closed.values(), key=lambda one: one.closed or 0.0, reverse=True)

    def find(self, code: str) -> Incident | None:
        """An incident that is open or closed within a day."""
        return next((one for one in self._open.values() if one.code == code), self._closed.get(code))

    def change(self, incident: Incident, event: Event) -> None:
        """People did something with an incident: keep what they changed about it."""
        if incident.closed is None:
            self._open[incident.key] = incident
        else:
            self._closed[incident.code] = incident
        self._note(incident, event)

    def take_changes(self) -> tuple[Sequence[Incident], Sequence[Event]]:
        """What has changed since the last call, to be kept."""
        changes, self._changes = self._changes, _Changes()
        return list(changes.incidents.values()), changes.events

    def update(self, found: Findings, sight: Sight) -> None:
        """Take in what fits now: close what is over, fold what is explained, open what is new; in this order."""
        self._watch_blindness(sight)
        present: dict[Key, tuple[Finding, tuple[str, ...]]] = {
            finding.key: (finding, codes) for finding, codes in found.shared.items()
        }
        for code, several in found.communes.items():
            for finding in several:
                if finding.cause.nature.scope is Scope.COMMUNE:
                    present[finding.key] = (finding, (code,))
        self._close_what_is_over(present, sight)
        parents = Parents(self._open.values(), sight)
        for key in sorted(present, key=lambda key: key[0].rank):
            finding, codes = present[key]
            if key in self._open:
                self._go_on(self._open[key], codes)
            elif self._may_open(finding, found.undecided, parents, sight):
                parents.add(self._open_one(finding, codes, sight))
        self._fold(parents, sight)
        self._forget(sight.now)

    def _watch_blindness(self, sight: Sight) -> None:
        key: Key = (Cause.MONITOR_BLIND, ())
        if not sight.blind:
            self._blind_since = None
            if (incident := self._open.get(key)) is not None and sight.proven:
                self._close(incident, Outcome.RECOVERED, sight.now)
            return
        if self._blind_since is None:
            self._blind_since = sight.now.monotonic
        if key not in self._open and sight.now.monotonic - self._blind_since >= BLIND_HOLD_SECONDS:
            since = sight.wall(self._blind_since)
            self._open_one(Finding(*key, since, (), Text("", "")), tuple(sight.layout.communes), sight)

    def _close_what_is_over(
        self, present: Mapping[Key, tuple[Finding, tuple[str, ...]]], sight: Sight
    ) -> None:
        # The wider ones first: what communes report of an outage is over with it.
        for key, incident in sorted(self._open.items(), key=lambda each: each[0][0].rank):
            if incident.cause is Cause.MONITOR_BLIND:
                continue
            if not _is_watched(incident, sight):
                self._close(incident, Outcome.REMOVED, sight.now)
            elif incident.cause in SHARED_LINE_CAUSES:
                if self._shared_is_over(incident, sight, still=key in present):
                    self._close(incident, Outcome.RECOVERED, sight.now)
            elif incident.cause is Cause.SERVICE_REPORTED:
                if key not in present or self._has_lost_its_parent(incident):
                    self._close(incident, Outcome.RECOVERED, sight.now)
            elif key not in present and _is_over(incident, sight):
                self._close(incident, Outcome.RECOVERED, sight.now)

    def _has_lost_its_parent(self, incident: Incident) -> bool:
        return incident.parent is not None and all(one.code != incident.parent for one in self._open.values())

    def _shared_is_over(self, incident: Incident, sight: Sight, *, still: bool) -> bool:
        """None of its lines fails any more, as far as all are known; or it shows as an outage no more, and the last few
        have had their time."""
        memory = self._shared.setdefault(incident.key, _Shared(moved=sight.now.monotonic))
        failing = frozenset(line.place.target for line in failing_in(incident, sight))
        if still or failing != memory.failing:
            memory.failing, memory.moved = failing, sight.now.monotonic
        seen = sight.lines_of(lines_under(incident.cause, incident.labels, sight))
        hit = frozenset(incident.affected)
        if any(line.status is Status.UNKNOWN and line.place.commune in hit for line in seen):
            return False
        if not any(line.answering for line in seen):
            return False
        return not failing or sight.now.monotonic - memory.moved >= SETTLE_SECONDS

    def _may_open(self, finding: Finding, undecided: frozenset[str], parents: Parents, sight: Sight) -> bool:
        if not finding.settled:
            return False
        if finding.cause in SHARED_LINE_CAUSES:  # which is the answer that others wait for
            if not _is_spreading(finding, sight):
                return False
        else:
            targets = [target for target, _ in finding.evidence]
            if sight.waiting(targets) or not undecided.isdisjoint(targets):
                return False
        if parents.of(finding.cause, finding.labels) is not None:
            return False
        if finding.work is not None:
            if finding.said is not None:
                self._worked[finding.key] = sight.now.monotonic
            return False
        return self._is_newer(finding, sight)

    def _is_newer(self, finding: Finding, sight: Sight) -> bool:
        """Whether the looks that say so began after whatever wider cause they could have been part of was over. What people say
        they say of planned work too, while it goes on.

        A line flaps by its changes of a while: those that it shared with others say nothing of it, so that while must pass.
        """
        ended = {
            key: at
            for key, at in self._ended.items()
            if could_explain(key, finding.cause, finding.labels, sight)
        }
        if finding.cause is Cause.LINE_FLAPPING:
            rested = sight.now.monotonic - _flap_window(finding, sight)
            if any(key[0] in SHARED_LINE_CAUSES and at > rested for key, at in ended.items()):
                return False
        if finding.said is not None:
            over = max((*ended.values(), self._worked.get(finding.key, -inf)))
            return sight.now.monotonic - sight.age(finding.said) > over
        latest = max(ended.values(), default=None)
        return latest is None or all(
            state.last_seen - state.last.result.duration_seconds > latest
            for seen in finding.evidence
            if (state := sight.snapshot.states.get(seen)) is not None
        )

    def _open_one(self, finding: Finding, codes: tuple[str, ...], sight: Sight) -> Incident:
        stem = stem_of(finding.key)
        self._openings[stem] += 1
        opening = self._openings[stem]
        wall = sight.now.wall
        incident = Incident(
            code=f"{stem}-{opening}",
            cause=finding.cause,
            labels=finding.labels,
            opening=opening,
            since=wall if finding.since is None else finding.since,
            opened=wall,
            affected=codes,
            evidence=_evidence(finding, sight),
        )
        self._open[incident.key] = incident
        self._note(incident, Event(incident.code, wall, "opened"))
        return incident

    def _go_on(self, incident: Incident, codes: tuple[str, ...]) -> None:
        if not set(codes) <= set(incident.affected):
            more = replace(incident, affected=tuple(sorted({*incident.affected, *codes})))
            self._open[incident.key] = self._changes.incidents[incident.code] = more

    def _fold(self, parents: Parents, sight: Sight) -> None:
        for incident in list(self._open.values()):
            parent = parents.of(incident.cause, incident.labels)
            code = None if parent is None else parent.code
            if code == incident.parent or (code is None and self._stays_folded(incident, sight)):
                continue
            wall = sight.now.wall
            changed = replace(incident, parent=code)
            self._open[incident.key] = changed
            what, text = ("released", incident.parent or "") if code is None else ("absorbed", code)
            self._note(changed, Event(incident.code, wall, what, text=text))

    def _stays_folded(self, incident: Incident, sight: Sight) -> bool:
        """Whether the wider one is still open, and nothing is known of this one's lines that would part them."""
        if self._has_lost_its_parent(incident):
            return False
        seen = sight.lines_of(lines_under(incident.cause, incident.labels, sight))
        return any(line.status is Status.UNKNOWN for line in seen)

    def _close(self, incident: Incident, outcome: Outcome, now: Instant) -> None:
        closed = replace(incident, closed=now.wall, outcome=outcome, parent=None)
        del self._open[incident.key]
        self._closed[closed.code] = closed
        self._shared.pop(incident.key, None)
        self._ended[incident.key] = now.monotonic
        self._note(closed, Event(closed.code, now.wall, "closed", text=outcome.value))

    def _note(self, incident: Incident, event: Event) -> None:
        self._changes.incidents[incident.code] = incident
        self._changes.events.append(event)

    def _forget(self, now: Instant) -> None:
        old = [
            code
            for code, incident in self._closed.items()
            if now.wall - (incident.closed or 0.0) > SHOWN_SECONDS
        ]
        for code in old:
            key = self._closed.pop(code).key
            if now.monotonic - self._ended.get(key, now.monotonic) > SHOWN_SECONDS:
                del self._ended[key]


def _flap_window(finding: Finding, sight: Sight) -> float:
    return max(sight.layout.targets[target].policy.flap_window for target, _ in finding.evidence)


def _is_spreading(finding: Finding, sight: Sight) -> bool:
    """Whether lines have just gone down together, and none has come back since.

    What is left of several outages on their way to recovery would otherwise look like one of its own.
    """
    began = [sight.lines[target].began or 0.0 for target, _ in finding.evidence]
    if sight.now.monotonic - max(began) <= SPREAD_SECONDS:
        return True
    first = sight.wall(min(began))
    seen = sight.lines_of(lines_under(finding.cause, finding.labels, sight))
    return not any(line.answering and (line.since or 0.0) > first for line in seen)


def _is_watched(incident: Incident, sight: Sight) -> bool:
    """Whether what an incident struck is still in the inventory."""
    layout, struck = sight.layout, incident.ids
    scope = incident.cause.nature.scope
    if scope is Scope.SERVICE:
        return struck["service"] in layout.services
    if scope is Scope.AUTHORITY:
        return struck["authority"] in layout.authorities
    if incident.cause in SHARED_LINE_CAUSES:
        return bool(lines_under(incident.cause, incident.labels, sight))
    if struck["commune"] not in layout.communes or struck.get("service", "") not in ("", *layout.services):
        return False
    of_lines = "site" in struck or incident.cause in (
        Cause.LINE_DOWN,
        Cause.BACKUP_AVAILABLE,
        Cause.LINE_PARTLY_DOWN,
    )
    return not of_lines or bool(lines_under(incident.cause, incident.labels, sight))


def _is_over(incident: Incident, sight: Sight) -> bool:
    cause, labels = incident.cause, incident.labels
    if cause in (Cause.SIGNING_BLOCKED, Cause.SIGNING_AT_RISK):
        commune = sight.layout.communes[incident.ids["commune"]]
        return signing_findings.is_over(cause, sight.signing(commune))
    if "service" in incident.ids or "authority" in incident.ids:
        return services.is_over(cause, labels, sight)
    return lines.is_over(cause, labels, sight.layout.communes[incident.ids["commune"]], sight)


def _evidence(finding: Finding, sight: Sight) -> tuple[Evidence, ...]:
    found = []
    for key in finding.evidence[:_MOST_EVIDENCE]:
        state = sight.snapshot.states.get(key)
        if state is not None:
            last = state.last
            found.append(
                Evidence(
                    target=state.target,
                    vantage=state.vantage,
                    observed=last.observed,
                    status=state.status,
                    reason=last.result.reason,
                    epoch=last.epoch,
                    number=last.number,
                )
            )
    return tuple(found)
