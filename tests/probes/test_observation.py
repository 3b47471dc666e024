import json
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from probes.observation import HUB, Observation, Origin, Result, from_json, new_epoch, once, to_json
from probes.reasons import Reason

seconds = st.floats(min_value=0, max_value=4e9, allow_nan=False)
names = st.text(min_size=1, max_size=20)
observations = st.builds(
    Observation,
    target=names,
    vantage=names,
    epoch=names,
    number=st.integers(min_value=1),
    observed=seconds,
    received=seconds,
    origin=st.sampled_from(Origin),
    result=st.builds(
        Result,
        reason=st.none() | st.sampled_from(Reason),
        duration_seconds=seconds,
        detail=st.text(max_size=50),
        round_trips=st.lists(st.none() | seconds, max_size=5).map(tuple),
        measures=st.dictionaries(names, seconds, max_size=4),
        facts=st.dictionaries(names, names, max_size=4),
    ),
)


@given(observations)
def test_an_observation_survives_its_journey_as_json(observation: Observation) -> None:
    assert from_json(json.loads(json.dumps(to_json(observation)))) == observation


def test_the_wire_form_is_final() -> None:
    """Agents in the field send this form: a change here is a change of the protocol."""
    observation = Observation(
        target="19753/tt/chinh",
        vantage=HUB,
        epoch="00c0ffee00c0ffee",
        number=7,
        observed=1795500000.25,
        received=1795500003.5,
        origin=Origin.LIVE,
        result=Result(
            Reason.NO_REPLY, 2.8, "5 packets", (None, None), {"ip_protocol": 4}, {"tls_version": "TLS 1.3"}
        ),
    )

    assert to_json(observation) == {
        "target": "19753/tt/chinh",
        "vantage": "hub",
        "epoch": "00c0ffee00c0ffee",
        "number": 7,
        "observed": 1795500000.25,
        "received": 1795500003.5,
        "origin": "live",
        "result": {
            "duration_seconds": 2.8,
            "reason": "no_reply",
            "detail": "5 packets",
            "round_trips": [None, None],
            "measures": {"ip_protocol": 4},
            "facts": {"tls_version": "TLS 1.3"},
        },
    }


def test_what_a_newer_agent_adds_is_passed_over() -> None:
    value = to_json(Observation("t", HUB, "e", 1, 1.0, 2.0, Origin.LIVE, Result(None, 0.5)))
    value["result"]["colour"] = "blue"
    value["weather"] = "rain"

    assert from_json(value).result == Result(None, 0.5)


@pytest.mark.parametrize(
    "spoil",
    [
        {"number": "seven"},
        {"observed": None},
        {"origin": "guessed"},
        {"result": {}},
        {"result": {"duration_seconds": 1, "reason": "tired"}},
        {"result": None},
    ],
)
def test_anything_else_is_refused(spoil: dict[str, object]) -> None:
    value = to_json(Observation("t", HUB, "e", 1, 1.0, 2.0, Origin.LIVE, Result(None, 0.5))) | spoil

    with pytest.raises((KeyError, TypeError, ValueError)):
        from_json(value)


def test_epochs_differ_from_start_to_start() -> None:
    epochs = {new_epoch() for _ in range(1000)}

    assert len(epochs) == 1000
    assert all(len(epoch) == 16 and math.isfinite(int(epoch, 16)) for epoch in epochs)


def test_equal_words_are_kept_as_one_object_and_long_ones_are_not_kept() -> None:
    word, long = ("".join(["por", "tal/page"]) for _ in range(2)), "x" * 201

    assert len({id(once(each)) for each in word}) == 1
    assert once(long) is long
