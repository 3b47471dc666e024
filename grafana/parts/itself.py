"""A line against itself: its last four weeks, the hours of the day, before and after an upgrade."""

from exporter.metrics import catalogue
from grafana import scale
from grafana.colours import BAD, GOOD, TEXT, UNKNOWN, UNSTABLE
from grafana.limits import Limits
from grafana.panel import Override, Panel, by_name, fixed
from grafana.panels import stat, timeseries
from grafana.panels.columns import columns
from grafana.query import Query, most, of
from grafana.words import NO_DATA
from probes.language import Text

_ONE = {"instance": "$line"}
_EVER = "@ end ()"
"""The last four weeks do not move with the time range: reckoned once, not for each of its points."""
_HOUR = 'count_values ("hour", hour (vector (time() + 25200)))'
"""The hour in Việt Nam, which has had no summer time since 1975, as a label."""


def against_itself(limits: Limits) -> tuple[Panel, ...]:
    """Whether it is worse now than it usually is."""
    median, loss = of(catalogue.LINK_RTT, quantile="0.5", **_ONE), of(catalogue.LINK_LOSS, **_ONE)

    state = most(of(catalogue.TARGET_STATE, vantage="hub", link=".+", **_ONE), "instance")
    up, seen = Text("Thông", "Up"), Text("Có số liệu", "Seen for")

    def usual(expr: str, share: float) -> str:
        return f"quantile_over_time ({share}, {most(expr, 'instance')}[4w:1h] {_EVER})"

    return (
        timeseries(
            Text("Thời gian đi về, so với 4 tuần qua", "Round trip, against its last 4 weeks"),
            Text(
                "Dải nhạt là mức thường ngày của chính đường này: 80 trong 100 giờ của bốn tuần qua nằm trong đó.",
                "The pale band is how this line usually is: 80 of 100 hours of its last four weeks lie in it.",
            ),
            Query(usual(median, 0.9), Text("Thường, cao", "Usual, high")),
            Query(usual(median, 0.1), Text("Thường, thấp", "Usual, low")),
            Query(most(median, "instance"), Text("Lúc này", "Now")),
            unit="s",
            overrides=_band(),
            width=9,
        ),
        timeseries(
            Text("Mất gói, so với 4 tuần qua", "Loss, against its last 4 weeks"),
            Text(
                "Dải nhạt là mức thường ngày của chính đường này.",
                "The pale band is how this line usually is.",
            ),
            Query(usual(loss, 0.9), Text("Thường, cao", "Usual, high")),
            Query(usual(loss, 0.1), Text("Thường, thấp", "Usual, low")),
            Query(most(loss, "instance"), Text("Lúc này", "Now")),
            unit="percentunit",
            overrides=_band(),
            width=9,
        ),
        stat(
            Text("Thông trong 4 tuần qua", "Up over its last 4 weeks"),
            Text(
                "Phần thời gian có số liệu mà đường không bị coi là đứt; và có số liệu trong bao nhiêu phần của bốn tuần.",
                "How much of the time there is data of it did not count as down; and of how much of the four weeks there is data.",
            ),
            Query(f"1 - avg_over_time (({state} == bool 2)[4w:5m])", up, now=True),
            Query(f"count_over_time ({state}[4w:5m]) / (28 * 24 * 12)", seen, now=True),
            overrides=[by_name(seen, color=fixed(UNKNOWN))],
            names=True,
            unit="percentunit",
            decimals=2,
            thresholds=scale.steps(
                BAD, (1 - 6 * (1 - limits.communes_objective), UNSTABLE), (limits.communes_objective, GOOD)
            ),
            empty=NO_DATA,
            width=6,
            height=8,
        ),
    )


def _band() -> list[Override]:
    high, low, now = (
        Text("Thường, cao", "Usual, high"),
        Text("Thường, thấp", "Usual, low"),
        Text("Lúc này", "Now"),
    )
    pale = fixed("super-light-blue")

    return [
        by_name(high, color=pale, custom_fillBelowTo=low, custom_lineWidth=0, custom_fillOpacity=35),
        by_name(low, color=pale, custom_lineWidth=0, custom_fillOpacity=0),
        by_name(now, color=fixed("blue"), custom_lineWidth=2),
    ]


def by_the_hour(limits: Limits) -> tuple[Panel, ...]:
    """Whether it is worse at some hours than at others."""

    def by_hour(expr: str) -> Query:
        each = f"avg_over_time (({most(expr, 'instance')} * on () group_left (hour) {_HOUR})[$days:10m])"
        return Query(f'label_replace (avg by (hour) ({each}), "hour", "0$1", "hour", "^(.)$")', table=True)

    return (
        columns(
            Text("Mất gói theo giờ", "Loss by the hour"),
            Text(
                "Giờ Việt Nam. Chỉ xấu trong giờ làm việc thường là nghẽn: xin nâng băng thông, đừng sửa cáp.",
                "By Việt Nam's time. Bad in working hours only is usually a full line: ask for more bandwidth, do not mend the cable.",
            ),
            by_hour(of(catalogue.LINK_LOSS, **_ONE)),
            label="hour",
            value=Text("Mất gói", "Loss"),
            unit="percentunit",
            thresholds=scale.steps(GOOD, (limits.loss, UNSTABLE), (0.2, BAD)),
        ),
        columns(
            Text("Thời gian đi về theo giờ", "Round trip by the hour"),
            Text("Giờ Việt Nam, trung vị.", "By Việt Nam's time, the median."),
            by_hour(of(catalogue.LINK_RTT, quantile="0.5", **_ONE)),
            label="hour",
            value=Text("Đi về", "Round trip"),
            unit="s",
            thresholds=scale.steps(GOOD, (limits.rtt, UNSTABLE)),
        ),
    )


def before_and_after() -> tuple[Panel, ...]:
    """Whether an upgrade helped."""

    def compared(title: Text, expr: str, unit: str) -> Panel:
        each = most(expr, "instance")
        return stat(
            title,
            Text(
                "Trung bình trong khoảng thời gian từ khi nâng cấp đến nay, và trong khoảng dài bằng thế ngay trước đó.",
                "The mean from the upgrade until now, and over as long a time just before it.",
            ),
            Query(f"avg_over_time ({each}[$upgrade:10m] offset $upgrade)", Text("Trước", "Before"), now=True),
            Query(f"avg_over_time ({each}[$upgrade:10m])", Text("Sau", "After"), now=True),
            unit=unit,
            decimals=2 if unit == "percentunit" else None,
            colour=TEXT,
            empty=NO_DATA,
            names=True,
            width=6,
            height=5,
        )

    return (
        compared(
            Text("Đi về, trung vị", "Round trip, median"), of(catalogue.LINK_RTT, quantile="0.5", **_ONE), "s"
        ),
        compared(
            Text("Đi về, 95 %", "Round trip, 95 %"), of(catalogue.LINK_RTT, quantile="0.95", **_ONE), "s"
        ),
        compared(Text("Mất gói", "Loss"), of(catalogue.LINK_LOSS, **_ONE), "percentunit"),
        compared(Text("Dao động", "Jitter"), of(catalogue.LINK_JITTER, **_ONE), "s"),
    )
