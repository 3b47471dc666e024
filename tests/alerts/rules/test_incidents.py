"""Every cause's alert, told by promtool: while the incident is open, through a dead hub, and not beyond."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from alerts.cause import Cause, Scope
from alerts.rules import rule_files
from alerts.rules.causes import CAUSES
from probes.inventory.settings import Settings
from tests.peers.promtool_rules import failures, mutants

pytestmark = pytest.mark.needs("promtool")

IDS = {
    "province": "46",
    "commune": "19753",
    "site": "phu-xuan",
    "link": "phu-xuan-1",
    "isp": "vnpt",
    "upstream": "pop-1",
    "service": "portal",
    "authority": "ca",
}
NAMED = {cause: cause.title().replace("_", "") for cause in CAUSES}


def story(cause: Cause) -> dict[str, Any]:
    """A promtool test. Open from 2:15 to 17:15 and closed; open when the hub dies; open when the hub moves, closed there."""
    shared = cause.nature.scope is not Scope.COMMUNE

    def fires(at: str, *, times: int = 0) -> dict[str, Any]:
        said = [{"labels": "{}", "value": times}] if times else []
        expr = f'count(ALERTS{{alertname="{NAMED[cause]}",alertstate="firing"}})'
        return {"expr": expr, "eval_time": at, "exp_samples": said}

    return {
        "rule_files": ["incidents.yml"],
        "evaluation_interval": "15s",
        "tests": [
            {
                "name": "while it is open",
                "interval": "15s",
                "input_series": [
                    {"series": series(cause, "a"), "values": "0x8 1x60 0x20"},
                    {
                        "series": f'thongsuot_incident_open{{instance="a", cause="not_{cause}"}}',
                        "values": "1x100",
                    },
                ],
                "promql_expr_test": [
                    fires("2m"),
                    fires("2m30s"),
                    fires("4m", times=1),
                    fires("17m", times=1),
                    fires("18m", times=1 if shared else 0),  # a shared one is told a little longer
                    fires("19m"),
                ],
            },
            {
                "name": "while the hub is gone, for two hours and no longer",
                "interval": "15s",
                "input_series": [{"series": series(cause, "a"), "values": "0x8 1x20 stale"}],
                "promql_expr_test": [fires("1h", times=1), fires("2h5m", times=1), fires("2h15m")],
            },
            {
                "name": "told once while two instances say it, and over when the one that is left says so",
                "interval": "15s",
                "input_series": [
                    {"series": series(cause, "a"), "values": "1x20 stale"},
                    {"series": series(cause, "b"), "values": "_x10 1x20 0x40"},
                ],
                "promql_expr_test": [fires("4m", times=1), fires("7m", times=1), fires("12m")],
            },
            {
                "name": "never, of what closed before the hub went",
                "interval": "15s",
                "input_series": [{"series": series(cause, "a"), "values": "1x2 0x20 stale"}],
                "promql_expr_test": [fires("4m"), fires("30m")],
            },
        ],
    }


def series(cause: Cause, instance: str) -> str:
    labels = CAUSES[cause].labels
    ids = "".join(f', {label}="{IDS[label]}"' for label in labels)
    return f'thongsuot_incident_open{{job="thongsuot", instance="{instance}", cause="{cause}"{ids}}}'


def rule_of(cause: Cause) -> dict[str, Any]:
    document = yaml.safe_load(rule_files(Settings())["incidents.yml"])
    (rule,) = (rule for rule in document["groups"][0]["rules"] if rule["labels"]["cause"] == cause)
    found: dict[str, Any] = rule
    return found


def told(folder: Path, cause: Cause, rule: dict[str, Any]) -> str:
    """What promtool has against this rule for the cause, alone in its file."""
    document = {"groups": [{"name": "one", "rules": [rule]}]}
    (folder / "incidents.yml").write_text(yaml.safe_dump(document), encoding="utf-8")
    (folder / "story.yml").write_text(yaml.safe_dump(story(cause), sort_keys=False), encoding="utf-8")
    return failures(folder, folder / "story.yml")


@pytest.mark.parametrize("cause", CAUSES)
def test_an_alert_lasts_as_long_as_its_incident(cause: Cause, tmp_path: Path) -> None:
    assert told(tmp_path, cause, rule_of(cause)) == ""


@pytest.mark.parametrize("cause", CAUSES)
def test_without_any_of_its_guards_it_does_not(cause: Cause, tmp_path: Path) -> None:
    rule = rule_of(cause)
    changes = list(mutants(rule["expr"]))
    assert len(changes) == 3

    for taken, expression in changes:
        assert told(tmp_path, cause, {**rule, "expr": expression}), f"nothing missed {taken}"
