"""A long cut costs the agent neither memory nor time: 100,000 observations wait."""

import tracemalloc
from collections.abc import Iterator
from pathlib import Path

import pytest

from exporter.delivery.outbox import Outbox, reading, tables
from tests.exporter.delivery.outbox.boxes import DEAD, WELL, A, B, crash, outbox, put
from tests.fakes.clock import FakeClock

WAITING = 100_000


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Outbox]:
    clock = FakeClock(monotonic=100_000.0)
    box = outbox(tmp_path_factory.mktemp("full") / "outbox.sqlite", clock, A, B, most_bytes=64 << 20)
    for _ in range(WAITING // 10_000):
        for _ in range(100):
            put(box, WELL, *[DEAD] * 9, *[WELL] * 90)
        clock.advance(600)
        assert box.commit()
    yield box
    crash(box)


def test_all_of_it_waits_on_the_disk(full: Outbox) -> None:
    assert full.waiting(A) == (WAITING, 6000.0)
    assert full.dropped == 0


def test_memory_stays_flat(full: Outbox) -> None:
    put(full, *[WELL] * 20)
    tracemalloc.start()
    try:
        for _ in range(3):
            _deliver_some(full)
        left, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert peak < 8 << 20
    assert left < 1 << 20


def _deliver_some(box: Outbox) -> None:
    assert len(box.live(A)[0]) == 20
    items = box.backlog(A)
    assert len(items) == 1000
    box.settled(A, items)
    box.waiting(A)
    assert box.commit()


@pytest.mark.parametrize(
    "query",
    [
        f"{reading.WAITING} ASC",
        f"{reading.WAITING} DESC",
        reading.DROPPED,
        tables.SETTLE,
        tables.NEAR,
        tables.OLDEST,
    ],
)
def test_no_question_looks_through_everything_or_sorts(full: Outbox, query: str) -> None:
    with reading.reading(full._path) as database:
        values = {"hub": 1, "run": 1, "first": 1, "last": 2} if ":hub" in query else [1] * query.count("?")
        plan = [row[3] for row in database.execute(f"EXPLAIN QUERY PLAN {query}", values)]

    assert any(step.startswith("SEARCH") for step in plan)
    assert not [
        step for step in plan if "TEMP B-TREE" in step or step in ("SCAN waiting", "SCAN observation")
    ]


def test_the_file_stays_within_a_few_times_its_room(path: Path, clock: FakeClock) -> None:
    box = outbox(path, clock, A, B, most_bytes=200_000)
    for _ in range(60):
        put(box, *[WELL] * 500)
        assert box.commit()
        box.settled(A, *box.live(A))
    log_bytes = path.with_name(f"{path.name}-wal").stat().st_size
    crash(box)

    assert box.dropped > 20_000
    assert log_bytes < 8 << 20
    assert path.stat().st_size < 3 * 200_000
