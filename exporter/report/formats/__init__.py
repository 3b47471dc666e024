"""The formats a report is written in, by the ending of a file's name."""

from collections.abc import Callable, Mapping

from exporter.report.document import Document
from exporter.report.formats.csv import write_csv
from exporter.report.formats.html import write_html
from exporter.report.formats.text import write_text
from exporter.report.formats.xlsx import write_xlsx
from probes.language import Language

FORMATS: Mapping[str, Callable[[Document, Language], bytes]] = {
    "text": write_text,
    "html": write_html,
    "csv": write_csv,
    "xlsx": write_xlsx,
}
