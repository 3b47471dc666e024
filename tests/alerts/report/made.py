"""A small province on Thursday 26 November 2026, and histories of it, for worked examples."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from itertools import count
from typing import Any

from alerts.cause import Cause
from alerts.finding import labelled
from alerts.incident import Incident
from alerts.report.history import History
from alerts.spans import Span, union
from probes.inventory.model import Commune, Inventory
from probes.inventory.values import VIETNAM

KIM_LONG, PHU_XUAN = "19774", "19753"
KIM_LONG_LINE, KIM_LONG_BACKUP = f"{KIM_LONG}/tt/chinh", f"{KIM_LONG}/tt/phu"
PHU_XUAN_LINE = f"{PHU_XUAN}/tt/chinh"
_numbers = count(1)


def inventory(**sections: Any) -> Inventory:
    """Kim Long with two lines, which takes in 75 dossiers a day (10 an hour), and Phú Xuân with one, and 150."""

    def link(id_: str, isp: str, last: int) -> dict[str, Any]:
        return {"id": id_, "isp": isp, "address": f"10.46.1.{last}", "circuit": f"HUE-{last}"}

    def commune(code: str, name: str, dossiers: int, *links: dict[str, Any]) -> dict[str, Any]:
        sites = [{"id": "tt", "links": links}]
        return {"code": code, "name": name, "province": "46", "dossiers_per_day": dossiers, "sites": sites}

    return Inventory.model_validate(
        {
            "provinces": [{"code": "46", "name": "Thành phố Huế"}],
            "isps": [{"id": "vnpt", "name": "VNPT"}, {"id": "viettel", "name": "Viettel"}],
            "communes": [
                commune(KIM_LONG, "Phường Kim Long", 75, link("chinh", "vnpt", 1), link("phu", "viettel", 2)),
                commune(PHU_XUAN, "Phường Phú Xuân", 150, link("chinh", "vnpt", 3)),
            ],
            **sections,
        }
    )


def kim_long(known: Inventory) -> Commune:
    return known.communes[0]


def at(time: str, days: int = 0) -> float:
    """A time of that day, `08:41`; or so many days later."""
    hours, minutes = time.split(":")
    return (
        datetime(2026, 11, 26, tzinfo=VIETNAM) + timedelta(days=days, hours=int(hours), minutes=int(minutes))
    ).timestamp()


def during(*spans: str, days: int = 0) -> tuple[Span, ...]:
    """Spans of that day, written `08:00-09:00`."""
    return union((at(began, days), at(ended, days)) for began, ended in (span.split("-") for span in spans))


def incident(
    cause: Cause,
    began: float,
    closed: float | None,
    affected: Sequence[str] = (KIM_LONG,),
    labels: Mapping[str, str] | None = None,
    **said: Any,
) -> Incident:
    """An incident that was opened 20 seconds after its trouble began."""
    number = next(_numbers)
    return Incident(
        code=said.pop("code", f"46-TEST-{number}"),
        cause=cause,
        labels=labelled(**(labels or {"province": "46", "commune": affected[0]})),
        opening=1,
        since=began,
        opened=began + 20.0,
        closed=closed,
        affected=tuple(affected),
        **said,
    )


def history(
    *incidents: Incident,
    began: float | None = None,
    ended: float | None = None,
    watched: Sequence[Span] | None = None,
    down: Mapping[str, Sequence[Span]] | None = None,
    drops: Mapping[str, int] | None = None,
    parts: Mapping[str, str] | None = None,
) -> History:
    """That whole day, watched from end to end, unless said otherwise."""
    first = at("00:00") if began is None else began
    last = at("24:00") if ended is None else ended
    return History(
        began=first,
        ended=last,
        incidents=incidents,
        parts=parts or {},
        watched=((first, last),) if watched is None else union(watched),
        down={line: union(spans) for line, spans in (down or {}).items()},
        drops=drops or {},
    )
