"""Does a test leave something open?"""

import gc
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def nothing_left_open() -> Iterator[None]:
    """Fails when the block leaves a thread or a descriptor behind; both get a moment to end."""
    gc.collect()
    before = _open_now()
    yield
    gc.collect()
    patience = 200
    while (left := _open_now() - before) and patience:
        patience -= 1
        time.sleep(0.01)
    assert not left


def _open_now() -> set[str]:
    threads = {f"thread {thread.name} {thread.ident}" for thread in threading.enumerate()}
    return threads | set(_descriptors())


def _descriptors() -> Iterator[str]:
    for entry in Path("/proc/self/fd").iterdir():
        try:
            there = str(entry.readlink())
        except OSError:  # the listing's own descriptor is gone already
            continue
        if there.startswith("socket:"):
            yield there
