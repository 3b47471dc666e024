"""A data folder as a hub leaves it, and the inventory it ran with: Thursday 26 November 2026 in two wards of Huế."""

import sqlite3
from dataclasses import replace
from pathlib import Path

import yaml

from alerts.cause import Cause
from alerts.desk import Event
from alerts.incident import Acknowledgement, Evidence
from alerts.inside.journal import AGENTS
from alerts.ledger import Ledger
from alerts.report.history import INCIDENTS, STATES
from alerts.reports import Report, Reported, ReportKind
from probes.clock import Instant
from probes.inventory.model import Inventory
from probes.reasons import Reason
from probes.states.flip import Flip
from probes.states.state import Status
from probes.store import Store
from tests.alerts.inside.kept import kept, looks, together
from tests.alerts.report.made import (
    KIM_LONG,
    KIM_LONG_BACKUP,
    KIM_LONG_LINE,
    PHU_XUAN,
    PHU_XUAN_LINE,
    at,
    incident,
    inventory,
)

SIGNERS = [
    {
        "id": "a",
        "commune": KIM_LONG,
        "role": "chu-tich",
        "signer_kind": "person",
        "not_after": "2026-12-20",
    },
    {
        "id": "b",
        "commune": KIM_LONG,
        "role": "con-dau",
        "signer_kind": "organisation",
        "not_after": "2026-12-01",
    },
]
SERVICES = [
    {
        "id": "portal",
        "name": "=Cổng Dịch vụ công quốc gia",
        "checks": [{"kind": "http", "url": "https://portal.invalid/"}],
    }
]
POST = "=1+1"
"""What somebody called their post: a formula to a spreadsheet program, if it is let."""

EVENING = at("17:30")

_BACK = {
    "46-LINE-1": (Cause.LINE_DOWN, "08:41", "09:26", [PHU_XUAN]),
    "46-VNPT-1": (Cause.ISP_OUTAGE, "14:00", "14:40", [KIM_LONG, PHU_XUAN]),
    "00-PORT-2": (Cause.SERVICE_OUTAGE, "15:00", "15:20", [KIM_LONG, PHU_XUAN]),
}


_REPORTS = [
    Report(1, Reported(PHU_XUAN, ReportKind.SIGN_IN, "portal", "cả 3 máy đều không vào được"), at("15:04")),
    Report(
        2,
        Reported(KIM_LONG, ReportKind.PIN_LOCKED, None, "=2+2"),
        at("16:20"),
        Cause.SIGNING_BLOCKED,
        Acknowledgement("Tổ trực 1", at("16:31")),
    ),
]


def keep(folder: Path) -> Inventory:
    """Fill the data folder: watched since the evening before last, but for ten minutes at noon and ten at 16:00."""
    ledger = Ledger(folder / INCIDENTS)
    ledger.open(_now(at("17:00", -2)))
    known = inventory(signers=SIGNERS, services=SERVICES, settings={"data_dir": str(folder)})
    line, isp, portal = (
        incident(cause, at(began), at(ended), affected, _LABELS[code], code=code)
        for code, (cause, began, ended, affected) in _BACK.items()
    )
    line = replace(
        line,
        acknowledged=Acknowledgement("Tổ trực 1", at("08:46")),
        isp_ticket="VNPT-HUE-778",
        evidence=(Evidence(PHU_XUAN_LINE, "hub", at("08:41"), Status.DOWN, Reason.TIMEOUT, "e", 1),),
    )
    isp = replace(isp, acknowledged=Acknowledgement(POST, at("14:12")))
    blind = incident(
        Cause.MONITOR_BLIND, at("16:00"), at("16:10"), [KIM_LONG, PHU_XUAN], {}, code="00-BLIN-1"
    )
    signing = incident(Cause.SIGNING_BLOCKED, at("16:30"), None, [KIM_LONG], code="46-SIGN-1")
    yesterday = incident(Cause.LINE_DOWN, at("09:00", -1), at("09:12", -1), [PHU_XUAN], code="46-LINE-0")
    ledger.save(
        [yesterday, line, isp, portal, blind, signing],
        [Event(portal.code, portal.opened, "opened")],
        _now(EVENING),
    )
    ledger.save([], [], _now(EVENING), reports=_REPORTS)
    ledger.close()
    database = sqlite3.connect(folder / INCIDENTS)
    with database:
        spans = [(at("17:00", -2), at("12:00")), (at("12:10"), EVENING)]
        database.executemany("INSERT INTO watch VALUES (?, ?)", spans)
    database.close()
    store = Store(folder / STATES)
    store.open(_now(at("17:00", -2)))
    store.close(
        [
            *_outage(PHU_XUAN_LINE, at("09:00", -1), at("09:12", -1)),
            *_outage(PHU_XUAN_LINE, at("08:41"), at("09:26")),
            *_outage(PHU_XUAN_LINE, at("14:00"), at("14:40")),
            *_outage(KIM_LONG_LINE, at("14:00"), at("14:35")),
            *_outage(KIM_LONG_BACKUP, at("13:50"), at("14:10")),
        ],
        [],
        _now(EVENING),
    )
    _from_inside(folder / AGENTS)
    return known


def declare(folder: Path) -> Path:
    """The same inventory as a file, its data beside it."""
    known = keep(folder / "data")
    plain = known.model_dump(mode="json", exclude_defaults=True)
    plain["witnesses"] = [{"id": f"w{last}", "address": f"10.46.9.{last}"} for last in (1, 2, 3)]
    file = folder / "inventory.yml"
    file.write_text(yaml.safe_dump(plain, allow_unicode=True), encoding="utf-8")
    return file


_LABELS = {
    "46-LINE-1": {"province": "46", "commune": PHU_XUAN},
    "46-VNPT-1": {"isp": "vnpt", "province": "46"},
    "00-PORT-2": {"service": "portal"},
}


def _from_inside(file: Path) -> None:
    """Phú Xuân's agent: its router answered through the first outage and not through the second; before noon the portal alone
    could not be reached."""
    site = f"{PHU_XUAN}/tt"
    gateway, hub, portal = f"{site}/gateway", f"{site}/hub", "portal/http-1"
    no_reply = Reason.NO_REPLY
    made = together(
        looks(gateway, "08:00", "14:00"),
        looks(gateway, "14:00", "14:40", no_reply, received="14:42"),
        looks(gateway, "14:40", "17:30"),
        looks(hub, "08:00", "08:41"),
        looks(hub, "08:41", "09:26", no_reply, received="09:31"),
        looks(hub, "09:26", "14:00"),
        looks(hub, "14:00", "14:40", no_reply, received="14:42"),
        looks(hub, "14:40", "17:30"),
        looks(portal, "08:00", "08:40", every=300),
        looks(portal, "08:45", "09:26", Reason.TIMEOUT, every=300, received="09:31"),
        looks(portal, "09:30", "10:00", every=300),
        looks(portal, "10:00", "11:00", Reason.TIMEOUT, every=300, received="11:05"),
        looks(portal, "11:00", "14:00", every=300),
        looks(portal, "14:00", "14:40", Reason.TIMEOUT, every=300, received="14:42"),
        looks(portal, "14:40", "17:30", every=300),
    )
    kept(file, made, site=site)


def _now(wall: float) -> Instant:
    return Instant(wall=wall, monotonic=wall - at("00:00", -30))


def _outage(line: str, began: float, ended: float) -> list[Flip]:
    def flip(moment: float, before: Status, after: Status) -> Flip:
        return Flip(line, "hub", moment + 15, moment, before, after, flapping=False, reason=None)

    return [flip(began, Status.UP, Status.DOWN), flip(ended, Status.DOWN, Status.UP)]
