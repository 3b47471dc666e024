import json
from contextlib import suppress
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exporter.delivery.envelope import (
    MOST_ITEMS,
    MOST_RANGES,
    AgentState,
    Answer,
    BadEnvelope,
    Batch,
    Dropped,
    Item,
    Kind,
    Refusal,
    Refused,
    ToldVerdict,
    Turn,
    Ups,
    answer_from_json,
    answer_to_json,
    batch_from_json,
    batch_to_json,
)
from probes.language import Text
from probes.observation import Result
from probes.reasons import Reason

ITEM = Item(
    "e1", 7, "portal/page", 12.5, 1_795_000_000.0, Result(Reason.TIMEOUT, 10.0, "slow", facts={"a": "b"})
)
PING = Item(
    "e1", 8, "19789/centre/gateway", None, 1_795_000_001.0, Result(None, 0.9, round_trips=(0.01, None))
)
BATCH = Batch(
    kind=Kind.BACKLOG,
    sent=1_795_000_010.0,
    state=AgentState("0.1.0", "p1", 3600.0, 2, 11.0, Ups(on_battery=True, charge=0.8, runtime=600.0)),
    items=(ITEM, PING),
    dropped=(Dropped("e0", 1, 5),),
    turn="t1",
)
ANSWER = Answer(
    now=1_795_000_010.5,
    report_every=30.0,
    plan="p2",
    refused=(Refused("e1", 7, Refusal.TOO_OLD),),
    turn=Turn("t2", 500),
    ask_again=4.0,
    verdict=ToldVerdict(
        "outage", "line_down", Text("Đứt đường truyền", "The line is cut"), 1_795_000_000.0, "SC-1"
    ),
)


def sent(value: Any) -> Any:
    return json.loads(json.dumps(value))


def test_a_batch_and_an_answer_come_back_as_they_went() -> None:
    assert batch_from_json(sent(batch_to_json(BATCH))) == BATCH
    assert answer_from_json(sent(answer_to_json(ANSWER))) == ANSWER


def test_an_empty_batch_is_a_heartbeat_and_says_nothing_it_does_not_know() -> None:
    empty = Batch(Kind.LIVE, 1.0, AgentState("0.1.0", None, 5.0, 0))
    told = sent(batch_to_json(empty))
    assert "turn" not in told
    assert set(told["agent"]) == {"version", "uptime_seconds", "backlog"}
    assert batch_from_json(told) == empty


@pytest.mark.parametrize(
    "result",
    [
        {"duration_seconds": 1.0, "reason": "a_reason_of_the_year_2030"},
        {"duration_seconds": "long"},
        {"duration_seconds": 1.0, "measures": {"loss": float("nan")}},
        {"duration_seconds": 1.0, "round_trips": [float("inf")]},
        {"duration_seconds": 1.0, "facts": ["no", "object"]},
        [],
        None,
    ],
)
def test_one_unreadable_observation_is_named_and_the_rest_is_taken(result: Any) -> None:
    told = batch_to_json(BATCH)
    told["observations"][0]["result"] = result
    batch = batch_from_json(told)
    assert batch.items == (PING,)
    assert batch.unreadable == (("e1", 7),)


@pytest.mark.parametrize(
    ("path", "value", "where"),
    [
        (("protocol",), 2, "protocol"),
        (("kind",), "dead", "kind"),
        (("sent",), float("nan"), "sent"),
        (("sent",), True, "sent"),
        (("agent",), "me", "agent"),
        (("agent", "backlog"), -1, "agent.backlog"),
        (("agent", "version"), "", "agent.version"),
        (("agent", "ups"), {"on_battery": 1}, "agent.ups.on_battery"),
        (("observations",), {}, "observations"),
        (("observations", 0), 5, "observations[0]"),
        (("observations", 0, "number"), 0, "observations[0].number"),
        (("observations", 0, "number"), 10**30, "observations[0].number"),
        (("observations", 0, "epoch"), "e 1", "observations[0].epoch"),
        (("observations", 0, "epoch"), "e" * 65, "observations[0].epoch"),
        (("dropped", 0, "last"), 0, "dropped[0].last"),
        (("dropped", 0), {"epoch": "e0", "first": 5, "last": 4}, "dropped[0]"),
    ],
)
def test_what_is_no_batch_is_refused_with_the_place_and_the_value(
    path: tuple[str | int, ...], value: Any, where: str
) -> None:
    told = batch_to_json(BATCH)
    inner: Any = told
    for step in path[:-1]:
        inner = inner[step]
    inner[path[-1]] = value
    with pytest.raises(BadEnvelope) as refused:
        batch_from_json(told)
    assert str(refused.value).startswith(f"{where}:")
    assert refused.value.text.vi.startswith(f"{where}:")


def test_more_observations_than_a_batch_holds_are_refused_whole() -> None:
    told = batch_to_json(BATCH)
    told["observations"] = told["observations"][:1] * (MOST_ITEMS + 1)
    with pytest.raises(BadEnvelope, match="1001 in one batch; 1000 at most"):
        batch_from_json(told)


def test_a_reason_of_refusal_that_only_a_newer_hub_knows_still_settles_the_observation() -> None:
    told = answer_to_json(ANSWER)
    told["refused"][0]["why"] = "out_of_fashion"
    assert answer_from_json(told).refused == (Refused("e1", 7, Refusal.UNREADABLE),)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)


@given(JSON, st.sampled_from(["kind", "sent", "agent", "observations", "dropped", "turn", "protocol"]))
def test_whatever_stands_in_a_field_is_read_or_refused(value: Any, name: str) -> None:
    told = batch_to_json(BATCH) | {name: value}
    with suppress(BadEnvelope):  # anything else fails
        batch_from_json(told)


def test_words_that_all_agents_say_are_kept_once() -> None:
    """A hub holds tens of thousands of their observations; a copy of each word in each of them would be a third of that."""
    page = replace(ITEM.result, measures={"phase_connect_seconds": 0.02})
    said = json.dumps(batch_to_json(replace(BATCH, items=(replace(ITEM, result=page),))))
    one, other = (batch_from_json(json.loads(said)).items[0] for _ in range(2))

    assert all(mine is its for mine, its in zip(_words(one), _words(other), strict=True))


def _words(item: Item) -> list[str]:
    result = item.result
    facts = [word for fact in result.facts.items() for word in fact]
    return [item.epoch, item.target, result.detail, *result.measures, *facts]


def test_more_ranges_of_drops_than_any_agent_tells_are_refused() -> None:
    told = batch_to_json(BATCH)
    told["dropped"] = [{"epoch": "a", "first": n, "last": n} for n in range(1, 2 * MOST_RANGES + 3, 2)]

    with pytest.raises(BadEnvelope, match="1001 ranges"):
        batch_from_json(told)
