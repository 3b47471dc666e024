from datetime import datetime
from typing import Any

import pytest

from alerts.cause import Cause
from alerts.finding import Finding, labelled
from alerts.findings import Findings
from alerts.layout import Layout
from alerts.maintenance import Windows
from probes.inventory.calendar import Maintenance
from probes.inventory.model import Inventory
from probes.inventory.values import VIETNAM
from probes.language import Text

ONCE = {"start": "2026-12-10 22:00", "end": "2026-12-11 04:00"}
DURING = "2026-12-11 01:00"
LINE = {
    "province": "46",
    "commune": "19774",
    "site": "tt",
    "link": "chinh",
    "isp": "vnpt",
    "upstream": "pop-1",
}


def at(text: str) -> float:
    return datetime.fromisoformat(text).replace(tzinfo=VIETNAM).timestamp()


def windows(**said: Any) -> Windows:
    return Windows([Maintenance.model_validate({"reason": "Nâng cấp", **said})])


@pytest.mark.parametrize(
    ("said", "moment", "until"),
    [
        (ONCE, "2026-12-10 21:59", None),
        (ONCE, "2026-12-10 22:00", "2026-12-11 04:00"),
        (ONCE, "2026-12-11 03:59", "2026-12-11 04:00"),
        (ONCE, "2026-12-11 04:00", None),
        ({"days": ["sun"], "times": ["01:00-04:00"]}, "2026-12-13 02:00", "2026-12-13 04:00"),
        ({"days": ["sun"], "times": ["01:00-04:00"]}, "2026-12-14 02:00", None),
        ({"days": ["sun"], "times": ["01:00-02:00", "03:00-04:00"]}, "2026-12-13 02:30", None),
        ({"days": ["sat", "sun"], "times": ["00:00-03:00", "22:00-24:00"]}, "2026-12-12 23:00", "2026-12-13 03:00"),
        ({"days": ["sat", "sun"], "times": ["00:00-03:00", "22:00-24:00"]}, "2026-12-13 01:00", "2026-12-13 03:00"),
        ({"day_of_month": 15, "times": ["22:00-23:30"]}, "2026-12-15 22:30", "2026-12-15 23:30"),
        ({"day_of_month": 15, "times": ["22:00-23:30"]}, "2026-12-16 22:30", None),
        ({"day_of_month": 15, "times": ["22:00-23:30"], "start": "2026-12-16 00:00"}, "2026-12-15 22:30", None),
        ({"day_of_month": 15, "times": ["22:00-23:30"], "end": "2026-12-15 23:00"}, "2026-12-15 22:30", "2026-12-15 23:00"),
    ],
)  # fmt: skip
def test_when_a_window_is_open_and_until_when(said: dict[str, Any], moment: str, until: str | None) -> None:
    work = windows(isp="vnpt", **said).covering(Cause.LINE_SLOW, labelled(**LINE), at(moment))
    assert (None if work is None else work.ends) == (None if until is None else at(until))
    assert work is None or work.reason == "Nâng cấp"


@pytest.mark.parametrize(
    ("covers", "cause", "struck", "covered"),
    [
        ({"isp": "vnpt"}, Cause.ISP_OUTAGE, {"isp": "vnpt", "province": "46"}, True),
        ({"isp": "vnpt"}, Cause.ISP_OUTAGE, {"isp": "viettel", "province": "46"}, False),
        ({"isp": "vnpt", "province": "46"}, Cause.ISP_OUTAGE, {"isp": "vnpt", "province": "46"}, True),
        ({"isp": "vnpt", "province": "46"}, Cause.ISP_OUTAGE, {"isp": "vnpt"}, False),
        ({"isp": "vnpt"}, Cause.PROVINCE_OUTAGE, {"province": "46"}, False),
        ({"isp": "vnpt"}, Cause.SERVICE_OUTAGE, {"service": "portal"}, False),
        ({"province": "46"}, Cause.SERVICE_OUTAGE, {"service": "portal"}, False),
        ({"service": "portal"}, Cause.SERVICE_OUTAGE, {"service": "portal"}, True),
        ({"service": "portal"}, Cause.SERVICE_SLOW, {"service": "portal"}, True),
        ({"service": "portal"}, Cause.SERVICE_OUTAGE, {"service": "other"}, False),
        (
            {"service": "portal"},
            Cause.SERVICE_UNREACHABLE_HERE,
            {"commune": "19774", "service": "portal"},
            True,
        ),
        (
            {"commune": "19774"},
            Cause.SERVICE_UNREACHABLE_HERE,
            {"commune": "19774", "service": "portal"},
            False,
        ),
        ({"service": "portal"}, Cause.LINE_DOWN, {"province": "46", "commune": "19774"}, False),
        ({"authority": "ca"}, Cause.AUTHORITY_OUTAGE, {"authority": "ca"}, True),
        ({"isp": "vnpt"}, Cause.AUTHORITY_OUTAGE, {"authority": "ca"}, False),
        ({"commune": "19774"}, Cause.LINE_DOWN, {"province": "46", "commune": "19774"}, True),
        ({"commune": "19774"}, Cause.SIGNING_BLOCKED, {"province": "46", "commune": "19774"}, False),
        ({"commune": "19774", "site": "tt", "link": "chinh"}, Cause.LINE_SLOW, LINE, True),
        ({"commune": "19774", "site": "tt", "link": "phu"}, Cause.LINE_SLOW, LINE, False),
        ({"upstream": "pop-1"}, Cause.LINE_SLOW, LINE, True),
    ],
)
def test_a_window_covers_its_own_targets_alone(
    covers: dict[str, str], cause: Cause, struck: dict[str, str], covered: bool
) -> None:
    work = windows(**covers, **ONCE).covering(cause, labelled(**struck), at(DURING))
    assert (work is not None) is covered


def test_of_several_the_longest_is_told() -> None:
    both = Windows(
        Maintenance.model_validate({"isp": "vnpt", "start": ONCE["start"], "end": end, "reason": end})
        for end in ("2026-12-11 02:00", "2026-12-11 04:00", "2026-12-11 03:00")
    )
    work = both.covering(Cause.LINE_SLOW, labelled(**LINE), at(DURING))
    assert work is not None
    assert work.reason == "2026-12-11 04:00"


@pytest.mark.parametrize(("said", "settled"), [("11:55", False), ("12:05", True)])
def test_what_was_said_while_work_went_on_opens_nothing_after_it(said: str, *, settled: bool) -> None:
    """As a hub sees it that started again after the end of the work."""
    planned = windows(service="portal", start="2026-11-24 11:00", end="2026-11-24 12:00")
    labels = labelled(service="portal")
    finding = Finding(
        Cause.SERVICE_REPORTED,
        labels,
        at("2026-11-24 11:50"),
        (),
        Text("x", "x"),
        name="portal",
        said=at(f"2026-11-24 {said}"),
    )
    found = Findings(shared={finding: ("19753",)}, communes={})

    (noted,) = planned.noted(found, Layout(Inventory(), {}), at("2026-11-24 12:10")).shared

    assert (noted.settled, noted.work) == (settled, None)
