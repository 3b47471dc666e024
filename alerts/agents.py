"""What agents say at one moment: who of them is heard, and which shared systems each of them reaches."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import inf

from alerts.layout import Layout, ServicePlace
from probes.states.state import Snapshot, State, Status

_ANSWERING = (Status.UP, Status.DEGRADED)
_Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class FromAgents:
    """The vantages of the agents that reach a shared system, of those that do not, and of those of the first whose last
    look failed; the silent say nothing."""

    reached: frozenset[str] = frozenset()
    failing: frozenset[str] = frozenset()
    doubting: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class AgentsSeen:
    """heard: by vantage, whether that agent still delivers, of those that ever said anything. services: by id."""

    heard: Mapping[str, bool]
    services: Mapping[str, FromAgents]


class Agents:
    """The agents of one layout, asked as often as anybody likes: by one thread at a time.

    Thousands of agents look at a dozen systems each, and a few of them say something new each second: only those are
    looked at again, and those whose words have grown old.
    """

    def __init__(self, layout: Layout) -> None:
        self._layout = layout
        self._before: Mapping[_Key, State] = {}
        self._keys: dict[str, list[_Key]] = {}
        self._heard_until: dict[str, float] = {}
        self._services = {service.id: _Service(service, layout) for service in layout.services.values()}
        self._service_of = {
            target: self._services[service.id]
            for service in layout.services.values()
            for target in service.targets
        }

    def see(self, snapshot: Snapshot, monotonic: float) -> AgentsSeen:
        """What they say now (monotonic seconds)."""
        states, before = snapshot.states, self._before
        news = [
            key
            for key, state, known in zip(states, states.values(), map(before.get, states), strict=True)
            if known is not state and key[1] in self._layout.agents
        ]
        for key in news:
            if key not in before:
                self._keys.setdefault(key[1], []).append(key)
        for vantage in {vantage for _, vantage in news}:
            self._heard_until[vantage] = heard_until(
                [states[key] for key in self._keys[vantage]], self._layout
            )
        for target, vantage in news:
            if (service := self._service_of.get(target)) is not None:
                service.look_again(vantage, states, monotonic)
        self._before = states
        return AgentsSeen(
            {vantage: monotonic <= until for vantage, until in self._heard_until.items()},
            {id_: service.now(states, monotonic) for id_, service in self._services.items()},
        )


@dataclass(slots=True)
class _Service:
    """What agents say of one system. until: by vantage of those that say anything, when that will be old."""

    place: ServicePlace
    layout: Layout
    until: dict[str, float] = field(default_factory=dict)
    reached: set[str] = field(default_factory=set)
    failing: set[str] = field(default_factory=set)
    doubting: set[str] = field(default_factory=set)
    soonest: float = inf
    told: FromAgents | None = None

    def now(self, states: Mapping[_Key, State], monotonic: float) -> FromAgents:
        if monotonic > self.soonest:
            for vantage in [vantage for vantage, until in self.until.items() if monotonic > until]:
                self.look_again(vantage, states, monotonic)
            self.soonest = min(self.until.values(), default=inf)
        if self.told is None:
            self.told = FromAgents(frozenset(self.reached), frozenset(self.failing), frozenset(self.doubting))
        return self.told

    def look_again(self, vantage: str, states: Mapping[_Key, State], monotonic: float) -> None:
        statuses, until, suspect = set(), inf, False
        for target in self.place.targets:
            state = states.get((target, vantage))
            if state is None:
                continue
            suspect = suspect or state.suspect
            fresh_until = _fresh_until(state, self.layout)
            if monotonic <= fresh_until:
                statuses.add(state.status)
                until = min(until, fresh_until)
        failing = Status.DOWN in statuses
        reached = not failing and not statuses.isdisjoint(_ANSWERING)
        self._put(self.failing, vantage, failing)
        self._put(self.reached, vantage, reached)
        self._put(self.doubting, vantage, reached and suspect)
        if statuses:
            self.until[vantage] = until
            self.soonest = min(self.soonest, until)
        else:
            self.until.pop(vantage, None)

    def _put(self, group: set[str], vantage: str, belongs: bool) -> None:
        if belongs == (vantage in group):
            return
        if belongs:
            group.add(vantage)
        else:
            group.remove(vantage)
        self.told = None


def heard_until(states: Sequence[State], layout: Layout) -> float:
    """Until when an agent with these states counts as delivering, monotonic seconds.

    After its newest look, for as long as what it looks at most often stays fresh: one seldom look does not vouch for it.
    """
    patience = min(layout.targets[state.target].policy.stale_from(state.vantage) for state in states)
    return max(state.last_seen for state in states) + patience


def _fresh_until(state: State, layout: Layout) -> float:
    return state.last_seen + layout.targets[state.target].policy.stale_from(state.vantage)
