"""An outbox and its couriers as a process that may be killed at any moment, and the ledger of what it committed.

`python -m tests.exporter.delivery.killable FOLDER URL NAME...` starts one writer per line that it reads: a fork, so that hundreds cost little.
"""

import os
import random
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Condition, Thread

from exporter.delivery.courier import Courier, HubLine
from exporter.delivery.envelope import AgentState
from exporter.delivery.outbox import Outbox
from probes.clock import SystemClock
from probes.observation import Result
from probes.reasons import Reason

MOST_BYTES = 300_000


class MachineBoot:
    """This machine's."""

    id = "this-boot"

    def seconds(self) -> float:
        return time.clock_gettime(time.CLOCK_BOOTTIME)


def open_outbox(folder: Path, names: tuple[str, ...]) -> Outbox:
    return Outbox(folder / "outbox.sqlite", names, SystemClock(), MachineBoot(), MOST_BYTES)


class Killable:
    """The process and its ledger.

    committed: by epoch, up to which number it said that it had committed. passed: how often each moment was, among them
    "committed".
    """

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process
        self._changed = Condition()
        self._pid: int | None = None
        self.passed: Counter[str] = Counter()
        self.committed: dict[str, int] = {}
        Thread(target=self._listen, name="test-ledger").start()

    def start(self) -> int:
        """A new writer's process id."""
        assert self._process.stdin is not None
        self._process.stdin.write("go\n")
        self._process.stdin.flush()
        with self._changed:
            assert self._changed.wait_for(lambda: self._pid is not None, 60)
            assert self._pid is not None
            return self._pid

    def passes(self, moment: str) -> None:
        """This moment is now."""
        with self._changed:
            self.passed[moment] += 1
            self._changed.notify_all()

    def wait_for(self, moment: str, times: int, seconds: float) -> bool:
        """Until it was so often from now on, or so long."""
        with self._changed:
            last = self.passed[moment] + times
            return self._changed.wait_for(lambda: self.passed[moment] >= last, seconds)

    def kill(self, pid: int) -> None:
        """SIGKILL, and wait for its end."""
        os.kill(pid, 9)
        with self._changed:
            assert self._changed.wait_for(lambda: self._pid is None, 60)

    def _listen(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            word, value = line.split()
            with self._changed:
                if word == "pid":
                    self._pid = int(value)
                elif word == "ended":
                    self._pid = None
                else:
                    self.committed[word] = int(value)
                    self.passed["committed"] += 1
                self._changed.notify_all()


@contextmanager
def killable(folder: Path, url: str, *names: str) -> Iterator[Killable]:
    """Writers into `folder`, one at a time, that deliver to the hubs of these names at `url`."""
    command = [sys.executable, "-m", __name__, str(folder), url, *names]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield Killable(process)
        finally:
            assert process.stdin is not None
            process.stdin.close()


def _write(folder: Path, url: str, names: tuple[str, ...]) -> None:
    chance = random.Random()
    box = open_outbox(folder, names)
    for name in names:
        Courier(
            name,
            box,
            "token",
            HubLine(f"{url}/{name}", None).post,
            SystemClock(),
            lambda backlog, oldest: AgentState("1.0", None, 1.0, backlog, oldest),
            report_every=0.02,
            turn_every=0.0,
        ).start()
    number = 0
    while True:
        for _ in range(chance.randint(1, 30)):
            number += 1
            reason = chance.choice([None, None, None, Reason.NO_REPLY])
            box.put(
                f"target-{number % 7}", time.time(), Result(reason, 0.0, detail=chance.randbytes(8).hex())
            )
        if box.commit():
            _say(box.epoch, number)
        time.sleep(0.002)


def _say(word: str, value: int) -> None:
    os.write(1, f"{word} {value}\n".encode())


def main() -> None:
    """Fork a writer per line, and say when it has ended."""
    folder, url, *names = sys.argv[1:]
    for _ in sys.stdin:
        pid = os.fork()
        if pid == 0:
            _write(Path(folder), url, tuple(names))
        _say("pid", pid)
        os.waitpid(pid, 0)
        _say("ended", pid)


if __name__ == "__main__":
    main()
