"""What agents say: the same as when every state is looked at anew, and only what is new or old is looked at."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from random import Random

import pytest

from alerts.agents import Agents, AgentsSeen, FromAgents, heard_until
from alerts.layout import Layout, agent_site, agent_vantage
from probes.inventory.model import Commune, Inventory, Province, Service, Site
from probes.observation import HUB, Result
from probes.policy import Policy
from probes.reasons import Reason
from probes.states.state import Snapshot, State, Status
from probes.targets import Target
from tests.fakes.source import service_target, state_of

CODES = tuple(f"{19000 + number}" for number in range(5))
VANTAGES = tuple(agent_vantage(code, "tt") for code in CODES)
POLICY = Policy(interval=60, agent_interval=300)


def layout() -> Layout:
    """Two systems, one of them with two checks, and five agents; the hub looks at a third."""
    inventory = Inventory(
        provinces=(Province(code="46", name="Huế"),),
        communes=tuple(
            Commune(code=code, name=code, province="46", sites=(Site(id="tt", agent=True),)) for code in CODES
        ),
        services=tuple(Service(id=id_, name=id_) for id_ in ("portal", "mail", "quiet")),
    )
    checks = (service_target("portal"), service_target("portal", "dns", "dns"), service_target("mail"))
    targets = {check.id: replace(check, policy=POLICY) for check in checks}
    gateways = (_gateway(code) for code in CODES)
    return Layout(inventory, targets | {gateway.id: gateway for gateway in gateways})


def _gateway(code: str) -> Target:
    return replace(
        service_target("x"), id=f"{code}/tt/gateway", policy=Policy(15, agent_interval=15), labels={}
    )


def state(
    target: str, vantage: str, status: Status = Status.UP, seen: float = 0.0, *, suspect: bool = False
) -> State:
    failed = suspect or status is Status.DOWN
    result = Result(Reason.TIMEOUT if failed else None, 0.2)
    return replace(state_of(target, result, status, last_seen=seen), vantage=vantage, suspect=suspect)


def snapshot(layout: Layout, states: Mapping[tuple[str, str], State]) -> Snapshot:
    return Snapshot(layout.targets, dict(states), restored=True)


def at_length(layout: Layout, known: Snapshot, monotonic: float) -> AgentsSeen:
    """The same by looking at everything."""
    said: dict[str, list[State]] = {}
    for (_, vantage), one in known.states.items():
        if vantage in layout.agents:
            said.setdefault(vantage, []).append(one)
    heard = {vantage: monotonic <= heard_until(states, layout) for vantage, states in said.items()}
    services = {}
    for service in layout.services.values():
        groups: dict[str, set[str]] = {"reached": set(), "failing": set(), "doubting": set()}
        for vantage in heard:
            statuses = {known.status(target, vantage, monotonic) for target in service.targets}
            of_it = [known.states.get((target, vantage)) for target in service.targets]
            if Status.DOWN in statuses:
                groups["failing"].add(vantage)
            elif statuses & {Status.UP, Status.DEGRADED}:
                groups["reached"].add(vantage)
                if any(one is not None and one.suspect for one in of_it):
                    groups["doubting"].add(vantage)
        services[service.id] = FromAgents(**{name: frozenset(group) for name, group in groups.items()})
    return AgentsSeen(heard, services)


def random_history(random: Random, layout: Layout) -> Iterator[tuple[Snapshot, float]]:
    """Agents that look, fail, come back and fall silent, at steps from a second to an hour."""
    states: dict[tuple[str, str], State] = {}
    now = 1000.0
    for _ in range(120):
        now += random.choice((1.0, 1.0, 30.0, 119.5, 300.0, 900.0, 3600.0))
        for _ in range(random.randrange(4)):
            target = random.choice([*layout.targets])
            vantage = random.choice((*VANTAGES, HUB, "agent/00000/gone"))
            status = random.choice((*Status, Status.UP, Status.UP, Status.DOWN))
            seen = now - random.choice((0.0, 0.0, 40.0))
            states[target, vantage] = state(
                target, vantage, status, seen, suspect=status is Status.UP and random.random() < 0.3
            )
        yield snapshot(layout, states), now


@pytest.mark.parametrize("seed", range(40))
def test_looking_at_news_alone_says_what_looking_at_everything_says(seed: int) -> None:
    place = layout()
    agents = Agents(place)

    for known, now in random_history(Random(seed), place):
        assert agents.see(known, now) == at_length(place, known, now)


@pytest.mark.parametrize(("age", "heard"), [(119.0, True), (121.0, False)])
def test_a_seldom_look_does_not_vouch_for_an_agent_that_pings_all_the_time(age: float, heard: bool) -> None:
    place = layout()
    vantage, gateway = VANTAGES[0], f"{CODES[0]}/tt/gateway"
    states = {
        (target, vantage): state(target, vantage, seen=seen)
        for target, seen in ((gateway, 1000.0), ("portal/http", 1000.0))
    }

    seen = Agents(place).see(snapshot(place, states), 1000.0 + age)

    assert seen.heard == {vantage: heard}


def test_what_did_not_change_is_the_very_same_answer() -> None:
    place = layout()
    agents = Agents(place)
    states = {("portal/http", vantage): state("portal/http", vantage) for vantage in VANTAGES}
    first = agents.see(snapshot(place, states), 1.0)

    newer = states | {("portal/http", VANTAGES[0]): state("portal/http", VANTAGES[0], seen=2.0)}
    second = agents.see(snapshot(place, newer), 2.0)

    assert second.services["portal"] is first.services["portal"]


def test_an_agent_that_the_inventory_no_longer_has_says_nothing() -> None:
    place = layout()
    gone = agent_vantage("00000", "tt")

    seen = Agents(place).see(
        snapshot(place, {("mail/http", gone): state("mail/http", gone, Status.DOWN)}), 1.0
    )

    assert seen == AgentsSeen({}, dict.fromkeys(place.services, FromAgents()))


def test_a_vantage_knows_its_site() -> None:
    assert agent_site(agent_vantage("19753", "tt")) == ("19753", "tt")
    assert agent_site(HUB) is None
