"""Where communes lie, drawn without tiles: a point for each, in its status's shape and colour, from the official list of places."""

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from alerts.cause import CommuneStatus
from exporter.web.public.facts import CommuneFacts
from probes.inventory.official import official_communes

WIDTH = 600
"""The width of the drawing in its own units; its height follows from the land."""
_MARGIN = 14
_TALLEST = 1.6
_MOST_POINTS = 400
"""Beyond so many points, of those that share a cell of the grid the worst alone is drawn."""
_CELL = 12

_SHAPES = {
    CommuneStatus.OUTAGE: (-4, -4, "l8 8m0-8l-8 8"),
    CommuneStatus.DEGRADED: (0, -5, "l5 9h-10z"),
    CommuneStatus.UNKNOWN: (0, 0, "h0"),
    CommuneStatus.NORMAL: (0, 0, "h0"),
}
"""A cross, a triangle, a square, a dot: where its line begins, seen from the middle, and how it goes on. The ends of lines make
the last two."""

_WORST_FIRST = tuple(CommuneStatus)


@dataclass(frozen=True, slots=True)
class Point:
    """One commune, or the worst of several in one cell. x, y: the middle of its mark."""

    commune: CommuneFacts
    x: int
    y: int


@dataclass(frozen=True, slots=True)
class Chart:
    """points: by status, in the order of drawing, so that the worst lie on top. crowded: a mark may stand for several communes,
    for the worst of them."""

    width: int
    height: int
    points: Mapping[CommuneStatus, Sequence[Point]]
    crowded: bool

    def path(self, status: CommuneStatus) -> str:
        """The marks of all points of one status in one line: a few bytes each."""
        right, down, shape = _SHAPES[status]
        return "".join(f"M{point.x + right} {point.y + down}{shape}" for point in self.points[status])


def chart_of(communes: Iterable[CommuneFacts]) -> Chart | None:
    """The drawing of these communes; None where fewer than two places are known.

    Degrees of longitude are shortened by the cosine of the middle latitude, so that a province keeps its shape.
    """
    official = official_communes()
    known = [(commune, official[commune.code]) for commune in communes if commune.code in official]
    if len(known) < 2:
        return None
    known.sort(key=lambda one: _WORST_FIRST.index(one[0].verdict.status))
    south, north = (edge(place.latitude for _, place in known) for edge in (min, max))
    west, east = (edge(place.longitude for _, place in known) for edge in (min, max))
    shrink = math.cos(math.radians((south + north) / 2))
    across, up = max((east - west) * shrink, 1e-6), max(north - south, 1e-6)
    inner = WIDTH - 2 * _MARGIN
    scale = min(inner / across, inner * _TALLEST / up)
    height = round(up * scale) + 2 * _MARGIN
    left = (WIDTH - across * scale) / 2
    points: defaultdict[CommuneStatus, list[Point]] = defaultdict(list)
    crowded = len(known) > _MOST_POINTS
    taken: set[tuple[int, int]] = set()
    for commune, place in known:
        status = commune.verdict.status
        x = round(left + (place.longitude - west) * shrink * scale)
        y = round(_MARGIN + (north - place.latitude) * scale)
        cell = (x // _CELL, y // _CELL)
        if crowded and cell in taken:
            continue
        taken.add(cell)
        points[status].append(Point(commune, x, y))
    drawn = {status: points[status] for status in reversed(CommuneStatus) if points[status]}
    return Chart(WIDTH, height, drawn, crowded)
