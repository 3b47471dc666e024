"""Tables: columns of labels and values, cells in the colours of their values."""

from collections.abc import Sequence
from html import escape
from typing import Any

from tests.grafana.drawing.canvas import Canvas, Frames, nothing, tag
from tests.grafana.drawing.colours import INK, LINK, ink_on
from tests.grafana.drawing.display import Display, Shown
from tests.grafana.drawing.fields import NUMBER, Frame
from tests.grafana.drawing.strict import Json, choice, off, only
from tests.grafana.drawing.transforming.rows import sorted_by

_OPTIONS = ("showHeader", "cellHeight", "footer", "sortBy", "frameIndex", "showTypeIcons", "enablePagination")
_CUSTOM = ("align", "cellOptions", "inspect", "filterable", "width", "minWidth", "hidden", "hideFrom")
_HEIGHTS = {"sm": 36, "md": 42, "lg": 48}
_CELLS = ("auto", "color-text", "color-background", "gauge", "json-view")
_HEAD, _LEAST = 36, 150


def paint(panel: Json, frames: Frames, canvas: Canvas) -> str:
    """The first table; rows that have no room are hidden, as behind a scroll bar."""
    options = panel.get("options", {})
    only(options, _OPTIONS, canvas.where)
    off(options, ("frameIndex", "enablePagination", "showTypeIcons"), canvas.where)
    off(options.get("footer") or {}, ("show",), f"{canvas.where} footer")
    if not frames or not frames[0] or not frames[0][0].field.values:
        return nothing(panel.get("fieldConfig", {}))
    columns = [one for one in frames[0] if not one.config.custom.get("hidden") and not _hidden(one)]
    for one in columns:
        only(one.config.custom, _CUSTOM, f"{canvas.where} {one.title}")
    rows = _sorted(columns, options, canvas.where)
    high = _HEIGHTS[choice(options, "cellHeight", "sm", _HEIGHTS, canvas.where)]
    head = _HEAD if options.get("showHeader", True) else 0
    needed = head + high * len(rows)
    bar = 10 if needed > canvas.height else 0
    widths = widths_of([one.config.custom.get("width") for one in columns], canvas.width - bar)
    groups = "".join(tag("col", style=f"width:{width:.0f}px") for width in widths)
    arrows = {one["displayName"]: "↓" if one.get("desc") else "↑" for one in options.get("sortBy") or ()}
    names = "".join(_head(one, arrows.get(one.title, "")) for one in columns) if head else ""
    body = "".join(
        tag(
            "tr",
            "".join(_cell(one, value) for one, value in zip(columns, row, strict=True)),
            style=f"height:{high}px",
        )
        for row in rows
    )
    inside = tag(
        "table",
        groups + tag("tr", names, style=f"height:{head}px") + body,
        style=f"width:{sum(widths):.0f}px",
    )
    if bar:
        thumb = max(24.0, canvas.height * canvas.height / needed)
        inside += tag("i", class_="thumb", style=f"height:{thumb:.0f}px")
    return tag("div", inside, class_="table", style=f"height:{canvas.height:.0f}px")


def widths_of(said: Sequence[float | None], width: float) -> list[float]:
    """Columns that say nothing share what is left, none of them narrower than Grafana makes it."""
    rest = width - sum(one for one in said if one)
    open_ones = sum(1 for one in said if not one)
    share = max(float(_LEAST), rest / open_ones) if open_ones else 0.0
    return [float(one) if one else share for one in said]


def _hidden(one: Display) -> bool:
    return bool((one.config.custom.get("hideFrom") or {}).get("viz"))


def _sorted(columns: Sequence[Display], options: Json, where: str) -> list[tuple[Any, ...]]:
    frame = Frame("", tuple(one.field for one in columns))
    order = []
    for one in options.get("sortBy") or ():
        only(one, ("displayName", "desc"), f"{where} sortBy")
        found = [each for each in columns if each.title == one["displayName"]]  # none where no query found it
        order += [(each.field.title, bool(one.get("desc"))) for each in found]
    return sorted_by(frame, order).rows()


def _head(one: Display, arrow: str) -> str:
    sign = tag("b", arrow) if arrow else ""
    return tag("th", escape(one.title) + sign, style=f"text-align:{_side(one)}")


def _side(one: Display) -> str:
    align = choice(one.config.custom, "align", "auto", ("auto", "left", "center", "right"), one.title)
    return ("right" if one.field.kind == NUMBER else "left") if align == "auto" else align


def _cell(one: Display, value: Any) -> str:
    shown = one.shown(value)
    options = one.config.custom.get("cellOptions") or {}
    only(
        options, ("type", "mode", "applyToRow", "wrapText", "valueDisplayMode"), f"cellOptions of {one.title}"
    )
    off(options, ("applyToRow",), f"cellOptions of {one.title}")
    kind = choice(options, "type", "auto", _CELLS, f"cellOptions of {one.title}")
    if kind == "gauge":
        return _gauge(one, shown, options)
    style = f"text-align:{_side(one)}"
    colour = INK
    if kind == "color-text":
        colour = shown.colour if shown.colour != "transparent" else INK
    elif kind == "color-background" and shown.colour != "transparent":
        style += f";background:{shown.colour}"
        colour = ink_on(shown.colour)
    linked = one.config.linked and bool(str(shown.text))
    if linked and kind == "auto":
        colour = LINK
    inside = escape(str(shown.text))
    inside = tag("u", inside) if linked else inside
    wrap = ";white-space:normal" if options.get("wrapText") else ""
    return tag("td", inside, style=f"{style};color:{colour}{wrap}", title=str(shown.text) or None)


def _gauge(one: Display, shown: Shown, options: Json) -> str:
    mode = choice(options, "mode", "gradient", ("basic", "gradient", "lcd"), one.title)
    words = choice(options, "valueDisplayMode", "color", ("color", "text", "hidden"), one.title)
    share = one.share(float(shown.value)) if isinstance(shown.value, (int, float)) else 0.0
    ground = {
        "basic": f"color-mix(in srgb, {shown.colour} 40%, white)",
        "gradient": f"linear-gradient(to right, color-mix(in srgb, {shown.colour} 40%, white), {shown.colour})",
        "lcd": f"repeating-linear-gradient(to right, {shown.colour} 0 7px, transparent 7px 9px)",
    }[mode]
    fill = tag("div", class_="fill", style=f"width:{share * 100:.1f}%;background:{ground}")
    colour = shown.colour if words == "color" else INK
    said = (
        ""
        if words == "hidden"
        else tag("div", escape(str(shown.text)), class_="said", style=f"color:{colour}")
    )
    return tag(
        "td", tag("div", tag("div", fill, class_="track lying", style="height:18px") + said, class_="bar")
    )
