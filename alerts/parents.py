"""Which incident is part of which: a cause that explains another one keeps it from opening, and never from closing."""

from collections.abc import Iterable, Mapping, Sequence

from alerts.cause import SHARED_LINE_CAUSES, Cause
from alerts.finding import Key, Labels
from alerts.incident import Incident
from alerts.layout import LinePlace
from alerts.outages import WAVE_SECONDS
from alerts.sight import LineSeen, Sight

_UNDER = {
    Cause.LINE_DOWN: frozenset(
        {
            Cause.BACKUP_AVAILABLE,
            Cause.LINE_PARTLY_DOWN,
            Cause.LINE_FLAPPING,
            Cause.LINE_LOSSY,
            Cause.LINE_SLOW,
            Cause.AGENT_SILENT,
            Cause.SERVICE_UNREACHABLE_HERE,
        }
    ),
    Cause.SERVICE_OUTAGE: frozenset(
        {Cause.SERVICE_SLOW, Cause.SERVICE_UNREACHABLE_HERE, Cause.SERVICE_REPORTED}
    ),
    Cause.SIGNING_BLOCKED: frozenset({Cause.SIGNING_AT_RISK}),
}
"""What is told within which other cause of the same commune, or of the same shared system."""

_SAME = {Cause.LINE_DOWN: "commune", Cause.SERVICE_OUTAGE: "service", Cause.SIGNING_BLOCKED: "commune"}


class Parents:
    """The open incidents that others may be part of, as things stand at one moment."""

    def __init__(self, incidents: Iterable[Incident], sight: Sight) -> None:
        self._sight = sight
        self._of_line: dict[str, Incident] = {}
        self._of_others: dict[tuple[Cause, str], Incident] = {}
        for incident in incidents:
            self.add(incident)

    def add(self, incident: Incident) -> None:
        """One more has opened."""
        if incident.cause in SHARED_LINE_CAUSES:
            for line in failing_in(incident, self._sight):
                known = self._of_line.get(line.place.target)
                if known is None or incident.cause.rank < known.cause.rank:
                    self._of_line[line.place.target] = incident
        elif (same := _SAME.get(incident.cause)) is not None:
            self._of_others[incident.cause, incident.ids[same]] = incident

    def of(self, cause: Cause, labels: Labels) -> Incident | None:
        """The incident that this cause is part of, the widest there is; None when it stands alone.

        It is part of a shared outage when a line that it may be due to fails since that outage began.
        """
        lines = lines_under(cause, labels, self._sight)
        fitting = [incident for line in lines if (incident := self._of_line.get(line.target)) is not None]
        struck = dict(labels)
        for parent, under in _UNDER.items():
            if cause in under and (incident := self._of_others.get((parent, struck.get(_SAME[parent], "")))):
                fitting.append(incident)
        fitting = [incident for incident in fitting if incident.cause.rank < cause.rank]
        return min(fitting, key=lambda incident: incident.cause.rank, default=None)


def lines_under(cause: Cause, labels: Labels, sight: Sight) -> Sequence[LinePlace]:
    """The lines whose failure a cause may be due to."""
    layout = sight.layout
    struck = dict(labels)
    if cause in SHARED_LINE_CAUSES:
        return [line for line in layout.lines if _passes(line, struck)]
    commune = layout.communes.get(struck.get("commune", ""))
    if commune is None:
        return ()
    if cause in (Cause.LINE_DOWN, Cause.BACKUP_AVAILABLE, Cause.LINE_PARTLY_DOWN):
        return commune.lines
    if cause is Cause.SATELLITE_DOWN:
        return [line for lines in commune.satellites for line in lines if line.site == struck["site"]]
    return [line for line in commune.lines if line.labels == labels]


def could_explain(parent: Key, cause: Cause, labels: Labels, sight: Sight) -> bool:
    """Whether this cause is of those that may be part of such a parent, whatever fails now."""
    wider, struck = parent[0], dict(parent[1])
    if wider in SHARED_LINE_CAUSES:
        return wider.rank < cause.rank and any(
            _passes(line, struck) for line in lines_under(cause, labels, sight)
        )
    same = _SAME.get(wider, "")
    return cause in _UNDER.get(wider, ()) and struck[same] == dict(labels).get(same)


def failing_in(incident: Incident, sight: Sight) -> list[LineSeen]:
    """The lines of a shared outage that fail, and began to no earlier than the wave that it began with."""
    earliest = incident.since - WAVE_SECONDS
    return [
        line
        for place in lines_under(incident.cause, incident.labels, sight)
        if (line := sight.lines[place.target]).began is not None and sight.wall(line.began) >= earliest
    ]


def _passes(line: LinePlace, struck: Mapping[str, str]) -> bool:
    return all(getattr(line, name) == value for name, value in struck.items())
