"""Maintenance that people announce: held to the inventory's rules, kept across restarts, heeded at once."""

from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from alerts.announced import NoSuchMaintenance, NotAnnounced
from alerts.incidents import Incidents
from alerts.judgement import Judgement
from alerts.ledger import RETENTION_SECONDS, Ledger, read_announced, read_events
from alerts.planned import AHEAD_SECONDS
from exporter.view import View
from probes.clock import Instant
from probes.inventory.calendar import Maintenance
from probes.states.state import Status
from tests.fakes.clock import NOON, FakeClock
from tests.fakes.source import FakeSource, line_state, province

DOWN = [line_state(f"19753/centre/{link}", Status.DOWN) for link in ("main", "spare")]
# NOON is 13:00 of Tuesday 24 November 2026
ROUND_NOON = {"start": "2026-11-24 12:00", "end": "2026-11-24 15:00", "announced": "2026-11-10"}
LATER = {"start": "2026-12-05 22:00", "end": "2026-12-06 04:00", "announced": "2026-11-24"}


def window(**said: Any) -> Maintenance:
    return Maintenance.model_validate({"reason": "Nâng cấp", **said})


def small() -> FakeSource:
    return province([("19753", "Phường Phú Xuân"), ("19774", "Phường Kim Long")], [("portal", "Cổng")])


def kept(source: FakeSource, path: Path | None, clock: FakeClock) -> Incidents:
    incidents = Incidents(source.known_inventory, path, clock.now())
    incidents.restore(clock.now())
    return incidents


def judged(incidents: Incidents, source: FakeSource, clock: FakeClock) -> Judgement:
    incidents.judge(source.known, clock.now())
    assert incidents.judgement is not None
    return incidents.judgement


def test_what_is_announced_is_heeded_at_once_and_opens_nothing() -> None:
    source, clock = small(), FakeClock()
    source.see(*DOWN)
    incidents = kept(source, None, clock)
    one = incidents.announce(window(commune="19753", **ROUND_NOON), "Tổ trực 1", clock.now())

    seen = judged(incidents, source, clock)

    assert not seen.incidents
    assert seen.verdicts["19753"].work is not None
    assert [(each.announced, each.communes) for each in seen.maintenance] == [(one, ("19753",))]


def test_what_is_called_off_covers_nothing_any_more() -> None:
    source, clock = small(), FakeClock()
    source.see(*DOWN)
    incidents = kept(source, None, clock)
    one = incidents.announce(window(commune="19753", **ROUND_NOON), "Tổ trực 1", clock.now())
    judged(incidents, source, clock)

    off = incidents.call_off(one.id, "Tổ trực 2", clock.now())
    seen = judged(incidents, source, clock)

    assert off == replace(one, off=NOON, off_by="Tổ trực 2")
    assert [each.cause for each in seen.incidents] == ["line_down"]
    assert not seen.maintenance
    with pytest.raises(NoSuchMaintenance):
        incidents.call_off(one.id, "Tổ trực 2", clock.now())


def test_an_announcement_outlives_the_process_until_it_is_over(tmp_path: Path) -> None:
    source, clock, path = small(), FakeClock(), tmp_path / "incidents.db"
    first = kept(source, path, clock)
    one = first.announce(window(service="portal", **LATER), "Tổ trực 1", clock.now())
    every = first.announce(
        window(
            isp="vnpt", days=["sun"], times=["01:00-04:00"], start="2026-12-20 00:00", announced="2026-11-24"
        ),
        "Tổ trực 1",
        clock.now(),
    )
    first.close(clock.now())

    again = judged(kept(source, path, clock), source, clock)
    clock.advance(13 * 86400)
    later = judged(kept(source, path, clock), source, clock)

    assert set(again.announced) == {one, every}
    assert [each.announced for each in again.maintenance] == [one]
    assert [each.announced for each in later.maintenance] == [every]
    assert one.id.startswith("BT-")
    assert one.id != every.id


def test_reports_find_what_is_over_for_two_years(tmp_path: Path) -> None:
    source, clock, path = small(), FakeClock(), tmp_path / "incidents.db"
    incidents = kept(source, path, clock)
    one = incidents.announce(window(service="portal", **LATER), "Tổ trực 1", clock.now())
    off = incidents.call_off(one.id, "Tổ trực 1", clock.now())
    incidents.close(clock.now())

    assert list(read_announced(path, NOON - 1, NOON + 1)) == [off]
    assert not read_announced(path, NOON + 1, NOON + 2)

    much_later = Instant(NOON + RETENTION_SECONDS + 60, 5000.0)
    with closing(Ledger(path)) as ledger:
        ledger.watch(much_later)
        ledger.open(much_later)
    assert not read_announced(path, NOON - 1, NOON + 1)


@pytest.mark.parametrize(
    ("said", "field", "why"),
    [
        ({"commune": "19999"}, "commune", "the section communes defines"),
        ({"service": "portals"}, "service", "did you mean portal?"),
        ({}, None, "must say what it covers"),
        ({"service": "portal", "isp": "vnpt"}, "service", "a window of their own"),
        ({"commune": "19753", "site": "elsewhere"}, "site", "a site of this commune: centre"),
        ({"commune": "19753", "site": "centre", "link": "third"}, "link", "a line of this site: main, spare"),
        ({"isp": "vnpt", "end": "2026-12-05 21:00"}, "end", "after start"),
        ({"isp": "vnpt", "start": "2026-12-03 22:00"}, "announced", "7 working days"),
        ({"isp": "vnpt", "announced": None}, None, "must have announced"),
        ({"isp": "vnpt", "announced": "2026-11-25"}, "announced", "not be after today"),
        (
            {
                "isp": "vnpt",
                "start": "2026-11-23 08:00",
                "end": "2026-11-24 13:00",
                "announced": "2026-11-02",
            },
            "end",
            "later than now",
        ),
    ],
)
def test_it_is_held_to_the_rules_of_the_inventory(said: dict[str, Any], field: str | None, why: str) -> None:
    source, clock = small(), FakeClock()
    incidents = kept(source, None, clock)

    with pytest.raises(NotAnnounced) as refused:
        incidents.announce(window(**(LATER | said)), "Tổ trực 1", clock.now())

    assert any(wrong.field == field and why in wrong.text.en for wrong in refused.value.wrongs)
    assert all(wrong.text.vi for wrong in refused.value.wrongs)
    assert not judged(incidents, source, clock).announced


def test_what_could_not_wait_says_why() -> None:
    source, clock = small(), FakeClock()
    incidents = kept(source, None, clock)
    tonight = {"start": "2026-11-24 20:00", "end": "2026-11-24 21:00"}

    incidents.announce(window(isp="vnpt", force_majeure="Bão số 12", **tonight), "Tổ trực 1", clock.now())

    assert len(judged(incidents, source, clock).maintenance) == 1


def test_every_fault_is_told_at_once() -> None:
    source, clock = small(), FakeClock()

    with pytest.raises(NotAnnounced) as refused:
        kept(source, None, clock).announce(
            window(commune="19999", service="portal", start="2026-12-05 22:00", end="2026-12-04 22:00"),
            "Tổ trực 1",
            clock.now(),
        )

    assert {wrong.field for wrong in refused.value.wrongs} == {"commune", "service", "end", None}


@pytest.mark.parametrize(
    ("covers", "communes"),
    [
        ({"isp": "vnpt"}, ("19753", "19774")),
        ({"service": "portal"}, ("19753", "19774")),
        ({"commune": "19774"}, ("19774",)),
        ({"commune": "19774", "site": "centre", "link": "main"}, ("19774",)),
        ({"province": "46"}, ("19753", "19774")),
    ],
)
def test_whom_it_concerns(covers: dict[str, str], communes: tuple[str, ...]) -> None:
    source, clock = small(), FakeClock()
    incidents = kept(source, None, clock)
    incidents.announce(window(**covers, **LATER), "Tổ trực 1", clock.now())

    (planned,) = judged(incidents, source, clock).maintenance

    assert planned.communes == communes


def test_the_inventory_s_own_work_is_told_beside_and_what_is_far_off_is_not() -> None:
    source, clock = small(), FakeClock()
    weekly = window(
        isp="vnpt", days=["sun"], times=["01:00-04:00"], start="2026-11-01 00:00", announced="2026-10-01"
    )
    source.known_inventory = source.known_inventory.model_copy(update={"maintenance": (weekly,)})
    incidents = kept(source, None, clock)
    incidents.announce(window(service="portal", start="2026-12-20 22:00", end="2026-12-20 23:00", announced="2026-11-24"), "Tổ trực 1", clock.now())  # fmt: skip

    seen = judged(incidents, source, clock)

    assert len(seen.announced) == 1
    assert [(each.announced, 0 < each.begins - NOON < AHEAD_SECONDS) for each in seen.maintenance] == [
        (None, True)
    ]


def test_a_stalled_engine_does_not_make_pages_forget_what_was_announced() -> None:
    source = small()
    source.see(*DOWN)
    incidents = kept(source, None, source.clock)
    incidents.announce(window(commune="19753", **ROUND_NOON), "Tổ trực 1", source.clock.now())
    source.judged = judged(incidents, source, source.clock)
    view = View(source)
    source.clock.advance(10)

    moment = view.now()

    assert moment.verdicts["19753"].work is not None
    assert moment.maintenance


def test_an_incident_s_history_is_read_for_itself(tmp_path: Path) -> None:
    source, clock, path = small(), FakeClock(), tmp_path / "incidents.db"
    source.see(*DOWN)
    incidents = kept(source, path, clock)
    (one,) = judged(incidents, source, clock).incidents
    clock.advance(60)
    incidents.acknowledge(one.code, "Tổ trực 1", clock.now())
    incidents.note(one.code, "Tổ trực 1", "đã gọi nhà mạng", clock.now())
    incidents.close(clock.now())

    told = [(event.what, event.by, event.text) for event in read_events(path, one.code)]

    assert told == [
        ("opened", "", ""),
        ("acknowledged", "Tổ trực 1", ""),
        ("noted", "Tổ trực 1", "đã gọi nhà mạng"),
    ]
    assert not read_events(path, "46-0000-1")
