from random import Random

import pytest

from probes.rounds.pace import shuffled, spread_seconds, starts


def test_starts_are_even_over_the_spread() -> None:
    assert starts(4, 100.0, 12.0) == [100.0, 103.0, 106.0, 109.0]
    assert starts(0, 100.0, 12.0) == []


def test_every_moment_wanders_a_second_with_each_pass_and_round_again() -> None:
    assert starts(4, 100.0, 12.0, passes=1) == [101.0, 104.0, 107.0, 110.0]
    assert starts(4, 100.0, 12.0, passes=11) == [111.0, 102.0, 105.0, 108.0]
    assert starts(1, 100.0, 12.2, passes=12) == [112.0]
    assert starts(4, 100.0, 12.0, passes=12) == starts(4, 100.0, 12.0)


@pytest.mark.parametrize(
    ("interval", "tail", "first", "expected"),
    [
        (15.0, 2.8, False, 12.2),
        (15.0, 2.8, True, 5.0),
        (5.0, 2.8, True, 2.2),
        (60.0, 10.0, False, 50.0),
        (1.0, 10.0, False, 0.1),
    ],
)
def test_the_last_look_of_a_round_ends_within_its_interval(
    interval: float, tail: float, first: bool, expected: float
) -> None:
    assert spread_seconds(interval, tail, first=first) == pytest.approx(expected)


def test_the_order_is_the_same_at_every_start_and_keeps_neighbours_apart() -> None:
    ids = [f"{commune:05d}/tt/chinh" for commune in range(1000)]

    order = shuffled(ids)

    assert sorted(order) == sorted(ids)
    assert order == shuffled(list(reversed(ids)))
    places = {id_: place for place, id_ in enumerate(order)}
    hundred_neighbours = [places[id_] for id_ in ids[:100]]
    assert max(hundred_neighbours) - min(hundred_neighbours) > 800


def test_each_of_many_observers_has_an_order_of_its_own() -> None:
    ids = [f"service-{number}/http" for number in range(15)]

    assert shuffled(ids, "19789/centre") == shuffled(ids, "19789/centre")
    assert shuffled(ids, "19789/centre") != shuffled(ids, "19790/centre")


def test_with_jitter_a_look_is_anywhere_in_its_own_share_of_the_round() -> None:
    passes = [starts(15, 0.0, 300.0, number, Random(number)) for number in range(50)]

    for number, moments in enumerate(passes):
        shares = sorted((moment - number) % 300 // 20 for moment in moments)
        assert shares == list(range(15))
    assert len({round(moments[0] - number, 3) for number, moments in enumerate(passes)}) > 40
