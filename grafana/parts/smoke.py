"""A line's round trip in the way of SmokePing: the median in the colour of its loss, and the smoke above it."""

from exporter.metrics import catalogue
from grafana.limits import Limits
from grafana.panel import Panel, by_name, fixed
from grafana.panels import timeseries
from grafana.query import Query, most, of
from probes.language import Text

_ONE = {"instance": "$line"}
_SMOKE = Text("95 %", "95 %")
_CLASSES = (
    (0.0, Text("không mất gói", "no loss"), "green"),
    (0.01, Text("mất đến 1 %", "up to 1 %"), "blue"),
    (0.05, Text("mất đến 5 %", "up to 5 %"), "purple"),
    (0.2, Text("mất đến 20 %", "up to 20 %"), "orange"),
    (1.0, Text("mất hơn 20 %", "more than 20 %"), "red"),
)


def smoke(limits: Limits) -> Panel:
    """The panel."""
    median = most(of(catalogue.LINK_RTT, quantile="0.5", **_ONE), "instance")
    loss = most(of(catalogue.LINK_LOSS, **_ONE), "instance")
    queries, overrides, above = [], [], None
    for most_lost, words, colour in _CLASSES:
        lost = f"{loss} <= {most_lost:g}" if above is None else f"({loss} > {above:g}) <= {most_lost:g}"
        queries.append(Query(f"{median} and on (instance) ({lost})", words))
        overrides.append(by_name(words, color=fixed(colour), custom_drawStyle="points"))
        above = most_lost
    return timeseries(
        Text("Thời gian đi về", "Round trip"),
        Text(
            f"Chấm là trung vị, màu theo phần gói bị mất; khói phía trên lên đến 95 %. Từ {limits.rtt * 1000:g} ms thì tính là chậm.",
            f"Dots are the median, in the colour of what was lost; the smoke above reaches to 95 %. From {limits.rtt * 1000:g} ms on it counts as slow.",
        ),
        Query(most(of(catalogue.LINK_RTT, quantile="0.95", **_ONE), "instance"), _SMOKE),
        Query(median, Text("trung vị", "median")),
        *queries,
        unit="s",
        overrides=[
            by_name(
                _SMOKE,
                color=fixed("#c0c0c0"),
                custom_fillBelowTo=Text("trung vị", "median"),
                custom_lineWidth=0,
                custom_fillOpacity=30,
            ),
            by_name(
                Text("trung vị", "median"), color=fixed("#808080"), custom_lineWidth=1, custom_fillOpacity=0
            ),
            *overrides,
        ],
        width=24,
        height=9,
    )
