"""The thresholds of one target: the defaults, then each level of the inventory, the narrowest last."""

from dataclasses import fields

import pytest

from probes.inventory.model import Medium
from probes.inventory.thresholds import Thresholds
from probes.policy import Policy, policy

_WRITTEN: dict[str, tuple[object, float]] = {
    "down_after": (7, 7),
    "up_after": (7, 7),
    "flap_changes": (7, 7),
    "loss_degraded": ("50%", 0.5),
}


def thresholds(**values: object) -> Thresholds:
    return Thresholds.model_validate(values)


def test_without_a_word_the_defaults_hold() -> None:
    assert policy(15.0, ()) == Policy(interval=15.0)
    assert policy(15.0, (None, Thresholds())) == Policy(interval=15.0)


@pytest.mark.parametrize(
    ("medium", "seconds"), [(Medium.FIBER, 0.05), (Medium.LTE, 0.15), (Medium.VSAT, 0.7)]
)
def test_each_medium_has_its_usual_round_trip(medium: Medium, seconds: float) -> None:
    assert policy(15.0, (), medium).rtt_degraded == seconds


def test_a_threshold_of_the_inventory_beats_that_of_the_medium() -> None:
    assert policy(15.0, (thresholds(rtt_degraded="1s"),), Medium.VSAT).rtt_degraded == 1.0


def test_the_narrowest_level_wins_and_leaves_the_rest() -> None:
    levels = (thresholds(down_after=4, up_after=4), None, thresholds(down_after=5))

    found = policy(15.0, levels)

    assert (found.down_after, found.up_after) == (5, 4)


def test_every_threshold_of_the_inventory_has_its_place_in_the_policy() -> None:
    assert set(Thresholds.model_fields) <= {field.name for field in fields(Policy)}


@pytest.mark.parametrize("name", Thresholds.model_fields)
def test_every_threshold_arrives(name: str) -> None:
    written, meant = _WRITTEN.get(name, ("7ms", 0.007))

    found = policy(15.0, (thresholds(**{name: written}),))

    assert getattr(found, name) == meant


def test_a_result_is_old_after_three_intervals() -> None:
    assert policy(20.0, ()).stale_after == 60.0


def test_an_agent_looks_at_a_shared_system_less_often_than_the_hub_and_is_heard_as_much_longer() -> None:
    assert policy(60.0, ()).stale_from("hub") == 180.0
    assert policy(60.0, ()).stale_from("agent/19753/tt") == 900.0
    assert policy(600.0, ()).stale_from("agent/19753/tt") == 1800.0
