"""One series of a time graph on paper: bars, or an area, a line and points."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from tests.grafana.drawing.axes import Scale
from tests.grafana.drawing.canvas import tag
from tests.grafana.drawing.display import Display
from tests.grafana.drawing.graph import Point, Style, corners, stretches


@dataclass(frozen=True, slots=True)
class Series:
    """One series as it is drawn: where its points are and where its area begins."""

    one: Display
    style: Style
    points: list[Point]
    base: dict[float, float]
    pace: float


def drawn_series(series: Series, scale: Scale, across: Scale, group: Sequence[Series]) -> str:
    """One series: its bars, or its area, its line and its points."""
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
