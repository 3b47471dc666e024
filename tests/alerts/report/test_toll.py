"""Reception is 07:30-11:30 and 13:30-17:00: seven and a half hours. Kim Long takes in ten dossiers an hour."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts.cause import Cause
from alerts.hours import Calendar
from alerts.report.history import History
from alerts.report.toll import LACKING, Lacking, Toll, together, toll_of
from alerts.spans import seconds
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
ISP = {"isp": "vnpt", "province": "46"}
BLIND: dict[str, str] = {}


def toll(of: History) -> Toll:
    return toll_of(kim_long(PROVINCE), of, CALENDAR)


def minutes(of: Toll) -> tuple[float, float, float, float]:
    """Lost to the line, to services, to signing, and to any of them."""
    return (
        of.lost[Lacking.LINE] / 60,
        of.lost[Lacking.SERVICES] / 60,
        of.lost[Lacking.SIGNING] / 60,
        of.lost_to_any / 60,
    )


LINE, SERVICE, BLOCKED = Cause.LINE_DOWN, Cause.SERVICE_OUTAGE, Cause.SIGNING_BLOCKED


@pytest.mark.parametrize(
    ("incidents", "lost", "dossiers"),
    [
        pytest.param([], (0, 0, 0, 0), 0, id="a quiet day"),
        pytest.param([(LINE, "08:00", "08:30")], (30, 0, 0, 30), 5, id="half an hour in the morning"),
        pytest.param([(LINE, "06:00", "08:00")], (30, 0, 0, 30), 5, id="before opening costs nothing"),
        pytest.param([(LINE, "11:00", "14:00")], (60, 0, 0, 60), 10, id="lunch costs nothing"),
        pytest.param([(LINE, "18:00", "23:00")], (0, 0, 0, 0), 0, id="nor does the evening"),
        pytest.param([(LINE, "16:30", None)], (30, 0, 0, 30), 5, id="still open"),
        pytest.param(
            [(LINE, "08:00", "09:00"), (LINE, "08:30", "09:30")], (90, 0, 0, 90), 15, id="overlap, once"
        ),
        pytest.param(
            [(LINE, "08:00", "09:00"), (SERVICE, "08:30", "09:30")], (60, 60, 0, 90), 15, id="two lack"
        ),
        pytest.param([(BLOCKED, "07:30", "17:00")], (0, 0, 450, 450), 75, id="nothing can be signed all day"),
        pytest.param([(Cause.LINE_FLAPPING, "08:00", "09:00")], (0, 0, 0, 0), 0, id="flapping loses none"),
        pytest.param([(Cause.BACKUP_AVAILABLE, "08:00", "09:00")], (0, 0, 0, 0), 0, id="nor the backup"),
        pytest.param([(Cause.SATELLITE_DOWN, "08:00", "09:00")], (0, 0, 0, 0), 0, id="nor a satellite"),
    ],
)
def test_lost_time(
    incidents: list[tuple[Cause, str, str | None]], lost: tuple[float, float, float, float], dossiers: float
) -> None:
    found = toll(history(*(incident(c, at(b), None if e is None else at(e)) for c, b, e in incidents)))

    assert minutes(found) == lost
    assert found.dossiers == pytest.approx(dossiers)
    assert found.reception == 7.5 * 3600


def test_an_incident_that_hit_others_cost_this_commune_nothing() -> None:
    assert minutes(toll(history(incident(LINE, at("08:00"), at("09:00"), [PHU_XUAN])))) == (0, 0, 0, 0)


def test_a_report_in_mid_incident_counts_up_to_its_own_moment() -> None:
    found = toll(history(incident(LINE, at("08:00"), None), ended=at("08:20")))

    assert minutes(found) == (20, 0, 0, 20)
    assert found.line_availability == pytest.approx(1 - 20 / 50)


def test_an_incident_since_yesterday_counts_from_midnight() -> None:
    assert minutes(toll(history(incident(LINE, at("08:00", -1), at("08:00"))))) == (30, 0, 0, 30)


def test_of_a_shared_outage_only_the_time_in_which_both_lines_were_down_counts() -> None:
    outage = incident(Cause.ISP_OUTAGE, at("08:00"), at("10:00"), [KIM_LONG, PHU_XUAN], ISP)
    lines = {
        KIM_LONG_LINE: during("08:00-09:30"),
        KIM_LONG_BACKUP: during("08:20-09:00"),
        PHU_XUAN_LINE: during("08:00-10:00"),
    }

    assert minutes(toll(history(outage, down=lines))) == (40, 0, 0, 40)


def test_a_line_s_own_incident_counts_until_the_line_was_back_and_not_until_we_were_sure() -> None:
    found = toll(
        history(incident(LINE, at("08:00"), at("08:31")), down={KIM_LONG_LINE: during("08:00-08:30")})
    )

    assert minutes(found) == (30, 0, 0, 30)


def test_a_backup_that_held_makes_a_shared_outage_cost_nothing() -> None:
    outage = incident(Cause.ISP_OUTAGE, at("08:00"), at("10:00"), [KIM_LONG, PHU_XUAN], ISP)

    found = toll(history(outage, down={KIM_LONG_LINE: during("08:00-10:00"), KIM_LONG_BACKUP: ()}))

    assert minutes(found) == (0, 0, 0, 0)


def test_where_nothing_is_kept_of_the_lines_all_of_a_shared_outage_counts() -> None:
    outage = incident(Cause.PROVINCE_OUTAGE, at("08:00"), at("09:00"), [KIM_LONG], {"province": "46"})

    assert minutes(toll(history(outage))) == (60, 0, 0, 60)


def test_an_absorbed_incident_counts_with_its_parent_once() -> None:
    child = incident(LINE, at("08:00"), at("09:30"))
    parent = incident(Cause.ISP_OUTAGE, at("08:10"), at("09:00"), [KIM_LONG], ISP)

    assert minutes(toll(history(child, parent))) == (90, 0, 0, 90)


def test_the_time_in_which_the_hub_was_blind_is_neither_good_nor_lost() -> None:
    found = toll(
        history(
            incident(LINE, at("08:00"), at("10:00")),
            incident(Cause.MONITOR_BLIND, at("08:30"), at("09:00"), [KIM_LONG], BLIND),
        )
    )

    assert minutes(found) == (90, 0, 0, 90)
    assert found.unwatched == 30 * 60
    assert found.line_availability == pytest.approx(1 - 90 / 420)


def test_the_time_in_which_the_hub_did_not_run_is_neither_good_nor_lost() -> None:
    found = toll(
        history(incident(LINE, at("08:00"), at("10:00")), watched=during("00:00-09:00", "09:20-24:00"))
    )

    assert minutes(found) == (100, 0, 0, 100)
    assert found.unwatched == 20 * 60


def test_of_a_day_that_nobody_watched_no_availability_is_told() -> None:
    found = toll(history(watched=()))

    assert found.unwatched == found.reception
    assert found.line_availability is None


CAUSES = st.sampled_from(sorted([*LACKING, Cause.LINE_FLAPPING, Cause.MONITOR_BLIND]))
MINUTES = st.integers(0, 24 * 60).map(lambda minute: at("00:00") + 60.0 * minute)
INCIDENTS = st.builds(
    lambda cause, moments, affected: incident(cause, min(moments), max(moments), affected),
    CAUSES,
    st.tuples(MINUTES, MINUTES),
    st.sampled_from([[KIM_LONG], [PHU_XUAN], [KIM_LONG, PHU_XUAN]]),
)


@given(st.lists(INCIDENTS, max_size=6), st.lists(st.tuples(MINUTES, MINUTES), max_size=3))
def test_whatever_happens_the_figures_agree(incidents: list, watched: list) -> None:  # type: ignore[type-arg]
    happened = history(*incidents, watched=watched)
    tolls = [toll_of(commune, happened, CALENDAR) for commune in PROVINCE.communes]
    province = together(tolls)

    assert seconds(happened.unwatched) <= happened.ended - happened.began
    for each in (*tolls, province):
        assert max(each.lost.values()) <= each.lost_to_any <= sum(each.lost.values())
        assert each.lost_to_any + each.unwatched <= each.reception
    for one in Lacking:
        assert province.lost[one] == sum(each.lost[one] for each in tolls)
    assert province.dossiers == pytest.approx(sum(each.dossiers for each in tolls))


@given(st.lists(INCIDENTS, min_size=1, max_size=6))
def test_an_incident_told_twice_costs_no_more(incidents: list) -> None:  # type: ignore[type-arg]
    assert toll(history(*incidents, incidents[0])) == toll(history(*incidents))
