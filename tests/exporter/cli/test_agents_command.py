import os
import re
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from alerts.inside.journal import AGENTS
from exporter.cli import language_first, thongsuot
from exporter.delivery import registry
from exporter.delivery.agents_file import agents_file
from probes.clock import SystemClock

INVENTORY = """
settings: {data_dir: data}
provinces: [{code: "46", name: Thành phố Huế}]
communes:
  - {code: "19789", name: Phường Phú Xuân, province: "46", sites: [{id: centre, agent: yes}]}
  - {code: "19804", name: Phường Thuận Hóa, province: "46", sites: [{id: centre}]}
witnesses: [{id: w1, address: 192.0.2.1}, {id: w2, address: 192.0.2.2}, {id: w3, address: 192.0.2.3}]
"""
SITE, TOKEN = "19789/centre", "a" * 43


@pytest.fixture
def config(tmp_path: Path) -> Path:
    path = tmp_path / "inventory.yml"
    path.write_text(INVENTORY)
    return path


def agents(config: Path, *arguments: str, language: str = "en") -> Result:
    words = ["agents", *arguments, "--config", str(config), "--lang", language]
    return CliRunner().invoke(thongsuot, language_first(words))


def enrolled(config: Path) -> str:
    """The code is exchanged, as the running hub does it."""
    code = agents(config, "enrol", SITE).stdout.strip()
    with closing(agents_file(config.parent / "data")) as disk:
        now = SystemClock().now().wall
        disk.write(lambda database: registry.enrol(database, code, TOKEN, frozenset({SITE}), now))
    return code


def test_a_code_stands_alone_on_stdout_and_what_to_do_with_it_on_stderr(config: Path) -> None:
    run = agents(config, "enrol", SITE)

    assert run.exit_code == 0, run.output
    assert re.fullmatch(r"[A-Z2-9]{4}(-[A-Z2-9]{4}){2}\n", run.stdout)
    assert f"--enrol {run.stdout.strip()}" in run.stderr


def test_an_enrolled_agent_is_listed_without_any_secret(config: Path) -> None:
    code = enrolled(config)
    listed = agents(config, "list", language="vi")

    assert listed.exit_code == 0, listed.output
    assert listed.stdout.startswith(f"{SITE}  Phường Phú Xuân  ghi danh ")
    assert "chưa liên lạc lần nào" in listed.stdout
    assert TOKEN not in listed.output
    assert code not in listed.output


def test_when_an_agent_was_last_heard_is_listed(config: Path) -> None:
    enrolled(config)
    with closing(sqlite3.connect(config.parent / "data" / AGENTS)) as database, database:
        later = SystemClock().now().wall + 1
        database.execute("INSERT INTO contact VALUES (?, ?, NULL, NULL)", (SITE, later))

    assert "last heard" in agents(config, "list").stdout


def test_a_site_that_has_no_agent_any_more_says_so(config: Path) -> None:
    enrolled(config)
    config.write_text(INVENTORY.replace(", agent: yes", ""))

    assert "no longer says agent: yes" in agents(config, "list").stdout


def test_a_site_whose_agent_is_not_enrolled_is_listed(config: Path) -> None:
    assert agents(config, "list").stdout == f"{SITE}  Phường Phú Xuân  not enrolled\n"
    assert not (config.parent / "data" / AGENTS).exists()


def test_a_province_without_agents_says_so(config: Path) -> None:
    config.write_text(INVENTORY.replace(", agent: yes", ""))

    assert agents(config, "list").stdout == "The inventory gives no site an agent\n"


def test_whoever_is_revoked_is_gone(config: Path) -> None:
    enrolled(config)

    assert agents(config, "revoke", SITE).exit_code == 0
    assert agents(config, "list").stdout == f"{SITE}  Phường Phú Xuân  not enrolled\n"
    assert "is not enrolled" in agents(config, "revoke", SITE).stderr


@pytest.mark.parametrize(
    ("site", "said"),
    [
        ("19804/centre", "add `agent: yes`"),
        ("19804/elsewhere", "there is no such site"),
        ("19804", "there is no such site"),
    ],
)
def test_a_site_without_an_agent_is_refused_with_what_to_do(site: str, said: str, config: Path) -> None:
    run = agents(config, "enrol", site)

    assert run.exit_code == 1
    assert said in run.stderr
    assert not (config.parent / "data" / AGENTS).exists()


def test_a_folder_of_another_user_is_left_alone(config: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (config.parent / "data").mkdir()
    monkeypatch.setattr(os, "geteuid", lambda: 12345)
    run = agents(config, "enrol", SITE)

    assert run.exit_code == 1
    assert "run this command as that user" in run.stderr


def test_a_damaged_file_is_said_to_be_unusable(config: Path) -> None:
    (config.parent / "data").mkdir()
    (config.parent / "data" / AGENTS).write_bytes(b"damaged" * 1000)
    run = agents(config, "enrol", SITE)

    assert run.exit_code == 1
    assert "file is not a database" in run.stderr


def test_faults_of_the_inventory_are_told(config: Path) -> None:
    config.write_text(INVENTORY + "nonsense: 1\n")

    assert agents(config, "list").exit_code == 1
