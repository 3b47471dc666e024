"""`thongsuot agent` as a process: enrol, run, show its page, end when told."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests
from click.testing import CliRunner, Result

from exporter.cli import thongsuot
from exporter.delivery.plan import AgentPlan
from tests.exporter.agent.hub import CODE, TestHub, hub, until

SITE = "19789/centre"


@pytest.fixture
def there() -> Iterator[TestHub]:
    with hub(AgentPlan(site=SITE, commune_name="Xã Long Quảng", province_name="Huế")) as made:
        yield made


def written(folder: Path, there: TestHub, site: str = SITE, listen: str = "127.0.0.1:0") -> Path:
    file = folder / "agent.yml"
    file.write_text(
        f"site: {site}\nhubs: [{{url: '{there.url}'}}]\nstate_dir: state\ngateway: 127.46.0.1\n"
        f'listen: "{listen}"\n'
    )
    return file


def said(*words: str | Path) -> Result:
    return CliRunner().invoke(thongsuot, ["--lang", "en", "agent", *map(str, words)])


def test_it_enrols_with_the_code_and_ends(tmp_path: Path, there: TestHub) -> None:
    done = said("--config", written(tmp_path, there), "--enrol", CODE)
    (token,) = (tmp_path / "state").glob("token-*")

    assert done.exit_code == 0, done.output
    assert "enrolled for 19789/centre" in done.output
    assert token.read_text().strip() == there.token
    assert (there.token or "?") not in done.output


def test_a_wrong_code_is_told(tmp_path: Path, there: TestHub) -> None:
    done = said("--config", written(tmp_path, there), "--enrol", "WRNG-WRNG-WRNG")

    assert done.exit_code == 1
    assert "ask the team on duty for a new one" in done.output


def test_check_names_every_fault(tmp_path: Path, there: TestHub) -> None:
    sound = said("--config", written(tmp_path, there), "--check")
    faulty = said("--config", written(tmp_path, there, site="Huế"), "--check")

    assert (sound.exit_code, sound.output) == (0, "ok\n")
    assert faulty.exit_code == 1
    assert "agent.yml:1: site" in faulty.output


@pytest.mark.needs("root")
def test_it_runs_shows_its_page_delivers_and_ends_when_told(tmp_path: Path, there: TestHub) -> None:
    config = written(tmp_path, there)
    said("--config", config, "--enrol", CODE)
    process = subprocess.Popen(
        [sys.executable, "-m", "exporter", "--lang", "vi", "agent", "--config", str(config)],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env=os.environ | {"PYTHONUNBUFFERED": "1"},
    )
    try:
        assert process.stdout is not None
        found = re.search(r"trang của máy đo: (http://\S+)", process.stdout.readline())
        assert found is not None
        page = requests.get(found[1], timeout=10)
        until(lambda: there.batches)
        began = time.monotonic()
        process.send_signal(signal.SIGTERM)
        ended = process.wait(10)
    finally:
        process.kill()
        process.wait()
        assert process.stdout is not None
        process.stdout.close()

    assert page.status_code == 200
    assert ended == 0
    assert time.monotonic() - began < 5


@pytest.mark.needs("root")
def test_without_a_token_it_says_what_is_missing_and_looks_all_the_same(
    tmp_path: Path, there: TestHub
) -> None:
    config = written(tmp_path, there, listen="0.0.0.0:0")
    process = subprocess.Popen(
        [sys.executable, "-m", "exporter", "--lang", "vi", "agent", "--config", str(config)],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env=os.environ | {"PYTHONUNBUFFERED": "1"},
    )
    try:
        assert process.stdout is not None
        lines = iter(process.stdout.readline, "")
        page = next(line for line in lines if line.startswith("trang của máy đo"))
        missing = next(lines)
    finally:
        process.terminate()
        process.communicate(timeout=10)

    assert re.search(r"http://127\.0\.0\.1:\d+/ \(từ máy khác", page)
    assert missing.startswith("chưa ghi danh với http")
    assert "thongsuot agents enrol 19789/centre" in missing
