"""The legend of a graph: a list or a table, below it or beside it."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from tests.grafana.drawing.canvas import room_for, tag
from tests.grafana.drawing.display import Display
from tests.grafana.drawing.reducers import NAMES, reduced
from tests.grafana.drawing.strict import Json, Unknown, choice, off, only
from tests.grafana.drawing.units import written

_LINE, _SIZE, _MOST_BELOW = 22, 12, 0.45
_KNOWN = {
    *(
        "calcs",
        "displayMode",
        "placement",
        "showLegend",
        "width",
        "sortBy",
        "sortDesc",
        "asTable",
        "isVisible",
    ),
    *("limit", "enableFacetedFilter"),
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of it."""

    colour: str
    title: str
    calcs: tuple[str, ...] = ()
    numbers: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Legend:
    """Its markup and the room it takes from the graph."""

    markup: str
    beside: float = 0.0
    below: float = 0.0


def entry_of(one: Display, calcs: Sequence[str]) -> Entry:
    """What the legend says of a series."""
    texts, numbers = [], []
    for calc in calcs:
        value = reduced(calc, one.field.values)
        decimals = one.config.decimals
        text = "" if value is None else str(one.shown(value).text)
        if calc == "count" and value is not None:
            text = str(written(value, "none", decimals, one.look))
        texts.append(text)
        numbers.append(float("-inf") if value is None else float(value))
    return Entry(one.series_colour, one.title, tuple(texts), tuple(numbers))


def legend(options: Json, entries: Sequence[Entry], width: float, height: float, where: str) -> Legend:
    """width, height: of the graph and its legend together."""
    only(options, _KNOWN, f"{where} legend")
    off(options, ("asTable", "limit"), f"{where} legend")
    mode = choice(options, "displayMode", "list", ("list", "table", "hidden"), f"{where} legend")
    place = choice(options, "placement", "bottom", ("bottom", "right"), f"{where} legend")
    if not options.get("showLegend", True) or mode == "hidden" or not entries:
        return Legend("")
    calcs = options.get("calcs") or []
    entries = _sorted(entries, options, calcs, where)
    longest = max(room_for(one.title, _SIZE) for one in entries)
    if mode == "table":
        markup = _table(entries, calcs)
        wide = longest + 32 + sum(max(62.0, room_for(NAMES[calc], _SIZE) + 16) for calc in calcs)
        high = (len(entries) + 1) * _LINE
    else:
        markup = _list(entries, calcs, upright=place == "right")
        said = [room_for(_with_calcs(one, calcs), _SIZE) + 34 for one in entries]
        wide, high = max(said), _LINE * (len(entries) if place == "right" else _lines(said, width))
    if place == "right":
        beside = float(options.get("width") or min(wide, width * 0.5))
        return Legend(tag("div", markup, class_="legend right", style=f"width:{beside - 12:.0f}px"), beside)
    below = min(float(high), max(_LINE * 1.0, height * _MOST_BELOW))
    return Legend(tag("div", markup, class_="legend", style=f"height:{below:.0f}px"), 0.0, below)


def _sorted(entries: Sequence[Entry], options: Json, calcs: Sequence[str], where: str) -> Sequence[Entry]:
    by = options.get("sortBy")
    if not by:
        return entries
    descending = bool(options.get("sortDesc"))
    heads = [NAMES[calc] for calc in calcs]
    if by == "Name":
        return sorted(entries, key=lambda one: one.title.casefold(), reverse=descending)
    if by not in heads:
        raise Unknown(f"{where} legend: sortBy {by!r}")
    return sorted(entries, key=lambda one: one.numbers[heads.index(by)], reverse=descending)


def _lines(widths: Sequence[float], width: float) -> int:
    lines, used = 1, 0.0
    for one in widths:
        if used and used + one > width:
            lines, used = lines + 1, 0.0
        used += one
    return lines


def _with_calcs(one: Entry, calcs: Sequence[str]) -> str:
    said = (f"{NAMES[calc]}: {text}" for calc, text in zip(calcs, one.calcs, strict=True))
    return "  ".join((one.title, *said))


def _list(entries: Sequence[Entry], calcs: Sequence[str], *, upright: bool) -> str:
    return tag(
        "div",
        "".join(tag("span", _key(one.colour) + escape(_with_calcs(one, calcs))) for one in entries),
        class_="keys upright" if upright else "keys",
    )


def _table(entries: Sequence[Entry], calcs: Sequence[str]) -> str:
    head = tag("tr", tag("th", "Name") + "".join(tag("th", escape(NAMES[calc])) for calc in calcs))
    rows = (
        tag(
            "tr",
            tag("td", _key(one.colour) + escape(one.title))
            + "".join(tag("td", escape(text)) for text in one.calcs),
        )
        for one in entries
    )
    return tag("table", head + "".join(rows))


def _key(colour: str) -> str:
    return tag("i", class_="key", style=f"background:{colour}")
