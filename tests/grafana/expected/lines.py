"""What the rows of the dashboard `lines` are held to."""

from exporter.demo.faults import What
from tests.grafana.expected.shared import (
    ITS_ISP,
    ITS_LINE,
    LINES_OF_ISP,
    LOSSY,
    NEXT_TO_NOTHING,
    OUT_HOURS_IN_ALL,
    SLOW,
)
from tests.grafana.injected import Between, Injected, Known, Nothing, about, exactly
from tests.grafana.stage.past import CALM_RTT, FAST_RTT, RUSH_LOSS, RUSH_RTT, SLOW_RTT

INJECTED: tuple[Injected, ...] = (
    Injected(
        "ISPs",
        "ISP by ISP",
        What.ISP_OUTAGE,
        Between(0, 1),
        exactly(LINES_OF_ISP),
        ref="B",
        labels=ITS_ISP,
    ),
    Injected(
        "Incidents of ISPs and network points",
        "Open incidents",
        What.ISP_OUTAGE,
        Nothing(),
        Between(1, LINES_OF_ISP),
        ref="B",
        labels={"cause": "isp_outage"} | ITS_ISP,
    ),
    Injected("One line", "State", What.LINE_CUT, exactly(0), exactly(2), choices=ITS_LINE),
    Injected("One line", "Round trip", What.LINE_SLOW, NEXT_TO_NOTHING, SLOW, ref="B", choices=ITS_LINE),
    Injected("One line", "Loss", What.LINE_LOSSY, exactly(0), LOSSY, choices=ITS_LINE),
    Injected(
        "Lines to look at",
        "Lines that change state most",
        What.LINE_CUT,
        Nothing(),
        exactly(1),
        labels={"instance": "{whom}"},
    ),
)

KNOWN: tuple[Known, ...] = (
    Known(
        "Against itself",
        "Up over its last 4 weeks",
        about(1 - OUT_HOURS_IN_ALL / (28 * 24), 0.001),
        line="cut",
    ),
    Known("Against itself", "Up over its last 4 weeks", about(1, 0.01), ref="B", line="cut"),
    Known("Against itself", "Loss, against its last 4 weeks", about(RUSH_LOSS), line="busy"),
    Known("Against itself", "Round trip, against its last 4 weeks", about(SLOW_RTT), line="upgraded"),
    Known(
        "Against itself",
        "Round trip, against its last 4 weeks",
        about(FAST_RTT),
        ref="B",
        line="upgraded",
    ),
    Known("Hours of the day", "Loss by the hour", about(RUSH_LOSS), line="busy", labels={"hour": "08"}),
    Known("Hours of the day", "Loss by the hour", exactly(0), line="busy", labels={"hour": "10"}),
    Known(
        "Hours of the day",
        "Round trip by the hour",
        about(RUSH_RTT),
        line="busy",
        labels={"hour": "09"},
    ),
    Known(
        "Hours of the day",
        "Round trip by the hour",
        about(CALM_RTT),
        line="busy",
        labels={"hour": "16"},
    ),
    Known(
        "Before and after an upgrade",
        "Round trip, median",
        about(SLOW_RTT),
        ref="A",
        line="upgraded",
    ),
    Known(
        "Before and after an upgrade",
        "Round trip, median",
        about(FAST_RTT),
        ref="B",
        line="upgraded",
    ),
)
