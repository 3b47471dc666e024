"""A province in simulated time: the real core and the product's own pace, with lines that a test cuts and makes lossy."""

import heapq
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import count
from random import Random

from probes.clock import Instant
from probes.observation import HUB, Observation, Origin, Result
from probes.policy import Policy
from probes.reasons import Reason
from probes.rounds.pace import shuffled, spread_seconds, starts
from probes.states.core import Core
from probes.states.flip import Flip
from probes.states.followup import FollowUp
from probes.states.state import Status
from probes.targets import Target

INTERVAL = 15.0
PACKETS = 5
GAP = 0.2
TIMEOUT = 2.0
TAIL = (PACKETS - 1) * GAP + TIMEOUT
ANSWERED = 0.81
"""Seconds from the start of a look to its result when every packet is answered."""

WALL = 1_795_500_000.0

Cut = tuple[float, float]


@dataclass
class Province:
    """Lines in upstreams of about 33, three ISPs and provinces of about 98, and three witnesses; all well at first.

    `cut` and `darken` say what will happen, `run` lets time pass; times are seconds since the program began.
    """

    lines: int
    seed: int = 1
    loss: float = 0.0
    policy: Policy = field(default_factory=lambda: Policy(interval=INTERVAL))
    flips: list[Flip] = field(default_factory=list)
    asked: list[FollowUp] = field(default_factory=list)
    looks: int = 0

    def __post_init__(self) -> None:
        self.random = Random(self.seed)
        self.ids = [f"{number:05d}/tt/chinh" for number in range(self.lines)]
        self.witnesses = [f"witness/w{number}" for number in range(3)]
        targets = [_line(number, id_, self.policy) for number, id_ in enumerate(self.ids)]
        targets += [_target(id_, self.policy, witness=True) for id_ in self.witnesses]
        self.core = Core(targets, Random(self.seed))
        self.core.restore(())
        self.now = 0.0
        self._order = shuffled([target.id for target in targets])
        self._spread = spread_seconds(INTERVAL, TAIL, first=False)
        self._cuts: dict[str, list[Cut]] = {}
        self._dark: list[Cut] = []
        self._numbers = count(1)
        self._later: list[tuple[float, int, str, Result | None]] = []
        self._ties = count()
        self._no_loss = (1 - self.loss) ** PACKETS
        self._pool = [_answered(tuple(_trips(self.random))) for _ in range(256)]
        self._rounds = self._regular_looks()
        self._next = next(self._rounds)
        self._ticked_at = 0.0

    def cut(self, id_: str, at: float, seconds: float) -> None:
        """Nothing gets through to `id_` from `at` on, for so long."""
        self._cuts.setdefault(id_, []).append((at, at + seconds))

    def darken(self, at: float, seconds: float) -> None:
        """Nothing gets through to anybody: the hub's own line."""
        self._dark.append((at, at + seconds))

    def run(self, until: float) -> None:
        """Let time pass up to `until`."""
        while self._next[0] < until:
            began, id_ = self._next
            self._next = next(self._rounds)
            result = self._look(id_, began)
            if result.duration_seconds == ANSWERED:
                if self._later and self._later[0][0] <= began + ANSWERED:
                    self._catch_up(began + ANSWERED)
                self._apply(id_, result, began + ANSWERED)
            else:
                self._expect(began + result.duration_seconds, id_, result)
        self._catch_up(until)

    def down(self) -> list[Flip]:
        """Every time a line was called down."""
        return [flip for flip in self.flips if flip.after is Status.DOWN is not flip.before]

    def status(self, id_: str) -> Status:
        """What a reader sees now."""
        return self.core.snapshot().status(id_, HUB, self.now)

    def _regular_looks(self) -> Iterator[tuple[float, str]]:
        for number in count():
            moments = starts(len(self._order), number * INTERVAL, self._spread, number)
            yield from sorted(zip(moments, self._order, strict=True))

    def _catch_up(self, until: float) -> None:
        """Everything that is due besides the regular looks, in its order."""
        while self._later and self._later[0][0] <= until:
            at, _, id_, result = heapq.heappop(self._later)
            if result is not None:
                self._apply(id_, result, at)
                continue
            result = self._look(id_, at)
            self._expect(at + result.duration_seconds, id_, result)

    def _expect(self, at: float, id_: str, result: Result | None) -> None:
        heapq.heappush(self._later, (at, next(self._ties), id_, result))

    def _apply(self, id_: str, result: Result, at: float) -> None:
        self.now = at
        self.looks += 1
        if at - self._ticked_at >= 1:
            self._tick(at)
        began = WALL + at - result.duration_seconds
        observation = Observation(
            id_, HUB, "simulated", next(self._numbers), began, WALL + at, Origin.LIVE, result
        )
        follow_ups = self.core.apply(observation, Instant(WALL + at, at))
        if follow_ups:
            self.asked += follow_ups
            for follow_up in follow_ups:
                self._expect(max(at, follow_up.at), follow_up.target, None)

    def _tick(self, at: float) -> None:
        self._ticked_at = at
        self.core.tick(Instant(WALL + at, at))
        self.flips += self.core.take_flips()

    def _look(self, id_: str, began: float) -> Result:
        cuts = self._cuts.get(id_, ())
        if not self._dark and not cuts:
            if self.random.random() < self._no_loss:
                return self._pool[int(self.random.random() * 256)]
            return self._lossy()
        trips = [
            None if self._is_cut(cuts, began + number * GAP) or self.random.random() < self.loss else trip
            for number, trip in enumerate(_trips(self.random))
        ]
        return _seen(trips)

    def _lossy(self) -> Result:
        while True:
            trips = [None if self.random.random() < self.loss else trip for trip in _trips(self.random)]
            if None in trips:
                return _seen(trips)

    def _is_cut(self, cuts: Sequence[Cut], at: float) -> bool:
        return any(begin <= at < end for begin, end in cuts) or any(
            begin <= at < end for begin, end in self._dark
        )


def _trips(random: Random) -> list[float]:
    return [0.009 + 0.002 * random.random() for _ in range(PACKETS)]


def _answered(trips: tuple[float, ...]) -> Result:
    return Result(None, ANSWERED, "", trips)


def _seen(trips: Sequence[float | None]) -> Result:
    """A look lasts until its last packet is answered or waited for no longer."""
    lost = [number for number, trip in enumerate(trips) if trip is None]
    if not lost:
        return Result(None, ANSWERED, "", tuple(trips))
    reason = Reason.NO_REPLY if len(lost) == len(trips) else None
    return Result(reason, max(ANSWERED + 0.001, lost[-1] * GAP + TIMEOUT), "", tuple(trips))


def _line(number: int, id_: str, policy: Policy) -> Target:
    province, isp = number // 98, number % 3
    groups = (("upstream", f"{province}-{isp}"), ("isp", str(isp)), ("province", str(province)))
    return _target(id_, policy, groups=groups)


def _target(
    id_: str, policy: Policy, *, groups: tuple[tuple[str, str], ...] = (), witness: bool = False
) -> Target:
    return Target(
        id=id_,
        kind="ping",
        spec=id_,
        interval_seconds=INTERVAL,
        timeout_seconds=TAIL,
        policy=policy,
        groups=groups,
        witness=witness,
    )
