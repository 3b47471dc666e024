from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner

from exporter.cli import thongsuot
from tests.inventories.small import small_values


def test_the_rules_of_an_inventory_are_written_and_named(tmp_path: Path) -> None:
    values = small_values() | {"settings": {"alerting": {"job": "lai-chau"}}}
    (tmp_path / "inventory.yml").write_text(
        yaml.safe_dump({**values, "authorities": [], "signers": []}, allow_unicode=True), encoding="utf-8"
    )
    out = tmp_path / "new" / "rules"

    said = CliRunner().invoke(
        thongsuot, ["rules", "--config", str(tmp_path / "inventory.yml"), "--out", str(out)]
    )

    assert said.exit_code == 0, said.output
    assert said.output.splitlines() == [
        str(out / name) for name in ("incidents.yml", "monitoring.yml", "budgets.yml", "expiry.yml")
    ]
    assert 'up{job="lai-chau"}' in (out / "monitoring.yml").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("language", "sentence"), [("vi", "không ghi được vào"), ("en", "cannot write into")]
)
def test_a_folder_that_cannot_be_is_told(language: str, sentence: str, tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("", encoding="utf-8")

    said = CliRunner().invoke(thongsuot, ["--lang", language, "rules", "--out", str(tmp_path / "taken")])

    assert said.exit_code == 1
    assert sentence in said.output


def test_a_faulty_inventory_writes_nothing(tmp_path: Path) -> None:
    (tmp_path / "inventory.yml").write_text("settings: {alerting: {hold: soon}}", encoding="utf-8")

    said = CliRunner().invoke(
        thongsuot, ["rules", "--config", str(tmp_path / "inventory.yml"), "--out", str(tmp_path / "out")]
    )

    assert said.exit_code == 1
    assert "settings.alerting.hold" in said.output
    assert not (tmp_path / "out").exists()
