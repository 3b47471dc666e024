"""Certificates and their signers, as the dashboards of signing and of a commune both show them."""

from exporter.metrics import catalogue
from grafana import label_words, scale, series
from grafana.colours import BAD, PLAIN, UNSTABLE
from grafana.limits import Limits
from grafana.panel import Panel
from grafana.panels import Column, timeseries
from grafana.query import DAY, Query, most, of
from grafana.words import NO_DATA
from probes.language import Text

DAYS_LEFT = Text("Còn (ngày)", "Days left")


def days_left(source: str, limits: Limits) -> Column:
    """The column of how many days are left."""
    urgent, closes = limits.urgent / DAY, limits.renewal_closes / DAY
    return Column(
        source=source,
        title=DAYS_LEFT,
        decimals=0,
        thresholds=scale.steps(BAD, (urgent, UNSTABLE), (closes, PLAIN)),
        width=110,
    )


def signers_by_state(**labels: str) -> Panel:
    """How many signers there are in each state, over time."""
    each = most(of(catalogue.COMMUNE_SIGNERS, **labels), *series.PLACE, "state")
    return timeseries(
        Text("Người ký theo tình trạng", "Signers by state"),
        Text(
            "Chứng thư cũ đã có cái mới thay thì không tính.",
            "An old certificate that a new one stands for is not counted.",
        ),
        Query(f"sum by (state) ({each})", "{{state}}"),
        stacked=True,
        calcs=("lastNotNull",),
        empty=NO_DATA,
        overrides=label_words.signing_names(),
        width=24,
        height=8,
    )
