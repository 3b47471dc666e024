"""What `scripts/apt.sh` does to a Debian machine: seen with a stand-in for apt-get, in a /usr/sbin of its own."""

import os
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PROGRAMS = {
    # what Debian would do at this moment with the service of a package
    "apt-get": 'echo "apt-get $1: $(/usr/sbin/policy-rc.d prometheus start; echo $?)" >>"$LOG"; test ! -e "$BROKEN" -o "$1" = update',
    "apt-cache": 'test ! -e "$UNKNOWN"',
    "dpkg": "printf '/lib/systemd/system/%s\\n' prometheus.service prometheus@.service",
    "deb-systemd-helper": 'echo "$1 $2 of $DPKG_MAINTSCRIPT_PACKAGE" >>"$LOG"',
}

pytestmark = pytest.mark.needs("namespaces")


class Machine:
    """A Debian machine with nothing in /usr/sbin but what a test puts there."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.log = folder / "log"
        for name, text in PROGRAMS.items():
            (folder / name).write_text(f"#!/bin/sh\n{text}\n")
            (folder / name).chmod(0o755)

    def install(self, before: str = ":", after: str = ":") -> list[str]:
        """Install prometheus between the commands `before` and `after`; what happened, line by line."""
        script = f"mount -t tmpfs none /usr/sbin; {before}; . scripts/apt.sh; apt_install prometheus || echo failed >>$LOG; {after}"
        subprocess.run(
            ["unshare", "--mount", "sh", "-ec", script],
            cwd=ROOT,
            env={
                "PATH": f"{self.folder}:{os.environ['PATH']}",
                "LOG": str(self.log),
                "BROKEN": str(self.folder / "broken"),
                "UNKNOWN": str(self.folder / "unknown"),
            },
            check=True,
        )
        return self.log.read_text().splitlines()


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


SEE_POLICY = 'ls /usr/sbin >>"$LOG"; test ! -e /usr/sbin/policy-rc.d || cat /usr/sbin/policy-rc.d >>"$LOG"'


def test_no_service_may_start_while_packages_go_in_and_none_with_the_next_boot(machine: Machine) -> None:
    assert machine.install(after=SEE_POLICY) == [
        "apt-get install: 101",
        "disable prometheus.service of prometheus",
    ]


def test_a_policy_that_was_there_is_put_back(machine: Machine) -> None:
    happened = machine.install(before="echo '# theirs' >/usr/sbin/policy-rc.d", after=SEE_POLICY)

    assert happened[-2:] == ["policy-rc.d", "# theirs"]


def test_package_lists_are_fetched_when_a_package_is_unknown(machine: Machine) -> None:
    (machine.folder / "unknown").touch()

    assert [line.split(":")[0] for line in machine.install()[:2]] == ["apt-get update", "apt-get install"]


def test_a_failed_installation_is_tried_once_more_with_fresh_lists_and_leaves_no_policy(
    machine: Machine,
) -> None:
    (machine.folder / "broken").touch()

    assert machine.install(after=SEE_POLICY) == [
        "apt-get install: 101",
        "apt-get update: 101",
        "apt-get install: 101",
        "failed",
    ]
