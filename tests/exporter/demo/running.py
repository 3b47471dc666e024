"""`thongsuot demo` as a process, and what it says and shows."""

import os
import re
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from threading import Event, Thread
from typing import TypeVar

import requests

T = TypeVar("T")

PROGRAM = (sys.executable, "-m", "exporter", "--lang", "en")
WAIT_SECONDS = 100.0

_ANY_PORTS = ("--port", "0", "--ops-port", "0")


class Demo:
    """A demo that runs, and all it has said so far. Its temporary files go below `folder`."""

    def __init__(self, folder: Path, *options: str, before: Sequence[str] = ()) -> None:
        self.folder = folder
        self.said: list[str] = []
        self.process = subprocess.Popen(
            [*before, *PROGRAM, "demo", *_ANY_PORTS, *options],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            env=os.environ | {"TMPDIR": str(folder)},
        )
        self._reader = Thread(target=self._read, daemon=True)
        self._reader.start()

    def line(self, pattern: str) -> re.Match[str]:
        """The first line that matches, as soon as it is said."""
        return self.until(
            lambda: next((match for line in tuple(self.said) if (match := re.search(pattern, line))), None)
        )

    def until(self, ask: Callable[[], T | None]) -> T:
        """The first answer that is one; fails when the demo ends before, or after WAIT_SECONDS."""
        end = time.monotonic() + WAIT_SECONDS
        while (answer := ask()) is None:
            assert time.monotonic() < end, self.said
            assert self.process.poll() is None, self.said
            Event().wait(0.05)
        return answer

    def scrape(self) -> dict[str, float]:
        """/metrics as it is now: each series as it is written there, with its value."""
        text = requests.get(self.line(r"Prometheus +(\S+)")[1], timeout=WAIT_SECONDS).text
        lines = (line.rsplit(" ", 1) for line in text.splitlines() if not line.startswith("#"))
        return {line[0]: float(line[1]) for line in lines if len(line) == 2 and "{" in line[0]}

    def reads(self, start: str, value: float) -> None:
        """Wait until the series that begins so has this value."""

        def does() -> bool | None:
            now = self.scrape()
            return True if any(now[name] == value for name in now if name.startswith(start)) else None

        self.until(does)

    def ended(self) -> int:
        """The exit code, once everything is said."""
        code = self.process.wait(WAIT_SECONDS)
        self._reader.join(WAIT_SECONDS)
        return code

    def close(self) -> None:
        """End it, whatever it is doing."""
        self.process.kill()
        self.process.wait()
        self._reader.join()
        assert self.process.stdout is not None
        self.process.stdout.close()

    def _read(self) -> None:
        assert self.process.stdout is not None
        self.said.extend(iter(self.process.stdout.readline, ""))
