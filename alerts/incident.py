"""An incident: one cause from when we said so until it was over, however many communes it hits."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256

from alerts.cause import Cause, Severity
from alerts.finding import Key, Labels
from probes.reasons import Reason
from probes.states.state import Status

_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # without I, L, O, U: nobody mishears them on the phone
_STEM_LETTERS = 4


class Outcome(StrEnum):
    """How an incident ended. REMOVED: what it struck is not watched any more."""

    RECOVERED = "recovered"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class Evidence:
    """One look that an incident rests on: of which target, from where, when (unix seconds), what it saw.

    (vantage, epoch, number) is the observation's key.
    """

    target: str
    vantage: str
    observed: float
    status: Status
    reason: Reason | None
    epoch: str
    number: int


@dataclass(frozen=True, slots=True)
class Acknowledgement:
    """Who took it on, a post such as "Tổ trực 1" and never a name, and when, unix seconds."""

    by: str
    at: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Incident:
    """One cause. All moments are unix seconds.

    code: what people say on the phone. opening: how often this cause has opened, 1 at first.
    since: when the trouble began; opened: when we said so; closed: None while it lasts.
    affected: the codes of the communes that it has hit so far. parent: the code of the incident it is part of now.
    told: when the first message about it left for whoever is on call; None while that is not known.
    isp_ticket: the number under which the ISP works on it. handler: the team or post it was handed over to.
    """

    code: str
    cause: Cause
    labels: Labels
    opening: int
    since: float
    opened: float
    closed: float | None = None
    outcome: Outcome | None = None
    affected: tuple[str, ...] = ()
    parent: str | None = None
    evidence: tuple[Evidence, ...] = ()
    acknowledged: Acknowledgement | None = None
    told: float | None = None
    isp_ticket: str | None = None
    handler: str | None = None

    @property
    def key(self) -> Key:
        """What it is the same cause by."""
        return (self.cause, self.labels)

    @property
    def ids(self) -> Mapping[str, str]:
        """What it strikes, by label."""
        return dict(self.labels)

    @property
    def severity(self) -> Severity:
        """Fixed per cause."""
        severity = self.cause.nature.severity
        if severity is None:
            raise ValueError(f"{self.cause} is no incident")
        return severity


def stem_of(key: Key) -> str:
    """The part of a code that the cause alone decides: its province, `00` for none, and four letters."""
    cause, labels = key
    told = "|".join((cause.value, *(f"{name}={value}" for name, value in labels)))
    number = int.from_bytes(sha256(told.encode()).digest()[:8], "big")
    letters = ""
    for _ in range(_STEM_LETTERS):
        number, index = divmod(number, len(_LETTERS))
        letters += _LETTERS[index]
    return f"{dict(labels).get('province', '00')}-{letters}"
