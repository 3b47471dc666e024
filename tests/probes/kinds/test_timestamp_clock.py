"""What the timestamp kind makes of time: slow answers, and whose clock is wrong."""

import socket
import time
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from threading import Event

import pytest

from probes.clock import Instant, SystemClock
from probes.gate import RealGate
from probes.reasons import Reason
from tests.probes.kinds.stamping import SLACK, ask, now_stamped, state
from tests.servers.plain import answer, hang_up
from tests.servers.timestamping import body_of, replies

HOUR = timedelta(hours=1)


class Ahead(SystemClock):
    """The machine's clocks, the wall clock `wall` seconds ahead, and both put forward by `leap` at will."""

    def __init__(self, wall: float = 0.0) -> None:
        self._wall = wall
        self.leap = 0.0

    def now(self) -> Instant:
        return Instant(time.time() + self._wall + self.leap, time.monotonic() + self.leap)


@pytest.fixture
def clock() -> Ahead:
    return Ahead()


@pytest.mark.parametrize(("seconds", "expected"), [(29.0, "ok"), (30.0, "slow"), (131.0, "slow")])
def test_slow_is_not_down(seconds: float, expected: str, clock: Ahead, gate: RealGate, trust: str) -> None:
    def script(connection: socket.socket, over: Event) -> None:
        clock.leap = seconds - 0.5 if expected == "ok" else seconds
        replies(now_stamped(ahead=timedelta(seconds=seconds)))(connection, over)

    result = ask(gate, script, trust, timeout=600.0)

    assert result.success, result.detail
    assert state(result) == expected


@pytest.mark.parametrize("made", [1, 50, 99])
def test_a_stamp_made_at_any_moment_of_a_slow_exchange_tells_no_two_clocks_apart(
    made: int, clock: Ahead, gate: RealGate, trust: str
) -> None:
    def script(connection: socket.socket, over: Event) -> None:
        query = body_of(connection)
        clock.leap = 100.0
        reply = now_stamped(ahead=timedelta(seconds=made))(query)
        connection.sendall(answer(body=reply))
        hang_up(connection, over)

    result = ask(gate, script, trust, timeout=600.0)

    assert result.success, result.detail
    assert result.measures["timestamp_clock_offset_seconds"] == 0.0


@pytest.mark.parametrize(
    ("theirs", "dated", "reason"),
    [
        (timedelta(minutes=4), None, None),
        (timedelta(minutes=-4), None, None),
        (HOUR, None, Reason.ANSWER_FUTURE),
        (-HOUR, None, Reason.ANSWER_STALE),
        (timedelta(days=900), None, Reason.ANSWER_FUTURE),
        (timedelta(days=-900), None, Reason.ANSWER_STALE),
        (HOUR, timedelta(0), Reason.ANSWER_FUTURE),
        (-HOUR, timedelta(0), Reason.ANSWER_STALE),
        (HOUR, HOUR, Reason.MONITOR_CLOCK),
        (-HOUR, -HOUR, Reason.MONITOR_CLOCK),
        (HOUR, HOUR + timedelta(minutes=4), Reason.MONITOR_CLOCK),
        (timedelta(days=900), timedelta(days=900), Reason.MONITOR_CLOCK),
        (timedelta(days=-900), timedelta(days=-900), Reason.MONITOR_CLOCK),
        (HOUR, -HOUR, Reason.ANSWER_FUTURE),
    ],
)
def test_of_two_clocks_that_differ_the_server_s_date_tells_which_is_wrong(
    theirs: timedelta, dated: timedelta | None, reason: Reason | None, gate: RealGate, trust: str
) -> None:
    date = [] if dated is None else [f"Date: {format_datetime(datetime.now(UTC) + dated, usegmt=True)}"]

    result = ask(gate, replies(now_stamped(ahead=theirs), headers=tuple(date)), trust)

    assert result.reason is reason, result.detail
    offset = result.measures["timestamp_clock_offset_seconds"]
    assert offset == pytest.approx(theirs.total_seconds(), abs=SLACK)
    expected = {
        None: "ok",
        Reason.ANSWER_FUTURE: "future",
        Reason.ANSWER_STALE: "stale",
        Reason.MONITOR_CLOCK: None,
    }
    assert state(result) == expected[reason]
