"""One thread keeps every deadline of the program, whatever a look does at its own."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event

import pytest

from probes.clock import SystemClock
from probes.gate.cutter import Cutter


class Waiting:
    """A look that is over only by its cut; a clumsy one raises then."""

    def __init__(self, *, clumsy: bool = False) -> None:
        self.over = False
        self.was_cut = Event()
        self._clumsy = clumsy

    def cut(self) -> None:
        self.was_cut.set()
        if self._clumsy:
            raise RuntimeError("stumbled")


@contextmanager
def running() -> Iterator[Cutter]:
    cutter = Cutter(SystemClock())
    cutter.start()
    try:
        yield cutter
    finally:
        cutter.stop()


def test_a_cut_that_raises_ends_no_other_deadline(caplog: pytest.LogCaptureFixture) -> None:
    clumsy, next_one = Waiting(clumsy=True), Waiting()
    with running() as cutter:
        cutter.add(0.0, clumsy)
        assert clumsy.was_cut.wait(30)

        cutter.add(0.0, next_one)

        assert next_one.was_cut.wait(30)
    assert "could not be ended at its deadline" in caplog.text


def test_at_the_end_a_cut_that_raises_keeps_nobody_else_from_being_cut() -> None:
    clumsy, other = Waiting(clumsy=True), Waiting()
    with running() as cutter:
        far = SystemClock().now().monotonic + 3600
        cutter.add(far, clumsy)
        cutter.add(far + 1, other)

    assert clumsy.was_cut.is_set()
    assert other.was_cut.is_set()
