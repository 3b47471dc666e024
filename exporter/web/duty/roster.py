"""Who is on duty now, and who comes next, with the numbers to call."""

from collections.abc import Sequence
from dataclasses import dataclass

from exporter.view import Moment
from probes.inventory.model import Duty, Team

_NEXT = 3


@dataclass(frozen=True, slots=True)
class TeamDuty:
    """One team: whose turn it is, and the next few turns."""

    team: Team
    now: Sequence[Duty]
    coming: Sequence[Duty]


def roster(moment: Moment) -> Sequence[TeamDuty]:
    """Every team of the inventory, in its order."""
    wall = moment.at.wall
    turns = sorted(
        (turn for turn in moment.inventory.roster if turn.end.timestamp() > wall), key=lambda turn: turn.start
    )
    found = []
    for team in moment.inventory.teams:
        own = [turn for turn in turns if turn.team == team.id]
        now = [turn for turn in own if turn.start.timestamp() <= wall]
        found.append(TeamDuty(team, now, own[len(now) :][:_NEXT]))
    return found
