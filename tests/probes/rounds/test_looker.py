"""The looker runs looks at their moments, politely, and never loses one."""

import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import cast

import pytest

from probes.clock import Instant, SystemClock
from probes.kinds import KINDS
from probes.kinds.certificate import CertificateTarget
from probes.kinds.tcp import TcpTarget
from probes.network import Network, Pinger
from probes.observation import Result
from probes.policy import Policy
from probes.reasons import ProbeFailed, Reason
from probes.rounds.looker import Looker
from probes.targets import Target


def tcp_target(id_: str) -> Target:
    return Target(
        id=id_,
        kind="tcp",
        spec=TcpTarget(host="127.0.0.1", port=9),
        interval_seconds=60,
        timeout_seconds=1,
        policy=Policy(interval=60),
    )


def certificate_target(id_: str, timeout_seconds: float = 1) -> Target:
    return Target(
        id=id_,
        kind="certificate",
        spec=CertificateTarget(file="x.pem"),
        interval_seconds=60,
        timeout_seconds=timeout_seconds,
        policy=Policy(interval=60),
    )


class RefusingGate:
    """Every look fails at once; `hold` keeps looks waiting until it is set."""

    def __init__(self, *, held: bool = False) -> None:
        self.hold = threading.Event()
        if not held:
            self.hold.set()
        self.begun = threading.Event()
        self.looking = 0
        self.most_at_once = 0
        self._lock = threading.Lock()

    @property
    def pinger(self) -> Pinger:
        raise AssertionError("no ping in these tests")

    @contextmanager
    def look(self, timeout_seconds: float) -> Iterator[Network]:
        with self._lock:
            self.looking += 1
            self.most_at_once = max(self.most_at_once, self.looking)
        self.begun.set()
        self.hold.wait(timeout_seconds * 20)
        with self._lock:
            self.looking -= 1
        yield cast(Network, _Refusing())


class _Refusing:
    def resolve(self, host: str, family: str = "any") -> None:
        raise ProbeFailed(Reason.REFUSED, f"{host} {family}")


class Collected:
    """What came back, and a way to wait for it."""

    def __init__(self, wanted: int) -> None:
        self.results: list[tuple[str, Result, Instant]] = []
        self.complete = threading.Event()
        self._wanted = wanted

    def __call__(self, target: Target, result: Result, began: Instant) -> None:
        self.results.append((target.id, result, began))
        if len(self.results) >= self._wanted:
            self.complete.set()


@pytest.fixture
def clock() -> SystemClock:
    return SystemClock()


def test_each_look_begins_at_its_moment_and_comes_back_once(clock: SystemClock) -> None:
    looker = Looker(RefusingGate(), clock)
    looker.start()
    done = Collected(3)
    now = clock.now().monotonic

    looker.submit([(now + 0.2, tcp_target("c")), (now, tcp_target("a")), (now + 0.1, tcp_target("b"))], done)

    assert done.complete.wait(10)
    looker.stop()
    assert [id_ for id_, _, _ in done.results] == ["a", "b", "c"]
    assert all(result.reason is Reason.REFUSED for _, result, _ in done.results)
    for (_, _, began), due in zip(done.results, (now, now + 0.1, now + 0.2), strict=True):
        assert began.monotonic >= due


def test_hanging_looks_fill_the_pool_and_no_more(clock: SystemClock) -> None:
    gate = RefusingGate(held=True)
    looker = Looker(gate, clock, workers=2)
    looker.start()
    done = Collected(5)

    looker.submit([(0.0, tcp_target(str(number))) for number in range(5)], done)
    gate.hold.set()

    assert done.complete.wait(10)
    looker.stop()
    assert gate.most_at_once <= 2
    assert len(done.results) == 5


class JudgesForEver(RefusingGate):
    """Certificates, which take a minute here, are not done before `hold` is set; all others at once."""

    @contextmanager
    def look(self, timeout_seconds: float) -> Iterator[Network]:
        if timeout_seconds < 60:
            yield cast(Network, _Refusing())
            return
        with super().look(timeout_seconds) as network:
            yield network


def test_no_host_waits_for_certificates_to_be_judged(clock: SystemClock) -> None:
    gate = JudgesForEver(held=True)
    looker = Looker(gate, clock, local_workers=2)
    looker.start()
    judged, services = Collected(200), Collected(50)

    looker.submit([(0.0, certificate_target(str(number), 60)) for number in range(200)], judged)
    looker.submit([(0.0, tcp_target(str(number))) for number in range(50)], services)

    assert services.complete.wait(20)
    assert not judged.results
    gate.hold.set()
    assert judged.complete.wait(20)
    looker.stop()
    assert gate.most_at_once <= 2


def test_a_kind_says_whether_it_looks_at_this_machine_only() -> None:
    assert {name for name, kind in KINDS.items() if kind.local} == {"certificate", "trust", "token"}


def test_a_host_that_wants_a_pause_is_asked_later(clock: SystemClock) -> None:
    class OncePerTarget:
        def __init__(self) -> None:
            self.asked: list[str] = []
            self.heeded: list[str] = []

        def delay(self, target: Target, monotonic: float) -> float:
            del monotonic
            self.asked.append(target.id)
            return 0.05 if self.asked.count(target.id) == 1 else 0.0

        def heed(self, target: Target, result: Result, monotonic: float) -> None:
            del result, monotonic
            self.heeded.append(target.id)

        def ended(self, target: Target) -> None:
            self.heeded.append(f"{target.id} ended")

    manners = OncePerTarget()
    looker = Looker(RefusingGate(), clock, manners)
    looker.start()
    done = Collected(1)

    looker.submit([(0.0, tcp_target("a"))], done)

    assert done.complete.wait(10)
    looker.stop()
    assert manners.asked == ["a", "a"]
    assert manners.heeded == ["a", "a ended"]


def test_a_result_that_cannot_be_handed_on_stops_nothing(
    clock: SystemClock, caplog: pytest.LogCaptureFixture
) -> None:
    looker = Looker(RefusingGate(), clock, workers=1)
    looker.start()
    done = Collected(1)

    def broken(target: Target, result: Result, began: Instant) -> None:
        raise RuntimeError(f"{target.id} {result} {began}")

    looker.submit([(0.0, tcp_target("a"))], broken)
    looker.submit([(0.0, tcp_target("b"))], done)

    assert done.complete.wait(10)
    looker.stop()
    assert "the result of a could not be handed on" in caplog.text


def test_manners_that_trip_over_one_target_stop_nothing(
    clock: SystemClock, caplog: pytest.LogCaptureFixture
) -> None:
    class Tripping:
        def delay(self, target: Target, monotonic: float) -> float:
            raise RuntimeError(f"{target.id} {monotonic}")

        def heed(self, target: Target, result: Result, monotonic: float) -> None:
            raise RuntimeError(f"{target.id} {result} {monotonic}")

        def ended(self, target: Target) -> None:
            raise RuntimeError(target.id)

    looker = Looker(RefusingGate(), clock, Tripping(), workers=1)
    looker.start()
    done = Collected(2)

    looker.submit([(0.0, tcp_target("a")), (0.0, tcp_target("b"))], done)

    assert done.complete.wait(10)
    looker.stop()
    assert [id_ for id_, _, _ in done.results] == ["a", "b"]
    assert "how soon a may be asked" in caplog.text
    assert "what the host of b asked for" in caplog.text
    assert "the look at a could not be ended" in caplog.text


class Places:
    """One place for all: who wants it while it is taken waits."""

    def __init__(self) -> None:
        self.taken = 0

    def delay(self, target: Target, monotonic: float) -> float:
        del target, monotonic
        if self.taken:
            return 0.01
        self.taken += 1
        return 0.0

    def heed(self, target: Target, result: Result, monotonic: float) -> None:
        raise RuntimeError(f"{target.id} {result} {monotonic}")

    def ended(self, target: Target) -> None:
        del target
        self.taken -= 1


def test_whatever_ends_a_look_its_place_is_given_back(
    clock: SystemClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    def clumsy(kind: object, spec: object, gate: object, timeout_seconds: float) -> Result:
        del kind, spec, gate
        if timeout_seconds == 1:
            raise RuntimeError("a bug in the runner itself")
        return Result(Reason.BUG, 0.0)

    monkeypatch.setattr("probes.rounds.looker.look", clumsy)
    manners = Places()
    looker = Looker(RefusingGate(), clock, manners)
    looker.start()
    crashed, done = Collected(1), Collected(1)

    looker.submit([(0.0, tcp_target("a"))], crashed)
    looker.submit([(0.0, replace(tcp_target("b"), timeout_seconds=2))], done)

    assert done.complete.wait(20)
    looker.stop()
    assert manners.taken == 0


def test_a_look_that_is_not_wanted_any_more_takes_no_place(clock: SystemClock) -> None:
    manners = Places()
    looker = Looker(RefusingGate(), clock, manners)
    looker.start()
    cancelled = Collected(1)

    looker.submit([(0.0, tcp_target("a"))], cancelled, lambda _: False)

    assert cancelled.complete.wait(20)
    looker.stop()
    assert [result.reason for _, result, _ in cancelled.results] == [Reason.CANCELLED]
    assert manners.taken == 0


def test_a_system_without_threads_left_delays_looks_and_loses_none(
    clock: SystemClock, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    start, refused = threading.Thread.start, threading.Event()

    def start_after_a_refusal(thread: threading.Thread) -> None:
        if thread.name.startswith("look_") and not refused.is_set():
            refused.set()
            raise RuntimeError("can't start new thread")
        start(thread)

    monkeypatch.setattr(threading.Thread, "start", start_after_a_refusal)
    looker = Looker(RefusingGate(), clock)
    looker.start()
    done = Collected(2)

    looker.submit([(0.0, tcp_target("a"))], done)
    assert refused.wait(10)
    looker.submit([(0.0, tcp_target("b"))], done)

    assert done.complete.wait(10)
    looker.stop()
    assert [id_ for id_, _, _ in done.results] == ["a", "b"]
    assert "a look waits for a worker: can't start new thread" in caplog.text


def test_it_stops_at_once_with_looks_still_to_come(clock: SystemClock) -> None:
    looker = Looker(RefusingGate(), clock)
    looker.start()
    done = Collected(1)
    looker.submit([(clock.now().monotonic + 3600, tcp_target("a"))], done)

    before = clock.now().monotonic
    looker.stop()

    assert clock.now().monotonic - before < 2
    assert not done.results
    assert not any(thread.name == "looker" for thread in threading.enumerate())


def test_a_look_that_never_ends_holds_its_worker_and_nobody_else(clock: SystemClock) -> None:
    gate = RefusingGate(held=True)
    looker = Looker(gate, clock)
    looker.start()
    late = Collected(1)
    looker.submit([(0.0, tcp_target("a"))], late)
    assert gate.begun.wait(10)

    before = clock.now().monotonic
    looker.stop()

    assert clock.now().monotonic - before < 2
    assert all(thread.daemon for thread in threading.enumerate() if thread.name.startswith("look"))
    gate.hold.set()
    assert late.complete.wait(10)


HANGING = """
import threading
from contextlib import contextmanager
from probes.clock import SystemClock
from probes.kinds.certificate import CertificateTarget
from probes.policy import Policy
from probes.rounds.looker import Looker
from probes.targets import Target

class Gate:
    begun = threading.Event()
    @contextmanager
    def look(self, timeout_seconds):
        self.begun.set()
        threading.Event().wait()  # as the read of a file does whose drive is gone
        yield

looker = Looker(Gate(), SystemClock())
looker.start()
spec = CertificateTarget(file="x.pem")
policy = Policy(interval=60.0)
target = Target(id="a", kind="certificate", spec=spec, interval_seconds=60.0, timeout_seconds=1.0, policy=policy)
looker.submit([(0.0, target)], print)
assert Gate.begun.wait(30)
looker.stop()
print("stopped", flush=True)
"""


def test_the_process_ends_though_a_look_never_does() -> None:
    ended = subprocess.run([sys.executable, "-c", HANGING], capture_output=True, text=True, timeout=60)

    assert (ended.returncode, ended.stdout, ended.stderr) == (0, "stopped\n", "")
