import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest

from exporter.demo.stage import OwnPinger, Stage, set_up
from exporter.demo.telling import opening
from probes.clock import Clock, SystemClock
from probes.expand import targets_of
from probes.inventory.load import load
from probes.kinds import KINDS
from probes.reasons import ProbeFailed, Reason
from probes.runner import look

CLOCK = SystemClock()


def refuse_ping_sockets(clock: Clock) -> OwnPinger:
    del clock
    raise ProbeFailed(Reason.NO_PERMISSION, "neither kind of ICMP socket may be opened")


@contextmanager
def stage_without_ping() -> Iterator[Stage]:
    with set_up(
        CLOCK, public="127.0.0.1:1", operations="127.0.0.1:2", seed=1, speed=20, open_ping=refuse_ping_sockets
    ) as stage:
        yield stage


def _descriptors() -> int:
    return sum(1 for _ in Path("/proc/self/fd").iterdir())


def test_without_the_right_to_ping_every_line_answers_by_tcp_instead() -> None:
    with stage_without_ping() as stage:
        pinged = [target for target in targets_of(load(stage.folder)) if target.kind == "ping"]
        with ThreadPoolExecutor(32) as pool:
            results = list(
                pool.map(
                    lambda target: look(KINDS["ping"], target.spec, stage.gate, target.timeout_seconds),
                    pinged,
                )
            )

    assert len(pinged) > 50
    assert [result.reason for result in results] == [None] * len(pinged)


def test_without_the_right_to_ping_it_says_so_and_names_both_remedies() -> None:
    with stage_without_ping() as stage:
        said = list(opening("127.0.0.1:1", "127.0.0.1:2", stage.no_ping))

    for text in ("\n".join(one.vi for one in said), "\n".join(one.en for one in said)):
        assert "TCP" in text
        assert "net.ipv4.ping_group_range" in text
        assert "CAP_NET_RAW" in text


def test_with_the_right_to_ping_nothing_is_said_about_it() -> None:
    assert len(list(opening("127.0.0.1:1", "127.0.0.1:2", None))) == 1


def test_another_obstacle_to_ping_is_told_without_remedies_that_would_not_help() -> None:
    said = list(opening("127.0.0.1:1", "127.0.0.1:2", ProbeFailed(Reason.NO_RESOURCES)))

    assert Reason.NO_RESOURCES.sentence.vi in said[1].vi
    assert len(said) == 2


def test_afterwards_no_thread_no_file_and_no_descriptor_is_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    threads, descriptors = set(threading.enumerate()), _descriptors()
    with stage_without_ping() as stage:
        assert list(tmp_path.iterdir()) == [stage.folder]

    assert list(tmp_path.iterdir()) == []
    assert set(threading.enumerate()) == threads
    assert _descriptors() == descriptors


def test_what_fails_half_way_leaves_nothing_either(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def breaks(clock: Clock) -> OwnPinger:
        del clock
        raise OSError("no room")

    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    threads = set(threading.enumerate())
    with (
        pytest.raises(OSError, match="no room"),
        set_up(CLOCK, public="127.0.0.1:1", operations="127.0.0.1:2", seed=1, speed=1, open_ping=breaks),
    ):
        pytest.fail("the stage was set")

    assert list(tmp_path.iterdir()) == []
    assert set(threading.enumerate()) == threads
