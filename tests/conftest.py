"""Tests say what they need of the machine. Where everything must run, what is missing is a failure; elsewhere it is named."""

import os
from collections import Counter
from typing import Any

import pytest
from xdist.scheduler import LoadFileScheduling

from tests.peers.needs import missing

_LEFT_OUT = pytest.StashKey[Counter[str]]()
_OF_THE_DEMO = (
    "tests/exporter/demo/",
    "tests/grafana/test_queries.py",
    "tests/house/test_readme.py",
    "tests/peers/test_prometheus_scrapes_demo.py",
)
"""The demo has addresses of its own: there can be one at a time on a machine."""


class _ByFile(LoadFileScheduling):  # type: ignore[misc]  # the library ships no types
    """Each file goes to one of the processes, and all those of the demo to the same."""

    def _split_scope(self, nodeid: str) -> str:
        file: str = super()._split_scope(nodeid)
        return "the demo" if file.startswith(_OF_THE_DEMO) else file


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> _ByFile:
    """Two processes share the tests."""
    return _ByFile(config, log)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Without root and outside CI, leave out the tests whose needs are not met; the summary names them."""
    if os.geteuid() == 0 or os.environ.get("CI") == "true":
        return
    left_out = config.stash.setdefault(_LEFT_OUT, Counter())
    unmet = {item: phrases for item in items if (phrases := missing(_needs(item)))}
    for phrases in unmet.values():
        left_out.update(phrases)
    items[:] = [item for item in items if item not in unmet]
    config.hook.pytest_deselected(items=list(unmet))


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Fail with what is missing, rather than somewhere inside the test."""
    if phrases := missing(_needs(item)):
        pytest.fail(f"this test needs {' and '.join(phrases)}", pytrace=False)


def pytest_sessionfinish(session: pytest.Session) -> None:
    """A worker tells what it left out; every worker has left out the same."""
    if (said := getattr(session.config, "workeroutput", None)) is not None:
        left_out = session.config.stash.get(_LEFT_OUT, None)
        said["left_out"] = {} if left_out is None else dict(left_out)


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """Hear what a worker left out."""
    if left_out := getattr(node, "workeroutput", {}).get("left_out"):
        node.config.stash[_LEFT_OUT] = Counter(left_out)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Say what was left out, and why."""
    for phrase, count in config.stash.get(_LEFT_OUT, Counter()).items():
        terminalreporter.write_line(f"left out: {count} tests, for want of {phrase}", yellow=True)


def _needs(item: pytest.Item) -> list[str]:
    return [need for marker in item.iter_markers("needs") for need in marker.args]
