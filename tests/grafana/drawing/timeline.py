"""States over time: a bar for each thing, in the colours of its states."""

from collections.abc import Sequence

from tests.grafana.drawing.axes import Scale, marks, time_axis
from tests.grafana.drawing.canvas import (
    Canvas,
    Frames,
    drawing,
    nothing,
    pace_of,
    room_for,
    series_of,
    shortened,
    tag,
    words,
)
from tests.grafana.drawing.colours import INK, code_of, ink_on
from tests.grafana.drawing.display import Display, Shown
from tests.grafana.drawing.legend import Entry, legend
from tests.grafana.drawing.strict import Json, choice, off, only

_OPTIONS = ("showValue", "rowHeight", "mergeValues", "alignValue", "legend", "tooltip", "perPage")
_CUSTOM = ("lineWidth", "fillOpacity", "spanNulls", "insertNulls", "hideFrom", "axisPlacement")
_BOTTOM = 22
Piece = tuple[float, float, Shown]


def paint(panel: Json, frames: Frames, canvas: Canvas) -> str:
    """The rows and the legend of their states."""
    options = panel.get("options", {})
    only(options, _OPTIONS, canvas.where)
    show = choice(options, "showValue", "auto", ("auto", "always", "never"), canvas.where)
    align = choice(options, "alignValue", "left", ("left", "center", "right"), canvas.where)
    found = series_of(frames)
    if not found:
        return nothing(panel.get("fieldConfig", {}))
    rows = []
    for one, points in found:
        only(one.config.custom, _CUSTOM, canvas.where)
        off(one.config.custom, ("insertNulls", "spanNulls"), canvas.where)
        pace = min((each for other, p in found if other.ref == one.ref and (each := pace_of(p))), default=0.0)
        rows.append(
            (one, pieces(one, points, pace, canvas.until, merge=bool(options.get("mergeValues", True))))
        )
    below = legend(options.get("legend") or {}, _states(found), canvas.width, canvas.height, canvas.where)
    width, height = canvas.width - below.beside, canvas.height - below.below
    left = min(max(room_for(one.title, 12) for one, _ in rows) + 14, width * 0.4)
    across = Scale(canvas.since, canvas.until, left, width - 8)
    share = height - _BOTTOM
    parts = [time_axis(across, 0, share, canvas.look)]
    lane = share / len(rows)
    bar = lane * float(options.get("rowHeight", 0.9))
    for index, (one, row) in enumerate(rows):
        middle = lane * (index + 0.5)
        size = min(12.0, max(7.0, lane * 0.95))
        parts.append(
            words(
                shortened(one.title, left - 10, size), left - 8, middle + size * 0.35, size=size, anchor="end"
            )
        )
        parts += [_piece(one, piece, across, middle, bar, show, align) for piece in row]
    parts.append(marks(across, 0, share, canvas))
    return tag("div", drawing(width, height, *parts) + below.markup, class_="graph")


def pieces(
    one: Display, points: Sequence[tuple[float, float | None]], pace: float, until: float, *, merge: bool
) -> list[Piece]:
    """From when until when each state held; where no value came, nothing did."""
    found: list[Piece] = []
    for index, (moment, value) in enumerate(points):
        if value is None:
            continue
        following = points[index + 1][0] if index + 1 < len(points) else until
        end = min(following, moment + pace) if pace and following - moment > pace * 1.01 else following
        shown = one.shown(value)
        last = found[-1] if found else None
        if (
            merge
            and last
            and last[1] >= moment
            and last[2].text == shown.text
            and last[2].colour == shown.colour
        ):
            found[-1] = (last[0], end, last[2])
        else:
            found.append((moment, end, shown))
    return found


def _piece(
    one: Display, piece: Piece, across: Scale, middle: float, bar: float, show: str, align: str
) -> str:
    since, until, shown = max(piece[0], across.low), min(piece[1], across.high), piece[2]
    if until <= since:
        return ""
    x, end = across.at(since), across.at(until)
    fill = float(one.config.custom.get("fillOpacity", 70)) / 100
    line = float(one.config.custom.get("lineWidth", 0))
    drawn = tag(
        "rect",
        x=x,
        y=middle - bar / 2,
        width=max(0.6, end - x),
        height=bar,
        fill=shown.colour,
        fill_opacity=fill,
        stroke=shown.colour if line else None,
        stroke_width=line or None,
    )
    said, size = str(shown.text), min(12.0, bar * 0.8)
    if show == "never" or (show == "auto" and (room_for(said, size) + 8 > end - x or bar < 10)):
        return drawn
    at = {"left": x + 5, "center": (x + end) / 2, "right": end - 5}[align]
    anchor = {"left": "start", "center": "middle", "right": "end"}[align]
    ink = ink_on(shown.colour) if fill > 0.6 else INK
    return drawn + words(said, at, middle + size * 0.35, size=size, colour=ink, anchor=anchor)


def _states(found: Sequence[tuple[Display, Sequence[tuple[float, float | None]]]]) -> list[Entry]:
    """Every state that has a word; else every series."""
    said: dict[str, str] = {}
    for one, _ in found:
        for mapping in one.config.mappings:
            options = mapping["options"]
            results = options.values() if mapping["type"] == "value" else [options["result"]]
            for result in results:
                if result.get("text") and result.get("color"):
                    said.setdefault(result["text"], code_of(result["color"]))
    return [Entry(colour, text) for text, colour in said.items()] or [
        Entry(one.series_colour, one.title) for one, _ in found
    ]
