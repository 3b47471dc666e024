"""What the story does, and what each row of the dashboards must therefore show: before, and meanwhile.

The tables themselves: tests/grafana/expected/.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from exporter.demo.faults import What


@dataclass(frozen=True, slots=True)
class Between:
    """A value that is no less than `least`, and no more than `most`."""

    least: float
    most: float

    def holds(self, value: float | None) -> bool:
        """Whether this value is one."""
        return value is not None and self.least <= value <= self.most


@dataclass(frozen=True, slots=True)
class Nothing:
    """There is no such series."""

    def holds(self, value: float | None) -> bool:
        """Whether there was none."""
        return value is None


Expected = Between | Nothing


def exactly(value: float) -> Between:
    """This value and no other, but for rounding."""
    return Between(value - 1e-9, value + 1e-9)


def about(value: float, part: float = 0.05) -> Between:
    """Within such a part of it to either side."""
    return Between(value * (1 - part), value * (1 + part))


@dataclass(frozen=True, slots=True)
class Injected:
    """One target of one panel, before a fault and at its end.

    row, panel: their English titles. labels: what the series has among its labels; in these, and in `choices` of variables,
    `{whom}`, `{commune}`, `{site}`, `{link}` are the fault's. nth: which fault of this kind, in the order they begin.
    within: at which part of its length the fault is looked at.
    """

    row: str
    panel: str
    what: What
    healthy: Expected
    faulted: Expected
    ref: str = "A"
    labels: Mapping[str, str] = field(default_factory=dict)
    choices: Mapping[str, str] = field(default_factory=dict)
    nth: int = 0
    within: float = 0.95

    def named(self) -> str:
        """For whoever reads that it fails."""
        return f"{self.row}: {self.panel} {self.ref}, {self.what}"


@dataclass(frozen=True, slots=True)
class Known:
    """One target of one panel about what was before the story, asked when that is over.

    line: which of the past's lines, by the field's name; `{commune}` in `labels` and `choices` is its commune. days: look at
    so many days up to where the story begins, so that nothing of it is in the answer; None: up to the end, as the
    dashboard does.
    """

    row: str
    panel: str
    expected: Expected
    ref: str = "A"
    labels: Mapping[str, str] = field(default_factory=dict)
    choices: Mapping[str, str] = field(default_factory=dict)
    line: str | None = None
    days: float | None = None

    def named(self) -> str:
        """For whoever reads that it fails."""
        return f"{self.row}: {self.panel} {self.ref} {' '.join(self.labels.values())}"
