"""Shared systems: whether they work, where the time goes, when their TLS ends, and how communes see them."""

from exporter.metrics import catalogue
from grafana import label_words, scale, series, variables
from grafana.board import Board, Marks, Row
from grafana.colours import BAD, GOOD, NONE, TEXT, UNSTABLE
from grafana.limits import Limits
from grafana.links import page, to_board
from grafana.panel import Panel
from grafana.panels import Column, bars, table, timeline, timeseries
from grafana.panels.table import matrix
from grafana.parts.budgets import burn
from grafana.parts.incidents import open_table
from grafana.parts.phases import phases
from grafana.query import DAY, Query, least, most, of, placed
from probes.language import Text

_S = {"service": "$service"}
_HUB = {"service": "$service", "vantage": "hub"}
_CHECK = ("instance", "service", "kind")


def board(limits: Limits) -> Board:
    """The dashboard."""
    return Board(
        name="services",
        title=Text("Thông Suốt: Dịch vụ dùng chung", "Thông Suốt: Shared services"),
        means=Text(
            "Cổng dịch vụ công, VNeID, một cửa, văn bản, họp: có vào được không, chậm ở đâu, xã thấy thế nào.",
            "Portal, VNeID, procedures, documents, meetings: whether they work, where the time goes, how communes see them.",
        ),
        variables=(
            variables.of_label(
                "service", Text("Dịch vụ", "Service"), of(catalogue.TARGET_STATE, vantage="hub", service=".+")
            ),
            variables.province(),
        ),
        rows=(
            Row(Text("Ngay lúc này", "Right now"), (_checks(limits), _timeline())),
            Row(
                Text("Sự cố đang mở", "Open incidents"),
                (open_table("service_.+", service="$service", province="$province").sized(24, 7),),
            ),
            Row(Text("Chậm ở đâu", "Where the time goes"), phases(limits)),
            Row(Text("Tỉnh thấy và xã thấy", "Seen from the province, seen from communes"), _beside()),
            Row(Text("Chứng chỉ TLS", "TLS certificates"), _tls(limits)),
            Row(Text("Mục tiêu phục vụ", "Error budgets"), _budgets(limits)),
        ),
        status_page=limits.status_page,
        links=(page(Text("Trang trạng thái", "Status page"), "${status_page}/"),),
        marks=(
            Marks(
                Text("Sự cố của dịch vụ", "Incidents of services"),
                f"max by (cause, service) ({of(catalogue.INCIDENT_OPEN, scope='service', **_S)}) == 1",
                "{{service}}",
                BAD,
            ),
        ),
    )


def _checks(limits: Limits) -> Panel:
    return table(
        Text("Từng phép đo", "Check by check"),
        Text(
            "Nhìn từ tỉnh. Lỗi lần gần nhất để trống khi lần đo ấy tốt.",
            "Seen from the province. The last failure is empty when the last look was well.",
        ),
        Query(most(of(catalogue.TARGET_STATE, **_HUB), *_CHECK), table=True),
        Query(most(of(catalogue.PROBE_DURATION, **_HUB), *_CHECK), table=True),
        Query(most(of(catalogue.PROBE_HTTP_STATUS, **_HUB), *_CHECK), table=True),
        Query(most(of(catalogue.PROBE_FAILURE_INFO, **_HUB), *_CHECK, "reason"), table=True),
        columns=(
            Column(
                source="service",
                title=Text("Dịch vụ", "Service"),
                links=(
                    to_board(
                        Text("Chỉ dịch vụ này", "This service only"),
                        "services",
                        "province",
                        service="${__data.fields.service}",
                    ),
                ),
                width=160,
            ),
            Column(source="instance", title=Text("Phép đo", "Check"), width=190),
            Column(source="kind", title=Text("Cách đo", "Kind"), width=80),
            Column(
                source="Value #A",
                title=Text("Trạng thái", "State"),
                mappings=scale.target_state(),
                filled=True,
                width=130,
            ),
            Column(
                source="Value #B",
                title=Text("Mất", "Took"),
                unit="s",
                thresholds=scale.steps(TEXT, (limits.slow, UNSTABLE)),
                width=90,
            ),
            Column(
                source="Value #C",
                title=Text("Mã HTTP", "HTTP status"),
                thresholds=scale.steps(TEXT, (400, BAD)),
                width=110,
            ),
            Column(
                source="reason",
                title=Text("Lỗi lần gần nhất", "Last failure"),
                mappings=label_words.reasons(),
            ),
        ),
        sort=Text("Trạng thái", "State"),
        height=10,
    )


def _timeline() -> Panel:
    return timeline(
        Text("Diễn biến", "Over time"),
        Text("Mỗi phép đo một dải, nhìn từ tỉnh.", "One bar a check, seen from the province."),
        Query(most(of(catalogue.TARGET_STATE, **_HUB), "instance"), "{{instance}}"),
        mappings=scale.target_state(),
        height=8,
    )


def _beside() -> tuple[Panel, ...]:
    inside = of(catalogue.PROBE_SUCCESS, vantage="agent", service="$service", province="$province", origin="")
    hub = of(catalogue.PROBE_SUCCESS, origin="", **_HUB)
    return (
        timeseries(
            Text("Phần nơi đo vào được", "Share of looks that succeed"),
            Text(
                "Chỉ các xã thấy lỗi: hỏng ở mạng phía xã. Cả tỉnh và xã: hỏng ở dịch vụ.",
                "Only communes fail: their network is at fault. The province and communes: the service is.",
            ),
            Query(f"avg by (service) ({inside})", Text("{{service}}, từ xã", "{{service}}, from communes")),
            Query(
                f"min by (service) ({hub})", Text("{{service}}, từ tỉnh", "{{service}}, from the province")
            ),
            unit="percentunit",
            greatest=1,
            calcs=("min", "lastNotNull"),
            fill=0,
            width=24,
            height=8,
        ),
        matrix(
            Text("Xã nào không vào được dịch vụ nào", "Which commune cannot reach what"),
            Text(
                "Trong năm phút qua có lúc không vào được thì tô đỏ.",
                "Red if it could not be reached at some time in the last five minutes.",
            ),
            Query(
                placed(f"min by (province, commune, service) (min_over_time({inside}[5m]))"),
                table=True,
            ),
            rows="place",
            heading=Text("Xã, phường", "Commune"),
            columns="service",
            mappings=scale.values(
                {"1": (Text("Vào được", "Reached"), NONE), "0": (Text("Không vào được", "Not reached"), BAD)}
            ),
            width=24,
            height=10,
        ),
    )


def _tls(limits: Limits) -> tuple[Panel, ...]:
    left = f"({least(of(catalogue.PROBE_SSL_EXPIRY, **_HUB), 'instance')} - time()) / {DAY}"
    critical, warning = limits.tls_critical / DAY, limits.tls_warning / DAY
    return (
        bars(
            Text("Chứng chỉ TLS còn bao nhiêu ngày", "How many days TLS certificates last"),
            Text(
                "Chứng chỉ hết hạn sớm nhất trong chuỗi mà máy chủ đưa ra, kể cả khi chuỗi ấy không được tin cậy.",
                "The first to end in the chain that the server presents, be the chain trusted or not.",
            ),
            Query(f"sort ({left})", "{{instance}}", now=True),
            unit="none",
            decimals=1,
            thresholds=scale.steps(BAD, (critical, UNSTABLE), (warning, GOOD)),
            empty=Text("Không có chứng chỉ nào", "None"),
        ),
        timeseries(
            Text("Số ngày còn lại", "Days left"),
            Text(
                "Tụt dần là bình thường; nhảy lên là đã thay; dưới 0 là đã hết hạn.",
                "It falls as it should; it jumps when renewed; below 0 it has ended.",
            ),
            Query(left, "{{instance}}"),
            unit="none",
            decimals=1,
            least=None,
            limits=scale.steps(BAD, (critical, UNSTABLE), (warning, GOOD)),
        ),
    )


def _budgets(limits: Limits) -> tuple[Panel, ...]:
    return (
        burn(
            Text("Tốc độ tiêu hao mục tiêu", "How fast the budget burns"),
            series.SERVICE_FAILING,
            limits.services_objective,
            "{{service}}",
            **_S,
        ),
        bars(
            Text("Lượt đo thành công trong khoảng đang xem", "Looks that succeeded in the time range"),
            Text(
                f"Mục tiêu {limits.services_objective * 100:g} %.",
                f"The objective is {limits.services_objective * 100:g} %.",
            ),
            Query(
                f"sort (1 - max by (service) (avg_over_time({of(series.SERVICE_FAILING, **_S)}[$__range])))",
                "{{service}}",
                now=True,
            ),
            unit="percentunit",
            decimals=2,
            greatest=1,
            thresholds=scale.steps(
                BAD, (1 - 6 * (1 - limits.services_objective), UNSTABLE), (limits.services_objective, GOOD)
            ),
        ),
    )
