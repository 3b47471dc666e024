"""When people are received, and what it costs them when they cannot be. It weighs and routes; it never stops measuring.

Moments are unix seconds; days are days in Việt Nam, which keeps one time all year.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from itertools import chain
from typing import TypeVar

from probes.inventory.calendar import WORKING_WEEK, ExtraHours, Hours, Weekday
from probes.inventory.model import Commune, Inventory
from probes.inventory.values import VIETNAM
from probes.inventory.working_days import WorkingDays

Minutes = tuple[int, int]
"""Hours of one day in minutes after midnight, the last not included."""

USUAL_HOURS = (Hours.model_validate({"times": ["07:30-11:30", "13:30-17:00"]}),)
"""Where an inventory says nothing: the hours most reception desks keep."""

USUAL_DOSSIERS_PER_DAY = 50
"""Of a commune that says nothing. An Phú took in 146 in three days of July 2025, Ái Quốc 188 in three and a half."""

AnyHours = TypeVar("AnyHours", Hours, ExtraHours)

_WEEK = tuple(Weekday)
_LOOKED_AHEAD_DAYS = 60


class Calendar:
    """The reception hours of all communes of an inventory. Each answer is kept; safe from any thread."""

    def __init__(self, inventory: Inventory) -> None:
        self._communes: Mapping[str, Commune] = {commune.code: commune for commune in inventory.communes}
        self._hours, self._extra = _by_place(inventory.hours), _by_place(inventory.extra_hours)
        self._working_days = WorkingDays(inventory.days)
        self._kept: dict[tuple[str, str, date], tuple[Minutes, ...]] = {}

    def is_working_day(self, province: str, day: date) -> bool:
        """Whether offices of a province work on a day."""
        return self._working_days.is_working_day(province, day)

    def working_days_between(self, province: str, began: float, ended: float) -> int:
        """How many working days a province has after the day of one moment, up to that of another."""
        return self._working_days.between(province, _day(began), _day(ended))

    def hours(self, commune: str, day: date) -> tuple[Minutes, ...]:
        """When people are received there on a day, in order, none overlapping. A commune that is not known keeps the usual hours."""
        return self._of(*self._place(commune), day)

    def hours_in(self, province: str, day: date) -> tuple[Minutes, ...]:
        """The same for a province, whatever single communes of it do; "": for no province in particular."""
        return self._of(province, "", day)

    def _of(self, province: str, own: str, day: date) -> tuple[Minutes, ...]:
        key = (province, own, day)
        found = self._kept.get(key)
        if found is None:
            found = self._kept[key] = tuple(_merged(self._on(*key)))
        return found

    def is_reception(self, commune: str, wall: float) -> bool:
        """Whether people are received there at this moment."""
        midnight = _midnight(_day(wall))
        return any(begin * 60 <= wall - midnight < end * 60 for begin, end in self.hours(commune, _day(wall)))

    def reception_seconds(self, commune: str, began: float, ended: float) -> float:
        """How long people were to be received there between two moments."""
        return sum(seconds for _, seconds in self._by_day(commune, began, ended))

    def next_opening(self, commune: str, wall: float) -> float | None:
        """When people are next received there, which may be now; None: not within two months."""
        if self.is_reception(commune, wall):
            return wall
        for ahead in range(_LOOKED_AHEAD_DAYS):
            day = _day(wall) + timedelta(ahead)
            for begin, _ in self.hours(commune, day):
                at = _midnight(day) + begin * 60
                if at >= wall:
                    return at
        return None

    def dossiers_affected(self, commune: str, began: float, ended: float) -> float:
        """How many dossiers would have been taken in there between two moments, at the pace of a full day of its week.

        Extra hours take in as many an hour as any: nothing finer is known.
        """
        known = self._communes.get(commune)
        stated = None if known is None else known.dossiers_per_day
        per_day = USUAL_DOSSIERS_PER_DAY if stated is None else stated
        return sum(
            per_day * seconds / self._full_day_seconds(commune, day)
            for day, seconds in self._by_day(commune, began, ended)
        )

    def _full_day_seconds(self, commune: str, day: date) -> float:
        """The most that people are received there on a day of that season's week, extra hours left out."""
        province, own = self._place(commune)
        return 60.0 * max(
            sum(end - begin for begin, end in _merged(chain.from_iterable(each.times for each in week)))
            for week in (self._weekly(province, own, day, weekday) for weekday in Weekday)
        )

    def _by_day(self, commune: str, began: float, ended: float) -> Iterator[tuple[date, float]]:
        """Each day with reception between two moments, and how many seconds of it."""
        if ended <= began:
            return
        day, last = _day(began), _day(ended)
        while day <= last:
            midnight = _midnight(day)
            seconds = sum(
                max(0.0, min(ended, midnight + end * 60) - max(began, midnight + begin * 60))
                for begin, end in self.hours(commune, day)
            )
            if seconds > 0:
                yield day, seconds
            day += timedelta(1)

    def _on(self, province: str, commune: str, day: date) -> Iterator[Minutes]:
        if not self._working_days.is_off(province, day):
            yield from (times for each in self._usual(province, commune, day) for times in each.times)
        for place in {"", province, commune}:
            for extra in self._extra.get(place, ()):
                if extra.start <= day <= extra.end and _WEEK[day.weekday()] in extra.days:
                    yield from extra.times

    def _usual(self, province: str, commune: str, day: date) -> Sequence[Hours]:
        weekday = _WEEK[day.weekday()]
        today = self._weekly(province, commune, day, weekday)
        if weekday in WORKING_WEEK or not self.is_working_day(province, day):
            return today
        return [*today, *self._weekly(province, commune, day, Weekday.MON)]  # it makes up for a day off

    def _weekly(self, province: str, commune: str, day: date, weekday: Weekday) -> Sequence[Hours]:
        """What holds on a day of the week at that time of the year: the narrowest place that says anything of it decides."""
        for place in dict.fromkeys((commune or province, province, "")):
            said = self._hours.get(place, ())
            if found := [each for each in said if weekday in each.days and _in_season(each, day)]:
                return found
        return [each for each in USUAL_HOURS if weekday in each.days]

    def _place(self, commune: str) -> tuple[str, str]:
        """Its province, and its own code where something is said of it alone; "" for what is not."""
        known = self._communes.get(commune)
        own = commune in self._hours or commune in self._extra
        return "" if known is None else known.province, commune if own else ""


def _by_place(said: Iterable[AnyHours]) -> Mapping[str, Sequence[AnyHours]]:
    """By commune, else province, else "" for what holds everywhere."""
    places: defaultdict[str, list[AnyHours]] = defaultdict(list)
    for each in said:
        places[each.commune or each.province or ""].append(each)
    return dict(places)


def _in_season(hours: Hours, day: date) -> bool:
    if hours.season is None:
        return True
    first, last = hours.season
    today = (day.month, day.day)
    return first <= today <= last if first <= last else today >= first or today <= last


def _merged(spans: Iterable[Minutes]) -> Iterator[Minutes]:
    begin = end = -1
    for next_begin, next_end in sorted(spans):
        if next_begin > end:
            if end > begin:
                yield begin, end
            begin, end = next_begin, next_end
        end = max(end, next_end)
    if end > begin:
        yield begin, end


def _day(wall: float) -> date:
    return datetime.fromtimestamp(wall, VIETNAM).date()


def _midnight(day: date) -> float:
    return datetime.combine(day, time(), VIETNAM).timestamp()
