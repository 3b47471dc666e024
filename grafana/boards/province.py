"""One province: which communes are worst, which systems they can use, what is left of the error budgets."""

from exporter.metrics import catalogue
from grafana import scale, series, variables
from grafana.board import Board, Row
from grafana.colours import BAD, GOOD, NONE, UNSTABLE
from grafana.limits import Limits
from grafana.links import page, to_board, to_commune
from grafana.panel import Panel
from grafana.panels import bars, stat, timeline, timeseries
from grafana.panels.table import matrix
from grafana.parts.budgets import burn, left
from grafana.parts.communes import commune_counts, course, worst_communes
from grafana.parts.incidents import open_table
from grafana.parts.lines import line_states, lines_down, worst_lines
from grafana.query import Query, named, of, placed
from grafana.words import NO_DATA
from probes.language import Text

_P = {"province": "$province"}
_MOST = 50


def board(limits: Limits) -> Board:
    """The dashboard."""
    return Board(
        name="province",
        title=Text("Thông Suốt: Tỉnh, thành phố", "Thông Suốt: Province"),
        means=Text(
            "Một tỉnh: xã nào nặng nhất, xã nào không vào được dịch vụ nào, mục tiêu phục vụ còn lại bao nhiêu.",
            "One province: the worst communes, which systems they cannot use, what is left of the objectives.",
        ),
        variables=(variables.province(),),
        rows=(
            Row(Text("Ngay lúc này", "Right now"), _now(limits)),
            Row(
                Text("Các xã nặng nhất", "The worst communes"),
                (
                    _worst_over_time(),
                    course(**_P),
                    worst_communes(of_one_province=True, province="$province").sized(12, 8),
                ),
            ),
            Row(Text("Sự cố đang mở", "Open incidents"), (open_table(**_P),)),
            Row(Text("Dịch vụ", "Services"), _services()),
            Row(Text("Mục tiêu phục vụ", "Error budgets"), _budgets(limits)),
            Row(Text("Đường truyền", "Lines"), _lines(limits)),
        ),
        status_page=limits.status_page,
        links=(page(Text("Trang trạng thái", "Status page"), "${status_page}/"),),
    )


def _now(limits: Limits) -> tuple[Panel, ...]:
    return (
        *commune_counts(**_P),
        left(
            Text("Mục tiêu còn lại", "Budget left"),
            Query(f"min ({series.budget_left(series.COMMUNES_OUT, limits.communes_objective, '30d', **_P)})"),
            limits.communes_objective,
        ),
        stat(
            Text("Sự cố đang mở", "Open incidents"),
            Text(
                "Trong tỉnh, và những sự cố chung không của riêng tỉnh nào.",
                "In the province, and shared ones that are no province's own.",
            ),
            Query(series.open_count("$province")),
            thresholds=scale.steps(GOOD, (1, UNSTABLE)),
            empty=NO_DATA,
            width=3,
        ),
        stat(
            Text("Xã chưa ký được", "Cannot issue"),
            Text(
                "Muốn phát hành văn bản cần chữ ký lãnh đạo và dấu của cơ quan: xã thiếu một trong hai thì tính ở đây.",
                "To issue a document takes a leader's signature and the organisation's seal: without either, a commune counts here.",
            ),
            Query(
                series.counted(
                    f"min by (province, commune) ({of(catalogue.COMMUNE_USABLE_SIGNERS, group='leader|seal', **_P)}) == 0",
                    of(catalogue.COMMUNE_USABLE_SIGNERS, group="leader|seal", **_P),
                )
            ),
            thresholds=scale.steps(GOOD, (1, BAD)),
            empty=NO_DATA,
            links=(to_board(Text("Chữ ký số", "Signing"), "signing", "province"),),
            width=3,
        ),
        lines_down(),
    )


def _worst_over_time() -> Panel:
    worst = f"topk ({_MOST}, sum by (province, commune) (avg_over_time({of(catalogue.COMMUNE_STATUS, status='outage|degraded', **_P)}[$__range] @ end())))"
    return timeline(
        Text(f"{_MOST} xã nặng nhất trong khoảng đang xem", f"The {_MOST} worst communes of the time range"),
        Text(
            "Chọn những xã mất kết nối hoặc không ổn định lâu nhất trong khoảng đang xem. Khoảng trống: lúc ấy không có số liệu.",
            "Those that were cut off or unstable for longest in the time range. A gap: nobody looked then.",
        ),
        Query(f"{named(series.commune_state(**_P))} and on (province, commune) ({worst})", "{{name}}"),
        mappings=scale.commune_status(),
        links=(to_commune("field.labels"),),
        height=18,
    )


def _services() -> tuple[Panel, ...]:
    yes, no = Text("Vào được", "Reached"), Text("Không vào được", "Not reached")
    return (
        timeline(
            Text("Nhìn từ tỉnh", "Seen from the province"),
            Text(
                "Mỗi hệ thống dùng chung một dải: tình trạng xấu nhất trong các phép đo của nó.",
                "One bar for each shared system: the worst of its checks.",
            ),
            Query(
                f"max by (service) ({of(catalogue.TARGET_STATE, vantage='hub', service='.+')})", "{{service}}"
            ),
            mappings=scale.target_state(),
            links=(
                to_board(
                    Text("Xem dịch vụ này", "This service"),
                    "services",
                    "province",
                    service="${__field.labels.service}",
                ),
            ),
            width=24,
            height=7,
        ),
        matrix(
            Text("Nhìn từ xã: xã nào không vào được dịch vụ nào", "Seen from communes: who reaches what"),
            Text(
                "Máy đo đặt tại xã nói: trong năm phút qua có lúc không vào được thì tô đỏ. Ô trống: xã ấy không đo dịch vụ ấy.",
                "What agents in communes say: red if it could not be reached at some time in the last five minutes. Empty: not looked at there.",
            ),
            Query(
                placed(
                    f"min by (province, commune, service) (min_over_time({of(catalogue.PROBE_SUCCESS, vantage='agent', service='.+', origin='', **_P)}[5m]))"
                ),
                table=True,
            ),
            rows="place",
            heading=Text("Xã, phường", "Commune"),
            columns="service",
            mappings=scale.values({"1": (yes, NONE), "0": (no, BAD)}),
            width=24,
            height=10,
        ),
    )


def _budgets(limits: Limits) -> tuple[Panel, ...]:
    return (
        burn(
            Text("Tốc độ tiêu hao mục tiêu của tỉnh", "How fast the province's budget burns"),
            series.COMMUNES_OUT,
            limits.communes_objective,
            "{{province}}",
            **_P,
        ),
        bars(
            Text("Phần mục tiêu còn lại của từng dịch vụ, 30 ngày", "Budget left of each service, 30 days"),
            Text(
                f"Mục tiêu {limits.services_objective * 100:g} % lượt đo thành công. 0 % là đã dùng hết.",
                f"The objective is {limits.services_objective * 100:g} % of looks. At 0 % it is used up.",
            ),
            Query(
                f"sort (min by (service) ({series.budget_left(series.SERVICE_FAILING, limits.services_objective, '30d')}))",
                "{{service}}",
                now=True,
            ),
            unit="percentunit",
            decimals=1,
            greatest=1,
            thresholds=scale.steps(BAD, (0, UNSTABLE), (0.5, GOOD)),
        ),
    )


def _lines(limits: Limits) -> tuple[Panel, ...]:
    return (
        timeseries(
            Text("Đường truyền đứt, theo nhà mạng", "Lines down, by ISP"),
            Text(
                "Nhiều đường của một nhà mạng cùng đứt là lỗi của nhà mạng.",
                "Many lines of one ISP at once are the ISP's fault.",
            ),
            Query(
                f"count by (isp) ({line_states(**_P)} == 2) or 0 * count by (isp) ({line_states(**_P)})",
                "{{isp}}",
            ),
            stacked=True,
            width=8,
            height=9,
        ),
        worst_lines(limits, **_P).sized(16, 9),
    )
