"""All rounds of the program: each goes on for as long as it has targets, and no longer."""

import time
from collections.abc import Callable, Iterator
from ipaddress import ip_address
from typing import cast

import pytest

from probes.clock import SystemClock
from probes.kinds.ping import PingTarget
from probes.network import Gate
from probes.observation import Observation
from probes.policy import Policy
from probes.reasons import Reason
from probes.rounds.recorder import Recorder
from probes.rounds.rounds import Rounds
from probes.states.followup import FollowUp, Why
from probes.targets import Target
from tests.fakes.pinger import OneGate

PATIENCE_SECONDS = 20.0


def line(number: int, interval_seconds: float) -> Target:
    return Target(
        id=f"line-{number}",
        kind="ping",
        spec=PingTarget(address=ip_address(f"127.0.0.{number}")),
        interval_seconds=interval_seconds,
        timeout_seconds=1.0,
        policy=Policy(interval=interval_seconds),
    )


OFTEN, SELDOM, ONCE = line(1, 0.05), line(2, 0.1), line(3, 3600.0)


class Stage:
    """Rounds that run, with a pinger that answers when it is asked to wait."""

    def __init__(self) -> None:
        self.gate = OneGate()
        self.observations: list[Observation] = []
        clock = SystemClock()
        recorder = Recorder(self.observations.append, clock)
        self.rounds = Rounds(cast(Gate, self.gate), recorder, clock, self)

    def round_finished(self, kind: str, *, duration_seconds: float, late_seconds: float) -> None:
        """Nobody counts."""

    def look_failed(self, kind: str, reason: Reason) -> None:
        """Nobody counts."""

    def looks_at(self, target: Target) -> int:
        return sum(request.address == target.spec.address for _, request in self.gate.pinger.submitted)

    def wait(self, holds: Callable[[], bool]) -> None:
        end = time.monotonic() + PATIENCE_SECONDS
        while not holds():
            assert time.monotonic() < end, "it never came"
            time.sleep(0.01)
            self.gate.pinger.answer()


@pytest.fixture
def stage() -> Iterator[Stage]:
    stage = Stage()
    stage.rounds.start()
    yield stage
    stage.rounds.stop()


def test_a_round_without_targets_left_is_run_no_more(stage: Stage) -> None:
    stage.rounds.replace([OFTEN, SELDOM])
    stage.wait(lambda: stage.looks_at(OFTEN) >= 3)

    stage.rounds.replace([SELDOM])
    looked = stage.looks_at(OFTEN)
    seldom = stage.looks_at(SELDOM)
    stage.wait(lambda: stage.looks_at(SELDOM) >= seldom + 5)

    assert stage.looks_at(OFTEN) <= looked + 1  # one may have been on its way


def test_a_target_that_comes_back_is_looked_at_again(stage: Stage) -> None:
    stage.rounds.replace([ONCE])
    stage.wait(lambda: stage.looks_at(ONCE) == 1)
    stage.rounds.replace([SELDOM])

    stage.rounds.replace([ONCE, SELDOM])

    stage.wait(lambda: stage.looks_at(ONCE) == 2)


def test_a_wish_for_a_target_that_is_gone_is_left_alone(stage: Stage) -> None:
    stage.rounds.replace([ONCE])
    stage.wait(lambda: stage.looks_at(ONCE) == 1)

    stage.rounds.follow([FollowUp("gone", 0.0, Why.CONFIRM), FollowUp(ONCE.id, 0.0, Why.CONFIRM)])

    stage.wait(lambda: len(stage.observations) == 2)
    assert stage.looks_at(ONCE) == 2


def test_intervals_that_differ_by_next_to_nothing_have_a_round_each(stage: Stage) -> None:
    one, other = line(1, 3600.001), line(2, 3600.002)
    stage.rounds.replace([one, other])

    stage.wait(lambda: stage.looks_at(one) == 1 and stage.looks_at(other) == 1)
