"""`thongsuot publish` as it is typed, once and as a service."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from exporter.cli import language_first, thongsuot
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


def test_as_a_service_it_says_once_that_the_hub_is_gone_and_stops_when_asked(
    hub: str, tmp_path: Path
) -> None:
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
