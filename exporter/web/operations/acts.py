"""What people may do with an incident over HTTP, as JSON."""

import json
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from starlette.requests import Request

from alerts.incident import Incident
from alerts.incidents import Incidents
from alerts.masking import masked
from alerts.reports import Report
from exporter.web.reader import ONLY_JSON, is_json
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


async def settling_of(request: Request) -> Callable[[Incidents, Instant], Report]:
    """Who has dealt with the report that a request names. Raises NotAsked."""
    by = _words(await _said(request), "by", LONGEST_NAME)
    number: int = request.path_params["number"]
    return lambda incidents, now: incidents.settle_report(number, by, now)


async def act_of(request: Request) -> Act:
    """What a request asks to be done: the last part of its path says what, its JSON body the rest. Raises NotAsked.

    Only JSON is taken: a form on somebody else's page cannot send it.
    """
    code, what = request.path_params["code"], request.path_params["what"]
    said = await _said(request)
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
        case "told":
            at = _moment(said, "at")
            # No message has left later than now: a clock of the relay's that is ahead must not promise one.
            return lambda incidents, now: incidents.told(code, min(at, now.wall), now)
        case _:
            raise NotAsked(_ONLY_THESE.format(what=what))


async def _said(request: Request) -> Mapping[str, Any]:
    if not is_json(request):
        raise NotAsked(ONLY_JSON)
    return _object(await _body(request))


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


def _moment(said: Mapping[str, Any], name: str) -> float:
    written = _words(said, name, LONGEST_NAME)
    try:
        moment = datetime.fromisoformat(written)
    except ValueError as error:
        raise NotAsked(_NO_MOMENT.format(name=name)) from error
    if moment.tzinfo is None:
        raise NotAsked(_NO_MOMENT.format(name=name))
    return moment.timestamp()


_NO_OBJECT = Text(
    'Nội dung phải là một đối tượng JSON, ví dụ {"by": "Tổ trực 1"}',
    'The body must be a JSON object, such as {"by": "Tổ trực 1"}',
)
_MISSING = Text("Thiếu {name}, hoặc {name} đang trống", "{name} is missing or empty")
_TOO_LONG = Text("{name} dài quá {most}", "{name} is longer than {most}")
_UNPRINTABLE = Text("{name} có ký tự điều khiển", "{name} holds control characters")
_NO_MOMENT = Text(
    "{name} phải là một thời điểm kèm múi giờ, ví dụ 2026-11-24T08:44:00+07:00",
    "{name} must be a moment with its offset, such as 2026-11-24T08:44:00+07:00",
)
_ONLY_THESE = Text(
    "Không có việc {what}; chỉ có acknowledge, note, isp-ticket, hand-over, told",
    "There is no {what}; only acknowledge, note, isp-ticket, hand-over, told",
)
