"""Each rule, seen with a dashboard that breaks it and with one that keeps it."""

from collections.abc import Iterable
from typing import Any

import pytest

from tests.grafana.linter.broken import BREAKS
from tests.grafana.linter.changes import Change, asks, has
from tests.grafana.linter.kept import KEEPS
from tests.grafana.linter.rules import LINTER, RULES
from tests.grafana.sample import sample

OF_THE_LINTER = {
    "panel-datasource-rule",
    "panel-no-targets-rule",
    "panel-title-description-rule",
    "panel-units-rule",
    "target-counter-agg-rule",
    "target-instance-rule",
    "target-job-rule",
    "target-logql-auto-rule",
    "target-logql-rule",
    "target-promql-rule",
    "target-rate-interval-rule",
    "template-datasource-rule",
    "template-instance-rule",
    "template-job-rule",
    "template-label-promql-rule",
    "template-on-time-change-reload-rule",
    "uneditable-dashboard",
}


def numbered(cases: Iterable[tuple[Any, ...]]) -> list[str]:
    """The id of each case: its place in the list, and its rule."""
    return [f"{number} {case[0]}" for number, case in enumerate(cases, 1)]


@pytest.mark.parametrize(("rule", "change", "says"), BREAKS, ids=numbered(BREAKS))
def test_a_dashboard_that_breaks_it_is_found(rule: str, change: Change, says: str) -> None:
    found = [str(finding) for finding in RULES[rule](sample(change))]

    assert len(found) == 1, found
    assert says in found[0]


@pytest.mark.parametrize(("rule", "change"), KEEPS, ids=numbered(KEEPS))
def test_one_that_keeps_it_is_left_alone(rule: str, change: Change) -> None:
    assert RULES[rule](sample(change)) == []


@pytest.mark.parametrize("rule", RULES)
def test_the_sample_keeps_every_rule(rule: str) -> None:
    assert RULES[rule](sample()) == []


def test_every_rule_is_seen_broken_and_kept() -> None:
    assert {rule for rule, _, _ in BREAKS} == {rule for rule, _ in KEEPS} == set(RULES)


def test_the_linters_rules_are_all_here() -> None:
    assert set(LINTER) == OF_THE_LINTER


def test_a_dashboard_of_another_data_source_is_not_asked_for_promql() -> None:
    board = sample(has("datasource", query="influxdb"), asks("SELECT 1"))
    of_promql = [name for name in LINTER if name.startswith(("target-", "template-job", "template-instance"))]

    assert [name for name in of_promql if LINTER[name](board)] == []
