"""Values over time."""

from collections.abc import Mapping, Sequence
from typing import Any

from grafana.panel import Field, Override, Panel
from grafana.query import Query
from probes.language import Text


def timeseries(
    title: Text,
    means: Text,
    *queries: Query,
    unit: str = "short",
    decimals: int | None = None,
    least: float | None = 0,
    greatest: float | None = None,
    limits: Mapping[str, Any] | None = None,
    stacked: bool = False,
    bars: bool = False,
    points: bool = False,
    fill: int = 8,
    calcs: Sequence[str] = (),
    overrides: Sequence[Override] = (),
    empty: Text | None = None,
    width: int = 12,
    height: int = 8,
) -> Panel:
    """limits: thresholds, drawn as dashed lines. fill: of what lies below a line, in percent; 0 where lines are many. calcs: what the legend says of each series; then it is a table."""
    custom = {
        "drawStyle": "bars" if bars else "points" if points else "line",
        "lineInterpolation": "stepAfter" if stacked else "linear",
        "lineWidth": 1,
        "fillOpacity": 70 if stacked or bars else fill,
        "pointSize": 5,
        "showPoints": "always" if points else "never",
        "spanNulls": False,
        "stacking": {"group": "A", "mode": "normal" if stacked else "none"},
        "thresholdsStyle": {"mode": "off" if limits is None else "dashed"},
    }
    return Panel(
        kind="timeseries",
        title=title,
        means=means,
        queries=queries,
        shown=Field(
            unit=unit,
            decimals=decimals,
            least=least,
            greatest=greatest,
            thresholds=limits,
            empty=empty,
            colour="palette-classic",
            custom=custom,
        ),
        overrides=overrides,
        options={
            "legend": {
                "calcs": list(calcs),
                "displayMode": "table" if calcs else "list",
                "placement": "right" if calcs else "bottom",
                "showLegend": True,
            },
            "tooltip": {"mode": "multi", "sort": "desc"},
        },
        width=width,
        height=height,
    )
