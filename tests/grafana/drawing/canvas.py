"""Where a panel is painted: its room, its time range, and small pieces of SVG and HTML."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from itertools import pairwise

from tests.grafana.drawing.colours import FAINT, INK
from tests.grafana.drawing.display import Display
from tests.grafana.drawing.fields import NUMBER, TIME
from tests.grafana.drawing.strict import Json
from tests.grafana.drawing.times import Look

Frames = tuple[tuple[Display, ...], ...]


@dataclass(frozen=True, slots=True)
class Span:
    """Something that is marked on every graph, from when until when."""

    since: float
    until: float
    title: str
    colour: str


@dataclass(frozen=True, slots=True)
class Canvas:
    """The room inside a panel, in pixels. where: the panel, for what goes wrong."""

    width: float
    height: float
    since: float
    until: float
    look: Look
    where: str
    spans: Sequence[Span] = ()


def tag(name: str, inside: str = "", **attributes: object) -> str:
    """One element; `_` in an attribute's name stands for a dash. inside: markup."""
    said = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escape(_number(value))}"'
        for key, value in attributes.items()
        if value is not None
    )
    return f"<{name}{said}>{inside}</{name}>"


def words(
    text: str, x: float, y: float, *, size: float = 12, colour: str = INK, anchor: str = "start"
) -> str:
    """Text in a drawing, from its base line."""
    return tag("text", escape(text), x=x, y=y, font_size=size, fill=colour, text_anchor=anchor)


def drawing(width: float, height: float, *parts: str) -> str:
    """An inline SVG."""
    return tag("svg", "".join(parts), width=width, height=height, viewBox=f"0 0 {width:g} {height:g}")


def room_for(text: str, size: float) -> float:
    """About how wide a text is."""
    return len(text) * size * 0.56


def shortened(text: str, width: float, size: float) -> str:
    """What of a text has room."""
    if room_for(text, size) <= width:
        return text
    return text[: max(1, int(width / (size * 0.56)) - 1)].rstrip() + "…"


def nothing(settings: Json) -> str:
    """What stands where a panel has no data."""
    said = settings.get("defaults", {}).get("noValue") or "No data"
    return tag("div", escape(str(said)), class_="nothing", style=f"color:{FAINT}")


def series_of(frames: Frames) -> list[tuple[Display, list[tuple[float, float | None]]]]:
    """Every series that is to be seen, with its moments in unix seconds."""
    found = []
    for frame in frames:
        times = next((one.field.values for one in frame if one.field.kind == TIME), None)
        if times is None:
            continue
        for one in frame:
            hidden = (one.config.custom.get("hideFrom") or {}).get("viz")
            if one.field.kind == NUMBER and not hidden and one.field.values:
                found.append(
                    (
                        one,
                        [
                            (moment / 1000, value)
                            for moment, value in zip(times, one.field.values, strict=True)
                        ],
                    )
                )
    return found


def pace_of(points: Sequence[tuple[float, object]]) -> float:
    """How far apart neighbouring points are; a longer way is a gap."""
    ways = [later[0] - earlier[0] for earlier, later in pairwise(points)]
    return min(ways, default=0.0)


def _number(value: object) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)
