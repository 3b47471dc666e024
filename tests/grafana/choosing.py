"""Finds what can be chosen in a dashboard's variables, as Grafana does, one after the other: each may hang on those before."""

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from tests.grafana.interpolation import ALL, Variable, interpolated, span

Ask = Callable[[str, Mapping[str, str]], Any]
"""The data of an answer of Prometheus's API, by its path and parameters. Raises Refused."""

_VALUES_OF = re.compile(r"label_values\((?:(?P<metric>.+),\s*)?(?P<label>\w+)\s*\)")
_RESULT_OF = re.compile(r"query_result\((?P<expr>.+)\)", re.DOTALL)
_GROUP = re.compile(r"\(\?<(?=\w)")


class Refused(Exception):
    """Prometheus does not take a query; its words are the message."""


def chosen(
    dashboard: Mapping[str, Any], ask: Ask, start: float, end: float, choices: Mapping[str, str]
) -> dict[str, Variable]:
    """Every variable of a dashboard. choices: by name, what somebody chose; else what the dashboard says, else the first.

    A variable without any option has nothing chosen: what is asked with it finds nothing.
    """
    known: dict[str, Variable] = {}
    built_in = {"__range": span(end - start), "__range_s": f"{end - start:.0f}"}
    for told in dashboard.get("templating", {}).get("list", ()):
        name = told["name"]
        options = tuple(_options(told, ask, start, end, lambda text: interpolated(text, known, built_in)))
        known[name] = Variable(
            name,
            options,
            _chosen(told, options, choices.get(name)),
            several=bool(told.get("multi") or told.get("includeAll")),
            for_all=told.get("allValue") or None,
        )
    return known


def _chosen(
    told: Mapping[str, Any], options: tuple[tuple[str, str], ...], choice: str | None
) -> tuple[str, ...]:
    if choice is not None:
        return (choice,)
    values = [value for _, value in options]
    current = (told.get("current") or {}).get("value")
    wanted = [current] if isinstance(current, str) else list(current or ())
    if told.get("includeAll") and wanted in ([], [ALL]):
        return (ALL,)
    kept = tuple(value for value in wanted if value in values)
    return kept or tuple(values[:1])


def _options(
    told: Mapping[str, Any], ask: Ask, start: float, end: float, fill: Callable[[str], str]
) -> Iterable[tuple[str, str]]:
    kind, query = told["type"], told.get("query", "")
    if kind == "query":
        text = query["query"] if isinstance(query, Mapping) else query
        return _sorted(
            _picked(_found(fill(text), ask, start, end), told.get("regex") or ""), told.get("sort", 0)
        )
    if kind == "datasource":
        return [("Prometheus", "prometheus")]
    if kind in ("constant", "textbox"):
        return [(query, query)]
    if kind in ("custom", "interval"):
        return [_pair(each.strip()) for each in query.split(",")]
    raise ValueError(f"{told['name']}: a variable of type {kind}")


def _pair(option: str) -> tuple[str, str]:
    text, colon, value = option.partition(" : ")
    return (text.strip(), value.strip()) if colon else (option, option)


def _found(query: str, ask: Ask, start: float, end: float) -> list[str]:
    if (values := _VALUES_OF.fullmatch(query)) is not None:
        if values["metric"] is None:
            path = f"/api/v1/label/{values['label']}/values"
            return list(ask(path, {"start": str(start), "end": str(end)}))
        series = ask("/api/v1/series", {"match[]": values["metric"], "start": str(start), "end": str(end)})
        return list(dict.fromkeys(each[values["label"]] for each in series if values["label"] in each))
    if (result := _RESULT_OF.fullmatch(query)) is not None:
        found = ask("/api/v1/query", {"query": result["expr"], "time": str(end)})["result"]
        return [_line(each["metric"], *each["value"]) for each in found]
    raise ValueError(f"a query of a variable: {query}")


def _line(labels: Mapping[str, str], when: float, value: str) -> str:
    """A series as Grafana writes it for the pattern of its variable."""
    pairs = ",".join(f'{name}="{each}"' for name, each in labels.items() if name != "__name__")
    return f"{labels.get('__name__', '')}{{{pairs}}} {value} {when * 1000:.0f}"


def _picked(found: Iterable[str], pattern: str) -> list[tuple[str, str]]:
    """(text, value) of each that matches, by the groups of these names, or the first group, or all of it."""
    if not pattern:
        return [(each, each) for each in dict.fromkeys(found)]
    body = pattern.strip("/") if pattern.startswith("/") else pattern
    compiled = re.compile(_GROUP.sub("(?P<", body))
    by_value: dict[str, str] = {}
    for match in filter(None, map(compiled.search, found)):
        named = match.groupdict()
        value = named.get("value") or named.get("text") or match[min(1, compiled.groups)]
        by_value.setdefault(value, named.get("text") or value)
    return [(text, value) for value, text in by_value.items()]


def _sorted(options: list[tuple[str, str]], order: int) -> list[tuple[str, str]]:
    """Grafana's numbers: 1, 2 by alphabet, 3, 4 by number, 5, 6 by alphabet without case; even ones fall."""
    if order == 0:
        return options
    keys: dict[int, Callable[[tuple[str, str]], Any]] = {
        0: lambda pair: pair[0],
        1: lambda pair: int(match[0]) if (match := re.search(r"\d+", pair[0])) else -1,
        2: lambda pair: pair[0].lower(),
    }
    return sorted(options, key=keys[(order - 1) // 2], reverse=order % 2 == 0)
