"""The day's report, written by the running hub once its time has come, and kept for a bounded number of days."""

import logging
import sqlite3
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from exporter.report.formats import FORMATS
from exporter.report.making import day_from
from probes.inventory.model import Inventory
from probes.inventory.values import VIETNAM
from probes.language import Language

log = logging.getLogger(__name__)

FOLDER = "reports"
_FORMATS = ("html", "xlsx")


class DailyReports:
    """Used by one thread."""

    def __init__(self) -> None:
        self._trouble = ""

    def write_due(self, inventory: Inventory, now: float) -> Sequence[Path]:
        """The files of today's report, if it is time for it and they are not there; written in Vietnamese.

        To be called every minute or so. That it asks what is there, and not when it last wrote, makes up for a hub that was
        stopped at the hour and for a clock that was set. Never raises for trouble with the disk: it is logged once, and tried
        again.
        """
        settings = inventory.settings.report
        then = datetime.fromtimestamp(now, VIETNAM)
        if not settings.keep or then.hour * 60 + then.minute < settings.at:
            return ()
        folder = Path(inventory.settings.data_dir) / FOLDER
        files = [folder / f"{then:%Y-%m-%d}.{form}" for form in _FORMATS]
        if all(file.exists() for file in files):
            return ()
        try:
            document = day_from(inventory, then.date(), now)
            folder.mkdir(exist_ok=True)
            for form, file in zip(_FORMATS, files, strict=True):
                _write(file, FORMATS[form](document, Language.VI))
                _forget(folder, form, settings.keep)
        except (OSError, sqlite3.Error) as error:
            if str(error) != self._trouble:
                log.warning("the day's report cannot be written into %s yet: %s", folder, error)
            self._trouble = str(error)
            return ()
        self._trouble = ""
        return files


def _write(file: Path, content: bytes) -> None:
    """Whole, or not at all."""
    beside = file.with_name(file.name + ".part")
    try:
        beside.write_bytes(content)
        beside.replace(file)
    finally:
        beside.unlink(missing_ok=True)


def _forget(folder: Path, form: str, keep: int) -> None:
    """Only the newest stay; what people put beside them is not touched."""
    for old in sorted(folder.glob(f"????-??-??.{form}"))[:-keep]:
        old.unlink(missing_ok=True)
