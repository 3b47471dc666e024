"""Keeps the figures of the last 90 days: all of them once, then today's every minute, and yesterday's every hour."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

from alerts.ledger import WATCH_SECONDS, read_incidents, read_watched
from alerts.report.day import span_of
from alerts.report.history import INCIDENTS, STATES
from alerts.spans import union
from exporter.history.bars import Bars, DayFigures
from exporter.history.reckoning import ANSWERING, FirstSeen, Past, Places, places_of, reckon, seen_since
from probes.inventory.model import Inventory
from probes.inventory.values import VIETNAM
from probes.states.flip import Flip
from probes.store import read_first_seen, read_flips_of_all, read_last_flips

DAYS = 90
AGAIN_SECONDS = 3600.0
_WITH_SPANS = 2
_DAY = timedelta(1)

Pause = Callable[[], object]


class Keeper:
    """Everything but `bars` is called by one thread."""

    def __init__(self) -> None:
        self._bars = Bars()
        self._inventory: Inventory | None = None
        self._places = Places({}, {}, {}, {})
        self._figures: dict[date, DayFigures] = {}
        self._standing: dict[date, Mapping[str, Flip]] = {}
        self._first: dict[str, FirstSeen] = {}
        self._again = 0.0

    @property
    def bars(self) -> Bars:
        """What was last reckoned. Safe from any thread."""
        return self._bars

    def refresh(self, inventory: Inventory, now: float, pause: Pause) -> None:
        """Reckon what has changed until now, unix seconds: everything, the first time and when lines or days are others than they
        were. `pause` is called often. Raises sqlite3.Error, and what `pause` raises: then the old figures stay."""
        today = datetime.fromtimestamp(now, VIETNAM).date()
        if inventory is not self._inventory:
            places = places_of(inventory)
            if not places.like(self._places):
                self._figures.clear()
            self._places, self._inventory = places, inventory
        last = max(self._figures, default=None)
        if last is None or last not in (today, today - _DAY) or len(self._figures) < DAYS:
            self._reckon_all(today, now, pause)
        else:
            yesterday = today - _DAY
            if last < today or not 0 <= now - self._again < AGAIN_SECONDS:
                self._reckon([yesterday], now, pause)
                self._again = now
            self._reckon([today], now, pause)
        self._tell(today)

    def _reckon_all(self, today: date, now: float, pause: Pause) -> None:
        """The newest two days first: what people ask about."""
        days = [today - _DAY * back for back in range(DAYS - 1, -1, -1)]
        self._figures.clear()
        self._standing.clear()
        folder = self._folder()
        own = {line: line for line in self._places.commune_of}  # keeps no second copy of a name
        self._first = {
            own[line]: FirstSeen(at, since)
            for line, at, since in read_first_seen(folder / STATES, now)
            if line in own
        }
        pause()
        for several in (days[-_WITH_SPANS:], days[:-_WITH_SPANS]):
            began, _ = span_of(several[0], now)
            last = self._of_lines(read_last_flips(folder / STATES, began))
            self._standing[several[0]] = {flip.target: flip for flip in last if flip.after not in ANSWERING}
            pause()
            self._reckon(several, now, pause)
            if not self._bars.complete:
                self._tell(today)
        self._again = now

    def _reckon(self, days: Iterable[date], now: float, pause: Pause) -> None:
        """These days, each after the one before; the spans only of those that a strip reaches."""
        newest = datetime.fromtimestamp(now, VIETNAM).date() - _DAY * _WITH_SPANS
        folder = self._folder()
        for on in days:
            began, ended = span_of(on, now)
            watched = read_watched(folder / INCIDENTS, began, ended)
            if watched and 0 < ended - watched[-1][1] < 2 * WATCH_SECONDS and ended == now:
                ended = watched[-1][1]  # it is written down once a minute that the hub watches
            incidents = read_incidents(folder / INCIDENTS, began, ended)
            pause()
            flips: dict[str, list[Flip]] = {}
            for flip in self._of_lines(read_flips_of_all(folder / STATES, began, ended)):
                flips.setdefault(flip.target, []).append(flip)
                self._first.setdefault(flip.target, FirstSeen(flip.at, flip.since))
            pause()
            past = Past(
                date=on,
                began=began,
                ended=ended,
                whole=ended >= span_of(on, float("inf"))[1],
                incidents=incidents,
                watched=union(watched),
                standing=self._standing[on],
                flips=flips,
                first=self._first,
            )
            figures = reckon(self._places, past, pause)
            self._figures[on] = figures if on > newest else replace(figures, spans={})
            self._standing[on + _DAY] = _standing_after(past)

    def _tell(self, today: date) -> None:
        """Show what has been reckoned; forget the oldest day, and the spans and lines of those that no strip reaches."""
        for on in [on for on in self._figures if on <= today - _DAY * DAYS]:
            del self._figures[on]
        newest = today - _DAY * _WITH_SPANS
        for on in [on for on in self._standing if on <= newest]:
            del self._standing[on]
        for on, figures in self._figures.items():
            if on <= newest and figures.spans:
                self._figures[on] = replace(figures, spans={})
        self._bars = Bars(
            days_kept=tuple(self._figures[on] for on in sorted(self._figures)),
            seen=seen_since(self._places, self._first),
            places=self._places.place_of,
            complete=len(self._figures) == DAYS,
        )

    def _folder(self) -> Path:
        if self._inventory is None:
            raise RuntimeError("nothing is reckoned before there is an inventory")
        return Path(self._inventory.settings.data_dir)

    def _of_lines(self, flips: Iterable[Flip]) -> Iterable[Flip]:
        return (flip for flip in flips if flip.target in self._places.commune_of)


def _standing_after(past: Past) -> Mapping[str, Flip]:
    """The last change of those lines that do not answer at the end of a day."""
    last = dict(past.standing) | {line: flips[-1] for line, flips in past.flips.items()}
    return {line: flip for line, flip in last.items() if flip.after not in ANSWERING}
