"""One pass over a kind's targets, again and again: paced, never overlapping itself, never piling up."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from threading import Lock
from typing import Protocol

from probes.clock import Clock, Instant
from probes.kinds import ping
from probes.network import EchoReply, EchoRequest, Pinger
from probes.observation import Result
from probes.reasons import Reason
from probes.rounds.looker import Done, Looker, Wanted, always
from probes.rounds.pace import HUB_PACE, Pace, shuffled, spread_seconds, starts
from probes.rounds.recorder import Recorder
from probes.runner import result_of
from probes.targets import Target

log = logging.getLogger(__name__)


class RoundMetrics(Protocol):
    """Where rounds tell how they went."""

    def round_finished(self, kind: str, *, duration_seconds: float, late_seconds: float) -> None:
        """A round's last look has ended; it began `late_seconds` after its moment."""
        ...

    def look_failed(self, kind: str, reason: Reason) -> None:
        """A look did not see what it expected."""
        ...


class Pings:
    """Carries out ping targets through the one pinger."""

    def __init__(self, pinger: Pinger) -> None:
        self._pinger = pinger

    def submit(self, looks: Sequence[tuple[float, Target]], done: Done, wanted: Wanted = always) -> None:
        """Ping each target from its moment on. No ping is put off, so whether it is still `wanted` is not asked."""
        del wanted
        targets = [target for _, target in looks]

        def deliver(index: int, reply: EchoReply, began: Instant) -> None:
            target = targets[index]
            done(target, result_of(lambda: ping.seen(reply), began.monotonic), began)

        self._pinger.submit([(at, _request(target)) for at, target in looks], deliver)


@dataclass(slots=True)
class _Pass:
    began: float
    late: float
    left: int


class Round:
    """The targets of one kind and interval.

    `run` starts a pass and returns at once. A target whose last look has not ended yet is left out of the pass: its
    state grows old and reads unknown, and nothing piles up behind it.
    """

    def __init__(
        self,
        kind: str,
        interval_seconds: float,
        look: Pings | Looker,
        recorder: Recorder,
        clock: Clock,
        metrics: RoundMetrics,
        pace: Pace = HUB_PACE,
    ) -> None:
        self.kind = kind
        self.interval_seconds = interval_seconds
        self._look = look
        self._recorder = recorder
        self._clock = clock
        self._metrics = metrics
        self._pace = pace
        self._targets: dict[str, Target] = {}
        self._outstanding: dict[str, int] = {}
        self._passes = 0
        self._running: dict[int, _Pass] = {}
        self._expected: float | None = None
        self._lock = Lock()

    def replace(self, targets: Sequence[Target]) -> None:
        """Look at these from the next pass on. Of a look under way, the answer counts if it is still asked for."""
        by_id = {target.id: target for target in targets}
        with self._lock:
            self._targets = {id_: by_id[id_] for id_ in shuffled(list(by_id), self._pace.salt)}

    def run(self) -> None:
        """Start one pass."""
        now = self._clock.now().monotonic
        with self._lock:
            first = self._passes == 0
            number = self._passes
            self._passes += 1
            late = 0.0 if self._expected is None else max(0.0, now - self._expected)
            free = [target for target in self._targets.values() if target.id not in self._outstanding]
            held = len(self._targets) - len(free)
            if free or not held:  # a pass that can look at nothing has not begun, and grows later
                due = self._expected
                if due is None or not now - self.interval_seconds <= due <= now:
                    due = now  # the first pass, or one out of step: the next is counted from here
                self._expected = due + self.interval_seconds
            tail = max((_tail(target) for target in free), default=0.0)
            spread = spread_seconds(self.interval_seconds, tail, first=first, pace=self._pace)
            moments = starts(len(free), now, spread, number, self._pace.luck)
            self._outstanding.update((target.id, number) for target in free)
            if free:
                self._running[number] = _Pass(now, late, len(free))
        if held:
            log.warning("%d %s targets are still being looked at and sit out this round", held, self.kind)
        if free:
            self._look.submit(list(zip(moments, free, strict=True)), self._done, self._wants)

    def again(self, targets: Sequence[tuple[float, Target]]) -> None:
        """Look at these once more outside the pass, each at its moment (monotonic seconds)."""
        self._look.submit(targets, self._record, self._wants)

    def _done(self, target: Target, result: Result, began: Instant) -> None:
        try:
            self._record(target, result, began)
        finally:  # else the target would be held, and never be looked at again
            self._let_go(target)

    def _let_go(self, target: Target) -> None:
        with self._lock:
            number = self._outstanding.pop(target.id, None)
            if number is None:
                return
            running = self._running[number]
            running.left -= 1
            if running.left > 0:
                return
            del self._running[number]
        took = self._clock.now().monotonic - running.began
        self._metrics.round_finished(self.kind, duration_seconds=took, late_seconds=running.late)

    def _wants(self, target: Target) -> bool:
        """True unless the target was removed since, or asks for something else under its name."""
        with self._lock:
            present = self._targets.get(target.id)
        return present is target or (present is not None and present.spec == target.spec)

    def _record(self, target: Target, result: Result, began: Instant) -> None:
        if not self._wants(target):
            return  # asked before the target was replaced: this is the answer of what it was
        if result.reason is not None:
            self._metrics.look_failed(self.kind, result.reason)
        self._recorder.record(target.id, began, result)


def _request(target: Target) -> EchoRequest:
    spec: ping.PingTarget = target.spec
    return EchoRequest(spec.address, spec.count, spec.gap_seconds, spec.timeout_seconds)


def _tail(target: Target) -> float:
    if isinstance(target.spec, ping.PingTarget):
        return (target.spec.count - 1) * target.spec.gap_seconds + target.spec.timeout_seconds
    return target.timeout_seconds
