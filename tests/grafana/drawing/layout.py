"""Where panels stand: Grafana's 24 columns, in pixels."""

from collections.abc import Sequence
from dataclasses import dataclass

from tests.grafana.drawing.strict import Json, Unknown, only

COLUMNS, LINE, GAP = 24, 30, 8


@dataclass(frozen=True, slots=True)
class Box:
    """A place on the page, in pixels."""

    x: float
    y: float
    width: float
    height: float


def box_of(place: Json, page: float) -> Box:
    """The box of a gridPos on a page so wide."""
    only(place, ("x", "y", "w", "h", "static"), "gridPos")
    if place["x"] + place["w"] > COLUMNS:
        raise Unknown(f"gridPos {dict(place)}: beyond {COLUMNS} columns")
    column = (page + GAP) / COLUMNS
    return Box(
        place["x"] * column,
        place["y"] * (LINE + GAP),
        place["w"] * column - GAP,
        place["h"] * (LINE + GAP) - GAP,
    )


def check_apart(panels: Sequence[Json]) -> None:
    """No two panels cover each other: Grafana would move one of them."""
    for index, one in enumerate(panels):
        for other in panels[index + 1 :]:
            if _cover(one["gridPos"], other["gridPos"]):
                raise Unknown(f"panels {one['id']} and {other['id']} cover each other")


def _cover(one: Json, other: Json) -> bool:
    return bool(
        one["x"] < other["x"] + other["w"]
        and other["x"] < one["x"] + one["w"]
        and one["y"] < other["y"] + other["h"]
        and other["y"] < one["y"] + one["h"]
    )
