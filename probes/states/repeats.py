"""Looks at one target again and again, `confirm_every` apart: each is asked for when the one before has been seen."""

from collections.abc import Iterator
from typing import Final

from probes.clock import Instant
from probes.states.followup import FollowUp, Why
from probes.targets import Target

_LOST_SECONDS: Final = 5.0
_EARLY_SECONDS: Final = 0.05


class Repeats:
    """Of each target at most one look is outstanding, and at most `at_once` targets are repeated together."""

    def __init__(self, why: Why, at_once: float = float("inf")) -> None:
        self._why = why
        self._at_once = at_once
        self._due: dict[str, float] = {}

    def __contains__(self, target: str) -> bool:
        return target in self._due

    def __iter__(self) -> Iterator[str]:
        return iter(self._due)

    def ask(self, target: Target, began: float, now: Instant) -> list[FollowUp]:
        """The next look at `target`, whose latest began at monotonic `began`; none while one is still to come.

        One that is long overdue was lost, and is asked for again.
        """
        due = self._due.get(target.id)
        if due is None:
            if len(self._due) >= self._at_once:
                return []
        elif began < due - _EARLY_SECONDS and now.monotonic <= due + target.timeout_seconds + _LOST_SECONDS:
            return []
        at = self._due[target.id] = max(now.monotonic, began + target.policy.confirm_every)
        return [FollowUp(target.id, at, self._why)]

    def finish(self, target: str, began: float) -> None:
        """Ask no more, once the outstanding look has been seen: the latest began at monotonic `began`."""
        if target in self._due and began >= self._due[target] - _EARLY_SECONDS:
            del self._due[target]

    def end(self, target: str) -> None:
        """Ask no more; a look already asked for may still come."""
        self._due.pop(target, None)
