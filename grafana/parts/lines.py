"""Lines: how many are down, and the worst of them."""

from exporter.metrics import catalogue
from grafana import scale, series
from grafana.colours import BAD, GOOD, TEXT, UNSTABLE
from grafana.limits import Limits
from grafana.links import to_board
from grafana.panel import Panel
from grafana.panels import Column, stat, table
from grafana.query import Query, most, named, of
from probes.language import Text

LINE = ("instance", "province", "commune", "site", "link", "isp")
_MOST = 30


def line_states(**labels: str) -> str:
    """The state of each line, seen from the province."""
    return most(of(catalogue.TARGET_STATE, vantage="hub", link=".+", **labels), "instance", "isp")


def lines_down() -> Panel:
    """How many do not answer."""
    states = line_states(province="$province")
    return stat(
        Text("Đường truyền đứt", "Lines down"),
        Text(
            "Số đường truyền không trả lời, nhìn từ tỉnh.",
            "Lines that do not answer, seen from the province.",
        ),
        Query(series.counted(f"{states} == 2", states)),
        thresholds=scale.steps(GOOD, (1, BAD)),
        links=(to_board(Text("Đường truyền", "Lines"), "lines", "province"),),
        width=3,
    )


def worst_lines(limits: Limits, **labels: str) -> Panel:
    """Those that lose most of their packets now, with their round trip."""
    loss = f"topk ({_MOST}, {most(of(catalogue.LINK_LOSS, **labels), *LINE)})"

    def beside(series: str) -> str:
        return f"{most(series, *LINE)} and on (instance) ({loss})"

    to_line = to_board(
        Text("Xem đường này", "This line"), "lines", "province", line="${__data.fields.instance}"
    )
    return table(
        Text(f"{_MOST} đường truyền mất gói nhiều nhất", f"The {_MOST} lines that lose most"),
        Text(
            f"Trong 5 phút gần nhất. Từ {limits.loss * 100:g} % mất gói hoặc {limits.rtt * 1000:g} ms thì tính là không ổn định.",
            f"Over the last 5 minutes. From {limits.loss * 100:g} % of loss or {limits.rtt * 1000:g} ms on a line counts as unstable.",
        ),
        Query(named(loss), table=True),
        Query(beside(of(catalogue.LINK_RTT, quantile="0.5", **labels)), table=True),
        Query(beside(of(catalogue.LINK_RTT, quantile="0.95", **labels)), table=True),
        Query(beside(of(catalogue.LINK_JITTER, **labels)), table=True),
        Query(beside(of(catalogue.TARGET_STATE, vantage="hub", link=".+", **labels)), table=True),
        columns=(
            Column(source="name", title=Text("Xã, phường", "Commune")),
            Column(source="instance", title=Text("Đường truyền", "Line"), links=(to_line,), width=230),
            Column(source="isp", title=Text("Nhà mạng", "ISP"), width=100),
            Column(
                source="Value #E", title=Text("Trạng thái", "State"), mappings=scale.target_state(), width=130
            ),
            Column(
                source="Value #A",
                title=Text("Mất gói", "Loss"),
                unit="percentunit",
                decimals=1,
                thresholds=scale.steps(TEXT, (limits.loss, UNSTABLE), (0.2, BAD)),
                width=100,
            ),
            Column(
                source="Value #B",
                title=Text("Trung vị", "Median"),
                unit="s",
                thresholds=scale.steps(TEXT, (limits.rtt, UNSTABLE)),
                width=100,
            ),
            Column(source="Value #C", title=Text("95 %", "95 %"), unit="s", width=100),
            Column(
                source="Value #D",
                title=Text("Dao động", "Jitter"),
                unit="s",
                thresholds=scale.steps(TEXT, (limits.jitter, UNSTABLE)),
                width=100,
            ),
        ),
        sort=Text("Mất gói", "Loss"),
    )
