"""What an administrator installs: the systemd unit, the sysctl file, the example of a web-config."""

import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
UNIT = ROOT / "deploy" / "systemd" / "thongsuot.service"


@pytest.mark.needs("systemd-analyze")
def test_systemd_has_nothing_to_say_about_the_unit(tmp_path: Path) -> None:
    # the program it starts is not installed on this machine: one that is stands in for it
    unit = tmp_path / UNIT.name
    unit.write_text(
        UNIT.read_text(encoding="utf-8").replace("/opt/thongsuot/bin/thongsuot", "/bin/true"),
        encoding="utf-8",
    )
    run = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", unit], capture_output=True, text=True, check=False
    )

    assert run.stderr == ""
    assert run.returncode == 0


@pytest.mark.needs("systemd-analyze")
def test_systemd_finds_the_service_hardly_exposed() -> None:
    run = subprocess.run(
        ["systemd-analyze", "security", "--offline=true", "--threshold=20", UNIT],
        capture_output=True,
        text=True,
        check=False,
    )

    assert run.returncode == 0, run.stdout


@pytest.mark.needs("namespaces", "ip")
def test_the_sysctl_file_lets_everybody_ping() -> None:
    drop_in = ROOT / "deploy" / "etc" / "sysctl.d" / "60-thongsuot.conf"
    # a new network namespace begins by letting nobody
    show = f"sysctl -q -p {drop_in}; cat /proc/sys/net/ipv4/ping_group_range"
    run = subprocess.run(["unshare", "--net", "sh", "-ec", show], capture_output=True, text=True, check=True)

    assert run.stdout.split() == ["0", "2147483647"]
