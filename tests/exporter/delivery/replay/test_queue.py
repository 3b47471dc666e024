import sqlite3
from collections.abc import Iterator
from contextlib import closing

import pytest

from exporter.delivery.replay import queue
from exporter.delivery.replay.queue import Parked
from tests.exporter.delivery.replay.late import late


@pytest.fixture
def database() -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.executescript(queue.SCHEMA)
        yield connection


def numbers(database: sqlite3.Connection, destination: str, most: int = 100) -> list[int]:
    _, rows = queue.next_of(database, destination, most)
    return [row.observation.number for row in rows if row.observation is not None]


def test_what_is_kept_comes_back_whole_the_oldest_first(database: sqlite3.Connection) -> None:
    queue.destinations_are(database, ["a"])
    queue.keep(database, [late(1), late(2), late(3)])

    lost, rows = queue.next_of(database, "a", 2)

    assert lost == 0
    assert [row.observation for row in rows] == [late(1), late(2)]


def test_a_row_goes_when_every_destination_is_done_with_it(database: sqlite3.Connection) -> None:
    queue.destinations_are(database, ["a", "b"])
    queue.keep(database, [late(1), late(2), late(3)])

    queue.done_with(database, "a", 3, (), 0.0)
    queue.done_with(database, "b", 1, (), 0.0)

    assert numbers(database, "a") == []
    assert numbers(database, "b") == [2, 3]
    assert database.execute("SELECT count(*) FROM replay_waiting").fetchone() == (2,)
    assert (queue.waiting(database, "a"), queue.waiting(database, "b")) == (0, 2)


def test_a_new_destination_gets_what_waits_and_an_old_one_holds_nothing(database: sqlite3.Connection) -> None:
    queue.destinations_are(database, ["old", "a"])
    queue.keep(database, [late(1), late(2)])
    queue.done_with(database, "a", 1, (), 0.0)

    queue.destinations_are(database, ["a", "new"])

    assert numbers(database, "new") == [1, 2]
    queue.destinations_are(database, ["a"])
    assert database.execute("SELECT count(*) FROM replay_waiting").fetchone() == (1,)


def test_a_destination_that_is_new_to_an_empty_queue_has_lost_nothing(database: sqlite3.Connection) -> None:
    queue.destinations_are(database, ["a"])
    queue.keep(database, [late(1)])
    queue.done_with(database, "a", 1, (), 0.0)
    queue.destinations_are(database, ["a", "b"])
    queue.keep(database, [late(2)])

    assert queue.next_of(database, "b", 10)[0] == 0
    assert numbers(database, "b") == [2]


def test_without_room_the_oldest_go_and_each_destination_knows_how_many(
    database: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queue, "MOST_WAITING", 3)
    queue.destinations_are(database, ["a", "b"])
    queue.keep(database, [late(1)])
    queue.done_with(database, "a", 1, (), 0.0)

    queue.keep(database, [late(number) for number in range(2, 8)])

    assert (queue.next_of(database, "a", 10)[0], queue.next_of(database, "b", 10)[0]) == (3, 4)
    assert numbers(database, "b") == [5, 6, 7]
    assert queue.waiting(database, "b") == 3


def test_a_row_that_cannot_be_read_holds_nobody_up(database: sqlite3.Connection) -> None:
    queue.destinations_are(database, ["a"])
    database.execute("INSERT INTO replay_waiting (observation) VALUES ('{')")
    queue.keep(database, [late(2)])

    _, rows = queue.next_of(database, "a", 10)

    assert [row.observation for row in rows] == [None, late(2)]


def test_only_the_newest_of_the_parked_are_kept(
    database: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queue, "MOST_PARKED", 2)
    queue.destinations_are(database, ["a"])
    queue.keep(database, [late(1)])

    queue.done_with(database, "a", 1, [Parked("too old", str(number)) for number in range(5)], 7.0)

    found = database.execute(
        "SELECT destination, at, why, what FROM replay_parked ORDER BY number"
    ).fetchall()
    assert found == [("a", 7.0, "too old", "3"), ("a", 7.0, "too old", "4")]
