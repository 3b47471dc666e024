"""docs/security.md accounts for every point of level 2, and names for each that is met the test that shows it."""

import ast
import re
from pathlib import Path

from tests.house.asvs import LEVEL_2, expanded

ROOT = Path(__file__).parents[2]
SECURITY = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
NAMED = re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", SECURITY)
MET, _, REST = SECURITY.partition("## Not met")
NOT_MET, _, NONE_OF_OURS = REST.partition("## Does not apply")


def _rows(part: str) -> list[list[str]]:
    cells = [
        [cell.strip() for cell in line.split("|")[1:-1]]
        for line in part.splitlines()
        if line.startswith("| ")
    ]
    return [row for row in cells if row[0] != "point"]


def _points(part: str) -> set[str]:
    return {point for row in _rows(part) for point in expanded(row[0])}


def _tests_of(file: str) -> set[str]:
    tree = ast.parse((ROOT / file).read_text(encoding="utf-8"))
    return {one.name for one in ast.walk(tree) if isinstance(one, ast.FunctionDef)}


def test_every_point_of_level_2_is_met_not_met_or_none_of_ours() -> None:
    met, not_met, none_of_ours = _points(MET), _points(NOT_MET), _points(NONE_OF_OURS)
    in_part = set(re.findall(r"(\d+\.\d+\.\d+) in part", NOT_MET))

    assert LEVEL_2 - met - not_met - none_of_ours == set()
    assert (met | not_met | none_of_ours) - LEVEL_2 == set()
    assert met & not_met == in_part
    assert (met | not_met) & none_of_ours == set()


def test_every_test_it_names_is_there() -> None:
    missing = {
        f"{file}::{test}" for file, test in NAMED if not (ROOT / file).exists() or test not in _tests_of(file)
    }

    assert len(NAMED) > 120
    assert missing == set()


def test_every_point_that_is_met_names_a_test_and_nothing_but_tests() -> None:
    shown = [row[-1] for row in _rows(MET)]

    assert len(shown) > 80
    assert [one for one in shown if not re.fullmatch(r"`tests/\S+::\w+`(, `tests/\S+::\w+`)*", one)] == []
