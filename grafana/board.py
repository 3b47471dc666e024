"""A whole dashboard: its rows, where each panel stands, and its JSON in one language."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from grafana import links
from grafana.links import TAG
from grafana.panel import Panel
from grafana.query import DATASOURCE
from grafana.variables import Variable, datasource, job, status_page
from probes.language import Language, Text

SCHEMA_VERSION = 38
"""Of Grafana 10.0; later ones bring it up to date as they read it."""

_COLUMNS = 24


@dataclass(frozen=True, slots=True)
class Row:
    """Panels under one heading, from left to right, in as many lines as they need."""

    title: Text
    panels: Sequence[Panel]


@dataclass(frozen=True, slots=True)
class Marks:
    """What is marked on every graph: from when until when `expr` finds something."""

    name: Text
    expr: str
    title: Text | str
    colour: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """One dashboard. name: of its file and its uid. since: the time range it opens with."""

    name: str
    title: Text
    means: Text
    variables: Sequence[Variable]
    rows: Sequence[Row]
    status_page: str
    links: Sequence[Mapping[str, Any]] = ()
    marks: Sequence[Marks] = ()
    since: str = "now-6h"
    refresh: str = "30s"

    def written(self, language: Language) -> dict[str, Any]:
        """As Grafana reads it from a file."""
        variables = (datasource(), job(), *self.variables, status_page(self.status_page))
        board = {
            "uid": links.uid(self.name),
            "title": self.title,
            "description": self.means,
            "tags": [TAG, Text(f"{TAG}-vi", f"{TAG}-en")],
            "timezone": "browser",
            "time": {"from": self.since, "to": "now"},
            "refresh": self.refresh,
            "editable": False,
            "graphTooltip": 1,
            "schemaVersion": SCHEMA_VERSION,
            "links": [links.others(), *self.links],
            "annotations": {"list": [_marks(marks) for marks in self.marks]},
            "templating": {"list": list(variables)},
            "panels": list(_placed(self.rows)),
        }
        written: dict[str, Any] = _in(language, board)
        return written


def _placed(rows: Sequence[Row]) -> Iterator[dict[str, Any]]:
    number, y = 0, 0
    for row in rows:
        number += 1
        yield {
            "id": number,
            "type": "row",
            "title": row.title,
            "collapsed": False,
            "gridPos": {"x": 0, "y": y, "w": _COLUMNS, "h": 1},
            "panels": [],
        }
        x, y, height = 0, y + 1, 0
        for panel in row.panels:
            if x + panel.width > _COLUMNS:
                x, y, height = 0, y + height, 0
            number += 1
            yield panel.written(number, x, y)
            x, height = x + panel.width, max(height, panel.height)
        y += height


def _marks(marks: Marks) -> dict[str, Any]:
    return {
        "name": marks.name,
        "datasource": dict(DATASOURCE),
        "enable": True,
        "hide": False,
        "iconColor": marks.colour,
        "expr": marks.expr,
        "target": {"expr": marks.expr, "refId": "Anno", "legendFormat": marks.title},
        "titleFormat": marks.title,
        "step": "60s",
    }


def _in(language: Language, value: Any) -> Any:
    """Every text in one language."""
    if isinstance(value, Text):
        return value.in_(language)
    if isinstance(value, Mapping):
        return {_in(language, key): _in(language, each) for key, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [_in(language, each) for each in value]
    return value
