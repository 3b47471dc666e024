import stat
from pathlib import Path

import pytest
from click.testing import CliRunner

from exporter.cli import thongsuot
from exporter.codes import KEY_NAME, TURNS_NAME, Codes, CodesUnusable

INVENTORY = """
settings: {{operator: {{name: Sở, contact: truc@example.invalid}}, data_dir: {folder}}}
provinces: [{{code: "46", name: Thành phố Huế}}]
isps: [{{id: vnpt, name: VNPT}}]
communes:
  - code: "19753"
    name: Phường Phú Xuân
    province: "46"
    sites: [{{id: centre, links: [{{id: main, isp: vnpt, address: 127.0.0.2}}]}}]
  - code: "19774"
    name: Phường Kim Long
    province: "46"
    sites: [{{id: centre, links: [{{id: main, isp: vnpt, address: 127.0.0.3}}]}}]
services: [{{id: portal, name: Cổng, checks: [{{kind: http, url: "http://127.0.0.1:9/"}}]}}]
witnesses: [{{id: a, address: 127.0.0.4}}, {{id: b, address: 127.0.0.5}}, {{id: c, address: 127.0.0.6}}]
"""


def test_a_code_is_ten_letters_the_same_after_a_restart_and_each_commune_has_its_own(tmp_path: Path) -> None:
    codes = Codes(tmp_path)
    several = {codes.code_of(f"{number:05}") for number in range(3321)}

    assert len(several) == 3321
    assert {len(code.replace("-", "")) for code in several} == {10}
    assert codes.code_of("19753") == Codes(tmp_path).code_of("19753")
    assert codes.code_of("19753") != Codes(tmp_path / "other").code_of("19753")


def test_the_key_can_be_read_by_the_hub_alone(tmp_path: Path) -> None:
    Codes(tmp_path).renew("19753")
    for name in (KEY_NAME, TURNS_NAME):
        assert stat.S_IMODE((tmp_path / name).stat().st_mode) == 0o600


def test_a_code_is_taken_however_it_is_typed(tmp_path: Path) -> None:
    codes = Codes(tmp_path)
    code = codes.code_of("19753")
    typed = code.lower().replace("-", " ").replace("0", "o").replace("1", "l")

    assert codes.matches("19753", typed)
    assert codes.matches("19753", code.replace("-", "").replace("1", "I"))
    for wrong in ("", code[:-1], code + "A", codes.code_of("19774"), "ß" * 10):
        assert not codes.matches("19753", wrong)


def test_a_running_hub_notices_a_renewal_by_another_process(tmp_path: Path) -> None:
    hub, command = Codes(tmp_path), Codes(tmp_path)
    before, beside = hub.code_of("19753"), hub.code_of("19774")

    after = command.renew("19753")

    assert hub.matches("19753", after)
    assert not hub.matches("19753", before)
    assert hub.matches("19774", beside)
    assert command.renew("19753") not in (before, after)


def test_damaged_files_are_said_and_never_taken_for_new_ones(tmp_path: Path) -> None:
    codes = Codes(tmp_path)
    (tmp_path / TURNS_NAME).write_text("{")
    with pytest.raises(CodesUnusable):
        codes.code_of("19753")
    (tmp_path / KEY_NAME).write_bytes(b"short")
    with pytest.raises(CodesUnusable):
        Codes(tmp_path)


def test_the_command_hands_out_codes_and_renews_one(tmp_path: Path) -> None:
    (tmp_path / "inventory.yml").write_text(INVENTORY.format(folder=tmp_path / "data"))
    config = ["--config", str(tmp_path / "inventory.yml")]
    codes = Codes(tmp_path / "data")

    listed = CliRunner().invoke(thongsuot, ["codes", "list", *config])
    assert listed.exit_code == 0, listed.output
    assert f"19753  Phường Phú Xuân  {codes.code_of('19753')}" in listed.output

    file = tmp_path / "codes.csv"
    written = CliRunner().invoke(
        thongsuot, ["codes", "list", *config, "--commune", "19774", "--csv", str(file)]
    )
    assert written.exit_code == 0, written.output
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert file.read_text("utf-8-sig").splitlines()[1:] == [f"19774,Phường Kim Long,{codes.code_of('19774')}"]

    renewed = CliRunner().invoke(thongsuot, ["codes", "renew", "19753", *config])
    assert renewed.exit_code == 0, renewed.output
    assert codes.matches("19753", renewed.output)

    unknown = CliRunner().invoke(thongsuot, ["--lang", "vi", "codes", "renew", "99999", *config])
    assert unknown.exit_code == 1
    assert "không có xã 99999" in unknown.output
