"""What the story does, and what each row of the dashboards must therefore show: before, and meanwhile.

The tables themselves: tests/grafana/expected.py.
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Injected:
    """One target of one panel, before a fault and at its end.

    row, panel: their English titles. labels: what the series has among its labels; in these, and in `choices` of variables,
    `{whom}`, `{commune}`, `{site}`, `{link}` are the fault's. nth: which fault of this kind, in the order they begin.
    within: at which part of its length the fault is looked at. plus: that many story seconds later.
    """

    dashboard: str
    row: str
    panel: str
    ref: str = "A"
    what: What
    nth: int = 0
    labels: Mapping[str, str] = field(default_factory=dict)
    choices: Mapping[str, str] = field(default_factory=dict)
    within: float = 0.95
    plus: float = 0.0
    healthy: Expected
    faulted: Expected

    def named(self) -> str:
        """For whoever reads that it fails."""
        return f"{self.dashboard}, {self.row}: {self.panel} {self.ref}, {self.what}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """One target of one panel about what was before the story, asked when that is over.

    line: which of the past's lines, by the field's name; `{commune}` in `labels` and `choices` is its commune. days: look at
    so many days up to where the story begins, so that nothing of it is in the answer; None: up to the end, as the
    dashboard does.
    """

    dashboard: str
    row: str
    panel: str
    ref: str = "A"
    line: str | None = None
    labels: Mapping[str, str] = field(default_factory=dict)
    choices: Mapping[str, str] = field(default_factory=dict)
    days: float | None = None
    expected: Expected

    def named(self) -> str:
        """For whoever reads that it fails."""
        return f"{self.dashboard}, {self.row}: {self.panel} {self.ref} {' '.join(self.labels.values())}"
