"""A province in simulated time, from the looks of its hub and agents to its verdicts and incidents: the program's own
core, desk and ledger, with only the network made up."""

import heapq
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from random import Random

from alerts.cause import Cause
from alerts.incident import Incident
from alerts.incidents import Incidents
from alerts.judgement import Judgement
from alerts.layout import agent_vantage
from alerts.verdict import Verdict
from probes.clock import Instant
from probes.expand import targets_of
from probes.inventory.model import (
    Authority,
    Commune,
    HttpCheck,
    Inventory,
    Isp,
    Link,
    Province,
    Role,
    Service,
    Site,
    SiteKind,
    Upstream,
    Witness,
)
from probes.observation import HUB, Observation, Origin, Result
from probes.reasons import Reason
from probes.states.core import Core
from probes.store import Store

WALL = 1_795_500_000.0
"""Tuesday 24 November 2026, 13:00 in Việt Nam."""

GOOD_SECONDS, FAILED_SECONDS = 0.81, 2.8
AGENT_INTERVAL = 300.0


def commune(
    number: int,
    *,
    isp: str = "vnpt",
    upstream: str | None = None,
    backup: str | None = None,
    satellites: int = 0,
    province: str = "46",
) -> Commune:
    """Commune `number` with a primary line, perhaps a backup over another ISP, and satellites with a line each."""
    links = [_link("chinh", isp, number, 1, upstream=upstream)]
    if backup is not None:
        links.append(_link("phu", backup, number, 2, role=Role.BACKUP))
    sites = [Site(id="tt", links=tuple(links))]
    sites += [
        Site(
            id=f"diem{index}",
            kind=SiteKind.SATELLITE,
            links=(_link("chinh", isp, number, 3 + index, upstream=upstream),),
        )
        for index in range(satellites)
    ]
    return Commune(code=f"{19000 + number}", name=f"Xã {number}", province=province, sites=tuple(sites))


def inventory_of(communes: Iterable[Commune], *, services: int = 1, authority: bool = False) -> Inventory:
    """These communes, with their provinces, ISPs and upstreams, shared systems `dvc0`..., and three witnesses."""
    known = tuple(communes)
    links = [link for one in known for site in one.sites for link in site.links]
    return Inventory(
        provinces=tuple(
            Province(code=code, name=f"Tỉnh {code}") for code in dict.fromkeys(one.province for one in known)
        ),
        isps=tuple(Isp(id=id_, name=id_.upper()) for id_ in dict.fromkeys(link.isp for link in links)),
        upstreams=tuple(
            Upstream(id=id_, name=id_.upper())
            for id_ in dict.fromkeys(link.upstream for link in links if link.upstream)
        ),
        communes=known,
        services=tuple(
            Service(
                id=f"dvc{number}",
                name=f"Cổng {number}",
                checks=(HttpCheck(kind="http", url=f"https://dvc{number}.example/"),),
            )
            for number in range(services)
        ),
        authorities=(
            (
                Authority(
                    id="ca", name="CA", timestamp="http://tsa.example/", timestamp_anchors=("anchor.pem",)
                ),
            )
            if authority
            else ()
        ),
        witnesses=tuple(Witness(id=f"w{n}", address=f"192.0.2.{n}") for n in (1, 2, 3)),
    )


@dataclass
class World:
    """What is broken is in `broken`: by (target, vantage), how a look at it ends instead of well.

    Times are seconds since the program first ran; `run` lets them pass, a second at a time.
    """

    inventory: Inventory
    folder: Path | None = None
    agents: tuple[str, ...] = ()
    broken: dict[tuple[str, str], Callable[[], Result]] = field(default_factory=dict)
    dark: bool = False
    now: float = 0.0
    wall_step: float = 0.0
    log: list[tuple[float, str, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.random = Random(1)
        self._numbers = count(1)
        self._ties = count()
        self._schedule: list[tuple[float, int, str, str, bool]] = []
        self._results: list[tuple[float, int, Observation]] = []
        self.silent: set[str] = set()
        self._start()

    # what happens

    def cut(self, *targets: str) -> None:
        """Nothing answers there any more, as the hub sees it."""
        self._break(targets, HUB, _no_reply)

    def mend(self, *targets: str) -> None:
        """Everything answers there again, for everybody."""
        for key in [key for key in self.broken if key[0] in targets]:
            del self.broken[key]

    def lose(self, target: str, ratio: float) -> None:
        """So many of its packets are lost, at random."""
        self._break([target], HUB, lambda: _lossy(self.random, ratio))

    def delay(self, target: str, seconds: float) -> None:
        """Its round trips take so much longer, or its answers as a whole."""
        self._break([target], HUB, lambda: _answer(target, seconds))

    def unreachable_from(self, commune: str, *targets: str) -> None:
        """The agent in that commune does not reach these."""
        self._break(targets, agent_vantage(commune, "tt"), _no_reply)

    def restart(self, away: float = 5.0) -> None:
        """The program ends, and starts again after so long."""
        now = self.instant()
        if self.store is not None:
            self.store.close(self.core.take_flips(), self.core.states(), now)
        self.incidents.close(now)
        self.now += away
        self._schedule.clear()
        self._results.clear()
        self._start()

    def run(self, until: float) -> None:
        """Let time pass up to `until`."""
        while self.now < until:
            self.now = min(self.now + 1.0, until)
            self._look()
            self.core.tick(self.instant())
            self._judge()

    # what is seen

    @property
    def judgement(self) -> Judgement:
        judged = self.incidents.judgement
        assert judged is not None
        return judged

    def verdict(self, commune: int) -> Verdict:
        """The verdict of commune `number`."""
        return self.judgement.verdicts[f"{19000 + commune}"]

    def causes(self) -> dict[str, Cause]:
        """The headline of each commune."""
        return {code: verdict.cause for code, verdict in self.judgement.verdicts.items()}

    def open(self) -> list[tuple[str, dict[str, str]]]:
        """The open incidents that stand alone: cause and labels, the province left out."""
        return [
            (one.cause.value, {name: value for name, value in one.labels if name != "province"})
            for one in self.judgement.incidents
            if one.parent is None
        ]

    def incident(self, cause: Cause) -> Incident:
        """The one open incident of this cause."""
        (found,) = (one for one in self.judgement.incidents if one.cause is cause)
        return found

    def told(self, what: str) -> list[str]:
        """The causes of all incidents that were `opened` or `closed` so far, in their order."""
        return [cause for _, one, cause in self.log if one == what]

    def instant(self) -> Instant:
        return Instant(WALL + self.now + self.wall_step, 1000.0 + self.now)

    # how it goes on

    def _start(self) -> None:
        targets = [
            target for target in targets_of(self.inventory) if target.kind in ("ping", "http", "timestamp")
        ]
        self.core = Core(targets, Random(1))
        self.store = None if self.folder is None else Store(self.folder / "states.sqlite")
        now = self.instant()
        path = None if self.folder is None else self.folder / "incidents.sqlite"
        self.incidents = Incidents(self.inventory, path, now)
        self.incidents.restore(now)
        self.core.restore(() if self.store is None else self.store.open(now))
        self._epochs = {HUB: f"hub-{self.now}"} | {
            agent_vantage(code, "tt"): f"{code}-{self.now}" for code in self.agents
        }
        self._targets = {target.id: target for target in targets}
        for target in targets:
            self._plan(self.now + self.random.uniform(0, 5), target.id, HUB, again=True)
            if target.kind == "http":
                for code in self.agents:
                    at = self.now + self.random.uniform(0, 5)
                    self._plan(at, target.id, agent_vantage(code, "tt"), again=True)
        self._judge()

    def _plan(self, at: float, target: str, vantage: str, *, again: bool) -> None:
        heapq.heappush(self._schedule, (at, next(self._ties), target, vantage, again))

    def _look(self) -> None:
        while self._next() <= self.now:
            if self._results and (not self._schedule or self._results[0][0] <= self._schedule[0][0]):
                at, _, observation = heapq.heappop(self._results)
                self._take(observation, at)
            else:
                at, _, target, vantage, again = heapq.heappop(self._schedule)
                if again:
                    every = self._targets[target].interval_seconds if vantage == HUB else AGENT_INTERVAL
                    self._plan(at + every, target, vantage, again=True)
                self._ask(at, target, vantage)

    def _next(self) -> float:
        return min(
            self._results[0][0] if self._results else float("inf"),
            self._schedule[0][0] if self._schedule else float("inf"),
        )

    def _ask(self, at: float, target: str, vantage: str) -> None:
        if vantage in self.silent:
            return
        broken = self.broken.get((target, vantage))
        if self.dark and vantage == HUB:
            result = _no_reply()
        else:
            result = _answer(target) if broken is None else broken()
        ended = at + result.duration_seconds
        wall = WALL + self.wall_step
        observation = Observation(
            target,
            vantage,
            self._epochs[vantage],
            next(self._numbers),
            wall + at,
            wall + ended,
            Origin.LIVE,
            result,
        )
        heapq.heappush(self._results, (ended, next(self._ties), observation))

    def _take(self, observation: Observation, at: float) -> None:
        now = Instant(WALL + at + self.wall_step, 1000.0 + at)
        for wish in self.core.apply(observation, now):
            self._plan(max(at, wish.at - 1000.0), wish.target, HUB, again=False)

    def _judge(self) -> None:
        now = self.instant()
        before = {one.code: one for one in self.incidents.open_incidents()}
        self.incidents.judge(self.core.snapshot(), now)
        after = {one.code: one for one in self.incidents.open_incidents()}
        self.log += [(self.now, "opened", after[code].cause.value) for code in after.keys() - before.keys()]
        self.log += [(self.now, "closed", before[code].cause.value) for code in before.keys() - after.keys()]
        if self.store is not None:
            self.store.save(self.core.take_flips(), self.core.states(), now)

    def _break(self, targets: Iterable[str], vantage: str, how: Callable[[], Result]) -> None:
        for target in targets:
            assert target in self._targets, target
            self.broken[target, vantage] = how


def line(number: int, link: str = "chinh", site: str = "tt") -> str:
    """The target of a line."""
    return f"{19000 + number}/{site}/{link}"


def portal(number: int = 0) -> str:
    """The target of a shared system's check."""
    return f"dvc{number}/http"


def _link(
    id_: str, isp: str, number: int, host: int, *, role: Role = Role.PRIMARY, upstream: str | None = None
) -> Link:
    address = f"10.{host}.{number // 250}.{number % 250 + 1}"
    return Link(id=id_, isp=isp, role=role, upstream=upstream, address=address)


def _no_reply() -> Result:
    return Result(Reason.NO_REPLY, FAILED_SECONDS, round_trips=(None,) * 5)


def _answer(target: str, slower: float = 0.0) -> Result:
    if target.count("/") == 1 and not target.startswith("witness"):
        return Result(None, 0.2 + slower)
    return Result(None, GOOD_SECONDS, round_trips=(0.01 + slower,) * 5)


def _lossy(random: Random, ratio: float) -> Result:
    trips = tuple(None if random.random() < ratio else 0.01 for _ in range(5))
    if not any(trips):
        return _no_reply()
    return Result(None, FAILED_SECONDS if None in trips else GOOD_SECONDS, round_trips=trips)
