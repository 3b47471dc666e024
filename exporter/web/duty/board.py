"""What those on call are shown: the incidents, worst first; and of one incident everything that is known of it."""

import logging
import re
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from alerts.alertmanager.teams import team_of
from alerts.called import called, headline
from alerts.cause import Cause
from alerts.desk import Event
from alerts.finding import labelled, matches
from alerts.incident import Evidence, Incident
from alerts.inside.correction import Correction
from alerts.layout import LinePlace
from alerts.ledger import read_events
from alerts.rules.names import dashboard
from exporter.view import Moment
from exporter.web.corrections import corrections_now
from exporter.web.duty.reports import ReportList, reports_of
from exporter.web.operations.incidents import dossiers_of
from exporter.web.public.message import address_of_page
from probes.inventory.model import Link, Team
from probes.language import Text

log = logging.getLogger(__name__)

LEDGER = "incidents.sqlite"
_LABEL = re.compile(r"\{\{ \$labels\.(\w+) \}\}")
_MOST_LINES = 20


@dataclass(frozen=True, slots=True)
class Row:
    """One incident in a list. name: what struck, and where. dossiers: None where people's work goes on."""

    incident: Incident
    name: Text
    team: Team | None
    dossiers: int | None


@dataclass(frozen=True, slots=True)
class Board:
    """All incidents: those that stand for themselves worst first, those that are part of wider ones, those lately closed."""

    waiting: Sequence[Row]
    taken: Sequence[Row]
    folded: Sequence[Row]
    closed: Sequence[Row]


@dataclass(frozen=True, slots=True)
class Place:
    """A commune that an incident hits. address: of its public page, where the operator has said where that is."""

    code: str
    name: str
    address: str | None


@dataclass(frozen=True, slots=True)
class LineFacts:
    """A line that an incident is about, as the ISP knows it. hotline, circuit: None where the inventory has none."""

    name: str
    isp: str
    hotline: str | None
    circuit: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentPage:
    """One incident. runbook: an address, or the name of the file where no documents are published. events: oldest first;
    None when the disk did not give them. reports: what it rests on when communes reported it; else None."""

    row: Row
    places: Sequence[Place]
    lines: Sequence[LineFacts]
    evidence: Sequence[Evidence]
    reports: ReportList | None
    inside: Correction | None
    parts: Sequence[Row]
    events: Sequence[Event] | None
    runbook: str
    runbook_is_address: bool
    dashboard: str
    handlers: Sequence[str]


def board(moment: Moment) -> Board:
    """The incidents of this moment."""
    rows = [row_of(one, moment) for one in moment.incidents]
    own = [row for row in rows if row.incident.parent is None]
    return Board(
        [row for row in own if row.incident.acknowledged is None],
        [row for row in own if row.incident.acknowledged is not None],
        [row for row in rows if row.incident.parent is not None],
        [row_of(one, moment) for one in moment.closed],
    )


def row_of(incident: Incident, moment: Moment) -> Row:
    """One incident as a list shows it."""
    name = headline(incident, called(incident, moment.layout))
    team = team_of(incident.cause, incident.ids.get("service"), moment.inventory)
    return Row(incident, name, team, dossiers_of(incident, moment))


def incident_page(code: str, moment: Moment) -> IncidentPage | None:
    """One incident that is open or closed within a day; None for another code. Reads the disk."""
    known = (*moment.incidents, *moment.closed)
    incident = next((one for one in known if one.code == code), None)
    if incident is None:
        return None
    inventory, names = moment.inventory, moment.layout.commune_names
    alerting = inventory.settings.alerting
    page = f"runbooks/{incident.cause}.md"
    return IncidentPage(
        row=row_of(incident, moment),
        places=[
            Place(each, names.get(each, each), address_of_page(moment, each)) for each in incident.affected
        ],
        lines=_lines(incident, moment),
        evidence=incident.evidence,
        reports=reports_of(incident, moment),
        inside=corrections_now((incident,), moment).get(code),
        parts=[row_of(one, moment) for one in moment.incidents if one.parent == code],
        events=_events(code, moment),
        runbook=f"docs/{page}" if alerting.docs is None else f"{alerting.docs.rstrip('/')}/{page}",
        runbook_is_address=alerting.docs is not None,
        dashboard=alerting.dashboards.rstrip("/") + _dashboard(incident),
        handlers=_handlers(moment),
    )


def _dashboard(incident: Incident) -> str:
    ids = incident.ids
    return _LABEL.sub(
        lambda found: quote(ids.get(found[1], ""), safe=""), dashboard(incident.cause.nature.scope.value)
    )


def _events(code: str, moment: Moment) -> Sequence[Event] | None:
    try:
        return read_events(Path(moment.inventory.settings.data_dir) / LEDGER, code)
    except sqlite3.Error as error:
        log.warning("the history of %s cannot be read: %s", code, error)
        return None


def _lines(incident: Incident, moment: Moment) -> Sequence[LineFacts]:
    """The lines of the commune that it strikes: what the ISP asks for when somebody calls about it."""
    ids = incident.ids
    if "commune" not in ids or "service" in ids or incident.cause in _OF_SIGNING:
        return []
    wanted = labelled(**{name: ids.get(name) for name in ("commune", "site", "link")})
    links = _links(ids["commune"], moment)
    isps = {isp.id: isp for isp in moment.inventory.isps}
    found = [line for line in moment.layout.lines if matches(dict(line.labels), wanted)]
    facts = []
    for line in found[:_MOST_LINES]:
        link, isp = links.get(_key(line)), isps.get(line.isp)
        facts.append(
            LineFacts(
                name=line.target,
                isp=line.isp if isp is None else isp.name,
                hotline=None if isp is None else isp.hotline,
                circuit=None if link is None else link.circuit,
            )
        )
    return facts


def _links(code: str, moment: Moment) -> Mapping[tuple[str, str | None], Link]:
    commune = next((each for each in moment.inventory.communes if each.code == code), None)
    if commune is None:
        return {}
    return {(site.id, link.id): link for site in commune.sites for link in site.links}


def _key(line: LinePlace) -> tuple[str, str | None]:
    return line.site, dict(line.labels).get("link")


def _handlers(moment: Moment) -> Sequence[str]:
    """To whom something may be handed over: the teams, and who is or will be on duty."""
    posts = (turn.person for turn in moment.inventory.roster if turn.end.timestamp() > moment.at.wall)
    return list(dict.fromkeys([*(team.name for team in moment.inventory.teams), *posts]))


_OF_SIGNING = (Cause.SIGNING_BLOCKED, Cause.SIGNING_AT_RISK)
