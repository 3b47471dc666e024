"""Random loss is no outage, and outages are found through it."""

from random import Random

import pytest

from probes.states.lossy import LOSSY
from probes.states.state import Status
from tests.simulation.province import WALL, Province

DAY = 86400.0
WORST_BAR_SECONDS = 30.0
GLANCE_SECONDS = 600
"""No line is lossy for less: it takes three good windows to end."""


def _with_cuts(province: Province, cuts: int, until: float) -> dict[str, float]:
    """So many cuts of 40 s, each of another line, at random moments before `until`."""
    random = Random(province.seed)
    began = {id_: random.uniform(60, until - 60) for id_ in random.sample(province.ids, cuts)}
    for id_, at in began.items():
        province.cut(id_, at, 40)
    return began


def _only_the_cuts_are_down(province: Province, began: dict[str, float]) -> None:
    down = province.down()
    slowest = max((flip.at - WALL - began.get(flip.target, 0.0) for flip in down), default=0.0)
    print(  # noqa: T201  # shown by -s and on failure
        f"{province.looks} looks, {len(down)} down of {len(began)} cut, the slowest after {slowest:.1f} s; "
        f"degraded now {_degraded_now(province)}, ever {_ever_degraded(province)}"
    )
    assert sorted(flip.target for flip in down) == sorted(began)
    assert slowest <= WORST_BAR_SECONDS


def _ever_degraded(province: Province) -> int:
    return len({flip.target for flip in province.flips if flip.after is Status.DEGRADED} & set(province.ids))


def _degraded_now(province: Province) -> int:
    snapshot = province.core.snapshot()
    return sum(snapshot.status(id_, "hub", province.now) is Status.DEGRADED for id_ in province.ids)


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
    began = _with_cuts(province, cuts=20, until=7200)

    lossy = _run(province, 7200)

    _only_the_cuts_are_down(province, began)
    assert lossy == set()
    assert _ever_degraded(province) > 0.5 * province.lines


def test_two_hours_of_loss_in_a_thousand_are_hardly_ever_shown() -> None:
    province = Province(lines=150, seed=7, loss=0.002)
    began = _with_cuts(province, cuts=20, until=7200)

    lossy = _run(province, 7200)

    _only_the_cuts_are_down(province, began)
    assert lossy == set()
    assert _ever_degraded(province) <= 1


def test_ten_percent_loss_is_proven_within_twenty_minutes() -> None:
    provinces = [Province(lines=90, seed=seed, loss=0.1) for seed in (8, 18, 28)]

    found = [len(_run(province, 1200) & set(province.ids)) for province in provinces]

    assert sum(found) >= 0.99 * 3 * 90
    assert [_degraded_now(province) for province in provinces] == [90, 90, 90]


@pytest.mark.long
@pytest.mark.timeout(1800)
def test_a_day_of_two_percent_loss_on_3321_lines_calls_nothing_down_but_what_was_cut() -> None:
    province = Province(lines=3321, seed=10, loss=0.02)
    began = _with_cuts(province, cuts=50, until=DAY)

    lossy = _run(province, DAY)

    _only_the_cuts_are_down(province, began)
    assert lossy == set()
    assert _degraded_now(province) > 0.5 * province.lines


@pytest.mark.long
@pytest.mark.timeout(1800)
def test_a_day_of_loss_in_a_thousand_on_3321_lines_is_shown_on_less_than_one_line_in_a_hundred() -> None:
    province = Province(lines=3321, seed=11, loss=0.002)
    began = _with_cuts(province, cuts=50, until=DAY)

    lossy = _run(province, DAY)

    _only_the_cuts_are_down(province, began)
    assert lossy == set()
    assert _ever_degraded(province) < 0.01 * province.lines
