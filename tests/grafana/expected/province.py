"""What the rows of the dashboard `province` are held to."""

from exporter.demo.faults import What
from tests.grafana.expected.shared import (
    COMMUNES,
    FAILING_OF_30_DAYS,
    ITS_COMMUNE,
    ITS_ISP,
    LINES_OF_ISP,
    OF_PORTAL,
)
from tests.grafana.injected import Between, Injected, Known, Nothing, about, exactly

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
    Injected("Right now", "Cannot issue", What.SIGNER_REVOKED, exactly(1), exactly(2)),
    Injected(
        "The worst communes",
        "Communes that are not normal, worst first",
        What.LINE_CUT,
        Nothing(),
        exactly(2),
        labels=ITS_COMMUNE,
    ),
    Injected(
        "Services",
        "Seen from the province",
        What.SERVICE_REFUSED,
        exactly(0),
        exactly(2),
        labels=OF_PORTAL,
    ),
    Injected(
        "Services",
        "Seen from communes: who reaches what",
        What.PORTAL_UNREACHABLE,
        exactly(1),
        exactly(0),
        labels=OF_PORTAL | ITS_COMMUNE,
    ),
    Injected(
        "Lines",
        "Lines down, by ISP",
        What.ISP_OUTAGE,
        Between(0, 1),
        exactly(LINES_OF_ISP),
        labels=ITS_ISP,
    ),
)

KNOWN: tuple[Known, ...] = (
    Known(
        "Error budgets",
        "Budget left of each service, 30 days",
        about(1 - FAILING_OF_30_DAYS / 0.005),
        labels=OF_PORTAL,
        days=30,
    ),
)
