from collections.abc import Mapping
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts.hours import USUAL_DOSSIERS_PER_DAY, Calendar
from probes.inventory.model import Inventory
from probes.inventory.values import VIETNAM

HUE, OTHER = "46", "01"
KIM_LONG, PHU_XUAN, BA_DINH = "19774", "19753", "00004"
DESK = {"times": ["07:30-11:30", "13:30-17:00"]}
SUMMER = {"province": HUE, "season": "04-01/09-30", "times": ["07:30-11:30", "13:30-17:30"]}
WINTER = {"province": HUE, "season": "10-01/03-31", "times": ["07:30-11:30", "13:00-17:00"]}


def calendar(**sections: Any) -> Calendar:
    communes = [
        {
            "code": KIM_LONG,
            "name": "Kim Long",
            "province": HUE,
            "dossiers_per_day": 120,
            "sites": [{"id": "tt"}],
        },
        {"code": PHU_XUAN, "name": "Phú Xuân", "province": HUE, "sites": [{"id": "tt"}]},
        {"code": BA_DINH, "name": "Ba Đình", "province": OTHER, "sites": [{"id": "tt"}]},
    ]
    return Calendar(Inventory.model_validate({"communes": communes, **sections}))


def at(text: str) -> float:
    return datetime.fromisoformat(text).replace(tzinfo=VIETNAM).timestamp()


def said(hours: tuple[tuple[int, int], ...]) -> str:
    return " ".join(f"{b // 60:02d}:{b % 60:02d}-{e // 60:02d}:{e % 60:02d}" for b, e in hours)


MORNING, DAY = "07:30-11:30", "07:30-11:30 13:30-17:00"
SATURDAY_DESK = [{**DESK, "province": HUE}, {"province": HUE, "days": ["sat"], "times": [MORNING]}]
EVENINGS = {
    "province": HUE,
    "start": "2026-12-01",
    "end": "2026-12-31",
    "times": ["11:30-13:30", "17:00-20:00"],
}

TABLE: list[tuple[str, Mapping[str, Any], str, str]] = [
    ("what most desks keep", {}, "2026-11-25", DAY),
    ("no desk on Saturday", {}, "2026-11-28", ""),
    ("New Year", {}, "2027-01-01", ""),
    ("a day off in place of another, as the government set it", {}, "2026-08-31", ""),
    ("the Saturday that made up for it, as on a Monday", {}, "2026-08-22", DAY),
    ("a day off that the province adds", {"days": [{"day": "2026-01-02", "working": False}]}, "2026-01-02", ""),
    ("a holiday that the province works", {"days": [{"day": "2026-11-24", "working": True}]}, "2026-11-24", DAY),
    (
        "what a province says stands before what is said for all",
        {"days": [{"day": "2026-01-02", "working": False}, {"province": HUE, "day": "2026-01-02", "working": True}]},
        "2026-01-02",
        DAY,
    ),
    ("the first day of summer", {"hours": [SUMMER, WINTER]}, "2026-04-01", "07:30-11:30 13:30-17:30"),
    ("the last day of winter", {"hours": [SUMMER, WINTER]}, "2026-03-31", "07:30-11:30 13:00-17:00"),
    ("winter, over New Year", {"hours": [SUMMER, WINTER]}, "2027-01-04", "07:30-11:30 13:00-17:00"),
    ("a Saturday desk", {"hours": SATURDAY_DESK}, "2026-11-28", MORNING),
    ("no Saturday desk in Tết", {"hours": SATURDAY_DESK}, "2027-02-06", ""),
    ("a Saturday desk on a Saturday that makes up for a day off", {"hours": SATURDAY_DESK}, "2026-08-22", DAY),
    ("a commune that only adds a Saturday keeps its week", {"hours": [WINTER, {"commune": KIM_LONG, "days": ["sat"], "times": [MORNING]}]}, "2026-11-25", "07:30-11:30 13:00-17:00"),
    ("a gap between seasons falls back to the usual hours", {"hours": [{**SUMMER, "season": "04-01/08-31"}, WINTER]}, "2026-09-15", DAY),
    ("another province's hours", {"hours": [{**SUMMER, "province": OTHER}]}, "2026-11-25", DAY),
    ("the province stands before all", {"hours": [{"times": ["08:00-12:00"]}, WINTER]}, "2026-11-25", "07:30-11:30 13:00-17:00"),
    ("the commune stands before the province", {"hours": [WINTER, {"commune": KIM_LONG, "times": ["08:00-12:00"]}]}, "2026-11-25", "08:00-12:00"),
    ("extra hours add to the day, and close its gaps", {"extra_hours": [EVENINGS]}, "2026-12-01", "07:30-20:00"),
    ("extra hours on a Sunday", {"extra_hours": [EVENINGS]}, "2026-12-06", "11:30-13:30 17:00-20:00"),
    ("extra hours are over", {"extra_hours": [EVENINGS]}, "2027-01-04", DAY),
    ("extra hours of a commune beside those of its province", {"extra_hours": [EVENINGS, {**EVENINGS, "province": None, "commune": KIM_LONG, "times": ["20:00-21:00"]}]}, "2026-12-06", "11:30-13:30 17:00-21:00"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("sections", "day", "expected"), [row[1:] for row in TABLE], ids=[row[0] for row in TABLE]
)
def test_the_hours_of_a_day(sections: Mapping[str, Any], day: str, expected: str) -> None:
    assert said(calendar(**sections).hours(KIM_LONG, date.fromisoformat(day))) == expected


def test_a_commune_s_own_hours_are_no_other_s() -> None:
    known = calendar(hours=[{"commune": KIM_LONG, "times": ["08:00-12:00"]}])
    assert said(known.hours(PHU_XUAN, date(2026, 11, 25))) == DAY
    assert said(known.hours("99999", date(2026, 11, 25))) == DAY


@pytest.mark.parametrize(
    ("moment", "open_now", "opens"),
    [
        ("2026-11-25 07:29", False, "2026-11-25 07:30"),
        ("2026-11-25 07:30", True, "2026-11-25 07:30"),
        ("2026-11-25 11:30", False, "2026-11-25 13:30"),
        ("2026-11-25 17:00", False, "2026-11-26 07:30"),
        ("2026-11-27 17:00", False, "2026-11-30 07:30"),
        ("2027-02-03 18:00", False, "2027-02-11 07:30"),
    ],
)
def test_when_people_are_received(moment: str, open_now: bool, opens: str) -> None:
    known = calendar()
    assert known.is_reception(BA_DINH, at(moment)) is open_now
    assert known.next_opening(BA_DINH, at(moment)) == at(opens)


def test_what_an_outage_costs() -> None:
    known = calendar()
    night = (at("2026-11-25 17:00"), at("2026-11-26 07:30"))
    assert known.reception_seconds(KIM_LONG, *night) == known.dossiers_affected(KIM_LONG, *night) == 0
    assert known.reception_seconds(KIM_LONG, at("2026-11-25 11:00"), at("2026-11-25 14:00")) == 3600
    two_days = (at("2026-11-25 00:00"), at("2026-11-27 00:00"))
    assert known.reception_seconds(KIM_LONG, *two_days) == 2 * 7.5 * 3600
    assert known.dossiers_affected(KIM_LONG, *two_days) == pytest.approx(240)
    assert known.dossiers_affected(PHU_XUAN, *two_days) == pytest.approx(2 * USUAL_DOSSIERS_PER_DAY)
    assert known.dossiers_affected(KIM_LONG, at("2026-11-25 07:30"), at("2026-11-25 11:15")) == pytest.approx(
        60
    )


def test_extra_hours_and_short_days_cost_what_an_hour_costs() -> None:
    known = calendar(hours=SATURDAY_DESK, extra_hours=[EVENINGS])
    assert known.dossiers_affected(KIM_LONG, at("2026-11-28 00:00"), at("2026-11-29 00:00")) == pytest.approx(
        64
    )
    sunday = (at("2026-12-06 00:00"), at("2026-12-07 00:00"))
    assert known.dossiers_affected(KIM_LONG, *sunday) == pytest.approx(120 / 7.5 * 5)


def test_working_days() -> None:
    known = calendar(days=[{"province": HUE, "day": "2026-11-26", "working": False}])
    friday = at("2026-11-27 12:00")
    assert known.working_days_between(OTHER, at("2026-11-24 08:00"), friday) == 3
    assert known.working_days_between(HUE, at("2026-11-24 08:00"), friday) == 2
    assert known.working_days_between(HUE, friday, at("2026-11-29 23:59")) == 0
    assert known.working_days_between(HUE, friday, at("2026-11-24 08:00")) == 0


START = at("2026-12-25 00:00")
moments = st.floats(START, START + 60 * 86400)


@given(st.lists(moments, min_size=3, max_size=3).map(sorted), st.sampled_from([KIM_LONG, PHU_XUAN, BA_DINH]))
def test_what_is_lost_adds_up(three: list[float], commune: str) -> None:
    known = calendar(hours=[SUMMER, WINTER], extra_hours=[{**EVENINGS, "end": "2027-01-31"}])
    a, b, c = three
    for lost in (known.reception_seconds, known.dossiers_affected):
        assert lost(commune, a, c) == pytest.approx(lost(commune, a, b) + lost(commune, b, c), abs=1e-4)
        assert lost(commune, a, b) >= 0
    assert known.reception_seconds(commune, a, c) <= c - a + 1e-3


@given(st.integers(0, 800))
def test_a_whole_day_is_its_hours(ahead: int) -> None:
    known = calendar(hours=[SUMMER, WINTER], extra_hours=[EVENINGS])
    day = date(2026, 1, 1) + timedelta(ahead)
    midnight = at(f"{day} 00:00")
    hours = known.hours(KIM_LONG, day)
    assert known.reception_seconds(KIM_LONG, midnight, midnight + 86400) == 60 * sum(e - b for b, e in hours)
    assert all(first[1] < then[0] for first, then in pairwise(hours))
