"""The wall clock of a running program is set two hours back and forth; its rounds go on."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path

import pytest

LIBRARY = "/usr/lib/*/faketime/libfaketimeMT.so.1"
HERE = Path(__file__).parent
ROOT = HERE.parents[2]


@contextmanager
def ticking(offset_file: Path, seconds: float) -> Iterator[subprocess.Popen[str]]:
    """`ticking.py` with a wall clock that follows `offset_file` and a monotonic clock left alone."""
    (library,) = Path("/").glob(LIBRARY[1:])
    environment = os.environ | {
        "LD_PRELOAD": str(library),
        "FAKETIME_TIMESTAMP_FILE": str(offset_file),
        "FAKETIME_NO_CACHE": "1",
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",
        "PYTHONPATH": str(ROOT),
    }
    program = subprocess.Popen(
        [sys.executable, str(HERE / "ticking.py"), str(seconds)],
        env=environment,
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        yield program
    finally:
        program.kill()
        program.communicate()


@pytest.mark.needs("faketime")
@pytest.mark.parametrize("step", ["-7200", "+7200"])
def test_rounds_go_on_when_the_wall_clock_steps_by_two_hours(step: str, tmp_path: Path) -> None:
    offset = tmp_path / "offset"
    offset.write_text("+0")

    with ticking(offset, seconds=60) as program:
        assert program.stdout is not None
        before = [_tick(program.stdout.readline()) for _ in range(3)]
        beside = tmp_path / "next"
        beside.write_text(step)
        beside.rename(offset)
        after = [_tick(program.stdout.readline()) for _ in range(6)]

    walls = [wall for _, wall in (before[-1], *after)]
    assert any(abs(later - earlier) > 7000 for earlier, later in pairwise(walls)), "no step"
    moments = [monotonic for monotonic, _ in (before[-1], *after)]
    gaps = [later - earlier for earlier, later in pairwise(moments)]
    assert max(gaps) < 10, f"the rounds stood still for {max(gaps):.1f} s"


def _tick(line: str) -> tuple[float, float]:
    monotonic, wall = line.split()
    return float(monotonic), float(wall)
