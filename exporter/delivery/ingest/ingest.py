"""The thread that takes in what agents deliver: everything that waits in one transaction, what is live before what is late.

What it answers is on the disk. While the disk takes nothing, agents are told to come again; what is live is shown all the
same, once, and remembered in memory as shown (bounded), so that its repeat is written down and not shown again. Only a hub
that ends between the two does not know that it has shown it.
"""

import logging
import sqlite3
import threading
from collections import Counter, deque
from collections.abc import Callable, Collection, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field, replace
from typing import Final, Protocol

from exporter.delivery.disk import Disk, NotKept
from exporter.delivery.envelope import Answer, Batch, Kind, ToldVerdict, Turn
from exporter.delivery.facts import AgentFacts, Outcome
from exporter.delivery.ingest import receipts
from exporter.delivery.ingest.conflict import Interleaving
from exporter.delivery.ingest.moment import Skew, moment_of
from exporter.delivery.ingest.pace import Pace
from exporter.delivery.ingest.settling import (
    Arrival,
    Keep,
    Settled,
    is_plausible,
    live_of,
    observation_of,
    settle,
)
from exporter.delivery.ingest.shown import Shown
from exporter.delivery.ingest.turns import Turns
from exporter.delivery.registry import Tokens
from probes.clock import Clock, Instant
from probes.observation import Observation, Origin

log = logging.getLogger(__name__)

MOST_WAITING: Final = 512
TICK_SECONDS: Final = 1.0
PRUNE_SECONDS: Final = 3600.0
STOP_SECONDS: Final = 2.0

_LIVE_AT_ONCE: Final = 128
_BACKLOG_AT_ONCE: Final = 2
_SAME_BOOT_SECONDS: Final = 10.0


class SitePlan(Protocol):
    """What the hub tells one agent to look at. version: changes with it. targets: what the agent may write."""

    @property
    def version(self) -> str: ...
    @property
    def targets(self) -> Collection[str]: ...


class NotYet(Exception):
    """The batch is not taken now; it may come again in `seconds`."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"again in {seconds:.0f} s")
        self.seconds = seconds


class Overloaded(NotYet):
    """Too many batches wait."""


class NoTurn(NotYet):
    """A backlog batch without a turn that is good."""


@dataclass(frozen=True, slots=True)
class Hub:
    """What the rest of the hub is to the intake.

    put: takes one live observation, and when its look ended. verdict: what the hub makes of the commune of a site.
    report_every: seconds between an agent's reports, as wished. keeps: who else writes down what is new, in the same transaction.
    """

    put: Callable[[Observation, Instant], None]
    verdict: Callable[[str], ToldVerdict | None]
    report_every: Callable[[], float]
    keeps: Sequence[Keep] = ()


@dataclass(frozen=True, slots=True)
class _Waiting:
    site: str
    batch: Batch
    received: Instant
    plan: SitePlan
    answer: "Future[Answer]"


@dataclass(slots=True)
class _Agent:
    """What is remembered of one agent in this run."""

    skew: Skew = field(default_factory=Skew)
    counts: Counter[Outcome] = field(default_factory=Counter)
    interleaving: Interleaving = field(default_factory=Interleaving)
    facts: AgentFacts | None = None


class Ingest:
    """`submit` and `facts` may be called from any thread."""

    def __init__(self, disk: Disk, tokens: Tokens, clock: Clock, hub: Hub) -> None:
        self._disk = disk
        self._tokens = tokens
        self._clock = clock
        self._hub = hub
        self._shown = Shown()
        self._pace = Pace()
        self._turns = Turns()
        self._agents: dict[str, _Agent] = {}
        self._live: deque[_Waiting] = deque()
        self._backlog: deque[_Waiting] = deque()
        self._changed = threading.Condition()
        self._stopping = False
        self._pruned_at = float("-inf")
        self._thread = threading.Thread(target=self._run, name="agents", daemon=True)

    def start(self) -> None:
        """Know who is enrolled and when each was last heard, as far as the disk tells; then take in what comes."""
        self.refresh()
        self._thread.start()

    def stop(self) -> None:
        """Take in what waits, and end."""
        with self._changed:
            self._stopping = True
            self._changed.notify()
        if self._thread.is_alive():
            self._thread.join(STOP_SECONDS)

    def submit(self, site: str, batch: Batch, received: Instant, plan: SitePlan) -> "Future[Answer]":
        """Take a batch in; the answer comes when it is on the disk. The future raises NotKept.

        received: when it began to arrive. Raises Overloaded, NoTurn.
        """
        answer: Future[Answer] = Future()
        answer.set_running_or_notify_cancel()  # whoever waits may give up; the batch is taken all the same
        with self._changed:
            if self._stopping or len(self._live) + len(self._backlog) >= MOST_WAITING:
                raise Overloaded(self._hub.report_every())
            waiting = _Waiting(site, batch, received, plan, answer)
            if batch.kind is Kind.LIVE:
                self._live.append(waiting)
            else:
                monotonic = self._clock.now().monotonic
                if batch.turn is None or not self._turns.use(site, batch.turn, monotonic):
                    asked = self._turns.ask(site, monotonic)
                    raise NoTurn(1.0 if isinstance(asked, Turn) else asked)
                self._backlog.append(waiting)
            self._changed.notify()
        return answer

    def facts(self) -> Mapping[str, AgentFacts]:
        """What is known of each agent that was heard since it was enrolled, by site."""
        enrolled = self._tokens.enrolled
        return {
            site: facts
            for site, agent in self._agents.copy().items()
            if (facts := agent.facts) is not None
            and (since := enrolled.get(site)) is not None
            and facts.last_contact >= since
        }

    def refresh(self) -> None:
        """Know what was enrolled and revoked meanwhile, by whichever process."""
        if self._disk.exists:
            try:
                self._disk.read(self._read)
            except NotKept:
                return

    def _read(self, database: sqlite3.Connection) -> None:
        first = not self._tokens.known
        self._tokens.refresh(database)
        if first:
            for site, last in receipts.contacts(database).items():
                self._agents.setdefault(site, _Agent(facts=AgentFacts(last_contact=last)))

    def _run(self) -> None:
        refreshed_at = self._clock.now().monotonic
        while True:
            taken = self._take()
            if taken is None:
                return
            if taken:
                try:
                    self._settle(taken)
                except Exception:
                    log.exception("what agents delivered was not taken; they will send it again")
                    self._refuse(taken)
            now = self._clock.now()
            if now.monotonic - refreshed_at >= TICK_SECONDS:
                refreshed_at = now.monotonic
                self.refresh()
                self._prune(now)

    def _take(self) -> list[_Waiting] | None:
        """What is dealt with next; nothing when nobody comes for a while; None at the end."""
        with self._changed:
            if not (self._live or self._backlog or self._stopping):
                self._changed.wait(TICK_SECONDS)
            taken = [self._live.popleft() for _ in range(min(len(self._live), _LIVE_AT_ONCE))]
            taken += [self._backlog.popleft() for _ in range(min(len(self._backlog), _BACKLOG_AT_ONCE))]
            return None if self._stopping and not taken else taken

    def _settle(self, taken: Sequence[_Waiting]) -> None:
        self._pace.waited(self._clock.now().monotonic - min(one.received.monotonic for one in taken))
        arrivals = [self._arrival(one) for one in taken]
        try:
            settled = self._disk.write(lambda database: [self._one(database, each) for each in arrivals])
        except NotKept:
            for arrival in arrivals:
                self._show_unkept(arrival)
            self._refuse(taken)
            return
        for arrival, waiting, one in zip(arrivals, taken, settled, strict=True):
            if one is None:
                self._refuse([waiting])
                continue
            for live in one.live:
                self._shown.note(waiting.site, live.observation.epoch, live.observation.number)
                self._hub.put(live.observation, live.seen)
            self._note(arrival, one)
            waiting.answer.set_result(self._answer(waiting, one))

    def _arrival(self, one: _Waiting) -> Arrival:
        agent = self._agents.setdefault(one.site, _Agent())
        skew = agent.skew.hear(one.batch.sent, one.received.wall)
        return Arrival(one.site, one.batch, one.received, skew, one.plan.targets)

    def _one(self, database: sqlite3.Connection, arrival: Arrival) -> Settled | None:
        """One batch of several: what the program trips on in one concerns no other."""
        database.execute("SAVEPOINT batch")
        try:
            settled = settle(database, arrival, self._shown, self._hub.keeps)
        except sqlite3.Error:
            raise
        except Exception:
            log.exception("a batch of %s was not taken; it will be sent again", arrival.site)
            database.execute("ROLLBACK TO batch")
            settled = None
        database.execute("RELEASE batch")
        return settled

    def _show_unkept(self, arrival: Arrival) -> None:
        now = arrival.received
        for item in arrival.batch.items:
            key = (arrival.site, item.epoch, item.number)
            moment = moment_of(item, now.wall, arrival.skew, None)
            if (
                moment is not None
                and moment.live
                and item.target in arrival.targets
                and is_plausible(item.result)
                and not self._shown.holds(*key)
                and self._shown.note_unkept(*key)
            ):
                self._agents[arrival.site].counts[Outcome.LIVE] += 1
                observation = observation_of(item, arrival, moment, Origin.LIVE)
                live = live_of(observation, now, moment)
                self._hub.put(live.observation, live.seen)

    def _note(self, arrival: Arrival, settled: Settled) -> None:
        agent, batch, now = self._agents[arrival.site], arrival.batch, arrival.received
        agent.counts.update(settled.counts)
        before = agent.facts
        if batch.kind is Kind.LIVE and settled.newest is not None:
            agent.interleaving.hear(settled.newest, now.monotonic)
        conflict = agent.interleaving.conflict(now.monotonic)
        if conflict and not (before is not None and before.conflict):
            log.warning(
                "%s: two machines deliver with one token; enrol the right one anew (thongsuot agents enrol %s)",
                arrival.site,
                arrival.site,
            )
        booted = arrival.booted
        if before is not None and before.booted is not None:
            same = abs(before.booted - booted) < _SAME_BOOT_SECONDS
            booted = before.booted if same else booted
        state = batch.state
        agent.facts = AgentFacts(
            last_contact=now.wall,
            clock_skew=arrival.skew,
            backlog=state.backlog,
            counts=dict(agent.counts),
            booted=booted,
            on_battery=None if state.ups is None else state.ups.on_battery,
            version=state.version,
            conflict=conflict,
        )

    def _answer(self, waiting: _Waiting, settled: Settled) -> Answer:
        now, site = self._clock.now(), waiting.site
        answer = Answer(
            now=now.wall,
            report_every=self._pace.report_every(self._hub.report_every()),
            plan=waiting.plan.version,
            refused=tuple(settled.refused),
            verdict=self._hub.verdict(site),
        )
        with self._changed:
            if waiting.batch.kind is Kind.BACKLOG:
                self._turns.done(site, now.monotonic)
            if waiting.batch.state.backlog == 0:
                return answer
            asked = self._turns.ask(site, now.monotonic)
        if isinstance(asked, Turn):
            return replace(answer, turn=asked)
        return replace(answer, ask_again=asked)

    def _prune(self, now: Instant) -> None:
        if now.monotonic - self._pruned_at >= PRUNE_SECONDS and self._disk.exists:
            self._pruned_at = now.monotonic
            try:
                self._disk.write(lambda database: receipts.prune(database, now.wall))
            except NotKept:
                return

    def _refuse(self, taken: Sequence[_Waiting]) -> None:
        with self._changed:
            for one in taken:
                if one.batch.kind is Kind.BACKLOG:
                    self._turns.done(one.site, self._clock.now().monotonic)
        for one in taken:
            if not one.answer.done():
                one.answer.set_exception(NotKept("not kept; send it again"))
