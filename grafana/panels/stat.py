"""A big number, or a word, with its colour."""

from collections.abc import Mapping, Sequence
from typing import Any

from grafana.panel import Field, Override, Panel
from grafana.query import Query
from grafana.scale import nothing
from grafana.words import NO_DATA
from probes.language import Text


def stat(
    title: Text,
    means: Text,
    *queries: Query,
    unit: str = "none",
    decimals: int | None = None,
    thresholds: Mapping[str, Any] | None = None,
    mappings: Sequence[Mapping[str, Any]] = (),
    empty: Text | None = None,
    colour: str | None = None,
    links: Sequence[Mapping[str, Any]] = (),
    overrides: Sequence[Override] = (),
    names: bool = False,
    history: bool = False,
    width: int = 4,
    height: int = 4,
) -> Panel:
    """names: each number with what it belongs to. history: with its course behind it."""
    return Panel(
        kind="stat",
        title=title,
        means=means,
        queries=queries,
        shown=Field(
            unit=unit,
            decimals=decimals,
            thresholds=thresholds,
            mappings=[*mappings, nothing(empty or NO_DATA)],
            empty=empty or NO_DATA,
            colour=colour or "thresholds",
            links=links,
        ),
        overrides=overrides,
        options={
            "colorMode": "background_solid" if colour is None and not history else "value",
            "graphMode": "area" if history else "none",
            "justifyMode": "auto",
            "orientation": "auto",
            "textMode": "value_and_name" if names else "auto",
            "wideLayout": True,
            "reduceOptions": {"calcs": ["lastNotNull"], "fields": "", "values": False},
        },
        width=width,
        height=height,
    )
