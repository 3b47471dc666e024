"""Whose job an alert is: by its cause, by the service that fails, else by its scope.

The ids are those of the convention by which provinces divide the work: ha_tang_wan (network), nha_mang (who speaks with the
ISPs), chu_ky_so (signing), tthc (procedures). A service's own `team` decides for the service. Where a team is not in the
inventory, the next one that could do it stands in.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from alerts.alertmanager.matchers import equals, one_of
from alerts.cause import Cause, Scope
from probes.inventory.model import Inventory

_NETWORK, _ISPS, _SIGNING, _PROCEDURES = "ha_tang_wan", "nha_mang", "chu_ky_so", "tthc"

_BY_CAUSE: dict[tuple[str, ...], tuple[Cause, ...]] = {
    (_ISPS, _NETWORK): (Cause.ISP_OUTAGE, Cause.UPSTREAM_OUTAGE),
    (_SIGNING,): (Cause.SIGNING_BLOCKED, Cause.SIGNING_AT_RISK, Cause.AUTHORITY_OUTAGE),
    (_NETWORK,): (
        Cause.MONITOR_BLIND,
        Cause.PROVINCE_OUTAGE,
        Cause.LINE_DOWN,
        Cause.SATELLITE_DOWN,
        Cause.SERVICE_UNREACHABLE_HERE,  # elsewhere it can be reached: the commune's network, not the service
        Cause.BACKUP_AVAILABLE,
        Cause.LINE_PARTLY_DOWN,
        Cause.LINE_FLAPPING,
        Cause.LINE_LOSSY,
        Cause.LINE_SLOW,
        Cause.AGENT_SILENT,
    ),
}


@dataclass(frozen=True, slots=True)
class Share:
    """What one team is told: alerts that the matcher fits, and that no share before it fits."""

    matcher: str
    team: str


def shares(inventory: Inventory) -> tuple[Share, ...]:
    """All of it, the first that fits first. What none fits is the default team's."""
    return (*_of_causes(inventory), *_of_services(inventory), *_of_scopes(inventory))


def default_team(inventory: Inventory) -> str:
    """Who is told what is nobody's: as the settings say, else the network's team, else the first. Needs a team."""
    chosen = inventory.settings.alerting.default_team
    ids = [team.id for team in inventory.teams]
    return chosen if chosen is not None else _NETWORK if _NETWORK in ids else ids[0]


def _of_causes(inventory: Inventory) -> Iterator[Share]:
    for teams, causes in _BY_CAUSE.items():
        yield Share(one_of("cause", causes), _first(inventory, *teams))


def _of_services(inventory: Inventory) -> Iterator[Share]:
    owned: dict[str, list[str]] = defaultdict(list)
    for service in inventory.services:
        if service.team is not None:
            owned[service.team].append(service.id)
    for team, services in owned.items():
        yield Share(one_of("service", services), team)


def _of_scopes(inventory: Inventory) -> Iterator[Share]:
    yield Share(equals("scope", Scope.SERVICE), _first(inventory, _PROCEDURES))
    yield Share(one_of("scope", (Scope.MONITOR, Scope.PROVINCE)), _first(inventory, _NETWORK))


def _first(inventory: Inventory, *wanted: str) -> str:
    ids = {team.id for team in inventory.teams}
    return next((team for team in wanted if team in ids), default_team(inventory))
