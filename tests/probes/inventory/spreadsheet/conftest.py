"""Workbooks and CSV files as a province would make them."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

WriteBook = Callable[[dict[str, list[list[Any]]]], Path]
WriteCsv = Callable[[str], Path]


@pytest.fixture
def write_book(tmp_path: Path) -> WriteBook:
    def write(sheets: dict[str, list[list[Any]]]) -> Path:
        book = Workbook()
        for tab in list(book.worksheets):
            book.remove(tab)
        for title, rows in sheets.items():
            tab = book.create_sheet(title)
            for row in rows:
                tab.append(row)
        path = tmp_path / "tinh.xlsx"
        book.save(path)
        return path

    return write


@pytest.fixture
def write_csv(tmp_path: Path) -> WriteCsv:
    def write(text: str) -> Path:
        path = tmp_path / "lines.csv"
        path.write_text(text, encoding="utf-8")
        return path

    return write
