"""Incidents as JSON, for relays, pages and people's own programs; and what people may do with them."""

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from starlette.requests import Request

from alerts.called import called
from alerts.cards import CARDS
from alerts.cause import Cause, Severity
from alerts.incident import Evidence, Incident
from alerts.incidents import Incidents
from alerts.inside.correction import Correction
from alerts.masking import masked
from alerts.times import rfc3339
from exporter.view import Moment
from exporter.web.inside import correction_json, corrections_now
from probes.clock import Instant
from probes.language import Text

Act = Callable[[Incidents, Instant], Incident]
"""What somebody does with an incident; raises alerts.incidents.NoSuchIncident."""

LONGEST_BYTES = 16_384
LONGEST_TEXT = 2_000
LONGEST_NAME = 100


class NotAsked(ValueError):
    """The request does not say what to do; `why` says what is missing or wrong, and what is allowed."""

    def __init__(self, why: Text) -> None:
        super().__init__(why.en)
        self.why = why


def incidents_json(moment: Moment) -> dict[str, Any]:
    """/api/v1/incidents: those that are open, worst first, and those that closed within a day."""
    return {
        "generated_at": rfc3339(moment.at.wall),
        "incidents": [incident_json(one, moment) for one in (*moment.incidents, *moment.closed)],
    }


def incident_json(incident: Incident, moment: Moment) -> dict[str, Any]:
    """One incident as everybody may see it: no evidence, no person, no circuit."""
    where = called(incident, moment.layout)
    name = CARDS[incident.cause].name
    acknowledged = incident.acknowledged
    return {
        "code": incident.code,
        "cause": incident.cause.value,
        "scope": incident.cause.nature.scope.value,
        "severity": incident.severity.value,
        "labels": dict(incident.labels),
        "where": {"vi": where.vi, "en": where.en},
        "headline": {"vi": f"{where.vi}: {name.vi}", "en": f"{where.en}: {name.en}"},
        "since": rfc3339(incident.since),
        "opened": rfc3339(incident.opened),
        "closed": rfc3339(incident.closed),
        "outcome": None if incident.outcome is None else incident.outcome.value,
        "affected_communes": len(incident.affected),
        "parent": incident.parent,
        "acknowledged_at": None if acknowledged is None else rfc3339(acknowledged.at),
    }


def operations_json(incidents: Sequence[Incident], moment: Moment) -> list[dict[str, Any]]:
    """The same for those on call: also which communes, what proves it, who has it, the ISP's ticket, and what was seen from
    inside. Reads the disk."""
    inside = corrections_now(incidents, moment)
    return [_operations_json(one, moment, inside.get(one.code)) for one in incidents]


def _operations_json(incident: Incident, moment: Moment, seen: Correction | None) -> dict[str, Any]:
    acknowledged = incident.acknowledged
    return {
        **incident_json(incident, moment),
        "affected": list(incident.affected),
        "dossiers_affected": _dossiers(incident, moment),
        "evidence": [_evidence(one) for one in incident.evidence],
        "acknowledged_by": None if acknowledged is None else acknowledged.by,
        "handler": incident.handler,
        "isp_ticket": incident.isp_ticket,
        "seen_inside": correction_json(seen),
    }


async def act_of(request: Request) -> Act:
    """What a request asks to be done: the last part of its path says what, its JSON body the rest. Raises NotAsked.

    Only JSON is taken: a form on somebody else's page cannot send it.
    """
    code, what = request.path_params["code"], request.path_params["what"]
    if request.headers.get("content-type", "").partition(";")[0].strip() != "application/json":
        raise NotAsked(_ONLY_JSON)
    said = _object(await _body(request))
    by = _words(said, "by", LONGEST_NAME)
    match what:
        case "acknowledge":
            return lambda incidents, now: incidents.acknowledge(code, by, now)
        case "note":
            text = masked(_words(said, "text", LONGEST_TEXT))
            return lambda incidents, now: incidents.note(code, by, text, now)
        case "isp-ticket":
            ticket = _words(said, "ticket", LONGEST_NAME)
            return lambda incidents, now: incidents.isp_ticket(code, by, ticket, now)
        case "hand-over":
            to = _words(said, "to", LONGEST_NAME)
            return lambda incidents, now: incidents.hand_over(code, by, to, now)
        case _:
            raise NotAsked(_ONLY_THESE.format(what=what))


async def _body(request: Request) -> bytes:
    body = b""
    async for piece in request.stream():
        body += piece
        if len(body) > LONGEST_BYTES:
            raise NotAsked(_TOO_LONG.format(name="JSON", most=LONGEST_BYTES))
    return body


def _object(body: bytes) -> Mapping[str, Any]:
    try:
        said = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise NotAsked(_NO_OBJECT) from error
    if not isinstance(said, dict):
        raise NotAsked(_NO_OBJECT)
    return said


def _words(said: Mapping[str, Any], name: str, most: int) -> str:
    value = said.get(name)
    if not isinstance(value, str) or not (words := " ".join(value.split())):
        raise NotAsked(_MISSING.format(name=name))
    if len(words) > most:
        raise NotAsked(_TOO_LONG.format(name=name, most=most))
    if not words.isprintable():
        raise NotAsked(_UNPRINTABLE.format(name=name))
    return words


def _dossiers(incident: Incident, moment: Moment) -> int | None:
    """How many dossiers were to be taken in meanwhile where it hits; None for what does not stop people's work."""
    if incident.severity is not Severity.CRITICAL or incident.cause is Cause.MONITOR_BLIND:
        return None
    until = moment.at.wall if incident.closed is None else incident.closed
    calendar = moment.calendar
    return round(sum(calendar.dossiers_affected(code, incident.since, until) for code in incident.affected))


def _evidence(one: Evidence) -> dict[str, Any]:
    return {
        "target": one.target,
        "vantage": one.vantage,
        "observed": rfc3339(one.observed),
        "status": one.status.value,
        "reason": None if one.reason is None else one.reason.value,
    }


_ONLY_JSON = Text(
    "Hãy gửi JSON, với Content-Type: application/json", "Send JSON, with Content-Type: application/json"
)
_NO_OBJECT = Text(
    'Nội dung phải là một đối tượng JSON, ví dụ {"by": "Tổ trực 1"}',
    'The body must be a JSON object, such as {"by": "Tổ trực 1"}',
)
_MISSING = Text("Thiếu {name}, hoặc {name} đang trống", "{name} is missing or empty")
_TOO_LONG = Text("{name} dài quá {most}", "{name} is longer than {most}")
_UNPRINTABLE = Text("{name} có ký tự điều khiển", "{name} holds control characters")
_ONLY_THESE = Text(
    "Không có việc {what}; chỉ có acknowledge, note, isp-ticket, hand-over",
    "There is no {what}; only acknowledge, note, isp-ticket, hand-over",
)
