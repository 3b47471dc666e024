import logging
import sqlite3
from pathlib import Path

import pytest

from exporter.delivery.disk import Disk, NotKept

SCHEMA = ("CREATE TABLE word (said TEXT);",)


def say(database: sqlite3.Connection) -> None:
    database.execute("INSERT INTO word VALUES ('a')")


def words(database: sqlite3.Connection) -> int:
    return int(database.execute("SELECT count(*) FROM word").fetchone()[0])


def test_a_transaction_is_kept_whole_or_not_at_all(tmp_path: Path) -> None:
    disk = Disk(tmp_path / "file", SCHEMA)

    def trip(database: sqlite3.Connection) -> None:
        say(database)
        raise ZeroDivisionError

    disk.write(say)
    with pytest.raises(ZeroDivisionError):
        disk.write(trip)
    assert disk.write(words) == 1


def test_trouble_is_logged_when_it_begins_and_when_it_ends(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    folder = tmp_path / "folder"
    folder.write_text("in the way")
    disk = Disk(folder / "file", SCHEMA)
    with caplog.at_level(logging.WARNING):
        for _ in range(3):
            with pytest.raises(NotKept):
                disk.write(say)
        folder.unlink()
        disk.write(say)
        disk.write(say)

    assert [record.message.rpartition(" takes ")[2][:7] for record in caplog.records] == [
        "nothing",
        "what ag",
    ]


@pytest.mark.parametrize("content", [b"no database at all, but long enough to be one" * 30, b""])
def test_a_damaged_file_is_left_as_it_is(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(content)
    disk = Disk(path, SCHEMA)
    if not content:  # an empty file is a new one
        disk.write(say)
        return
    with pytest.raises(NotKept):
        disk.write(say)
    assert path.read_bytes() == content


def test_a_file_of_a_later_version_is_left_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "file"
    Disk(path, (*SCHEMA, "CREATE TABLE later (x);")).write(say)

    with pytest.raises(NotKept):
        Disk(path, SCHEMA).write(say)
