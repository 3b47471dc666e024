"""What the agents in a commune see, beside what the province sees: for its page."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from alerts.agents import heard_until
from alerts.cause import CommuneStatus
from exporter.view import Moment
from probes.inventory.model import Commune, Service
from probes.inventory.summary import AGENT_PINGS, seen_by_agents
from probes.language import Text
from probes.states.state import State, Status


class Reach(StrEnum):
    """Whether a shared system is reached from inside a commune. UNKNOWN: no agent has said so lately. NEVER: no look from
    there has succeeded yet."""

    REACHED = "reached"
    NOT_REACHED = "not_reached"
    UNKNOWN = "unknown"
    NEVER = "never"


@dataclass(frozen=True, slots=True)
class InsideFacts:
    """The agents of one commune. heard: one of them delivers. last_heard: when what is known of them came, unix seconds."""

    heard: bool
    last_heard: float | None


REACH_WORDS = {
    Reach.REACHED: (CommuneStatus.NORMAL, Text("Tới được", "Reached")),
    Reach.NOT_REACHED: (CommuneStatus.OUTAGE, Text("Không tới được", "Not reached")),
    Reach.UNKNOWN: (CommuneStatus.UNKNOWN, Text("Chưa có số liệu mới", "Nothing fresh known")),
    Reach.NEVER: (CommuneStatus.UNKNOWN, Text("Chưa lần nào tới được", "Never reached yet")),
    None: (CommuneStatus.UNKNOWN, Text("Không đo từ xã", "Not looked at")),
}

_DELIVERS = (CommuneStatus.NORMAL, Text("Đang gửi số liệu", "Delivers"))
_SILENT = (CommuneStatus.UNKNOWN, Text("Không gửi số liệu", "Silent"))
_UNHEARD = (CommuneStatus.UNKNOWN, Text("Chưa gửi số liệu lần nào", "Never heard yet"))


def inside_of(commune: Commune, moment: Moment) -> InsideFacts | None:
    """How the commune's agents do; None when it has none."""
    if not moment.layout.communes[commune.code].agents:
        return None
    pings = (
        f"{commune.code}/{site.id}/{name}" for site in commune.sites if site.agent for name in AGENT_PINGS
    )
    systems = (target for service in moment.layout.services.values() for target in service.targets)
    states = list(_states((*pings, *systems), commune, moment))
    by_agent: defaultdict[str, list[State]] = defaultdict(list)
    for state in states:
        by_agent[state.vantage].append(state)
    return InsideFacts(
        any(moment.at.monotonic <= heard_until(each, moment.layout) for each in by_agent.values()),
        max((state.last.received for state in states), default=None),
    )


def inside_word(facts: InsideFacts) -> tuple[CommuneStatus, Text]:
    """The colour and shape of the agents' mark, and the word beside it."""
    if facts.heard:
        return _DELIVERS
    return _UNHEARD if facts.last_heard is None else _SILENT


def reach_of(service: Service, commune: Commune, moment: Moment) -> Reach | None:
    """Whether the commune's agents reach a shared system; None when they do not look at it, or there are none."""
    agents = moment.layout.communes[commune.code].agents
    if not agents or not any(seen_by_agents(service, check, (commune.province,)) for check in service.checks):
        return None
    inside = inside_of(commune, moment)
    seen = list(_states(moment.layout.services[service.id].targets, commune, moment))
    if seen and inside is not None and not inside.heard:
        return Reach.UNKNOWN
    statuses = {moment.snapshot.status(state.target, state.vantage, moment.at.monotonic) for state in seen}
    if Status.DOWN in statuses:
        return Reach.NOT_REACHED
    if statuses & {Status.UP, Status.DEGRADED}:
        return Reach.REACHED
    return Reach.NEVER if statuses == {Status.UNVERIFIED} else Reach.UNKNOWN


def last_looked(service: Service, commune: Commune, moment: Moment) -> float | None:
    """When the newest look of the commune's agents at a shared system came, unix seconds."""
    checks = moment.layout.services[service.id].targets
    return max((state.last.received for state in _states(checks, commune, moment)), default=None)


def _states(targets: Iterable[str], commune: Commune, moment: Moment) -> Iterator[State]:
    agents = moment.layout.communes[commune.code].agents
    for target in targets:
        for agent in agents:
            if (state := moment.snapshot.states.get((target, agent))) is not None:
                yield state
