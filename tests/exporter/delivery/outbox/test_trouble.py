"""The disk misbehaves: what is new goes out all the same, and what is lost is told."""

import sqlite3
from pathlib import Path
from threading import Thread

import pytest

from exporter.delivery.envelope import Dropped
from exporter.delivery.outbox.outbox import MEMORY_BYTES
from tests.exporter.agent.hub import until
from tests.exporter.delivery.outbox.boxes import (
    DEAD,
    WELL,
    A,
    B,
    crash,
    disk_full,
    numbers,
    outbox,
    put,
    rows,
)
from tests.fakes.clock import FakeClock


def test_a_damaged_file_is_moved_aside_and_a_new_one_kept(
    path: Path, clock: FakeClock, caplog: pytest.LogCaptureFixture
) -> None:
    path.write_bytes(b"no database" * 1000)
    box = outbox(path, clock)
    put(box, WELL)
    box.commit()
    assert box.commit()

    assert rows(path, "SELECT count(*) FROM waiting") == [(1,)]
    assert [one for one in path.parent.iterdir() if "unreadable" in one.name]
    assert "moved to" in caplog.text


def test_what_a_damaged_file_held_of_this_run_is_told_as_dropped(path: Path, clock: FakeClock) -> None:
    box = outbox(path, clock, A, B)
    put(box, *[WELL] * 3)
    box.commit()
    box.settled(A, box.backlog(A))
    box.commit()
    crash(box)
    for file in path.parent.glob("outbox.sqlite-*"):
        file.unlink()
    path.write_bytes(b"\xff" * path.stat().st_size)
    put(box, WELL)

    while not box.commit():
        assert numbers(box.live(B)[0]) == [4]
    items, dropped = box.live(B)
    assert (numbers(items), dropped) == ([4], (Dropped(box.epoch, 1, 3),))


def test_damage_that_only_readers_meet_is_met_by_the_writer_too(path: Path, clock: FakeClock) -> None:
    box = outbox(path, clock)
    for _ in range(20):
        put(box, *[WELL] * 500)
        assert box.commit()
    crash(box)
    whole = bytearray(path.read_bytes())
    with sqlite3.connect(path) as database:
        (page,) = database.execute("SELECT rootpage FROM sqlite_schema WHERE name = 'waiting'").fetchone()
    database.close()
    whole[4096 * (page - 1) : 4096 * page] = b"\xff" * 4096
    path.write_bytes(whole)

    assert box.backlog(A) == ()
    while not box.commit():
        pass
    assert box.live(A)[1] == (Dropped(box.epoch, 1, 10_000),)


def test_a_commit_is_on_the_disk_itself_before_it_is_believed(path: Path, clock: FakeClock) -> None:
    box = outbox(path, clock)
    put(box, WELL)
    box.commit()
    connection = box._database._connection
    assert connection is not None

    assert connection.execute("PRAGMA synchronous").fetchone() == (2,)
    assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)


def test_an_observation_that_cannot_be_read_back_is_dropped_alone(
    path: Path, clock: FakeClock, caplog: pytest.LogCaptureFixture
) -> None:
    box = outbox(path, clock)
    put(box, *[WELL] * 3)
    box.commit()
    crash(box)
    with sqlite3.connect(path) as database:
        database.execute("UPDATE observation SET result = '{' WHERE id & 3 = 2")
    database.close()

    assert numbers(box.backlog(A)) == [1, 3]
    assert box.live(A)[1] == (Dropped(box.epoch, 2, 2),)
    assert "was damaged" in caplog.text
    box.commit()
    assert numbers(box.backlog(A)) == [1, 3]


def test_a_file_of_a_later_version_is_left_alone(path: Path, clock: FakeClock) -> None:
    with sqlite3.connect(path) as database:
        database.execute("PRAGMA user_version = 99")
    database.close()
    box = outbox(path, clock)
    put(box, WELL)

    assert not box.commit()
    assert numbers(box.live(A)[0]) == [1]
    assert rows(path, "PRAGMA user_version") == [(99,)]


def test_while_the_disk_is_full_what_is_new_goes_out_and_nothing_is_lost(
    path: Path, clock: FakeClock
) -> None:
    box = outbox(path, clock, A, B)
    put(box, *[WELL] * 10)
    assert box.commit()
    with disk_full():
        for number in range(11, 15):
            put(box, WELL)
            assert not box.commit()
            assert numbers(box.live(A)[0])[-1] == number
        box.settled(A, box.live(A)[0][-1:])
        assert numbers(box.live(A)[0]) == list(range(1, 14))
    assert box.errors
    assert box.commit()

    assert numbers(box.backlog(A)) == list(range(1, 14))
    assert numbers(box.backlog(B)) == list(range(1, 15))
    assert box.dropped == 0


def test_a_start_on_a_full_disk_delivers_from_memory_and_the_rest_later(path: Path, clock: FakeClock) -> None:
    first = outbox(path, clock)
    put(first, WELL)
    first.commit()
    crash(first)
    box = outbox(path, clock)
    with disk_full():
        put(box, WELL, WELL)
        assert not box.commit()
        assert numbers(box.live(A)[0])[-2:] == [1, 2]
    assert box.commit()

    assert [item.epoch for item in box.backlog(A)] == [first.epoch, box.epoch, box.epoch]


def test_what_is_settled_makes_room_on_a_full_disk(path: Path, clock: FakeClock) -> None:
    box = outbox(path, clock)
    for _ in range(4):
        put(box, *[WELL] * 1000)
        assert box.commit()
    crash(box)
    with disk_full(path.stat().st_size):
        put(box, *[WELL] * 3000)
        assert not box.commit()
        box.settled(A, box.backlog(A))
        box.commit()

        assert rows(path, "SELECT count(*) FROM observation") == [(3000,)]


def test_memory_is_bounded_while_nothing_can_be_written_and_what_is_lost_is_told(
    tmp_path: Path, clock: FakeClock
) -> None:
    (tmp_path / "state").write_text("a file where the folder should be")
    box = outbox(tmp_path / "state" / "outbox.sqlite", clock, A, B, most_bytes=64 << 20)
    put(box, WELL, DEAD)
    put(box, *[DEAD] * 40_000)
    assert not box.commit()

    assert box._memory._bytes <= MEMORY_BYTES
    kept = numbers(box.backlog(B, most=50_000))
    assert kept[:2] == [1, 2]
    assert kept[-1] == 40_002
    assert box.dropped == 40_002 - len(kept)
    lost = (Dropped(box.epoch, 3, kept[2] - 1),)
    assert box.live(A)[1] == lost
    box.settled(A, (), lost)
    (tmp_path / "state").unlink()
    assert box.commit()

    assert box.live(A)[1] == ()
    assert box.live(B)[1] == lost
    assert numbers(box.backlog(A, most=50_000)) == kept


def test_numbers_have_no_gaps_however_many_threads_put(path: Path, clock: FakeClock) -> None:
    box = outbox(path, clock)
    threads = [Thread(target=put, args=(box, *[WELL] * 300)) for _ in range(8)]
    for thread in threads:
        thread.start()
    while any(thread.is_alive() for thread in threads):
        box.commit()
    box.commit()

    assert numbers(box.backlog(A, most=5000)) == list(range(1, 2401))


@pytest.mark.parametrize("damage", ["result = CAST(x'ff7b7d' AS TEXT)", "began = 'x'", "observed = x'00'"])
def test_a_damaged_row_keeps_no_other_from_being_delivered(path: Path, clock: FakeClock, damage: str) -> None:
    box = outbox(path, clock)
    put(box, *[WELL] * 3)
    box.commit()
    with sqlite3.connect(path) as database:
        database.execute(f"UPDATE observation SET {damage} WHERE id = (SELECT min(id) FROM observation)")  # noqa: S608
    database.close()

    assert box.waiting(A)[0] == 3
    assert numbers(box.live(A)[0]) == [2, 3]
    assert box.live(A)[1] == (Dropped(box.epoch, 1, 1),)
    assert numbers(box.backlog(A)) == [2, 3]


def test_what_nobody_expects_of_a_damaged_file_does_not_end_the_writer(
    path: Path, clock: FakeClock, caplog: pytest.LogCaptureFixture
) -> None:
    box = outbox(path, clock)
    put(box, WELL)
    box.commit()
    with sqlite3.connect(path) as database:
        database.execute("UPDATE room SET bytes = 'x'")
    database.close()
    crash(box)
    box = outbox(path, clock)
    put(box, WELL)
    box.start()
    box.flush()
    until(lambda: "tripped" in caplog.text)
    alive = box._thread.is_alive()
    box.stop()

    assert alive


def test_what_the_disk_kept_although_it_failed_is_kept_once(
    path: Path, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    box = outbox(path, clock)
    write = box._database.write
    put(box, WELL)
    with monkeypatch.context() as failing:
        failing.setattr(box._database, "write", lambda act, now: write(act, now) and False)
        assert not box.commit()
    put(box, WELL)

    assert box.commit()
    assert numbers(box.backlog(A)) == [1, 2]
    assert rows(path, "SELECT sum(bytes) = (SELECT sum(bytes) FROM observation) FROM room") == [(1,)]


def test_a_file_that_was_taken_away_is_made_anew_and_what_it_held_is_told(
    path: Path, clock: FakeClock
) -> None:
    box = outbox(path, clock)
    put(box, *[WELL] * 3)
    box.commit()
    for file in path.parent.glob("outbox.sqlite*"):
        file.unlink()
    put(box, WELL)
    box.commit()
    box.live(A)
    put(box, WELL)
    while not box.commit():
        pass

    assert numbers(box.live(A)[0]) == [5]
    assert box.live(A)[1] == (Dropped(box.epoch, 1, 4),)
