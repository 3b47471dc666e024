"""Values over time."""

from collections.abc import Sequence

from tests.grafana.drawing.axes import Scale, marks, time_axis
from tests.grafana.drawing.canvas import Canvas, Frames, drawing, nothing, pace_of, series_of, tag
from tests.grafana.drawing.graph import stack, style_of
from tests.grafana.drawing.legend import entry_of, legend
from tests.grafana.drawing.strict import Json, Unknown, only
from tests.grafana.drawing.strokes import Series, drawn_series
from tests.grafana.drawing.value_axis import limits, room_left, value_axis, value_scale

_TOP, _BOTTOM = 6, 22


def paint(panel: Json, frames: Frames, canvas: Canvas) -> str:
    """The graph and its legend."""
    options = panel.get("options", {})
    only(options, ("legend", "tooltip", "orientation", "timezone", "annotations"), canvas.where)
    found = _series(frames, canvas.where)
    if not found:
        return nothing(panel.get("fieldConfig", {}))
    shown = [one for one in found if not (one.one.config.custom.get("hideFrom") or {}).get("legend")]
    said = options.get("legend") or {}
    entries = [entry_of(one.one, said.get("calcs") or ()) for one in shown]
    beside = legend(said, entries, canvas.width, canvas.height, canvas.where)
    width, height = canvas.width - beside.beside, canvas.height - beside.below
    return tag("div", _graph(found, width, height, canvas) + beside.markup, class_="graph")


def _series(frames: Frames, where: str) -> list[Series]:
    found = [(one, style_of(one, where), points) for one, points in series_of(frames)]
    paces: dict[str, float] = {}
    for one, _, points in found:
        if pace := pace_of(points):
            paces[one.ref] = min(pace, paces.get(one.ref, pace))
    stacked = stack([(style.stacked, points) for _, style, points in found])
    return [
        Series(one, style, raised, dict(base), paces.get(one.ref, 0.0))
        for (one, style, _), (raised, base) in zip(found, stacked, strict=True)
    ]


def _graph(found: Sequence[Series], width: float, height: float, canvas: Canvas) -> str:
    top, bottom = float(_TOP), height - _BOTTOM
    sides = _sides(found, canvas.where)
    scales = [value_scale(group, top, bottom) for group in sides]
    left = room_left(sides[0], scales[0])
    right = room_left(sides[1], scales[1]) if len(sides) > 1 else 8.0
    across = Scale(canvas.since, canvas.until, left, width - right)
    parts = [time_axis(across, top, bottom, canvas.look), marks(across, top, bottom, canvas)]
    for index, (group, scale) in enumerate(zip(sides, scales, strict=True)):
        parts.append(value_axis(group[0].one, scale, across, index))
        parts.append(limits(group, scale, across))
    clip = f"clip-{canvas.where.replace(' ', '-')}"
    frame = tag("rect", x=left, y=top - 2, width=max(1.0, width - left - right), height=bottom - top + 3)
    lines = [
        drawn_series(one, scale, across, group)
        for group, scale in zip(sides, scales, strict=True)
        for one in group
    ]
    parts += [tag("clipPath", frame, id=clip), tag("g", "".join(lines), clip_path=f"url(#{clip})")]
    return drawing(width, height, *parts)


def _sides(found: Sequence[Series], where: str) -> list[list[Series]]:
    """Those of one unit share an axis; the second unit has its own, on the right."""
    first = found[0].one.config.unit
    keyed = [(one, _side(one, first)) for one in found]
    sides = [[one for one, side in keyed if side == wanted] for wanted in ("left", "right")]
    for side in sides:
        units = {one.one.config.unit for one in side}
        if len(units) > 1:
            raise Unknown(f"{where}: units {sorted(units)} on one axis")
    return [side for side in sides if side]


def _side(one: Series, first: str) -> str:
    if one.style.axis in {"left", "right"}:
        return one.style.axis
    return "left" if one.one.config.unit == first else "right"
