"""What a test needs of the machine, `@pytest.mark.needs("root", "fping")`, and the sentence when it is not there."""

import os
import shutil
import subprocess
from collections.abc import Iterable
from functools import cache
from pathlib import Path

PACKAGES = Path(__file__).with_name("debian-packages.txt")


def missing(needs: Iterable[str]) -> list[str]:
    """One phrase for every need that this machine does not meet, each with its remedy."""
    return [phrase for need in needs if (phrase := _missing(need))]


def packages() -> dict[str, str]:
    """Command -> Debian package that brings it, from the list that `make test` installs."""
    lines = (line.partition("#")[0].split() for line in PACKAGES.read_text(encoding="utf-8").splitlines())
    return {command: package for package, command in filter(None, lines)}


@cache
def _missing(need: str) -> str:
    if need == "root":
        return "" if os.geteuid() == 0 else "root (run it as root)"
    if need == "namespaces":
        return "" if _can_unshare() else "network namespaces (run as root, with CAP_SYS_ADMIN)"
    package = packages().get(need)
    if package is None:
        raise ValueError(f"{need} is neither root nor namespaces nor a command of {PACKAGES.name}")
    if shutil.which(need, path=f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin"):
        return ""
    return f"{need} (Debian: apt-get install --no-install-recommends {package})"


def _can_unshare() -> bool:
    return subprocess.run(["unshare", "--net", "true"], capture_output=True, check=False).returncode == 0
