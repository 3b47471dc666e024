"""All that the public may know of one commune: whether to call, what answers and what does not, whom to call and what to say."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from alerts.alertmanager.teams import team_of
from alerts.called import called_in_public, headline
from alerts.calling import Answer, answers
from alerts.cards import CARDS
from alerts.cause import Cause
from alerts.incident import Incident
from alerts.signing import CommuneSigning
from exporter.view import Moment
from exporter.web.public.facts import CommuneFacts, commune_facts
from exporter.web.public.parts import PartFacts, lines_of, services_of
from exporter.web.public.points import Point, points_of
from exporter.web.public.reach import InsideFacts, inside_of
from probes.inventory.model import Commune, Province
from probes.language import Text


@dataclass(frozen=True, slots=True)
class Contact:
    """Whom to call about something: a team, never a person. phone: None where the inventory has none."""

    name: Text
    phone: str | None


@dataclass(frozen=True, slots=True)
class Hit:
    """An incident that hits this commune or did within a day: what people call it, from when to when (unix seconds)."""

    incident: Incident
    name: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class CommunePage:
    """One commune. answers: the weightiest first. contacts: whom to call about the first of them, after its steps.

    points: its reception points. inside: its agents; None when it has none. signing: how many certificates are in
    which state, never whose; None when no signer is declared. hits: the newest first.
    """

    facts: CommuneFacts
    province: Province
    answers: Sequence[Answer]
    contacts: Sequence[Contact]
    lines: Sequence[PartFacts]
    services: Sequence[PartFacts]
    points: Sequence[Point]
    inside: InsideFacts | None
    signing: CommuneSigning | None
    hits: Sequence[Hit]


def commune_page(moment: Moment, code: str) -> CommunePage | None:
    """One commune, None when the inventory has no such code."""
    commune = next((each for each in moment.inventory.communes if each.code == code), None)
    return None if commune is None else page_of(commune, moment)


def page_of(commune: Commune, moment: Moment) -> CommunePage:
    """All of this commune of the inventory."""
    code = commune.code
    incidents = {incident.code: incident for incident in moment.incidents}
    said = answers(moment.verdicts[code], incidents, moment.at.wall)
    return CommunePage(
        facts=commune_facts(commune, moment),
        province=next(each for each in moment.inventory.provinces if each.code == commune.province),
        answers=said,
        contacts=_contacts(said[0], incidents, moment),
        lines=lines_of(commune, moment),
        services=services_of(commune, moment),
        points=points_of(commune, moment),
        inside=inside_of(commune, moment),
        signing=moment.signing.communes.get(code),
        hits=_hits(code, moment),
    )


def _contacts(answer: Answer, incidents: Mapping[str, Incident], moment: Moment) -> Sequence[Contact]:
    incident = None if answer.incident is None else incidents.get(answer.incident)
    service = None if incident is None else incident.ids.get("service")
    team = team_of(answer.cause, service, moment.inventory)
    if team is None:
        return [Contact(_DUTY_TEAM, None)]
    return [Contact(Text(team.name, team.name), team.phone)]


def _hits(code: str, moment: Moment) -> Sequence[Hit]:
    """The monitor's own blindness hit everybody and nobody: it is told by the verdict alone."""
    hits = [
        Hit(one, _name(one, moment))
        for one in (*moment.incidents, *moment.closed)
        if code in one.affected and one.cause is not Cause.MONITOR_BLIND
    ]
    return sorted(hits, key=lambda hit: (hit.incident.closed is not None, -hit.incident.since))


def _name(incident: Incident, moment: Moment) -> Text:
    """What struck: a commune's own page need not repeat the commune."""
    if "commune" in incident.ids:
        return CARDS[incident.cause].name
    return headline(incident, called_in_public(incident, moment.layout))


_DUTY_TEAM = Text("Tổ trực hỗ trợ kỹ thuật", "The duty team")
