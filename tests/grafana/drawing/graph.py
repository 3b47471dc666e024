"""How the series of a time graph are drawn, as its options say: lines, points, bars, areas, on which axis."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from tests.grafana.drawing.display import Display
from tests.grafana.drawing.strict import Unknown, choice, off, only

Point = tuple[float, float | None]

_KNOWN = {
    *(
        "drawStyle",
        "lineInterpolation",
        "lineWidth",
        "lineStyle",
        "fillOpacity",
        "gradientMode",
        "showPoints",
    ),
    *("pointSize", "spanNulls", "insertNulls", "stacking", "axisPlacement", "axisLabel", "axisSoftMin"),
    *("axisSoftMax", "axisCenteredZero", "axisColorMode", "axisBorderShow", "axisGridShow", "axisWidth"),
    *("scaleDistribution", "thresholdsStyle", "hideFrom", "barAlignment", "barWidthFactor", "fillBelowTo"),
    *("transform", "showValues"),
}
_UNDRAWN = ("axisCenteredZero", "axisBorderShow", "axisWidth", "transform", "showValues", "insertNulls")
_DASHES = {"solid": None, "dash": "10 10", "dot": "1 4"}


@dataclass(frozen=True, slots=True)
class Style:
    """Of one series. base: where its area begins at each moment, if something is stacked below it."""

    draw: str
    steps: str
    width: float
    dash: str | None
    fill: float
    faded: bool
    points: bool
    point_size: float
    span: float
    stacked: str | None
    axis: str
    below_to: str | None


def style_of(one: Display, where: str) -> Style:
    """What its options say."""
    custom, where = one.config.custom, f"{where} {one.title}"
    only(custom, _KNOWN, where)
    off(custom, _UNDRAWN, where)
    draw = choice(custom, "drawStyle", "line", ("line", "bars", "points"), where)
    steps = choice(
        custom, "lineInterpolation", "linear", ("linear", "smooth", "stepAfter", "stepBefore"), where
    )
    line = custom.get("lineStyle") or {}
    only(line, ("fill", "dash"), f"{where} lineStyle")
    fill = choice(line, "fill", "solid", _DASHES, where)
    dash = " ".join(str(part) for part in line["dash"]) if line.get("dash") else _DASHES[fill]
    gradient = choice(custom, "gradientMode", "none", ("none", "opacity", "hue"), where)
    shown = choice(custom, "showPoints", "auto", ("auto", "always", "never"), where)
    stacking = custom.get("stacking") or {}
    only(stacking, ("mode", "group"), f"{where} stacking")
    stacked = choice(stacking, "mode", "none", ("none", "normal"), f"{where} stacking") == "normal"
    return Style(
        draw=draw,
        steps=steps,
        width=float(custom.get("lineWidth", 1)),
        dash=None if fill == "solid" else dash,
        fill=float(custom.get("fillOpacity", 0)) / 100,
        faded=gradient == "opacity",
        points=draw == "points" or shown == "always" or (shown == "auto" and len(one.field.values) == 1),
        point_size=float(custom.get("pointSize", 5)),
        span=_span(custom.get("spanNulls", False)),
        stacked=str(stacking.get("group", "A")) if stacked else None,
        axis=choice(custom, "axisPlacement", "auto", ("auto", "left", "right", "hidden"), where),
        below_to=custom.get("fillBelowTo"),
    )


def stretches(points: Sequence[Point], pace: float, span: float) -> list[list[tuple[float, float]]]:
    """The points that a line runs through without a gap. span: over how many seconds without data it goes on."""
    found: list[list[tuple[float, float]]] = []
    before: float | None = None
    for moment, value in points:
        if value is None or not math.isfinite(value):
            if not span:
                before = None
            continue
        if before is None or moment - before > max(pace * 1.01, span):
            found.append([])
        found[-1].append((moment, value))
        before = moment
    return found


def stack(
    series: Sequence[tuple[str | None, Sequence[Point]]],
) -> list[tuple[list[Point], Mapping[float, float]]]:
    """Each series raised by those of its group below it, with where it stands at each moment."""
    heights: dict[str, dict[float, float]] = {}
    made: list[tuple[list[Point], Mapping[float, float]]] = []
    for group, points in series:
        if group is None:
            made.append((list(points), {}))
            continue
        below = heights.setdefault(group, {})
        base = {moment: below.get(moment, 0.0) for moment, _ in points}
        raised: list[Point] = [
            (moment, None if value is None else value + base[moment]) for moment, value in points
        ]
        below.update((moment, value) for moment, value in raised if value is not None)
        made.append((raised, base))
    return made


def corners(stretch: Sequence[tuple[float, float]], steps: str) -> list[tuple[float, float]]:
    """The points a line turns at."""
    if steps in {"linear", "smooth"}:
        return list(stretch)
    turned = [stretch[0]]
    for (earlier, low), (later, high) in pairwise(stretch):
        turned += [(later, low) if steps == "stepAfter" else (earlier, high), (later, high)]
    return turned


def _span(said: object) -> float:
    if isinstance(said, bool):
        return float("inf") if said else 0.0
    if isinstance(said, (int, float)):
        return said / 1000
    raise Unknown(f"spanNulls {said!r}")
