"""Many lines at once, and the hub's own."""

from random import Random

import pytest

from probes.states.followup import Why
from probes.states.state import Status
from tests.simulation.province import INTERVAL, WALL, Province


def _of_one_province(province: Province) -> list[str]:
    return province.ids[:98]


def test_a_province_that_fails_over_five_minutes_is_down_line_by_line_and_comes_back() -> None:
    province = Province(lines=300, seed=14)
    random = Random(14)
    began = {id_: 100 + random.uniform(0, 300) for id_ in _of_one_province(province)}
    for id_, at in began.items():
        province.cut(id_, at, 1000 - at)

    province.run(1000)
    down = province.down()
    extra = len(province.asked)
    province.run(1060)

    assert sorted(flip.target for flip in down) == sorted(began)
    assert max(flip.at - WALL - began[flip.target] for flip in down) <= 30
    assert {province.status(id_) for id_ in province.ids} == {Status.UP}
    regular = len(province.ids) * 900 / INTERVAL
    assert extra < 0.35 * regular


def test_a_province_that_fails_at_once_has_answered_before_its_first_line_is_down() -> None:
    province = Province(lines=300, seed=15)
    for id_ in _of_one_province(province):
        province.cut(id_, 100, 300)

    province.run(130)

    down = province.down()
    suspicions = province.core.snapshot().suspicions
    answered = {id_: suspicion.answered_at or float("inf") for id_, suspicion in suspicions.items()}
    assert len(down) == 98
    assert min(answered.values()) < down[0].at - WALL
    assert max(answered[flip.target] - (flip.at - WALL) for flip in down) <= 3
    for flip in down:
        suspicion = suspicions[flip.target]
        assert suspicion.witnesses is not None
        assert suspicion.witnesses.failing == 0
        nearest = suspicion.siblings[0]
        assert nearest.failing == nearest.answered > 0.9 * nearest.asked


def test_one_line_alone_has_siblings_that_answer() -> None:
    province = Province(lines=300, seed=16)
    province.cut(province.ids[7], 100, 300)

    province.run(140)

    (suspicion,) = province.core.snapshot().suspicions.values()
    assert suspicion.target == province.ids[7]
    assert [answer.failing for answer in suspicion.siblings] == [0, 0, 0]
    assert [answer.answered for answer in suspicion.siblings] == [
        answer.asked for answer in suspicion.siblings
    ]
    assert sum(answer.asked for answer in suspicion.siblings) > 90


@pytest.mark.parametrize("seconds", [1, 3, 6, 9, 12, 15, 20, 30, 45, 90, 600])
def test_a_blind_hub_calls_nothing_down_and_sees_everything_again(seconds: float) -> None:
    province = Province(lines=200, seed=17)
    for repeat in range(5):
        province.darken(100 + repeat * 777.7, seconds)

    province.run(5 * 777.7)

    assert province.down() == []
    assert {province.status(id_) for id_ in province.ids} == {Status.UP}


def test_while_the_hub_is_blind_everything_reads_unknown() -> None:
    province = Province(lines=200, seed=18)
    province.darken(100, 600)

    province.run(112)
    at_first = {province.status(id_) for id_ in province.ids}
    province.run(699)
    at_last = {province.status(id_) for id_ in province.ids}
    province.run(722)

    assert at_first == at_last == {Status.UNKNOWN}
    assert {province.status(id_) for id_ in province.ids} == {Status.UP}


def test_a_line_cut_in_the_dark_is_called_down_soon_after_sight_returns() -> None:
    province = Province(lines=200, seed=19)
    province.darken(100, 300)
    province.cut(province.ids[3], 200, 1000)

    province.run(395)
    before = province.down()
    province.run(440)

    assert before == []
    assert [flip.target for flip in province.down()] == [province.ids[3]]
    assert province.down()[0].at - WALL <= 400 + 6 + 30


def test_a_line_that_was_down_before_the_dark_is_still_down_after_it() -> None:
    province = Province(lines=200, seed=20)
    id_ = province.ids[3]
    province.cut(id_, 50, 2000)
    province.run(99)
    since = province.core.snapshot().states[id_, "hub"].since
    province.darken(100, 300)

    province.run(440)

    state = province.core.snapshot().states[id_, "hub"]
    assert state.status is Status.DOWN
    assert state.since == since


def test_a_blind_hub_asks_its_witnesses_and_little_else() -> None:
    province = Province(lines=200, seed=21)
    province.darken(100, 600)

    province.run(700)

    asked = {why: sum(follow_up.why is why for follow_up in province.asked) for why in Why}
    assert asked[Why.WITNESS] <= 3 * 600 / 4
    assert asked[Why.CONFIRM] <= 200
    assert asked[Why.SIBLING] <= 500
