"""A round is paced, never overlaps itself, and says when it was late."""

from dataclasses import replace
from ipaddress import ip_address

import pytest

from probes.kinds.ping import PingTarget
from probes.observation import Observation
from probes.policy import Policy
from probes.reasons import Reason
from probes.rounds.recorder import Recorder
from probes.rounds.round import Pings, Round
from probes.targets import Target
from tests.fakes.clock import FakeClock
from tests.fakes.pinger import FakePinger


def line(number: int) -> Target:
    return Target(
        id=f"{number:05d}/tt/chinh",
        kind="ping",
        spec=PingTarget(address=ip_address(f"127.0.{number // 250}.{number % 250 + 1}")),
        interval_seconds=15.0,
        timeout_seconds=2.8,
        policy=Policy(interval=15.0),
    )


class Told:
    """What a round told its metrics."""

    def __init__(self) -> None:
        self.finished: list[tuple[str, float, float]] = []
        self.failed: list[Reason] = []

    def round_finished(self, kind: str, *, duration_seconds: float, late_seconds: float) -> None:
        self.finished.append((kind, duration_seconds, late_seconds))

    def look_failed(self, kind: str, reason: Reason) -> None:
        assert kind == "ping"
        self.failed.append(reason)


class Stage:
    """A round of ten lines with a pinger and a clock in the test's hand."""

    def __init__(self) -> None:
        self.clock = FakeClock()
        self.pinger = FakePinger()
        self.observations: list[Observation] = []
        self.told = Told()
        recorder = Recorder(self.observations.append, self.clock)
        self.round = Round("ping", 15.0, Pings(self.pinger), recorder, self.clock, self.told)
        self.round.replace([line(number) for number in range(10)])


@pytest.fixture
def stage() -> Stage:
    return Stage()


def test_the_first_pass_takes_five_seconds_and_the_next_fill_the_interval(stage: Stage) -> None:
    began = stage.clock.monotonic
    stage.round.run()
    first = [at - began for at, _ in stage.pinger.submitted]
    stage.pinger.answer()
    stage.pinger.submitted.clear()
    stage.clock.advance(15)
    stage.round.run()
    second = [at - began - 15 for at, _ in stage.pinger.submitted]

    assert first == pytest.approx([index * 0.5 for index in range(10)])
    assert second == pytest.approx([index * 1.22 + 1 for index in range(10)])


def test_every_answer_becomes_an_observation_numbered_without_gaps(stage: Stage) -> None:
    stage.round.run()
    stage.clock.advance(3)
    stage.pinger.answer(most=6)
    stage.pinger.answer(lost=True)

    assert [seen.number for seen in stage.observations] == list(range(1, 11))
    assert {seen.target for seen in stage.observations} == {line(number).id for number in range(10)}
    assert [seen.result.reason for seen in stage.observations] == [None] * 6 + [Reason.NO_REPLY] * 4
    assert stage.observations[0].result.round_trips == (0.010,) * 5
    assert stage.told.failed == [Reason.NO_REPLY] * 4


def test_a_pass_that_has_not_ended_holds_back_only_its_own_targets(
    stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    stage.round.run()
    stage.pinger.answer(most=7)
    stage.pinger.submitted.clear()
    stage.clock.advance(15)

    stage.round.run()

    assert len(stage.pinger.submitted) == 7
    assert "3 ping targets are still being looked at" in caplog.text
    stage.pinger.answer()
    stage.pinger.submitted.clear()
    stage.clock.advance(15)
    stage.round.run()
    assert len(stage.pinger.submitted) == 10


def test_duration_and_lateness_are_told_once_a_pass_has_ended(stage: Stage) -> None:
    stage.round.run()
    stage.clock.advance(4)
    stage.pinger.answer(most=9)
    assert stage.told.finished == []
    stage.pinger.answer()
    stage.clock.advance(13)

    stage.round.run()
    stage.clock.advance(12.5)
    stage.pinger.answer()

    assert stage.told.finished == [("ping", 4.0, 0.0), ("ping", 12.5, 2.0)]


def test_a_late_pass_does_not_make_the_next_one_late_too(stage: Stage) -> None:
    for wait in (0, 17, 13, 15, 40, 15):
        stage.clock.advance(wait)
        stage.round.run()
        stage.pinger.answer()

    assert [late for _, _, late in stage.told.finished] == [0, 2, 0, 0, 25, 0]


def test_a_pass_that_found_every_target_busy_makes_the_next_one_late(stage: Stage) -> None:
    stage.round.run()
    stage.clock.advance(15)
    stage.round.run()  # nothing is free: nobody is looked at
    stage.pinger.answer()
    stage.clock.advance(15)

    stage.round.run()
    stage.pinger.answer()

    assert [late for _, _, late in stage.told.finished] == [0, 15]


def test_an_extra_look_does_not_count_as_a_pass(stage: Stage) -> None:
    stage.round.again([(stage.clock.monotonic + 5, line(3))])
    stage.pinger.answer(lost=True)

    assert [seen.target for seen in stage.observations] == [line(3).id]
    assert stage.told.finished == []


def test_a_removed_target_is_not_asked_again_and_its_last_answer_harms_nothing(stage: Stage) -> None:
    stage.round.run()
    stage.round.replace([line(1)])
    stage.pinger.answer()
    stage.pinger.submitted.clear()
    stage.clock.advance(15)

    stage.round.run()

    assert len(stage.pinger.submitted) == 1
    assert len(stage.told.finished) == 1


def test_an_answer_of_the_old_address_says_nothing_of_the_new_one(stage: Stage) -> None:
    moved = replace(line(1), spec=replace(line(1).spec, address=ip_address("127.9.9.9")))
    slower = replace(line(2), interval_seconds=15.0, policy=Policy(interval=15.0, down_after=5))
    stage.round.run()

    stage.round.replace([moved, slower])
    stage.round.again([(stage.clock.monotonic, line(1))])
    stage.pinger.answer(lost=True)

    assert [seen.target for seen in stage.observations] == [slower.id]
    assert stage.told.failed == [Reason.NO_REPLY]
    assert len(stage.told.finished) == 1


def test_a_target_whose_result_cannot_be_recorded_is_looked_at_again() -> None:
    clock, pinger = FakeClock(), FakePinger()

    def trip(observation: Observation) -> None:
        raise RuntimeError(observation.target)

    round_ = Round("ping", 15.0, Pings(pinger), Recorder(trip, clock), clock, Told())
    round_.replace([line(1)])
    round_.run()
    with pytest.raises(RuntimeError):
        pinger.answer()
    clock.advance(15)

    round_.run()

    assert len(pinger.submitted) == 2


def test_a_round_without_targets_does_nothing(stage: Stage) -> None:
    stage.round.replace([])
    stage.round.run()

    assert stage.pinger.submitted == []
    assert stage.told.finished == []
