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
"""Beyond so many points, those of one status that share a cell of the grid are drawn once."""
_CELL = 9


@dataclass(frozen=True, slots=True)
class Point:
    """One commune, or the first of several in one cell. x, y: the middle of its mark."""

    commune: CommuneFacts
    x: int
    y: int


@dataclass(frozen=True, slots=True)
class Chart:
    """points: by status, in the order of drawing, so that the worst lie on top."""

    width: int
    height: int
    points: Mapping[CommuneStatus, Sequence[Point]]


def chart_of(communes: Iterable[CommuneFacts]) -> Chart | None:
    """The drawing of these communes; None where fewer than two places are known.

    Degrees of longitude are shortened by the cosine of the middle latitude, so that a province keeps its shape.
    """
    official = official_communes()
    known = [(commune, official[commune.code]) for commune in communes if commune.code in official]
    if len(known) < 2:
        return None
    south, north = (edge(place.latitude for _, place in known) for edge in (min, max))
    west, east = (edge(place.longitude for _, place in known) for edge in (min, max))
    shrink = math.cos(math.radians((south + north) / 2))
    across, up = max((east - west) * shrink, 1e-6), max(north - south, 1e-6)
    inner = WIDTH - 2 * _MARGIN
    scale = min(inner / across, inner * _TALLEST / up)
    height = round(up * scale) + 2 * _MARGIN
    left = (WIDTH - across * scale) / 2
    points: defaultdict[CommuneStatus, list[Point]] = defaultdict(list)
    taken: set[tuple[CommuneStatus, int, int]] = set()
    for commune, place in known:
        status = commune.verdict.status
        x = round(left + (place.longitude - west) * shrink * scale)
        y = round(_MARGIN + (north - place.latitude) * scale)
        cell = (status, x // _CELL, y // _CELL)
        if len(known) > _MOST_POINTS and cell in taken:
            continue
        taken.add(cell)
        points[status].append(Point(commune, x, y))
    return Chart(
        WIDTH, height, {status: points[status] for status in reversed(CommuneStatus) if points[status]}
    )
