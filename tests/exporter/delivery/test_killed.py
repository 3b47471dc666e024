"""The agent, killed at any moment, and its machine's power cut: what was committed arrives, or is told as dropped."""

import os
import random
import shutil
import signal
import sqlite3
import time
from contextlib import suppress
from pathlib import Path

import pytest

from exporter.delivery.envelope import Turn
from exporter.delivery.outbox import Outbox
from exporter.delivery.outbox.ranges import holds, merged
from exporter.delivery.outbox.reading import OLDEST_FIRST, Shelf, reading
from tests.exporter.delivery.killable import killable, open_outbox
from tests.fakes.hub import FakeHub
from tests.peers.prometheus import eventually
from tests.servers.hub import serving_hubs

FEW_AND_MANY = [8, pytest.param(200, marks=[pytest.mark.long, pytest.mark.timeout(1200)])]


def hub() -> FakeHub:
    """Asks for more without end, in turns so small that there is always more."""
    made = FakeHub(time.time)
    made.report_every = 0.0
    made.turn, made.always = Turn("turn", 5), True
    return made


def deliver_the_rest(box: Outbox, name: str, to: FakeHub) -> None:
    while box.waiting(name)[0] or box.live(name)[1]:
        items, dropped = box.backlog(name), box.live(name)[1]
        to.take(items, dropped)
        box.settled(name, items, dropped)
        box.commit()


@pytest.mark.parametrize("kills", FEW_AND_MANY)
def test_kills_at_random_moments_lose_nothing_that_was_committed(kills: int, tmp_path: Path) -> None:
    chance = random.Random(kills)
    hubs = {"sound": hub(), "forgetful": hub()}
    began = 0

    def moment(which: str) -> None:
        writers.passes(which)
        hubs["forgetful"].cut = writers.passed[which] % 4 == 0
        hubs["forgetful"].loses_answers = writers.passed[which] % 3 == 0

    with serving_hubs(hubs, moment) as url, killable(tmp_path, url, *hubs) as writers:
        for _ in range(kills):
            pid = writers.start()
            if chance.random() < 0.8:
                assert writers.wait_for("committed", 1, 60)
                began += 1
            writers.wait_for(chance.choice(["asked", "taken", "committed"]), chance.randint(1, 6), 1.0)
            time.sleep(chance.uniform(0.0, 0.01))
            writers.kill(pid)
    box = open_outbox(tmp_path, tuple(hubs))
    assert all(one.batches for one in hubs.values())
    for name, one in hubs.items():
        deliver_the_rest(box, name, one)

        unknown = [
            (epoch, number)
            for epoch, last in writers.committed.items()
            for number in range(1, last + 1)
            if not one.knows(epoch, number)
        ]
        assert (unknown, one.twofold) == ([], [])
    box._close()
    assert len(writers.committed) >= began > 0


@pytest.mark.parametrize("copies", FEW_AND_MANY)
def test_a_copy_of_the_files_at_any_moment_is_sound_and_whole(copies: int, tmp_path: Path) -> None:
    """The file as a power cut leaves it, but for what the kernel had not written: the commit waits for that."""
    chance = random.Random(copies)
    (tmp_path / "state").mkdir()
    hubs = {"sound": hub(), "silent": hub()}
    hubs["silent"].cut = True
    with serving_hubs(hubs) as url, killable(tmp_path / "state", url, *hubs) as writers:
        pid = writers.start()
        for number in range(copies):
            assert writers.wait_for("committed", chance.randint(1, 5), 60)
            time.sleep(chance.uniform(0.0, 0.01))
            os.kill(pid, signal.SIGSTOP)
            eventually(lambda: set(_states(pid)) == {"T"}, lambda: str(_states(pid)))
            committed = dict(writers.committed)
            copy = tmp_path / str(number)
            copy.mkdir()
            for name in ("outbox.sqlite", "outbox.sqlite-wal"):
                shutil.copy(tmp_path / "state" / name, copy / name)
            os.kill(pid, signal.SIGCONT)
            _look_into(copy, committed)
            shutil.rmtree(copy)
        writers.kill(pid)


def _look_into(copy: Path, committed: dict[str, int]) -> None:
    with sqlite3.connect(copy / "outbox.sqlite") as database:
        assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    database.close()
    with reading(copy / "outbox.sqlite") as database:
        shelf = Shelf(database, "silent")
        there = {entry.key for entry in shelf.entries(OLDEST_FIRST)}
        dropped = merged(shelf.dropped(1_000_000))
    missing = [
        (epoch, number)
        for epoch, last in committed.items()
        for number in range(1, last + 1)
        if (epoch, number) not in there and not holds(dropped, epoch, number)
    ]
    assert missing == []


def _states(pid: int) -> list[str]:
    tasks = Path(f"/proc/{pid}/task").iterdir()
    found: list[str] = []
    for task in tasks:
        with suppress(FileNotFoundError, ProcessLookupError):  # a thread that ended
            found.append((task / "stat").read_text().rpartition(")")[2].split()[0])
    return found
