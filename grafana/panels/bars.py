"""Numbers side by side: one bar for each, sorted as they come."""

from collections.abc import Mapping, Sequence
from typing import Any

from grafana.panel import Field, Override, Panel
from grafana.query import Query
from probes.language import Text


def bars(
    title: Text,
    means: Text,
    *queries: Query,
    unit: str = "short",
    decimals: int | None = None,
    greatest: float | None = None,
    thresholds: Mapping[str, Any] | None = None,
    mappings: Sequence[Mapping[str, Any]] = (),
    colour: str | None = None,
    overrides: Sequence[Override] = (),
    empty: Text | None = None,
    upright: bool = False,
    width: int = 12,
    height: int = 8,
) -> Panel:
    """upright: bars stand side by side, else they lie one below the other."""
    return Panel(
        kind="bargauge",
        title=title,
        means=means,
        queries=queries,
        shown=Field(
            unit=unit,
            decimals=decimals,
            least=0,
            greatest=greatest,
            thresholds=thresholds,
            mappings=mappings,
            empty=empty,
            colour=colour or "thresholds",
        ),
        overrides=overrides,
        options={
            "displayMode": "basic",
            "orientation": "vertical" if upright else "horizontal",
            "namePlacement": "auto" if upright else "left",
            "showUnfilled": True,
            "valueMode": "text",
            "sizing": "auto",
            "minVizHeight": 12,
            "minVizWidth": 8,
            "maxVizHeight": 40,
            "legend": {"calcs": [], "displayMode": "list", "placement": "bottom", "showLegend": False},
            "reduceOptions": {"calcs": ["lastNotNull"], "fields": "", "values": False},
        },
        width=width,
        height=height,
    )
