import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from probes.clock import Instant
from probes.observation import HUB
from probes.reasons import Reason
from probes.states.flip import Flip
from probes.states.state import State, Status
from probes.store import (
    MIGRATIONS,
    PENDING_FLIPS,
    PRUNE_SECONDS,
    RETENTION_SECONDS,
    Store,
    read_first_seen,
    read_flips_of_all,
    read_last_flips,
)
from tests.fakes.clock import NOON
from tests.fakes.watched import Watched

NOW = Instant(NOON, 5000.0)


def _later(seconds: float, monotonic: float = 90.0) -> Instant:
    """So long after NOW, in the next run: its monotonic clock has nothing to do with the last one's."""
    return Instant(NOW.wall + seconds, monotonic)


def _state(signs: str, target: str = "t", ended: Instant = NOW) -> State:
    """A line after these rounds, the last of which ended at `ended`."""
    line = Watched()
    state = line.rounds(signs)
    return replace(state, target=target, last_seen=ended.monotonic)


def _flip(target: str = "t", at: float = NOON) -> Flip:
    return Flip(target, HUB, at, at - 12, Status.UP, Status.DOWN, flapping=False, reason=Reason.NO_REPLY)


def _saved(path: Path, *states: State, flips: tuple[Flip, ...] = ()) -> None:
    store = Store(path)
    store.open(NOW)
    store.close(flips, states, NOW)


def _crash(store: Store) -> None:
    """End as a killed process does: nothing more is written."""
    store._database.close()


def _restored(path: Path, now: Instant) -> list[State]:
    """What the next run reads, which then crashes."""
    store = Store(path)
    states = store.open(now)
    _crash(store)
    return states


@pytest.fixture
def opened() -> Iterator[Callable[[Path], Store]]:
    """Makes stores whose connections end with the test."""
    stores: list[Store] = []

    def make(path: Path) -> Store:
        stores.append(Store(path))
        return stores[-1]

    yield make
    for store in stores:
        _crash(store)


def _rows(
    path: Path, query: str = "SELECT target, before, after, reason FROM flip ORDER BY id"
) -> list[object]:
    database = sqlite3.connect(path)
    try:
        return database.execute(query).fetchall()
    finally:
        database.close()


@pytest.mark.parametrize(
    ("signs", "status"),
    [("..", Status.UP), (".xxx", Status.DOWN), ("xx", Status.UNVERIFIED), (".o", Status.UNKNOWN)],
)
def test_a_state_outlives_the_process(tmp_path: Path, signs: str, status: Status) -> None:
    state = _state(signs)
    _saved(tmp_path / "states.db", state)

    (restored,) = _restored(tmp_path / "states.db", _later(30))

    assert (restored.status, restored.since, restored.target) == (status, state.since, "t")
    assert (restored.packets_sent, restored.packets_received) == (state.packets_sent, state.packets_received)
    assert restored.last.key == state.last.key
    assert restored.last_seen == pytest.approx(90 - 30)


def test_a_line_down_before_a_restart_is_down_after_it_since_the_same_moment(tmp_path: Path) -> None:
    state = _state(".xxxx")
    _saved(tmp_path / "states.db", state)
    line = Watched(state=_restored(tmp_path / "states.db", _later(600, monotonic=1000))[0])

    after = line.rounds("x")

    assert (after.status, after.since) == (Status.DOWN, state.since)


def test_a_line_last_seen_failing_is_not_shown_as_up(tmp_path: Path) -> None:
    _saved(tmp_path / "states.db", _state(".x"))

    (restored,) = _restored(tmp_path / "states.db", _later(5))

    assert (restored.status, restored.suspect) == (Status.UNKNOWN, False)


def test_a_wall_clock_set_back_meanwhile_makes_nothing_younger_than_now(tmp_path: Path) -> None:
    _saved(tmp_path / "states.db", _state("."))

    (restored,) = _restored(tmp_path / "states.db", _later(-7200))

    assert restored.last_seen == 90


def test_degraded_and_flapping_outlive_the_process(tmp_path: Path) -> None:
    state = replace(
        _state("."),
        status=Status.DEGRADED,
        causes=frozenset({"loss", "jitter"}),
        flapping=True,
        flapping_since=NOON - 60,
    )
    _saved(tmp_path / "states.db", state)

    (restored,) = _restored(tmp_path / "states.db", _later(5))

    assert restored.status is Status.DEGRADED
    assert restored.causes == {"loss", "jitter"}
    assert (restored.flapping, restored.flapping_since) == (True, NOON - 60)


def test_flapping_ends_thirty_minutes_after_its_last_change_across_a_restart(
    tmp_path: Path, opened: Callable[[Path], Store]
) -> None:
    line = Watched(monotonic=NOW.monotonic - 600, wall=NOW.wall - 600)
    line.rounds("...")
    for _ in range(2):
        line.rounds("x.")
    changed = line.wall
    store = opened(tmp_path / "states.db")
    store.open(NOW)
    assert line.state is not None
    store.close((), [line.state], Instant(line.wall, line.monotonic))
    again = Watched(wall=changed + 60, monotonic=7.0)
    again.state = _restored(tmp_path / "states.db", Instant(changed + 60, 7.0))[0]

    while again.rounds(".").flapping:
        pass

    assert again.wall - changed == pytest.approx(1800, abs=30)


@pytest.mark.parametrize("place", ["ping 192.0.2.11", None])
def test_where_a_state_was_seen_outlives_the_process(tmp_path: Path, place: str | None) -> None:
    _saved(tmp_path / "states.db", replace(_state(".xxx"), place=place))

    (restored,) = _restored(tmp_path / "states.db", _later(5))

    assert restored.place == place


def test_a_state_of_the_first_version_is_read_without_a_place(tmp_path: Path) -> None:
    path = tmp_path / "states.db"
    _saved(path, replace(_state(".xxx"), place="ping 192.0.2.11"))
    with closing(sqlite3.connect(path)) as database, database:
        database.execute("ALTER TABLE state DROP COLUMN place")
        database.execute("PRAGMA user_version = 1")

    (restored,) = _restored(path, _later(5))

    assert (restored.status, restored.place) == (Status.DOWN, None)
    assert _rows(path, "PRAGMA user_version") == [(len(MIGRATIONS),)]


def test_after_a_crash_packet_totals_begin_at_zero(tmp_path: Path, opened: Callable[[Path], Store]) -> None:
    """What was written last may be behind what was shown last, and a counter must not step back a little."""
    store = opened(tmp_path / "states.db")
    store.open(NOW)
    store.save((), [_state("...")], NOW)
    _crash(store)

    (restored,) = _restored(tmp_path / "states.db", _later(5))

    assert (restored.status, restored.packets_sent, restored.packets_received) == (Status.UP, 0, 0)


def test_changes_are_kept_as_rows(tmp_path: Path) -> None:
    _saved(tmp_path / "states.db", flips=(_flip("a"), _flip("b")))

    assert _rows(tmp_path / "states.db") == [("a", "up", "down", "no_reply"), ("b", "up", "down", "no_reply")]


def test_changes_are_kept_for_two_years(tmp_path: Path) -> None:
    path = tmp_path / "states.db"
    latest = NOON + RETENTION_SECONDS + 3600
    _saved(path, flips=(_flip("old"), _flip("young", at=NOON + 86400), _flip("latest", at=latest)))

    _restored(path, _later(RETENTION_SECONDS + 7200))

    assert _rows(path, "SELECT target FROM flip ORDER BY id") == [("young",), ("latest",)]


@pytest.mark.parametrize("years", [2, 50])
def test_a_clock_set_years_ahead_deletes_nothing(
    tmp_path: Path, opened: Callable[[Path], Store], years: int
) -> None:
    path = tmp_path / "states.db"
    ahead = years * RETENTION_SECONDS
    _saved(path, _state(".", "t"), flips=(_flip("old"), _flip("young", at=NOON + 86400)))
    store = opened(path)

    store.open(_later(ahead))
    for day in range(
        1, 4
    ):  # nor later in that run, when changes of the wrong year stand beside the right ones
        now = _later(ahead + day * PRUNE_SECONDS, 90 + day * PRUNE_SECONDS)
        store.save([_flip("wrong", at=now.wall)], (), now)

    assert _rows(path, "SELECT count(*) FROM flip WHERE target != 'wrong'") == [(2,)]
    assert _rows(path, "SELECT count(*) FROM state") == [(1,)]


def test_a_clock_set_right_again_deletes_nothing(tmp_path: Path, opened: Callable[[Path], Store]) -> None:
    path = tmp_path / "states.db"
    _saved(path, flips=(_flip("right"), _flip("ahead", at=NOON + 2 * RETENTION_SECONDS)))
    store = opened(path)

    store.open(_later(60))
    store.save((), (), _later(PRUNE_SECONDS, 90 + PRUNE_SECONDS))

    assert len(_rows(path)) == 2


def test_a_hub_that_runs_for_years_forgets_once_a_day(
    tmp_path: Path, opened: Callable[[Path], Store]
) -> None:
    path = tmp_path / "states.db"
    store = opened(path)
    store.open(NOW)
    store.save([_flip("old")], (), NOW)
    next_hour, two_years = (
        Instant(NOW.wall + RETENTION_SECONDS + 3600, NOW.monotonic + seconds)
        for seconds in (3600, RETENTION_SECONDS + 3600)
    )

    store.save((), (), next_hour)
    within_the_day = len(_rows(path))
    store.save((), (), two_years)

    assert (within_the_day, len(_rows(path))) == (1, 0)


def test_a_target_watched_no_more_is_forgotten_and_its_history_is_kept(
    tmp_path: Path, opened: Callable[[Path], Store]
) -> None:
    path = tmp_path / "states.db"
    store = opened(path)
    store.open(NOW)
    store.save([_flip("gone")], [_state(".", "gone"), _state(".", "kept")], NOW)

    store.forget([("gone", HUB)], NOW)

    assert [state.target for state in _restored(path, _later(1))] == ["kept"]
    assert len(_rows(path)) == 1


def test_a_folder_that_is_not_there_is_made(tmp_path: Path, opened: Callable[[Path], Store]) -> None:
    store = opened(tmp_path / "data" / "hub" / "states.db")

    assert store.open(NOW) == []
    assert store.errors == 0


def test_a_file_that_is_no_database_is_moved_aside_and_kept(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, opened: Callable[[Path], Store]
) -> None:
    path = tmp_path / "states.db"
    path.write_bytes(b"this is no database" * 1000)
    store = opened(path)

    first = store.open(NOW)
    store.save([_flip()], [_state(".")], NOW)

    (aside,) = tmp_path.glob("states.db.unreadable-*-1")
    assert first == []
    assert aside.read_bytes() == b"this is no database" * 1000
    assert len(_rows(path)) == 1
    assert store.errors == 1
    assert "moved to" in caplog.text


def test_a_file_damaged_in_the_middle_is_moved_aside_and_watching_goes_on(
    tmp_path: Path, opened: Callable[[Path], Store]
) -> None:
    path = tmp_path / "states.db"
    _saved(path, *(_state(".", f"target-{number}") for number in range(2000)))
    damaged = bytearray(path.read_bytes())
    damaged[8192:-4096] = os.urandom(len(damaged) - 12288)
    path.write_bytes(damaged)
    store = opened(path)

    restored = store.open(_later(5))
    store.close([_flip()], [_state(".")], _later(5))

    assert restored == []
    assert len(list(tmp_path.glob("states.db.unreadable-*"))) >= 1
    assert len(_restored(path, _later(6))) == 1


@pytest.mark.parametrize(
    ("column", "value"),
    [("status", "asleep"), ("reason", "moonlight"), ("seen", "noon"), ("causes", b"loss")],
)
def test_a_state_that_makes_no_sense_is_left_out_and_the_others_are_read(
    tmp_path: Path, column: str, value: object, caplog: pytest.LogCaptureFixture
) -> None:
    path = tmp_path / "states.sqlite"
    _saved(path, _state(".", "odd"), _state(".", "sound"))
    with closing(sqlite3.connect(path)) as database, database:
        database.execute(f"UPDATE state SET {column} = ? WHERE target = 'odd'", (value,))  # noqa: S608  # a word of this test

    states = _restored(path, _later(10))

    assert [state.target for state in states] == ["sound"]
    assert "the state of odd was left out" in caplog.text


def test_a_database_of_somebody_else_is_moved_aside(tmp_path: Path, opened: Callable[[Path], Store]) -> None:
    path = tmp_path / "states.db"
    database = sqlite3.connect(path)
    database.execute("CREATE TABLE state (of_mind TEXT)")
    database.close()
    store = opened(path)

    store.open(NOW)
    store.save([_flip()], (), NOW)

    (aside,) = tmp_path.glob("states.db.unreadable-*-1")
    assert _rows(aside, "SELECT count(*) FROM state") == [(0,)]
    assert len(_rows(path)) == 1


def test_two_unreadable_files_of_one_second_are_both_kept(tmp_path: Path) -> None:
    path = tmp_path / "states.db"
    for content in (b"one" * 1000, b"two" * 1000):
        path.write_bytes(content)
        _restored(path, NOW)

    kept = {file.read_bytes() for file in tmp_path.glob("states.db.unreadable-*")}
    assert kept == {b"one" * 1000, b"two" * 1000}


def test_a_file_of_a_later_version_is_left_alone(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, opened: Callable[[Path], Store]
) -> None:
    path = tmp_path / "states.db"
    database = sqlite3.connect(path)
    database.execute(f"PRAGMA user_version = {len(MIGRATIONS) + 1}")
    database.close()
    before = path.read_bytes()
    store = opened(path)

    assert store.open(NOW) == []
    store.close([_flip()], [_state(".")], NOW)

    assert path.read_bytes() == before
    assert "later version" in caplog.text


@pytest.mark.parametrize("version", range(len(MIGRATIONS) + 1))
def test_a_file_of_every_earlier_version_is_brought_up_to_date(tmp_path: Path, version: int) -> None:
    path = tmp_path / "states.db"
    database = sqlite3.connect(path)
    for statements in MIGRATIONS[:version]:
        database.executescript(statements)
    database.execute(f"PRAGMA user_version = {version}")
    database.commit()
    database.close()

    _saved(path, _state("."), flips=(_flip(),))

    assert _rows(path, "PRAGMA user_version") == [(len(MIGRATIONS),)]
    assert len(_restored(path, _later(1))) == 1


def test_a_locked_file_costs_nothing_but_time(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, opened: Callable[[Path], Store]
) -> None:
    path = tmp_path / "states.db"
    store = opened(path)
    store.open(NOW)
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    for _ in range(3):
        store.save([_flip()], [_state(".")], NOW)
    locked = store.errors
    other.execute("ROLLBACK")
    other.close()

    store.save([_flip()], [_state(".")], NOW)

    assert locked == store.errors == 3
    assert len(_rows(path)) == 4
    assert [record.getMessage().split(" ")[0] for record in caplog.records] == ["states", "states"]


def test_a_full_disk_stops_nothing_and_is_tried_again(
    tmp_path: Path, opened: Callable[[Path], Store]
) -> None:
    path = tmp_path / "states.db"
    store = opened(path)
    store.open(NOW)
    connection = store._database._connection
    assert connection is not None
    pages = connection.execute("PRAGMA page_count").fetchone()[0]
    connection.execute(f"PRAGMA max_page_count = {pages}")

    store.save([_flip(f"target-{number}") for number in range(5000)], (), NOW)
    full = store.errors
    store.save([_flip("last")], (), NOW)

    assert full == 1
    assert len(_rows(path)) == 5001


def test_changes_wait_for_the_disk_in_bounds(tmp_path: Path, opened: Callable[[Path], Store]) -> None:
    path = tmp_path / "no folder"
    path.write_text("a file where the folder should be")
    store = opened(path / "states.db")
    store.open(NOW)

    store.save([_flip()] * (PENDING_FLIPS + 7), (), NOW)

    assert store.dropped == 7
    assert store.errors == 2


_WRITER = """
import sys
from pathlib import Path
from probes.store import Store
from tests.probes.test_store import NOW, _flip, _state

store = Store(Path(sys.argv[1]))
store.open(NOW)
states = [_state(".", f"target-{number}") for number in range(300)]
print("writing", flush=True)
for number in range(10**9):
    store.save([_flip(f"target-{number}")], states, NOW)
"""


@pytest.mark.parametrize("after", [0.0, 0.02, 0.1, 0.3])
def test_killed_at_any_moment_a_copy_of_the_file_opens(
    tmp_path: Path, after: float, opened: Callable[[Path], Store]
) -> None:
    path = tmp_path / "states.db"
    with subprocess.Popen([sys.executable, "-c", _WRITER, path], stdout=subprocess.PIPE, text=True) as writer:
        assert writer.stdout is not None
        assert writer.stdout.readline() == "writing\n"
        time.sleep(after)
        writer.send_signal(signal.SIGKILL)
    alone = tmp_path / "alone" / "states.db"
    alone.parent.mkdir()
    shutil.copy(path, alone)

    assert _rows(alone, "PRAGMA integrity_check") == [("ok",)]
    assert _rows(path, "PRAGMA integrity_check") == [("ok",)]
    store = opened(path)
    assert len(store.open(_later(5))) in (0, 300)
    assert store.errors == 0


def test_changes_are_read_of_all_targets_at_once_as_the_hub_saw_them(tmp_path: Path) -> None:
    path = tmp_path / "states.db"
    flips = tuple(_flip(target, NOON + at) for target, at in (("t", 0), ("u", 10), ("t", 20), ("t", 30)))
    _saved(path, flips=(*flips, replace(_flip("t", NOON - 5), vantage="19753/tt")))

    assert read_flips_of_all(path, NOON + 10, NOON + 30) == list(flips[1:3])
    assert list(read_last_flips(path, NOON + 30)) == [flips[2], flips[1]]
    first = {target: (at, since) for target, at, since in read_first_seen(path, NOON + 30)}
    assert first == {one.target: (one.at, one.since) for one in flips[:2]}
    assert list(read_first_seen(path, NOON)) == []
