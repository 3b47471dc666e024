"""PromQL as Grafana sends it: variables have values first, then it is read, then every part is seen with what it stands in."""

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import promql_parser as promql

from tests.grafana.linter.board import Json, variables

RATE_INTERVAL = timedelta(milliseconds=7_654_321)
"""What `$__rate_interval` becomes: a length of time that nobody writes."""

_BUILT_IN = {
    "__rate_interval": "7654321ms",
    "__rate_interval_ms": "7654321",
    "__interval": "3456789ms",
    "__interval_ms": "3456789",
    "__range": "2345678ms",
    "__range_s": "2345",
    "__range_ms": "2345678",
    "__from": "1594671549254",
    "__to": "1594675149254",
    "__auto": "1234567ms",
}
_VARIABLE = r"\$(?P<bare>\w+)|\$\{(?P<braced>\w+)[^}]*\}|\[\[(?P<old>\w+)[^\]]*\]\]"
# a text between quotes stays as it is: to Prometheus it is a text with or without a value in it
_TEXT_OR_VARIABLE = re.compile(rf'"(?:\\.|[^"\\])*"|\'(?:\\.|[^\'\\])*\'|`[^`]*`|{_VARIABLE}')


def filled(expr: str, dashboard: Json) -> str:
    """The query with a value for every variable that stands outside its texts."""
    return _filled(expr, {one["name"]: one for one in variables(dashboard)})


def parsed(expr: str, dashboard: Json) -> promql.Expr:
    """The query, read. Raises ValueError with the parser's words."""
    return promql.parse(filled(expr, dashboard))


def well_formed(expr: str, dashboard: Json) -> promql.Expr | None:
    """The query, read, or None: that it cannot be read is for one rule to say."""
    try:
        return parsed(expr, dashboard)
    except ValueError:
        return None


def parts(expr: promql.Expr, *around: promql.Expr) -> Iterator[tuple[promql.Expr, tuple[promql.Expr, ...]]]:
    """Every part of a query, each with what it stands in, the nearest last."""
    yield expr, around
    for child in _children(expr):
        yield from parts(child, *around, expr)


def selectors(expr: promql.Expr) -> list[promql.VectorSelector]:
    """Every place where the query names series."""
    return [part for part, _ in parts(expr) if isinstance(part, promql.VectorSelector)]


def metric(selector: promql.VectorSelector) -> str:
    """The name of the series, also where it is written as a label."""
    named = [one.value for one in selector.matchers.matchers if one.name == "__name__"]
    return selector.name or "".join(named)


def _children(expr: promql.Expr) -> list[promql.Expr]:
    match expr:
        case promql.Call():
            return list(expr.args)
        case promql.BinaryExpr():
            return [expr.lhs, expr.rhs]
        case promql.AggregateExpr():
            return [expr.expr] if expr.param is None else [expr.param, expr.expr]
        case promql.MatrixSelector():
            return [expr.vector_selector]
        case promql.UnaryExpr() | promql.ParenExpr() | promql.SubqueryExpr():
            return [expr.expr]
        case _:
            return []


def _filled(expr: str, known: dict[str, Json]) -> str:
    def value(match: re.Match[str]) -> str:
        name = match["bare"] or match["braced"] or match["old"]
        return match[0] if name is None else _value(name, known)

    return _TEXT_OR_VARIABLE.sub(value, expr)


def _value(name: str, known: dict[str, Json]) -> str:
    if name in _BUILT_IN:
        return _BUILT_IN[name]
    if name.startswith("__auto_interval"):
        return "10s"
    if name not in known:
        return name
    chosen = _first(known[name].get("current")) or _first(next(iter(known[name].get("options", [])), None))
    # a value may name other variables, but never itself
    others = {other: one for other, one in known.items() if other != name}
    return _filled(chosen, others) if chosen else name


def _first(option: Any) -> str:
    value = (option or {}).get("value", "")
    return str(value[0] if value else "") if isinstance(value, list) else str(value)
