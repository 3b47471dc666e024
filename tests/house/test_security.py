"""docs/security.md names for each point the test that shows it: each of them is there."""

import ast
import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
SECURITY = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
NAMED = re.findall(r"`(tests/[\w/]+\.py)(?:::(\w+))?`", SECURITY)


def _tests_of(file: str) -> set[str]:
    tree = ast.parse((ROOT / file).read_text(encoding="utf-8"))
    return {one.name for one in ast.walk(tree) if isinstance(one, ast.FunctionDef)}


def test_every_test_it_names_is_there() -> None:
    missing = {
        f"{file}::{test}"
        for file, test in NAMED
        if not (ROOT / file).exists() or (test and test not in _tests_of(file))
    }

    assert len(NAMED) > 50
    assert missing == set()


def test_every_point_that_is_met_names_a_test() -> None:
    met, _, _ = SECURITY.partition("## Not met")
    rows = [
        line
        for line in met.splitlines()
        if line.startswith("| ") and not line.startswith("| point") and "---" not in line
    ]

    assert len(rows) > 35
    assert [row for row in rows if "`tests/" not in row] == []
