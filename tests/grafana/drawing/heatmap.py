"""How many fell into each bucket over time."""

from html import escape

from tests.grafana.drawing.axes import Scale, time_axis
from tests.grafana.drawing.canvas import (
    Canvas,
    Frames,
    drawing,
    nothing,
    pace_of,
    room_for,
    series_of,
    tag,
    words,
)
from tests.grafana.drawing.colours import FAINT, code_of, on_scale
from tests.grafana.drawing.strict import Json, choice, off, only
from tests.grafana.drawing.units import written

_OPTIONS = {
    *(
        "calculate",
        "calculation",
        "yAxis",
        "rowsFrame",
        "color",
        "cellGap",
        "cellRadius",
        "cellValues",
        "showValue",
    ),
    *("tooltip", "legend", "exemplars", "filterValues"),
}
_COLOUR = ("mode", "scheme", "fill", "steps", "exponent", "scale", "reverse", "min", "max")
_Y_AXIS = ("axisPlacement", "unit", "decimals", "min", "max", "reverse", "axisLabel", "axisWidth")
_BOTTOM = 22


def paint(panel: Json, frames: Frames, canvas: Canvas) -> str:
    """A lane for each bucket, the smallest at the bottom."""
    options = panel.get("options", {})
    only(options, _OPTIONS, canvas.where)
    off(options, ("calculate", "cellRadius"), canvas.where)
    choice(options, "showValue", "never", ("never", "auto"), canvas.where)
    axis, colours = options.get("yAxis") or {}, options.get("color") or {}
    only(axis, _Y_AXIS, f"{canvas.where} yAxis")
    off(axis, ("min", "max", "reverse", "axisLabel", "axisWidth"), f"{canvas.where} yAxis")
    only(colours, _COLOUR, f"{canvas.where} color")
    rows = series_of(frames)
    if not rows:
        return nothing(panel.get("fieldConfig", {}))
    least = float((options.get("filterValues") or {}).get("le", 1e-9))
    numbers = [value for _, points in rows for _, value in points if value is not None and value > least]
    most = float(colours.get("max") or max(numbers, default=1.0))
    names = [_bucket(one.title, axis, canvas) for one, _ in rows]
    left = max(room_for(name, 11) for name in names) + 12
    height = canvas.height - _BOTTOM
    across, lane = Scale(canvas.since, canvas.until, left, canvas.width - 8), height / len(rows)
    gap = float(options.get("cellGap", 1))
    parts = [time_axis(across, 0, height, canvas.look)]
    for index, ((one, points), name) in enumerate(zip(rows, names, strict=True)):
        y = height - lane * (index + 1)
        parts.append(words(name, left - 7, y + lane / 2 + 4, size=11, colour=FAINT, anchor="end"))
        pace = pace_of(points) or (canvas.until - canvas.since) / 60
        wide = across.at(canvas.since + pace) - across.start - gap
        for moment, value in points:
            if value is None or value <= least:
                continue
            title = tag("title", escape(f"{name}: {one.shown(value).text}"))
            x = max(across.start, across.at(moment) - wide)
            parts.append(
                tag(
                    "rect",
                    title,
                    x=x,
                    y=y,
                    width=max(0.8, wide),
                    height=max(1.0, lane - gap),
                    **_paint(colours, value / most),
                )
            )
    return drawing(canvas.width, canvas.height, *parts)


def _bucket(name: str, axis: Json, canvas: Canvas) -> str:
    try:
        return str(written(float(name), str(axis.get("unit") or "short"), axis.get("decimals"), canvas.look))
    except ValueError:
        return name


def _paint(colours: Json, share: float) -> dict[str, object]:
    share = min(max(share, 0.0), 1.0) ** float(colours.get("exponent", 0.5))
    if choice(colours, "mode", "scheme", ("scheme", "opacity"), "heatmap color") == "opacity":
        return {"fill": code_of(str(colours.get("fill", "dark-orange"))), "fill_opacity": share}
    share = 1 - share if colours.get("reverse") else share
    return {"fill": on_scale(str(colours.get("scheme", "Oranges")), share)}
