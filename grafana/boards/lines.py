"""Lines and ISPs: one line in the way of SmokePing, beside its own last four weeks, hour by hour, before and after an upgrade."""

from exporter.metrics import catalogue
from grafana import scale, variables
from grafana.board import Board, Marks, Row
from grafana.colours import BAD, GOOD, TEXT, UNSTABLE
from grafana.limits import Limits
from grafana.links import to_board
from grafana.panel import Panel
from grafana.panels import Column, table, timeline, timeseries
from grafana.parts.incidents import open_table
from grafana.parts.itself import against_itself, before_and_after, by_the_hour
from grafana.parts.lines import LINE, worst_lines
from grafana.parts.smoke import smoke
from grafana.query import Query, most, named, of
from probes.language import Text

_L = {"province": "$province", "isp": "$isp"}
_ONE = {"instance": "$line"}
_CAUSES = "province_outage|isp_outage|upstream_outage|line_.+|backup_available|satellite_down"


def board(limits: Limits) -> Board:
    """The dashboard."""
    return Board(
        name="lines",
        title=Text("Thông Suốt: Đường truyền và nhà mạng", "Thông Suốt: Lines and ISPs"),
        means=Text(
            "Nhà mạng nào, đường nào, giờ nào: và có tốt hơn chính nó trước đây không.",
            "Which ISP, which line, at which hour: and whether it is better than it was itself.",
        ),
        variables=(
            variables.province(),
            variables.of_label("isp", Text("Nhà mạng", "ISP"), of(catalogue.LINK_SENT, province="$province")),
            variables.of_label(
                "line",
                Text("Đường truyền", "Line"),
                of(catalogue.LINK_SENT, **_L),
                source="instance",
                several=False,
            ),
            variables.period("days", Text("Theo giờ, trong", "By the hour, over"), "7d", "1d", "28d"),
            variables.period(
                "upgrade", Text("Nâng cấp cách đây", "Upgraded ago"), "7d", "1d", "3d", "14d", "28d"
            ),
        ),
        rows=(
            Row(Text("Nhà mạng", "ISPs"), (_isps(limits), _down(), _isp_loss(limits))),
            Row(
                Text("Sự cố của nhà mạng và điểm mạng", "Incidents of ISPs and network points"),
                (open_table(_CAUSES, isp="$isp", province="$province").sized(24, 7),),
            ),
            Row(Text("Một đường truyền", "One line"), _one(limits)),
            Row(Text("So với chính nó", "Against itself"), against_itself(limits)),
            Row(Text("Theo giờ trong ngày", "Hours of the day"), by_the_hour(limits)),
            Row(Text("Trước và sau khi nâng cấp", "Before and after an upgrade"), before_and_after()),
            Row(
                Text("Những đường cần chú ý", "Lines to look at"),
                (worst_lines(limits, **_L).sized(24, 10), _flaps()),
            ),
        ),
        status_page=limits.status_page,
        marks=(
            Marks(
                Text("Sự cố của nhà mạng", "Outages of ISPs"),
                f"max by (cause, isp) ({of(catalogue.INCIDENT_OPEN, scope='isp|upstream')}) == 1",
                "{{isp}}",
                BAD,
            ),
        ),
        since="now-24h",
    )


def _isps(limits: Limits) -> Panel:
    state = most(of(catalogue.TARGET_STATE, vantage="hub", link=".+", **_L), *LINE)
    every = f"count by (isp) ({most(of(catalogue.LINK_SENT, **_L), *LINE)})"
    median = most(of(catalogue.LINK_RTT, quantile="0.5", **_L), *LINE)
    return table(
        Text("Từng nhà mạng", "ISP by ISP"),
        Text(
            "Đứt lúc này; mất gói trung bình; thời gian đi về của đường ở giữa, và của đường thứ 95 trong 100.",
            "Down now; the mean loss; the round trip of the line in the middle, and of the 95th of 100.",
        ),
        Query(every, table=True),
        Query(f"count by (isp) ({state} == 2) or 0 * count by (isp) ({state})", table=True),
        Query(f"avg by (isp) ({most(of(catalogue.LINK_LOSS, **_L), *LINE)})", table=True),
        Query(f"quantile by (isp) (0.5, {median})", table=True),
        Query(f"quantile by (isp) (0.95, {median})", table=True),
        columns=(
            Column(
                source="isp",
                title=Text("Nhà mạng", "ISP"),
                links=(
                    to_board(
                        Text("Chỉ nhà mạng này", "This ISP only"),
                        "lines",
                        "province",
                        isp="${__data.fields.isp}",
                    ),
                ),
            ),
            Column(source="Value #A", title=Text("Đường", "Lines"), width=65),
            Column(
                source="Value #B",
                title=Text("Đứt", "Down"),
                thresholds=scale.steps(TEXT, (1, BAD)),
                width=65,
            ),
            Column(
                source="Value #C",
                title=Text("Mất gói", "Loss"),
                unit="percentunit",
                decimals=2,
                thresholds=scale.steps(TEXT, (limits.loss, UNSTABLE)),
                width=90,
            ),
            Column(source="Value #D", title=Text("Đi về, ở giữa", "Trip, median"), unit="s", width=105),
            Column(source="Value #E", title=Text("Đi về, 95 %", "Trip, 95 %"), unit="s", width=105),
        ),
        sort=Text("Đứt", "Down"),
        width=12,
        height=8,
    )


def _down() -> Panel:
    state = most(of(catalogue.TARGET_STATE, vantage="hub", link=".+", **_L), *LINE)
    return timeseries(
        Text("Phần đường truyền bị đứt", "Share of lines down"),
        Text(
            "Của mỗi nhà mạng. Nhiều đường cùng đứt là lỗi chung.",
            "Of each ISP. Many at once are a shared fault.",
        ),
        Query(f"avg by (isp) ({state} == bool 2)", "{{isp}}"),
        unit="percentunit",
        greatest=1,
        width=6,
    )


def _isp_loss(limits: Limits) -> Panel:
    return timeseries(
        Text("Mất gói trung bình", "Mean loss"),
        Text(
            "Của mọi đường mỗi nhà mạng, kể cả đường đang đứt.",
            "Over all lines of each ISP, those that are down too.",
        ),
        Query(f"avg by (isp) ({most(of(catalogue.LINK_LOSS, **_L), *LINE)})", "{{isp}}"),
        unit="percentunit",
        limits=scale.steps(GOOD, (limits.loss, UNSTABLE)),
        width=6,
    )


def _one(limits: Limits) -> tuple[Panel, ...]:
    sent, received = (
        f"rate ({of(family, **_ONE)}[$__rate_interval])"
        for family in (catalogue.LINK_SENT, catalogue.LINK_RECEIVED)
    )
    return (
        timeline(
            Text("Trạng thái", "State"),
            Text("Khoảng trống: máy giám sát không nhìn thấy.", "A gap: the monitor could not see."),
            Query(
                most(of(catalogue.TARGET_STATE, vantage="hub", link=".+", **_ONE), "instance"), "{{instance}}"
            ),
            mappings=scale.target_state(),
            height=4,
        ),
        smoke(limits),
        timeseries(
            Text("Gói gửi và gói về", "Packets sent and answered"),
            Text(
                "Mỗi giây. Khoảng cách giữa hai đường là phần bị mất.",
                "Each second. What lies between the two was lost.",
            ),
            Query(f"sum ({sent})", Text("Gửi", "Sent")),
            Query(f"sum ({received})", Text("Về", "Answered")),
            unit="pps",
            width=8,
            height=6,
        ),
        timeseries(
            Text("Mất gói", "Loss"),
            Text("Trên cửa sổ 5 phút.", "Over 5 minutes."),
            Query(most(of(catalogue.LINK_LOSS, **_ONE), "instance"), Text("Mất gói", "Loss")),
            unit="percentunit",
            limits=scale.steps(GOOD, (limits.loss, UNSTABLE)),
            greatest=1,
            bars=True,
            width=8,
            height=6,
        ),
        timeseries(
            Text("Lần đo gần nhất", "The last look"),
            Text(
                "Trung bình các gói của từng lượt, không làm mượt; và cả lượt đo mất bao lâu.",
                "The mean of each look's packets, as it is; and how long the whole look took.",
            ),
            Query(
                most(of(catalogue.PROBE_ICMP_DURATION, phase="rtt", vantage="hub", **_ONE), "instance"),
                Text("Đi về", "Round trip"),
            ),
            Query(most(of(catalogue.LINK_JITTER, **_ONE), "instance"), Text("Dao động", "Jitter")),
            unit="s",
            points=True,
            width=8,
            height=6,
        ),
    )


def _flaps() -> Panel:
    state = of(catalogue.TARGET_STATE, vantage="hub", link=".+", **_L)
    changes = f"topk (30, {most(f'changes ({state}[$__range])', *LINE)} > 0)"
    flapping = f"{most(of(catalogue.LINK_FLAPPING, **_L), *LINE)} and on (instance) ({changes})"
    return table(
        Text("Những đường hay đổi trạng thái", "Lines that change state most"),
        Text(
            "Số lần đổi trạng thái trong khoảng đang xem. Chập chờn khó chịu hơn đứt hẳn: không ai kịp gọi.",
            "Changes of state in the time range. Flapping is worse than a clean cut: nobody gets to call.",
        ),
        Query(named(changes), table=True),
        Query(flapping, table=True),
        columns=(
            Column(source="name", title=Text("Xã, phường", "Commune")),
            Column(
                source="instance",
                title=Text("Đường truyền", "Line"),
                links=(
                    to_board(Text("Xem đường này", "This line"), "lines", line="${__data.fields.instance}"),
                ),
            ),
            Column(source="isp", title=Text("Nhà mạng", "ISP"), width=120),
            Column(source="Value #A", title=Text("Số lần đổi", "Changes"), width=120),
            Column(
                source="Value #B",
                title=Text("Chập chờn", "Flapping"),
                mappings=scale.values(
                    {
                        "1": (Text("Đang chập chờn", "Flapping now"), UNSTABLE),
                        "0": (Text("Không", "No"), TEXT),
                    }
                ),
                width=160,
            ),
        ),
        sort=Text("Số lần đổi", "Changes"),
        empty=Text("Không có đường nào", "None"),
        height=8,
    )
