"""A change worth keeping: what a target was, what it became, and why."""

from dataclasses import dataclass

from probes.reasons import Reason
from probes.states.state import Status


@dataclass(frozen=True, slots=True)
class Flip:
    """One target's change of status or of flapping, seen from one vantage.

    since: when the new status began, at: when it was told; unix seconds. reason: why the look that told it failed.
    """

    target: str
    vantage: str
    at: float
    since: float
    before: Status
    after: Status
    flapping: bool
    reason: Reason | None
