"""A workbook: what it covers on the first sheet, then one sheet per table. Numbers are numbers, to be summed and sorted."""

from collections.abc import Iterable
from io import BytesIO
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from exporter.report.document import Cell, Document, Share, shown
from probes.language import Language, Text

_FORMATS: dict[type, str] = {Share: "0.00%", float: "#,##0.0", int: "#,##0"}
_LONGEST_NAME = 31
_WIDEST = 60
_FORBIDDEN = str.maketrans(dict.fromkeys("[]:*?/\\", "-"))


def write_xlsx(document: Document, language: Language) -> bytes:
    """The bytes of an .xlsx file."""
    book = Workbook()
    front = book.worksheets[0]
    front.title = Text("Tóm tắt", "Summary").in_(language)
    sentences = [document.title, *document.lead, *document.method]
    for row, sentence in enumerate(sentences, start=1):
        _put(front, row, 1, sentence, language)
        front.cell(row, 1).alignment = Alignment(wrap_text=True, vertical="top")
    front.cell(1, 1).font = Font(bold=True, size=14)
    front.column_dimensions["A"].width = 110
    for number, table in enumerate(document.tables, start=1):
        name = f"{number}. {table.title.in_(language)}".translate(_FORBIDDEN)[:_LONGEST_NAME]
        tab = book.create_sheet(name)
        for row, cells in enumerate((table.headings, *table.rows), start=1):
            for place, cell in enumerate(cells, start=1):
                _put(tab, row, place, cell, language)
        for place, heading in enumerate(table.headings, start=1):
            tab.cell(1, place).font = Font(bold=True)
            column = (row[place - 1] for row in table.rows)
            tab.column_dimensions[get_column_letter(place)].width = _width((heading, *column), language)
        tab.freeze_panes = "A2"
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def _put(tab: Any, row: int, place: int, value: Cell, language: Language) -> None:
    if value is None:
        return
    cell = tab.cell(row, place)
    match value:
        case Text() | str():
            cell.value = shown(value, language)
            cell.data_type = "s"  # never a formula, whatever it begins with
        case Share():
            cell.value = value.ratio
        case _:
            cell.value = value
    if (form := _FORMATS.get(type(value))) is not None:
        cell.number_format = form


def _width(cells: Iterable[Cell], language: Language) -> int:
    return min(_WIDEST, 2 + max(len(shown(cell, language)) for cell in cells))
