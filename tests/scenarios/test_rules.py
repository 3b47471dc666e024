import os
import subprocess
import sys
from pathlib import Path
from shutil import copytree, ignore_patterns

import pytest

from tests.scenarios import rules_of_findings, rules_of_incidents, rules_of_reports
from tests.scenarios.play import VERSIONS
from tests.scenarios.rule import Rule

RULES = (*rules_of_findings.RULES, *rules_of_incidents.RULES, *rules_of_reports.RULES)
ROOT = Path(__file__).parents[2]


def _named(rule: Rule) -> str:
    return rule.name


@pytest.mark.parametrize("rule", RULES, ids=_named)
def test_a_rule_stands_where_it_is_said_to_and_two_stories_show_it(rule: Rule) -> None:
    assert (ROOT / "alerts" / rule.file).read_text().count(rule.line) == 1
    assert len(set(rule.stories)) == 2
    assert set(rule.stories) <= VERSIONS.keys()


@pytest.mark.long
@pytest.mark.parametrize("rule", RULES, ids=_named)
def test_without_a_rule_two_stories_go_otherwise(rule: Rule, tmp_path: Path) -> None:
    copytree(ROOT / "alerts", tmp_path / "alerts", ignore=ignore_patterns("__pycache__"))
    changed = tmp_path / "alerts" / rule.file
    changed.write_text(changed.read_text().replace(rule.line, rule.without))
    compile(changed.read_text(), rule.file, "exec")

    played = subprocess.run(
        [sys.executable, "-P", "-m", "tests.scenarios.play", *rule.stories],
        env=os.environ | {"PYTHONPATH": f"{tmp_path}{os.pathsep}{ROOT}"},
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )

    assert played.stdout.splitlines() == [f"otherwise: {name}" for name in rule.stories]
