"""What `scripts/apt.sh` does to a Debian machine: seen with stand-ins for its programs, below a root folder of its own."""

import os
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PROGRAMS = {
    # says what Debian would do at this moment with the service of a package
    "apt-get": 'echo "apt-get $1: $("$DPKG_ROOT"/usr/sbin/policy-rc.d; echo $?)" >>"$DPKG_ROOT/log"; '
    'test ! -e "$DPKG_ROOT/broken" -o "$1" = update',
    "apt-cache": 'test ! -e "$DPKG_ROOT/unknown"',
    "dpkg": "printf '/lib/systemd/system/%s\\n' prometheus.service prometheus@.service prometheus.socket",
    "deb-systemd-helper": 'echo "$1 $2 of $DPKG_MAINTSCRIPT_PACKAGE" >>"$DPKG_ROOT/log"',
}


class Machine:
    """A Debian machine below `root`. What apt-get will do depends on the files `broken` and `unknown` there."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.policy = root / "usr" / "sbin" / "policy-rc.d"
        self.policy.parent.mkdir(parents=True)
        for name, text in PROGRAMS.items():
            (root / name).write_text(f"#!/bin/sh\n{text}\n")
            (root / name).chmod(0o755)

    def install(self) -> tuple[bool, list[str]]:
        """Install prometheus: whether that went well, and what happened, line by line."""
        run = subprocess.run(
            ["sh", "-ec", ". scripts/apt.sh; apt_install prometheus"],
            cwd=ROOT,
            env={"PATH": f"{self.root}:{os.environ['PATH']}", "DPKG_ROOT": str(self.root)},
            check=False,
        )
        return run.returncode == 0, (self.root / "log").read_text().splitlines()


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


def test_no_service_may_start_while_packages_go_in_and_none_with_the_next_boot(machine: Machine) -> None:
    assert machine.install() == (
        True,
        [
            "apt-get install: 101",
            "disable prometheus.service of prometheus",
            "disable prometheus.socket of prometheus",
        ],
    )
    assert not machine.policy.exists()


def test_a_policy_that_was_there_is_put_back(machine: Machine) -> None:
    machine.policy.write_text("#!/bin/sh\nexit 104\n")
    machine.install()

    assert machine.policy.read_text() == "#!/bin/sh\nexit 104\n"


def test_package_lists_are_fetched_when_a_package_is_unknown(machine: Machine) -> None:
    (machine.root / "unknown").touch()
    machine.policy.write_text("#!/bin/sh\nexit 0\n")
    machine.policy.chmod(0o755)

    _, happened = machine.install()

    assert happened[:2] == ["apt-get update: 0", "apt-get install: 101"]


def test_a_failed_installation_is_tried_once_more_with_fresh_lists_and_leaves_no_policy(
    machine: Machine,
) -> None:
    (machine.root / "broken").touch()

    assert machine.install() == (
        False,
        ["apt-get install: 101", "apt-get update: 101", "apt-get install: 101"],
    )
    assert not machine.policy.exists()
