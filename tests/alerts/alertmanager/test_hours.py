"""Alertmanager's time intervals, read back: they say what the calendar says, minute by minute."""

from datetime import date, datetime, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from alerts.alertmanager.hours import EVERYWHERE, of_province, time_intervals
from alerts.hours import Calendar
from probes.inventory.model import Inventory

YEAR = 2026
INVENTORY = Inventory.model_validate(
    {
        "provinces": [{"code": "46", "name": "Thành phố Huế"}, {"code": "01", "name": "Thành phố Hà Nội"}],
        "hours": [
            {"province": "46", "season": "04-01/09-30", "times": ["07:30-11:30", "13:30-17:30"]},
            {"province": "46", "season": "10-01/03-31", "times": ["07:30-11:30", "13:00-17:00"]},
            {"province": "46", "days": ["sat"], "times": ["07:30-11:30"]},
        ],
        "extra_hours": [
            {"province": "46", "start": "2026-12-01", "end": "2026-12-31", "times": ["17:00-24:00"]}
        ],
        "days": [{"province": "46", "day": "2026-11-24", "working": True}],
    }
)
INTERVALS = time_intervals(INVENTORY, YEAR)
CALENDAR = Calendar(INVENTORY)


def holds(interval: dict[str, Any], at: datetime) -> bool:
    """As Alertmanager reads one: everything in it must fit, of each the one or the other."""
    minutes = at.hour * 60 + at.minute
    week = ["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"]
    named = {"years": at.year, "months": at.month, "days_of_month": at.day}
    for name, value in named.items():
        if name in interval and not any(_within(said, value) for said in interval[name]):
            return False
    if "weekdays" in interval:
        first, last = (week.index(day) for day in interval["weekdays"][0].split(":"))
        if not first <= (at.weekday() + 1) % 7 <= last:
            return False
    return any(
        _minutes(each["start_time"]) <= minutes < _minutes(each["end_time"]) for each in interval["times"]
    )


def _within(said: str, value: int) -> bool:
    first, _, last = said.partition(":")
    return int(first) <= value <= int(last or first)


def _minutes(clock: str) -> int:
    hour, minute = clock.split(":")
    return int(hour) * 60 + int(minute)


@given(st.integers(0, 729), st.integers(0, 1439), st.sampled_from(["46", "01", ""]))
def test_they_say_what_the_calendar_says(ahead: int, minute: int, province: str) -> None:
    day = date(YEAR, 1, 1) + timedelta(ahead)
    at = datetime(day.year, day.month, day.day, minute // 60, minute % 60)  # noqa: DTZ001  # as clocks there show
    wanted = any(begin <= minute < end for begin, end in CALENDAR.hours_in(province, day))
    intervals = INTERVALS[of_province(province) if province else EVERYWHERE]
    assert any(holds(each, at) for each in intervals) is wanted


def test_later_years_have_a_plain_week_so_that_no_warning_is_lost() -> None:
    for intervals in INTERVALS.values():
        assert any(holds(each, datetime(2031, 11, 25, 9, 0)) for each in intervals)  # noqa: DTZ001
        assert not any(holds(each, datetime(2031, 11, 30, 9, 0)) for each in intervals)  # noqa: DTZ001
