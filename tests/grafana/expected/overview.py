"""What the rows of the dashboard `overview` are held to."""

from exporter.demo.faults import What
from exporter.demo.province import PROVINCE
from tests.grafana.expected.shared import COMMUNES, ITS_COMMUNE
from tests.grafana.injected import Injected, Nothing, exactly

INJECTED: tuple[Injected, ...] = (
    Injected("Right now", "Cut off", What.LINE_CUT, exactly(0), exactly(1)),
    Injected("Right now", "Not known", What.HUB_BLIND, exactly(0), exactly(COMMUNES)),
    Injected("Right now", "Lines down", What.LINE_CUT, exactly(0), exactly(1)),
    Injected(
        "Open incidents",
        "Open incidents",
        What.LINE_CUT,
        Nothing(),
        exactly(1),
        ref="B",
        labels={"cause": "line_down"} | ITS_COMMUNE,
    ),
    Injected("Right now", "Services failing", What.SERVICE_REFUSED, exactly(0), exactly(1)),
    Injected(
        "Communes to look at",
        "Communes that are not normal, worst first",
        What.LINE_CUT,
        Nothing(),
        exactly(2),
        labels=ITS_COMMUNE,
    ),
    Injected("Over time", "Communes by status", What.LINE_CUT, exactly(0), exactly(1)),
    Injected(
        "Over time",
        "Open incidents",
        What.ISP_OUTAGE,
        Nothing(),
        exactly(1),
        labels={"cause": "isp_outage"},
    ),
    Injected(
        "Province by province",
        "Province by province",
        What.LINE_CUT,
        exactly(0),
        exactly(1),
        ref="B",
        labels={"province": PROVINCE},
    ),
    Injected(
        "The monitoring itself",
        "Sees the network",
        What.HUB_BLIND,
        exactly(1),
        exactly(0),
    ),
    Injected("The monitoring itself", "Agents silent", What.GATEWAY_DEAD, exactly(0), exactly(1)),
)
