"""A UPS without hardware: Debian's upsd and its dummy-ups driver, in a folder and on a port of their own."""

import os
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

DRIVER, SERVER = "/lib/nut/dummy-ups", "/lib/nut/upsd"
"""/usr/sbin/upsd is a script of Debian's that starts the second only as /etc/nut says."""
_SECONDS = 20.0


@dataclass(frozen=True, slots=True)
class Nut:
    """name: as `upsc` and we ask for it. driver: the process that knows the UPS; without it upsd knows nothing fresh."""

    name: str
    driver: subprocess.Popen[bytes]


@contextmanager
def nut(folder: Path, variables: Mapping[str, str]) -> Iterator[Nut]:
    """A UPS called `ups` that says `variables`."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    (folder / "ups.dev").write_text("".join(f"{name}: {value}\n" for name, value in variables.items()))
    (folder / "ups.conf").write_text(f"[ups]\n driver = dummy-ups\n port = {folder}/ups.dev\n desc = test\n")
    (folder / "upsd.conf").write_text(f"LISTEN 127.0.0.1 {port}\nMAXAGE 2\n")
    (folder / "upsd.users").write_text("")
    for file in folder.iterdir():
        file.chmod(0o600)
    folder.chmod(0o700)
    where = {"NUT_CONFPATH": str(folder), "NUT_STATEPATH": str(folder), "NUT_ALTPIDPATH": str(folder)}
    driver = _started(where, DRIVER, "-a", "ups", "-F", "-u", "root")
    server = _started(where, SERVER, "-F", "-u", "root")
    name = f"ups@127.0.0.1:{port}"
    try:
        end = time.monotonic() + _SECONDS
        while upsc(name, "ups.status") != variables["ups.status"]:
            assert time.monotonic() < end
            time.sleep(0.05)
        yield Nut(name, driver)
    finally:
        for process in (server, driver):
            process.kill()
            process.wait()


def upsc(name: str, variable: str) -> str:
    """What NUT's own client says; nothing where it fails."""
    asked = subprocess.run(["upsc", name, variable], capture_output=True, text=True, check=False)
    return asked.stdout.strip()


def _started(where: Mapping[str, str], *words: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        words,
        env={**os.environ, **where},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
