"""A program under measurement: started, watched through /proc, ended by its own id."""

import os
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

_TICKS = os.sysconf("SC_CLK_TCK")
_STOP_SECONDS = 10
_POLL_SECONDS = 0.02


@dataclass(frozen=True, slots=True)
class Process:
    """A running program; of a single process, its children are not counted."""

    pid: int
    log: Path

    @property
    def cpu_seconds(self) -> float:
        """CPU it has used since its start, user and system."""
        fields = Path(f"/proc/{self.pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / _TICKS

    @property
    def resident_mb(self) -> float:
        """Memory it holds now (VmRSS), MB of 10^6 bytes."""
        return self._memory("VmRSS")

    @property
    def peak_mb(self) -> float:
        """The most memory it ever held (VmHWM), MB of 10^6 bytes."""
        return self._memory("VmHWM")

    def _memory(self, name: str) -> float:
        lines = Path(f"/proc/{self.pid}/status").read_text(encoding="ascii").splitlines()
        return next(int(line.split()[1]) * 1024 / 1e6 for line in lines if line.startswith(f"{name}:"))


@contextmanager
def running(command: Sequence[str], log: Path) -> Iterator[Process]:
    """The program until the block ends; what it prints goes to `log`."""
    with log.open("wb") as out, subprocess.Popen(command, stdout=out, stderr=out) as process:
        try:
            yield Process(process.pid, log)
        finally:
            process.terminate()
            try:
                process.wait(_STOP_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()


def until(
    holds: Callable[[], bool], patience_seconds: float, what: str, every_seconds: float = _POLL_SECONDS
) -> float:
    """Wait until `holds`; how many seconds that took. Raises TimeoutError naming `what`."""
    began = time.monotonic()
    while not holds():
        if time.monotonic() - began > patience_seconds:
            raise TimeoutError(f"{what}: not after {patience_seconds:g} s")
        time.sleep(every_seconds)
    return time.monotonic() - began
