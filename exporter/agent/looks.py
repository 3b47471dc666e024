"""What the agent looks at: its gateway and its hub, wherever they are now, and what the plan in force adds."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from exporter.delivery.plan import AgentPlan, DnsSpec, HttpSpec, PingSpec, PlanTarget, TcpSpec
from probes.inventory.model import Medium
from probes.inventory.values import IPAddress
from probes.kinds.dns import DnsTarget
from probes.kinds.http import HttpTarget
from probes.kinds.ping import PingTarget
from probes.kinds.tcp import TcpTarget
from probes.policy import Policy, policy
from probes.targets import Target

SELDOM_SECONDS = 300.0
"""How often an agent looks at what is not its own, whatever it is told: so many agents ask."""

PING_SECONDS = 15.0
_LEAST_PING_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class Around:
    """Where the agent's own gateway and hub are, as far as known."""

    gateway: IPAddress | None = None
    hub: IPAddress | None = None


def targets_of_plan(
    plan: AgentPlan | None,
    site: str,
    around: Around,
    kinds: frozenset[str],
    trust_file: Callable[[str], str],
    seldom: float = SELDOM_SECONDS,
) -> tuple[Target, ...]:
    """Targets for the agent's own rounds; without a plan the gateway and the hub alone.

    kinds: what its own file allows. trust_file: the file that holds a PEM text of the plan, by its SHA-256.
    """
    told = _own(site) if plan is None else plan.targets
    medium = plan.lines[0].medium if plan is not None and plan.lines else Medium.FIBER
    return tuple(
        target
        for one in told
        if one.spec.kind in kinds
        and (target := _target(one, site, around, medium, trust_file, seldom)) is not None
    )


def _own(site: str) -> Iterator[PlanTarget]:
    for name in ("gateway", "hub"):
        yield PlanTarget(
            id=f"{site}/{name}", interval_seconds=PING_SECONDS, timeout_seconds=5.0, spec=PingSpec()
        )


def _target(
    told: PlanTarget,
    site: str,
    around: Around,
    medium: Medium,
    trust_file: Callable[[str], str],
    seldom: float,
) -> Target | None:
    spec = _spec(told, site, around, trust_file)
    if spec is None:
        return None
    pinged = isinstance(told.spec, PingSpec)
    interval = max(told.interval_seconds, _LEAST_PING_SECONDS if pinged else seldom)
    return Target(
        id=told.id,
        kind=told.spec.kind,
        spec=spec,
        interval_seconds=interval,
        timeout_seconds=told.timeout_seconds,
        policy=_policy(interval, medium if told.id == f"{site}/hub" else Medium.FIBER),
        labels=_labels(told, site),
        place=told.id.rpartition("/")[2] if pinged else told.spec.model_dump_json(exclude={"user_agent"}),
    )


def _spec(told: PlanTarget, site: str, around: Around, trust_file: Callable[[str], str]) -> Any:
    match told.spec:
        case PingSpec(count=count, gap_seconds=gap, timeout_seconds=timeout):
            address = around.gateway if told.id == f"{site}/gateway" else around.hub
            if address is None:
                return None
            return PingTarget(address=address, count=count, gap_seconds=gap, timeout_seconds=timeout)
        case HttpSpec() as http:
            return HttpTarget(
                url=http.url,
                method=http.method,
                family=http.family,
                redirects=http.redirects,
                statuses=http.statuses,
                body=http.body,
                body_absent=http.body_absent,
                headers=http.headers,
                trust=None if http.trust is None else trust_file(http.trust),
                user_agent=http.user_agent,
            )
        case TcpSpec(host=host, port=port, family=family):
            return TcpTarget(host=host, port=port, family=family)
        case DnsSpec() as dns:
            return DnsTarget(
                name=dns.name, type=dns.type, server=dns.server, port=dns.port, expect=dns.expect
            )


def _policy(interval: float, medium: Medium) -> Policy:
    return policy(interval, (), medium, interval)


def _labels(told: PlanTarget, site: str) -> dict[str, str]:
    commune, _, id_ = site.partition("/")
    labels = {"service": told.service, "authority": told.authority}
    own = {name: value for name, value in labels.items() if value is not None}
    return own or {"commune": commune, "site": id_}
