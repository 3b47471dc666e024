"""The committed dashboards keep the rules of Grafana's linter and our own, but for what is excused, and lead to each other."""

import re
from itertools import pairwise
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest

from tests.grafana.interpolation import Variable, interpolated
from tests.grafana.linter.board import panels, variables
from tests.grafana.linter.excused import EXCUSED, Excused, idle, lines, unexcused
from tests.grafana.linter.rules import RULES
from tests.grafana.written import FOLDER, dashboards

COMMITTED = dashboards()
BY_UID = {content["uid"]: (name, content) for name, content in COMMITTED.items()}
# what Grafana itself reads from an address
OF_THE_VALUE = re.compile(r"\$\{__(?:data\.fields|field\.labels)\.\w+\}")
VALUE = re.compile(r"[\w/-]+")
OF_GRAFANA = {"from", "to", "timezone", "refresh", "kiosk", "orgId", "viewPanel"}


def links(value: Any) -> list[str]:
    """Every address below `value` that leads to a dashboard."""
    if isinstance(value, list):
        return [found for item in value for found in links(item)]
    if isinstance(value, dict):
        own = value.get("url")
        here = [own] if isinstance(own, str) and "/d/" in own else []
        return here + [found for item in value.values() for found in links(item)]
    return []


def test_there_are_dashboards_and_each_is_there_in_both_languages() -> None:
    names = {
        language: {path.stem for path in (FOLDER / language).glob("*.json")} for language in ("vi", "en")
    }

    assert names["vi"]
    assert names["vi"] == names["en"]
    assert len(BY_UID) == len(COMMITTED) == len(names["vi"]) + len(names["en"])


@pytest.mark.parametrize("rule", RULES)
def test_they_keep_the_rule(rule: str) -> None:
    left = unexcused(lines(COMMITTED, {rule: RULES[rule]}))

    assert [str(line) for line in left] == []


@pytest.mark.parametrize("excused", EXCUSED, ids=lambda one: f"{one.rule} {one.pattern}")
def test_the_excuse_is_still_needed(excused: Excused) -> None:
    found = lines(COMMITTED, {excused.rule: RULES[excused.rule]})

    assert idle(found, [excused]) == []


@pytest.mark.parametrize("name", COMMITTED)
def test_its_links_lead_to_dashboards_of_its_language_with_variables_that_they_have(name: str) -> None:
    faults = [f"{address}: {fault}" for address in links(COMMITTED[name]) if (fault := _fault(address, name))]

    assert faults == []


def _fault(address: str, name: str) -> str:
    split = urlsplit(_followed(address, COMMITTED[name]))
    uid = split.path.partition("/d/")[2].split("/")[0]
    if uid not in BY_UID:
        return "there is no such dashboard"
    there, content = BY_UID[uid]
    if there.split("/")[0] != name.split("/")[0]:
        return f"{there} is in another language"
    known = {f"var-{one['name']}" for one in variables(content)} | OF_GRAFANA
    given = parse_qsl(split.query, keep_blank_values=True, strict_parsing=True)
    if unknown := {key for key, _ in given} - known:
        return f"{there} has no {', '.join(sorted(unknown))}"
    wrong = [f"{key}={value}" for key, value in given if not VALUE.fullmatch(value)]
    return f"{', '.join(wrong)}: no value that can be chosen" if wrong else ""


def _followed(address: str, dashboard: dict[str, Any]) -> str:
    """As Grafana opens it, two values chosen wherever several can be."""
    options = (("A", "a"), ("B", "b"))
    chosen = {
        one["name"]: Variable(
            one["name"], options, ("a", "b") if one.get("multi") else ("a",), bool(one.get("multi"))
        )
        for one in variables(dashboard)
    }
    filled = interpolated(address, chosen, {"__url_time_range": "from=now-1h&to=now"})
    return OF_THE_VALUE.sub("a", filled)


@pytest.mark.parametrize("name", COMMITTED)
def test_it_shows_something_under_each_of_its_rows(name: str) -> None:
    kinds = [panel["type"] for panel in panels(COMMITTED[name])]

    assert kinds
    assert ("row", "row") not in pairwise(kinds)
    assert kinds[-1] != "row"
