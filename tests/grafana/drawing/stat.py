"""Big numbers, or words, each with its colour."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
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
    look = _look(values, options, width, height, canvas.where)
    boxes = [_box(value, look, width, height, canvas) for value in values]
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


@dataclass(frozen=True, slots=True)
class _Look:
    """What is the same for every value of a panel. size, title: of letters; wide: the name stands beside the value."""

    colours: str
    named: bool
    valued: bool
    graph: bool
    wide: bool
    centred: bool
    size: float
    title: float


def _look(values: Sequence[Value], options: Json, width: float, height: float, where: str) -> _Look:
    mode = choice(options, "textMode", "auto", _TEXT_MODES, where)
    several = len(values) > 1
    named = mode in {"value_and_name", "name"} or (mode == "auto" and several)
    named = named and any(value.title for value in values)
    valued = mode not in {"name", "none"}
    wide = bool(options.get("wideLayout", True)) and width > height * 2.5 and named and valued
    sizes = options.get("text") or {}
    only(sizes, ("titleSize", "valueSize"), f"{where} text")
    room, high = width * (0.5 if wide else 1) - 20, height * (0.62 if named and not wide else 0.8)
    size = min(_fitting(str(value.shown.text), room, high) for value in values)
    title = min(_fitting(value.title, room, max(14.0, height * 0.19)) for value in values)
    return _Look(
        colours=choice(options, "colorMode", "value", _COLOUR_MODES, where),
        named=named,
        valued=valued,
        graph=choice(options, "graphMode", "area", ("area", "none"), where) == "area",
        wide=wide,
        centred=choice(options, "justifyMode", "auto", ("auto", "center"), where) == "center" or not several,
        size=float(sizes.get("valueSize") or size),
        title=float(sizes.get("titleSize") or min(title, size)),
    )


def _box(value: Value, look: _Look, width: float, height: float, canvas: Canvas) -> str:
    said, colour = value.shown.text, value.shown.colour
    filled = look.colours.startswith("background") and colour != "transparent"
    ink = {"value": colour, "none": INK}.get(look.colours, ink_on(colour))
    inside = ""
    if look.graph and len(value.course) > 1:
        inside += _course(value.course, width, height, canvas, ink if filled else colour)
    if look.named:
        style = f"font-size:{look.title:.0f}px;color:{ink if filled else INK}"
        inside += tag("div", escape(value.title), class_="name", style=style)
    if look.valued:
        words = escape(said.prefix + said.text) + tag("small", escape(said.suffix))
        inside += tag("div", words, class_="value", style=f"font-size:{look.size:.0f}px;color:{ink}")
    ground = f"background:{colour};" if filled else ""
    classes = "stat" + (" wide" if look.wide else " centred" if look.centred else "")
    return tag("div", inside, class_=classes, style=f"{ground}height:{height:.0f}px")


def _fitting(text: str, width: float, height: float) -> float:
    """The largest letters in which it has room."""
    wide_ones = 0.35 * sum(text.count(letter) for letter in "%mM")
    return max(11.0, min(height / 1.2, width / max(1.0, room_for(text, 1.0) + wide_ones), 60.0))


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
