"""The line of Kim Long is out from 09:02 to 10:41, as the hub sees it. What its agent saw is told afterwards, with a twin that
differs in one thing."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from alerts.cause import SHARED_LINE_CAUSES, Cause
from alerts.inside.correction import CORRECTED, Correction, Found, corrected
from alerts.inside.journal import SiteJournal, read_inside
from probes.inventory.model import Commune
from probes.observation import Observation
from probes.reasons import Reason
from tests.alerts.inside.kept import GATEWAY, HUB, SITE, kept, looks, together
from tests.alerts.report.made import KIM_LONG, at, incident, inventory, kim_long

DEAD, GONE = Reason.NO_REPLY, Reason.UNREACHABLE
PORTAL = "portal/http-1"
BEFORE = [looks(target, "08:00", "09:02") for target in (GATEWAY, HUB)]
AFTER = [looks(target, "10:41", "11:00") for target in (GATEWAY, HUB)]


def of(
    tmp_path: Path,
    *meanwhile: Sequence[Observation],
    cause: Cause = Cause.LINE_DOWN,
    began: str = "09:02",
    ended: str = "10:41",
    booted: str | None = None,
    before: Sequence[Sequence[Observation]] = BEFORE,
    after: Sequence[Sequence[Observation]] = AFTER,
    labels: dict[str, str] | None = None,
) -> Correction | None:
    """Live looks first, then what was kept meanwhile."""
    kept(
        tmp_path / "agents.sqlite",
        together(*before),
        *meanwhile,
        together(*after),
        booted=booted,
    )
    inside = read_inside(tmp_path / "agents.sqlite", at("08:00"), at("24:00"))
    struck = (at(began), at(ended))
    return corrected(incident(cause, *struck, labels=labels), kim_long(inventory()), inside, struck)


def out(
    target: str, reason: Reason | None = None, began: str = "09:02", ended: str = "10:41"
) -> list[Observation]:
    return looks(target, began, ended, reason, received="10:45")


def test_a_dead_gateway_makes_it_a_fault_of_the_lan(tmp_path: Path) -> None:
    found = of(tmp_path, out(GATEWAY, DEAD), out(HUB, GONE))

    assert found is not None
    assert (found.found, found.since, found.until, found.learnt) == (
        Found.LAN,
        at("09:02"),
        at("10:41") - 15,
        at("10:45"),
    )
    assert found.sentence.vi == (
        "Lỗi trong trụ sở: từ 09:02 đến 10:40 bộ định tuyến (modem) không trả lời máy đo tại xã"
        " (bổ sung từ máy đo tại xã, nhận lúc 10:45)"
    )
    assert found.sentence.en == (
        "A fault inside the office: from 09:02 to 10:40 the router did not answer the probe in the commune"
        " (added from the probe in the commune, received at 10:45)"
    )


def test_its_twin_whose_gateway_answered_confirms_the_line(tmp_path: Path) -> None:
    found = of(tmp_path, out(GATEWAY), out(HUB, DEAD))

    assert found is not None
    assert (found.found, found.since, found.until, found.learnt) == (
        Found.LINE,
        at("09:02"),
        at("10:41") - 15,
        at("10:45"),
    )
    assert "Đúng là mất đường truyền: từ 09:02 đến 10:40" in found.sentence.vi


def test_its_twin_that_reached_another_system_was_not_cut_off(tmp_path: Path) -> None:
    portal = looks(PORTAL, "09:00", "10:40", every=300, received="10:45")

    found = of(tmp_path, out(GATEWAY), out(HUB, DEAD), portal)

    assert found is not None
    assert found.found is Found.HUB_ONLY


def test_a_system_that_answered_before_and_after_a_short_cut_says_nothing_of_it(tmp_path: Path) -> None:
    portal = looks(PORTAL, "08:00", "10:40", every=300)

    found = of(tmp_path, out(GATEWAY), out(HUB, DEAD, "09:02", "09:06"), portal, ended="09:06")

    assert found is not None
    assert found.found is Found.LINE


def test_its_twin_that_reached_the_hub_saw_no_interruption(tmp_path: Path) -> None:
    found = of(tmp_path, looks(GATEWAY, "09:02", "10:41"), looks(HUB, "09:02", "10:41"))

    assert found is not None
    assert (found.found, found.learnt) == (Found.FINE, None)
    assert found.sentence.vi == (
        "Nhìn từ trong xã không thấy gián đoạn: từ 09:02 đến 10:41 máy đo vẫn tới được máy giám sát của tỉnh"
        "; có thể chỉ địa chỉ mà tỉnh đo là không trả lời"
    )


@pytest.mark.parametrize(("ended", "booted"), [("10:41", "09:30"), ("09:03", None)])
def test_where_looks_may_be_missing_no_interruption_is_claimed(
    ended: str, booted: str | None, tmp_path: Path
) -> None:
    meanwhile = [looks(target, "09:02", "10:41") for target in (GATEWAY, HUB)]

    assert of(tmp_path, *meanwhile, ended=ended, booted=booted) is None


def test_on_the_backup_no_interruption_may_be_the_other_line_s_merit(tmp_path: Path) -> None:
    found = of(
        tmp_path,
        looks(GATEWAY, "09:02", "10:41"),
        looks(HUB, "09:02", "10:41"),
        cause=Cause.BACKUP_AVAILABLE,
    )

    assert found is not None
    assert found.sentence.vi.endswith("; có thể qua đường truyền khác")


def test_a_machine_that_booted_out_of_darkness_had_no_power(tmp_path: Path) -> None:
    found = of(tmp_path, booted="10:39")

    assert found is not None
    assert (found.found, found.since, found.until) == (Found.POWER, at("09:02") - 15, at("10:39"))
    assert found.sentence.vi == (
        "Mất điện hoặc máy tắt từ khoảng 09:01 đến 10:39: trong quãng này máy đo tại xã không chạy"
        " (bổ sung từ máy đo tại xã, nhận lúc 10:59)"
    )


def test_its_twin_that_did_not_boot_says_nothing(tmp_path: Path) -> None:
    assert of(tmp_path) is None


def test_its_twin_that_was_off_long_before_says_nothing(tmp_path: Path) -> None:
    before = [looks(target, "08:00", "08:30") for target in (GATEWAY, HUB)]

    assert of(tmp_path, booted="10:39", before=before) is None


@pytest.mark.parametrize(("booted", "found"), [("10:50", Found.POWER), ("11:10", None)])
def test_a_machine_may_be_switched_on_some_minutes_after_the_power_is_back(
    booted: str, found: Found | None, tmp_path: Path
) -> None:
    told = of(tmp_path, booted=booted, after=[looks(GATEWAY, "11:12", "11:20")])

    assert (None if told is None else told.found) is found


def test_its_twin_that_lost_power_only_when_the_line_had_long_been_out_is_not_explained_by_it(
    tmp_path: Path,
) -> None:
    assert of(tmp_path, out(GATEWAY, None, "09:02", "09:20"), booted="10:39") is None


def test_a_quick_restart_is_no_power_cut(tmp_path: Path) -> None:
    back = [looks(target, "09:04", "10:00") for target in (GATEWAY, HUB)]

    assert of(tmp_path, booted="09:03", ended="09:04", after=back) is None


def test_a_hub_that_did_not_answer_proves_no_line_while_nobody_looked_at_the_router(tmp_path: Path) -> None:
    assert of(tmp_path, out(HUB, DEAD)) is None


def test_a_router_that_died_at_once_and_an_agent_that_outlived_it_on_a_battery_are_one_power_cut(
    tmp_path: Path,
) -> None:
    found = of(
        tmp_path, out(GATEWAY, DEAD, "09:02", "09:30"), out(HUB, GONE, "09:02", "09:30"), booted="10:39"
    )

    assert found is not None
    assert (found.found, found.since) == (Found.POWER, at("09:02") - 15)


def test_a_machine_that_was_started_again_in_a_cut_does_not_make_it_a_power_cut(tmp_path: Path) -> None:
    found = of(
        tmp_path,
        out(GATEWAY, None, "09:02", "09:20"),
        out(HUB, DEAD, "09:02", "09:20"),
        out(GATEWAY, None, "09:25", "10:41"),
        out(HUB, DEAD, "09:25", "10:41"),
        booted="09:24",
    )

    assert found is not None
    assert found.found is Found.LINE


def test_what_explains_less_than_half_explains_nothing(tmp_path: Path) -> None:
    assert of(tmp_path, out(GATEWAY, DEAD, "09:02", "09:45")) is None


def test_its_twin_that_explains_more_than_half_is_told(tmp_path: Path) -> None:
    found = of(tmp_path, out(GATEWAY, DEAD, "09:02", "10:00"))

    assert found is not None
    assert (found.found, found.until) == (Found.LAN, at("10:00") - 15)


def test_a_gateway_that_answers_now_and_then_is_unsteady(tmp_path: Path) -> None:
    found = of(
        tmp_path, out(GATEWAY), looks(GATEWAY, "09:02", "10:41", DEAD, every=60), cause=Cause.LINE_FLAPPING
    )

    assert found is not None
    assert found.found is Found.LAN
    assert "lúc trả lời, lúc không" in found.sentence.vi


def test_of_a_silent_agent_the_hub_knows_that_the_line_answered(tmp_path: Path) -> None:
    found = of(tmp_path, out(GATEWAY), out(HUB, DEAD), cause=Cause.AGENT_SILENT)

    assert found is not None
    assert found.found is Found.HUB_UNREACHED


@pytest.mark.parametrize("cause", sorted(CORRECTED - set(SHARED_LINE_CAUSES)))
def test_a_dead_gateway_is_told_of_every_cause_that_it_may_explain(cause: Cause, tmp_path: Path) -> None:
    site = {"site": SITE.partition("/")[2]} if cause is Cause.SATELLITE_DOWN else {}
    labels = {"province": "46", "commune": KIM_LONG, **site}

    found = of(tmp_path, out(GATEWAY, DEAD), out(HUB, GONE), cause=cause, labels=labels)

    assert found is not None
    assert found.found is Found.LAN


def test_of_loss_and_of_a_shared_system_it_says_nothing(tmp_path: Path) -> None:
    assert of(tmp_path, out(GATEWAY, DEAD), cause=Cause.LINE_LOSSY) is None


def test_an_agent_of_another_site_says_nothing_of_a_satellite(tmp_path: Path) -> None:
    labels = {"province": "46", "commune": KIM_LONG, "site": "diem-tiep-nhan"}

    assert of(tmp_path, out(GATEWAY, DEAD), cause=Cause.SATELLITE_DOWN, labels=labels) is None


def test_what_came_on_another_day_bears_its_date(tmp_path: Path) -> None:
    late = looks(GATEWAY, "09:02", "10:41", DEAD, received="34:00")

    found = of(tmp_path, late)

    assert found is not None
    assert found.sentence.vi.endswith("nhận lúc 10:00, 27/11/2026)")


def test_every_finding_has_a_short_label() -> None:
    assert len({found.label.vi for found in Found} | {found.label.en for found in Found}) == 2 * len(Found)


def test_where_nothing_is_known_nothing_is_said() -> None:
    struck = (at("09:02"), at("10:41"))
    commune: Commune = kim_long(inventory())

    assert corrected(incident(Cause.LINE_DOWN, *struck), commune, {}, struck) is None
    assert corrected(incident(Cause.LINE_DOWN, *struck), commune, {SITE: SiteJournal()}, struck) is None
