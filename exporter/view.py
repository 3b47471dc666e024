"""One moment, read by everybody: pages and metrics share what the engine last judged."""

import threading

from alerts.judgement import Judge, Judgement
from exporter.source import Source

Moment = Judgement

_FRESH_SECONDS = 1.0
_STALLED_SECONDS = 3.0
"""When the engine has judged nothing for so long, ages have moved on: what it said last is looked at again here."""


class View:
    """The present moment, for all readers."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._lock = threading.Lock()
        self._last: Moment | None = None
        self._judge = Judge(source.clock.now().monotonic)

    def now(self) -> Moment:
        """The present moment. Safe from any thread."""
        with self._lock:
            at, judged = self._source.clock.now(), self._source.judgement()
            if (
                judged is not None
                and judged.inventory is self._source.inventory()
                and 0 <= at.monotonic - judged.at.monotonic < _STALLED_SECONDS
            ):
                return judged
            snapshot, inventory = self._source.snapshot(), self._source.inventory()
            last = self._last
            if (
                last is not None
                and last.snapshot is snapshot
                and last.inventory is inventory
                and 0 <= at.monotonic - last.at.monotonic < _FRESH_SECONDS
            ):
                return last
            incidents = () if judged is None else judged.incidents
            closed = () if judged is None else judged.closed
            announced = () if judged is None else judged.announced
            reports = () if judged is None else judged.reports
            moment = self._judge.judge(inventory, snapshot, at, incidents, closed, announced, reports)
            self._last = moment
            return moment
