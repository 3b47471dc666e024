"""The public pages of incidents: those open now, those of the past days, and one with its course.

Of the course only what happened is told and when: never by whom, what was noted, an ISP's ticket or an address.
"""

import logging
import sqlite3
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import groupby
from pathlib import Path

from alerts.called import called_in_public, headline
from alerts.cards import CARDS, Card
from alerts.cause import Cause
from alerts.incident import Incident, Outcome
from alerts.ledger import read_incidents, read_one
from alerts.report.history import INCIDENTS
from exporter.view import Moment
from exporter.web.corrections import corrections_now
from probes.inventory.values import VIETNAM
from probes.language import Text

log = logging.getLogger(__name__)

DAYS_BACK = 14
MOST_DAYS = 92
PER_PAGE = 100
MOST_COMMUNES = 200
MOST_OPEN = 200
"""How many open incidents the list shows: the worst."""
_KEPT_SECONDS = 60.0
_MOST_KEPT = 20_000
"""How many incidents are kept, over all periods: one is a kilobyte or two."""
_AT_ONCE = 2


@dataclass(frozen=True, slots=True)
class Period:
    """Which past is asked for: whole days, both ends included; of one commune, or of all; which page, from 1."""

    first: date
    last: date
    commune: str | None = None
    page: int = 1

    @property
    def began(self) -> float:
        """Its first midnight, unix seconds."""
        return datetime.combine(self.first, time(), VIETNAM).timestamp()

    @property
    def ended(self) -> float:
        """The midnight after its last day, unix seconds."""
        return datetime.combine(self.last + timedelta(1), time(), VIETNAM).timestamp()


def period_of(asked: Mapping[str, str], now: float) -> Period:
    """What `tu`, `den` (YYYY-MM-DD), `xa` and `trang` ask for. What cannot be meant is put right: the page shows what it covers."""
    today = datetime.fromtimestamp(now, VIETNAM).date()
    last = min(_day(asked.get("den", "")) or today, today)
    first = _day(asked.get("tu", "")) or last - timedelta(DAYS_BACK - 1)
    first = max(min(first, last), last - timedelta(MOST_DAYS - 1))
    commune = asked.get("xa", "")
    page = asked.get("trang", "")
    return Period(
        first,
        last,
        commune if commune.isascii() and commune.isdigit() and len(commune) == 5 else None,
        int(page) if page.isascii() and page.isdigit() and 0 < len(page) < 5 and int(page) > 0 else 1,
    )


@dataclass(frozen=True, slots=True)
class Row:
    """One incident in a list, in words."""

    incident: Incident
    headline: Text

    @property
    def lasted(self) -> float | None:
        """Seconds from the beginning of the trouble to its end; None while it lasts."""
        return None if self.incident.closed is None else self.incident.closed - self.incident.since


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentsPage:
    """open: now, whatever the period; open_more: how many beyond these. days: what closed, by the day it began, the newest first. known: False where the disk
    could not be read. more: whether another page follows."""

    open: Sequence[Row]
    open_more: int
    days: Sequence[tuple[date, Sequence[Row]]]
    period: Period
    commune: str | None
    more: bool
    known: bool


@dataclass(frozen=True, slots=True)
class Step:
    """Something that happened to an incident, at `at`, unix seconds."""

    at: float
    what: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentPage:
    """One incident. communes: the first of those that it hit, by code and name; more: how many beyond these. inside: what it was as
    the commune's agent saw it; None where nothing is known of that."""

    row: Row
    card: Card
    steps: Sequence[Step]
    communes: Sequence[tuple[str, str]]
    more: int
    inside: Text | None


class Busy(Exception):
    """Too many read the past at once; again in a few seconds."""


class Past:
    """Reads what the hub has kept, for two readers at a time, and keeps what it read for a minute. Safe from any thread.

    Whoever comes while both are at it is told to come again: waiting here would keep everybody else's pages waiting too.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._turns = threading.Semaphore(_AT_ONCE)
        self._kept: dict[tuple[date, date], tuple[float, Sequence[Incident]]] = {}

    def page(self, moment: Moment, period: Period) -> IncidentsPage:
        """The list. Reads the disk. Raises Busy."""
        found, more = self.closed(moment, period)
        shown = [_row(one, moment) for one in found or ()]
        name = None if period.commune is None else moment.layout.commune_names.get(period.commune)
        opened = [
            one
            for one in moment.incidents
            if _concerns(one, period.commune) and one.cause is not Cause.MONITOR_BLIND
        ]
        return IncidentsPage(
            open=[_row(one, moment) for one in opened[:MOST_OPEN]],
            open_more=max(0, len(opened) - MOST_OPEN),
            days=[(day, list(rows)) for day, rows in groupby(shown, key=_began_on)],
            period=period,
            commune=name,
            more=more,
            known=found is not None,
        )

    def closed(self, moment: Moment, period: Period) -> tuple[Sequence[Incident] | None, bool]:
        """A page of what is over, the newest first, and whether another follows; None where the disk could not be read. Raises Busy."""
        found = self._read(moment, period)
        if found is None:
            return None, False
        return _paged([one for one in found if one.closed is not None], period)

    def between(self, moment: Moment, period: Period) -> tuple[Sequence[Incident] | None, bool]:
        """As `closed`, with those that are open still: a page of what was open on one of these days."""
        found = self._read(moment, period)
        if found is None:
            return None, False
        now = [one for one in (*moment.incidents, *moment.closed) if _was_open(one, period)]
        return _paged({one.code: one for one in (*found, *now)}.values(), period)

    def one(self, moment: Moment, code: str) -> IncidentPage | None:
        """One incident with its course; None when no incident has this code. Reads the disk. Raises Busy, also where it cannot be read
        and nobody knows whether it holds this one."""
        try:
            with self._turn():
                found = read_one(_file(moment), code)
                incident, events = found or (_in_mind(moment, code), ())
                inside = None if incident is None else corrections_now([incident], moment).get(code)
        except sqlite3.Error as error:
            log.warning("the incidents cannot be read: %s", error)
            incident, events, inside = _in_mind(moment, code), (), None
            if incident is None:
                raise Busy from error
        if incident is None:
            return None
        steps = [
            Step(event.at, _STEPS[event.what].format(code=event.text))
            for event in events
            if event.what in _STEPS
        ]
        if incident.closed is not None:
            steps.append(Step(incident.closed, _ENDS[incident.outcome or Outcome.RECOVERED]))
        names = moment.layout.commune_names
        return IncidentPage(
            row=_row(incident, moment),
            card=CARDS[incident.cause],
            steps=[Step(incident.since, _BEGAN), *steps],
            communes=[(hit, names.get(hit, hit)) for hit in incident.affected[:MOST_COMMUNES]],
            more=max(0, len(incident.affected) - MOST_COMMUNES),
            inside=None if inside is None else inside.sentence,
        )

    def _read(self, moment: Moment, period: Period) -> Sequence[Incident] | None:
        key, now = (period.first, period.last), moment.at.monotonic
        with self._lock:
            if key in self._kept and 0 <= now - self._kept[key][0] < _KEPT_SECONDS:
                return self._kept[key][1]
        with self._turn():
            try:
                found = read_incidents(_file(moment), period.began, period.ended)
            except sqlite3.Error as error:
                log.warning("the incidents cannot be read: %s", error)
                return None
        with self._lock:
            fresh = {each: kept for each, kept in self._kept.items() if now - kept[0] < _KEPT_SECONDS}
            fresh[key] = (now, found)
            while sum(len(kept) for _, kept in fresh.values()) > _MOST_KEPT and len(fresh) > 1:
                del fresh[next(iter(fresh))]
            self._kept = fresh
        return found

    @contextmanager
    def _turn(self) -> Iterator[None]:
        if not self._turns.acquire(blocking=False):
            raise Busy
        try:
            yield
        finally:
            self._turns.release()


def _paged(found: Iterable[Incident], period: Period) -> tuple[Sequence[Incident], bool]:
    """The newest first."""
    concerned = sorted((one for one in found if _concerns(one, period.commune)), key=lambda one: -one.since)
    skipped = (period.page - 1) * PER_PAGE
    return concerned[skipped : skipped + PER_PAGE], len(concerned) > skipped + PER_PAGE


def _was_open(incident: Incident, period: Period) -> bool:
    return incident.opened < period.ended and (incident.closed is None or incident.closed > period.began)


def _in_mind(moment: Moment, code: str) -> Incident | None:
    return next((one for one in (*moment.incidents, *moment.closed) if one.code == code), None)


def _file(moment: Moment) -> Path:
    return Path(moment.inventory.settings.data_dir) / INCIDENTS


def _concerns(incident: Incident, commune: str | None) -> bool:
    return commune is None or commune in incident.affected


def _row(incident: Incident, moment: Moment) -> Row:
    return Row(incident, headline(incident, called_in_public(incident, moment.layout)))


def _began_on(row: Row) -> date:
    return datetime.fromtimestamp(row.incident.since, VIETNAM).date()


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if len(text) == 10 else None
    except ValueError:
        return None


_BEGAN = Text("Bắt đầu có sự cố", "The trouble began")
_STEPS = {
    "opened": Text("Ghi nhận sự cố", "The incident was recorded"),
    "told": Text("Gửi cảnh báo cho tổ trực", "The alert went out to the duty team"),
    "acknowledged": Text("Tổ trực tiếp nhận", "The duty team took it on"),
    "isp_ticket": Text("Báo nhà mạng", "The ISP was told"),
    "handed_over": Text("Chuyển bộ phận khác xử lý", "Handed over to others"),
    "absorbed": Text("Gộp vào sự cố {code}", "Became part of {code}"),
    "released": Text("Tách khỏi sự cố {code}", "No longer part of {code}"),
}
"""What the public is told of an incident's course, by event; what people noted is not among it."""
_ENDS = {
    Outcome.RECOVERED: Text("Đã khắc phục", "It is over"),
    Outcome.REMOVED: Text("Không còn theo dõi nơi này", "What it struck is watched no more"),
}
