"""CSV for other programs, and for Excel: each table under its title, an empty line between two. Numbers have a decimal point
in either language, so that a program reads them the same."""

import csv
from io import StringIO

from exporter.report.document import Cell, Document, Share
from probes.language import Language, Text

_ORDERS = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet program would take for a formula, were a cell to begin with it."""


def write_csv(document: Document, language: Language) -> bytes:
    """UTF-8, with the mark by which Excel knows it."""
    out = StringIO()
    rows = csv.writer(out)
    rows.writerow([_harmless(document.title.in_(language))])
    for sentence in document.lead:
        rows.writerow([_harmless(sentence.in_(language))])
    for table in document.tables:
        rows.writerow([])
        rows.writerow([_harmless(table.title.in_(language))])
        rows.writerow([_harmless(heading.in_(language)) for heading in table.headings])
        rows.writerows([_value(cell, language) for cell in row] for row in table.rows)
    return out.getvalue().encode("utf-8-sig")


def _value(cell: Cell, language: Language) -> str | int | float:
    match cell:
        case None:
            return ""
        case Text():
            return _harmless(cell.in_(language))
        case str():
            return _harmless(cell)
        case Share():
            return round(cell.ratio, 6)
        case int():
            return cell
        case float():
            return round(cell, 2)


def _harmless(text: str) -> str:
    return f"'{text}" if text.startswith(_ORDERS) else text
