"""Who is on duty, and who is called next."""

from collections.abc import Sequence

from probes.inventory.model import Duty


def callees(roster: Sequence[Duty], team: str, now: float) -> tuple[Duty, ...]:
    """The turns of `team` in the order in which their people are called: who is on duty now, then whose turn comes next.

    Every person once. Empty when nobody is on duty now or later. `now`: unix seconds.
    """
    turns = sorted(
        (turn for turn in roster if turn.team == team and turn.end.timestamp() > now),
        key=lambda turn: turn.start,
    )
    first: dict[str, Duty] = {}
    for turn in turns:
        first.setdefault(turn.person, turn)
    return tuple(first.values())


def phone_of(roster: Sequence[Duty], team: str, person: str, now: float) -> str | None:
    """The number of a person in their turn that is now or comes next: another turn of the post may be another one's."""
    return next((turn.phone for turn in callees(roster, team, now) if turn.person == person), None)
