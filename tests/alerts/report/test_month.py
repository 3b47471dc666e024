"""Phường Kim Long in a stretch of November 2026; reception is seven and a half hours a working day."""

import pytest

from alerts.cause import Cause
from alerts.hours import Calendar
from alerts.incident import Evidence
from alerts.report.history import History
from alerts.report.month import MonthSheet, month_of, month_sheet
from probes.reasons import Reason
from probes.states.state import Status
from tests.alerts.report.made import (
    KIM_LONG,
    KIM_LONG_BACKUP,
    KIM_LONG_LINE,
    PHU_XUAN,
    PHU_XUAN_LINE,
    at,
    during,
    history,
    incident,
    inventory,
    kim_long,
)

PROVINCE = inventory()
CALENDAR = Calendar(PROVINCE)


def sheet(of: History) -> MonthSheet:
    return month_sheet(kim_long(PROVINCE), PROVINCE, of, CALENDAR)


def test_a_month_ends_with_it_or_now() -> None:
    assert month_of(2026, 11, at("09:00", 30)) == (at("00:00", -25), at("24:00", 4))
    assert month_of(2026, 11, at("09:00")) == (at("00:00", -25), at("09:00"))
    assert month_of(2026, 12, at("00:00", 400)) == (at("00:00", 5), at("00:00", 36))


def test_availability_at_any_hour_and_in_reception_hours() -> None:
    found = sheet(history(incident(Cause.LINE_DOWN, at("06:00"), at("09:00"))))

    assert found.availability == pytest.approx(1 - 3 / 24)
    assert found.reception_availability == pytest.approx(1 - 1.5 / 7.5)
    (told,) = found.interruptions
    assert (told.lasted, told.in_reception) == (3 * 3600, 1.5 * 3600)


def test_what_nobody_watched_is_left_out_of_both_sides() -> None:
    found = sheet(
        history(
            incident(Cause.LINE_DOWN, at("08:00"), at("10:00")),
            watched=during("00:00-09:00", "10:00-24:00"),
        )
    )

    assert (found.watched, found.lost) == (23 * 3600, 3600)
    assert (found.reception_watched, found.reception_lost) == (6.5 * 3600, 3600)


def test_each_line_has_a_figure_of_its_own() -> None:
    down = {KIM_LONG_LINE: during("08:00-14:00")}

    chinh, phu = sheet(history(down=down, drops={KIM_LONG_LINE: 1})).lines

    assert (chinh.availability, chinh.drops) == (0.75, 1)
    assert phu.availability is None


def test_what_cost_no_reception_time_is_told_all_the_same() -> None:
    found = sheet(
        history(
            incident(Cause.BACKUP_AVAILABLE, at("08:00"), at("09:00")),
            incident(Cause.SERVICE_OUTAGE, at("08:00"), at("09:00"), labels={"service": "dvc"}),
            incident(Cause.LINE_DOWN, at("08:00"), at("09:00"), [PHU_XUAN]),
        )
    )

    assert [one.incident.cause for one in found.interruptions] == [Cause.BACKUP_AVAILABLE]
    assert found.lost == 0


def test_an_interruption_that_lasts_has_no_end() -> None:
    (told,) = sheet(history(incident(Cause.LINE_DOWN, at("08:00"), None), ended=at("09:00"))).interruptions

    assert (told.began, told.ended, told.lasted) == (at("08:00"), None, 3600)


def test_of_a_shared_outage_the_commune_s_own_time_is_told() -> None:
    outage = incident(Cause.ISP_OUTAGE, at("08:00"), None, [KIM_LONG], {"isp": "vnpt", "province": "46"})
    down = {KIM_LONG_LINE: during("08:05-08:45"), KIM_LONG_BACKUP: during("08:00-09:00")}

    (told,) = sheet(history(outage, down=down)).interruptions

    assert (told.began, told.ended) == (at("08:05"), at("08:45"))


def test_evidence_is_of_the_commune_s_own_lines() -> None:
    looks = tuple(
        Evidence(line, "hub", at("08:00"), Status.DOWN, Reason.TIMEOUT, "e", 1)
        for line in (KIM_LONG_LINE, PHU_XUAN_LINE)
    )

    (told,) = sheet(
        history(incident(Cause.LINE_DOWN, at("08:00"), at("09:00"), evidence=looks))
    ).interruptions

    assert [one.target for one in told.evidence] == [KIM_LONG_LINE]
