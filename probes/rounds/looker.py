"""Runs looks at their moments: one timetable thread, bounded pools of workers, politeness per host."""

import heapq
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import count
from threading import Condition, Thread
from typing import Protocol

from probes.clock import Clock, Instant
from probes.kinds import KINDS
from probes.network import Gate
from probes.observation import Result
from probes.reasons import Reason
from probes.rounds.workers import Workers
from probes.runner import look
from probes.targets import Target

log = logging.getLogger(__name__)

WORKERS = 64
LOCAL_WORKERS = 4

_ASK_AGAIN_SECONDS = 10.0  # how long a look that is put off may hold a target nobody wants looked at any more

Done = Callable[[Target, Result, Instant], None]
Wanted = Callable[[Target], bool]


class Manners(Protocol):
    """How soon a target may be asked again without being rude to its host."""

    def delay(self, target: Target, monotonic: float) -> float:
        """Seconds to wait before this look may begin; 0 takes the turn."""
        ...

    def heed(self, target: Target, result: Result, monotonic: float) -> None:
        """Remember what the host asked for (Retry-After)."""
        ...

    def ended(self, target: Target) -> None:
        """The look that took the turn is over, whatever became of it: told once for each, and after `heed`."""
        ...


class NoManners:
    """For looks that meet no host of others: files, tests."""

    def delay(self, target: Target, monotonic: float) -> float:
        """No waiting."""
        del target, monotonic
        return 0.0

    def heed(self, target: Target, result: Result, monotonic: float) -> None:
        """Nothing is remembered."""

    def ended(self, target: Target) -> None:
        """Nobody waits for it."""


def always(target: Target) -> bool:
    """Whatever was asked for is still wanted."""
    del target
    return True


@dataclass(frozen=True, slots=True)
class _Look:
    target: Target
    done: Done
    wanted: Wanted


class Looker:
    """The counterpart of the pinger for every other kind: takes targets with their moments, gives back results.

    Times are monotonic, so a step of the wall clock moves nothing. A look whose moment has come while all workers
    are busy waits for one; its own deadline starts only when it does.

    Looks at what lies here have workers of their own: thousands of certificates to judge keep no host waiting. They are
    few, as they share this machine's processors and, for hard cases, one turn with the path library. The read of a file
    on a drive that is gone holds its worker until the drive is back; with all of them held, no certificate is judged,
    their states grow old and read unknown, and everything else is looked at as ever.
    """

    def __init__(
        self,
        gate: Gate,
        clock: Clock,
        manners: Manners | None = None,
        workers: int = WORKERS,
        local_workers: int = LOCAL_WORKERS,
    ) -> None:
        self._gate = gate
        self._clock = clock
        self._manners = manners or NoManners()
        self._workers = Workers(workers, "look")
        self._local_workers = Workers(local_workers, "look_here")
        self._due: list[tuple[float, int, _Look]] = []
        self._order = count()
        self._changed = Condition()
        self._stopping = False
        self._thread = Thread(target=self._keep_time, name="looker", daemon=True)

    def start(self) -> None:
        """Begin to look."""
        self._thread.start()

    def stop(self) -> None:
        """Forget what is due, let running looks end by themselves or with the process."""
        with self._changed:
            self._stopping = True
            self._due.clear()
            self._changed.notify()
        if self._thread.is_alive():
            self._thread.join(2)
        self._workers.stop()
        self._local_workers.stop()

    def submit(self, looks: Sequence[tuple[float, Target]], done: Done, wanted: Wanted = always) -> None:
        """Look at each target at its moment (monotonic seconds; the past means now); `done` is called once for each.

        A host may want a look put off for an hour: a target that is not `wanted` any more by then is not asked, and
        done with CANCELLED.
        """
        self._plan([(at, _Look(target, done, wanted)) for at, target in looks])

    def _plan(self, looks: Sequence[tuple[float, _Look]]) -> None:
        with self._changed:
            for at, planned in looks:
                heapq.heappush(self._due, (at, next(self._order), planned))
            self._changed.notify()

    def _keep_time(self) -> None:
        while True:
            with self._changed:
                while not self._stopping and (wait := self._until_next()) > 0:
                    self._changed.wait(None if wait == float("inf") else wait)
                if self._stopping:
                    return
                _, _, planned = heapq.heappop(self._due)
            if not self._wanted(planned):
                self._hand_on(planned, Result(Reason.CANCELLED, 0.0), self._clock.now())
            elif (ready_at := self._ready_at(planned.target)) is not None:
                self._plan([(ready_at, planned)])
            else:
                self._give_to_a_worker(planned)

    def _until_next(self) -> float:
        return self._due[0][0] - self._clock.now().monotonic if self._due else float("inf")

    def _wanted(self, planned: _Look) -> bool:
        try:
            return planned.wanted(planned.target)
        except Exception:  # as below
            log.exception("it could not be told whether %s is still to be looked at", planned.target.id)
            return True

    def _ready_at(self, target: Target) -> float | None:
        """When to ask again whether the look may begin, if not now. A bug about one target must not end the looks at all others."""
        now = self._clock.now().monotonic
        try:
            delay = self._manners.delay(target, now)
        except Exception:
            log.exception("it could not be told how soon %s may be asked", target.id)
            return None
        return now + min(delay, _ASK_AGAIN_SECONDS) if delay > 0 else None

    def _give_to_a_worker(self, planned: _Look) -> None:
        workers = self._local_workers if KINDS[planned.target.kind].local else self._workers
        try:
            workers.give(partial(self._look, planned))
        except RuntimeError as error:
            # The system has no thread left for one more worker. The look is queued all the same: the next worker takes it.
            log.warning("a look waits for a worker: %s", error)

    def _look(self, planned: _Look) -> None:
        target = planned.target
        began = self._clock.now()
        try:
            result = look(KINDS[target.kind], target.spec, self._gate, target.timeout_seconds)
            self._heed(target, result)
        finally:  # else the next look at the same host would wait for ever
            self._end(target)
        self._hand_on(planned, result, began)

    def _heed(self, target: Target, result: Result) -> None:
        try:
            self._manners.heed(target, result, self._clock.now().monotonic)
        except Exception:
            log.exception("what the host of %s asked for could not be heeded", target.id)

    def _end(self, target: Target) -> None:
        try:
            self._manners.ended(target)
        except Exception:
            log.exception("the look at %s could not be ended", target.id)

    def _hand_on(self, planned: _Look, result: Result, began: Instant) -> None:
        try:
            planned.done(planned.target, result, began)
        except Exception:
            log.exception("the result of %s could not be handed on", planned.target.id)
