"""Reports from the hub's data folder, made while it runs or not."""

from datetime import date
from pathlib import Path

from alerts.hours import Calendar
from alerts.report.day import day_report
from alerts.report.due import ends_of
from alerts.report.history import History, read_history
from alerts.report.month import month_of, month_sheet
from exporter.report.day import day_document
from exporter.report.document import Document
from exporter.report.month import month_document
from probes.inventory.model import Commune, Inventory


def day_from(inventory: Inventory, on: date, now: float, *, posts: bool = True) -> Document:
    """The report of a day, up to `now` (unix seconds) while it lasts; with `posts` also who took incidents on. Raises sqlite3.Error."""
    folder = Path(inventory.settings.data_dir)

    def read(began: float, ended: float) -> History:
        return read_history(folder, inventory, began, ended)

    report = day_report(inventory, Calendar(inventory), read, list(ends_of(inventory)), on, now)
    return day_document(report, posts=posts)


def month_from(inventory: Inventory, commune: Commune, year: int, month: int, now: float) -> Document:
    """The evidence sheet of a commune, up to `now` while the month lasts. Raises sqlite3.Error."""
    began, ended = month_of(year, month, now)
    history = read_history(Path(inventory.settings.data_dir), inventory, began, ended)
    return month_document(month_sheet(commune, inventory, history, Calendar(inventory)))
