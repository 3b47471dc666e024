"""What the rows of the dashboard `report` are held to."""

from tests.grafana.expected.shared import COMMUNES, FAILING_OF_30_DAYS, ITS_COMMUNE, OF_PORTAL, OUT_OF_30_DAYS
from tests.grafana.injected import Known, about, exactly
from tests.grafana.stage.past import DAYS

KNOWN: tuple[Known, ...] = (
    Known("Objectives", "Communes served", about(1 - OUT_OF_30_DAYS / COMMUNES, 5e-05), days=30),
    Known("Objectives", "Budget left", about(1 - OUT_OF_30_DAYS / COMMUNES / 0.01), days=30),
    Known("Objectives", "Seen by nobody", about(1 - DAYS / 70, 0.02), days=70),
    Known(
        "Communes",
        "Commune by commune, the most cut off first",
        about(OUT_OF_30_DAYS),
        line="cut",
        labels=ITS_COMMUNE,
    ),
    Known(
        "Services and ISPs",
        "Services: looks that succeeded",
        about(1 - FAILING_OF_30_DAYS, 0.0005),
        labels=OF_PORTAL,
        days=30,
    ),
    Known("Incidents", "Incidents by cause", exactly(1), labels={"cause": "isp_outage"}),
)
