import csv
from html.parser import HTMLParser
from io import BytesIO, StringIO
from pathlib import Path

import pytest
from openpyxl import load_workbook

from exporter.report.document import Cell, Document, Share, Table, moment, shown
from exporter.report.formats import FORMATS
from probes.language import Language, Text

VI, EN = Language.VI, Language.EN
ORDERS = ["=1+1", "+84", "-2", "@SUM(A1)", "\t=1"]


def same(text: str) -> Text:
    return Text(text, text)


def document(*rows: tuple[Cell, ...]) -> Document:
    headings = tuple(same(f"Cột {number}") for number in range(len(rows[0])))
    return Document(
        Text("=Báo cáo", "=Report"),
        (same("Một & hai <ba>"),),
        (Table(Text("Bảng [một]: đầy đủ", "Table [one]: all of it"), headings, rows, same("Ghi chú")),),
        (same("Cách tính"),),
    )


@pytest.mark.parametrize(
    ("cell", "vi", "en"),
    [
        (None, "–", "–"),
        (1234567, "1.234.567", "1,234,567"),
        (1234.56, "1.234,6", "1,234.6"),
        (0.0, "0,0", "0.0"),
        (Share(1.0), "100,00 %", "100.00 %"),
        (Share(0.99999), "99,99 %", "99.99 %"),
        (Share(0.9952), "99,52 %", "99.52 %"),
        (Share(0.0), "0,00 %", "0.00 %"),
        ("03405", "03405", "03405"),
        (moment(1795692060.0), "18:21 26/11/2026", "2026-11-26 18:21"),
    ],
)
def test_a_cell_is_written_as_its_reader_writes_it(cell: Cell, vi: str, en: str) -> None:
    assert (shown(cell, VI), shown(cell, EN)) == (vi, en)


def test_the_files_of_the_folder_are_the_formats() -> None:
    folder = Path(__file__).parents[3] / "exporter" / "report" / "formats"

    assert {file.stem for file in folder.glob("*.py")} - {"__init__"} == set(FORMATS)


def test_csv_gives_back_what_was_written_in_numbers_that_any_program_reads() -> None:
    written = FORMATS["csv"](document(("03405", 12, 45.25, Share(0.9952), None)), VI)

    rows = list(csv.reader(StringIO(written.decode("utf-8-sig"))))

    assert written.startswith(b"\xef\xbb\xbf")
    assert rows[-1] == ["03405", "12", "45.25", "0.9952", ""]


def test_xlsx_gives_back_numbers_as_numbers_and_codes_as_text() -> None:
    book = load_workbook(BytesIO(FORMATS["xlsx"](document(("03405", 12, 45.25, Share(0.9952), None)), VI)))

    assert book.sheetnames == ["Tóm tắt", "1. Bảng -một-- đầy đủ"]
    rows = list(book.worksheets[1].iter_rows(values_only=True))
    assert rows[1] == ("03405", 12, 45.25, 0.9952, None)
    assert book.worksheets[1]["D2"].number_format == "0.00%"


@pytest.mark.parametrize("order", ORDERS)
def test_no_cell_is_ever_a_formula(order: str) -> None:
    made = document((order, same(order)))

    rows = list(csv.reader(StringIO(FORMATS["csv"](made, VI).decode("utf-8-sig"))))
    assert rows[-1] == [f"'{order}", f"'{order}"]
    assert rows[0] == ["'=Báo cáo"]
    book = load_workbook(BytesIO(FORMATS["xlsx"](made, VI)))
    assert [cell.data_type for cell in book.worksheets[1][2]] == ["s", "s"]
    assert book.worksheets[0]["A1"].data_type == "s"


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.links: list[str] = []
        self.said: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.links += [value or "" for name, value in attrs if name in ("src", "href", "action")]

    def handle_data(self, data: str) -> None:
        self.said.append(data.strip())


def test_html_stands_alone_and_escapes_what_people_wrote() -> None:
    page = _Page()
    page.feed(FORMATS["html"](document(("<script>alert(1)</script>", 45.26)), VI).decode())

    assert "script" not in page.tags
    assert page.links == []
    assert "url(" not in "".join(page.said)
    assert "@import" not in "".join(page.said)
    assert {"<script>alert(1)</script>", "45,3", "Một & hai <ba>", "Ghi chú", "Cách tính"} <= set(page.said)


def test_a_column_of_numbers_is_set_right() -> None:
    made = document(("a", 1, None, None), ("b", None, None, 2.0))

    assert [made.tables[0].is_numeric(place) for place in range(4)] == [False, True, False, True]
    lines = FORMATS["text"](made, VI).decode().splitlines()
    assert lines[6:9] == [
        "Cột 0  Cột 1  Cột 2  Cột 3",
        "a          1  –          –",
        "b          –  –        2,0",
    ]
