"""No signal is missed, whenever it comes."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator

import pytest

from exporter.cli.signals import Ending, Signals

HUP, TERM = signal.SIGHUP, signal.SIGTERM
WAITS = "from exporter.cli.signals import Ending\nwith Ending() as ending:\n print('now', flush=True)\n ending.wait()"


@pytest.fixture(autouse=True)
def _as_before() -> Iterator[None]:
    before = {number: signal.getsignal(number) for number in (HUP, TERM, signal.SIGINT)}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


def told(number: int) -> None:
    os.kill(os.getpid(), number)


def test_what_came_before_anybody_waited_is_there_in_its_order() -> None:
    with Signals(HUP, TERM) as signals:
        told(HUP)
        told(TERM)

        assert [signals.next(5), signals.next(5), signals.next(0)] == [HUP, TERM, None]


def test_a_program_that_was_told_to_stop_stays_told() -> None:
    with Ending() as ending:
        assert (ending.is_set(), ending.wait(0.0)) == (False, False)
        told(TERM)

        assert (ending.wait(), ending.is_set(), ending.wait()) == (True, True, True)


def test_afterwards_nobody_listens() -> None:
    with Ending():
        pass

    assert signal.set_wakeup_fd(-1) == -1


def test_a_program_stops_though_it_is_told_just_as_it_begins_to_wait() -> None:
    for _ in range(20):
        with subprocess.Popen([sys.executable, "-c", WAITS], stdout=subprocess.PIPE) as program:
            assert program.stdout is not None
            program.stdout.readline()
            program.send_signal(TERM)

            assert program.wait(10) == 0
