"""The hub's stories once more, by the running program and with real packets: each in a network namespace of its own."""

import subprocess
import sys
from collections.abc import Iterable
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.scenarios.packets import LONGEST_SECONDS, can_play
from tests.scenarios.play import VERSIONS

pytestmark = pytest.mark.needs("root", "namespaces", "ip")

ROOT = Path(__file__).parents[2]
AT_ONCE_SECONDS = LONGEST_SECONDS + 280


def played(names: Iterable[str]) -> dict[str, str]:
    """All at once, each in a process of its own; how those end that do not go as they are told."""
    with ExitStack() as stack:
        running = {name: stack.enter_context(_playing(name)) for name in names}
        try:
            ends = {
                name: process.communicate(timeout=AT_ONCE_SECONDS)[1] for name, process in running.items()
            }
        finally:
            for process in running.values():
                process.kill()
        return {name: ends[name] for name, process in running.items() if process.returncode != 0}


def _go_as_told(names: Iterable[str]) -> None:
    otherwise = played(names)
    assert not otherwise, "\n\n".join(f"{name}:\n{why}" for name, why in otherwise.items())


def _playing(name: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        ["unshare", "--net", sys.executable, "-m", "tests.scenarios.packets", name],
        cwd=ROOT,
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.mark.long
@pytest.mark.timeout(AT_ONCE_SECONDS + 60)
def test_the_hub_s_stories_go_the_same_with_real_packets() -> None:
    names = [story.name for story in VERSIONS.values() if can_play(story)]

    assert len(names) >= 20
    _go_as_told(names)
