"""What the rows of the dashboard `services` are held to."""

from exporter.demo.faults import What
from tests.grafana.expected.shared import COMMUNES, FAILING_OF_30_DAYS, ITS_COMMUNE, OF_PORTAL
from tests.grafana.injected import Between, Injected, Known, Nothing, about, exactly

INJECTED: tuple[Injected, ...] = (
    Injected(
        "Right now",
        "Check by check",
        What.SERVICE_REFUSED,
        exactly(0),
        exactly(2),
        labels=OF_PORTAL,
    ),
    Injected(
        "Right now",
        "Check by check",
        What.SERVICE_ERRORS,
        Nothing(),
        exactly(503),
        ref="C",
        labels=OF_PORTAL,
    ),
    Injected(
        "Right now",
        "Over time",
        What.DNS_BROKEN,
        exactly(0),
        exactly(2),
        labels={"instance": "{whom}/answer"},
    ),
    Injected(
        "Open incidents",
        "Open incidents",
        What.SERVICE_REFUSED,
        Nothing(),
        exactly(COMMUNES),
        ref="B",
        labels={"cause": "service_outage"} | OF_PORTAL,
    ),
    Injected(
        "Where the time goes",
        "Failures by reason",
        What.SERVICE_REFUSED,
        Nothing(),
        exactly(1),
        labels={"reason": "refused"},
    ),
    Injected(
        "Seen from the province, seen from communes",
        "Which commune cannot reach what",
        What.PORTAL_UNREACHABLE,
        exactly(1),
        exactly(0),
        labels=OF_PORTAL | ITS_COMMUNE,
    ),
    Injected(
        "TLS certificates",
        "Days left",
        What.TLS_EXPIRING,
        Between(20, 400),
        Between(4.9, 5),
        labels={"instance": "{whom}/page"},
    ),
    Injected(
        "TLS certificates",
        "Days left",
        What.TLS_EXPIRED,
        Between(4.9, 5),
        Between(-2, 0),
        labels={"instance": "{whom}/page"},
    ),
)

KNOWN: tuple[Known, ...] = (
    Known(
        "Error budgets",
        "Looks that succeeded in the time range",
        about(1 - FAILING_OF_30_DAYS, 0.0005),
        labels=OF_PORTAL,
        days=30,
    ),
)
