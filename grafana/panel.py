"""One panel of a dashboard, before it has a place: what it is called, what it asks, how its values are shown."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from grafana.query import DATASOURCE, Query
from probes.language import Text

Override = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """How values are shown, unless an override says otherwise. empty: what stands where no value is."""

    unit: str = "none"
    decimals: int | None = None
    least: float | None = None
    greatest: float | None = None
    thresholds: Mapping[str, Any] | None = None
    mappings: Sequence[Mapping[str, Any]] = ()
    empty: Text | None = None
    colour: str | None = None
    custom: Mapping[str, Any] = field(default_factory=dict)
    links: Sequence[Mapping[str, Any]] = ()

    def written(self) -> dict[str, Any]:
        """As Grafana keeps it."""
        given = {
            "unit": self.unit,
            "decimals": self.decimals,
            "min": self.least,
            "max": self.greatest,
            "thresholds": self.thresholds,
            "mappings": list(self.mappings) or None,
            "noValue": self.empty,
            "color": _colour(self.colour),
            "custom": dict(self.custom) or None,
            "links": list(self.links) or None,
        }
        return {key: value for key, value in given.items() if value is not None}


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """One panel. width: of 24 columns; height: in rows of 30 pixels or so. means: what it shows, for who points at its title."""

    kind: str
    title: Text
    means: Text
    queries: Sequence[Query]
    options: Mapping[str, Any]
    shown: Field
    overrides: Sequence[Override] = ()
    transformations: Sequence[Mapping[str, Any]] = ()
    width: int = 12
    height: int = 8
    interval: str | None = None

    def sized(self, width: int, height: int) -> "Panel":
        """The same panel in another size."""
        return replace(self, width=width, height=height)

    def written(self, number: int, x: int, y: int) -> dict[str, Any]:
        """As Grafana keeps it, at its place."""
        given = {
            "id": number,
            "type": self.kind,
            "title": self.title,
            "description": self.means,
            "datasource": dict(DATASOURCE),
            "gridPos": {"x": x, "y": y, "w": self.width, "h": self.height},
            "interval": self.interval,
            "targets": [query.written(chr(ord("A") + index)) for index, query in enumerate(self.queries)],
            "fieldConfig": {"defaults": self.shown.written(), "overrides": list(self.overrides)},
            "options": dict(self.options),
            "transformations": list(self.transformations) or None,
        }
        return {key: value for key, value in given.items() if value is not None}


def by_name(name: Text | str, **properties: Any) -> Override:
    """What is different about the field of this name. `_` in a property's name stands for a dot."""
    return _override("byName", name, properties)


def by_query(ref: str, **properties: Any) -> Override:
    """What is different about all that the query `ref` finds."""
    return _override("byFrameRefID", ref, properties)


def fixed(colour: str) -> dict[str, Any]:
    """One colour, whatever the value."""
    return {"mode": "fixed", "fixedColor": colour}


def _override(matcher: str, options: Text | str, properties: Mapping[str, Any]) -> Override:
    return {
        "matcher": {"id": matcher, "options": options},
        "properties": [{"id": name.replace("_", "."), "value": value} for name, value in properties.items()],
    }


def _colour(colour: str | None) -> dict[str, Any] | None:
    if colour is None:
        return None
    return {"mode": colour} if colour in ("thresholds", "palette-classic") else fixed(colour)
