"""A person at a terminal in a fresh folder, on a machine with no other network than its own loopback."""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parents[2]
VENV = Path(sys.prefix)

_START_SECONDS = 60
_STOP_SECONDS = 10

# A new network namespace forbids pings through datagram sockets; a Debian machine allows them.
_HOLD = "ip link set lo up; echo 0 2147483647 >/proc/sys/net/ipv4/ping_group_range; echo ready; exec sleep infinity"


class Visitor:
    """Types commands, and has at most one program running in another terminal."""

    def __init__(self, folder: Path, namespace_pid: int) -> None:
        self.folder = folder
        self._enter = ["nsenter", f"--net=/proc/{namespace_pid}/ns/net", "sh", "-ec"]
        self._running: subprocess.Popen[bytes] | None = None
        self._log = folder.parent / "running.log"

    def run(self, commands: str) -> subprocess.CompletedProcess[str]:
        """Type `commands`, and wait until they end."""
        return subprocess.run(
            [*self._enter, commands],
            cwd=self.folder,
            env=_environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )

    def start(self, commands: str, url: str) -> None:
        """Type `commands` in the other terminal, after Ctrl-C for what ran there, and wait until `url` answers."""
        self.stop()
        with self._log.open("wb") as log:
            self._running = subprocess.Popen(
                [*self._enter, commands],
                cwd=self.folder,
                env=_environment(),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        deadline = time.monotonic() + _START_SECONDS
        while self.run(
            f"{sys.executable} -c \"import urllib.request as r; r.urlopen('{url}', timeout=5)\""
        ).returncode:
            assert self._running.poll() is None, f"it ended by itself:\n{self.said()}"
            assert time.monotonic() < deadline, f"{url} does not answer:\n{self.said()}"
            time.sleep(0.2)

    def stop(self) -> None:
        """Ctrl-C for what is running: it ends soon, and without a traceback."""
        if self._running is None:
            return
        os.killpg(self._running.pid, signal.SIGINT)
        self._running.wait(_STOP_SECONDS)
        self._running = None
        assert "Traceback" not in self.said(), self.said()

    def leave(self) -> None:
        """Leave nothing running behind, however it went."""
        if self._running is not None and self._running.poll() is None:
            os.killpg(self._running.pid, signal.SIGKILL)
            self._running.wait()

    def said(self) -> str:
        """What the program in the other terminal has written."""
        return self._log.read_text(encoding="utf-8", errors="replace")


@contextmanager
def visitor(folder: Path) -> Iterator[Visitor]:
    """A visitor in a copy of the project where `make setup` has been done."""
    _set_up(folder)
    with subprocess.Popen(["unshare", "--net", "sh", "-ec", _HOLD], stdout=subprocess.PIPE) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"ready\n"
        someone = Visitor(folder, holder.pid)
        try:
            yield someone
        finally:
            someone.leave()
            holder.kill()


def _set_up(folder: Path) -> None:
    folder.mkdir()
    for name in ("Makefile", "pyproject.toml", "requirements.lock", "requirements-dev.lock", "scripts"):
        (folder / name).symlink_to(ROOT / name)
    (folder / ".venv").mkdir()
    for part in VENV.iterdir():
        (folder / ".venv" / part.name).symlink_to(part)
    make = shutil.which("make")
    assert make is not None, "make is not installed"
    subprocess.run([make, "--touch", "setup"], cwd=folder, check=True, capture_output=True)


def _environment() -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name in {"HOME", "PATH", "TERM"}}
    return kept | {"LANG": "C.UTF-8"}
