"""Rules of the linter about PromQL."""

from collections.abc import Iterator

import promql_parser as promql

from tests.grafana.linter.board import PROMETHEUS, Asked, Finding, Json, Rule, asked, panels, speaks
from tests.grafana.linter.queries import RATE_INTERVAL, metric, parsed, parts, selectors, well_formed

_OF_COUNTERS = {"rate", "irate", "increase"}


def readable(dashboard: Json) -> list[Finding]:
    """Every query is PromQL, whatever kind of panel it stands in. The linter leaves out kinds that it does not know."""
    if not speaks(dashboard, PROMETHEUS):
        return []
    faults = ((one, _fault(one, dashboard)) for one in asked(dashboard))
    return [Finding(one.where, fault) for one, fault in faults if fault]


def _fault(one: Asked, dashboard: Json) -> str:
    if not one.expr and one.target.get("panelId"):
        # it shows again what another panel was told
        there = one.target["panelId"] in {panel.get("id") for panel in panels(dashboard)}
        return "" if there else f"there is no panel {one.target['panelId']}"
    try:
        parsed(one.expr, dashboard)
    except ValueError as error:
        return f"{one.expr!r}: {error}"
    return ""


def rates_over_rate_interval(dashboard: Json) -> list[Finding]:
    """A rate is taken over `$__rate_interval`, which always holds enough samples for one."""
    return [
        Finding(one.where, f"{part.prettify()} is not over $__rate_interval")
        for one, part, around in _parts(dashboard)
        if isinstance(part, promql.MatrixSelector)
        and part.range != RATE_INTERVAL
        and _called(around) in {"rate", "irate"}
    ]


def of_chosen(name: str) -> Rule:
    """A rule: every query keeps to what was chosen by the variable `name`."""

    def rule(dashboard: Json) -> list[Finding]:
        return [
            Finding(one.where, f'{selector.prettify()} does not say {name}=~"${name}"')
            for one, expr in _read(dashboard)
            for selector in selectors(expr)
            if not _keeps_to(selector, name)
        ]

    return rule


def _keeps_to(selector: promql.VectorSelector, name: str) -> bool:
    return any(
        one.name == name and one.op == promql.MatchOp.Re and one.value in {f"${name}", f"${{{name}}}"}
        for one in selector.matchers.matchers
    )


def counters_as_rates(dashboard: Json) -> list[Finding]:
    """A counter is shown by how it grows. The linter sees only those without labels; here all are seen."""
    return [
        Finding(one.where, f"{part.prettify()} is a counter, and not inside rate, irate or increase")
        for one, part, around in _parts(dashboard)
        if isinstance(part, promql.VectorSelector)
        and metric(part).endswith("_total")
        and not (_is_in_a_range(around) and _called(around[:-1]) in _OF_COUNTERS)
    ]


def _is_in_a_range(around: tuple[promql.Expr, ...]) -> bool:
    return bool(around) and isinstance(around[-1], promql.MatrixSelector)


def _called(around: tuple[promql.Expr, ...]) -> str:
    nearest = around[-1] if around else None
    return nearest.func.name if isinstance(nearest, promql.Call) else ""


def _read(dashboard: Json) -> Iterator[tuple[Asked, promql.Expr]]:
    """The queries that can be read; the others are for `readable` to name."""
    if not speaks(dashboard, PROMETHEUS):
        return
    for one in asked(dashboard):
        expr = well_formed(one.expr, dashboard)
        if expr is not None:
            yield one, expr


def _parts(dashboard: Json) -> Iterator[tuple[Asked, promql.Expr, tuple[promql.Expr, ...]]]:
    for one, expr in _read(dashboard):
        for part, around in parts(expr):
            yield one, part, around
