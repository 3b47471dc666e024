"""What an agent looks at, out of its plan and its own file."""

from ipaddress import ip_address

from exporter.agent.looks import Around, targets_of_plan
from exporter.delivery.plan import AgentPlan, HttpSpec, PingSpec, PlanTarget
from probes.kinds.http import HttpTarget
from probes.kinds.ping import PingTarget
from probes.targets import Target
from tests.exporter.delivery.test_plan import SITE, plan

AROUND = Around(ip_address("192.168.1.1"), ip_address("203.0.113.9"))
ALL = frozenset({"ping", "http", "dns", "tcp"})


def looks(told: AgentPlan | None, around: Around = AROUND, kinds: frozenset[str] = ALL) -> dict[str, Target]:
    found = targets_of_plan(told, SITE, around, kinds, lambda digest: f"/trust/{digest}")
    return {target.id: target for target in found}


def test_without_a_plan_it_looks_at_its_gateway_and_its_hub() -> None:
    found = looks(None)

    assert [target.spec.address for target in found.values()] == [AROUND.gateway, AROUND.hub]
    assert list(found) == [f"{SITE}/gateway", f"{SITE}/hub"]


def test_the_plan_says_how_and_the_agent_where_they_are() -> None:
    gateway = looks(plan())[f"{SITE}/gateway"].spec

    assert isinstance(gateway, PingTarget)
    assert gateway.address == AROUND.gateway


def test_what_is_not_found_is_not_looked_at() -> None:
    assert list(looks(None, Around(gateway=AROUND.gateway))) == [f"{SITE}/gateway"]
    assert not looks(None, Around())


def test_a_gateway_that_moved_is_the_same_gateway() -> None:
    moved = Around(ip_address("192.168.9.1"), AROUND.hub)

    assert looks(None)[f"{SITE}/gateway"].where == looks(None, moved)[f"{SITE}/gateway"].where


def test_kinds_that_its_own_file_does_not_allow_are_left_out() -> None:
    assert {target.kind for target in looks(plan(), kinds=frozenset({"ping"})).values()} == {"ping"}


def test_however_often_it_is_told_it_looks_seldom_at_what_is_not_its_own() -> None:
    hurried = PlanTarget(
        id="portal/http",
        interval_seconds=1,
        timeout_seconds=5,
        service="portal",
        spec=HttpSpec(url="https://portal.example/", trust="0" * 64),
    )
    pinged = PlanTarget(id=f"{SITE}/hub", interval_seconds=1, timeout_seconds=5, spec=PingSpec())
    found = looks(plan().model_copy(update={"targets": (hurried, pinged)}))
    portal = found["portal/http"]

    assert (portal.interval_seconds, portal.policy.interval) == (300, 300)
    assert found[f"{SITE}/hub"].interval_seconds == 1
    assert isinstance(portal.spec, HttpTarget)
    assert portal.spec.trust == f"/trust/{'0' * 64}"
    assert portal.labels == {"service": "portal"}
