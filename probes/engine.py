"""The engine thread: everything that happens queues to it, it alone changes states, and readers take snapshots."""

import logging
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Future
from contextlib import suppress
from queue import Empty, SimpleQueue
from threading import Event, Thread
from typing import Protocol, TypeVar

from probes.clock import Clock, Instant
from probes.observation import Observation
from probes.states.core import Core
from probes.states.followup import FollowUp
from probes.states.state import Snapshot, State
from probes.store import Store
from probes.targets import Target

log = logging.getLogger(__name__)

PUBLISH_SECONDS = 0.25
TICK_SECONDS = 1.0
SAVE_FLIPS_SECONDS = 2.0
SAVE_ALL_SECONDS = 60.0
STOP_SECONDS = 1.5

_BATCH = 1000

LookAgain = Callable[[Sequence[FollowUp]], None]


class Judge(Protocol):
    """Who makes sense of the states: called by the engine thread alone."""

    def restore(self, now: Instant) -> None:
        """Go on with what the last run left."""
        ...

    def judge(self, snapshot: Snapshot, now: Instant) -> None:
        """Look at this snapshot: about once a second."""
        ...

    def close(self, now: Instant) -> None:
        """Write the last of it down."""
        ...


Message = Callable[[], Iterable[FollowUp]]


_T = TypeVar("_T")


def _nothing() -> None:
    pass


class Engine:
    """Owns the core and the store from `start` to `stop`. Every method may be called from any thread.

    A message on which the program trips is logged, counted in `errors` and left out: the thread never dies of it.
    `look_again` is called from the engine thread and must return quickly.
    """

    def __init__(
        self,
        core: Core,
        store: Store | None,
        clock: Clock,
        look_again: LookAgain,
        judge: Judge | None = None,
    ) -> None:
        self._core = core
        self._store = store
        self._judge = judge
        self._clock = clock
        self._look_again = look_again
        self._queue: SimpleQueue[Message | None] = SimpleQueue()
        self._snapshot = core.snapshot()
        self._published_at = self._ticked_at = self._flips_saved_at = self._all_saved_at = float("-inf")
        self._unpublished = False
        self._stop_at = float("inf")
        self._errors = 0
        self._thread = Thread(target=self._run, name="engine", daemon=True)

    @property
    def errors(self) -> int:
        """How many messages were left out because the program itself tripped on them."""
        return self._errors

    def start(self) -> None:
        """Read back the last run's states, then take in what comes."""
        self._thread.start()

    def stop(self) -> None:
        """Take in what is queued, write everything down, end: within two seconds."""
        if self._thread.is_alive():
            self._stop_at = self._clock.now().monotonic + STOP_SECONDS
            self._queue.put(None)
            self._thread.join(2)

    def put(self, observation: Observation, seen: Instant | None = None) -> None:
        """Take one observation in. `seen`: when its look ended, by this machine's clocks; None: just now."""
        at = self._clock.now() if seen is None else seen
        self._queue.put(lambda: self._core.apply(observation, at))

    def put_many(self, observations: Iterable[Observation], seen: Instant | None = None) -> None:
        """Take several in, in their order."""
        at = self._clock.now() if seen is None else seen
        for observation in observations:
            self.put(observation, at)

    def replace_targets(self, targets: Iterable[Target], also: Callable[[], None] = _nothing) -> Event:
        """Watch exactly these from now on. The event is set once `snapshot` shows them, with a higher `generation`.

        also: done by the engine thread in the same breath.
        """
        taken = tuple(targets)
        shown = Event()
        self._queue.put(lambda: self._replace(taken, shown, also))
        return shown

    def call(self, act: Callable[[Instant], _T]) -> "Future[_T]":
        """Let the engine thread do this, and tell what came of it."""
        future: Future[_T] = Future()
        self._queue.put(lambda: self._answer(act, future))
        return future

    def snapshot(self) -> Snapshot:
        """What was last published: a quarter of a second old at most."""
        return self._snapshot

    def queue_length(self) -> int:
        """How many messages wait."""
        return self._queue.qsize()

    def _run(self) -> None:
        self._safely(self._restore)
        while self._take_batch():
            self._safely(self._keep_up)
        if waiting := self._queue.qsize():
            log.warning("%d messages were left when time to stop was over", waiting)
        self._safely(self._finish)

    def _restore(self) -> None:
        now = self._clock.now()
        states: list[State] = []
        if (store := self._store) is not None:
            self._safely(lambda: states.extend(store.open(now)))
        if (judge := self._judge) is not None:
            self._safely(lambda: judge.restore(now))
        self._core.restore(states)  # with nothing, if need be: until then nobody is told anything
        self._flips_saved_at = self._all_saved_at = now.monotonic
        self._publish(now.monotonic)

    def _take_batch(self) -> bool:
        """Take in what waits, or wait a little for the first. False when there will be no more."""
        follow_ups: list[FollowUp] = []
        more = True
        patience = PUBLISH_SECONDS if self._unpublished else TICK_SECONDS
        with suppress(Empty):
            for _ in range(_BATCH):
                message = self._queue.get(patience > 0, patience)
                patience = 0.0
                if message is None:
                    more = False
                    break
                self._take(message, follow_ups)
        if follow_ups:
            self._safely(lambda: self._look_again(follow_ups))
        return more and self._clock.now().monotonic < self._stop_at

    def _take(self, message: Message, follow_ups: list[FollowUp]) -> None:
        self._unpublished = True
        self._safely(lambda: follow_ups.extend(message()))

    def _replace(
        self, targets: Sequence[Target], shown: Event, also: Callable[[], None]
    ) -> Sequence[FollowUp]:
        dropped = self._core.replace_targets(targets)
        also()
        now = self._clock.now()
        self._publish(now.monotonic)
        self._judge_now(now)
        shown.set()
        if self._store is not None and dropped:
            self._store.forget(dropped, now)
        return ()

    def _answer(self, act: Callable[[Instant], _T], future: "Future[_T]") -> Sequence[FollowUp]:
        now = self._clock.now()
        try:
            future.set_result(act(now))
        except Exception as error:  # noqa: BLE001  # whoever asked is told
            future.set_exception(error)
        self._judge_now(now)
        return ()

    def _judge_now(self, now: Instant) -> None:
        if (judge := self._judge) is not None:
            self._safely(lambda: judge.judge(self._snapshot, now))

    def _keep_up(self) -> None:
        now = self._clock.now()
        monotonic = now.monotonic
        if ticks := monotonic - self._ticked_at >= TICK_SECONDS:
            self._ticked_at = monotonic
            self._unpublished = True
            self._core.tick(now)
        if self._unpublished and (ticks or monotonic - self._published_at >= PUBLISH_SECONDS):
            self._publish(monotonic)
        if ticks:
            self._judge_now(now)
        if self._store is None:
            self._core.take_flips()
        elif monotonic - self._all_saved_at >= SAVE_ALL_SECONDS:
            self._flips_saved_at = self._all_saved_at = monotonic
            self._store.save(self._core.take_flips(), self._core.states(), now)
        elif monotonic - self._flips_saved_at >= SAVE_FLIPS_SECONDS and (flips := self._core.take_flips()):
            self._flips_saved_at = monotonic
            self._store.save(flips, self._core.states_of(flips), now)

    def _publish(self, monotonic: float) -> None:
        self._snapshot = self._core.snapshot()
        self._published_at = monotonic
        self._unpublished = False

    def _finish(self) -> None:
        now = self._clock.now()
        self._publish(now.monotonic)
        if (judge := self._judge) is not None:
            self._safely(lambda: judge.close(now))
        if self._store is not None:
            self._store.close(self._core.take_flips(), self._core.states(), now)

    def _safely(self, act: Callable[[], object]) -> None:
        try:
            act()
        except Exception:
            self._errors += 1
            log.exception("the engine tripped and goes on")
