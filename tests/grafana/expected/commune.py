"""What the rows of the dashboard `commune` are held to."""

from exporter.demo.faults import What
from exporter.demo.province import PORTAL
from tests.grafana.expected.shared import ITS_COMMUNE, LOSSY, NEXT_TO_NOTHING, OF_PORTAL, SLOW
from tests.grafana.injected import Injected, Nothing, exactly

INJECTED: tuple[Injected, ...] = (
    Injected("Right now", "Status", What.LINE_CUT, exactly(0), exactly(2), choices=ITS_COMMUNE),
    Injected("Right now", "Open incidents", What.LINE_CUT, exactly(0), exactly(1), choices=ITS_COMMUNE),
    Injected(
        "Line",
        "Lines, seen from the province",
        What.LINE_CUT,
        exactly(0),
        exactly(2),
        choices=ITS_COMMUNE,
    ),
    Injected("Line", "Loss", What.LINE_LOSSY, exactly(0), LOSSY, choices=ITS_COMMUNE),
    Injected("Line", "Round trip", What.LINE_SLOW, NEXT_TO_NOTHING, SLOW, choices=ITS_COMMUNE),
    Injected(
        "Agent in the commune",
        "Is the agent heard",
        What.GATEWAY_DEAD,
        exactly(0),
        exactly(1),
        choices=ITS_COMMUNE,
    ),
    Injected(
        "Agent in the commune",
        "What the agent saw, with what it sent later",
        What.PORTAL_UNREACHABLE,
        exactly(1),
        exactly(0),
        labels={"instance": f"{PORTAL}/page"},
        choices=ITS_COMMUNE,
    ),
    Injected(
        "Services",
        "Services, seen from the commune",
        What.PORTAL_UNREACHABLE,
        exactly(0),
        exactly(2),
        labels=OF_PORTAL,
        choices=ITS_COMMUNE,
    ),
    Injected(
        "Signing",
        "Signers by state",
        What.SIGNER_REVOKED,
        Nothing(),
        exactly(1),
        labels={"state": "revoked"},
        choices=ITS_COMMUNE,
    ),
    Injected(
        "Open incidents",
        "Open incidents",
        What.LINE_CUT,
        Nothing(),
        exactly(1),
        ref="B",
        labels={"cause": "line_down"},
        choices=ITS_COMMUNE,
    ),
)
