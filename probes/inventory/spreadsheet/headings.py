"""Where a sheet's headings stand and what they name: lists made by people have titles above and columns of their own."""

import difflib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from probes.inventory.spreadsheet.sheets import SHEETS, Column, Sheet, plainly
from probes.language import Text

LOOKED_THROUGH = 20
"""Titles and signatures above the headings take fewer rows than this."""

_FEWEST = 2  # a title is one cell; two cells that are headings are no accident
_ASIDE = {
    plainly(title)
    for title in ("STT", "TT", "Số TT", "Số thứ tự", "No.", "Ghi chú", "Chú thích", "Notes", "Note")
}

NumberedRow = tuple[int, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Headings:
    """The row of the headings; what each of its cells names, None where a column is for people only; what is wrong."""

    line: int
    columns: tuple[Column | None, ...]
    faults: tuple[Text, ...]


def headings_of(sheet: Sheet, rows: Sequence[NumberedRow]) -> Headings:
    """The headings among the first rows of a sheet: the first row with two that are known, else the first with any text."""
    filled = [(line, cells) for line, cells in rows if any(cells)]
    line, cells = next(
        ((line, cells) for line, cells in filled if _known(sheet, cells) >= _FEWEST),
        filled[0] if filled else (1, ()),
    )
    columns = tuple(sheet.column(cell) if cell else None for cell in cells)
    return Headings(line, columns, tuple(_faults(sheet, cells, columns)))


def sheet_by_headings(rows: Sequence[NumberedRow]) -> Sheet | None:
    """The one sheet whose required columns all stand in one of these rows: a tab named `Sheet1` may hold a list too."""
    fitting = [
        sheet
        for sheet in SHEETS
        if any(
            {column for column in sheet.columns if column.required}
            <= {sheet.column(cell) for cell in cells if cell}
            for _, cells in rows
        )
    ]
    return fitting[0] if len(fitting) == 1 else None


def is_aside(title: str) -> bool:
    """Whether a heading or a tab says that what is there is for people only."""
    return plainly(title) in _ASIDE


def numbers_the_columns(cells: Sequence[str]) -> bool:
    """Whether a row only counts the columns, `(1) (2) (3)`, as official lists do below their headings."""
    filled = [cell.strip("()") for cell in cells if cell]
    return len(filled) > _FEWEST and filled == [str(number) for number in range(1, len(filled) + 1)]


def _known(sheet: Sheet, cells: Sequence[str]) -> int:
    return sum(sheet.column(cell) is not None for cell in cells if cell)


def _faults(sheet: Sheet, cells: Sequence[str], columns: Sequence[Column | None]) -> Iterator[Text]:
    seen: set[Column] = set()
    for heading, column in zip(cells, columns, strict=True):
        if column is None:
            if heading and not is_aside(heading):
                yield _unknown(sheet, heading)
        elif column in seen:
            yield Text(f'cột "{heading}" có hai lần', f'column "{heading}" stands twice')
        else:
            seen.add(column)
    for column in sheet.columns:
        if column.required and column not in seen:
            yield Text(f'thiếu cột "{column.vi}" ({column.name})', f'column "{column.name}" is missing')


def _unknown(sheet: Sheet, heading: str) -> Text:
    names = {plainly(name): column for column in sheet.columns for name in (column.vi, column.name)}
    near = difflib.get_close_matches(plainly(heading), names, 1)
    if not near:
        return Text(f'không có cột "{heading}"', f'there is no column "{heading}"')
    meant = names[near[0]]
    return Text(
        f'không có cột "{heading}"; có phải "{meant.vi}"?',
        f'there is no column "{heading}"; did you mean "{meant.name}"?',
    )
