"""Values over time."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from tests.grafana.drawing.axes import Scale, bounds, ticks, time_axis
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
from tests.grafana.drawing.colours import FAINT, LINE
from tests.grafana.drawing.display import Display
from tests.grafana.drawing.graph import Point, Style, corners, stack, stretches, style_of
from tests.grafana.drawing.legend import entry_of, legend
from tests.grafana.drawing.strict import Json, Unknown, choice, only

_TICK, _TOP, _BOTTOM = 42, 6, 22


@dataclass(frozen=True, slots=True)
class Series:
    """One series as it is drawn: where its points are and where its area begins."""

    one: Display
    style: Style
    points: list[Point]
    base: dict[float, float]
    pace: float


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
    scales = [_value_scale(group, top, bottom) for group in sides]
    left = _room(sides[0], scales[0])
    right = _room(sides[1], scales[1]) if len(sides) > 1 else 8.0
    across = Scale(canvas.since, canvas.until, left, width - right)
    parts = [time_axis(across, top, bottom, canvas.look), _marks(across, top, bottom, canvas)]
    for index, (group, scale) in enumerate(zip(sides, scales, strict=True)):
        parts.append(_value_axis(group[0].one, scale, across, index))
        parts.append(_limits(group, scale, across))
    clip = f"clip-{canvas.where.replace(' ', '-')}"
    frame = tag("rect", x=left, y=top - 2, width=max(1.0, width - left - right), height=bottom - top + 3)
    lines = [
        _drawn(one, scale, across, group) for group, scale in zip(sides, scales, strict=True) for one in group
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


def _value_scale(group: Sequence[Series], top: float, bottom: float) -> Scale:
    config = group[0].one.config
    spread = config.custom.get("scaleDistribution") or {}
    only(spread, ("type", "log"), "scaleDistribution")
    kind = choice(spread, "type", "linear", ("linear", "log"), "scaleDistribution")
    values = [value for one in group for _, value in one.points if value is not None and value == value]
    values += [0.0] if any(one.style.stacked or one.style.draw == "bars" for one in group) else []
    for soft in ("axisSoftMin", "axisSoftMax"):
        values += [float(config.custom[soft])] if config.custom.get(soft) is not None else []
    leasts = [one.one.config.least for one in group if one.one.config.least is not None]
    mosts = [one.one.config.greatest for one in group if one.one.config.greatest is not None]
    low, high = bounds(
        values,
        min(leasts, default=None),
        max(mosts, default=None),
        _most(top, bottom),
        binary=_binary(group[0].one),
    )
    base = int(spread.get("log", 2)) if kind == "log" else None
    return Scale(
        min(value for value in values if value > 0) if base and low <= 0 else low, high, bottom, top, base
    )


def _value_ticks(one: Display, scale: Scale) -> list[tuple[float, str]]:
    if scale.logarithm is None:
        at = ticks(scale.low, scale.high, _most(scale.end, scale.start), binary=_binary(one))
    else:
        at = [scale.logarithm**power for power in range(-40, 60)]
        at = [value for value in at if scale.low <= value <= scale.high]
    return [(value, str(one.shown(value).text)) for value in at]


def _value_axis(one: Display, scale: Scale, across: Scale, side: int) -> str:
    drawn = []
    for value, said in _value_ticks(one, scale):
        y = scale.at(value)
        if side == 0 and one.config.custom.get("axisGridShow", True):
            drawn.append(tag("line", x1=across.start, x2=across.end, y1=y, y2=y, stroke=LINE))
        x, anchor = (across.start - 7, "end") if side == 0 else (across.end + 7, "start")
        drawn.append(words(said, x, y + 4, size=11.5, colour=FAINT, anchor=anchor))
    if label := one.config.custom.get("axisLabel"):
        x, y = (10.0 if side == 0 else across.end + _room_of(one, scale) - 6), (scale.start + scale.end) / 2
        drawn.append(
            tag(
                "g",
                words(str(label), 0, 0, size=11.5, colour=FAINT, anchor="middle"),
                transform=f"translate({x:g},{y:g}) rotate(-90)",
            )
        )
    return "".join(drawn)


def _room(group: Sequence[Series], scale: Scale) -> float:
    return 8.0 if all(one.style.axis == "hidden" for one in group) else _room_of(group[0].one, scale)


def _room_of(one: Display, scale: Scale) -> float:
    longest = max((room_for(said, 11.5) for _, said in _value_ticks(one, scale)), default=20.0)
    return longest + 12 + (16 if one.config.custom.get("axisLabel") else 0)


def _most(top: float, bottom: float) -> int:
    return max(2, int((bottom - top) / _TICK))


def _binary(one: Display) -> bool:
    return one.config.unit in {"bytes", "bits", "binBps", "binbps"}


def _marks(across: Scale, top: float, bottom: float, canvas: Canvas) -> str:
    drawn = []
    for span in canvas.spans:
        since, until = max(span.since, across.low), min(span.until, across.high)
        if until < since:
            continue
        x, wide = across.at(since), max(1.0, across.at(until) - across.at(since))
        title = tag("title", span.title.replace("&", "&amp;").replace("<", "&lt;"))
        drawn.append(
            tag(
                "rect", title, x=x, y=top, width=wide, height=bottom - top, fill=span.colour, fill_opacity=0.1
            )
        )
        drawn += [
            tag("line", x1=at, x2=at, y1=top, y2=bottom, stroke=span.colour, stroke_dasharray="4 3")
            for at in (x, x + wide)
        ]
        drawn.append(tag("rect", x=x, y=bottom, width=wide, height=4, fill=span.colour))
    return "".join(drawn)


def _limits(group: Sequence[Series], scale: Scale, across: Scale) -> str:
    styles = [(one.one.config.custom.get("thresholdsStyle") or {}).get("mode", "off") for one in group]
    drawn = []
    for one, style in zip(group, styles, strict=True):
        if style == "off":
            continue
        if style not in {"line", "dashed", "area", "line+area", "dashed+area"}:
            raise Unknown(f"thresholdsStyle {style!r}")
        steps = one.one.steps
        for step, after in zip(steps, (*steps[1:], None), strict=True):
            high = scale.high if after is None else min(after.value, scale.high)
            if "area" in style and high > max(step.value, scale.low):
                top, low = scale.at(high), scale.at(max(step.value, scale.low))
                drawn.append(
                    tag(
                        "rect",
                        x=across.start,
                        y=top,
                        width=across.end - across.start,
                        height=low - top,
                        fill=step.colour,
                        fill_opacity=0.12,
                    )
                )
            if style != "area" and scale.low <= step.value <= scale.high:
                y = scale.at(step.value)
                dash = "9 6" if "dashed" in style else None
                drawn.append(
                    tag(
                        "line",
                        x1=across.start,
                        x2=across.end,
                        y1=y,
                        y2=y,
                        stroke=step.colour,
                        stroke_width=1.6,
                        stroke_dasharray=dash,
                        stroke_opacity=0.75,
                    )
                )
        break  # Grafana draws those of one field for each scale
    return "".join(drawn)


def _drawn(series: Series, scale: Scale, across: Scale, group: Sequence[Series]) -> str:
    colour, style = series.one.series_colour, series.style
    if style.draw == "bars":
        return _bars(series, scale, across)
    floor = _floor(series, scale, group)
    parts = []
    for stretch in stretches(series.points, series.pace, style.span):
        if style.draw == "line":
            line = [(across.at(x), scale.at(y)) for x, y in corners(stretch, style.steps)]
            if style.fill or style.below_to:
                under = [(across.at(x), floor.get(x, _ground(scale))) for x, _ in stretch]
                under = corners(under, style.steps)
                path = _path(line + under[::-1]) + "Z"
                fill = style.fill or 0.35
                parts.append(
                    tag("path", d=path, fill=colour, fill_opacity=fill * (0.6 if style.faded else 1))
                )
            if style.width:
                parts.append(
                    tag(
                        "path",
                        d=_path(line),
                        fill="none",
                        stroke=colour,
                        stroke_width=style.width + 0.3,
                        stroke_dasharray=style.dash,
                        stroke_linejoin="round",
                    )
                )
        if style.points or len(stretch) == 1:
            size = style.point_size / 2
            parts += [tag("circle", cx=across.at(x), cy=scale.at(y), r=size, fill=colour) for x, y in stretch]
    return "".join(parts)


def _floor(series: Series, scale: Scale, group: Sequence[Series]) -> dict[float, float]:
    """In pixels, where the area of a series ends: on what is stacked below it, or on the series it fills down to."""
    if series.style.below_to is None:
        return {moment: scale.at(value) for moment, value in series.base.items()}
    other = next((one for one in group if one.one.title == series.style.below_to), None)
    if other is None:  # its query found nothing
        return {}
    return {moment: scale.at(value) for moment, value in other.points if value is not None}


def _bars(series: Series, scale: Scale, across: Scale) -> str:
    pace = series.pace or (across.high - across.low) / 60
    wide = max(1.0, (across.at(across.low + pace) - across.start) * 0.6)
    drawn = []
    for moment, value in series.points:
        if value is None:
            continue
        top = scale.at(value)
        low = scale.at(series.base.get(moment, max(scale.low, 0.0)))
        drawn.append(
            tag(
                "rect",
                x=across.at(moment) - wide / 2,
                y=min(top, low),
                width=wide,
                height=abs(low - top),
                fill=series.one.series_colour,
                fill_opacity=max(series.style.fill, 0.02),
                stroke=series.one.series_colour,
                stroke_width=series.style.width,
            )
        )
    return "".join(drawn)


def _ground(scale: Scale) -> float:
    return scale.at(min(max(0.0, scale.low), scale.high))


def _path(points: Sequence[tuple[float, float]]) -> str:
    """Points that stand on the same pixel are one."""
    rounded = (f"{x:.1f},{y:.1f}" for x, y in points)
    return "M" + "L".join(key for key, _ in groupby(rounded))
