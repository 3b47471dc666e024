"""When a message waits, when many become one, when the next person is called: the relay's rules, without a disk."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from alerts.relay.settings import Escalation, Fold, Retry


def folds(recent: int, new: int, fold: Fold) -> bool:
    """Whether `new` events go into a digest, when a team had `recent` ones within the window."""
    return recent + new > fold.messages


def pause(attempts: int, retry: Retry, luck: float, asked: float | None) -> float:
    """Seconds until the next attempt, after so many: doubling, with jitter (`luck`, 0 to 1), never less than `asked`."""
    longest = min(retry.longest, retry.first * 2.0 ** min(attempts - 1, 30))
    return max(longest * (0.5 + luck / 2), asked or 0.0)


@dataclass(frozen=True, slots=True)
class Call:
    """When the next call is due, and whom it goes to; None: whoever is on duty then."""

    due: float
    person: str | None


def next_call(told: Collection[str], called: float, people: Sequence[str], escalation: Escalation) -> Call:
    """The call after the last one at `called`. told: who knows already; people: whom the roster has now, in its order.

    First everybody once, then whoever is on duty again and again, until somebody acknowledges. By name, never by a place in
    the order: that moves with every turn, and would call those who have gone home.
    """
    untold = next((person for person in people if person not in told), None)
    if untold is None or len(told) >= escalation.people:
        return Call(called + escalation.repeat, None)
    return Call(called + escalation.after, untold)
