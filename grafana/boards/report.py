"""The month: what was promised, what was kept, and where it was lost."""

from exporter.metrics import catalogue
from grafana import label_words, scale, series, variables
from grafana.board import Board, Row
from grafana.colours import BAD, GOOD, TEXT, UNKNOWN, UNSTABLE
from grafana.limits import Limits
from grafana.links import page, to_commune
from grafana.panel import Panel
from grafana.panels import Column, bars, stat, table, timeseries
from grafana.query import Query, most, named, named_province, of
from grafana.words import NO_DATA
from probes.language import Text

_P = {"province": "$province"}
_STEP = 300
_EVERY = f"[$__range:{_STEP}s]"
"""Every five minutes: fine enough for a month. A month of all the country is many millions of samples for each column."""


def board(limits: Limits) -> Board:
    """The dashboard."""
    return Board(
        name="report",
        title=Text("Thông Suốt: Báo cáo tháng", "Thông Suốt: Monthly report"),
        means=Text(
            "Mục tiêu phục vụ trong khoảng đang xem (mặc định 30 ngày): giữ được bao nhiêu, mất ở đâu.",
            "The objectives over the time range (30 days unless chosen otherwise): what was kept, and where it was lost.",
        ),
        variables=(variables.province(),),
        rows=(
            Row(Text("Mục tiêu", "Objectives"), _objectives(limits)),
            Row(Text("Các xã", "Communes"), (_communes(limits),)),
            Row(Text("Dịch vụ và nhà mạng", "Services and ISPs"), _services(limits)),
            Row(Text("Sự cố", "Incidents"), _incidents()),
        ),
        status_page=limits.status_page,
        links=(page(Text("Báo cáo ngày", "Day reports"), "${status_page}/bao-cao"),),
        since="now-30d",
        refresh="",
    )


def _objectives(limits: Limits) -> tuple[Panel, ...]:
    out = of(series.COMMUNES_OUT, **_P)
    allowed = 1 - limits.communes_objective
    known = f"1 - {series.communes('unknown', 'province', **_P)} / sum by (province) ({most(of(catalogue.COMMUNES, **_P), 'province', 'status')})"
    percent = limits.communes_objective * 100
    return (
        stat(
            Text("Xã phục vụ được", "Communes served"),
            Text(
                f"Tỷ lệ xã phục vụ được, trung bình theo thời gian. Mục tiêu {percent:g} %. Lúc không nhìn thấy thì không tính.",
                f"The share of communes that could serve, over time. The objective is {percent:g} %. What nobody saw is not counted.",
            ),
            Query(
                named_province(f"1 - max by (province) (avg_over_time({out}[$__range]))"),
                "{{province_name}}",
                now=True,
            ),
            unit="percentunit",
            decimals=3,
            thresholds=scale.steps(BAD, (1 - 3 * allowed, UNSTABLE), (1 - allowed, GOOD)),
            empty=NO_DATA,
            width=5,
            height=6,
        ),
        stat(
            Text("Phần mục tiêu còn lại", "Budget left"),
            Text(
                "Của khoảng đang xem. 0 %: đã dùng hết; âm: đã vượt.",
                "Of the time range. 0 %: used up; less: missed.",
            ),
            Query(
                named_province(
                    series.budget_left(series.COMMUNES_OUT, limits.communes_objective, "$__range", **_P)
                ),
                "{{province_name}}",
                now=True,
            ),
            unit="percentunit",
            decimals=1,
            thresholds=scale.steps(BAD, (0, UNSTABLE), (0.5, GOOD)),
            empty=NO_DATA,
            width=5,
            height=6,
        ),
        stat(
            Text("Không ai nhìn thấy", "Seen by nobody"),
            Text(
                "Phần của khoảng đang xem mà xã ở trạng thái chưa rõ, hoặc không có số liệu: các ô bên cạnh không nói gì về phần này.",
                "The share of the time range that communes were unknown, or without any data: the figures beside say nothing of it.",
            ),
            Query(
                named_province(
                    f"clamp_min (1 - {_STEP} * sum_over_time (({known}){_EVERY}) / $__range_s, 0)"
                ),
                "{{province_name}}",
                now=True,
            ),
            unit="percentunit",
            decimals=2,
            thresholds=scale.steps(GOOD, (0.01, UNKNOWN)),
            empty=NO_DATA,
            width=4,
            height=6,
        ),
        timeseries(
            Text("Xã phục vụ được, theo giờ", "Communes served, by the hour"),
            Text(
                f"Trung bình từng giờ; đường nét đứt là mục tiêu {percent:g} %.",
                f"The mean of each hour; the dashed line is the objective of {percent:g} %.",
            ),
            Query(
                named_province(f"1 - max without (job) ({of(series.COMMUNES_OUT + '_avg1h', **_P)})"),
                "{{province_name}}",
            ),
            unit="percentunit",
            least=None,
            greatest=1,
            limits=scale.steps(BAD, (limits.communes_objective, GOOD)),
            width=10,
            height=6,
        ),
    )


def _communes(limits: Limits) -> Panel:
    def over_time(function: str, status: str) -> str:
        each = of(catalogue.COMMUNE_STATUS, status=status, **_P)
        return most(f"{function} ({each}{_EVERY})", *series.PLACE)

    worst = f"topk (200, {over_time('sum_over_time', 'outage')})"

    def beside(expr: str) -> Query:
        return Query(f"{expr} and on (province, commune) {worst}", table=True)

    allowed = 1 - limits.communes_objective
    return table(
        Text("Từng xã, mất kết nối nhiều nhất trước", "Commune by commune, the most cut off first"),
        Text(
            "Tỷ lệ tính trên thời gian có số liệu (cột cuối), cứ năm phút xem một lần; tối đa 200 xã. Cả nước và cả tháng thì nặng: hãy chọn từng tỉnh. Số chính xác đến phút: thongsuot report.",
            "Shares of the time there is data of (last column), looked at every five minutes; 200 communes at most. All the country over a month is heavy: choose a province. To the minute: thongsuot report.",
        ),
        Query(
            named(
                f"{over_time('avg_over_time', 'outage')} and on (province, commune) {worst}", province=True
            ),
            table=True,
        ),
        beside(f"{_STEP} * {over_time('sum_over_time', 'outage')}"),
        beside(over_time("avg_over_time", "degraded")),
        beside(over_time("avg_over_time", "unknown")),
        beside(f"{_STEP} * {over_time('count_over_time', 'outage')}"),
        columns=(
            Column(source="name", title=Text("Xã, phường", "Commune"), links=(to_commune(),)),
            Column(source="province_name", title=Text("Tỉnh, thành phố", "Province")),
            Column(source="commune", title=Text("Mã", "Code"), width=90),
            Column(source="province", title=Text("Mã tỉnh", "Province code"), width=90),
            Column(
                source="Value #A",
                title=Text("Mất kết nối", "Cut off"),
                unit="percentunit",
                decimals=2,
                thresholds=scale.steps(TEXT, (allowed, UNSTABLE), (3 * allowed, BAD)),
                width=130,
            ),
            Column(source="Value #B", title=Text("Tổng cộng", "In all"), unit="dtdhms", width=130),
            Column(
                source="Value #C",
                title=Text("Không ổn định", "Unstable"),
                unit="percentunit",
                decimals=2,
                width=130,
            ),
            Column(
                source="Value #D",
                title=Text("Chưa rõ", "Not known"),
                unit="percentunit",
                decimals=2,
                width=110,
            ),
            Column(source="Value #E", title=Text("Có số liệu", "Seen for"), unit="dtdhms", width=140),
        ),
        sort=Text("Tổng cộng", "In all"),
        height=12,
    )


def _services(limits: Limits) -> tuple[Panel, ...]:
    lines = most(of(catalogue.TARGET_STATE, vantage="hub", link=".+", **_P), "instance", "isp")
    return (
        bars(
            Text("Dịch vụ: lượt đo thành công", "Services: looks that succeeded"),
            Text(
                f"Mục tiêu {limits.services_objective * 100:g} %.",
                f"The objective is {limits.services_objective * 100:g} %.",
            ),
            Query(
                f"sort (1 - max by (service) (avg_over_time({of(series.SERVICE_FAILING)}[$__range])))",
                "{{service}}",
                now=True,
            ),
            unit="percentunit",
            decimals=3,
            greatest=1,
            thresholds=scale.steps(
                BAD, (1 - 3 * (1 - limits.services_objective), UNSTABLE), (limits.services_objective, GOOD)
            ),
        ),
        bars(
            Text("Nhà mạng: đường truyền thông", "ISPs: lines that were up"),
            Text(
                "Trung bình của mọi đường mỗi nhà mạng, cứ năm phút xem một lần. Cả nước và cả tháng thì nặng: hãy chọn từng tỉnh.",
                "The mean over all lines of each ISP, looked at every five minutes. All the country over a month is heavy: choose a province.",
            ),
            Query(
                f"sort (1 - avg by (isp) (avg_over_time (({lines} == bool 2){_EVERY})))", "{{isp}}", now=True
            ),
            unit="percentunit",
            decimals=3,
            greatest=1,
            thresholds=scale.steps(
                BAD, (1 - 3 * (1 - limits.communes_objective), UNSTABLE), (limits.communes_objective, GOOD)
            ),
        ),
    )


def _incidents() -> tuple[Panel, ...]:
    opened = f"{of(catalogue.INCIDENT_OPEN, province='$province|')}[$__range]"
    hit = f"max_over_time ({opened}) == 1"
    return (
        table(
            Text("Sự cố theo nguyên nhân", "Incidents by cause"),
            Text(
                "Số nơi bị mỗi nguyên nhân, mỗi nơi tính một lần dù bị nhiều lần; và số lần mở.",
                "How many places each cause hit, each counted once however often; and how often it opened.",
            ),
            Query(f"count by (cause, severity) (max by ({', '.join(series.INCIDENT)}) ({hit}))", table=True),
            Query(
                f"sum by (cause, severity) (max by ({', '.join(series.INCIDENT)}) (resets ({opened}) + last_over_time ({opened})))",
                table=True,
            ),
            columns=(
                Column(source="cause", title=Text("Nguyên nhân", "Cause"), mappings=label_words.causes()),
                Column(
                    source="severity",
                    title=Text("Mức", "Severity"),
                    mappings=label_words.severities(),
                    width=130,
                ),
                Column(source="Value #A", title=Text("Số nơi", "Places"), width=110),
                Column(source="Value #B", title=Text("Số lần", "Times"), width=110),
            ),
            sort=Text("Số nơi", "Places"),
            empty=Text("Không có sự cố nào", "No incident"),
            height=9,
            width=12,
        ),
        timeseries(
            Text("Sự cố đang mở, theo nguyên nhân", "Open incidents, by cause"),
            Text("Của tỉnh, và những sự cố chung.", "Of the province, and shared ones."),
            Query(f"count by (cause) ({series.open_incidents(province='$province|')})", "{{cause}}"),
            stacked=True,
            overrides=label_words.cause_names(),
            height=9,
        ),
    )
