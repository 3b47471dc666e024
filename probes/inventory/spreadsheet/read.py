"""A spreadsheet's file to rows of text with their row numbers; every way it can be unreadable is a fault."""

import csv
import difflib
import io
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from probes.inventory.faults import Fault, InventoryError
from probes.inventory.spreadsheet.cells import text_of_cell
from probes.inventory.spreadsheet.sheets import LINES, SHEETS, Column, Sheet, sheet_named
from probes.language import Text

MOST_BYTES = 50_000_000
MOST_UNPACKED_BYTES = 500_000_000
MOST_ROWS = 100_000


@dataclass(frozen=True, slots=True)
class Row:
    """One filled row: its number in the sheet (the heading is row 1) and its cells by column name, empty ones left out."""

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
            return {LINES.name: _table(path, LINES, _csv_rows(path))}
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
    try:
        for tab in book.worksheets:
            sheet = sheet_named(tab.title)
            if sheet is None:
                faults.append(_unknown_sheet(path, tab.title))
                continue
            rows = (
                (line, [text_of_cell(value) for value in row])
                for line, row in enumerate(tab.iter_rows(values_only=True), start=1)
            )
            try:
                tables[sheet.name] = _table(path, sheet, rows)
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
    delimiter = max(",;\t", key=text.split("\n", 1)[0].count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    begins = 1
    try:
        for row in reader:
            yield begins, [text_of_cell(cell) for cell in row]
            begins = reader.line_num + 1
    except csv.Error as error:
        raise _refused(
            path, "không phải tệp CSV đúng dạng", f"is not well-formed CSV ({error})", begins
        ) from error


def _table(path: Path, sheet: Sheet, rows: Iterable[tuple[int, Sequence[str]]]) -> list[Row]:
    faults: list[Fault] = []
    columns: list[Column | None] = []
    table: list[Row] = []
    for line, cells in rows:
        if not columns:
            columns, faults = _columns(path, sheet, cells)
            continue
        if line > MOST_ROWS:
            raise _refused(path, f"quá {MOST_ROWS} dòng", f"more than {MOST_ROWS} rows", line)
        if not any(cells):
            continue
        filled: dict[str, str] = {}
        for place, cell in enumerate(cells):
            if not cell:
                continue
            if place >= len(columns):
                faults.append(
                    _fault(
                        path,
                        line,
                        sheet,
                        f'ô thừa "{cell}" ngoài các cột',
                        f'cell "{cell}" is beyond the columns',
                    )
                )
            elif (column := columns[place]) is not None:
                filled[column.name] = cell
        table.append(Row(line, filled))
    if not columns:
        _, faults = _columns(path, sheet, ())
    if faults:
        raise InventoryError(faults)
    return table


def _columns(path: Path, sheet: Sheet, headings: Sequence[str]) -> tuple[list[Column | None], list[Fault]]:
    faults: list[Fault] = []
    columns: list[Column | None] = []
    for heading in headings:
        column = sheet.column(heading) if heading else None
        columns.append(column)
        if not heading:
            continue
        if column is None:
            near = difflib.get_close_matches(heading.casefold(), [c.name for c in sheet.columns], 1)
            faults.append(
                _fault(
                    path,
                    1,
                    sheet,
                    f'không có cột "{heading}"' + (f'; có phải "{near[0]}"?' if near else ""),
                    f'there is no column "{heading}"' + (f'; did you mean "{near[0]}"?' if near else ""),
                )
            )
        elif columns.count(column) > 1:
            faults.append(
                _fault(path, 1, sheet, f'cột "{heading}" có hai lần', f'column "{heading}" stands twice')
            )
    faults += [
        _fault(path, 1, sheet, f'thiếu cột "{column.name}"', f'column "{column.name}" is missing')
        for column in sheet.columns
        if column.required and column not in columns
    ]
    return columns, faults


def _unknown_sheet(path: Path, title: str) -> Fault:
    names = ", ".join(sheet.name for sheet in SHEETS)
    return Fault(
        str(path),
        1,
        Text(
            f'không có trang tính "{title}"; các trang dùng được: {names}',
            f'there is no sheet "{title}"; known ones: {names}',
        ),
    )


def _fault(path: Path, line: int, sheet: Sheet, vi: str, en: str) -> Fault:
    return Fault(str(path), line, Text(f"trang {sheet.name}: {vi}", f"sheet {sheet.name}: {en}"))


def _refused(path: Path, vi: str, en: str, line: int = 1) -> InventoryError:
    return InventoryError([Fault(str(path), line, Text(vi, en))])
