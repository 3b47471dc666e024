"""What the engine wishes to have looked at once more, and when."""

from dataclasses import dataclass
from enum import StrEnum


class Why(StrEnum):
    """CONFIRM: did it really fail? PROOF: does it lose more than chance explains?

    SIBLING: does what it shares a path with fail too? WITNESS: can the hub see at all?
    """

    CONFIRM = "confirm"
    PROOF = "proof"
    SIBLING = "sibling"
    WITNESS = "witness"


@dataclass(frozen=True, slots=True)
class FollowUp:
    """One more look from the hub at `target`, to begin at `at`, monotonic seconds: at once when that has passed."""

    target: str
    at: float
    why: Why
