"""What communes reported, as those on call are shown it: what waits for somebody first, and the words of people in full."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from alerts.cause import Cause
from alerts.incident import Incident
from alerts.incidents import Incidents
from alerts.reported import LASTING_SECONDS
from alerts.reports import Report
from exporter.view import Moment
from probes.clock import Instant

MOST_SHOWN, MOST_SETTLED = 40, 10
"""A page of them must come over a phone's line."""


@dataclass(frozen=True, slots=True)
class ReportRow:
    """One report in a list. place: of which commune. service: which shared system it names, if any."""

    report: Report
    place: str
    service: str | None


@dataclass(frozen=True, slots=True)
class ReportList:
    """Those that wait for somebody and those that were dealt with, each the latest first. left_out: how many more wait."""

    waiting: Sequence[ReportRow]
    settled: Sequence[ReportRow]
    left_out: int = 0


def reports_now(moment: Moment) -> ReportList:
    """Everything that was reported within 24 hours."""
    return _list(moment.reports, moment)


def reports_of(incident: Incident, moment: Moment) -> ReportList | None:
    """What an incident rests on, if it is one that communes reported; None for what is measured. What was said within the hour before
    is told too: it keeps the incident open as long as nobody deals with it."""
    if incident.cause is not Cause.SERVICE_REPORTED:
        return None
    until = moment.at.wall if incident.closed is None else incident.closed
    service = incident.ids["service"]
    began = incident.since - LASTING_SECONDS
    theirs = (one for one in moment.reports if one.said.service == service and began <= one.at <= until)
    return _list(theirs, moment)


def settled_by(number: int, by: str) -> Callable[[Incidents, Instant], Report]:
    """Somebody on call has dealt with a report. Raises NoSuchReport."""
    return lambda incidents, now: incidents.settle_report(number, by, now)


def _list(reports: Iterable[Report], moment: Moment) -> ReportList:
    names, services = moment.layout.commune_names, moment.layout.services
    waiting: list[ReportRow] = []
    settled: list[ReportRow] = []
    for report in reports:
        said = report.said
        service = None if said.service is None else services.get(said.service)
        row = ReportRow(
            report,
            names.get(said.commune, said.commune),
            said.service if service is None else service.name,
        )
        (waiting if report.settled is None else settled).append(row)
    return ReportList(waiting[:MOST_SHOWN], settled[:MOST_SETTLED], max(0, len(waiting) - MOST_SHOWN))
