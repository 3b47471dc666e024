"""Overview: is anything wrong, what, where, and does the monitor itself see."""

from exporter.metrics import catalogue
from grafana import label_words, scale, series, variables
from grafana.board import Board, Row
from grafana.colours import BAD, GOOD, PLAIN, TEXT, UNKNOWN, UNSTABLE
from grafana.limits import Limits
from grafana.links import page, to_board
from grafana.panel import Panel
from grafana.panels import Column, stat, table, timeseries
from grafana.parts.communes import commune_counts, course, worst_communes
from grafana.parts.incidents import open_table
from grafana.parts.lines import lines_down
from grafana.query import Query, least, most, of
from grafana.words import CUT_OFF, DEGRADED, NO_DATA, NORMAL, NOT_KNOWN
from probes.language import Text

_P = {"province": "$province"}


def board(limits: Limits) -> Board:
    """The dashboard."""
    return Board(
        name="overview",
        title=Text("Thông Suốt: Toàn cảnh", "Thông Suốt: Overview"),
        means=Text(
            "Nơi nào đang có vấn đề, vấn đề gì, và máy giám sát có đang nhìn thấy không.",
            "Where something is wrong, what it is, and whether the monitor itself can see.",
        ),
        variables=(variables.province(),),
        rows=(
            Row(Text("Ngay lúc này", "Right now"), _now(limits)),
            Row(Text("Sự cố đang mở", "Open incidents"), (open_table(**_P),)),
            Row(Text("Xã cần chú ý", "Communes to look at"), (worst_communes(province="$province"),)),
            Row(Text("Diễn biến", "Over time"), _course()),
            Row(Text("Từng tỉnh, thành phố", "Province by province"), (_provinces(limits),)),
            Row(Text("Chính hệ thống giám sát", "The monitoring itself"), _monitoring(limits)),
        ),
        status_page=limits.status_page,
        links=(
            page(Text("Trang trạng thái", "Status page"), "${status_page}/"),
            page(Text("Sự cố", "Incidents"), "${status_page}/su-co"),
        ),
    )


def _now(limits: Limits) -> tuple[Panel, ...]:
    ending = limits.renewal_closes
    ends = of(catalogue.SIGN_EFFECTIVE_NOT_AFTER, **_P)
    services = of(catalogue.TARGET_STATE, vantage="hub", service=".+")
    return (
        *commune_counts(**_P),
        stat(
            Text("Sự cố nghiêm trọng", "Critical incidents"),
            Text(
                "Đang mở, gọi người trực cả ngày lẫn đêm. Một nguyên nhân tính một, dù làm bao nhiêu xã bị ảnh hưởng.",
                "Open, and calling people day and night. One cause counts once, however many communes it hits.",
            ),
            Query(series.open_count("$province", severity="critical")),
            thresholds=scale.steps(GOOD, (1, BAD)),
            empty=NO_DATA,
            width=3,
        ),
        lines_down(),
        stat(
            Text("Dịch vụ có sự cố", "Services failing"),
            Text(
                "Số hệ thống dùng chung mà máy giám sát của tỉnh không vào được.",
                "Shared systems that the province's monitor cannot use.",
            ),
            Query(series.counted(f"max by (service) ({services}) == 2", services)),
            thresholds=scale.steps(GOOD, (1, BAD)),
            empty=NO_DATA,
            links=(to_board(Text("Dịch vụ", "Services"), "services", "province"),),
            width=3,
        ),
        stat(
            Text("Chữ ký sắp hết hạn", "Certificates ending"),
            Text(
                f"Số chứng thư ký số còn dưới {ending / 86400:.0f} ngày, kể cả đã hết hạn.",
                f"Signing certificates with less than {ending / 86400:.0f} days left, or past their end.",
            ),
            Query(series.counted(f"{least(ends, 'instance')} - time() < {ending:.0f}", ends)),
            thresholds=scale.steps(GOOD, (1, UNSTABLE)),
            empty=NO_DATA,
            links=(to_board(Text("Chữ ký số", "Signing"), "signing", "province"),),
            width=3,
        ),
    )


def _course() -> tuple[Panel, ...]:
    return (
        course(**_P),
        timeseries(
            Text("Sự cố đang mở", "Open incidents"),
            Text("Của tỉnh, và những sự cố chung.", "Of the province, and shared ones."),
            Query(f"count by (cause) ({series.open_incidents(province='$province|')})", "{{cause}}"),
            stacked=True,
            overrides=label_words.cause_names(),
        ),
    )


def _provinces(limits: Limits) -> Panel:
    allowed = 1 - limits.communes_objective
    counts = [
        Query(series.communes(status, "province"), table=True)
        for status in ("outage", "degraded", "unknown", "normal")
    ]
    info = f"count by (province, province_name) ({most(of(catalogue.COMMUNE_INFO, **_P), 'province', 'province_name', 'commune')})"
    to_province = to_board(
        Text("Xem tỉnh này", "This province"), "province", province="${__data.fields.province}"
    )
    return table(
        Text("Từng tỉnh, thành phố", "Province by province"),
        Text(
            f"Cột cuối: tỷ lệ xã phục vụ được, trung bình trong khoảng đang xem; mục tiêu {limits.communes_objective * 100:g} %.",
            f"Last column: the share of communes that could serve, over the time range; the objective is {limits.communes_objective * 100:g} %.",
        ),
        Query(info, table=True),
        *counts,
        Query(
            f"1 - max by (province) (avg_over_time({of(series.COMMUNES_OUT, **_P)}[$__range]))", table=True
        ),
        columns=(
            Column(source="province_name", title=Text("Tỉnh, thành phố", "Province"), links=(to_province,)),
            Column(source="province", title=Text("Mã", "Code"), width=80),
            Column(source="Value #A", title=Text("Số xã", "Communes"), width=100),
            Column(source="Value #B", title=CUT_OFF, thresholds=scale.steps(TEXT, (1, BAD)), width=120),
            Column(source="Value #C", title=DEGRADED, thresholds=scale.steps(TEXT, (1, UNSTABLE)), width=130),
            Column(source="Value #D", title=NOT_KNOWN, thresholds=scale.steps(TEXT, (1, UNKNOWN)), width=110),
            Column(source="Value #E", title=NORMAL, width=120),
            Column(
                source="Value #F",
                title=Text("Phục vụ được", "Served"),
                unit="percentunit",
                decimals=2,
                thresholds=scale.steps(BAD, (1 - 6 * allowed, UNSTABLE), (1 - allowed, GOOD)),
                width=130,
            ),
        ),
        sort=CUT_OFF,
        height=8,
    )


def _monitoring(limits: Limits) -> tuple[Panel, ...]:
    to_monitoring = (to_board(Text("Hệ thống giám sát", "Monitoring"), "monitoring", "province"),)
    contact = most(of(catalogue.AGENT_LAST_CONTACT, **_P), "province", "commune", "site")
    return (
        stat(
            Text("Nhìn thấy mạng", "Sees the network"),
            Text(
                "Phần điểm làm chứng có trả lời. Từ một nửa trở lên không trả lời thì máy giám sát tự coi là không nhìn thấy gì.",
                "The share of witnesses that answer. With half of them gone the monitor counts itself blind.",
            ),
            Query(series.sight_of_the_worst()),
            unit="percentunit",
            thresholds=scale.steps(BAD, (0.51, UNSTABLE), (1, GOOD)),
            empty=NO_DATA,
            links=to_monitoring,
        ),
        stat(
            Text("Trễ của vòng đo", "Lateness of rounds"),
            Text("Vòng đo chậm nhất bắt đầu muộn bao lâu.", "How late the latest round began."),
            Query(f"max ({of(catalogue.ROUND_LATE)})"),
            unit="s",
            decimals=1,
            thresholds=scale.steps(GOOD, (limits.rounds_late / 2, UNSTABLE), (limits.rounds_late, BAD)),
            empty=NO_DATA,
            links=to_monitoring,
        ),
        stat(
            Text("Tệp khai báo", "Inventory"),
            Text("Lần đọc gần nhất có được nhận không.", "Whether it was taken when it was last read."),
            Query(f"min ({of(catalogue.RELOAD_SUCCESSFUL)})"),
            mappings=scale.success(Text("Đã nhận", "Taken"), Text("Bị từ chối", "Refused")),
            empty=NO_DATA,
            links=to_monitoring,
        ),
        stat(
            Text("Máy đo tại xã im lặng", "Agents silent"),
            Text(
                f"Số máy đo từng gửi tin nhưng không gửi trong {limits.agent_quiet / 60:g} phút qua.",
                f"Agents that were heard once, and not in the last {limits.agent_quiet / 60:g} minutes.",
            ),
            Query(series.counted(f"time() - {contact} > {limits.agent_quiet:g}", contact)),
            thresholds=scale.steps(GOOD, (1, UNSTABLE)),
            empty=Text("Chưa có máy đo", "No agents"),
            links=to_monitoring,
        ),
        stat(
            Text("Tin báo đang chờ gửi", "Messages waiting"),
            Text(
                "Trong bộ chuyển tin: tin chưa đi được thì nằm trên đĩa.",
                "In the relay: what could not be sent yet waits on its disk.",
            ),
            Query(f"sum ({of('thongsuot_relay_messages_waiting', job='$job-relay')})"),
            colour=PLAIN,
            empty=NO_DATA,
            links=to_monitoring,
        ),
        stat(
            Text("Nguồn số liệu mất", "Scrapes failing"),
            Text(
                "Máy giám sát, bộ chuyển tin, Prometheus, Alertmanager: số nơi mà Prometheus không lấy được số liệu.",
                "Hubs, relays, Prometheus, Alertmanager: how many of them Prometheus cannot scrape.",
            ),
            Query(series.counted(f"{series.own_scrapes()} == 0", series.own_scrapes())),
            thresholds=scale.steps(GOOD, (1, BAD)),
            empty=NO_DATA,
            links=to_monitoring,
        ),
    )
