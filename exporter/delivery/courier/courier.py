"""Carries what waits for one hub to it, and brings back what the hub says."""

import gzip
import json
import logging
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from random import Random
from threading import Event, Thread
from typing import Final, TypeVar

from exporter.delivery.courier import pace
from exporter.delivery.courier.contact import BUSY, NO_HUB, NO_JSON, UNKNOWN, Contact
from exporter.delivery.courier.line import Post, PostFailed, Reply
from exporter.delivery.envelope import (
    LARGEST_BODY_BYTES,
    LARGEST_PLAIN_BYTES,
    MOST_ITEMS,
    OBSERVATIONS_PATH,
    AgentState,
    Answer,
    BadEnvelope,
    Batch,
    Item,
    Kind,
    Turn,
    answer_from_json,
    batch_to_json,
)
from exporter.delivery.outbox import Outbox
from probes.clock import Clock
from probes.language import Text

log = logging.getLogger(__name__)

_AFTER_A_BUG_SECONDS: Final = 60.0
_STOP_SECONDS: Final = 2.0
_T = TypeVar("_T")


class Courier:
    """The courier of one hub: a thread from `start` to `stop`, or one POST at a time through `step`.

    hub: as the outbox names it. state: what the agent says of itself, given how many observations wait and the age of
    the oldest. plan_changed: called with the version in force where that is not the agent's; from the courier's thread,
    with every answer until it is. told: called with every answer. report_every: until the hub says another; turn_every: seconds
    between two turns at the least. luck: for jitter.
    """

    def __init__(
        self,
        hub: str,
        outbox: Outbox,
        token: str,
        post: Post,
        clock: Clock,
        state: Callable[[int, float | None], AgentState],
        *,
        plan_changed: Callable[[str], None] = lambda _: None,
        told: Callable[[Answer], None] = lambda _: None,
        report_every: float = pace.REPORT_SECONDS,
        turn_every: float = pace.TURN_SECONDS,
        luck: Random | None = None,
    ) -> None:
        self._hub = hub
        self._outbox = outbox
        self._token = token
        self._post = post
        self._clock = clock
        self._state = state
        self._plan_changed = plan_changed
        self._told = told
        self._luck = luck or Random()  # noqa: S311  # jitter
        self._every = report_every
        # All agents of a province come back with its power: not at once.
        self._due = clock.now().monotonic + self._luck.uniform(0.0, report_every / 2)
        self._turn: Turn | None = None
        self._turn_every = turn_every
        self._turn_due = float("-inf")
        self._failures = 0
        self._most = dict.fromkeys(Kind, MOST_ITEMS)
        self._suspect: Item | None = None
        self._refused: Counter[str] = Counter()
        self._contact = Contact()
        self._silent = False
        self._heard = Event()
        self._stopping = Event()
        self._wake = Event()
        self._thread = Thread(target=self._run, name=f"courier {hub}", daemon=True)

    @property
    def contact(self) -> Contact:
        """How things stand, from any thread."""
        return self._contact

    def start(self) -> None:
        """Come and go from now on."""
        self._thread.start()

    def stop(self) -> None:
        """Begin no other POST. One that is under way may end after this: what it carried is sent again some day."""
        self._stopping.set()
        self._wake.set()
        self._thread.join(_STOP_SECONDS)

    def hub_heard(self) -> None:
        """Something else of the agent's has an answer from the hub again: if it was silent, do not sit out the rest of the
        wait. From any thread."""
        self._heard.set()
        self._wake.set()

    def step(self) -> float:
        """One POST, where one is due; seconds until the next."""
        if self._heard.is_set():
            self._heard.clear()
            if self._silent:  # all agents of a province hear it at the same moment
                self._due = min(self._due, self._clock.now().monotonic + self._luck.uniform(0.0, self._every))
        if self._clock.now().monotonic >= self._due:
            self._report()
        elif self._turn is not None and self._clock.now().monotonic >= self._turn_due:
            self._take_turn(self._turn)
        due = self._due if self._turn is None else min(self._due, self._turn_due)
        return max(0.0, due - self._clock.now().monotonic)

    def _run(self) -> None:
        wait = 0.0
        while not self._stopping.is_set():
            self._wake.wait(wait)
            self._wake.clear()
            if self._stopping.is_set():
                return
            try:
                wait = self.step()
            except Exception:  # a bug must not end the delivery of what can be delivered
                log.exception("%s: a delivery crashed", self._hub)
                wait = _AFTER_A_BUG_SECONDS

    def _report(self) -> None:
        most = self._most[Kind.LIVE]
        waiting = self._outbox.waiting(self._hub)
        items, dropped = self._outbox.live(self._hub, most) if most else ((), ())
        batch = Batch(
            Kind.LIVE, self._clock.now().wall, self._state_beside(len(items), *waiting), items, dropped
        )
        self._due = self._clock.now().monotonic + pace.around(self._every, self._luck)
        if self._carry(batch) and len(items) == most < MOST_ITEMS:
            self._again_within(pace.SHORTEST_SECONDS)

    def _take_turn(self, turn: Turn) -> None:
        self._turn = None
        self._turn_due = self._clock.now().monotonic + self._turn_every
        most = min(self._most[Kind.BACKLOG], turn.items)
        waiting = self._outbox.waiting(self._hub)
        items = self._outbox.backlog(self._hub, most) if most else ()
        if items:
            state = self._state_beside(len(items), *waiting)
            self._carry(Batch(Kind.BACKLOG, self._clock.now().wall, state, items, turn=turn.token))

    def _state_beside(self, sent: int, count: int, oldest: float | None) -> AgentState:
        """What waits beside so many that are on their way. Counted before those were read: what came since is no backlog."""
        return self._state(max(0, count - sent), oldest if count > sent else None)

    def _carry(self, batch: Batch) -> bool:
        """Whether the hub took it."""
        began = self._clock.now().monotonic
        try:
            reply = self._sent(batch)
            answer = _answer(reply) if reply.status == 200 else None
        except PostFailed as failed:
            if failed.late:
                self._halve(batch)
            self._failed(failed.text)
            self._silent = True
            return False
        except BadEnvelope as error:
            log.warning("%s: %s", self._hub, error.text.en)
            self._failed(NO_HUB.format(status=200))
            return False
        if answer is None:
            self._turned_away(batch, reply)
            return False
        self._answered(batch, answer)
        if self._clock.now().monotonic - began > self._every / 3:
            self._halve(batch)
        return True

    def _sent(self, batch: Batch) -> Reply:
        plain = json.dumps(batch_to_json(batch), separators=(",", ":")).encode()
        body = gzip.compress(plain, compresslevel=6, mtime=0)
        if len(plain) > LARGEST_PLAIN_BYTES or len(body) > LARGEST_BODY_BYTES:
            return Reply(413, {}, b"")
        headers = {
            "Authorization": f"Bearer {self._token}",
            "Content-Type": "application/json",
            "Content-Encoding": "gzip",
        }
        return self._post(OBSERVATIONS_PATH, body, headers)

    def _answered(self, batch: Batch, answer: Answer) -> None:
        self._outbox.settled(self._hub, batch.items, batch.dropped)
        self._outbox.anchor(self._hub, answer.now)
        carried = {(item.epoch, item.number) for item in batch.items}
        self._refused.update(one.why.value for one in answer.refused if (one.epoch, one.number) in carried)
        self._judge_the_suspect(batch)
        if len(batch.items) >= self._most[batch.kind]:
            self._most[batch.kind] = min(MOST_ITEMS, 2 * max(1, self._most[batch.kind]))
        self._failures = 0
        self._silent = False
        self._every = pace.between(answer.report_every)
        self._turn = answer.turn
        if batch.kind is Kind.LIVE:
            self._due = self._clock.now().monotonic + pace.around(self._every, self._luck)
        if answer.turn is None and answer.ask_again is not None and batch.state.backlog:
            self._again_after(answer.ask_again)
        self._contact = Contact(self._clock.now(), answer, refused=dict(self._refused))
        self._tell(self._told, answer)
        if answer.plan != batch.state.plan:
            self._tell(self._plan_changed, answer.plan)

    def _judge_the_suspect(self, batch: Batch) -> None:
        """The hub takes other batches: what it would not take alone is lost."""
        if self._suspect is None:
            return
        item, self._suspect = self._suspect, None
        self._most = {kind: most or MOST_ITEMS for kind, most in self._most.items()}
        if (item.epoch, item.number) not in {(one.epoch, one.number) for one in batch.items}:
            log.warning("%s does not take observation %s/%d", self._hub, item.epoch, item.number)
            self._outbox.drop(self._hub, (item,))

    def _turned_away(self, batch: Batch, reply: Reply) -> None:
        wait = pace.asked(reply.headers, self._clock.now().wall)
        match reply.status:
            case 401 | 403:
                self._failed(UNKNOWN.format(status=reply.status), unknown=True)
                self._due = self._clock.now().monotonic + pace.around(pace.NOT_KNOWN_SECONDS, self._luck)
            case 400 | 413 if batch.items:
                self._shrink(batch)
            case 429 if batch.kind is Kind.BACKLOG:
                if wait:  # the turn was over; what is new goes on in time, and asks for another
                    self._again_after(wait)
            case 429 | 503:
                self._failed(BUSY.format(status=reply.status), wait)
            case status:
                self._failed(NO_HUB.format(status=status), wait)

    def _shrink(self, batch: Batch) -> None:
        """Half of it next time. One observation alone waits until the hub has taken anything else."""
        self._most[batch.kind] = len(batch.items) // 2
        if len(batch.items) == 1:
            self._suspect = batch.items[0]
        self._turn = None
        self._again_within(pace.SHORTEST_SECONDS)

    def _halve(self, batch: Batch) -> None:
        """The line is slow: the next batch must not make what is new late."""
        if batch.items:
            self._most[batch.kind] = max(1, len(batch.items) // 2)

    def _failed(self, why: Text, wait: float = 0.0, *, unknown: bool = False) -> None:
        self._failures += 1
        self._silent = False
        self._turn = None
        now = self._clock.now().monotonic
        self._due = now + max(wait, pace.backoff(self._failures, self._luck))
        if self._failures == 1:
            log.warning("%s: %s", self._hub, why.en)
        self._contact = replace(self._contact, failure=why, unknown=unknown)

    def _again_after(self, seconds: float) -> None:
        """Not before the hub has time, and hardly later: it keeps a place for us."""
        wait = pace.between(seconds)
        now = self._clock.now().monotonic
        self._due = min(self._due, now + wait + self._luck.uniform(0.0, pace.SHORTEST_SECONDS))

    def _again_within(self, seconds: float) -> None:
        now = self._clock.now().monotonic
        self._due = min(self._due, now + self._luck.uniform(seconds / 2, seconds))

    def _tell(self, hear: Callable[[_T], None], what: _T) -> None:
        try:
            hear(what)
        except Exception:  # whoever listens must not end the delivery
            log.exception("%s: its answer was not understood", self._hub)


def _answer(reply: Reply) -> Answer:
    try:
        return answer_from_json(json.loads(reply.body))
    except (ValueError, RecursionError) as error:
        raise BadEnvelope(NO_JSON) from error
