"""One moment for every verdict that a commune may have, and for the pairs that matter: what its page is made of."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from alerts import sentences
from alerts.cause import Cause
from alerts.finding import Work, labelled
from alerts.incident import Acknowledgement, Incident
from alerts.judgement import Judgement
from alerts.verdict import Told, Verdict
from exporter.view import View
from probes.inventory.model import Site, SiteKind, Team
from probes.inventory.settings import Operator
from probes.language import Text
from tests.fakes.clock import NOON
from tests.fakes.source import FakeSource, province

COMMUNE = "20044"
CODE = "46-K7QM-3"
MINUTE = 60.0
TEAM = "Tổ hạ tầng mạng, Sở Khoa học và Công nghệ"

SEEN: Mapping[Cause, Text] = {
    Cause.MONITOR_BLIND: sentences.BLIND,
    Cause.PROVINCE_OUTAGE: sentences.PROVINCE_OUT,
    Cause.ISP_OUTAGE: sentences.ISP_OUT.format(isp="VNPT Huế"),
    Cause.UPSTREAM_OUTAGE: sentences.UPSTREAM_OUT,
    Cause.LINE_DOWN: sentences.LINES_DOWN,
    Cause.SERVICE_OUTAGE: sentences.SERVICE_OUT.format(service="Cổng Dịch vụ công quốc gia"),
    Cause.SIGNING_BLOCKED: sentences.SIGNING_BLOCKED["seal",],
    Cause.SERVICE_UNREACHABLE_HERE: sentences.SERVICE_UNREACHABLE_HERE.format(
        service="Cổng Dịch vụ công quốc gia"
    ),
    Cause.SERVICE_REPORTED: sentences.SERVICE_REPORTED.format(service="Cổng Dịch vụ công quốc gia"),
    Cause.SERVICE_SLOW: sentences.SERVICE_SLOW.format(service="Cổng Dịch vụ công quốc gia"),
    Cause.LINE_SLOW: sentences.SLOW,
    Cause.AGENT_SILENT: sentences.AGENT_SILENT,
    Cause.SATELLITE_DOWN: sentences.SATELLITE_DOWN,
    Cause.SIGNING_AT_RISK: sentences.SIGNING_AT_RISK.format(days=4),
    Cause.UNKNOWN: sentences.NOTHING_FRESH,
    Cause.NORMAL: sentences.LINES_AND_SERVICES_ANSWER,
}


@dataclass(frozen=True, slots=True)
class Held:
    """One thing that holds in the commune. told, acknowledged: how many minutes ago; None: not so."""

    cause: Cause
    told: float | None = None
    acknowledged: float | None = None
    opened: bool = True
    ago: float = 12.0
    work: Work | None = None


def shown(*held: Held) -> Callable[[], Judgement]:
    """The moment at which all this holds, the headline first."""

    def moment() -> Judgement:
        judged = View(_source()).now()
        incidents = [_incident(one, number) for number, one in enumerate(held) if _opens(one)]
        codes = {one.cause: one.code for one in incidents}
        told = [
            Told(one.cause, _sentence(one.cause), NOON - one.ago * MINUTE, codes.get(one.cause), one.work)
            for one in held
        ]
        first = told[0]
        since = None if first.cause in (Cause.UNKNOWN, Cause.MONITOR_BLIND) else first.since
        verdict = Verdict(
            first.cause.nature.status,
            first.cause,
            first.sentence,
            since,
            first.incident,
            tuple(told[1:]),
            first.work,
        )
        return replace(judged, verdicts={**judged.verdicts, COMMUNE: verdict}, incidents=incidents)

    return moment


def _opens(one: Held) -> bool:
    return one.opened and one.cause.nature.severity is not None and one.work is None


def _sentence(cause: Cause) -> Text:
    return SEEN.get(cause) or Text(f"Nhìn từ tỉnh: {cause.value}", f"Seen from the province: {cause.value}")


def _incident(one: Held, number: int) -> Incident:
    opened = NOON - one.ago * MINUTE
    taken = (
        None if one.acknowledged is None else Acknowledgement("Tổ trực 1", NOON - one.acknowledged * MINUTE)
    )
    return Incident(
        code=CODE if number == 0 else f"46-P3XW-{number}",
        cause=one.cause,
        labels=labelled(province="46", commune=COMMUNE, site="diem-1")
        if one.cause is Cause.SATELLITE_DOWN
        else labelled(
            province="46", commune=COMMUNE, service="portal", isp="vnpt", upstream="pop", authority="ca"
        ),
        opening=1,
        since=opened,
        opened=opened,
        affected=(COMMUNE,),
        told=None if one.told is None else NOON - one.told * MINUTE,
        acknowledged=taken,
    )


def _source() -> FakeSource:
    source = province(
        [("19753", "Phường Phú Xuân"), (COMMUNE, "Xã A Lưới 2"), ("19777", "Phường Vỹ Dạ")],
        [("portal", "Cổng Dịch vụ công quốc gia")],
    )
    inventory = source.known_inventory
    point = Site(id="diem-1", kind=SiteKind.SATELLITE, name="Điểm tiếp nhận Hồng Thượng")
    communes = tuple(
        each.model_copy(update={"sites": (*each.sites, point)}) if each.code == COMMUNE else each
        for each in inventory.communes
    )
    operator = Operator(
        name="Sở Khoa học và Công nghệ", contact="truc@hue.example", status_page="https://hue.example"
    )
    source.known_inventory = inventory.model_copy(
        update={
            "communes": communes,
            "teams": (Team(id="ha_tang_wan", name=TEAM, phone="0234 3822 822"),),
            "settings": inventory.settings.model_copy(update={"operator": operator}),
        }
    )
    return source


_PLANNED = Work(NOON - 3600, NOON + 2 * 3600, "thay thiết bị")

MOMENTS: Mapping[str, Callable[[], Judgement]] = {
    **{cause.value: shown(Held(cause, told=5)) for cause in Cause},
    "line_down being checked": shown(Held(Cause.LINE_DOWN, opened=False, ago=0.5)),
    "line_down not told": shown(Held(Cause.LINE_DOWN, ago=3)),
    "line_down told long ago": shown(Held(Cause.LINE_DOWN, told=20, ago=21)),
    "line_down acknowledged": shown(Held(Cause.LINE_DOWN, told=20, acknowledged=4, ago=21)),
    "line_down planned": shown(Held(Cause.LINE_DOWN, work=_PLANNED)),
    "line_slow told long ago": shown(Held(Cause.LINE_SLOW, told=20, ago=21)),
    "service_outage acknowledged": shown(Held(Cause.SERVICE_OUTAGE, told=20, acknowledged=4, ago=21)),
    "service_reported acknowledged": shown(Held(Cause.SERVICE_REPORTED, told=20, acknowledged=4, ago=21)),
    "service_reported and signing_blocked": shown(
        Held(Cause.SERVICE_REPORTED, told=30, ago=31), Held(Cause.SIGNING_BLOCKED, told=30, ago=31)
    ),
    "service_outage and line_slow": shown(Held(Cause.SERVICE_OUTAGE, told=5), Held(Cause.LINE_SLOW, told=5)),
    "line_down and service_outage": shown(Held(Cause.LINE_DOWN, told=5), Held(Cause.SERVICE_OUTAGE, told=5)),
    "service_outage and signing_blocked": shown(
        Held(Cause.SERVICE_OUTAGE, told=30, ago=31), Held(Cause.SIGNING_BLOCKED, told=30, ago=31)
    ),
    "isp_outage and line_down": shown(Held(Cause.ISP_OUTAGE, told=5), Held(Cause.LINE_DOWN, opened=False)),
    "normal and satellite_down": shown(Held(Cause.NORMAL), Held(Cause.SATELLITE_DOWN, told=5)),
}
"""By name."""
