"""`thongsuot publish` as it is typed, once and as a service."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from threading import Event

import pytest
from click.testing import CliRunner, Result

from exporter.cli import language_first, thongsuot
from exporter.cli.publish_command import again_and_again
from exporter.publish.folder import FolderUnusable
from exporter.publish.hub import HubUnusable
from probes.language import Language, Text
from tests.pages.browser import served
from tests.pages.moments import COMMUNE, MOMENTS


def _publish(*words: str) -> Result:
    return CliRunner().invoke(thongsuot, language_first(["publish", *words]))


@pytest.fixture
def hub() -> Iterator[str]:
    with served(MOMENTS["line_down"]()) as (address, _):
        yield address


def test_once(hub: str, tmp_path: Path) -> None:
    done = _publish("--hub", hub, "--to", str(tmp_path / "web"), "--lang", "vi")

    assert done.exit_code == 0
    assert "Đã ghi 17 tệp" in done.output
    assert (tmp_path / "web" / "xa" / f"{COMMUNE}.html").exists()


def test_a_hub_that_is_not_there_is_an_error_and_no_traceback(tmp_path: Path) -> None:
    done = _publish("--hub", "http://127.0.0.1:1", "--to", str(tmp_path / "web"), "--lang", "vi")

    assert done.exit_code == 1
    assert "không gọi được máy giám sát tại http://127.0.0.1:1" in done.output
    assert not list((tmp_path / "web").glob("*.html"))


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--every", "5"], "5"),
        (["--every", "400"], "make --every smaller or --valid larger"),
        (["--user", "x"], "belong together"),
        (["--valid", "0"], "0"),
    ],
)
def test_what_cannot_be_meant_is_refused(tmp_path: Path, words: list[str], said: str) -> None:
    done = _publish("--to", str(tmp_path / "web"), *words, "--lang", "en")

    assert done.exit_code == 2
    assert said in done.output
    assert not (tmp_path / "web").exists()


class _Turns(Event):
    """Lets this many turns pass, and no time."""

    def __init__(self, count: int) -> None:
        super().__init__()
        self._left = count
        self.longest = 0.0

    def wait(self, timeout: float | None = None) -> bool:
        self.longest = max(self.longest, timeout or 0.0)
        self._left -= 1
        if self._left == 0:
            self.set()
        return self.is_set()


def test_what_fails_is_told_once_and_so_is_that_it_is_over(caplog: pytest.LogCaptureFixture) -> None:
    gone = HubUnusable(Text("mất máy giám sát", "hub gone"))
    full = FolderUnusable(Text("đầy đĩa", "disk full"))
    outcomes: Iterator[int | Exception] = iter([17, gone, gone, gone, full, 17, 17])

    def turn() -> int:
        outcome = next(outcomes)
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    with caplog.at_level("INFO"):
        turns = _Turns(7)
        again_and_again(turn, 60, Language.EN, turns)

    assert caplog.messages == ["hub gone", "disk full", "Written again, 17 files"]
    assert 1 <= turns.longest <= 60


def test_as_a_service_it_writes_at_once_and_stops_when_asked(hub: str, tmp_path: Path) -> None:
    page = tmp_path / "web" / "xa" / f"{COMMUNE}.html"
    command = [sys.executable, "-m", "exporter", "publish", "--hub", hub, "--to", str(tmp_path / "web")]
    with (tmp_path / "log").open("wb") as log:
        process = subprocess.Popen([*command, "--every", "15"], stderr=log, env={**os.environ, "LANG": "C"})
    try:
        ends = time.monotonic() + 60
        while not page.exists() and time.monotonic() < ends:
            time.sleep(0.05)
        assert page.exists()
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=30) == 0
    finally:
        process.kill()
        process.wait()
