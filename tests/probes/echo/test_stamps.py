from collections.abc import Iterator

from probes.echo.stamps import WallOffset

SECOND = 1_000_000_000
HOURS = 7200 * SECOND
EPOCH = 1_795_500_000 * SECOND


class Clocks:
    """Two clocks moved by hand; every reading takes 50 ns."""

    def __init__(self) -> None:
        self.moment = 1000 * SECOND
        self.step = 0

    def wall_ns(self) -> int:
        self.moment += 50
        return EPOCH + self.moment + self.step

    def monotonic_ns(self) -> int:
        self.moment += 50
        return self.moment

    def offset(self) -> WallOffset:
        return WallOffset(self.wall_ns, self.monotonic_ns)


def test_a_stamp_becomes_a_monotonic_moment() -> None:
    clocks = Clocks()
    offset = clocks.offset()
    arrived = clocks.moment + 3_000_000
    clocks.moment += SECOND

    moment = EPOCH + arrived - offset.check()

    assert abs(moment - arrived) < 200


def test_a_stamp_from_before_a_step_is_read_with_the_offset_of_its_time() -> None:
    for step in (HOURS, -HOURS, 5_000_000):
        clocks = Clocks()
        offset = clocks.offset()
        stamp = clocks.wall_ns()
        arrived = clocks.moment
        clocks.step = step
        offset.check()

        assert abs(offset.mend(stamp, arrived - 1000, arrived + 4_000_000) - arrived) < 200


def test_a_stamp_after_a_step_is_read_with_the_new_offset() -> None:
    clocks = Clocks()
    offset = clocks.offset()
    clocks.step = HOURS
    offset.check()
    stamp = clocks.wall_ns()

    assert abs(offset.mend(stamp, clocks.moment - 1000, clocks.moment + 1000) - clocks.moment) < 200


def test_a_stamp_that_fits_no_offset_is_given_up_for_the_moment_of_reading() -> None:
    offset = Clocks().offset()

    assert offset.mend(0, 5, 9) == 9


def test_an_interrupted_measurement_is_not_believed() -> None:
    """The thread loses the processor between two readings of all tries but one."""
    pauses: Iterator[int] = iter([8_000_000, 8_000_000, 8_000_000, 0, 8_000_000])
    clocks = Clocks()

    def wall_ns() -> int:
        clocks.moment += next(pauses, 0)
        return clocks.wall_ns()

    offset = WallOffset(wall_ns, clocks.monotonic_ns)

    assert abs(offset.now - EPOCH) < 200
