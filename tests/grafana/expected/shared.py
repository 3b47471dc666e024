"""What several dashboards are held to."""

from exporter.demo.faults import LOSSY_RATIO, SLOW_SECONDS
from exporter.demo.province import PORTAL, communes
from tests.grafana.injected import Between
from tests.grafana.stage.past import FAILING_DAYS_AGO, FAILING_HOURS, OUT_DAYS_AGO, OUT_HOURS

DAY = 86400.0
COMMUNES = len(communes())
LINES_OF_ISP = 19
"""Of the provider that the story's seed strikes, those with an address."""

NEXT_TO_NOTHING = Between(0, 0.05)
SLOW = Between(SLOW_SECONDS, SLOW_SECONDS + 0.05)
LOSSY = Between(LOSSY_RATIO * 0.3, LOSSY_RATIO * 2)

ITS_COMMUNE = {"commune": "{commune}"}
ITS_LINE = {"line": "{whom}"}
ITS_ISP = {"isp": "{whom}"}
OF_PORTAL = {"service": PORTAL}

OUT_HOURS_IN_ALL = len(OUT_DAYS_AGO) * (OUT_HOURS[1] - OUT_HOURS[0])
OUT_OF_30_DAYS = OUT_HOURS_IN_ALL / (30 * 24)
FAILING_OF_30_DAYS = len(FAILING_DAYS_AGO) * (FAILING_HOURS[1] - FAILING_HOURS[0]) / (30 * 24)
