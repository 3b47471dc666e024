"""The axes of values of a time graph, and the thresholds drawn along them."""

import math
from collections.abc import Sequence

from tests.grafana.drawing.axes import Scale, bounds, ticks
from tests.grafana.drawing.canvas import room_for, tag, words
from tests.grafana.drawing.colours import FAINT, LINE
from tests.grafana.drawing.display import Display
from tests.grafana.drawing.strict import Unknown, choice, only
from tests.grafana.drawing.strokes import Series

_TICK = 42


def value_scale(group: Sequence[Series], top: float, bottom: float) -> Scale:
    """From the values of an axis to pixels."""
    config = group[0].one.config
    spread = config.custom.get("scaleDistribution") or {}
    only(spread, ("type", "log"), "scaleDistribution")
    kind = choice(spread, "type", "linear", ("linear", "log"), "scaleDistribution")
    values = [value for one in group for _, value in one.points if value is not None and math.isfinite(value)]
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


def value_axis(one: Display, scale: Scale, across: Scale, side: int) -> str:
    """Level lines, and the values beside them."""
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


def room_left(group: Sequence[Series], scale: Scale) -> float:
    """How wide the values beside an axis are."""
    return 8.0 if all(one.style.axis == "hidden" for one in group) else _room_of(group[0].one, scale)


def _room_of(one: Display, scale: Scale) -> float:
    longest = max((room_for(said, 11.5) for _, said in _value_ticks(one, scale)), default=20.0)
    return longest + 12 + (16 if one.config.custom.get("axisLabel") else 0)


def _most(top: float, bottom: float) -> int:
    return max(2, int((bottom - top) / _TICK))


def _binary(one: Display) -> bool:
    return one.config.unit in {"bytes", "bits", "binBps", "binbps"}


def limits(group: Sequence[Series], scale: Scale, across: Scale) -> str:
    """Thresholds, as lines and as areas."""
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
