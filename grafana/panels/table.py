"""A table: labels of series as columns, in our order and under our names."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from grafana.colours import NONE, TEXT
from grafana.panel import Field, Override, Panel, by_name
from grafana.query import Query
from grafana.scale import steps
from probes.language import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column. source: the label, or "Value" (with several queries "Value #A"). width: pixels, None: what is left."""

    source: str
    title: Text
    unit: str | None = None
    decimals: int | None = None
    width: int | None = None
    mappings: Sequence[Mapping[str, Any]] = ()
    thresholds: Mapping[str, Any] | None = None
    filled: bool = False
    links: Sequence[Mapping[str, Any]] = field(default_factory=tuple)
    empty: Text | None = None

    def override(self) -> Override:
        """How this column differs from the others."""
        coloured = self.thresholds is not None or any(self.mappings)
        cell = {"type": "color-background" if self.filled else "color-text"} if coloured else None
        properties = {
            "unit": self.unit,
            "decimals": self.decimals,
            "custom.width": self.width,
            "mappings": list(self.mappings) or None,
            "thresholds": self.thresholds
            or (steps(TEXT) if coloured else None),  # Grafana's own begin with green
            "color": {"mode": "thresholds"} if coloured else None,
            "custom.cellOptions": cell,
            "custom.align": "left" if any(self.mappings) else None,
            "links": list(self.links) or None,
            "noValue": self.empty
            or "",  # else each empty cell would say what the panel says when it is empty
        }
        return {
            "matcher": {"id": "byName", "options": self.title},
            "properties": [
                {"id": name, "value": value} for name, value in properties.items() if value is not None
            ],
        }


def table(
    title: Text,
    means: Text,
    *queries: Query,
    columns: Sequence[Column],
    sort: Text | None = None,
    descending: bool = True,
    empty: Text | None = None,
    width: int = 24,
    height: int = 9,
) -> Panel:
    """columns: in this order; what else a query finds is left out. sort: the title of the column to sort by first."""
    merge = [{"id": "merge", "options": {}}] if len(queries) > 1 else []
    return Panel(
        kind="table",
        title=title,
        means=means,
        queries=queries,
        shown=Field(
            empty=empty, custom={"align": "auto", "cellOptions": {"type": "auto"}, "filterable": False}
        ),
        overrides=[column.override() for column in columns],
        transformations=[*merge, *_columns(columns)],
        options={
            "cellHeight": "sm",
            "showHeader": True,
            "sortBy": [] if sort is None else [{"displayName": sort, "desc": descending}],
        },
        width=width,
        height=height,
    )


def _columns(columns: Sequence[Column]) -> list[dict[str, Any]]:
    """Only these columns, in this order, under these names."""
    names = [column.source for column in columns]
    order = {
        "excludeByName": {},
        "indexByName": {name: index for index, name in enumerate(names)},
        "renameByName": {column.source: column.title for column in columns},
    }
    return [
        {"id": "filterFieldsByName", "options": {"include": {"names": names}}},
        {"id": "organize", "options": order},
    ]


def matrix(
    title: Text,
    means: Text,
    query: Query,
    *,
    rows: str,
    heading: Text,
    columns: str,
    mappings: Sequence[Mapping[str, Any]],
    width: int = 12,
    height: int = 9,
) -> Panel:
    """One line for each value of the label `rows`, under `heading`, one column for each of `columns`, and each cell in its colour."""
    return Panel(
        kind="table",
        title=title,
        means=means,
        queries=(query,),
        shown=Field(
            mappings=mappings,
            colour="thresholds",
            thresholds=steps(NONE),
            custom={"align": "auto", "cellOptions": {"type": "color-background"}, "filterable": False},
        ),
        transformations=[
            {"id": "filterFieldsByName", "options": {"include": {"names": [rows, columns, "Value"]}}},
            {
                "id": "groupingToMatrix",
                "options": {
                    "rowField": rows,
                    "columnField": columns,
                    "valueField": "Value",
                    "emptyValue": "empty",
                },
            },
        ],
        overrides=[by_name(f"{rows}\\{columns}", displayName=heading, custom_width=300)],
        options={"cellHeight": "sm", "showHeader": True, "sortBy": []},
        width=width,
        height=height,
    )
