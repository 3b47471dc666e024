"""The day's report for everybody: made by one thread at a time, kept for a while, and never waited for without end."""

import logging
import sqlite3
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from exporter.report.document import Cell, Document, Share
from exporter.report.making import day_from
from exporter.view import Moment
from exporter.web.texts import text_json
from probes.inventory.model import Inventory
from probes.inventory.values import VIETNAM
from probes.language import Text

log = logging.getLogger(__name__)

Make = Callable[[Inventory, date, float], Document]
"""Makes the report of a day as of a moment, unix seconds."""

DAYS_KEPT = 730
_LASTING_SECONDS = 60.0
_PAST_SECONDS = 3600.0  # what agents deliver late corrects a day that is over
_FAILED_SECONDS = 10.0
_TOO_OLD = 5
"""A report so many times older than it should be is not shown without waiting for a newer one."""
_MOST_KEPT = 40
_MOST_QUEUED = 3
_WAIT_SECONDS = 2.0
_MOST_WAITING = 4


@dataclass(frozen=True, slots=True)
class Made:
    """A report, and when it was made, monotonic seconds. document: None where the disk could not be read.

    lasting: the day was not over then.
    """

    at: float
    document: Document | None
    lasting: bool

    @property
    def good_for(self) -> float:
        """How many seconds it is shown without a newer one being made."""
        if self.document is None:
            return _FAILED_SECONDS
        return _LASTING_SECONDS if self.lasting else _PAST_SECONDS


class DayReports:
    """Safe from any thread. Reports are made one after the other, today's before others, and few wait in line. Whoever asks for
    one that is not there waits two seconds at most, and only a few do."""

    def __init__(self, make: Make | None = None) -> None:
        self._make = make or _for_everybody
        self._lock = threading.Lock()
        self._waiting = threading.Semaphore(_MOST_WAITING)
        self._made: dict[date, Made] = {}
        self._queue: dict[date, tuple[Moment, threading.Event]] = {}
        self._works = False

    def of(self, moment: Moment, on: date) -> Made | None:
        """The report of a day: as old as a minute or two while it lasts; None while it is being made, or waits to be."""
        made, done = self._ask(moment, on)
        now = moment.at.monotonic
        old = made is None or now - made.at >= _TOO_OLD * made.good_for
        if old and done is not None and self._waiting.acquire(blocking=False):
            try:
                done.wait(_WAIT_SECONDS)
            finally:
                self._waiting.release()
            made = self._made.get(on)
            old = made is None or now - made.at >= _TOO_OLD * made.good_for
        return None if old else made

    def _ask(self, moment: Moment, on: date) -> tuple[Made | None, threading.Event | None]:
        with self._lock:
            made = self._made.get(on)
            if made is not None and 0 <= moment.at.monotonic - made.at < made.good_for:
                return made, None
            if on not in self._queue:
                if len(self._queue) >= _MOST_QUEUED and on != today(moment):
                    return made, None
                self._queue[on] = (moment, threading.Event())
            if not self._works:
                self._works = True
                threading.Thread(target=self._work, name="day-report", daemon=True).start()
            return made, self._queue[on][1]

    def _work(self) -> None:
        while (job := self._next()) is not None:
            on, moment, done = job
            document = None
            try:
                document = self._make(moment.inventory, on, moment.at.wall)
            except sqlite3.Error as error:
                log.warning("the report of %s cannot be made: %s", on, error)
            except Exception:
                log.exception("the report of %s was not made", on)
            with self._lock:
                self._made[on] = Made(moment.at.monotonic, document, on == today(moment))
                others = [day for day in self._made if day not in (on, today(moment))]
                for day in others[: max(0, len(self._made) - _MOST_KEPT)]:
                    del self._made[day]
                del self._queue[on]
            done.set()

    def _next(self) -> tuple[date, Moment, threading.Event] | None:
        with self._lock:
            if not self._queue:
                self._works = False
                return None
            on = max(self._queue)  # today's, if it is asked for: nothing is later
            return on, *self._queue[on]


def today(moment: Moment) -> date:
    """The day it is in Việt Nam."""
    return datetime.fromtimestamp(moment.at.wall, VIETNAM).date()


def day_of(text: str, moment: Moment) -> date | None:
    """The day that `YYYY-MM-DD` means; None where there can be no report of it."""
    try:
        on = date.fromisoformat(text) if len(text) == 10 else None
    except ValueError:
        return None
    last = today(moment)
    return on if on is not None and last - timedelta(DAYS_KEPT) <= on <= last else None


def report_json(on: date, document: Document) -> dict[str, Any]:
    """/api/v1/day-reports/<date>: the tables as the page shows them, each text in both languages."""
    return {
        "date": on.isoformat(),
        "title": text_json(document.title),
        "lead": [text_json(sentence) for sentence in document.lead],
        "tables": [
            {
                "title": text_json(table.title),
                "headings": [text_json(heading) for heading in table.headings],
                "rows": [[_cell(cell) for cell in row] for row in table.rows],
                "note": None if table.note is None else text_json(table.note),
            }
            for table in document.tables
        ],
    }


def _for_everybody(inventory: Inventory, on: date, now: float) -> Document:
    return day_from(inventory, on, now, posts=False)


def _cell(cell: Cell) -> Any:
    if isinstance(cell, Text):
        return text_json(cell)
    return cell.ratio if isinstance(cell, Share) else cell
