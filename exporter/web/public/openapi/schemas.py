"""The shapes of the API's answers as JSON Schema. Every key is always there; what is not known is null."""

from collections.abc import Iterable
from enum import StrEnum
from typing import Any

from alerts.call import Call
from alerts.cause import Cause, CommuneStatus, Scope, Severity
from alerts.incident import Outcome
from exporter.web.public.incidents import PUBLIC_LABELS
from exporter.web.public.reach import Reach
from probes.inventory.model import RoleGroup
from probes.signing.state import SigningState
from probes.states.state import Status

Schema = dict[str, Any]


def whole(**properties: Schema) -> Schema:
    """An object with exactly these keys."""
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def several(items: Schema) -> Schema:
    """A list."""
    return {"type": "array", "items": items}


def maybe(schema: Schema) -> Schema:
    """This, or null."""
    return {"anyOf": [schema, {"type": "null"}]}


def named(name: str) -> Schema:
    """One of SCHEMAS."""
    return {"$ref": f"#/components/schemas/{name}"}


def one_of(values: Iterable[StrEnum]) -> Schema:
    """A closed list of words."""
    return {"type": "string", "enum": [value.value for value in values]}


def by_word(keys: Iterable[StrEnum], value: Schema) -> Schema:
    """An object with some of these keys."""
    return {
        "type": "object",
        "properties": {key.value: value for key in keys},
        "additionalProperties": False,
    }


STRING: Schema = {"type": "string"}
BOOLEAN: Schema = {"type": "boolean"}
COUNT: Schema = {"type": "integer", "minimum": 0}
RATIO: Schema = {"type": "number", "minimum": 0, "maximum": 1}
DAY: Schema = {"type": "string", "format": "date"}
MOMENT: Schema = {"type": "string", "format": "date-time", "description": "RFC 3339, in UTC"}
CODE: Schema = {"type": "string", "pattern": "^[0-9]{5}$", "description": "of a commune, 5 digits"}
PROVINCE: Schema = {"type": "string", "pattern": "^[0-9]{2}$", "description": "of a province, 2 digits"}
INCIDENT_CODE: Schema = {"type": "string", "pattern": "^[0-9A-Z]+(-[0-9A-Z]+)*$"}
TEXT = named("Text")

_COMMUNE_IN_LIST: dict[str, Schema] = {
    "code": CODE,
    "name": STRING,
    "status": one_of(CommuneStatus),
    "verdict": one_of(Cause),
    "since": maybe(MOMENT),
    "incident": maybe(INCIDENT_CODE),
    "call": one_of(Call),
}
_PART: dict[str, Schema] = {
    "name": TEXT,
    "status": maybe(one_of(Status)),
    "flapping": BOOLEAN,
    "only_inside": BOOLEAN,
    "since": maybe(MOMENT),
    "last_checked": maybe(MOMENT),
}
_INCIDENT: dict[str, Schema] = {
    "code": INCIDENT_CODE,
    "cause": one_of(Cause),
    "scope": one_of(Scope),
    "severity": one_of(Severity),
    "labels": {
        "type": "object",
        "properties": dict.fromkeys(PUBLIC_LABELS, STRING),
        "additionalProperties": False,
    },
    "where": TEXT,
    "headline": TEXT,
    "since": MOMENT,
    "opened": MOMENT,
    "closed": maybe(MOMENT),
    "outcome": maybe(one_of(Outcome)),
    "affected_communes": COUNT,
    "parent": maybe(INCIDENT_CODE),
    "told_at": maybe(MOMENT),
    "acknowledged_at": maybe(MOMENT),
}

SCHEMAS: dict[str, Schema] = {
    "Text": whole(vi=STRING, en=STRING) | {"description": "a sentence in both languages"},
    "Error": whole(error=STRING, problem=TEXT)
    | {"description": "one sentence: in the language of the request, and in both"},
    "CommuneInList": whole(**_COMMUNE_IN_LIST),
    "Maintenance": whole(since=MOMENT, until=MOMENT, reason=STRING),
    "Answer": whole(
        verdict=one_of(Cause),
        call=one_of(Call) | {"description": "whether the commune must call anybody about it"},
        seen=TEXT,
        sentence=TEXT,
        next_step=TEXT,
        since=maybe(MOMENT),
        maintenance=maybe(named("Maintenance")),
        incident=maybe(INCIDENT_CODE),
        recorded=maybe(MOMENT),
        told=maybe(MOMENT),
        acknowledged=maybe(MOMENT),
        call_at=maybe(MOMENT) | {"description": "from when on to call if nobody has taken it on by then"},
    ),
    "Commune": whole(
        generated_at=MOMENT,
        **_COMMUNE_IN_LIST,
        province=PROVINCE,
        headline=TEXT,
        answers=several(named("Answer")) | {"minItems": 1},
        contacts=several(whole(name=TEXT, phone=maybe(STRING))),
        others=several(
            whole(verdict=one_of(Cause), headline=TEXT, since=maybe(MOMENT), incident=maybe(INCIDENT_CODE))
        ),
        maintenance=maybe(named("Maintenance")),
        last_checked=maybe(MOMENT),
        lines=several(whole(**_PART)),
        services=several(whole(**_PART, inside=maybe(one_of(Reach)), reported=BOOLEAN)),
        agent=maybe(whole(heard=BOOLEAN, last_heard=maybe(MOMENT))),
        signing=whole(
            usable=by_word(RoleGroup, maybe(COUNT)),
            first_end_days=by_word(RoleGroup, COUNT),
            states=by_word(SigningState, COUNT),
        ),
    ),
    "Incident": whole(**_INCIDENT),
    "IncidentWithCourse": whole(
        generated_at=MOMENT,
        **_INCIDENT,
        course=several(whole(at=MOMENT, what=TEXT)),
        communes=several(whole(code=CODE, name=STRING)),
        communes_left_out=COUNT,
        seen_inside=maybe(TEXT),
    ),
    "Status": whole(
        generated_at=MOMENT,
        communes=several(named("CommuneInList")),
        incidents=several(named("Incident")),
    ),
    "Provinces": whole(
        generated_at=MOMENT, provinces=several(whole(code=PROVINCE, name=STRING, communes=COUNT))
    ),
    "Province": whole(generated_at=MOMENT, code=PROVINCE, name=STRING, communes=several(named("Commune"))),
    "Incidents": whole(generated_at=MOMENT, incidents=several(named("Incident"))),
    "PastIncidents": whole(
        **{
            "generated_at": MOMENT,
            "from": DAY,
            "to": DAY,
            "page": {"type": "integer", "minimum": 1},
            "more": BOOLEAN,
            "incidents": several(named("Incident")),
        }
    ),
    "History": whole(
        generated_at=MOMENT,
        code=CODE,
        complete=BOOLEAN,
        availability=maybe(RATIO),
        days=several(
            whole(
                date=DAY,
                status=one_of(CommuneStatus),
                outage_seconds=COUNT,
                degraded_seconds=COUNT,
                unwatched_seconds=COUNT,
                whole=BOOLEAN,
                incidents=several(INCIDENT_CODE),
            )
        ),
        last_24_hours=several(whole(began=MOMENT, ended=MOMENT, status=maybe(one_of(CommuneStatus)))),
    ),
    "DayReport": whole(
        date=DAY,
        title=TEXT,
        lead=several(TEXT),
        tables=several(
            whole(
                title=TEXT,
                headings=several(TEXT),
                rows=several(several({"anyOf": [TEXT, STRING, {"type": "number"}, {"type": "null"}]})),
                note=maybe(TEXT),
            )
        ),
    ),
}
"""By name: what the answers are made of."""
