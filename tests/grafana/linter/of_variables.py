"""Rules of the linter about the variables at the top of a dashboard."""

import re

from tests.grafana.linter.board import (
    PROMETHEUS,
    Finding,
    Json,
    Rule,
    is_templated,
    speaks,
    variable,
    variables,
)
from tests.grafana.linter.queries import parsed

_FUNCTION = re.compile(r"(?P<name>[a-z_]+)\((?P<argument>.*)\)", re.DOTALL)
_LABEL = re.compile(r"[a-zA-Z_]\w*")


def data_source(dashboard: Json) -> list[Finding]:
    """The data source is a variable, by a name and with a label that all dashboards share."""
    sources = variables(dashboard, "datasource")
    if not sources:
        return [Finding("variables", "there is none for the data source")]
    return [finding for one in sources for finding in _named_as_usual(one, alone=len(sources) == 1)]


def _named_as_usual(source: Json, alone: bool) -> list[Finding]:
    kind = str(source.get("query", ""))
    names = [f"{kind.lower()}_datasource", *["datasource"] * alone]
    labels = [f"{kind.capitalize()} data source", *["Data source"] * alone]
    where = f"variable {source['name']}"
    found = []
    if source["name"] not in names:
        found.append(Finding(where, f"it is not named {' or '.join(names)}"))
    if source.get("label") not in labels:
        found.append(Finding(where, f"it is labelled {source.get('label')!r}, not {' or '.join(labels)}"))
    return found


def chosen(name: str) -> Rule:
    """A rule: of scraped processes one can choose, by the label `name`, any number."""

    def rule(dashboard: Json) -> list[Finding]:
        if not speaks(dashboard, PROMETHEUS):
            return []
        one = variable(dashboard, name)
        if one is None:
            return [Finding("variables", f"there is no {name}")]
        wanted = {
            "its data source is not the variable": is_templated(dashboard, one),
            f"it is a {one.get('type')}, not a query": one.get("type") == "query",
            f"it is labelled {one.get('label')!r}, not {name.capitalize()}": one.get("label")
            == name.capitalize(),
            "only one of them can be chosen": one.get("multi") is True,
            f"all of them are {one.get('allValue')!r}, not '.+'": one.get("allValue") == ".+",
        }
        return [Finding(f"variable {name}", what) for what, holds in wanted.items() if not holds]

    return rule


def asks_properly(dashboard: Json) -> list[Finding]:
    """The values of a variable come from a function that the data source knows, of something it can read."""
    if not speaks(dashboard, PROMETHEUS):
        return []
    return [
        Finding(f"variable {one['name']}", what)
        for one in variables(dashboard, "query")
        if (what := _fault(question(one), dashboard))
    ]


def question(one: Json) -> str:
    """What a variable asks the data source: plain, or inside an object."""
    query = one.get("query", "")
    return str(query.get("query", "") if isinstance(query, dict) else query)


def _fault(asking: str, dashboard: Json) -> str:
    match = _FUNCTION.fullmatch(asking.strip())
    if match is None:
        return f"{asking!r} is no function of something"
    function, argument = match["name"], match["argument"].strip()
    try:
        match function:
            case "label_values":
                return _fault_of_values(argument, dashboard)
            case "query_result":
                parsed(argument, dashboard)
            case "label_names" | "metrics":
                re.compile(argument)
            case _:
                return f"the data source knows no {function}()"
    except (ValueError, re.error) as error:
        return f"{asking!r}: {error}"
    return ""


def _fault_of_values(argument: str, dashboard: Json) -> str:
    series, _, label = argument.rpartition(",")
    if not _LABEL.fullmatch(label.strip()):
        return f"{label.strip()!r} is no label"
    if series:
        parsed(series, dashboard)
    return ""


def follows_the_time(dashboard: Json) -> list[Finding]:
    """Values are asked for again when another time is looked at: a commune may have left since."""
    return [
        Finding(f"variable {one['name']}", f"refresh is {one.get('refresh')}, not 2")
        for one in variables(dashboard, "query")
        if one.get("refresh") != 2
    ]


def not_edited_by_hand(dashboard: Json) -> list[Finding]:
    """What is provisioned is not edited in Grafana. Left out, the key would mean that it may be."""
    return [] if dashboard.get("editable") is False else [Finding("dashboard", "editable is not false")]
