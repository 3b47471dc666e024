"""Working days in Việt Nam: the national calendar, and what a province says against it."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from functools import cache
from typing import Protocol

from probes.inventory.calendar import SpecialDay


class Calendar(Protocol):
    """The national holidays."""

    def is_working_day(self, day: date) -> bool:
        """Whether offices work."""
        ...

    def __contains__(self, day: object) -> bool:
        """Whether a day is a holiday."""
        ...


class WorkingDays:
    """Mondays to Fridays that are no public holiday, and Saturdays that make up for one, but for the `days` of an inventory.

    A province's own day stands before one that is said for all. A province that is not known: "". Each answer is kept; safe
    from any thread.
    """

    def __init__(self, days: Iterable[SpecialDay] = ()) -> None:
        self._said: Mapping[tuple[str, date], bool] = {
            (each.province or "", each.day): each.working for each in days
        }
        self._kept: dict[tuple[str, date], bool] = {}

    def is_working_day(self, province: str, day: date) -> bool:
        """Whether offices of a province work on a day."""
        key = (province, day)
        found = self._kept.get(key)
        if found is None:
            said = self._said_of(province, day)
            found = self._kept[key] = _national().is_working_day(day) if said is None else said
        return found

    def is_off(self, province: str, day: date) -> bool:
        """Whether a day is a holiday there, or off in place of one; a Sunday as such is not."""
        said = self._said_of(province, day)
        return day in _national() if said is None else not said

    def between(self, province: str, first: date, last: date) -> int:
        """How many working days come after `first`, up to and with `last`."""
        return sum(
            self.is_working_day(province, first + timedelta(day)) for day in range(1, (last - first).days + 1)
        )

    def _said_of(self, province: str, day: date) -> bool | None:
        return self._said.get((province, day), self._said.get(("", day)))


@cache
def _national() -> Calendar:
    """Public holidays as the government set them for past and coming years, Tết reckoned; years are added when asked for."""
    from holidays import country_holidays  # 6 MB, and only who reckons in working days needs them

    return country_holidays("VN")
