"""What the rows of the dashboard `monitoring` are held to."""

from exporter.demo.faults import What
from tests.grafana.expected.shared import ITS_COMMUNE
from tests.grafana.injected import Between, Injected, Known, Nothing, exactly

INJECTED: tuple[Injected, ...] = (
    Injected(
        "Does it see",
        "Witnesses",
        What.HUB_BLIND,
        exactly(1),
        exactly(0),
        labels={"witness": "witness-1"},
    ),
    Injected(
        "Does it look in time",
        "Looks that failed, by reason",
        What.SERVICE_REFUSED,
        Nothing(),
        Between(0.01, 100),
        labels={"reason": "refused"},
    ),
    Injected(
        "Agents",
        "Agent by agent, the longest silent first",
        What.GATEWAY_DEAD,
        Between(0, 30),
        Between(100, 200),
        labels=ITS_COMMUNE,
    ),
    Injected(
        "Telling people",
        "Alerts that fire",
        What.SERVICE_ERRORS,
        Nothing(),
        exactly(1),
        labels={"alertname": "ServiceOutage"},
    ),
)

KNOWN: tuple[Known, ...] = (
    Known("Prometheus and Alertmanager", "Alertmanagers known", exactly(1)),
    Known("Prometheus and Alertmanager", "Scrapes", exactly(1), labels={"job": "thongsuot-relay"}),
)
