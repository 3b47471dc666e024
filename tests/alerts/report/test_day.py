from datetime import date

import pytest

from alerts.cause import Cause
from alerts.hours import Calendar
from alerts.report.day import DayReport, day_report, span_of, striking, tolls_by_province
from alerts.report.due import due, ends_of
from alerts.report.history import History
from alerts.report.toll import Lacking, together
from probes.inventory.model import RoleGroup
from tests.alerts.report.made import KIM_LONG, PHU_XUAN, at, history, incident, inventory

SIGNERS = [
    {
        "id": "a",
        "commune": KIM_LONG,
        "role": "chu-tich",
        "signer_kind": "person",
        "not_after": "2026-12-21",
    },
    {
        "id": "b",
        "commune": KIM_LONG,
        "role": "pho-chu-tich",
        "signer_kind": "person",
        "not_after": "2026-11-26",
    },
    {
        "id": "c",
        "commune": KIM_LONG,
        "role": "con-dau",
        "signer_kind": "organisation",
        "not_after": "2027-12-20",
    },
    {
        "id": "d",
        "commune": PHU_XUAN,
        "role": "con-dau",
        "signer_kind": "organisation",
        "not_after": "2026-11-25",
    },
    {
        "id": "e",
        "commune": PHU_XUAN,
        "role": "con-dau",
        "signer_kind": "organisation",
        "file": "/nowhere.pem",
    },
]
PROVINCE = inventory(signers=SIGNERS)
OUTAGES = (
    incident(Cause.LINE_DOWN, at("08:00"), at("09:00")),
    incident(Cause.LINE_DOWN, at("08:00"), at("08:30"), [PHU_XUAN]),
    incident(Cause.LINE_DOWN, at("08:00", -1), at("08:15", -1)),
    incident(Cause.LINE_DOWN, at("16:00", -7), at("16:30", -7)),
)


def read(began: float, ended: float) -> History:
    found = [one for one in OUTAGES if one.opened < ended and (one.closed or 0.0) >= began]
    return history(*found, began=began, ended=ended)


def report(now: float = at("17:30")) -> DayReport:
    return day_report(PROVINCE, Calendar(PROVINCE), read, list(ends_of(PROVINCE)), date(2026, 11, 26), now)


def lost(found: DayReport) -> list[float | None]:
    return [
        None if day is None else together(day.tolls.values()).lost[Lacking.LINE] / 60
        for day in (found.day, found.yesterday, found.week_ago)
    ]


def test_a_day_stands_beside_yesterday_and_the_same_day_last_week() -> None:
    found = report()

    assert lost(found) == [90, 15, 30]
    assert found.day.opened() == 2


def test_other_days_are_taken_up_to_the_same_time_of_day() -> None:
    assert lost(report(at("16:10"))) == [90, 15, 10]


def test_a_day_is_over_at_midnight_whenever_the_report_is_made() -> None:
    assert span_of(date(2026, 11, 26), at("09:00", 3)) == (at("00:00"), at("24:00"))
    assert span_of(date(2026, 11, 26), at("09:00")) == (at("00:00"), at("09:00"))


def test_a_day_that_nobody_watched_is_not_compared_with() -> None:
    def since_today(began: float, ended: float) -> History:
        watched = [(began, ended)] if began >= at("00:00") else []
        return history(began=began, ended=ended, watched=watched)

    found = day_report(PROVINCE, Calendar(PROVINCE), since_today, [], date(2026, 11, 26), at("17:30"))

    assert (found.yesterday, found.week_ago) == (None, None)


def test_a_province_is_the_sum_of_its_communes() -> None:
    day = report().day

    (province,) = tolls_by_province(day, PROVINCE).values()

    assert province == together([day.tolls[KIM_LONG], day.tolls[PHU_XUAN]])
    assert province.lost_to_any == 90 * 60
    assert province.dossiers == pytest.approx(10 + 10)


def test_incidents_are_told_of_the_communes_they_hit() -> None:
    assert striking(OUTAGES, frozenset([PHU_XUAN])) == [OUTAGES[1]]


def test_certificates_that_end_within_thirty_days_are_counted_by_what_they_are_for() -> None:
    assert report().due == {KIM_LONG: {RoleGroup.LEADER: 2}}


@pytest.mark.parametrize(
    ("moment", "counted"),
    [
        (at("12:00", -5), {KIM_LONG: {RoleGroup.LEADER: 1}, PHU_XUAN: {RoleGroup.SEAL: 1}}),
        (at("12:00", -4), {KIM_LONG: {RoleGroup.LEADER: 2}, PHU_XUAN: {RoleGroup.SEAL: 1}}),
        (at("12:00", 1), {KIM_LONG: {RoleGroup.LEADER: 1}}),
        (at("12:00", 40), {}),
    ],
)
def test_what_has_ended_is_due_no_more(moment: float, counted: dict[str, dict[RoleGroup, int]]) -> None:
    assert due(ends_of(PROVINCE), moment) == counted
