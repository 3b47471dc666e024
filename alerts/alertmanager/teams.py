"""Whose job an alert is: as the card of its cause says, but a service's own `team` decides for the service.

Where a team is not in the inventory, the next one that could do it stands in.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from alerts.alertmanager.matchers import equals, one_of
from alerts.cards import CARDS, TeamId
from alerts.cause import Cause, Scope
from probes.inventory.model import Inventory, Team

_STANDS_IN = {TeamId.ISPS: TeamId.NETWORK}
"""Who speaks with the ISPs where a province has nobody for that alone."""


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
    return chosen if chosen is not None else TeamId.NETWORK.value if TeamId.NETWORK in ids else ids[0]


def team_of(cause: Cause, service: str | None, inventory: Inventory) -> Team | None:
    """Whose job a cause is, for people to call; None where no team is declared. service: the shared system it is about."""
    if not inventory.teams:
        return None
    teams = {team.id: team for team in inventory.teams}
    own = next((each.team for each in inventory.services if each.id == service), None)
    if own is not None:
        return teams[own]
    team = CARDS[cause].team
    return teams[default_team(inventory) if team is None else _of(inventory, team)]


def _of_causes(inventory: Inventory) -> Iterator[Share]:
    """What no service is concerned in."""
    for team in (TeamId.ISPS, TeamId.SIGNING, TeamId.NETWORK):
        causes = [cause for cause in Cause if cause.nature.severity and CARDS[cause].team is team]
        yield Share(one_of("cause", causes), _of(inventory, team))


def _of_services(inventory: Inventory) -> Iterator[Share]:
    owned: dict[str, list[str]] = defaultdict(list)
    for service in inventory.services:
        if service.team is not None:
            owned[service.team].append(service.id)
    for team, services in owned.items():
        yield Share(one_of("service", services), team)


def _of_scopes(inventory: Inventory) -> Iterator[Share]:
    yield Share(equals("scope", Scope.SERVICE), _of(inventory, TeamId.PROCEDURES))
    yield Share(one_of("scope", (Scope.MONITOR, Scope.PROVINCE)), _of(inventory, TeamId.NETWORK))


def _of(inventory: Inventory, team: TeamId) -> str:
    ids = {known.id for known in inventory.teams}
    able = [one.value for one in (team, _STANDS_IN.get(team)) if one in ids]
    return able[0] if able else default_team(inventory)
