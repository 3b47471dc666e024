"""What the form shows with which staff report trouble."""

from dataclasses import dataclass

from alerts.reports import LONGEST_TEXT, ReportKind
from probes.language import Text


@dataclass(frozen=True, slots=True)
class Form:
    """What was filled in so far. wrong: what must be changed first, None before anything was sent."""

    kind: ReportKind | None = None
    service: str = ""
    text: str = ""
    code: str = ""
    wrong: Text | None = None


@dataclass(frozen=True, slots=True)
class ReportPage:
    """The form of one commune. services: the shared systems that it uses, ids and names. sent: it has just been taken.

    open: False while this hub cannot check codes, so that nothing can be sent.
    """

    code: str
    name: str
    services: tuple[tuple[str, str], ...]
    form: Form
    sent: bool = False
    open: bool = True
    kinds: tuple[ReportKind, ...] = tuple(ReportKind)
    longest: int = LONGEST_TEXT
