"""Big numbers, or words, each with its colour."""

import math
from collections.abc import Sequence
from html import escape

from tests.grafana.drawing.axes import Scale
from tests.grafana.drawing.canvas import Canvas, Frames, drawing, room_for, tag
from tests.grafana.drawing.colours import INK, ink_on
from tests.grafana.drawing.strict import Json, choice, off, only
from tests.grafana.drawing.values import Value, values_of

_OPTIONS = {
    *("reduceOptions", "orientation", "textMode", "wideLayout", "colorMode", "graphMode", "justifyMode"),
    *("showPercentChange", "percentChangeColorMode", "text"),
}
_TEXT_MODES = ("auto", "value", "value_and_name", "name", "none")
_COLOUR_MODES = ("value", "background", "background_solid", "none")
_GAP = 8


def paint(panel: Json, frames: Frames, canvas: Canvas) -> str:
    """Every value in a box of its own."""
    options = panel.get("options", {})
    only(options, _OPTIONS, canvas.where)
    off(options, ("showPercentChange",), canvas.where)
    values = values_of(options, frames, panel.get("fieldConfig", {}), canvas.look, canvas.where)
    orientation = choice(options, "orientation", "auto", ("auto", "horizontal", "vertical"), canvas.where)
    columns = {
        "auto": grid(len(values), canvas.width, canvas.height),
        "horizontal": 1,
        "vertical": len(values),
    }[orientation]
    rows = math.ceil(len(values) / columns)
    width = (canvas.width - _GAP * (columns - 1)) / columns
    height = (canvas.height - _GAP * (rows - 1)) / rows
    boxes = [_box(value, options, width, height, canvas, several=len(values) > 1) for value in values]
    return tag(
        "div",
        "".join(boxes),
        class_="stats",
        style=f"grid-template-columns:repeat({columns},1fr);gap:{_GAP}px",
    )


def grid(count: int, width: float, height: float) -> int:
    """How many columns leave the largest boxes for `count` values."""

    def size(columns: int) -> float:
        rows = math.ceil(count / columns)
        return min(width / columns / 2.2, height / rows)

    return max(range(1, count + 1), key=size)


def _box(value: Value, options: Json, width: float, height: float, canvas: Canvas, *, several: bool) -> str:
    text_mode = choice(options, "textMode", "auto", _TEXT_MODES, canvas.where)
    colour_mode = choice(options, "colorMode", "value", _COLOUR_MODES, canvas.where)
    graph = choice(options, "graphMode", "area", ("area", "none"), canvas.where) == "area"
    justify = choice(options, "justifyMode", "auto", ("auto", "center"), canvas.where)
    filled = colour_mode.startswith("background") and value.shown.colour != "transparent"
    ink = {"value": value.shown.colour, "none": INK}.get(colour_mode, ink_on(value.shown.colour))
    named = (
        value.title if text_mode in {"value_and_name", "name"} or (text_mode == "auto" and several) else ""
    )
    shown = "" if text_mode in {"name", "none"} else str(value.shown.text)
    wide = bool(options.get("wideLayout", True)) and width > height * 2.5 and bool(named) and bool(shown)
    sizes = options.get("text") or {}
    only(sizes, ("titleSize", "valueSize"), f"{canvas.where} text")
    size = float(
        sizes.get("valueSize")
        or _fitting(shown, width * (0.5 if wide else 1) - 20, height * (0.62 if named and not wide else 0.8))
    )
    title = float(
        sizes.get("titleSize")
        or min(max(12.0, height * 0.16), 26, _fitting(named, width * (0.5 if wide else 1) - 20, 40))
    )
    inside = ""
    if named:
        inside += tag(
            "div",
            escape(named),
            class_="name",
            style=f"font-size:{title:.0f}px;color:{ink if filled else INK}",
        )
    if shown:
        said = value.shown.text
        inside += tag(
            "div",
            escape(said.prefix + said.text) + tag("small", escape(said.suffix)),
            class_="value",
            style=f"font-size:{size:.0f}px;color:{ink}",
        )
    if graph and len(value.course) > 1:
        inside = _course(value.course, width, height, canvas, ink if filled else value.shown.colour) + inside
    ground = f"background:{value.shown.colour};" if filled else ""
    classes = "stat wide" if wide else "stat"
    centred = "" if several and justify == "auto" else ";align-items:center;text-align:center"
    return tag("div", inside, class_=classes, style=f"{ground}height:{height:.0f}px{'' if wide else centred}")


def _fitting(text: str, width: float, height: float) -> float:
    """The largest letters in which it has room."""
    return max(11.0, min(height / 1.2, width / max(1.0, room_for(text, 1.2)), 60.0))


def _course(
    course: Sequence[tuple[float, float]], width: float, height: float, canvas: Canvas, colour: str
) -> str:
    values = [value for _, value in course]
    across = Scale(canvas.since, canvas.until, 0, width)
    up = Scale(
        min(values), max(values) if max(values) > min(values) else min(values) + 1, height - 2, height * 0.6
    )
    line = " ".join(f"{across.at(moment):.1f},{up.at(value):.1f}" for moment, value in course)
    first, last = across.at(course[0][0]), across.at(course[-1][0])
    area = f"{first:.1f},{height:.1f} {line} {last:.1f},{height:.1f}"
    return drawing(
        width,
        height,
        tag("polygon", points=area, fill=colour, fill_opacity=0.2),
        tag("polyline", points=line, fill="none", stroke=colour, stroke_width=1.2),
    )
