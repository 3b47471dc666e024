"""What is wrong with an inventory: every fault at once, each with its place, the value, and what is allowed."""

from collections.abc import Sequence
from dataclasses import dataclass

from probes.language import Language, Text


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """One mistake. `file` as the user named it; `line` from 1 (a row, in a spreadsheet)."""

    file: str
    line: int
    text: Text

    def in_(self, language: Language) -> str:
        """`file:line: sentence`."""
        return f"{self.file}:{self.line}: {self.text.in_(language)}"


class InventoryError(Exception):
    """An inventory that cannot be used; `faults` holds all that is wrong with it, in the order of files and lines."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__("\n".join(fault.in_(Language.EN) for fault in faults))
        self.faults = tuple(faults)
