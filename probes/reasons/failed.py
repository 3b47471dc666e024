"""How a look says that it failed."""

from probes.reasons.reason import Reason


class ProbeFailed(Exception):
    """A look failed for a reason of the closed list.

    `detail` is for people and logs: the value seen and the value wanted. It never becomes a label and never
    carries personal data. `measures` and `facts` hold what was seen before the failure (phases that did happen,
    the expiry of a chain that failed verification).
    """

    def __init__(
        self,
        reason: Reason,
        detail: str = "",
        *,
        measures: dict[str, float] | None = None,
        facts: dict[str, str] | None = None,
        round_trips: tuple[float | None, ...] = (),
    ) -> None:
        super().__init__(f"{reason}: {detail}" if detail else str(reason))
        self.reason = reason
        self.detail = detail
        self.measures = measures or {}
        self.facts = facts or {}
        self.round_trips = round_trips
