"""Numbers by category: a group of bars for each row of a table."""

import math
from collections.abc import Sequence
from html import escape

from tests.grafana.drawing.axes import Scale, bounds, ticks
from tests.grafana.drawing.canvas import Canvas, Frames, drawing, nothing, room_for, shortened, tag, words
from tests.grafana.drawing.colours import FAINT, LINE
from tests.grafana.drawing.display import Display
from tests.grafana.drawing.fields import NUMBER, STRING, TIME
from tests.grafana.drawing.legend import entry_of, legend
from tests.grafana.drawing.strict import Json, Unknown, choice, off, only

_OPTIONS = {
    *(
        "orientation",
        "xField",
        "colorByField",
        "showValue",
        "stacking",
        "groupWidth",
        "barWidth",
        "barRadius",
    ),
    *(
        "fullHighlight",
        "xTickLabelRotation",
        "xTickLabelMaxLength",
        "xTickLabelSpacing",
        "legend",
        "tooltip",
        "text",
    ),
}
_CUSTOM = {
    *("fillOpacity", "gradientMode", "lineWidth", "hideFrom", "axisPlacement", "axisLabel", "axisGridShow"),
    *("axisColorMode", "axisCenteredZero", "axisBorderShow", "scaleDistribution", "thresholdsStyle"),
}
_BOTTOM, _TOP = 24, 8


def paint(panel: Json, frames: Frames, canvas: Canvas) -> str:
    """Upright bars above their categories."""
    options = panel.get("options", {})
    only(options, _OPTIONS, canvas.where)
    off(
        options,
        ("colorByField", "text", "xTickLabelRotation", "xTickLabelSpacing", "barRadius"),
        canvas.where,
    )
    orientation = choice(options, "orientation", "auto", ("auto", "vertical"), canvas.where)
    if orientation == "auto" and canvas.height > canvas.width:
        raise Unknown(f"{canvas.where}: lying bars")
    stacked = choice(options, "stacking", "none", ("none", "normal"), canvas.where) == "normal"
    if not frames or not any(one.field.values for one in frames[0]):
        return nothing(panel.get("fieldConfig", {}))
    categories, numbers = _columns(frames, options, canvas.where)
    said = options.get("legend") or {}
    entries = [entry_of(one, said.get("calcs") or ()) for one in numbers]
    below = legend(said, entries, canvas.width, canvas.height, canvas.where)
    width, height = canvas.width - below.beside, canvas.height - below.below
    return tag(
        "div", _chart(categories, numbers, options, stacked, width, height) + below.markup, class_="graph"
    )


def _columns(frames: Frames, options: Json, where: str) -> tuple[Display, list[Display]]:
    if len(frames) != 1:
        raise Unknown(f"{where}: a bar chart of {len(frames)} tables")
    wanted = options.get("xField")
    names = [one for one in frames[0] if one.field.kind in {STRING, TIME}]
    if wanted:
        names = [one for one in frames[0] if wanted in (one.title, one.field.title, one.field.name)]
    if not names:
        raise Unknown(f"{where}: no column for xField {wanted!r}")
    numbers = [one for one in frames[0] if one.field.kind == NUMBER and one is not names[0]]
    for one in numbers:
        only(one.config.custom, _CUSTOM, where)
        off(one.config.custom, ("axisCenteredZero", "axisBorderShow"), where)
        choice(one.config.custom, "gradientMode", "none", ("none",), where)
    return names[0], numbers


def _chart(
    categories: Display, numbers: Sequence[Display], options: Json, stacked: bool, width: float, height: float
) -> str:
    bottom = height - _BOTTOM
    count = len(categories.field.values)
    columns = [[_number(value) for value in one.field.values] for one in numbers]
    tops = (
        [sum(column[index] for column in columns) for index in range(count)]
        if stacked
        else [value for column in columns for value in column]
    )
    first = numbers[0]
    most = max(2, int((bottom - _TOP) / 42))
    low, high = bounds([0.0, *tops], first.config.least, first.config.greatest, most)
    up = Scale(low, high, bottom, float(_TOP))
    marks = [(value, str(first.shown(value).text)) for value in ticks(low, high, most)]
    left = max(room_for(text, 11.5) for _, text in marks) + 12
    parts = []
    for value, text in marks:
        y = up.at(value)
        parts.append(tag("line", x1=left, x2=width - 4, y1=y, y2=y, stroke=LINE))
        parts.append(words(text, left - 7, y + 4, size=11.5, colour=FAINT, anchor="end"))
    slot = (width - 4 - left) / max(1, count)
    group = slot * float(options.get("groupWidth", 0.7))
    for index in range(count):
        begin, base = left + slot * index + (slot - group) / 2, 0.0
        each = group if stacked else group / len(numbers)
        for place, (one, column) in enumerate(zip(numbers, columns, strict=True)):
            x = begin + (0 if stacked else each * place)
            parts.append(
                _bar(
                    one,
                    index,
                    column[index],
                    base,
                    x,
                    each * float(options.get("barWidth", 0.97)),
                    up,
                    options,
                    slot,
                )
            )
            base += column[index] if stacked else 0
    parts += _names(categories, left, slot, bottom, int(options.get("xTickLabelMaxLength") or 0))
    return drawing(width, height, *parts)


def _bar(
    one: Display,
    index: int,
    value: float,
    base: float,
    x: float,
    wide: float,
    up: Scale,
    options: Json,
    slot: float,
) -> str:
    top, low = up.at(base + value), up.at(base)
    shown = one.shown(one.field.values[index])
    by_place = one.config.colour_mode(one.by_default).startswith("palette")
    colour = one.series_colour if by_place and not shown.said else shown.colour
    fill = float(one.config.custom.get("fillOpacity", 80)) / 100
    line = float(one.config.custom.get("lineWidth", 1))
    title = tag("title", escape(f"{one.title}: {shown.text}"))
    drawn = tag(
        "rect",
        title,
        x=x,
        y=min(top, low),
        width=wide,
        height=abs(low - top),
        fill=colour,
        fill_opacity=fill,
        stroke=colour,
        stroke_width=line,
    )
    show = choice(options, "showValue", "auto", ("auto", "always", "never"), "barchart")
    if show == "never" or (show == "auto" and room_for(str(shown.text), 11) > slot):
        return drawn
    return drawn + words(str(shown.text), x + wide / 2, min(top, low) - 4, size=11, anchor="middle")


def _names(categories: Display, left: float, slot: float, bottom: float, longest: int) -> list[str]:
    texts = [str(categories.shown(value).text) for value in categories.field.values]
    texts = [f"{text[:longest]}…" if longest and len(text) > longest else text for text in texts]
    widest = max((room_for(text, 11.5) for text in texts), default=0.0) + 8
    every = 1 if widest <= slot * 1.6 else max(1, -int(-widest // slot))
    return [
        words(
            shortened(text, slot * every + 6, 11.5),
            left + slot * (index + 0.5),
            bottom + 16,
            size=11.5,
            colour=FAINT,
            anchor="middle",
        )
        for index, text in enumerate(texts)
        if index % every == 0
    ]


def _number(value: object) -> float:
    return float(value) if isinstance(value, (int, float)) and math.isfinite(value) else 0.0
