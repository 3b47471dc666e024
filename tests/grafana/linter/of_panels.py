"""Rules of the linter about single panels."""

from typing import Any

from tests.grafana.linter.board import Finding, Json, is_templated, panels, place
from tests.grafana.linter.units import UNITS

# The linter knows these kinds of panel, all of which show numbers.
_WITH_NUMBERS = {"stat", "singlestat", "gauge", "graph", "table", "timeseries"}


def templated_source(dashboard: Json) -> list[Finding]:
    """Every panel that asks something asks the data source that was chosen. The linter looks at three kinds of panel only."""
    return [
        Finding(place(panel), "its data source is not the variable")
        for panel in panels(dashboard)
        if panel.get("targets") and not is_templated(dashboard, panel)
    ]


def title_and_description(dashboard: Json) -> list[Finding]:
    """Every panel says what it is, and what to make of it."""
    return [
        Finding(place(panel), f"it has no {key}")
        for panel in _of_numbers(dashboard)
        for key in ("title", "description")
        if not panel.get(key)
    ]


def units(dashboard: Json) -> list[Finding]:
    """Every number has a unit, or words instead of it. The linter takes the last one that it meets; here each must be known."""
    return [
        Finding(place(panel), what)
        for panel in _of_numbers(dashboard)
        if not _shows_texts(panel) and not _settings(panel, "mappings")
        for what in _faults_of_units([str(unit) for unit in _settings(panel, "unit")])
    ]


def something_asked(dashboard: Json) -> list[Finding]:
    """Every panel asks for what it shows."""
    return [
        Finding(place(panel), "it asks nothing")
        for panel in _of_numbers(dashboard)
        if not panel.get("targets")
    ]


def _of_numbers(dashboard: Json) -> list[Json]:
    return [panel for panel in panels(dashboard) if panel.get("type") in _WITH_NUMBERS]


def _shows_texts(panel: Json) -> bool:
    reduced = panel.get("options", {}).get("reduceOptions", {})
    return panel["type"] == "stat" and bool(reduced.get("fields"))


def _settings(panel: Json, key: str) -> list[Any]:
    fields = panel.get("fieldConfig", {})
    overriding = [
        setting.get("value")
        for override in fields.get("overrides", [])
        for setting in override.get("properties", [])
        if setting.get("id") == key
    ]
    return [value for value in (fields.get("defaults", {}).get(key), *overriding) if value]


def _faults_of_units(said: list[str]) -> list[str]:
    if not said:
        return ["it has no unit"]
    return [f"{unit!r} is not a unit" for unit in said if unit not in UNITS]
