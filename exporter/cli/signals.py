"""Signals as something that the main thread waits for. They may come at any moment and none is missed.

A handler of Python's runs between two instructions of the main thread: one that comes just before a wait would be seen when that
wait is over, and one that takes a lock may find it held by the thread that it interrupts. So none does anything here: the
interpreter itself writes the number into a socket (signal.set_wakeup_fd), and that is what is waited for.
"""

import select
import signal
import socket
import time
from collections import deque
from typing import Protocol, Self

ENDS = (signal.SIGTERM, signal.SIGINT)


class Stopping(Protocol):
    """Whether the program has been told to stop; a threading.Event is one."""

    def is_set(self) -> bool:
        """Whether it has."""
        ...

    def wait(self, timeout: float | None = None) -> bool:
        """Until it has, or so many seconds; whether it has."""
        ...


class Signals:
    """These signals, one after the other. For the main thread alone."""

    def __init__(self, *numbers: int) -> None:
        self._numbers = numbers
        self._came: deque[int] = deque()
        self._read, self._write = socket.socketpair()
        self._write.setblocking(False)

    def __enter__(self) -> Self:
        signal.set_wakeup_fd(self._write.fileno(), warn_on_full_buffer=False)
        for number in self._numbers:
            signal.signal(number, _nothing)
        return self

    def __exit__(self, *_: object) -> None:
        signal.set_wakeup_fd(-1)
        self._read.close()
        self._write.close()

    def next(self, timeout: float | None = None) -> int | None:
        """The next that came; None if none did within so many seconds."""
        end = None if timeout is None else time.monotonic() + timeout
        while not self._came:
            left = None if end is None else max(0.0, end - time.monotonic())
            if not select.select([self._read], [], [], left)[0]:
                return None
            self._came += (number for number in self._read.recv(256) if number in self._numbers)
        return self._came.popleft()


class Ending(Signals):
    """SIGTERM or SIGINT: the program is to stop."""

    def __init__(self) -> None:
        super().__init__(*ENDS)
        self._told = False

    def is_set(self) -> bool:
        """Whether it has been told to."""
        return self.wait(0.0)

    def wait(self, timeout: float | None = None) -> bool:
        """Until it is told to, or so many seconds; whether it has been."""
        self._told = self._told or self.next(timeout) is not None
        return self._told


def _nothing(*_: object) -> None:
    """Instead of ending the program."""
