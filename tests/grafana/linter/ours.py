"""Rules of our own: what the linter does not ask and people would notice."""

import re
from collections import Counter
from collections.abc import Iterator
from itertools import combinations
from typing import Any

import promql_parser as promql

from tests.grafana.linter.board import Finding, Json, asked, panels, place, variables
from tests.grafana.linter.queries import parsed, selectors, well_formed

_WIDTH = 24
_FILLED_IN = re.compile(r"\bor\b\s*(?:(?:on|ignoring)\s*\([^)]*\)\s*)?[\s(]*vector\s*\(")
_PATTERN = re.compile(r"[*+|()\[\]^]")
_NAMED = re.compile(r"\$(?P<bare>[a-zA-Z_]\w*)|\$\{(?P<braced>\w+)[^}]*\}")
_OF_TIME = {
    "__interval",
    "__interval_ms",
    "__rate_interval",
    "__rate_interval_ms",
    "__range",
    "__range_s",
    "__range_ms",
    "__from",
    "__to",
}
_OF_LINKS = {
    "__url_time_range",
    "__all_variables",
    "__data",
    "__field",
    "__series",
    "__value",
    "__from",
    "__to",
}
_OF_WORDS = {"__from", "__to", "__range", "__interval", "__field", "__series", "__data", "__value"}
_BUILT_IN = {"expr": _OF_TIME, "query": _OF_TIME, "url": _OF_LINKS, "content": _OF_LINKS | _OF_WORDS}
# regular expressions and what replaces their finds have a $ of their own; values of variables are Grafana's
_OTHERWISE = {"regex", "pattern", "renamePattern", "allValue", "current", "options"}


def described(dashboard: Json) -> list[Finding]:
    """Every panel has a description, of whatever kind it is; only a row's title stands for itself."""
    return [
        Finding(place(panel), "it has no description")
        for panel in panels(dashboard)
        if panel.get("type") != "row" and not str(panel.get("description", "")).strip()
    ]


def no_overlap(dashboard: Json) -> list[Finding]:
    """No panel covers another, and none reaches beyond the page."""
    on_page = dashboard.get("panels", [])
    beyond = [panel for panel in on_page if not _fits(panel["gridPos"])]
    covered = [
        (one, other) for one, other in combinations(on_page, 2) if _meet(one["gridPos"], other["gridPos"])
    ]
    return [Finding(place(panel), "it reaches beyond the page") for panel in beyond] + [
        Finding(place(one), f"it covers {place(other)}") for one, other in covered
    ]


def _fits(at: dict[str, int]) -> bool:
    return at["x"] >= 0 <= at["y"] and at["w"] > 0 < at["h"] and at["x"] + at["w"] <= _WIDTH


def _meet(one: dict[str, int], other: dict[str, int]) -> bool:
    return (
        one["x"] < other["x"] + other["w"]
        and other["x"] < one["x"] + one["w"]
        and one["y"] < other["y"] + other["h"]
        and other["y"] < one["y"] + one["h"]
    )


def unique_ids(dashboard: Json) -> list[Finding]:
    """No two panels have the same id, and no two queries of a panel the same letter."""
    ids = Counter(panel.get("id") for panel in panels(dashboard))
    letters = Counter(one.where for one in asked(dashboard))
    return [
        Finding(f"panel {number}", f"{times} panels have this id")
        for number, times in ids.items()
        if times > 1
    ] + [Finding(where, f"{times} queries have this letter") for where, times in letters.items() if times > 1]


def nothing_filled_in(dashboard: Json) -> list[Finding]:
    """A query with no answer shows none: `or vector(0)` would make a zero of not knowing."""
    return [Finding(one.where, f"{one.expr!r}") for one in asked(dashboard) if _FILLED_IN.search(one.expr)]


def annotations_ask(dashboard: Json) -> list[Finding]:
    """Every annotation asks something that can be read, and the same wherever some version of Grafana looks for it."""
    return [
        Finding(f"annotation {one['name']!r}", what)
        for one in dashboard.get("annotations", {}).get("list", [])
        if (what := _fault_of_annotation(one, dashboard))
    ]


def _fault_of_annotation(one: Json, dashboard: Json) -> str:
    expr = one.get("target", {}).get("expr", "")
    if one.get("expr", expr) != expr:
        return "its two queries differ"
    try:
        parsed(expr, dashboard)
    except ValueError as error:
        return f"{expr!r}: {error}"
    return ""


def equal_to_one(dashboard: Json) -> list[Finding]:
    """What is compared by `=` is one value: a pattern there, or several chosen ones, would be equal to nothing."""
    several = {one["name"] for one in variables(dashboard) if one.get("multi") or one.get("includeAll")}
    return [
        Finding(one.where, f"{matcher} compares with a pattern")
        for one in asked(dashboard)
        if (expr := well_formed(one.expr, dashboard)) is not None
        for selector in selectors(expr)
        for matcher in selector.matchers.matchers
        if matcher.op in (promql.MatchOp.Equal, promql.MatchOp.NotEqual)
        and (_PATTERN.search(matcher.value) or several.intersection(_names(matcher.value, "expr")))
    ]


def variables_exist(dashboard: Json) -> list[Finding]:
    """Every variable that is named anywhere is one of the dashboard, or one that Grafana has at that place."""
    own = {one["name"] for one in variables(dashboard)}
    return [
        Finding(where, f"there is no variable {name}")
        for where, key, text in _texts(dashboard, "dashboard", "")
        for name in _names(text, key)
        if name not in own | _BUILT_IN.get(key, _OF_WORDS)
    ]


def _names(text: str, key: str) -> list[str]:
    if key == "repeat":
        return [text]
    return [match["bare"] or match["braced"] for match in _NAMED.finditer(text)]


def _texts(value: Any, where: str, key: str) -> Iterator[tuple[str, str, str]]:
    """Every text below `value`: where it stands, the key that holds it, itself."""
    if isinstance(value, str):
        yield where, key, value
    elif isinstance(value, list):
        for item in value:
            yield from _texts(item, where, key)
    elif isinstance(value, dict):
        inside = place(value) if "gridPos" in value else where
        for name, held in value.items():
            if name not in _OTHERWISE or (name == "options" and "gridPos" in value):
                yield from _texts(held, inside, name)
