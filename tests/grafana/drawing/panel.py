"""A panel: its frame and its heading, and inside what its type paints."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from html import escape

from tests.grafana.drawing import barchart, bargauge, gauge, heatmap, stat, table, text, timeline, timeseries
from tests.grafana.drawing.canvas import Canvas, Frames, Span, tag
from tests.grafana.drawing.display import displays
from tests.grafana.drawing.fields import frames_of
from tests.grafana.drawing.layout import Box
from tests.grafana.drawing.strict import Json, Unknown, off, only
from tests.grafana.drawing.times import Look
from tests.grafana.drawing.transforming import transformed
from tests.grafana.drawing.variables import filled

_KEYS = {
    *("id", "type", "title", "description", "gridPos", "datasource", "targets", "fieldConfig", "options"),
    *(
        "transformations",
        "links",
        "transparent",
        "pluginVersion",
        "interval",
        "maxDataPoints",
        "cacheTimeout",
    ),
    *("timeFrom", "timeShift", "hideTimeOverride", "repeat", "repeatDirection", "maxPerRow"),
}
_UNDRAWN = ("timeFrom", "timeShift", "repeat")
_HEAD, _PADDING, _EDGE = 32, 8, 1

Painter = Callable[[Json, Frames, Canvas], str]
_PAINTERS: Mapping[str, tuple[Painter, str]] = {
    "stat": (stat.paint, "thresholds"),
    "timeseries": (timeseries.paint, "palette-classic"),
    "state-timeline": (timeline.paint, "thresholds"),
    "table": (table.paint, "thresholds"),
    "bargauge": (bargauge.paint, "thresholds"),
    "gauge": (gauge.paint, "thresholds"),
    "barchart": (barchart.paint, "palette-classic"),
    "heatmap": (heatmap.paint, "thresholds"),
    "text": (text.paint, "thresholds"),
}
"""What paints a type, and by what its colours are chosen where nothing is said."""


@dataclass(frozen=True, slots=True)
class Moment:
    """The time range, what was chosen and what is marked: the same for every panel of a page."""

    since: float
    until: float
    look: Look
    variables: Mapping[str, str] = field(default_factory=dict)
    spans: Sequence[Span] = ()


def panel_of(panel: Json, found: Mapping[str, Sequence[Json]], box: Box, moment: Moment) -> str:
    """The whole panel. found: the series of each of its queries."""
    where = f"panel {panel['id']}"
    only(panel, _KEYS, where)
    off(panel, _UNDRAWN, where)
    kind = panel["type"]
    if kind not in _PAINTERS:
        raise Unknown(f"{where}: type {kind!r}")
    painter, by_default = _PAINTERS[kind]
    frames = transformed(frames_of(panel.get("targets") or (), found), panel.get("transformations") or ())
    shown = displays(frames, panel.get("fieldConfig") or {}, moment.look, where, by_default)
    head = _head(panel, moment)
    canvas = Canvas(
        width=box.width - 2 * (_PADDING + _EDGE),
        height=box.height - 2 * _EDGE - _PADDING - (_HEAD if head else _PADDING),
        since=moment.since,
        until=moment.until,
        look=moment.look,
        where=where,
        spans=moment.spans,
    )
    content = painter(panel, shown, replace(canvas))
    body = tag("div", content, class_="body", style=f"height:{canvas.height:.0f}px")
    place = f"left:{box.x:.0f}px;top:{box.y:.0f}px;width:{box.width:.0f}px;height:{box.height:.0f}px"
    classes = f"panel type-{kind}{' clear' if panel.get('transparent') else ''}{'' if head else ' bare'}"
    return tag("section", head + body, class_=classes, style=place, id=f"panel-{panel['id']}")


def _head(panel: Json, moment: Moment) -> str:
    title = filled(str(panel.get("title") or ""), moment.variables)
    if not title:
        return ""
    said = panel.get("description")
    about = "" if not said else tag("i", "i", class_="about", title=filled(str(said), moment.variables))
    links = tag("i", "↗", class_="about link-out") if panel.get("links") else ""
    return tag("header", tag("h2", escape(title), title=title) + about + links)
