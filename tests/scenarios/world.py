"""A province in simulated time, from the looks of its hub and agents to its verdicts and incidents: the program's own
core, desk and ledger, with only the network made up."""

import heapq
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count
from pathlib import Path
from random import Random

from alerts.cause import Cause
from alerts.finding import Labels
from alerts.incident import Incident
from alerts.incidents import Incidents
from alerts.judgement import Judgement
from alerts.reports import Reported, ReportKind
from probes.clock import Instant
from probes.expand import targets_of
from probes.inventory.calendar import Maintenance
from probes.inventory.settings import AGENT_INTERVAL_SECONDS
from probes.inventory.values import VIETNAM
from probes.observation import HUB, Observation, Origin, Result
from probes.reasons import Reason
from probes.states.core import Core
from probes.store import Store
from probes.targets import Target
from tests.fakes.signers import DAY, certificate
from tests.scenarios.acts import (
    Act,
    Certify,
    Cut,
    Darken,
    Delay,
    Drop,
    EndMaintenance,
    Lighten,
    Lose,
    Maintain,
    Mend,
    Reload,
    Replay,
    Report,
    Restart,
    SetClock,
    Settle,
    Silence,
    Speak,
    agent_of,
)
from tests.scenarios.judged import called
from tests.scenarios.provinces import Place

WALL = 1_795_500_000.0
"""Tuesday 24 November 2026, 13:00 in Việt Nam."""

BOOT = 1000.0
GOOD_SECONDS, FAILED_SECONDS = 0.81, 2.8


@dataclass
class World:
    """`do` something, and `run` on: a second at a time. Times are seconds since the program first ran.

    broken: by (target, vantage), what is wrong there, and since when. folder: where the program keeps what it knows;
    None: nowhere, so that it cannot be restarted.
    """

    place: Place
    folder: Path | None = None
    broken: dict[tuple[str, str], tuple[Act, float]] = field(default_factory=dict)
    dark: bool = False
    now: float = 0.0
    ahead: float = 0.0
    told: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.random = Random(1)
        self.inventory = self.place.inventory
        self.silent: set[int] = set()
        self.maintained: list[Labels] = []
        self._numbers = count(1)
        self._ties = count()
        self._schedule: list[tuple[float, int, str, str, bool]] = []
        self._results: list[tuple[float, int, Observation]] = []
        self._start()

    def do(self, act: Act) -> None:
        """It happens now."""
        match act:
            case Cut(targets, vantages):
                for vantage in vantages:
                    self._break(targets, vantage, act)
            case Lose(targets) | Delay(targets) | Drop(targets):
                self._break(targets, HUB, act)
            case Mend(targets):
                for key in [key for key in self.broken if key[0] in targets]:
                    del self.broken[key]
            case Darken():
                self.dark = True
            case Lighten():
                self.dark = False
            case SetClock(ahead):
                self.ahead = ahead
            case Restart(away):
                self._stop()
                self.now += away
                self._start()
            case Silence(agents):
                self.silent |= set(agents)
            case Speak(agents):
                self.silent -= set(agents)
            case Replay(agent, target, ago):
                self._replay(agent_of(agent), target, ago)
            case Certify(signer):
                self._break([signer], HUB, act)
            case Reload(inventory):
                self.inventory = inventory
                self._watch()
                self.core.replace_targets(self._targets.values())
                self.incidents.take(inventory)
            case Maintain(labels):
                self.maintained.append(labels)
                self._plan_work()
            case EndMaintenance():
                self.maintained.clear()
                self._plan_work()
            case Report(communes, service):
                for commune in communes:
                    said = Reported(f"{19000 + commune}", ReportKind.SERVICE, service)
                    self.incidents.report(said, self.instant())
            case Settle(communes):
                theirs = {f"{19000 + commune}" for commune in communes}
                for one in self.incidents.reports():
                    if one.said.commune in theirs:
                        self.incidents.settle_report(one.id, "Tổ trực 1", self.instant())

    def run(self, until: float) -> None:
        """Let time pass up to `until`."""
        while self.now < until:
            self.now = min(self.now + 1.0, until)
            self._look()
            self.core.tick(self.instant())
            self._judge()

    @property
    def judgement(self) -> Judgement:
        """What was judged last."""
        judged = self.incidents.judgement
        assert judged is not None
        return judged

    def incident(self, cause: Cause) -> Incident:
        """The one open incident of this cause."""
        (found,) = (one for one in self.judgement.incidents if one.cause is cause)
        return found

    def instant(self) -> Instant:
        """Now, by the clocks that the program reads."""
        return self._instant(self.now)

    def _instant(self, at: float) -> Instant:
        return Instant(WALL + at + self.ahead, BOOT + at)

    def _start(self) -> None:
        self._targets: dict[str, Target] = {}
        self._agents = {agent_of(number): number for number in self.place.agents}
        self._epochs = {vantage: f"{vantage} {self.now}" for vantage in (HUB, *self._agents)}
        self._watch()
        self.core = Core(self._targets.values(), Random(1))
        self.store = None if self.folder is None else Store(self.folder / "states.sqlite")
        now = self.instant()
        path = None if self.folder is None else self.folder / "incidents.sqlite"
        self.incidents = Incidents(self.inventory, path, now)
        self.incidents.restore(now)
        self.core.restore(() if self.store is None else self.store.open(now))
        self._judge()

    def _watch(self) -> None:
        """Look at whatever the inventory has; what is new of it begins within 5 seconds."""
        known = self._targets
        self._targets = {target.id: target for target in targets_of(self.inventory)}
        for target in self._targets.values():
            if target.id not in known and target.from_hub:
                for vantage in (HUB, *self._agents) if target.kind == "http" else (HUB,):
                    self._plan(self.now + self.random.uniform(0, 5), target.id, vantage, again=True)

    def _plan_work(self) -> None:
        """From now on, and for a year, what is `maintained` is."""
        now = self.instant().wall
        year = {"start": _moment(now), "end": _moment(now + 366 * DAY), "reason": "Nâng cấp"}
        windows = tuple(Maintenance.model_validate({**dict(labels), **year}) for labels in self.maintained)
        self.inventory = self.inventory.model_copy(update={"maintenance": windows})
        self.incidents.take(self.inventory)

    def _stop(self) -> None:
        now = self.instant()
        if self.store is not None:
            self.store.close(self.core.take_flips(), self.core.states(), now)
        self.incidents.close(now)
        self._schedule.clear()
        self._results.clear()

    def _plan(self, at: float, target: str, vantage: str, *, again: bool) -> None:
        heapq.heappush(self._schedule, (at, next(self._ties), target, vantage, again))

    def _look(self) -> None:
        while self._next() <= self.now:
            if self._results and (not self._schedule or self._results[0][0] <= self._schedule[0][0]):
                at, _, observation = heapq.heappop(self._results)
                self._take(observation, at)
            else:
                at, _, target, vantage, again = heapq.heappop(self._schedule)
                if target not in self._targets:
                    continue
                if again:
                    of_it = self._targets[target]
                    every = of_it.interval_seconds if vantage == HUB else of_it.policy.agent_interval
                    self._plan(at + every, target, vantage, again=True)
                self._ask(at, target, vantage)

    def _next(self) -> float:
        return min(
            self._results[0][0] if self._results else float("inf"),
            self._schedule[0][0] if self._schedule else float("inf"),
        )

    def _ask(self, at: float, target: str, vantage: str) -> None:
        if self._agents.get(vantage) in self.silent:
            return
        result = self._result(at, target, vantage)
        ended = at + result.duration_seconds
        heapq.heappush(
            self._results, (ended, next(self._ties), self._seen(target, vantage, at, ended, result))
        )

    def _replay(self, vantage: str, target: str, ago: float) -> None:
        for number in range(3):
            began = self.now - ago + number * AGENT_INTERVAL_SECONDS
            self._take(self._seen(target, vantage, began, self.now, _NO_REPLY, Origin.REPLAY), self.now)

    def _seen(
        self, target: str, vantage: str, at: float, ended: float, result: Result, origin: Origin = Origin.LIVE
    ) -> Observation:
        return Observation(
            target,
            vantage,
            self._epochs[vantage],
            next(self._numbers),
            self._instant(at).wall,
            self._instant(ended).wall,
            origin,
            result,
        )

    def _result(self, at: float, target: str, vantage: str) -> Result:
        if self.dark and vantage == HUB and "/signer/" not in target:  # which is a file of the hub's own
            return _NO_REPLY
        wrong, since = self.broken.get((target, vantage), (None, 0.0))
        match wrong:
            case Cut():
                return _NO_REPLY
            case Drop(_, silent, every) if (at - since) % every < silent:
                return _NO_REPLY
            case Lose(_, ratio):
                return _lossy(self.random, ratio)
            case Delay(_, seconds):
                return _answer(target, seconds)
            case Certify(_, state, days):
                return certificate(state, ends=WALL + days * DAY)
            case _:
                return certificate(ends=WALL + 300 * DAY) if "/signer/" in target else _answer(target)

    def _take(self, observation: Observation, at: float) -> None:
        for wish in self.core.apply(observation, self._instant(at)):
            self._plan(max(at, wish.at - BOOT), wish.target, HUB, again=False)

    def _judge(self) -> None:
        now = self.instant()
        before = {one.code: one for one in self.incidents.open_incidents()}
        self.incidents.judge(self.core.snapshot(), now)
        after = {one.code: one for one in self.incidents.open_incidents()}
        self.told += [f"closed {called(one)}" for code, one in before.items() if code not in after]
        self.told += [f"opened {called(one)}" for code, one in after.items() if code not in before]
        if self.store is not None:
            self.store.save(self.core.take_flips(), self.core.states(), now)

    def _break(self, targets: Sequence[str], vantage: str, act: Act) -> None:
        for target in targets:
            assert target in self._targets, target
            self.broken[target, vantage] = (act, self.now)


def _moment(wall: float) -> datetime:
    return datetime.fromtimestamp(wall, VIETNAM)


_NO_REPLY = Result(Reason.NO_REPLY, FAILED_SECONDS, round_trips=(None,) * 5)


def _answer(target: str, slower: float = 0.0) -> Result:
    if target.endswith("/http") or target.startswith("authority/"):
        return Result(None, 0.2 + slower)
    return Result(None, GOOD_SECONDS, round_trips=(0.01 + slower,) * 5)


def _lossy(random: Random, ratio: float) -> Result:
    trips = tuple(None if random.random() < ratio else 0.01 for _ in range(5))
    if not any(trips):
        return _NO_REPLY
    return Result(None, FAILED_SECONDS if None in trips else GOOD_SECONDS, round_trips=trips)
