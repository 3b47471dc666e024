"""The calendar of an inventory: reception hours, days off, planned maintenance."""

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from probes.inventory.part import Part
from probes.inventory.values import (
    CommuneCode,
    Day,
    Flag,
    Id,
    Moment,
    Name,
    ProvinceCode,
    Season,
    Span,
    whole,
)


class Weekday(StrEnum):
    """A day of the week, Monday first."""

    MON = "mon"
    TUE = "tue"
    WED = "wed"
    THU = "thu"
    FRI = "fri"
    SAT = "sat"
    SUN = "sun"


WORKING_WEEK = (Weekday.MON, Weekday.TUE, Weekday.WED, Weekday.THU, Weekday.FRI)


class Hours(Part):
    """When people are received, week by week: everywhere, in a province, or in a commune. What is said of a day of the week
    for a commune stands in place of what its province says of that day, and that in place of what is said for all.
    season: without it, all year."""

    province: ProvinceCode | None = None
    commune: CommuneCode | None = None
    days: Annotated[tuple[Weekday, ...], Field(min_length=1)] = WORKING_WEEK
    times: Annotated[tuple[Span, ...], Field(min_length=1)]
    season: Season | None = None


class ExtraHours(Part):
    """Hours for a while beyond the usual ones ("giờ tăng cường"), on any day, holidays too. They only ever add."""

    province: ProvinceCode | None = None
    commune: CommuneCode | None = None
    start: Day
    end: Day
    days: Annotated[tuple[Weekday, ...], Field(min_length=1)] = tuple(Weekday)
    times: Annotated[tuple[Span, ...], Field(min_length=1)]


class SpecialDay(Part):
    """A day that is off, or worked, against the calendar: an extra day off, a Saturday that makes up for one."""

    province: ProvinceCode | None = None
    day: Day
    working: Flag
    name: Name | None = None


class Maintenance(Part):
    """Planned work: nothing is told of what it covers while it lasts. It covers what fits all that it names.

    Either once, from start to end, or again and again: on `days` of the week or on a `day_of_month`, at `times`, between
    `start` and, where it is given, `end`.
    announced: the day it was announced, which must be seven working days ahead (Decree 224/2026 art. 13), unless
    `force_majeure` says why not.
    """

    province: ProvinceCode | None = None
    commune: CommuneCode | None = None
    site: Id | None = None
    link: Id | None = None
    isp: Id | None = None
    upstream: Id | None = None
    service: Id | None = None
    authority: Id | None = None
    start: Moment | None = None
    end: Moment | None = None
    days: tuple[Weekday, ...] = ()
    day_of_month: Annotated[int, whole(1, 31)] | None = None
    times: tuple[Span, ...] = ()
    reason: Name
    announced: Day | None = None
    force_majeure: Name | None = None
