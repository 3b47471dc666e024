"""Numbers as bars side by side."""

from html import escape

from tests.grafana.drawing.canvas import Canvas, Frames, room_for, tag
from tests.grafana.drawing.colours import INK
from tests.grafana.drawing.strict import Json, choice, off, only
from tests.grafana.drawing.values import Value, values_of

_OPTIONS = {
    *("displayMode", "orientation", "valueMode", "namePlacement", "showUnfilled", "sizing", "minVizWidth"),
    *("minVizHeight", "maxVizHeight", "reduceOptions", "legend", "text"),
}
_GAP = 8


def paint(panel: Json, frames: Frames, canvas: Canvas) -> str:
    """One bar for each value, upright or lying."""
    options = panel.get("options", {})
    only(options, _OPTIONS, canvas.where)
    off(options.get("legend") or {}, ("showLegend",), f"{canvas.where} legend")
    off(options, ("text",), canvas.where)
    mode = choice(options, "displayMode", "gradient", ("basic", "gradient", "lcd"), canvas.where)
    values = values_of(options, frames, panel.get("fieldConfig", {}), canvas.look, canvas.where)
    orientation = choice(options, "orientation", "auto", ("auto", "horizontal", "vertical"), canvas.where)
    if orientation == "auto":
        orientation = "horizontal" if canvas.height > canvas.width else "vertical"
    draw = _lying if orientation == "horizontal" else _upright
    return draw(values, options, mode, canvas)


def _lying(values: list[Value], options: Json, mode: str, canvas: Canvas) -> str:
    least, most = float(options.get("minVizHeight", 16)), float(options.get("maxVizHeight", 300))
    room = (canvas.height - _GAP * (len(values) - 1)) / len(values)
    place = choice(options, "namePlacement", "auto", ("auto", "top", "left", "hidden"), canvas.where)
    if place == "auto":
        place = "top" if room > 40 else "left"
    high = min(max(room, least), most)
    size = min(14.0, max(10.0, high * 0.55))
    name = min(max(room_for(one.title, size) for one in values) + 12, canvas.width * 0.45)
    said = max(room_for(str(one.shown.text), size) for one in values) + 14
    rows = []
    for one in values:
        title = tag(
            "div", escape(one.title), class_="title", style=f"width:{name:.0f}px;font-size:{size:.0f}px"
        )
        bar = _bar(one, options, mode, "width", f"height:{high if place != 'top' else high * 0.6:.0f}px")
        value = _value(one, options, f"width:{said:.0f}px;font-size:{size + 1:.0f}px")
        row = (title if place == "left" else "") + bar + value
        above = tag("div", escape(one.title), class_="above") if place == "top" else ""
        rows.append(above + tag("div", row, class_="bar"))
    return tag("div", "".join(rows), class_="bars", style=f"gap:{_GAP}px")


def _upright(values: list[Value], options: Json, mode: str, canvas: Canvas) -> str:
    wide = (canvas.width - _GAP * (len(values) - 1)) / len(values)
    columns = []
    for one in values:
        value = _value(one, options, "font-size:14px;text-align:center")
        bar = _bar(one, options, mode, "height", f"height:{canvas.height - 48:.0f}px")
        title = tag("div", escape(one.title), class_="title", style="text-align:center")
        columns.append(tag("div", value + bar + title, style=f"width:{wide:.0f}px"))
    return tag("div", "".join(columns), class_="upright bars", style=f"gap:{_GAP}px")


def _bar(one: Value, options: Json, mode: str, along: str, style: str) -> str:
    number = one.shown.value if isinstance(one.shown.value, (int, float)) else None
    share = 0.0 if number is None else one.display.share(float(number))
    colour = one.shown.colour
    edge = "right" if along == "width" else "top"
    paints = {
        "basic": f"background:color-mix(in srgb, {colour} 40%, white);border-{edge}:2px solid {colour}",
        "gradient": f"background:linear-gradient(to {edge}, {_stops(one)});border-{edge}:2px solid {colour}",
        "lcd": f"background:repeating-linear-gradient(to {edge}, {colour} 0 7px, transparent 7px 9px)",
    }
    fill = tag("div", class_="fill", style=f"{along}:{share * 100:.2f}%;{paints[mode]}") if share else ""
    track = "track" if options.get("showUnfilled", True) else "track bare"
    return tag("div", fill, class_=f"{track} {'lying' if along == 'width' else 'standing'}", style=style)


def _stops(one: Value) -> str:
    steps = [
        step.colour
        for step in one.display.steps
        if isinstance(one.shown.value, (int, float)) and step.value <= one.shown.value
    ]
    return ", ".join(steps if len(steps) > 1 else [one.shown.colour] * 2)


def _value(one: Value, options: Json, style: str) -> str:
    mode = options.get("valueMode", "color")
    if mode == "hidden":
        return ""
    choice(options, "valueMode", "color", ("color", "text"), "bargauge")
    colour = one.shown.colour if mode == "color" else INK
    return tag("div", escape(str(one.shown.text)), class_="said", style=f"{style};color:{colour}")
