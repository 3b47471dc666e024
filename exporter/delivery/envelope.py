"""The protocol between an agent and a hub, as values and as JSON: what one POST carries, and what the hub says to it.

Fields are added, never renamed or given another meaning. What a newer agent says and this hub cannot read concerns one
observation, and is refused by its number; the rest of the batch is taken.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from probes.language import Text
from probes.observation import Result, once, result_from_json, result_to_json

PROTOCOL = 1
OBSERVATIONS_PATH = "/api/v1/observations"
ENROL_PATH = "/api/v1/enrol"
PLAN_PATH = "/api/v1/plan"

LARGEST_BODY_BYTES = 1 << 20
LARGEST_PLAIN_BYTES = 8 << 20
MOST_ITEMS = 1000
"""What one POST may hold: compressed, decompressed, and in observations."""

MOST_RANGES = 1000
"""How many ranges of drops: each is looked up among all that a hub has settled."""

LONGEST_DETAIL = 500
"""The most letters, all of them printable, that a hub takes as a result's detail."""

_LONGEST_ID, _LONGEST_EPOCH = 200, 64
_LARGEST_NUMBER = 1 << 53


class BadEnvelope(Exception):
    """Not a batch or an answer of this protocol; `text` says where and what is allowed."""

    def __init__(self, text: Text) -> None:
        super().__init__(text.en)
        self.text = text


class Kind(StrEnum):
    """What a batch is made of. LIVE: the newest, whether or not older ones wait. BACKLOG: the oldest that wait."""

    LIVE = "live"
    BACKLOG = "backlog"


class Refusal(StrEnum):
    """Why a hub did not take an observation. It counts as dropped; the agent need not send it again."""

    UNKNOWN_TARGET = "unknown_target"
    UNREADABLE = "unreadable"
    TOO_OLD = "too_old"


@dataclass(frozen=True, slots=True)
class Item:
    """One observation of a batch. (epoch, number) is its key within the agent's site.

    age: seconds between the look's begin and the batch's making, by a clock that does not step; None when only the
    agent's wall clock of that day knows. observed: when the look began, unix seconds by the agent's wall clock of then.
    """

    epoch: str
    number: int
    target: str
    age: float | None
    observed: float
    result: Result


@dataclass(frozen=True, slots=True)
class Dropped:
    """Observations that no longer are: numbers `first` to `last` of an epoch, both included."""

    epoch: str
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Ups:
    """The uninterruptible power supply. charge: 0 to 1. runtime: seconds it will last."""

    on_battery: bool
    charge: float | None = None
    runtime: float | None = None


@dataclass(frozen=True, slots=True)
class AgentState:
    """What an agent says of itself.

    plan: the version of the plan it works by. uptime: seconds since its machine booted. backlog: how many observations
    wait on its disk. oldest_age: seconds since the oldest of them, where known.
    """

    version: str
    plan: str | None
    uptime: float
    backlog: int
    oldest_age: float | None = None
    ups: Ups | None = None


@dataclass(frozen=True, slots=True)
class Batch:
    """One POST. sent: unix seconds by the agent's wall clock. turn: what the hub gave for a BACKLOG batch.

    unreadable: the keys of observations that stood in it and could not be read.
    """

    kind: Kind
    sent: float
    state: AgentState
    items: tuple[Item, ...] = ()
    dropped: tuple[Dropped, ...] = ()
    turn: str | None = None
    unreadable: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Refused:
    """One observation that the hub did not take."""

    epoch: str
    number: int
    why: Refusal


@dataclass(frozen=True, slots=True)
class Turn:
    """Leave to send one BACKLOG batch of up to `items` observations, soon."""

    token: str
    items: int


@dataclass(frozen=True, slots=True)
class ToldVerdict:
    """What the hub makes of the commune: status and cause as in its API, the headline, since when, the incident's code."""

    status: str
    cause: str
    headline: Text
    since: float | None
    incident: str | None


@dataclass(frozen=True, slots=True)
class Answer:
    """What the hub says to a batch. Every observation of it and every number in `dropped` is settled: applied once, known
    already, or refused; the agent forgets them all.

    now: unix seconds by the hub's clock. report_every: seconds between LIVE batches. turn: for the backlog; without one,
    ask_again: seconds until asking makes sense. plan: the version of the plan in force.
    """

    now: float
    report_every: float
    plan: str
    refused: tuple[Refused, ...] = ()
    turn: Turn | None = None
    ask_again: float | None = None
    verdict: ToldVerdict | None = None


def batch_to_json(batch: Batch) -> dict[str, Any]:
    """As plain JSON types; what is not there is left out."""
    state = batch.state
    return {
        "protocol": PROTOCOL,
        "kind": batch.kind.value,
        "sent": batch.sent,
        **_some(turn=batch.turn),
        "agent": {
            "version": state.version,
            "uptime_seconds": state.uptime,
            "backlog": state.backlog,
            **_some(plan=state.plan, oldest_age_seconds=state.oldest_age),
            **({} if state.ups is None else {"ups": _ups_to_json(state.ups)}),
        },
        "observations": [
            {
                "epoch": item.epoch,
                "number": item.number,
                "target": item.target,
                "observed": item.observed,
                **_some(age_seconds=item.age),
                "result": result_to_json(item.result),
            }
            for item in batch.items
        ],
        "dropped": [{"epoch": one.epoch, "first": one.first, "last": one.last} for one in batch.dropped],
    }


def batch_from_json(value: Any) -> Batch:
    """The batch that `batch_to_json` wrote. Raises BadEnvelope."""
    whole = _object(value, "")
    if whole.get("protocol") != PROTOCOL:
        raise BadEnvelope(_PROTOCOL.format(value=repr(whole.get("protocol")), ours=PROTOCOL))
    said = _object(whole.get("agent"), "agent")
    items, unreadable = _items(_list(whole, "observations"))
    return Batch(
        kind=_kind(whole.get("kind")),
        sent=_number(whole, "sent"),
        turn=None if whole.get("turn") is None else _word(whole, "turn"),
        state=AgentState(
            version=_word(said, "version", "agent."),
            plan=None if said.get("plan") is None else _word(said, "plan", "agent."),
            uptime=_number(said, "uptime_seconds", "agent."),
            backlog=_whole(said, "backlog", "agent.", 0),
            oldest_age=_number_or_none(said, "oldest_age_seconds", "agent."),
            ups=None if said.get("ups") is None else _ups(_object(said["ups"], "agent.ups")),
        ),
        items=items,
        dropped=_all_dropped(_list(whole, "dropped")),
        unreadable=unreadable,
    )


def answer_to_json(answer: Answer) -> dict[str, Any]:
    """As plain JSON types; what is not there is left out."""
    verdict, turn = answer.verdict, answer.turn
    told: dict[str, Any] = {
        "protocol": PROTOCOL,
        "now": answer.now,
        "report_every_seconds": answer.report_every,
        "plan": answer.plan,
        **_some(ask_again_seconds=answer.ask_again),
    }
    if answer.refused:
        told["refused"] = [
            {"epoch": one.epoch, "number": one.number, "why": one.why.value} for one in answer.refused
        ]
    if turn is not None:
        told["turn"] = {"token": turn.token, "items": turn.items}
    if verdict is not None:
        told["verdict"] = {
            "status": verdict.status,
            "cause": verdict.cause,
            "headline": {"vi": verdict.headline.vi, "en": verdict.headline.en},
            **_some(since=verdict.since, incident=verdict.incident),
        }
    return told


def answer_from_json(value: Any) -> Answer:
    """The answer that `answer_to_json` wrote; reasons of refusal that a newer hub has are read as UNREADABLE. Raises
    BadEnvelope."""
    whole = _object(value, "")
    turn = None if whole.get("turn") is None else _object(whole["turn"], "turn")
    verdict = None if whole.get("verdict") is None else _object(whole["verdict"], "verdict")
    refused = [_object(one, "refused") for one in _list(whole, "refused")] if "refused" in whole else []
    return Answer(
        now=_number(whole, "now"),
        report_every=_number(whole, "report_every_seconds"),
        plan=_word(whole, "plan"),
        refused=tuple(
            Refused(_epoch(one, "refused."), _whole(one, "number", "refused."), _refusal(one.get("why")))
            for one in refused
        ),
        turn=None if turn is None else Turn(_word(turn, "token", "turn."), _whole(turn, "items", "turn.")),
        ask_again=_number_or_none(whole, "ask_again_seconds"),
        verdict=None if verdict is None else _verdict(verdict),
    )


def _items(found: Sequence[Any]) -> tuple[tuple[Item, ...], tuple[tuple[str, int], ...]]:
    if len(found) > MOST_ITEMS:
        raise BadEnvelope(_TOO_MANY.format(count=len(found), most=MOST_ITEMS))
    items: list[Item] = []
    unreadable: list[tuple[str, int]] = []
    for place, value in enumerate(found):
        where = f"observations[{place}]"
        one = _object(value, where)
        key = _epoch(one, f"{where}."), _whole(one, "number", f"{where}.")
        try:
            items.append(_item(one, key))
        except (BadEnvelope, ValueError, TypeError, KeyError, AttributeError, OverflowError):
            unreadable.append(key)
    return tuple(items), tuple(unreadable)


def _item(one: Mapping[str, Any], key: tuple[str, int]) -> Item:
    result = result_from_json(one["result"])
    numbers = (
        result.duration_seconds,
        *result.measures.values(),
        *(trip or 0.0 for trip in result.round_trips),
    )
    if not all(map(math.isfinite, numbers)):
        raise ValueError("a number that is none")
    return Item(
        epoch=key[0],
        number=key[1],
        target=once(_word(one, "target")),  # what thousands of agents look at is kept once
        age=_number_or_none(one, "age_seconds"),
        observed=_number(one, "observed"),
        result=result,
    )


def _all_dropped(found: Sequence[Any]) -> tuple[Dropped, ...]:
    if len(found) > MOST_RANGES:
        raise BadEnvelope(_TOO_MANY_DROPPED.format(count=len(found), most=MOST_RANGES))
    return tuple(
        _dropped(_object(one, f"dropped[{place}]"), f"dropped[{place}].") for place, one in enumerate(found)
    )


def _dropped(one: Mapping[str, Any], where: str) -> Dropped:
    first, last = _whole(one, "first", where), _whole(one, "last", where)
    if last < first:
        raise BadEnvelope(_BACKWARDS.format(where=where.rstrip("."), first=first, last=last))
    return Dropped(_epoch(one, where), first, last)


def _verdict(said: Mapping[str, Any]) -> ToldVerdict:
    headline = _object(said.get("headline"), "verdict.headline")
    return ToldVerdict(
        status=_word(said, "status", "verdict."),
        cause=_word(said, "cause", "verdict."),
        headline=Text(_line(headline, "vi", "verdict.headline."), _line(headline, "en", "verdict.headline.")),
        since=_number_or_none(said, "since", "verdict."),
        incident=None if said.get("incident") is None else _word(said, "incident", "verdict."),
    )


def _ups_to_json(ups: Ups) -> dict[str, Any]:
    return {"on_battery": ups.on_battery, **_some(charge_ratio=ups.charge, runtime_seconds=ups.runtime)}


def _ups(said: Mapping[str, Any]) -> Ups:
    on_battery = said.get("on_battery")
    if not isinstance(on_battery, bool):
        raise BadEnvelope(
            _WRONG.format(where="agent.ups.on_battery", value=repr(on_battery), allowed="true, false")
        )
    return Ups(
        on_battery,
        _number_or_none(said, "charge_ratio", "agent.ups."),
        _number_or_none(said, "runtime_seconds", "agent.ups."),
    )


def _kind(value: Any) -> Kind:
    try:
        return Kind(value)
    except ValueError:
        raise BadEnvelope(_WRONG.format(where="kind", value=_short(value), allowed=", ".join(Kind))) from None


def _refusal(value: Any) -> Refusal:
    return Refusal(value) if value in list(Refusal) else Refusal.UNREADABLE


def _epoch(one: Mapping[str, Any], where: str) -> str:
    value = one.get("epoch")
    if isinstance(value, str) and 0 < len(value) <= _LONGEST_EPOCH and value.isalnum() and value.isascii():
        return once(value)
    raise BadEnvelope(_WRONG.format(where=f"{where}epoch", value=_short(value), allowed="[0-9A-Za-z]{1,64}"))


def _word(one: Mapping[str, Any], name: str, where: str = "") -> str:
    value = one.get(name)
    if isinstance(value, str) and 0 < len(value) <= _LONGEST_ID and value.isprintable():
        return value
    raise BadEnvelope(
        _WRONG.format(where=where + name, value=_short(value), allowed=f"1-{_LONGEST_ID} letters")
    )


def _line(one: Mapping[str, Any], name: str, where: str) -> str:
    value = one.get(name)
    if isinstance(value, str) and len(value) <= 10 * _LONGEST_ID and value.isprintable():
        return value
    raise BadEnvelope(_WRONG.format(where=where + name, value=_short(value), allowed="text"))


def _whole(one: Mapping[str, Any], name: str, where: str = "", least: int = 1) -> int:
    value = one.get(name)
    if isinstance(value, int) and not isinstance(value, bool) and least <= value <= _LARGEST_NUMBER:
        return value
    raise BadEnvelope(_WRONG.format(where=where + name, value=_short(value), allowed=f">= {least}"))


def _number(one: Mapping[str, Any], name: str, where: str = "") -> float:
    value = one.get(name)
    if isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < _LARGEST_NUMBER:
        return float(value)
    raise BadEnvelope(_WRONG.format(where=where + name, value=_short(value), allowed="a finite number"))


def _number_or_none(one: Mapping[str, Any], name: str, where: str = "") -> float | None:
    return None if one.get(name) is None else _number(one, name, where)


def _object(value: Any, where: str) -> Mapping[str, Any]:
    if isinstance(value, Mapping):
        return value
    raise BadEnvelope(_WRONG.format(where=where or "JSON", value=_short(value), allowed="{...}"))


def _list(one: Mapping[str, Any], name: str) -> Sequence[Any]:
    value = one.get(name)
    if isinstance(value, list):
        return value
    raise BadEnvelope(_WRONG.format(where=name, value=_short(value), allowed="[...]"))


def _some(**values: object) -> dict[str, object]:
    return {name: value for name, value in values.items() if value is not None}


def _short(value: Any) -> str:
    return repr(value)[:80]


_PROTOCOL = Text(
    "protocol: {value} không phải phiên bản giao thức máy này hiểu ({ours})",
    "protocol: {value} is not the version that is understood here ({ours})",
)
_TOO_MANY = Text(
    "observations: {count} kết quả đo trong một lần gửi; nhiều nhất là {most}",
    "observations: {count} in one batch; {most} at most",
)
_TOO_MANY_DROPPED = Text(
    "dropped: {count} dãy số trong một lần gửi; nhiều nhất là {most}",
    "dropped: {count} ranges in one batch; {most} at most",
)
_BACKWARDS = Text(
    "{where}: từ {first} đến {last}; số đầu phải không lớn hơn số cuối",
    "{where}: from {first} to {last}; the first must not be greater than the last",
)
_WRONG = Text("{where}: {value}; phải là {allowed}", "{where}: {value}; allowed is {allowed}")
