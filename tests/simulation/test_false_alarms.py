"""Random loss is no outage, and outages are found through it. Whole days: `python -m bench.false_alarms`."""

import pytest

from probes.states.lossy import LOSSY
from tests.simulation.false_alarms import (
    degraded_now,
    ever_degraded,
    judged,
    only_the_cuts_are_down,
    only_the_cuts_are_incidents,
    with_cuts,
)
from tests.simulation.province import Province

FOUR_HOURS = 4 * 3600.0
GLANCE_SECONDS = 600
"""No line is lossy for less: it takes three good windows to end."""


def _run(province: Province, until: float) -> set[str]:
    """Let time pass; the lines whose loss was proven meanwhile, so that an incident would have opened."""
    lossy: set[str] = set()
    for at in range(GLANCE_SECONDS, int(until) + 1, GLANCE_SECONDS):
        province.run(at)
        states = province.core.snapshot().states.values()
        lossy.update(state.target for state in states if LOSSY in state.causes)
    return lossy


def test_two_hours_of_two_percent_loss_are_shown_and_are_no_outage() -> None:
    province = Province(lines=150, seed=6, loss=0.02)
    began = with_cuts(province, cuts=20, until=7200)

    lossy = _run(province, 7200)

    only_the_cuts_are_down(province, began)
    assert lossy == set()
    assert ever_degraded(province) > 0.5 * province.lines


def test_two_hours_of_loss_in_a_thousand_are_hardly_ever_shown() -> None:
    province = Province(lines=150, seed=7, loss=0.002)
    began = with_cuts(province, cuts=20, until=7200)

    lossy = _run(province, 7200)

    only_the_cuts_are_down(province, began)
    assert lossy == set()
    assert ever_degraded(province) <= 1


def test_ten_percent_loss_is_proven_within_twenty_minutes() -> None:
    provinces = [Province(lines=90, seed=seed, loss=0.1) for seed in (8, 18, 28)]

    found = [len(_run(province, 1200) & set(province.ids)) for province in provinces]

    assert sum(found) >= 0.99 * 3 * 90
    assert [degraded_now(province) for province in provinces] == [90, 90, 90]


@pytest.mark.long
@pytest.mark.timeout(600)
def test_four_hours_of_two_percent_loss_on_3321_lines_opens_an_incident_for_each_cut_and_none_else() -> None:
    province = Province(lines=3321, seed=10, loss=0.02)
    began = with_cuts(province, cuts=20, until=FOUR_HOURS)

    incidents = judged(province, FOUR_HOURS, began)

    only_the_cuts_are_down(province, began)
    only_the_cuts_are_incidents(incidents, began)
    assert degraded_now(province) > 0.5 * province.lines


@pytest.mark.long
@pytest.mark.timeout(600)
def test_four_hours_of_loss_in_a_thousand_on_3321_lines_is_shown_on_less_than_one_line_in_a_hundred() -> None:
    province = Province(lines=3321, seed=11, loss=0.002)
    began = with_cuts(province, cuts=20, until=FOUR_HOURS)

    incidents = judged(province, FOUR_HOURS, began)

    only_the_cuts_are_down(province, began)
    only_the_cuts_are_incidents(incidents, began)
    assert ever_degraded(province) < 0.01 * province.lines
