"""Outboxes for tests, and a look into their files."""

import resource
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from exporter.delivery.envelope import Item
from exporter.delivery.outbox import Outbox
from exporter.delivery.outbox.reading import reading
from probes.observation import Result
from probes.reasons import Reason
from tests.fakes.boot import FakeBoot
from tests.fakes.clock import FakeClock

A, B = "https://a.example", "https://b.example"
WELL, DEAD = Result(None, 0.0), Result(Reason.NO_REPLY, 0.0)


def outbox(
    path: Path, clock: FakeClock, *hubs: str, boot: FakeBoot | None = None, most_bytes: int = 1 << 20
) -> Outbox:
    return Outbox(path, hubs or (A,), clock, boot or FakeBoot(clock), most_bytes)


def put(box: Outbox, *results: Result, target: str = "line") -> None:
    for result in results:
        box.put(target, box._clock.now().wall - result.duration_seconds, result)


def crash(box: Outbox) -> None:
    """End as a killed process does."""
    box._close()


def numbers(items: tuple[Item, ...]) -> list[int]:
    return [item.number for item in items]


def rows(path: Path, query: str) -> list[Any]:
    with reading(path) as database:
        return list(database.execute(query))


@contextmanager
def disk_full(largest_file: int = 0) -> Iterator[None]:
    """No file of this process grows beyond so many bytes."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (largest_file, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
