"""A value on an arc, below the colours of its thresholds."""

import math
from collections.abc import Sequence

from tests.grafana.drawing.canvas import Canvas, Frames, drawing, shortened, tag, words
from tests.grafana.drawing.colours import FAINT
from tests.grafana.drawing.stat import grid
from tests.grafana.drawing.strict import Json, choice, off, only
from tests.grafana.drawing.values import Value, values_of

_OPTIONS = {
    *("reduceOptions", "orientation", "showThresholdLabels", "showThresholdMarkers", "sizing", "minVizWidth"),
    *("minVizHeight", "text"),
}
_FROM, _TO = -210.0, 30.0


def paint(panel: Json, frames: Frames, canvas: Canvas) -> str:
    """One arc for each value."""
    options = panel.get("options", {})
    only(options, _OPTIONS, canvas.where)
    off(options, ("text",), canvas.where)
    values = values_of(options, frames, panel.get("fieldConfig", {}), canvas.look, canvas.where)
    orientation = choice(options, "orientation", "auto", ("auto", "horizontal", "vertical"), canvas.where)
    across = {
        "auto": grid(len(values), canvas.width, canvas.height),
        "horizontal": 1,
        "vertical": len(values),
    }
    columns = across[orientation]
    width, height = canvas.width / columns, canvas.height / math.ceil(len(values) / columns)
    arcs = [_arc(one, options, width, height, named=len(values) > 1) for one in values]
    return tag("div", "".join(arcs), class_="stats", style=f"grid-template-columns:repeat({columns},1fr)")


def _arc(one: Value, options: Json, width: float, height: float, *, named: bool) -> str:
    below = 20.0 if named else 0.0
    radius = max(20.0, min(width / 2 - 8, (height - below - 8) / 1.55))
    middle = (width / 2, radius + 6)
    thick, thin = radius * 0.22, radius * 0.05
    number = one.shown.value if isinstance(one.shown.value, (int, float)) else None
    parts = [_ring(middle, radius - thin * 1.8, thick, 0, 1, "#e9eaeb")]
    if number is not None:
        parts.append(
            _ring(middle, radius - thin * 1.8, thick, 0, one.display.share(number), one.shown.colour)
        )
    if options.get("showThresholdMarkers", True):
        steps = one.display.steps
        shares = [0.0, *(one.display.share(step.value) for step in steps[1:]), 1.0]
        for step, begin, end in zip(steps, shares, shares[1:], strict=False):
            parts.append(_ring(middle, radius, thin, begin, end, step.colour))
            if options.get("showThresholdLabels") and begin > 0:
                x, y = _on(middle, radius + 10, begin)
                parts.append(
                    words(
                        str(one.display.shown(step.value).text), x, y, size=10, colour=FAINT, anchor="middle"
                    )
                )
    said = str(one.shown.text)
    size = min(radius * 0.42, radius * 2.1 / max(3, len(said)))
    parts.append(
        words(said, middle[0], middle[1] + size * 0.4, size=size, colour=one.shown.colour, anchor="middle")
    )
    if named:
        parts.append(words(shortened(one.title, width, 12), width / 2, height - 5, anchor="middle"))
    return drawing(width, height, *parts)


def _ring(middle: Sequence[float], radius: float, thick: float, begin: float, end: float, colour: str) -> str:
    if end <= begin:
        return ""
    (x1, y1), (x2, y2) = (_on(middle, radius - thick / 2, share) for share in (begin, end))
    large = 1 if (end - begin) * (_TO - _FROM) > 180 else 0
    bend = radius - thick / 2
    path = f"M{x1:.1f},{y1:.1f}A{bend:.1f},{bend:.1f} 0 {large} 1 {x2:.1f},{y2:.1f}"
    return tag("path", d=path, fill="none", stroke=colour, stroke_width=thick)


def _on(middle: Sequence[float], radius: float, share: float) -> tuple[float, float]:
    turn = math.radians(_FROM + (_TO - _FROM) * share)
    return middle[0] + radius * math.cos(turn), middle[1] + radius * math.sin(turn)
