"""Numbers by a label, as columns side by side in the order of the label."""

from collections.abc import Mapping
from typing import Any

from grafana.panel import Field, Panel
from grafana.query import Query
from probes.language import Text


def columns(
    title: Text,
    means: Text,
    query: Query,
    *,
    label: str,
    value: Text,
    unit: str = "short",
    thresholds: Mapping[str, Any] | None = None,
    empty: Text | None = None,
    width: int = 12,
    height: int = 8,
) -> Panel:
    """label: what the columns are named after and sorted by. value: what they measure."""
    return Panel(
        kind="barchart",
        title=title,
        means=means,
        queries=(query,),
        shown=Field(
            unit=unit,
            least=0,
            thresholds=thresholds,
            colour="thresholds",
            empty=empty,
            custom={"fillOpacity": 80, "lineWidth": 0, "gradientMode": "none"},
        ),
        transformations=[
            {"id": "filterFieldsByName", "options": {"include": {"names": [label, "Value"]}}},
            {"id": "sortBy", "options": {"fields": {}, "sort": [{"field": label}]}},
            {
                "id": "organize",
                "options": {
                    "excludeByName": {},
                    "indexByName": {label: 0, "Value": 1},
                    "renameByName": {"Value": value},
                },
            },
        ],
        options={
            "xField": label,
            "orientation": "vertical",
            "stacking": "none",
            "showValue": "never",
            "groupWidth": 0.8,
            "barWidth": 0.9,
            "barRadius": 0,
            "fullHighlight": False,
            "xTickLabelRotation": 0,
            "xTickLabelMaxLength": 12,
            "xTickLabelSpacing": 0,
            "legend": {"calcs": [], "displayMode": "list", "placement": "bottom", "showLegend": False},
            "tooltip": {"mode": "single", "sort": "none"},
        },
        width=width,
        height=height,
    )
