"""Observations are numbered from 1 without gaps, and reach the engine in the order of their numbers."""

from threading import Event, Thread

from probes.clock import Instant
from probes.observation import Observation, Result
from probes.rounds.recorder import Recorder
from tests.fakes.clock import FakeClock

GOOD = Result(None, 0.5)


def test_a_slow_engine_does_not_let_a_later_number_overtake_an_earlier_one() -> None:
    arrived: list[int] = []
    first_is_under_way, second_is_handed_on = Event(), Event()

    def hand_on(observation: Observation) -> None:
        if observation.number == 1:
            first_is_under_way.set()
            second_is_handed_on.wait(0.3)
        else:
            second_is_handed_on.set()
        arrived.append(observation.number)

    recorder = Recorder(hand_on, FakeClock())
    first = Thread(target=recorder.record, args=("a", Instant(0.0, 0.0), GOOD))
    first.start()
    assert first_is_under_way.wait(20)

    recorder.record("b", Instant(0.0, 0.0), GOOD)
    first.join(20)

    assert arrived == [1, 2]


def test_every_start_of_an_observer_is_an_epoch_of_its_own() -> None:
    seen: list[Observation] = []
    for _ in range(2):
        Recorder(seen.append, FakeClock(), vantage="agent/19753").record("a", Instant(7.0, 0.0), GOOD)

    assert [one.number for one in seen] == [1, 1]
    assert len({one.epoch for one in seen}) == 2
    assert {(one.vantage, one.observed, one.received) for one in seen} == {
        ("agent/19753", 7.0, FakeClock().wall)
    }
