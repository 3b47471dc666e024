import sqlite3
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from itertools import count
from pathlib import Path

import pytest

from probes.clock import Instant, SystemClock
from probes.engine import Engine
from probes.observation import HUB, Observation, Origin, Result
from probes.policy import Policy
from probes.reasons import Reason
from probes.states.core import Core
from probes.states.followup import FollowUp, Why
from probes.states.state import State, Status
from probes.store import Store
from probes.targets import Target
from tests.fakes.clock import FakeClock
from tests.fakes.watched import ping

PATIENCE_SECONDS = 20.0


def _line(number: int) -> Target:
    return Target(
        id=f"line-{number}",
        kind="ping",
        spec=number,
        interval_seconds=15,
        timeout_seconds=2.8,
        policy=Policy(interval=15),
        groups=(("isp", "vnpt"),),
    )


LINES = [_line(number) for number in range(3)]
_numbers = count(1)


def _seen(id_: str, *, good: bool = True) -> Observation:
    result = ping("11111" if good else "00000")
    return Observation(id_, HUB, "e", next(_numbers), time.time(), time.time(), Origin.LIVE, result)


@dataclass
class _Running:
    """Makes engines that end with the test."""

    engines: list[Engine] = field(default_factory=list)
    wanted: list[FollowUp] = field(default_factory=list)

    def __call__(
        self,
        store: Store | None = None,
        core: Core | None = None,
        look_again: Callable[[Sequence[FollowUp]], None] | None = None,
    ) -> Engine:
        engine = Engine(core or Core(LINES), store, SystemClock(), look_again or self.wanted.extend)
        self.engines.append(engine)
        engine.start()
        return engine


@pytest.fixture
def running() -> Iterator[_Running]:
    made = _Running()
    yield made
    for engine in made.engines:
        engine.stop()


def _eventually(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not holds():
        assert time.monotonic() < deadline, "it never came"
        time.sleep(0.01)


def _is(engine: Engine, id_: str, status: Status) -> bool:
    state = engine.snapshot().states.get((id_, HUB))
    return state is not None and state.status is status


def test_what_is_put_stands_in_the_snapshot_soon_after(running: _Running) -> None:
    engine = running()

    engine.put_many(_seen(line.id) for line in LINES)

    _eventually(lambda: len(engine.snapshot().states) == 3)
    assert engine.snapshot().restored


def test_a_first_failure_is_looked_at_again(running: _Running) -> None:
    engine = running()
    engine.put_many([_seen("line-0"), _seen("line-1"), _seen("line-0", good=False)])

    _eventually(lambda: len(running.wanted) == 2)

    assert {(follow_up.target, follow_up.why) for follow_up in running.wanted} == {
        ("line-0", Why.CONFIRM),
        ("line-1", Why.SIBLING),
    }


def test_an_observation_carries_the_moment_it_was_seen(running: _Running) -> None:
    engine = running()
    now = SystemClock().now()

    engine.put(_seen("line-0"), Instant(now.wall - 30, now.monotonic - 30))

    _eventually(lambda: ("line-0", HUB) in engine.snapshot().states)
    assert engine.snapshot().states["line-0", HUB].last_seen == now.monotonic - 30


class _TrippingCore(Core):
    """Trips on one target."""

    def apply(self, observation: Observation, now: Instant) -> Sequence[FollowUp]:
        if observation.target == "line-1":
            raise ZeroDivisionError
        return super().apply(observation, now)


class _SlowCore(Core):
    """Needs a while for each observation."""

    def apply(self, observation: Observation, now: Instant) -> Sequence[FollowUp]:
        time.sleep(0.0002)
        return super().apply(observation, now)


def test_an_observation_that_trips_the_program_is_left_out_and_counted(
    running: _Running, caplog: pytest.LogCaptureFixture
) -> None:
    engine = running(core=_TrippingCore(LINES))

    engine.put_many([_seen("line-0"), _seen("line-1"), _seen("line-2")])

    _eventually(lambda: len(engine.snapshot().states) == 2)
    assert engine.errors == 1
    assert "ZeroDivisionError" in caplog.text


def test_looking_again_may_fail_and_the_engine_goes_on(running: _Running) -> None:
    def broken(follow_ups: Sequence[FollowUp]) -> None:
        raise RuntimeError(follow_ups)

    engine = running(look_again=broken)
    engine.put_many([_seen("line-0"), _seen("line-0", good=False)])
    engine.put(_seen("line-1"))

    _eventually(lambda: len(engine.snapshot().states) == 2 and engine.errors >= 1)


def test_replaced_targets_stand_in_a_snapshot_of_their_own_generation(
    running: _Running, tmp_path: Path
) -> None:
    path = tmp_path / "states.db"
    engine = running(store=Store(path))
    engine.put_many(_seen(line.id) for line in LINES)
    _eventually(lambda: len(engine.snapshot().states) == 3)

    shown = engine.replace_targets([*LINES[:1], replace(LINES[1], spec="elsewhere")])

    assert shown.wait(PATIENCE_SECONDS)
    assert engine.snapshot().generation == 1
    assert set(engine.snapshot().targets) == {"line-0", "line-1"}
    assert set(engine.snapshot().states) == {("line-0", HUB)}


def test_stopping_takes_in_what_waits_and_writes_it_down(running: _Running, tmp_path: Path) -> None:
    engine = running(store=Store(tmp_path / "states.db"))
    observations = [_seen(line.id) for line in LINES for _ in range(500)]

    engine.put_many(observations)
    engine.stop()

    again = running(store=Store(tmp_path / "states.db"))
    _eventually(lambda: again.snapshot().restored)
    totals = {state.packets_sent for state in again.snapshot().states.values()}
    assert engine.queue_length() == 0
    assert totals == {2500}


def test_an_address_changed_while_the_hub_was_stopped_inherits_nothing(
    running: _Running, tmp_path: Path
) -> None:
    engine = running(store=Store(tmp_path / "states.db"))
    engine.put_many(_seen(line.id) for line in LINES)
    engine.stop()

    again = running(
        Store(tmp_path / "states.db"), core=Core([*LINES[:1], replace(LINES[1], spec="elsewhere")])
    )

    _eventually(lambda: again.snapshot().restored)
    assert set(again.snapshot().states) == {("line-0", HUB)}


def test_stopping_does_not_wait_for_all_that_waits(
    running: _Running, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path = tmp_path / "states.db"
    engine = running(Store(path), core=_SlowCore(LINES))
    _eventually(lambda: engine.snapshot().restored)
    engine.put_many(_seen("line-0") for _ in range(20_000))

    engine.stop()
    engine._thread.join(PATIENCE_SECONDS)

    assert "messages were left when time to stop was over" in caplog.text
    with closing(sqlite3.connect(path)) as database:
        assert database.execute("SELECT clean FROM run").fetchall() == [(1,)]


def test_what_is_watched_no_more_does_not_come_back_with_a_restart(running: _Running, tmp_path: Path) -> None:
    path = tmp_path / "states.db"
    engine = running(Store(path))
    _eventually(lambda: engine.snapshot().restored)
    engine.put_many(_seen(line.id) for line in LINES)

    def on_disk() -> int:
        with closing(sqlite3.connect(path)) as database:
            return len(database.execute("SELECT target FROM state").fetchall())

    _eventually(lambda: on_disk() == 3)

    engine.replace_targets(LINES[:2])
    engine.stop()
    again = running(Store(path))

    _eventually(lambda: again.snapshot().restored)
    assert {target for target, _ in again.snapshot().states} == {"line-0", "line-1"}


def test_stopping_twice_or_before_starting_is_harmless() -> None:
    engine = Engine(Core(LINES), None, SystemClock(), lambda _: None)

    engine.stop()
    engine.start()
    engine.stop()
    engine.stop()

    assert not engine._thread.is_alive()


def test_until_the_last_run_is_read_back_nothing_is_restored() -> None:
    engine = Engine(Core(LINES), None, SystemClock(), lambda _: None)

    assert not engine.snapshot().restored


def test_states_and_totals_go_on_across_a_restart(running: _Running, tmp_path: Path) -> None:
    engine = running(store=Store(tmp_path / "states.db"))
    engine.put_many([_seen("line-0"), _seen("line-1")])
    _eventually(lambda: len(engine.snapshot().states) == 2)
    since = engine.snapshot().states["line-0", HUB].since
    engine.stop()

    again = running(store=Store(tmp_path / "states.db"))
    _eventually(lambda: again.snapshot().restored)
    again.put(_seen("line-0"))

    _eventually(lambda: again.snapshot().states["line-0", HUB].packets_sent == 10)
    state = again.snapshot().states["line-0", HUB]
    assert (state.status, state.since) == (Status.UP, since)


def test_changes_are_written_while_running(running: _Running, tmp_path: Path) -> None:
    path = tmp_path / "states.db"
    engine = running(store=Store(path))
    _eventually(lambda: engine.snapshot().restored)

    engine.put(_seen("line-0"))

    def written() -> bool:
        database = sqlite3.connect(path)
        try:
            flips = database.execute("SELECT target, after FROM flip").fetchall()
            states = database.execute("SELECT target, status FROM state").fetchall()
        finally:
            database.close()
        return flips == states == [("line-0", "up")]

    _eventually(written)


def test_totals_are_written_once_a_minute_though_nothing_changes(tmp_path: Path) -> None:
    path, clock, core = tmp_path / "states.db", FakeClock(), Core(LINES)
    engine = Engine(core, Store(path), clock, lambda _wishes: None)

    def written(packets: int) -> bool:
        with closing(sqlite3.connect(path)) as database:
            return database.execute("SELECT packets_sent FROM state").fetchall() == [(packets,)]

    engine.start()
    try:
        _eventually(lambda: engine.snapshot().restored)
        engine.put(_seen("line-0"))
        _eventually(lambda: [state.packets_sent for state in core.states()] == [5])
        clock.advance(2)
        _eventually(lambda: written(5))  # it came up: a change
        engine.put(_seen("line-0"))
        _eventually(lambda: [state.packets_sent for state in core.states()] == [10])
        clock.advance(58)
        _eventually(lambda: written(10))
    finally:
        engine.stop()


def test_without_a_disk_watching_goes_on(running: _Running, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    store = Store(tmp_path / "file" / "states.db")
    engine = running(store=store)

    engine.put(_seen("line-0"))

    _eventually(lambda: _is(engine, "line-0", Status.UP) and store.errors >= 2)
    assert engine.errors == 0
    assert engine.snapshot().restored


class _TrippingStore(Store):
    """Trips on what it reads back."""

    def open(self, now: Instant) -> list[State]:
        raise RuntimeError(f"{now}")


def test_a_store_that_trips_the_program_does_not_keep_readers_waiting_for_ever(
    running: _Running, tmp_path: Path
) -> None:
    engine = running(_TrippingStore(tmp_path / "states.sqlite"))

    _eventually(lambda: engine.snapshot().restored)

    assert engine.errors == 1


def test_many_threads_put_and_nothing_is_lost(running: _Running) -> None:
    engine = running(core=Core([_line(number) for number in range(8)]))

    def put(number: int) -> None:
        for each in range(1, 201):
            engine.put(Observation(f"line-{number}", HUB, "e", each, 0.0, 0.0, Origin.LIVE, ping("11111")))

    threads = [threading.Thread(target=put, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    _eventually(lambda: [state.packets_sent for state in engine.snapshot().states.values()] == [1000] * 8)


def test_an_observation_of_our_own_fault_passes_through(running: _Running) -> None:
    engine = running()
    engine.put(_seen("line-0"))

    engine.put(replace(_seen("line-0"), result=Result(Reason.BUG, 0.1)))

    _eventually(lambda: _is(engine, "line-0", Status.UNKNOWN))
