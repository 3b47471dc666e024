from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner, Result

from exporter.cli import thongsuot


def inventory(folder: Path, text: str) -> str:
    (folder / "inventory.yml").write_text(text, encoding="utf-8")
    return str(folder / "inventory.yml")


def run(*arguments: str, language: str = "en") -> Result:
    return CliRunner().invoke(thongsuot, ["--lang", language, "alertmanager", *arguments])


TEAMS = "teams: [{id: tthc, name: Tổ thủ tục}, {id: ha_tang_wan, name: Tổ hạ tầng}]\n"


def test_the_configuration_is_printed_and_a_missing_watchdog_noted_apart(tmp_path: Path) -> None:
    said = run("--config", inventory(tmp_path, TEAMS))

    assert said.exit_code == 0
    assert yaml.safe_load(said.stdout)["route"]["receiver"] == "ha_tang_wan"
    assert "watchdog" in said.stderr


def test_the_configuration_is_written_and_its_file_named(tmp_path: Path) -> None:
    watched = TEAMS + "settings: {alerting: {watchdog: 'https://nhip.test/1'}}\n"
    out = tmp_path / "alertmanager.yml"

    said = run("--config", inventory(tmp_path, watched), "--out", str(out))

    assert (said.exit_code, said.stdout, said.stderr) == (0, f"{out}\n", "")
    assert yaml.safe_load(out.read_text(encoding="utf-8"))["route"]["receiver"] == "ha_tang_wan"


@pytest.mark.parametrize(
    ("language", "sentence"),
    [("vi", "cần khai báo ít nhất một tổ"), ("en", "at least one has to be declared")],
)
def test_without_a_team_nobody_could_be_told(language: str, sentence: str, tmp_path: Path) -> None:
    said = run("--config", inventory(tmp_path, "isps: [{id: vnpt, name: VNPT}]\n"), language=language)

    assert said.exit_code == 1
    assert sentence in said.stderr
    assert said.stdout == ""


@pytest.mark.parametrize(("language", "sentence"), [("vi", "không ghi được"), ("en", "cannot write")])
def test_a_file_that_cannot_be_written_is_told(language: str, sentence: str, tmp_path: Path) -> None:
    said = run("--config", inventory(tmp_path, TEAMS), "--out", str(tmp_path), language=language)

    assert said.exit_code == 1
    assert sentence in said.stderr


def test_an_unknown_default_team_is_told_with_its_place_and_nothing_is_printed(tmp_path: Path) -> None:
    faulty = TEAMS + "settings: {alerting: {default_team: ha_tang}}\n"

    said = run("--config", inventory(tmp_path, faulty))

    assert said.exit_code == 1
    assert "inventory.yml:2" in said.stderr
    assert said.stdout == ""
