"""Text for a terminal, a mail or a printer: tables in columns."""

from collections.abc import Iterator

from exporter.report.document import Document, Table, shown
from probes.language import Language


def write_text(document: Document, language: Language) -> bytes:
    """UTF-8."""
    return ("\n".join(_lines(document, language)) + "\n").encode()


def _lines(document: Document, language: Language) -> Iterator[str]:
    title = document.title.in_(language)
    yield from (title, "=" * len(title))
    yield from (sentence.in_(language) for sentence in document.lead)
    for table in document.tables:
        heading = table.title.in_(language)
        yield from ("", heading, "-" * len(heading))
        yield from _table(table, language) if table.rows else [table.empty.in_(language)]
        if table.note is not None:
            yield table.note.in_(language)
    yield ""
    yield from (f"* {sentence.in_(language)}" for sentence in document.method)


def _table(table: Table, language: Language) -> Iterator[str]:
    rows = [tuple(heading.in_(language) for heading in table.headings)]
    rows += [tuple(shown(cell, language) for cell in row) for row in table.rows]
    widths = [max(len(row[place]) for row in rows) for place in range(len(table.headings))]
    numeric = [table.is_numeric(place) for place in range(len(table.headings))]
    for row in rows:
        cells = (
            cell.rjust(width) if right else cell.ljust(width)
            for cell, width, right in zip(row, widths, numeric, strict=True)
        )
        yield "  ".join(cells).rstrip()
