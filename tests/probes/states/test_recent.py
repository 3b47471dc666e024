import statistics
from collections.abc import Sequence
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from probes.policy import Policy
from probes.states.recent import Recent, RoundTrips, recent

POLICY = Policy(interval=15)

trips = st.lists(st.none() | st.floats(min_value=1e-6, max_value=2), min_size=1, max_size=8).map(tuple)


def _window(rounds: Sequence[RoundTrips], every: float = 15) -> Recent:
    window = recent(0, rounds[0])
    for number, round_trips in enumerate(rounds[1:], 1):
        window = window.extended(number * every, round_trips, POLICY)
    return window


@given(st.lists(trips, min_size=1, max_size=20))
def test_a_window_sums_up_what_went_into_it(rounds: list[RoundTrips]) -> None:
    window = _window(rounds, every=10)
    answered = sorted(trip for round_trips in rounds for trip in round_trips if trip is not None)
    differences = [
        abs(after - before)
        for round_trips in rounds
        for before, after in pairwise([trip for trip in round_trips if trip is not None])
    ]

    assert window.sent == sum(len(round_trips) for round_trips in rounds)
    assert window.received == len(answered)
    assert window.loss == (window.sent - window.received) / window.sent
    assert window.rtt_median == (statistics.median(answered) if answered else None)
    assert window.jitter == (pytest.approx(statistics.fmean(differences)) if differences else None)


@pytest.mark.parametrize(("count", "rank"), [(1, 1), (2, 2), (19, 19), (20, 19), (21, 20), (100, 95)])
def test_the_95th_percentile_is_a_round_trip_that_happened(count: int, rank: int) -> None:
    window = recent(0, tuple(float(number) for number in range(count, 0, -1)))

    assert window.rtt_p95 == rank


def test_jitter_skips_what_was_lost_and_what_lies_between_rounds() -> None:
    window = _window([(1.0, None, 1.5), (9.0, 9.25)])

    assert window.jitter == pytest.approx((0.5 + 0.25) / 2)


def test_without_replies_nothing_is_known_of_round_trips() -> None:
    window = recent(0, (None, None))

    assert (window.loss, window.rtt_median, window.rtt_p95, window.jitter) == (1, None, None, None)


def test_a_window_holds_the_last_five_minutes() -> None:
    rounds = [(float(number),) * 5 for number in range(100)]

    window = _window(rounds)

    assert window.sent == 100
    assert window.rtt_median == 89.5


def test_a_window_of_few_packets_reaches_further_back() -> None:
    rounds = [(float(number),) for number in range(100)]

    assert _window(rounds).sent == 50


def test_after_a_silence_a_window_begins_anew() -> None:
    window = _window([(1.0,) * 5] * 20)

    assert window.extended(20 * 15 + 46, (2.0,), POLICY).sent == 1


def test_part_of_a_window_can_be_summed_up() -> None:
    window = _window([(1.0, 1.0), (None, 2.0), (3.0, 3.0)])

    part = window.since(15)

    assert (part.sent, part.received, part.rtt_median) == (4, 3, 3.0)


def test_windows_of_the_same_packets_are_equal() -> None:
    assert _window([(1.0,), (2.0,)]) == _window([(1.0,), (2.0,)])
    assert _window([(1.0,), (2.0,)]) != _window([(1.0,), (2.5,)])
