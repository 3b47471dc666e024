"""What happens when the machine lacks what a test needs: pytest is run on a small folder of its own."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.peers.needs import missing, packages

ROOT = Path(__file__).parents[2]

TESTS = """
import pytest

@pytest.mark.needs("promtool")
def test_of_a_peer():
    pass

def test_of_ourselves():
    pass
"""

RUN_AS = "import os, sys, pytest; os.geteuid = lambda: {uid}; sys.exit(pytest.main(sys.argv[1:]))"


def run_without_peers(folder: Path, *, uid: int, ci: str) -> subprocess.CompletedProcess[str]:
    (folder / "test_small.py").write_text(TESTS)
    (folder / "conftest.py").write_text("from tests.conftest import *\n")
    (folder / "pytest.ini").write_text("[pytest]\nmarkers = needs: what it needs\n")
    return subprocess.run(
        [sys.executable, "-c", RUN_AS.format(uid=uid), "-p", "no:cacheprovider", str(folder)],
        env={"PYTHONPATH": str(ROOT), "PATH": "/nowhere", "CI": ci},
        capture_output=True,
        text=True,
        check=False,
    )


def test_without_root_a_missing_peer_leaves_its_tests_out_and_is_named(tmp_path: Path) -> None:
    run = run_without_peers(tmp_path, uid=1000, ci="")

    assert run.returncode == 0
    assert "left out: 1 tests, for want of promtool (Debian: apt-get install" in run.stdout
    assert "1 passed, 1 deselected" in run.stdout.splitlines()[-1]


@pytest.mark.parametrize(("uid", "ci"), [(1000, "true"), (0, "")])
def test_where_everything_must_run_a_missing_peer_is_a_failure(tmp_path: Path, uid: int, ci: str) -> None:
    run = run_without_peers(tmp_path, uid=uid, ci=ci)

    assert run.returncode == 1
    assert "this test needs promtool (Debian: apt-get install" in run.stdout
    assert "1 passed, 1 error" in run.stdout.splitlines()[-1]


def test_a_need_that_nobody_can_meet_is_a_mistake_in_the_test() -> None:
    with pytest.raises(ValueError, match="neither root nor namespaces nor a command of"):
        missing(["no-such-program"])


def test_the_list_of_peers_names_a_command_for_every_package() -> None:
    assert packages()["promtool"] == "prometheus"
    assert all(command and package for command, package in packages().items())
