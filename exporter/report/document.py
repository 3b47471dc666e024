"""A report as titles, sentences and tables: what every format writes, in either language."""

from dataclasses import dataclass, field
from datetime import datetime

from probes.inventory.values import VIETNAM
from probes.language import Language, Text


@dataclass(frozen=True, slots=True)
class Share:
    """A share of one, shown in per cent: 0.9952 is `99,52 %`."""

    ratio: float


Cell = Text | Share | str | int | float | None
"""None is what is not known, or does not apply. A float is shown with one decimal."""


@dataclass(frozen=True, slots=True)
class Table:
    """A table under its title. note: what its figures leave open, said below it. Each row has a cell for each heading.

    empty: what is said instead where there is no row.
    """

    title: Text
    headings: tuple[Text, ...]
    rows: tuple[tuple[Cell, ...], ...]
    note: Text | None = None
    empty: Text = field(default_factory=lambda: Text("Không có.", "None."))

    def is_numeric(self, place: int) -> bool:
        """Whether a column holds numbers, and nothing else that is known."""
        known = [row[place] for row in self.rows if row[place] is not None]
        return bool(known) and all(isinstance(cell, (int, float, Share)) for cell in known)


@dataclass(frozen=True, slots=True)
class Document:
    """A report. lead: what it covers, a sentence each. method: how its figures came about."""

    title: Text
    lead: tuple[Text, ...]
    tables: tuple[Table, ...]
    method: tuple[Text, ...]


STILL_OPEN = Text("đang diễn ra", "still open")
"""Where the end of an incident would stand."""


def shown(cell: Cell, language: Language) -> str:
    """A cell as its reader writes it: decimal comma in Vietnamese, point in English; a dash for what is not known."""
    match cell:
        case None:
            return "–"
        case Text():
            return cell.in_(language)
        case str():
            return cell
        case Share():
            return _number(f"{_floor(100 * cell.ratio):,.2f}", language) + " %"
        case int():
            return _number(f"{cell:,}", language)
        case float():
            return _number(f"{cell:,.1f}", language)


def moment(wall: float) -> Text:
    """A moment (unix seconds) in Việt Nam: `08:41 26/11/2026`, `2026-11-26 08:41`."""
    then = datetime.fromtimestamp(wall, VIETNAM)
    return Text(f"{then:%H:%M %d/%m/%Y}", f"{then:%Y-%m-%d %H:%M}")


def minutes(seconds: float) -> float:
    """Seconds in minutes."""
    return seconds / 60


def _floor(percent: float) -> float:
    """Only what was never lacking is 100 %: 99.999 is shown as 99.99."""
    return int(percent * 100 + 1e-6) / 100


def _number(text: str, language: Language) -> str:
    return text.translate(_COMMAS) if language is Language.VI else text


_COMMAS = str.maketrans({",": ".", ".": ","})
