"""From the hub's inventory to what the agent of one site is told."""

import hashlib
import logging
from collections.abc import Collection, Iterable
from pathlib import Path

from alerts.alertmanager.teams import default_team
from alerts.cards import TeamId
from exporter.delivery.plan import (
    AgentPlan,
    DnsSpec,
    HttpSpec,
    PingSpec,
    PlanLine,
    PlanTarget,
    PlanTeam,
    Spec,
    TcpSpec,
)
from probes.expand.agents import agent_targets
from probes.inventory.model import Authority, Inventory, Service, Site, SiteKind
from probes.inventory.summary import agent_of
from probes.kinds.dns import DnsTarget
from probes.kinds.http import HttpTarget
from probes.kinds.ping import PingTarget
from probes.kinds.tcp import TcpTarget
from probes.targets import Target

log = logging.getLogger(__name__)


def plan_of(inventory: Inventory, commune: str, site: str) -> AgentPlan | None:
    """What the agent of this site is to know; None where the inventory has no agent.

    commune, site: code and id. Reads the trust files of checks: what relies on one that cannot be read is left out, and
    logged.
    """
    found = agent_of(inventory, commune, site)
    if found is None:
        return None
    home, place = found
    trust: dict[str, str] = {}
    targets = tuple(
        told
        for target in agent_targets(inventory, commune, site)
        if (told := _target(target, trust)) is not None
    )
    return AgentPlan(
        site=f"{commune}/{site}",
        commune_name=home.name,
        province_name=next(one.name for one in inventory.provinces if one.code == home.province),
        site_name=place.name,
        satellite=place.kind is SiteKind.SATELLITE,
        team=_team(inventory),
        lines=_lines(inventory, place),
        services=_named(inventory.services, {target.service for target in targets}),
        authorities=_named(inventory.authorities, {target.authority for target in targets}),
        targets=targets,
        trust=trust,
    )


def _team(inventory: Inventory) -> PlanTeam | None:
    """Whoever looks after the network."""
    if not inventory.teams:
        return None
    teams = {team.id: team for team in inventory.teams}
    team = teams.get(TeamId.NETWORK) or teams[default_team(inventory)]
    return PlanTeam(name=team.name, phone=team.phone)


def _lines(inventory: Inventory, site: Site) -> tuple[PlanLine, ...]:
    isps = {isp.id: isp for isp in inventory.isps}
    return tuple(
        PlanLine(
            isp=isps[link.isp].name,
            hotline=isps[link.isp].hotline,
            circuit=link.circuit,
            role=link.role,
            medium=link.medium,
        )
        for link in site.links
    )


def _named(things: Iterable[Service | Authority], ids: Collection[str | None]) -> dict[str, str]:
    return {thing.id: thing.name for thing in things if thing.id in ids}


def _target(target: Target, trust: dict[str, str]) -> PlanTarget | None:
    try:
        spec = _spec(target, trust)
    except (OSError, UnicodeDecodeError) as error:
        log.warning("agents are not told of %s: its trust cannot be read: %s", target.id, error)
        return None
    return PlanTarget(
        id=target.id,
        interval_seconds=target.interval_seconds,
        timeout_seconds=target.timeout_seconds,
        service=target.labels.get("service"),
        authority=target.labels.get("authority"),
        spec=spec,
    )


def _spec(target: Target, trust: dict[str, str]) -> Spec:
    match target.spec:
        case PingTarget(count=count, gap_seconds=gap, timeout_seconds=timeout):
            return PingSpec(count=count, gap_seconds=gap, timeout_seconds=timeout)
        case HttpTarget() as http:
            return HttpSpec(
                url=http.url,
                method="HEAD" if http.method == "HEAD" else "GET",
                family=http.family,
                redirects=http.redirects,
                statuses=http.statuses,
                body=http.body,
                body_absent=http.body_absent,
                headers=http.headers,
                trust=None if http.trust is None else _keep(Path(http.trust), trust),
                user_agent=http.user_agent,
            )
        case TcpTarget(host=host, port=port, family=family):
            return TcpSpec(host=host, port=port, family=family)
        case DnsTarget() as dns:
            return DnsSpec.model_validate(
                {
                    "name": dns.name,
                    "type": dns.type,
                    "server": dns.server,
                    "port": dns.port,
                    "expect": dns.expect,
                }
            )
        case other:
            raise TypeError(f"no agent looks at {other!r}")


def _keep(path: Path, trust: dict[str, str]) -> str:
    """The certificates of a file, or of every file of a folder, as one PEM text. Raises OSError, UnicodeDecodeError."""
    files = sorted(file for file in path.iterdir() if file.is_file()) if path.is_dir() else [path]
    pem = "\n".join(file.read_text(encoding="ascii") for file in files)
    digest = hashlib.sha256(pem.encode()).hexdigest()
    trust[digest] = pem
    return digest
