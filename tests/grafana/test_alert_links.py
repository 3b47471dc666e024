"""Where the links of alerts lead: to dashboards that exist, with variables that they have; and one language asks as the other."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import yaml

from tests.grafana.results import dashboards

_RULES = Path(__file__).parents[2] / "alerts" / "rules"
_TEMPLATE = re.compile(r"\{\{.*?\}\}")

NAMES = tuple(dashboards("vi"))


def opened(url: str) -> tuple[str, set[str]]:
    """The uid and the variables that an address of Grafana names."""
    parts = urlsplit(_TEMPLATE.sub("x", url))
    folder, uid = parts.path.rsplit("/", 1)
    assert folder == "/d"
    assert all(name.startswith("var-") for name in parse_qs(parts.query))
    return uid, {name.removeprefix("var-") for name in parse_qs(parts.query)}


def variables_of(dashboard: dict[str, Any]) -> set[str]:
    return {variable["name"] for variable in dashboard["templating"]["list"]}


def _alerts() -> Iterator[tuple[str, str]]:
    for path in sorted(_RULES.glob("*.yml")):
        for group in yaml.safe_load(path.read_text(encoding="utf-8"))["groups"]:
            for rule in group["rules"]:
                if "alert" in rule:
                    yield rule["alert"], rule["annotations"]["dashboard_url"]


@pytest.mark.parametrize(("alert", "url"), sorted(set(_alerts())))
def test_an_alert_leads_to_a_dashboard_that_has_its_variables(alert: str, url: str) -> None:
    by_uid = {dashboard["uid"]: variables_of(dashboard) for dashboard in dashboards("vi").values()}

    uid, named = opened(url)

    assert uid in by_uid, alert
    assert named <= by_uid[uid]


@pytest.mark.parametrize("name", NAMES)
def test_the_english_dashboard_asks_the_same(name: str) -> None:
    def asked(language: str) -> list[tuple[object, ...]]:
        dashboard = dashboards(language)[name]
        targets = [
            (panel["id"], panel["type"], target["refId"], target["expr"])
            for panel in dashboard["panels"]
            for target in panel.get("targets", ())
        ]
        variables = [(each["name"], each["query"]) for each in dashboard["templating"]["list"]]
        annotations = [(each.get("expr"),) for each in dashboard["annotations"]["list"]]
        return [*targets, *variables, *annotations]

    assert asked("vi") == asked("en")
    assert tuple(dashboards("en")) == NAMES
