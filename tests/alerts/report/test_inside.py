"""What agents add to 26 November 2026 in Kim Long: the incidents of the hub, and what only the agent saw."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from alerts.cause import Cause
from alerts.incident import Incident
from alerts.inside.correction import Found, corrections
from alerts.inside.journal import AGENTS, read_inside
from alerts.report.history import History
from alerts.report.inside import Unreached, unreached
from probes.observation import Observation
from probes.reasons import Reason
from tests.alerts.inside.kept import GATEWAY, HUB, kept, looks
from tests.alerts.report.made import KIM_LONG, PHU_XUAN, at, history, incident, inventory, kim_long

PROVINCE = inventory(
    services=[
        {"id": id_, "name": name, "checks": [{"kind": "http", "url": f"https://{id_}.invalid/"}]}
        for id_, name in (("portal", "Cổng Dịch vụ công quốc gia"), ("vneid", "VNeID"))
    ]
)
PORTAL, VNEID = "portal/http-1", "vneid/http-1"
SLOW = 300.0


def day(tmp_path: Path, seen: Sequence[Sequence[Observation]], *incidents: Incident) -> History:
    kept(tmp_path / AGENTS, *seen)
    made = history(*incidents)
    return History(
        began=made.began,
        ended=made.ended,
        incidents=incidents,
        parts={},
        watched=made.watched,
        down={},
        drops={},
        inside=read_inside(tmp_path / AGENTS, made.began, made.ended),
    )


def away(*targets: str) -> list[list[Observation]]:
    """From 09:02 to 10:41 these could not be reached, as was told at 10:45."""
    return [
        looks(target, "09:02", "10:41", Reason.TIMEOUT, every=SLOW, received="10:45") for target in targets
    ]


def there(*targets: str) -> list[list[Observation]]:
    return [looks(target, "09:02", "10:41", every=SLOW) for target in targets]


def of(made: History) -> list[Unreached]:
    return list(unreached(kim_long(PROVINCE), PROVINCE, made))


def test_a_system_that_only_the_agent_could_not_reach_is_told_while_the_hub_was_cut_off(
    tmp_path: Path,
) -> None:
    made = day(
        tmp_path,
        [looks(GATEWAY, "09:02", "10:41"), *away(HUB, PORTAL), *there(VNEID)],
        incident(Cause.MONITOR_BLIND, at("09:00"), at("10:42"), labels={}),
    )

    (found,) = of(made)

    assert (found.service.id, found.began, found.ended, found.learnt) == (
        "portal",
        at("09:02"),
        at("10:32"),
        at("10:45"),
    )


def test_its_twin_that_reached_nothing_outside_says_nothing_of_a_system(tmp_path: Path) -> None:
    assert of(day(tmp_path, [looks(GATEWAY, "09:02", "10:41"), *away(HUB, PORTAL, VNEID)])) == []


def test_its_twin_that_also_got_through_now_and_then_says_nothing(tmp_path: Path) -> None:
    now_and_then = looks(PORTAL, "09:00", "10:41", every=2 * SLOW)

    assert of(day(tmp_path, [now_and_then, *away(HUB, PORTAL), *there(VNEID)])) == []


@pytest.mark.parametrize(
    ("cause", "labels"),
    [
        (Cause.SERVICE_OUTAGE, {"service": "portal"}),
        (Cause.SERVICE_UNREACHABLE_HERE, {"province": "46", "commune": KIM_LONG, "service": "portal"}),
    ],
)
def test_what_the_hub_told_at_the_time_is_not_told_again(
    cause: Cause, labels: dict[str, str], tmp_path: Path
) -> None:
    told = incident(cause, at("09:00"), at("10:45"), labels=labels)

    assert of(day(tmp_path, [*away(PORTAL), *there(VNEID)], told)) == []


def test_its_twin_of_another_system_or_commune_hides_nothing(tmp_path: Path) -> None:
    told = incident(Cause.SERVICE_OUTAGE, at("09:00"), at("10:45"), labels={"service": "vneid"})
    elsewhere = incident(
        Cause.SERVICE_UNREACHABLE_HERE,
        at("09:00"),
        at("10:45"),
        [PHU_XUAN],
        {"province": "46", "commune": PHU_XUAN, "service": "portal"},
    )

    found = of(day(tmp_path, [*away(PORTAL), *there(VNEID)], told, elsewhere))

    assert [one.service.id for one in found] == ["portal"]


def test_each_incident_of_one_commune_has_its_correction_and_shared_ones_have_none(tmp_path: Path) -> None:
    cut = incident(Cause.LINE_DOWN, at("09:02"), at("10:41"), code="46-CUT-1")
    elsewhere = incident(Cause.LINE_DOWN, at("09:02"), at("10:41"), [PHU_XUAN], code="46-CUT-2")
    shared = incident(
        Cause.ISP_OUTAGE, at("09:02"), at("10:41"), labels={"province": "46", "isp": "vnpt"}, code="46-VNPT-1"
    )
    dead = looks(GATEWAY, "09:02", "10:41", Reason.NO_REPLY, received="10:45")

    made = day(tmp_path, [dead], cut, elsewhere, shared)
    found = corrections(made.incidents, PROVINCE, made.inside, made.ended)

    assert {code: one.found for code, one in found.items()} == {"46-CUT-1": Found.LAN}
