"""What agents and a hub say to each other, as JSON Schema: the envelope of `exporter/delivery/envelope.py`. What an agent sends may hold
more than is named here, and it is not looked at; null is what an agent leaves out."""

from typing import Final

from alerts.cause import Cause, CommuneStatus
from exporter.delivery.envelope import MOST_ITEMS, MOST_RANGES, PROTOCOL, Kind, Refusal
from exporter.web.public.openapi.schemas import (
    BOOLEAN,
    COUNT,
    STRING,
    TEXT,
    Schema,
    maybe,
    named,
    one_of,
    several,
    whole,
)
from probes.reasons import Reason

_MOST = 1 << 53
_NUMBER: Final[Schema] = {"type": "number"}
_SECONDS: Final[Schema] = {"type": "number", "exclusiveMinimum": -_MOST, "exclusiveMaximum": _MOST}
_WORD: Final[Schema] = {"type": "string", "pattern": "^[ -~]{1,200}$"}
_VERSION: Final[Schema] = {"type": "string", "pattern": "^[0-9a-f]{32}$"}
_EPOCH: Final[Schema] = {"type": "string", "pattern": "^[0-9A-Za-z]{1,64}$"}
_PLACE: Final[Schema] = {"type": "integer", "minimum": 1, "maximum": _MOST}


def _answered(needed: dict[str, Schema], **rest: Schema) -> Schema:
    """An object with the keys that are needed, and maybe with some of the rest."""
    told = whole(**needed)
    return told | {"properties": {**needed, **rest}}


def _sent(needed: dict[str, Schema], **rest: Schema) -> Schema:
    """The same, and with what a newer program adds."""
    return _answered(needed, **rest) | {"additionalProperties": True}


AGENT_SCHEMAS: Final[dict[str, Schema]] = {
    "Enrolment": _sent({"code": STRING, "token": STRING}),
    "Enrolled": whole(site=STRING),
    "Result": _sent(
        {"duration_seconds": _NUMBER},
        reason=maybe(one_of(Reason)),
        detail=STRING,
        round_trips=several(maybe(_NUMBER)),
        measures={"type": "object", "additionalProperties": _NUMBER},
        facts={"type": "object", "additionalProperties": STRING},
    ),
    "Observation": _sent(
        {
            "epoch": _EPOCH,
            "number": _PLACE,
            "target": _WORD,
            "observed": _SECONDS,
            "result": named("Result"),
        },
        age_seconds=maybe(_SECONDS),
    ),
    "Unreadable": _sent({"epoch": _EPOCH, "number": _PLACE})
    | {"description": "refused as unreadable; the rest of the batch is taken"},
    "Ups": _sent({"on_battery": BOOLEAN}, charge_ratio=maybe(_SECONDS), runtime_seconds=maybe(_SECONDS)),
    "Batch": _sent(
        {
            "protocol": {"const": PROTOCOL},
            "kind": one_of(Kind),
            "sent": _SECONDS,
            "agent": _sent(
                {"version": _WORD, "uptime_seconds": _SECONDS, "backlog": COUNT | {"maximum": _MOST}},
                plan=maybe(_WORD),
                oldest_age_seconds=maybe(_SECONDS),
                ups=maybe(named("Ups")),
            ),
            "observations": several({"anyOf": [named("Observation"), named("Unreadable")]})
            | {"maxItems": MOST_ITEMS},
            "dropped": several(_sent({"epoch": _EPOCH, "first": _PLACE, "last": _PLACE}))
            | {"maxItems": MOST_RANGES},
        },
        turn=maybe(_WORD),
    ),
    "Settled": _answered(
        {
            "protocol": {"const": PROTOCOL},
            "now": _NUMBER,
            "report_every_seconds": _NUMBER,
            "plan": _VERSION,
        },
        ask_again_seconds=_NUMBER,
        refused=several(whole(epoch=_EPOCH, number=_PLACE, why=one_of(Refusal))),
        turn=whole(token=STRING, items=COUNT),
        verdict=_answered(
            {"status": one_of(CommuneStatus), "cause": one_of(Cause), "headline": TEXT},
            since=_NUMBER,
            incident=STRING,
        ),
    ),
    "Plan": _sent(
        {"version": _VERSION, "site": STRING, "commune_name": STRING, "province_name": STRING},
        targets=several({"type": "object"}),
    ),
}
