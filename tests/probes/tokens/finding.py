"""Processes as /proc shows them."""

import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Literal, TypeVar

_Found = TypeVar("_Found")
_PATIENCE_SECONDS = 60.0


def readers_of(module: str) -> list[int]:
    """Every process that has this path among its arguments, but for ourselves."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            arguments = (folder / "cmdline").read_bytes().split(b"\0")
        except OSError:
            continue  # it has ended meanwhile
        if module.encode() in arguments and int(folder.name) != os.getpid():
            found.append(int(folder.name))
    return found


def status_of(pid: int) -> dict[str, str]:
    """`/proc/<pid>/status`."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return {name: value.strip() for name, _, value in (line.partition(":") for line in lines)}


def soon(look: Callable[[], _Found | Literal[False] | None], what: str) -> _Found:
    """The first true value of `look`."""
    until = time.monotonic() + _PATIENCE_SECONDS
    while time.monotonic() < until:
        if found := look():
            return found
    raise AssertionError(f"never: {what}")
