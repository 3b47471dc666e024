"""What is seen at one moment of the lines, shared systems and authorities: statuses, with the age of each look counted."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from alerts.agents import AgentsSeen, FromAgents
from alerts.layout import CommunePlace, Layout, LinePlace, ServicePlace
from alerts.signing import CommuneSigning, Signing
from alerts.wall_clock import WallClock
from probes.clock import Instant
from probes.observation import HUB
from probes.states.state import Snapshot, State, Status

_ANSWERING = (Status.UP, Status.DEGRADED)
_MOST_AGENTS = 3
"""So many agents at least must have looked before most of them outweigh what the hub sees."""


@dataclass(frozen=True, slots=True)
class LineSeen:
    """A line now. `state` is None before its first observation. began: monotonic seconds, when its present failures did;
    None while its last look was answered."""

    place: LinePlace
    status: Status
    state: State | None
    began: float | None

    @property
    def answering(self) -> bool:
        """Up, well or not."""
        return self.status in _ANSWERING

    @property
    def failed(self) -> bool:
        """Down, and by its last look too: not on its way up."""
        return self.status is Status.DOWN and self.state is not None and not self.state.last.result.success

    @property
    def since(self) -> float | None:
        """When its status began, unix seconds."""
        return None if self.state is None else self.state.since


@dataclass(frozen=True, slots=True)
class ServiceSeen:
    """A shared system, or an authority's services, now: the worst of its checks as the hub sees them, and since when.

    evidence: the states that say so. reached_from, failing_from: the vantages of agents that do reach it, and that do not.
    agreed: the hub reaches it, and most agents do not; doubted: most may prove not to, counting those whose last look failed.
    refuted: the hub does not reach it, and most agents that have looked since then do; awaited: that is not clear yet.
    """

    status: Status
    since: float | None
    evidence: tuple[tuple[str, str], ...] = ()
    agreed: bool = False
    doubted: bool = False
    refuted: bool = False
    awaited: bool = False
    reached_from: frozenset[str] = frozenset()
    failing_from: frozenset[str] = frozenset()


class Sight:
    """One snapshot, looked at with the eyes of `Layout`."""

    def __init__(
        self,
        layout: Layout,
        snapshot: Snapshot,
        agents: AgentsSeen,
        signing: Signing,
        now: Instant,
        clock: WallClock,
        watched_for: float = 0.0,
    ) -> None:
        """watched_for: seconds since this program began to watch."""
        self.layout = layout
        self.watched_for = watched_for
        self.snapshot = snapshot
        self.now = now
        self._clock = clock
        self.blind = snapshot.blind
        self.lines: Mapping[str, LineSeen] = {place.target: self._line(place) for place in layout.lines}
        self.agents = agents.heard
        heard = [vantage for vantage, fresh in agents.heard.items() if fresh]
        self.services: Mapping[str, ServiceSeen] = {
            service.id: self._service(service, agents.services[service.id], heard)
            for service in layout.services.values()
        }
        self.authorities: Mapping[str, ServiceSeen] = {
            id_: worst_of(targets, snapshot, now.monotonic) for id_, targets in layout.authorities.items()
        }
        self._signing = signing

    def lines_of(self, places: Collection[LinePlace]) -> list[LineSeen]:
        """These lines as they are seen."""
        lines = self.lines
        return [lines[place.target] for place in places]

    def failing(self) -> Iterator[LineSeen]:
        """The lines whose last look failed though they have answered before, confirmed or not."""
        return (line for line in self.lines.values() if line.began is not None)

    def signing(self, commune: CommunePlace) -> CommuneSigning | None:
        """Who can sign in a commune; None when no signer is declared."""
        return self._signing.communes.get(commune.code)

    def waiting(self, targets: Collection[str]) -> bool:
        """Whether it is still being asked what else fails with these: too early to say whose fault it is."""
        suspicions = self.snapshot.suspicions
        return any(
            (suspicion := suspicions.get(target)) is not None and suspicion.answered_at is None
            for target in targets
        )

    def wall(self, monotonic: float) -> float:
        """A moment of the monotonic clock as unix seconds."""
        return self._clock.wall(monotonic)

    def age(self, wall: float) -> float:
        """How long ago it was, in seconds, that the clock said so."""
        return self.now.monotonic - self._clock.monotonic(wall, self.now)

    @property
    def proven(self) -> bool:
        """Whether it is known that the hub can see: a witness answers; right after a start none has been asked yet."""
        witnessed = any(target.witness for target in self.layout.targets.values())
        return not self.blind and (any(self.snapshot.witnesses_up.values()) or not witnessed)

    def _line(self, place: LinePlace) -> LineSeen:
        snapshot, monotonic = self.snapshot, self.now.monotonic
        state = snapshot.states.get((place.target, HUB))
        if state is None:
            return LineSeen(place, Status.UNVERIFIED, None, None)
        status = state.status
        stale = monotonic - state.last_seen > snapshot.targets[place.target].policy.stale_after
        if status is not Status.UNVERIFIED and (self.blind or stale):
            return LineSeen(place, Status.UNKNOWN, state, None)
        failing = status is Status.DOWN or state.suspect
        return LineSeen(place, status, state, self._began(state) if failing else None)

    def _began(self, state: State) -> float:
        """When the failures of what is down, or under suspicion, began; monotonic seconds."""
        if state.failures and state.memory.run_began:
            return state.memory.run_began
        # On its way up again, or read back from the last run: only the wall clock knows.
        return self._clock.monotonic(state.since, self.now)

    def _service(self, service: ServicePlace, inside: FromAgents, heard: Sequence[str]) -> ServiceSeen:
        seen = worst_of(service.targets, self.snapshot, self.now.monotonic)
        if len(heard) >= _MOST_AGENTS and seen.status is Status.DOWN:
            seen = self._second_opinion(seen, service, heard)
        reached, failing, doubting = len(inside.reached), len(inside.failing), len(inside.doubting)
        enough = reached + failing >= _MOST_AGENTS and seen.status is not Status.DOWN
        return replace(
            seen,
            agreed=enough and failing > reached,
            doubted=enough and failing + doubting > reached - doubting,
            reached_from=inside.reached,
            failing_from=inside.failing,
        )

    def _second_opinion(self, seen: ServiceSeen, service: ServicePlace, heard: Sequence[str]) -> ServiceSeen:
        """What agents say that have looked since the hub began to fail, or failed already.

        A few that agree are enough; it takes most of all to refute the hub. They are waited for, an interval long.
        """
        began = min(self._began(self.snapshot.states[key]) for key in seen.evidence)
        good = bad = 0
        for vantage in heard:
            words = []
            for target in service.targets:
                state = self.snapshot.states.get((target, vantage))
                if state is None:
                    continue
                if state.last_seen - state.last.result.duration_seconds >= began:
                    words.append(state.last.result.success)
                elif state.status is Status.DOWN:
                    words.append(False)
            good += bool(words) and all(words)
            bad += not all(words)
        if 2 * good > len(heard):
            return replace(seen, refuted=True)
        if bad >= max(good, _MOST_AGENTS):
            return seen
        policies = (self.layout.targets[target].policy for target in service.targets)
        if self.now.monotonic - began < max(policy.agent_interval for policy in policies):
            return replace(seen, awaited=True)
        return replace(seen, refuted=good >= _MOST_AGENTS and good > bad)


def worst_of(targets: Iterable[str], snapshot: Snapshot, monotonic: float) -> ServiceSeen:
    """The worst that the hub's checks of a service say. A certificate that ends soon does not make it slow."""
    known: dict[Status, list[State]] = {}
    for target in targets:
        state = snapshot.states.get((target, HUB))
        status = snapshot.status(target, HUB, monotonic)
        if state is None or status is Status.UNVERIFIED:
            continue
        if status is Status.DEGRADED and state.causes == {"expiry"}:
            status = Status.UP
        known.setdefault(status, []).append(state)
    for status in (Status.DOWN, Status.DEGRADED, Status.UNKNOWN):
        if states := known.get(status):
            return ServiceSeen(status, min(state.since for state in states), _evidence(states))
    if states := known.get(Status.UP):
        return ServiceSeen(Status.UP, max(state.since for state in states))
    return ServiceSeen(Status.UNVERIFIED, None)


def _evidence(states: list[State]) -> tuple[tuple[str, str], ...]:
    return tuple((state.target, state.vantage) for state in states)
