"""A spreadsheet's file to rows of text with their row numbers; every way it can be unreadable is a fault."""

import csv
import io
import re
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from probes.inventory.faults import Fault, InventoryError
from probes.inventory.spreadsheet.cells import text_of_cell
from probes.inventory.spreadsheet.headings import (
    LOOKED_THROUGH,
    NumberedRow,
    headings_of,
    is_aside,
    numbers_the_columns,
    sheet_by_headings,
)
from probes.inventory.spreadsheet.sheets import LINES, SHEETS, Sheet, sheet_named
from probes.language import Text

MOST_BYTES = 50_000_000
MOST_UNPACKED_BYTES = 500_000_000
MOST_ROWS = 100_000


@dataclass(frozen=True, slots=True)
class Row:
    """One filled row: its number in the sheet and its cells by column name, empty ones left out."""

    line: int
    cells: dict[str, str]


def read_tables(path: Path) -> dict[str, list[Row]]:
    """The rows of every known sheet, by sheet name. A CSV is the sheet `lines`.

    Raises InventoryError with every fault of the file's form: unreadable, unknown sheet or column, missing column.
    """
    if not path.is_file():
        raise _refused(path, "không tìm thấy tệp này", "there is no such file")
    if path.stat().st_size > MOST_BYTES:
        raise _refused(path, "tệp lớn quá 50 MB", "the file is larger than 50 MB")
    match path.suffix.lower():
        case ".csv":
            rows = iter(_csv_rows(path))
            return {LINES.name: _table(path, LINES, list(islice(rows, LOOKED_THROUGH)), rows)}
        case ".xlsx":
            return _workbook(path)
        case other:
            raise _refused(
                path,
                f'phải là tệp .xlsx hoặc .csv, không phải "{other}"; trong Excel hãy chọn Lưu thành .xlsx',
                f'must be an .xlsx or .csv file, not "{other}"; in Excel choose Save As .xlsx',
            )


def _workbook(path: Path) -> dict[str, list[Row]]:
    try:
        with zipfile.ZipFile(path) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > MOST_UNPACKED_BYTES:
                raise _refused(path, "nội dung bung ra quá lớn", "its content unpacks to far too much")
        book = load_workbook(path, read_only=True, data_only=True)
    except (zipfile.BadZipFile, InvalidFileException, KeyError, ValueError, OSError) as error:
        raise _refused(
            path, "không phải tệp Excel .xlsx đọc được", "is not a readable Excel .xlsx file"
        ) from error
    faults: list[Fault] = []
    tables: dict[str, list[Row]] = {}
    titles: dict[str, str] = {}
    try:
        for tab in book.worksheets:
            rows = (
                (line, [text_of_cell(value) for value in row])
                for line, row in enumerate(tab.iter_rows(values_only=True), start=1)
            )
            first = list(islice(rows, LOOKED_THROUGH))
            sheet = sheet_named(tab.title) or sheet_by_headings(first)
            if sheet is None:
                hidden = tab.sheet_state != "visible"
                if not (hidden or is_aside(tab.title) or not any(any(cells) for _, cells in first)):
                    faults.append(_unknown_sheet(path, tab.title))
                continue
            if sheet.name in titles:
                faults.append(_second_tab(path, tab.title, titles[sheet.name]))
                continue
            titles[sheet.name] = tab.title
            try:
                tables[sheet.name] = _table(path, sheet, first, rows)
            except InventoryError as error:
                faults += error.faults
    finally:
        book.close()
    if faults:
        raise InventoryError(faults)
    return tables


def _csv_rows(path: Path) -> Iterable[tuple[int, list[str]]]:
    data = path.read_bytes()
    encoding = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise _refused(
            path,
            "không phải UTF-8; trong Excel hãy chọn Lưu thành CSV UTF-8",
            "is not UTF-8; in Excel choose Save As CSV UTF-8",
            line,
        ) from error
    begins = 1
    told = re.match(r"sep=(.)\r?\n", text)  # what Excel itself writes and reads, and hides
    if told is not None:
        text, delimiter, begins = text[told.end() :], told[1], 2
    else:
        lines = text.split("\n", LOOKED_THROUGH)[:LOOKED_THROUGH]
        delimiter = max(",;\t", key=lambda mark: max(line.count(mark) for line in lines))
    above = begins - 1
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        for row in reader:
            yield begins, [text_of_cell(cell) for cell in row]
            begins = above + reader.line_num + 1
    except csv.Error as error:
        raise _refused(
            path, "không phải tệp CSV đúng dạng", f"is not well-formed CSV ({error})", begins
        ) from error


def _table(path: Path, sheet: Sheet, first: Sequence[NumberedRow], more: Iterable[NumberedRow]) -> list[Row]:
    headings = headings_of(sheet, first)
    if headings.faults:  # what stands below is not understood without them
        raise InventoryError([_fault(path, headings.line, sheet, text) for text in headings.faults])
    faults: list[Fault] = []
    table: list[Row] = []
    for line, cells in chain(first, more):
        if line > MOST_ROWS:
            raise _refused(path, f"quá {MOST_ROWS} dòng", f"more than {MOST_ROWS} rows", line)
        if line <= headings.line or not any(cells):
            continue
        if line == headings.line + 1 and numbers_the_columns(cells):
            continue
        filled: dict[str, str] = {}
        for place, cell in enumerate(cells):
            if not cell:
                continue
            if place >= len(headings.columns):
                faults.append(_fault(path, line, sheet, _BEYOND.format(cell=cell)))
            elif (column := headings.columns[place]) is not None:
                filled[column.name] = cell
                if _FORMULA_ERROR.fullmatch(cell):
                    faults.append(
                        _fault(path, line, sheet, _FAILED.format(vi=column.vi, en=column.name, cell=cell))
                    )
        if filled:
            table.append(Row(line, filled))
    if faults:
        raise InventoryError(faults)
    return table


def _unknown_sheet(path: Path, title: str) -> Fault:
    vi, en = (", ".join(names) for names in ((s.vi for s in SHEETS), (s.name for s in SHEETS)))
    return Fault(
        str(path),
        1,
        Text(
            f'không có trang tính "{title}"; các trang dùng được: {vi}; trang chỉ để người đọc thì ẩn đi hoặc đặt tên là "Ghi chú"',
            f'there is no sheet "{title}"; known ones: {en}; hide a sheet that is for people only, or call it "Notes"',
        ),
    )


def _second_tab(path: Path, title: str, first: str) -> Fault:
    return Fault(
        str(path),
        1,
        Text(
            f'trang "{title}" cùng loại với trang "{first}": hãy gộp thành một trang',
            f'sheet "{title}" is of the same kind as sheet "{first}": make one of the two',
        ),
    )


def _fault(path: Path, line: int, sheet: Sheet, text: Text) -> Fault:
    return Fault(str(path), line, Text(f'trang "{sheet.vi}": {text.vi}', f"sheet {sheet.name}: {text.en}"))


def _refused(path: Path, vi: str, en: str, line: int = 1) -> InventoryError:
    return InventoryError([Fault(str(path), line, Text(vi, en))])


_FORMULA_ERROR = re.compile(r"#(?:N/A|REF!|VALUE!|DIV/0!|NAME\?|NUM!|NULL!|SPILL!|GETTING_DATA)")
_BEYOND = Text('ô thừa "{cell}" ngoài các cột', 'cell "{cell}" is beyond the columns')
_FAILED = Text(
    'cột "{vi}": công thức trong ô này bị lỗi; đang hiện {cell}',
    "column {en}: the formula fails; it shows {cell}",
)
