"""What `.ci/run` runs, seen with a stand-in for make."""

import os
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def run_ci(folder: Path, make: str) -> subprocess.CompletedProcess[str]:
    stand_in = folder / "make"
    stand_in.write_text(f"#!/bin/sh\n{make}\n")
    stand_in.chmod(0o755)
    return subprocess.run(
        [ROOT / ".ci" / "run"],
        cwd=folder,
        env={"PATH": f"{folder}:{os.environ['PATH']}"},
        input="somebody types",
        capture_output=True,
        text=True,
        check=False,
    )


def test_quick_tests_come_first_then_the_long_ones_with_ci_set_and_nobody_typing(tmp_path: Path) -> None:
    run = run_ci(tmp_path, 'echo "$1 CI=$CI in $PWD, read: $(cat)"')

    assert run.returncode == 0
    assert run.stdout.splitlines() == [f"{goal} CI=true in {ROOT}, read: " for goal in ("test", "test-long")]


@pytest.mark.parametrize("goal", ["test", "test-long"])
def test_a_failure_of_either_is_a_failure(tmp_path: Path, goal: str) -> None:
    assert run_ci(tmp_path, f'test "$1" != {goal}').returncode != 0
