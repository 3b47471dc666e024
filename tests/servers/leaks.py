"""Does a test leave something open?"""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_PATIENCE = 500
_MOMENT_SECONDS = 0.01


@contextmanager
def nothing_left_open() -> Iterator[None]:
    """Fails when the block leaves a thread or a socket behind; both get a moment to end."""
    before = _open_now()
    yield
    patience = _PATIENCE
    while (left := _open_now() - before) and patience:
        patience -= 1
        time.sleep(_MOMENT_SECONDS)
    assert not left


def _open_now() -> set[str]:
    threads = {f"thread {thread.name} {thread.ident}" for thread in threading.enumerate()}
    return threads | set(_sockets())


def _sockets() -> Iterator[str]:
    for entry in Path("/proc/self/fd").iterdir():
        try:
            there = str(entry.readlink())
        except OSError:  # the listing's own descriptor is gone already
            continue
        if there.startswith("socket:"):
            yield there
