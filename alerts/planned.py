"""Planned work as people ask for it: what is under way or comes soon, who says so, and which communes it concerns."""

from collections.abc import Sequence
from dataclasses import dataclass

from alerts.announced import Announced
from alerts.finding import labelled, matches
from alerts.layout import Layout
from alerts.maintenance import covers_of, next_stretch
from probes.inventory.calendar import Maintenance

AHEAD_SECONDS = 14 * 86400.0
_SAME_SECONDS = 10.0


@dataclass(frozen=True, slots=True)
class Planned:
    """One stretch of planned work. begins, ends: unix seconds. announced: None for what stands in the inventory.

    communes: the codes of those whose lines, shared systems or authorities it covers.
    """

    said: Maintenance
    begins: float
    ends: float
    announced: Announced | None
    communes: tuple[str, ...]


class Plan:
    """All windows of an inventory and of people. Single-threaded; reckoned anew every few seconds, which is soon enough."""

    def __init__(self, layout: Layout, announced: Sequence[Announced]) -> None:
        windows = [
            *((said, None) for said in layout.inventory.maintenance),
            *((one.said, one) for one in announced),
        ]
        self._windows = [(said, by, _communes(said, layout)) for said, by in windows]
        self._told: tuple[float, Sequence[Planned]] | None = None

    def at(self, wall: float) -> Sequence[Planned]:
        """What is under way at this moment or begins within two weeks, soonest first."""
        if self._told is None or not 0 <= wall - self._told[0] < _SAME_SECONDS:
            found = [
                Planned(said, work.begins, work.ends, by, communes)
                for said, by, communes in self._windows
                if (work := next_stretch(said, wall, wall + AHEAD_SECONDS)) is not None
            ]
            self._told = (wall, sorted(found, key=lambda one: (one.begins, one.ends, one.said.reason)))
        return self._told[1]


def _communes(said: Maintenance, layout: Layout) -> tuple[str, ...]:
    """A window on lines concerns the communes with such a line; one on a shared system or an authority, those that need it."""
    if said.service is not None:
        service = layout.services.get(said.service)
        places = (
            []
            if service is None
            else [place for place in layout.communes.values() if service in place.services]
        )
        return tuple(place.code for place in places)
    if said.authority is not None:
        return tuple(place.code for place in layout.communes.values() if said.authority in place.authorities)
    if said.commune is not None:
        return (said.commune,) if said.commune in layout.communes else ()
    wanted = labelled(**covers_of(said))
    of_lines = {line.commune for line in layout.lines if matches(dict(line.passes), wanted)}
    return tuple(code for code in layout.communes if code in of_lines)
