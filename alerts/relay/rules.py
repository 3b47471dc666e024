"""When a message waits, when many become one, when the next person is called: the relay's rules, without a disk."""

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
    """When the next call is due, and which person of the roster's order it goes to."""

    due: float
    place: int


def next_call(calls: int, called: float, people: int, escalation: Escalation) -> Call:
    """The call after `calls` of them, the last at `called`, when the roster has so many `people` to call.

    First everybody once, then whoever is on duty again and again, until somebody acknowledges.
    """
    if calls < min(people, escalation.people):
        return Call(called + escalation.after, calls)
    return Call(called + escalation.repeat, 0)
