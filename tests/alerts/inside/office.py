"""An office with an agent in simulated time: the agent's own core, real transitions, and a network that is made up."""

import heapq
from collections.abc import Iterable
from itertools import count
from pathlib import Path

from alerts.inside.facts import HubVerdict, Line, Place, Power, Team
from alerts.inside.sight import InsideSight
from alerts.inside.verdict import InsideVerdict, inside_verdict
from probes.clock import Instant
from probes.language import Text
from probes.observation import HUB, Observation, Origin, Result
from probes.policy import Policy
from probes.reasons import Reason
from probes.states.core import Core
from probes.states.state import Snapshot, State
from probes.store import Store
from probes.targets import Target
from tests.fakes.clock import FakeClock

PLACE = Place(
    commune="19753",
    site="centre",
    commune_name="Phường Phú Xuân",
    lines=(
        Line(isp="Viettel", backup=True, hotline="1800 8119"),
        Line(isp="VNPT", hotline="1800 1166", circuit="HUE-0042"),
    ),
    team=Team(name="Tổ trực Sở Khoa học và Công nghệ", phone="0234 000 000"),
    services={"portal": "Cổng Dịch vụ công quốc gia", "documents": "Quản lý văn bản"},
    authorities={"gov-ca": "Ban Cơ yếu Chính phủ"},
)
ROUTER, MONITOR = PLACE.gateway, PLACE.hub
PORTAL, DOCUMENTS, AUTHORITY = "portal/http", "documents/http", "authority/gov-ca/crl-here"
PORTAL_NAME = "portal/dns"
"""A second check of the portal, for those who ask for it."""
OUTSIDE = (MONITOR, PORTAL, DOCUMENTS, AUTHORITY)
WELL_SECONDS = 700.0
"""After so long everything has been looked at twice."""

_OFFSETS = {ROUTER: 0.0, MONITOR: 3.0, PORTAL: 40.0, DOCUMENTS: 130.0, AUTHORITY: 220.0, PORTAL_NAME: 45.0}
_LABELS = {
    PORTAL: {"service": "portal"},
    PORTAL_NAME: {"service": "portal"},
    DOCUMENTS: {"service": "documents"},
    AUTHORITY: {"authority": "gov-ca"},
}


class Office:
    """`run` it on, and change what answers between; `silent` holds what does not answer."""

    def __init__(
        self,
        *,
        place: Place = PLACE,
        silent: tuple[str, ...] = (),
        without: tuple[str, ...] = (PORTAL_NAME,),
        clock: FakeClock | None = None,
    ) -> None:
        self.place = place
        self.clock = clock or FakeClock()
        self.silent = set(silent)
        self.targets = {id_: _target(id_) for id_ in _OFFSETS if id_ not in without}
        self.power = Power()
        self.contact: float | None = None
        self.told: HubVerdict | None = None
        self.without_route: frozenset[str] = frozenset()
        self._epochs = count(1)
        self._start(())

    @property
    def snapshot(self) -> Snapshot:
        return self.core.snapshot()

    def run(self, seconds: float) -> "Office":
        """Let so much time pass, with every look that falls due."""
        end = self.clock.monotonic + seconds
        while self._due and self._due[0][0] <= end:
            at, _, id_, again = heapq.heappop(self._due)
            self.clock.advance(max(0.0, at - self.clock.monotonic))
            self._look(id_)
            if again:
                self._plan(id_, at + self.targets[id_].interval_seconds, again=True)
        self.clock.advance(end - self.clock.monotonic)
        return self

    def cut(self, *targets: str) -> "Office":
        self.silent |= set(targets)
        return self

    def mend(self, *targets: str) -> "Office":
        self.silent -= set(targets)
        return self

    def restart(self, folder: Path, *, dark_seconds: float = 60.0, wall: float | None = None) -> "Office":
        """The machine loses its power for a while, and comes up with the wall clock at `wall`, or with one that went on."""
        states = list(self.core.states())
        store = Store(folder / "states.sqlite")
        store.open(self.clock.now())
        store.save((), states, self.clock.now())
        went_on = self.clock.wall + dark_seconds
        self.clock.wall, self.clock.monotonic = went_on if wall is None else wall, 20.0
        self.power = Power(booted=0.0)
        self.contact = self.told = None
        self._start(store.open(self.clock.now()))
        return self

    def start_again(self, folder: Path) -> "Office":
        """The program alone ends, and starts anew on the machine that went on."""
        store = Store(folder / "states.sqlite")
        store.open(self.clock.now())
        store.save((), list(self.core.states()), self.clock.now())
        self.clock.advance(5)
        self._start(store.open(self.clock.now()))
        return self

    def tell(self, cause: str, status: str, *, ago: float = 0.0, incident: str | None = None) -> "Office":
        """A hub answers a delivery, and says its verdict."""
        self.contact = self.clock.monotonic
        self.told = HubVerdict(
            cause=cause,
            status=status,
            headline=Text("Lời của tỉnh", "The hub's words"),
            told_at=self.clock.monotonic,
            ago=ago,
            incident=incident,
        )
        return self

    @property
    def sight(self) -> InsideSight:
        return InsideSight(self.place, self.snapshot, self.clock.now(), self.started, self.contact)

    @property
    def verdict(self) -> InsideVerdict:
        return inside_verdict(self.sight, self.place, self.power, self.told)

    def _start(self, states: Iterable[State]) -> None:
        self.core = Core(self.targets.values())
        self.core.restore(states)
        self.started = self.clock.monotonic
        self._epoch = f"epoch{next(self._epochs)}"
        self._number = count(1)
        self._order = count()
        self._due: list[tuple[float, int, str, bool]] = []
        for id_ in self.targets:
            self._plan(id_, self.started + 1 + _OFFSETS[id_], again=True)

    def _plan(self, id_: str, at: float, *, again: bool) -> None:
        heapq.heappush(self._due, (at, next(self._order), id_, again))

    def _look(self, id_: str) -> None:
        good = id_ not in self.silent and id_ not in self.without_route
        duration = 0.8 if good else 2.8
        reason = None if good else self._reason(id_)
        asked = self.clock.now()
        now = Instant(asked.wall + duration, asked.monotonic + duration)
        result = Result(reason, duration)
        seen = Observation(
            id_, HUB, self._epoch, next(self._number), asked.wall, now.wall, Origin.LIVE, result
        )
        for follow_up in self.core.apply(seen, now):
            self._plan(follow_up.target, max(follow_up.at, now.monotonic), again=False)

    def _reason(self, id_: str) -> Reason:
        if id_ in self.without_route:
            return Reason.NETWORK_DOWN_HERE
        return Reason.NO_REPLY if id_ in (ROUTER, MONITOR) else Reason.TIMEOUT


def _target(id_: str) -> Target:
    ping = id_ in (ROUTER, MONITOR)
    interval = 15.0 if ping else 300.0
    return Target(
        id=id_,
        kind="ping" if ping else "http",
        spec=None,
        interval_seconds=interval,
        timeout_seconds=4,
        policy=Policy(interval=interval),
        labels=_LABELS.get(id_, {}),
    )


def well(
    *, place: Place = PLACE, without: tuple[str, ...] = (PORTAL_NAME,), clock: FakeClock | None = None
) -> Office:
    """An office in which everything has answered for a while."""
    return Office(place=place, without=without, clock=clock).run(WELL_SECONDS)
