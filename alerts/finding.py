"""A finding: one cause that fits what is seen now, with what it rests on. Verdicts and incidents are made of them."""

from collections.abc import Mapping
from dataclasses import dataclass

from alerts.cause import LABELS, Cause
from probes.language import Text

Labels = tuple[tuple[str, str], ...]
"""What a cause strikes, as (name, value) in the order of `alerts.cause.LABELS`."""

Key = tuple[Cause, Labels]
"""What makes two findings, at different times, the same cause."""

Seen = tuple[str, str]
"""A target and the vantage it was looked at from: the state that says so."""


@dataclass(frozen=True, slots=True)
class Work:
    """One stretch of planned work. begins, ends: unix seconds, the end not included."""

    begins: float
    ends: float
    reason: str


@dataclass(frozen=True, slots=True)
class Finding:
    """One cause, and what it strikes.

    since: unix seconds, None when it is not known. evidence: the states it rests on. sentence: for a commune that it hits.
    settled: False while it may show, and is not yet sure enough to open an incident. name: what a shared system is called.
    work: the planned work that covers it, so that it opens none. said: of what people report, since when enough of them have
    said so, unix seconds; None for what is measured.
    """

    cause: Cause
    labels: Labels
    since: float | None
    evidence: tuple[Seen, ...]
    sentence: Text
    settled: bool = True
    name: str = ""
    work: Work | None = None
    said: float | None = None

    @property
    def key(self) -> Key:
        """What it is the same cause by."""
        return (self.cause, self.labels)


def labelled(**labels: str | None) -> Labels:
    """These labels in their order; those without a value are left out."""
    return tuple((name, value) for name in LABELS if (value := labels.get(name)))


def matches(labels: Mapping[str, str], wanted: Labels) -> bool:
    """Whether all the wanted labels are among these."""
    return all(labels.get(name) == value for name, value in wanted)
