"""A small dashboard of every kind of panel, without a fault; tests change one thing in a copy of it."""

import json
from collections.abc import Callable
from typing import Any

Board = dict[str, Any]

_SOURCE = {"type": "prometheus", "uid": "${datasource}"}
_LEGEND = {"displayMode": "list", "placement": "bottom", "showLegend": True}
_STEPS = [{"color": "red", "value": None}, {"color": "green", "value": 1}]
_SERIES = 'thongsuot_target_up{job=~"$job",instance=~"$instance"}'
_COUNTER = 'thongsuot_probes_total{job=~"$job",instance=~"$instance"}'


def _chosen(name: str) -> dict[str, Any]:
    return {
        "name": name,
        "label": name.capitalize(),
        "type": "query",
        "datasource": _SOURCE,
        "query": {"query": f'label_values(up{{job=~"$job"}}, {name})', "refId": name},
        "refresh": 2,
        "sort": 1,
        "multi": True,
        "includeAll": True,
        "allValue": ".+",
    }


def _panel(kind: str, number: int, expr: str, **more: Any) -> dict[str, Any]:
    return {
        "id": number,
        "type": kind,
        "title": f"{kind} of $province",
        "description": "What is up.",
        "datasource": _SOURCE,
        "gridPos": {"h": 4, "w": 8, "x": 8 * (number % 3), "y": 4 * (number // 3) + 1},
        "targets": [{"refId": "A", "expr": expr, "legendFormat": "{{commune}}"}],
        "fieldConfig": {"defaults": {"unit": "short"}, "overrides": []},
        **more,
    }


_PANELS = [
    {
        "id": 99,
        "type": "row",
        "title": "Now",
        "collapsed": False,
        "panels": [],
        "gridPos": {"h": 1, "w": 24, "x": 0, "y": 0},
    },
    _panel(
        "stat",
        0,
        f"sum({_SERIES})",
        options={"colorMode": "background", "reduceOptions": {"calcs": ["lastNotNull"], "values": False}},
        fieldConfig={
            "defaults": {
                "unit": "short",
                "thresholds": {"mode": "absolute", "steps": _STEPS},
                "mappings": [{"type": "value", "options": {"0": {"text": "down", "color": "red"}}}],
                "links": [{"title": "Province", "url": "/d/x?var-province=$province&${__url_time_range}"}],
            },
            "overrides": [],
        },
    ),
    _panel(
        "timeseries",
        1,
        f"rate({_COUNTER}[$__rate_interval])",
        options={"legend": _LEGEND, "tooltip": {"mode": "multi", "sort": "desc"}},
        fieldConfig={
            "defaults": {"unit": "cps", "custom": {"drawStyle": "line", "lineInterpolation": "stepAfter"}},
            "overrides": [],
        },
    ),
    _panel(
        "state-timeline",
        2,
        _SERIES,
        options={"mergeValues": True, "showValue": "never", "legend": _LEGEND},
        fieldConfig={"defaults": {"custom": {"fillOpacity": 80, "lineWidth": 0}}, "overrides": []},
    ),
    _panel(
        "table",
        3,
        _SERIES,
        options={"cellHeight": "sm", "sortBy": [{"displayName": "commune", "desc": True}]},
        transformations=[{"id": "organize", "options": {"excludeByName": {"Time": True}}}],
        fieldConfig={
            "defaults": {"unit": "short", "custom": {"align": "auto"}},
            "overrides": [
                {
                    "matcher": {"id": "byName", "options": "Value"},
                    "properties": [
                        {"id": "unit", "value": "bool"},
                        {"id": "custom.cellOptions", "value": {"type": "color-background", "mode": "basic"}},
                        {"id": "custom.width", "value": 120},
                    ],
                }
            ],
        },
    ),
    _panel("bargauge", 4, f"sum by (province) ({_SERIES})", options={"displayMode": "basic"}),
    _panel(
        "barchart",
        5,
        f"increase({_COUNTER}[$__range])",
        options={"orientation": "horizontal", "xField": "commune"},
    ),
    _panel("gauge", 6, f"avg({_SERIES})", options={"showThresholdLabels": False}),
    _panel(
        "heatmap", 7, _SERIES, options={"calculate": False, "color": {"mode": "scheme", "scheme": "Blues"}}
    ),
    _panel("status-history", 8, _SERIES, options={"showValue": "auto"}),
    {
        "id": 9,
        "type": "text",
        "title": "How to read this",
        "description": "What the colours mean.",
        "gridPos": {"h": 4, "w": 8, "x": 0, "y": 13},
        "options": {"mode": "markdown", "content": "Green is up in $province."},
    },
]

_SAMPLE: Board = {
    "uid": "sample",
    "title": "Sample",
    "description": "Every kind of panel.",
    "schemaVersion": 39,
    "editable": False,
    "graphTooltip": 1,
    "timezone": "Asia/Ho_Chi_Minh",
    "refresh": "30s",
    "time": {"from": "now-6h", "to": "now"},
    "tags": ["thongsuot"],
    "links": [
        {
            "type": "dashboards",
            "title": "Others",
            "tags": ["thongsuot"],
            "icon": "external link",
            "tooltip": "",
            "asDropdown": True,
            "includeVars": True,
            "keepTime": True,
            "targetBlank": False,
        }
    ],
    "annotations": {
        "list": [
            {
                "name": "Alerts",
                "enable": True,
                "iconColor": "red",
                "datasource": _SOURCE,
                "target": {"refId": "A", "expr": 'ALERTS{job=~"$job"}'},
                "titleFormat": "{{alertname}}",
            }
        ]
    },
    "templating": {
        "list": [
            {
                "name": "datasource",
                "label": "Data source",
                "type": "datasource",
                "query": "prometheus",
                "current": {"text": "Prometheus", "value": "prometheus"},
            },
            _chosen("job"),
            _chosen("instance"),
            _chosen("province"),
            {
                "name": "window",
                "type": "custom",
                "query": "1h,1d",
                "current": {"text": "1h", "value": "1h"},
            },
        ]
    },
    "panels": _PANELS,
}


def sample(*changes: Callable[[Board], object]) -> Board:
    """A copy of the sample, changed."""
    # by way of JSON, so that no two panels share a part
    board: Board = json.loads(json.dumps(_SAMPLE))
    for change in changes:
        change(board)
    return board


def panel(board: Board, kind: str) -> dict[str, Any]:
    """The panel of this kind."""
    found: dict[str, Any] = next(one for one in board["panels"] if one["type"] == kind)
    return found


def variable(board: Board, name: str) -> dict[str, Any]:
    """The variable of this name."""
    found: dict[str, Any] = next(one for one in board["templating"]["list"] if one["name"] == name)
    return found
