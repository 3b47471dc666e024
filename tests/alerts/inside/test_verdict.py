from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from alerts.call import Call
from alerts.cause import Cause, CommuneStatus
from alerts.inside.cause import InsideCause
from alerts.inside.facts import Power
from alerts.inside.sight import Answer
from alerts.inside.verdict import InsideVerdict
from tests.alerts.inside.office import (
    AUTHORITY,
    DOCUMENTS,
    MONITOR,
    OUTSIDE,
    PLACE,
    PORTAL,
    PORTAL_NAME,
    ROUTER,
    Office,
    well,
)
from tests.fakes.clock import NOON, FakeClock

Story = Callable[[], Office]

EVERYTHING = (ROUTER, *OUTSIDE)
NO_CLOCK = 1_000.0
"""Sixteen minutes into 1970: what a box without a clock of its own wakes up with."""


def on_battery(office: Office) -> Office:
    office.power = Power(on_battery=True, battery_since=office.clock.monotonic - 120)
    return office


def booted(office: Office, ago: float) -> Office:
    office.power = Power(booted=office.clock.monotonic - ago)
    return office


TWINS: list[tuple[str, Story, InsideCause, Story, InsideCause]] = [
    (
        "with the router gone it is the office, with the router there it is the line",
        lambda: well().cut(*EVERYTHING).run(400),
        InsideCause.LAN_DOWN,
        lambda: well().cut(*OUTSIDE).run(400),
        InsideCause.LINE_DOWN,
    ),
    (
        "a router that ignores pings is no fault while the monitor answers behind it",
        lambda: well().cut(ROUTER).run(400),
        InsideCause.NORMAL,
        lambda: well().cut(ROUTER, *OUTSIDE).run(400),
        InsideCause.LAN_DOWN,
    ),
    (
        "a router that has never answered says nothing of where the fault is",
        lambda: Office(silent=(ROUTER,)).run(700).cut(*OUTSIDE).run(400),
        InsideCause.CUT_OFF,
        lambda: Office().run(700).cut(*OUTSIDE).run(400),
        InsideCause.LINE_DOWN,
    ),
    (
        "a machine whose own cable is out has lost the office, and not the world",
        lambda: unplugged(well()).run(60),
        InsideCause.LAN_DOWN,
        lambda: plugged(unplugged(well()).run(60)).run(20),
        InsideCause.NORMAL,
    ),
    (
        "and it needs no router to know that",
        lambda: unplugged(well(without=(ROUTER, PORTAL_NAME))).run(60),
        InsideCause.LAN_DOWN,
        lambda: well(without=(ROUTER, PORTAL_NAME)).cut(*OUTSIDE).run(60),
        InsideCause.CUT_OFF,
    ),
    (
        "a way out that is lost beyond a router that answers is not the office, and not the monitor alone",
        lambda: unrouted(well()).run(60),
        InsideCause.UNCLEAR,
        lambda: unplugged(well()).run(60),
        InsideCause.LAN_DOWN,
    ),
    (
        "one system that answers proves the line",
        lambda: well().cut(MONITOR).run(400),
        InsideCause.HUB_UNREACHABLE,
        lambda: well().cut(*OUTSIDE).run(400),
        InsideCause.LINE_DOWN,
    ),
    (
        "the monitor alone is silent: until something else was asked since, nobody knows",
        lambda: well().cut(*OUTSIDE).run(30),
        InsideCause.UNCLEAR,
        lambda: well().cut(*OUTSIDE).run(130),
        InsideCause.LINE_DOWN,
    ),
    (
        "an agent that looks at nothing but the monitor never claims a cut line",
        lambda: well(without=(PORTAL, PORTAL_NAME, DOCUMENTS, AUTHORITY)).cut(MONITOR).run(700),
        InsideCause.UNCLEAR,
        lambda: well(without=(PORTAL_NAME, DOCUMENTS, AUTHORITY)).cut(MONITOR, PORTAL).run(700),
        InsideCause.LINE_DOWN,
    ),
    (
        "a portal that was down before the monitor fell silent does not make a cut line",
        lambda: well().cut(PORTAL).run(430).cut(MONITOR).run(30),
        InsideCause.UNCLEAR,
        lambda: well().cut(PORTAL).run(430).cut(MONITOR).run(400),
        InsideCause.SERVICE_UNREACHABLE,
    ),
    (
        "two checks of one system are one system",
        lambda: Office(silent=(MONITOR,), without=(AUTHORITY,)).run(700).cut(PORTAL, PORTAL_NAME).run(280),
        InsideCause.SERVICE_UNREACHABLE,
        lambda: (
            Office(silent=(MONITOR,), without=(AUTHORITY,))
            .run(700)
            .cut(PORTAL, PORTAL_NAME, DOCUMENTS)
            .run(400)
        ),
        InsideCause.LINE_DOWN,
    ),
    (
        "what failed moments before the monitor did fell with it, what failed minutes before did not",
        lambda: well().run(240).cut(PORTAL).run(10).cut(*OUTSIDE).run(30),
        InsideCause.LINE_DOWN,
        lambda: well().run(240).cut(PORTAL).run(120).cut(*OUTSIDE).run(25),
        InsideCause.UNCLEAR,
    ),
    (
        "one system out of reach is that system, all of them are the line",
        lambda: well().cut(PORTAL).run(400),
        InsideCause.SERVICE_UNREACHABLE,
        lambda: well().cut(*OUTSIDE).run(400),
        InsideCause.LINE_DOWN,
    ),
    (
        "an authority out of reach is told unless a system is as well",
        lambda: well().cut(AUTHORITY).run(400),
        InsideCause.AUTHORITY_UNREACHABLE,
        lambda: well().cut(AUTHORITY, DOCUMENTS).run(400),
        InsideCause.SERVICE_UNREACHABLE,
    ),
    (
        "one failed look is not an outage, three are",
        lambda: well().cut(MONITOR).run(12),
        InsideCause.NORMAL,
        lambda: well().cut(MONITOR).run(400),
        InsideCause.HUB_UNREACHABLE,
    ),
    (
        "what failed during a cut is no fault of its own once the line is back",
        lambda: well().cut(*OUTSIDE).run(700).mend(*OUTSIDE).run(40),
        InsideCause.NORMAL,
        lambda: well().cut(*OUTSIDE).run(700).mend(*OUTSIDE).cut(PORTAL).run(400),
        InsideCause.SERVICE_UNREACHABLE,
    ),
    (
        "a monitor that comes and goes is a line that does",
        lambda: dropping(well(), times=3),
        InsideCause.LINE_FLAPPING,
        lambda: dropping(well(), times=1),
        InsideCause.NORMAL,
    ),
    (
        "before the first looks nothing is known",
        lambda: Office(),
        InsideCause.UNKNOWN,
        lambda: Office().run(40),
        InsideCause.NORMAL,
    ),
    (
        "what has never answered is not down",
        lambda: Office(silent=EVERYTHING).run(700),
        InsideCause.UNKNOWN,
        lambda: Office(silent=(PORTAL,)).run(700),
        InsideCause.NORMAL,
    ),
    (
        "what is stale is not known",
        lambda: stalled(well(), 46),
        InsideCause.NORMAL,
        lambda: stalled(well(), 901),
        InsideCause.UNKNOWN,
    ),
    (
        "on battery comes first, whatever the network does",
        lambda: on_battery(well().cut(*EVERYTHING).run(400)),
        InsideCause.ON_BATTERY,
        lambda: well().cut(*EVERYTHING).run(400),
        InsideCause.LAN_DOWN,
    ),
    (
        "the network may need minutes after a boot, and no more",
        lambda: booted(well().cut(*EVERYTHING).run(400), 599),
        InsideCause.JUST_BOOTED,
        lambda: booted(well().cut(*EVERYTHING).run(400), 601),
        InsideCause.LAN_DOWN,
    ),
    (
        "a boot is no news while all is well",
        lambda: booted(well(), 60),
        InsideCause.NORMAL,
        lambda: booted(well().cut(*OUTSIDE).run(400), 60),
        InsideCause.JUST_BOOTED,
    ),
    (
        "a monitor that lets no ping through is heard by what it answers to deliveries",
        lambda: heard(well().cut(MONITOR).run(400)),
        InsideCause.NORMAL,
        lambda: heard(well(), seconds_later=400, cut=(MONITOR,)),
        InsideCause.HUB_UNREACHABLE,
    ),
]


def unplugged(office: Office) -> Office:
    office.without_route = frozenset(EVERYTHING)
    return office


def unrouted(office: Office) -> Office:
    office.without_route = frozenset(OUTSIDE)
    return office


def plugged(office: Office) -> Office:
    office.without_route = frozenset()
    return office


def dropping(office: Office, times: int) -> Office:
    for _ in range(times):
        office.cut(MONITOR).run(20).mend(MONITOR).run(40)
    return office


def stalled(office: Office, seconds: float) -> Office:
    office.clock.advance(seconds)
    return office


def heard(office: Office, seconds_later: float = 0.0, cut: tuple[str, ...] = ()) -> Office:
    office.contact = office.clock.monotonic
    return office.cut(*cut).run(seconds_later)


@pytest.mark.parametrize(
    ("story", "cause", "twin", "other"),
    [pytest.param(*rest, id=name) for name, *rest in TWINS],
)
def test_a_story_and_its_twin_that_differs_in_one_observation(
    story: Story, cause: InsideCause, twin: Story, other: InsideCause
) -> None:
    assert story().verdict.cause is cause
    assert twin().verdict.cause is other


def test_every_cause_is_told_in_some_story() -> None:
    told = {cause for _, _, cause, _, other in TWINS for cause in (cause, other)}

    assert told | {InsideCause.FROM_HUB} == set(InsideCause)


def minutes(verdict: InsideVerdict) -> float | None:
    return None if verdict.ago is None else verdict.ago / 60


def test_since_when_is_when_the_first_look_failed() -> None:
    cut = well().cut(*OUTSIDE).run(40 * 60).verdict

    assert cut.cause is InsideCause.LINE_DOWN
    assert minutes(cut) == pytest.approx(40, abs=0.3)


def test_a_monitor_that_was_gone_before_does_not_make_the_cut_older() -> None:
    cut = well().cut(MONITOR).run(7200).cut(*OUTSIDE).run(700).verdict

    assert cut.cause is InsideCause.LINE_DOWN
    assert minutes(cut) == pytest.approx(10, abs=2)


def test_a_stepped_wall_clock_does_not_change_since_when() -> None:
    office = well().cut(*OUTSIDE).run(40 * 60)

    office.clock.step_wall(-7200)

    assert minutes(office.verdict) == pytest.approx(40, abs=0.3)


def test_after_a_power_cut_with_the_line_still_cut_the_page_knows_since_when(tmp_path: Path) -> None:
    office = well().cut(*OUTSIDE).run(1800).restart(tmp_path, dark_seconds=600)

    at_once, later = office.verdict, office.run(700).verdict

    assert at_once.cause is InsideCause.UNKNOWN
    assert later.cause is InsideCause.LINE_DOWN
    assert minutes(later) == pytest.approx(30 + 10 + 700 / 60, abs=0.5)


def test_an_agent_that_starts_again_in_a_cut_knows_it_by_one_system_more(tmp_path: Path) -> None:
    verdict = well().cut(*OUTSIDE).run(60).start_again(tmp_path).run(115).verdict

    assert verdict.cause is InsideCause.LINE_DOWN
    assert verdict.ago == pytest.approx(175, abs=20)


def test_a_clock_that_lost_its_time_claims_no_since_and_takes_nothing_old_for_news(tmp_path: Path) -> None:
    office = well().cut(*OUTSIDE).run(100).restart(tmp_path, wall=NO_CLOCK)

    at_once, later = office.run(25).verdict, office.run(700).verdict

    # The systems were last seen answering before the power cut, and by this clock that was a moment ago.
    assert at_once.cause is not InsideCause.HUB_UNREACHABLE
    assert later.cause is InsideCause.LINE_DOWN
    assert later.ago is None or later.ago <= 740


def test_a_box_without_a_clock_still_knows_how_long_ago_by_the_clock_that_never_steps() -> None:
    cut = well(clock=FakeClock(wall=NO_CLOCK)).cut(*OUTSIDE).run(40 * 60)

    assert cut.verdict.cause is InsideCause.LINE_DOWN
    assert minutes(cut.verdict) == pytest.approx(40, abs=0.3)
    assert not cut.sight.trusted


def test_a_since_from_before_the_clock_was_set_is_not_told(tmp_path: Path) -> None:
    office = well(clock=FakeClock(wall=NO_CLOCK)).cut(*OUTSIDE).run(1800).restart(tmp_path, wall=NOON)

    verdict = office.run(700).verdict

    assert verdict.cause is InsideCause.LINE_DOWN
    assert verdict.ago is not None
    assert verdict.ago <= 700


def test_what_a_hub_answered_to_a_delivery_ages_too() -> None:
    office = heard(Office(silent=(MONITOR,)).run(700))

    assert office.sight.hub.answer is Answer.ANSWERS
    assert office.run(181).sight.hub.answer is Answer.UNKNOWN


def test_the_hub_s_fresh_verdict_is_the_headline_and_the_agent_s_own_stands_below() -> None:
    office = well().cut(PORTAL).run(400).tell("service_outage", "degraded", ago=300, incident="46-0131")

    verdict = office.run(60).verdict

    assert (verdict.cause, verdict.status) == (InsideCause.FROM_HUB, CommuneStatus.DEGRADED)
    assert verdict.headline.vi == "Lời của tỉnh"
    assert verdict.ago == 360
    assert verdict.call is Call.NO
    assert verdict.contacts == ()
    assert [said.cause for said in verdict.others] == [InsideCause.SERVICE_UNREACHABLE]


@pytest.mark.parametrize(("seconds", "cause"), [(179, InsideCause.FROM_HUB), (181, InsideCause.NORMAL)])
def test_the_hub_s_verdict_ages(seconds: float, cause: InsideCause) -> None:
    assert well().tell("normal", "normal").run(seconds).verdict.cause is cause


@pytest.mark.parametrize("silent", [(MONITOR,), EVERYTHING])
def test_what_the_hub_said_before_it_fell_silent_is_no_longer_shown(silent: tuple[str, ...]) -> None:
    office = well().tell("normal", "normal").run(5)

    assert office.verdict.cause is InsideCause.FROM_HUB
    assert office.cut(*silent).run(60).verdict.cause is not InsideCause.FROM_HUB


def test_while_the_hub_finds_nothing_wrong_the_agent_says_what_to_do_about_what_it_sees() -> None:
    fault, none = well().cut(PORTAL).run(400).tell("normal", "normal"), well().tell("normal", "normal")

    assert fault.verdict.card.name.vi == "Đơn vị không vào được hệ thống"
    assert none.verdict.card.name.vi == "Bình thường"
    assert Office().tell("normal", "normal").verdict.card.name.vi == "Bình thường"


@pytest.mark.parametrize("cause", list(Cause))
def test_every_cause_of_the_hub_can_be_shown(cause: Cause) -> None:
    verdict = well().tell(cause.value, cause.nature.status.value).verdict

    assert verdict.cause is InsideCause.FROM_HUB
    assert verdict.status is cause.nature.status
    assert verdict.card.calling.vi


def test_a_cause_that_a_newer_hub_knows_is_shown_in_its_own_words() -> None:
    verdict = well().tell("moon_in_the_way", "eclipsed").verdict

    assert verdict.headline.vi == "Lời của tỉnh"
    assert verdict.status is CommuneStatus.UNKNOWN


def test_a_cut_line_is_reported_to_its_isp_with_the_circuit_and_then_to_the_team() -> None:
    contacts = well().cut(*OUTSIDE).run(400).verdict.contacts

    assert [(one.name.vi, one.phone) for one in contacts] == [
        ("VNPT", "1800 1166"),
        ("Viettel", "1800 8119"),
        ("Tổ trực Sở Khoa học và Công nghệ", "0234 000 000"),
    ]
    assert contacts[0].say.vi == "báo hỏng đường truyền chính, đọc mã kênh HUE-0042"
    assert contacts[1].say.vi == "nếu đường truyền dự phòng cũng không dùng được"


def test_a_fault_inside_the_office_is_not_the_isp_s() -> None:
    contacts = well().cut(*EVERYTHING).run(400).verdict.contacts

    assert [one.name.vi for one in contacts] == ["Tổ trực Sở Khoa học và Công nghệ"]


def test_the_incident_s_code_is_what_the_team_is_told() -> None:
    verdict = well().tell("line_lossy", "degraded", incident="46-0131").verdict

    assert "46-0131" in verdict.contacts[-1].say.vi


def test_nobody_is_called_about_the_monitor() -> None:
    verdict = well().cut(MONITOR).run(400).verdict

    assert (verdict.call, verdict.contacts, verdict.status) == (Call.NO, (), CommuneStatus.NORMAL)


def test_a_reception_point_is_called_by_its_name_and_sends_dossiers_to_the_centre() -> None:
    satellite = replace(PLACE, satellite=True)

    point, centre = (office.cut(*OUTSIDE).run(400).verdict for office in (well(place=satellite), well()))

    assert "điểm tiếp nhận" in point.headline.vi
    assert "trung tâm" in centre.headline.vi
    assert "chuyển về trung tâm" in point.card.meanwhile[0].vi
    assert "chuyển về trung tâm" not in centre.card.meanwhile[0].vi


def test_all_is_well_claims_only_what_was_seen() -> None:
    everything, no_router = well().verdict, Office(silent=(ROUTER,)).run(700).verdict
    one_unknown = Office(silent=(PORTAL_NAME,), without=()).run(700).verdict

    assert everything.headline.vi == (
        "Nhìn từ trung tâm: mạng nội bộ, đường truyền và các hệ thống dùng chung có trả lời"
    )
    assert no_router.headline.vi == "Nhìn từ trung tâm: đường truyền và các hệ thống dùng chung có trả lời"
    assert one_unknown.headline.vi == "Nhìn từ trung tâm: mạng nội bộ và đường truyền có trả lời"


def test_several_systems_out_of_reach_are_one_sentence() -> None:
    verdict = well().cut(PORTAL, DOCUMENTS).run(400).verdict

    assert verdict.headline.vi == ("Từ trung tâm chưa vào được Cổng Dịch vụ công quốc gia và 1 hệ thống khác")
    assert minutes(verdict) == pytest.approx(6, abs=1)


def test_a_name_with_braces_is_only_a_name() -> None:
    odd = replace(PLACE, services={"portal": "{here} {0.__class__} <b>"})

    assert "{0.__class__} <b>" in well(place=odd).cut(PORTAL).run(400).verdict.headline.vi


def test_the_age_of_the_evidence_is_told() -> None:
    office = well()
    office.clock.advance(20)

    assert office.verdict.evidence is not None
    assert 20 <= office.verdict.evidence <= 35
    assert Office().verdict.evidence is None


def test_on_battery_tells_since_when_and_what_else_is_seen() -> None:
    verdict = on_battery(well()).verdict

    assert minutes(verdict) == 2
    assert [said.cause for said in verdict.others] == [InsideCause.NORMAL]
