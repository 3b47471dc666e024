"""States over time: one bar for each thing, in the colours of its states."""

from collections.abc import Mapping, Sequence
from typing import Any

from grafana.panel import Field, Panel
from grafana.query import Query
from probes.language import Text


def timeline(
    title: Text,
    means: Text,
    *queries: Query,
    mappings: Sequence[Mapping[str, Any]],
    links: Sequence[Mapping[str, Any]] = (),
    empty: Text | None = None,
    legend: bool = True,
    width: int = 24,
    height: int = 8,
) -> Panel:
    """mappings: the word and the colour of every value. No data leaves a gap: nothing is drawn where nobody looked."""
    return Panel(
        kind="state-timeline",
        title=title,
        means=means,
        queries=queries,
        shown=Field(
            mappings=mappings,
            empty=empty,
            links=links,
            colour="palette-classic",
            custom={"fillOpacity": 80, "lineWidth": 0},
        ),
        options={
            "alignValue": "left",
            "mergeValues": True,
            "rowHeight": 0.85,
            "showValue": "never",
            "legend": {"calcs": [], "displayMode": "list", "placement": "bottom", "showLegend": legend},
            "tooltip": {"mode": "single", "sort": "none"},
        },
        width=width,
        height=height,
    )
