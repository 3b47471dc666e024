"""What an administrator installs: the systemd units, the sysctl file, the example of a web-config."""

import re
import subprocess
from pathlib import Path

import bcrypt
import pytest

from exporter.web.web_config import WebConfigError, load_web_config
from tests.authority import Authority

ROOT = Path(__file__).parents[2]
WEB_CONFIG = ROOT / "deploy" / "etc" / "web-config.example.yml"
UNITS = sorted((ROOT / "deploy" / "systemd").glob("*.service"))


def called(unit: Path) -> str:
    """The id of a test about `unit`."""
    return unit.stem


@pytest.mark.needs("systemd-analyze")
@pytest.mark.parametrize("installed", UNITS, ids=called)
def test_systemd_has_nothing_to_say_about_the_unit(installed: Path, tmp_path: Path) -> None:
    # the program it starts is not installed on this machine: one that is stands in for it
    unit = tmp_path / installed.name
    unit.write_text(
        installed.read_text(encoding="utf-8").replace("/opt/thongsuot/bin/thongsuot", "/bin/true"),
        encoding="utf-8",
    )
    run = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", unit], capture_output=True, text=True, check=False
    )

    assert run.stderr == ""
    assert run.returncode == 0


@pytest.mark.needs("systemd-analyze")
@pytest.mark.parametrize("installed", UNITS, ids=called)
def test_systemd_finds_the_service_hardly_exposed(installed: Path) -> None:
    run = subprocess.run(
        ["systemd-analyze", "security", "--offline=true", "--threshold=20", installed],
        capture_output=True,
        text=True,
        check=False,
    )

    assert run.returncode == 0, run.stdout


@pytest.mark.needs("systemd-analyze")
def test_the_weekly_mail_goes_out_on_monday_morning_in_vietnam() -> None:
    timer = (ROOT / "deploy" / "systemd" / "thongsuot-weekly.timer").read_text(encoding="utf-8")
    (when,) = re.findall(r"^OnCalendar=(.*)$", timer, re.MULTILINE)
    the_day_before = "--base-time=2026-11-29 00:00 UTC"
    run = subprocess.run(
        ["systemd-analyze", "calendar", the_day_before, when], capture_output=True, text=True, check=True
    )

    assert "Mon 2026-11-30 00:30:00 UTC" in run.stdout


@pytest.mark.needs("namespaces")
def test_the_sysctl_file_lets_everybody_ping() -> None:
    lines = (
        (ROOT / "deploy" / "etc" / "sysctl.d" / "60-thongsuot.conf").read_text(encoding="utf-8").splitlines()
    )
    ((name, value),) = [line.split(" = ") for line in lines if not line.startswith("#")]
    setting = f"/proc/sys/{name.replace('.', '/')}"
    # a new network namespace begins by letting nobody ping
    show = f"cat {setting}; echo {value} >{setting}; cat {setting}"
    run = subprocess.run(["unshare", "--net", "sh", "-ec", show], capture_output=True, text=True, check=True)

    assert [line.split() for line in run.stdout.splitlines()] == [["1", "0"], ["0", "2147483647"]]


def test_the_web_config_example_works_once_its_places_are_filled_in(tmp_path: Path) -> None:
    certificate, key = Authority.root().server("localhost").write(tmp_path)
    hashed = bcrypt.hashpw(b"mat khau", bcrypt.gensalt(4)).decode()
    text = WEB_CONFIG.read_text(encoding="utf-8")
    for example, filled in (("tls/server.crt", certificate), ("tls/server.key", key)):
        text = text.replace(f"/etc/thongsuot/{example}", str(filled))
    (tmp_path / "web.yml").write_text(re.sub(r"\$2y\S+", hashed, text), encoding="utf-8")

    config = load_web_config(tmp_path / "web.yml")

    assert config.tls is not None
    assert config.users == {"prometheus": hashed}


def test_the_web_config_example_lets_nobody_in_as_it_stands(tmp_path: Path) -> None:
    example = WEB_CONFIG.read_text(encoding="utf-8").replace("/etc/thongsuot/", f"{tmp_path}/")
    (tmp_path / "web.yml").write_text(example, encoding="utf-8")

    with pytest.raises(WebConfigError) as refused:
        load_web_config(tmp_path / "web.yml")

    assert len(refused.value.faults) == 3
