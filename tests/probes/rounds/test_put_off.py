"""A look that politeness puts off is carried out only if it is still wanted when its time has come."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from queue import Empty, SimpleQueue
from threading import Event
from typing import cast

import pytest

from probes.clock import Instant, SystemClock
from probes.kinds.tcp import TcpTarget
from probes.network import Network, Pinger
from probes.observation import Observation, Result
from probes.policy import Policy
from probes.reasons import ProbeFailed, Reason
from probes.rounds.looker import Looker
from probes.rounds.recorder import Recorder
from probes.rounds.round import Round
from probes.rounds.rounds import Rounds
from probes.targets import Target

PATIENCE_SECONDS = 20.0

TIRED = Target(
    id="cong/tcp",
    kind="tcp",
    spec=TcpTarget(host="127.0.0.1", port=9),
    interval_seconds=60.0,
    timeout_seconds=1.0,
    policy=Policy(interval=60.0),
)
MOVED = replace(TIRED, spec=TcpTarget(host="127.0.0.2", port=9))
SLOWER = replace(TIRED, timeout_seconds=2.0)
RARER = replace(MOVED, interval_seconds=120.0)


class Asked:
    """A gate that refuses everybody, and says who was asked for."""

    def __init__(self) -> None:
        self.hosts: SimpleQueue[str] = SimpleQueue()

    @property
    def pinger(self) -> Pinger:
        return cast(Pinger, None)

    @contextmanager
    def look(self, timeout_seconds: float) -> Iterator[Network]:
        del timeout_seconds
        yield cast(Network, self)

    def resolve(self, host: str, family: str = "any") -> None:
        self.hosts.put(host)
        raise ProbeFailed(Reason.REFUSED, f"{host} {family}")


class TiredHost:
    """127.0.0.1 wants no question for an hour, until it is `rested`."""

    def __init__(self) -> None:
        self.put_off = Event()
        self.rested = Event()

    def delay(self, target: Target, monotonic: float) -> float:
        del monotonic
        if target.spec != TIRED.spec or self.rested.is_set():
            return 0.0
        self.put_off.set()
        return 3600.0

    def heed(self, target: Target, result: Result, monotonic: float) -> None:
        """Nothing is remembered."""

    def ended(self, target: Target) -> None:
        """Nobody waits for it."""


class Stage:
    """What a round of one target saw and told."""

    def __init__(self) -> None:
        self.gate, self.manners, self.clock = Asked(), TiredHost(), SystemClock()
        self.looker = Looker(self.gate, self.clock, self.manners)
        self.observations: SimpleQueue[Observation] = SimpleQueue()
        self.finished: SimpleQueue[str] = SimpleQueue()
        self.recorder = Recorder(self.observations.put, self.clock)
        self.round = Round("tcp", 60.0, self.looker, self.recorder, self.clock, self)

    def round_finished(self, kind: str, *, duration_seconds: float, late_seconds: float) -> None:
        del duration_seconds, late_seconds
        self.finished.put(kind)

    def look_failed(self, kind: str, reason: Reason) -> None:
        """Nobody counts."""

    def put_off(self) -> None:
        """Begin a pass over the tired target, and wait until its look is put off."""
        self.round.replace([TIRED])
        self.round.run()
        assert self.manners.put_off.wait(PATIENCE_SECONDS)


@pytest.fixture
def stage(monkeypatch: pytest.MonkeyPatch) -> Iterator[Stage]:
    monkeypatch.setattr("probes.rounds.looker._ASK_AGAIN_SECONDS", 0.05)
    stage = Stage()
    stage.looker.start()
    yield stage
    stage.looker.stop()


def nothing_in(queue: SimpleQueue[str] | SimpleQueue[Observation]) -> bool:
    try:
        queue.get_nowait()
    except Empty:
        return True
    return False


def test_a_removed_target_is_not_asked_and_its_pass_ends(stage: Stage) -> None:
    stage.put_off()

    stage.round.replace([])

    assert stage.finished.get(timeout=PATIENCE_SECONDS) == "tcp"
    assert nothing_in(stage.gate.hosts)
    assert nothing_in(stage.observations)


def test_a_target_that_moved_is_let_go_and_asked_where_it_is_now(stage: Stage) -> None:
    stage.put_off()
    stage.round.replace([MOVED])
    stage.finished.get(timeout=PATIENCE_SECONDS)

    stage.round.run()

    assert stage.observations.get(timeout=PATIENCE_SECONDS).target == MOVED.id
    assert stage.gate.hosts.get_nowait() == "127.0.0.2"
    assert nothing_in(stage.gate.hosts)


def test_a_target_that_asks_for_the_same_is_still_asked_once_its_host_has_rested(stage: Stage) -> None:
    stage.put_off()

    stage.round.replace([SLOWER])
    stage.manners.rested.set()

    assert stage.observations.get(timeout=PATIENCE_SECONDS).result.reason is Reason.REFUSED
    assert stage.gate.hosts.get_nowait() == "127.0.0.1"


def test_a_look_of_a_round_that_is_no_more_is_dropped(stage: Stage) -> None:
    rounds = Rounds(stage.gate, stage.recorder, stage.clock, stage, stage.manners)
    rounds.start()
    rounds.replace([TIRED])
    assert stage.manners.put_off.wait(PATIENCE_SECONDS)

    rounds.replace([RARER])

    assert {stage.finished.get(timeout=PATIENCE_SECONDS) for _ in range(2)} == {"tcp"}
    rounds.stop()
    assert stage.gate.hosts.get_nowait() == "127.0.0.2"
    assert nothing_in(stage.gate.hosts)


def test_a_doubt_whether_a_look_is_wanted_stops_nothing(
    stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    seen: SimpleQueue[Result] = SimpleQueue()

    def note(target: Target, result: Result, began: Instant) -> None:
        del target, began
        seen.put(result)

    def clumsy(target: Target) -> bool:
        raise RuntimeError(target.id)

    stage.looker.submit([(0.0, MOVED)], note, clumsy)

    assert seen.get(timeout=PATIENCE_SECONDS).reason is Reason.REFUSED
    assert "whether cong/tcp is still to be looked at" in caplog.text
