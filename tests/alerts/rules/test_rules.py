"""The rule files as they are committed: what promtool makes of them, of each guard that is taken out, and of their words."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from alerts.cause import Cause
from alerts.rules import FILES, rule_files
from alerts.rules.causes import CAUSES
from probes.inventory.settings import Alerting, Rhythm, Settings
from tests.peers.promtool_rules import failures, mutants

ROOT = Path(__file__).parents[3]
COMMITTED = ROOT / "alerts" / "rules"
STORIES = sorted(Path(__file__).parent.glob("*.yml"))
ANNOTATIONS = {"summary", "summary_en", "description", "description_en", "runbook_url", "dashboard_url"}


def rules(text: str) -> list[dict[str, Any]]:
    (group,) = yaml.safe_load(text)["groups"]
    found: list[dict[str, Any]] = group["rules"]
    return found


def named(rule: dict[str, Any]) -> str:
    burn = rule.get("labels", {}).get("burn")
    name = str(rule.get("alert") or rule.get("record"))
    return name if burn is None else f"{name}-{burn}"


ALERTS = [rule for text in rule_files(Settings()).values() for rule in rules(text) if "alert" in rule]
OF_CAUSES = {rule["alert"] for rule in ALERTS if "cause" in rule["labels"]}
"""What test_incidents.py tries, cause by cause."""
GUARDED = {
    f"{named(rule)}-{number}": (name, index, taken, expression)
    for name, text in rule_files(Settings()).items()
    for index, rule in enumerate(rules(text))
    if rule.get("alert") not in OF_CAUSES
    for number, (taken, expression) in enumerate(mutants(rule["expr"]))
}


def copied(folder: Path) -> Path:
    for name, text in rule_files(Settings()).items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def test_what_is_committed_is_what_is_written_today() -> None:
    assert {path.name: path.read_text(encoding="utf-8") for path in COMMITTED.glob("*.yml")} == rule_files(
        Settings()
    )


@pytest.mark.needs("promtool")
@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.stem)
def test_every_story_goes_as_it_is_told(story: Path, tmp_path: Path) -> None:
    assert failures(copied(tmp_path), story) == ""


@pytest.mark.needs("promtool")
@pytest.mark.parametrize(
    "guard",
    [pytest.param(guard, marks=pytest.mark.long) if "Burn" in guard else guard for guard in GUARDED],
)
def test_no_guard_can_be_taken_out_unnoticed(guard: str, tmp_path: Path) -> None:
    name, index, taken, expression = GUARDED[guard]
    document = yaml.safe_load((copied(tmp_path) / name).read_text(encoding="utf-8"))
    document["groups"][0]["rules"][index]["expr"] = expression
    (tmp_path / name).write_text(yaml.safe_dump(document), encoding="utf-8")
    stories = [story for story in STORIES if name in yaml.safe_load(story.read_bytes())["rule_files"]]
    stories.sort(
        key=lambda story: "slow" in guard != "slow" in story.stem
    )  # the likely one first: they take days

    assert any(failures(tmp_path, story) for story in stories), f"nothing missed {taken}"


@pytest.mark.parametrize("alert", sorted({rule["alert"] for rule in ALERTS} - OF_CAUSES - {"Watchdog"}))
def test_every_alert_is_seen_firing_and_silent(alert: str) -> None:
    asked = [
        question
        for story in STORIES
        for test in yaml.safe_load(story.read_bytes())["tests"]
        for question in test.get("promql_expr_test", ())
        if any(re.fullmatch(name, alert) for name in re.findall(r'alertname=~?"([^"]*)"', question["expr"]))
    ]

    assert any(question["exp_samples"] for question in asked)
    assert any(not question["exp_samples"] for question in asked)


def test_every_cause_has_one_alert_and_there_is_a_heartbeat() -> None:
    names = [rule["alert"] for rule in ALERTS]

    assert [rule["labels"]["cause"] for rule in ALERTS if "cause" in rule["labels"]] == list(CAUSES)
    assert set(CAUSES) == {cause for cause in Cause if cause.nature.severity is not None}
    assert "Watchdog" in names
    assert len(set(names)) >= 15


@pytest.mark.parametrize("rule", ALERTS, ids=named)
def test_every_alert_says_all_it_must_and_its_labels_stand_still(rule: dict[str, Any]) -> None:
    assert set(rule["annotations"]) == ANNOTATIONS
    assert {"severity", "scope"} <= set(rule["labels"])
    assert not any("{{" in value for value in rule["labels"].values())
    page = rule["annotations"]["runbook_url"]
    document, _, part = page.partition("#")
    if part:
        assert re.search(
            rf"^### {rule['alert']}$", (ROOT / document).read_text(encoding="utf-8"), re.MULTILINE
        )
    else:
        assert page == f"docs/runbooks/{rule['labels']['cause']}.md"


@pytest.mark.parametrize("rule", ALERTS, ids=named)
def test_an_alert_waits_for_two_evaluations_or_more(rule: dict[str, Any]) -> None:
    if rule["alert"] != "Watchdog":
        unit = {"s": 1, "m": 60, "h": 3600}[rule["for"][-1]]
        assert int(rule["for"][:-1]) * unit >= 30


def test_other_settings_make_other_rules() -> None:
    alerting = Alerting(
        job="hue",
        docs="https://tai-lieu.test/",
        dashboards="https://grafana.test/",
        hold="30m",
        communes_objective=0.98,
        tls_warning="30d",
        rounds_late="5s",
    )
    written = rule_files(
        Settings(alerting=alerting, rhythm=Rhythm(link_interval="10m", witness_interval="5m"))
    )

    assert "[30m])) == 1" in written["incidents.yml"]
    assert "https://tai-lieu.test/runbooks/line_down.md" in written["incidents.yml"]
    assert "https://grafana.test/d/thongsuot-commune" in written["incidents.yml"]
    assert "14.4 * 0.02" in written["budgets.yml"]
    assert "< 2592000" in written["expiry.yml"]
    assert 'up{job="hue"}' in written["monitoring.yml"]
    assert 'up{job="hue-relay"}' in written["monitoring.yml"]
    assert "late_seconds) > 5" in written["monitoring.yml"]
    assert '{kind="ping"}[20m]' in written["monitoring.yml"]  # four of the more frequent rounds


@pytest.mark.needs("promtool")
@pytest.mark.parametrize("name", FILES)
def test_an_empty_prometheus_has_nothing_to_say_but_that_it_has_no_hub(name: str, tmp_path: Path) -> None:
    nothing = tmp_path / "nothing.yml"
    expected = [{"labels": f'{{alertname="{alert}"}}', "value": 1} for alert in ("HubDown", "Watchdog")]
    test = {
        "interval": "15s",
        "input_series": [{"series": "nothing", "values": "0x40"}],
        "promql_expr_test": [
            {
                "expr": 'count by (alertname) (ALERTS{alertstate="firing"})',
                "eval_time": "10m",
                "exp_samples": expected if name == "monitoring.yml" else [],
            }
        ],
    }
    document = {"rule_files": [name], "evaluation_interval": "15s", "tests": [test]}
    nothing.write_text(yaml.safe_dump(document), encoding="utf-8")

    assert failures(copied(tmp_path), nothing) == ""
