"""When warnings may be told: reception hours, as Alertmanager's time intervals. What is critical knows no hours.

Intervals can only be added up, so a holiday cannot be taken out of a week: the days of this year and the next are written one
by one, month by month, and what comes after as a plain week. By then a warning may come on a holiday, and none is ever lost.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any

from alerts.hours import USUAL_HOURS, Calendar, Minutes
from probes.inventory.model import Inventory

Intervals = list[dict[str, Any]]

EVERYWHERE = "working_hours"
"""The hours for what belongs to no province."""

_YEARS = 2
_LAST_YEAR = 2999


def of_province(code: str) -> str:
    """The name of a province's hours."""
    return f"{EVERYWHERE}_{code}"


def time_intervals(inventory: Inventory, year: int) -> dict[str, Intervals]:
    """Working hours by name, in Vietnam's time, from this year on."""
    calendar = Calendar(inventory)
    places = {EVERYWHERE: "", **{of_province(each.code): each.code for each in inventory.provinces}}
    return {
        name: [*_day_by_day(calendar, province, year), _afterwards(year + _YEARS)]
        for name, province in places.items()
    }


def _day_by_day(calendar: Calendar, province: str, year: int) -> Intervals:
    alike: defaultdict[tuple[int, int, tuple[Minutes, ...]], list[int]] = defaultdict(list)
    first, last = date(year, 1, 1), date(year + _YEARS, 1, 1)
    for ahead in range((last - first).days):
        day = first + timedelta(ahead)
        if hours := calendar.hours_in(province, day):
            alike[day.year, day.month, hours].append(day.day)
    return [
        {
            "years": [str(of_year)],
            "months": [str(month)],
            "days_of_month": _ranges(days),
            **_at(hours),
        }
        for (of_year, month, hours), days in alike.items()
    ]


def _afterwards(year: int) -> dict[str, Any]:
    times = tuple(span for hours in USUAL_HOURS for span in hours.times)
    return {"years": [f"{year}:{_LAST_YEAR}"], "weekdays": ["monday:friday"], **_at(times)}


def _at(hours: Sequence[Minutes]) -> dict[str, Any]:
    times = [{"start_time": _clock(begin), "end_time": _clock(end)} for begin, end in hours]
    return {"times": times, "location": "Asia/Ho_Chi_Minh"}


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def _ranges(days: Iterable[int]) -> list[str]:
    """Days that follow one another as one: 2:6."""
    ranges: list[list[int]] = []
    for day in days:
        if ranges and ranges[-1][-1] == day - 1:
            ranges[-1][1:] = [day]
        else:
            ranges.append([day])
    return [":".join(str(day) for day in each) for each in ranges]
