"""One sweep over many addresses, waited for: for the command line and the benchmarks."""

import threading
import time
from collections.abc import Callable, Sequence

from probes.clock import Instant, SystemClock
from probes.echo.sweeper import open_pinger
from probes.network import EchoReply, EchoRequest


def sweep(
    requests: Sequence[EchoRequest],
    *,
    rate: float | None,
    told: Callable[[int, EchoReply], None] | None = None,
) -> list[EchoReply]:
    """Ping all of `requests` and wait for all; one reply each, in their order.

    rate: packets per second over the whole sweep; 0 or None: as fast as replies can be drained without loss.
    told: called with (index, reply) as each is known, from another thread.
    Raises ProbeFailed as `open_pinger`.
    """
    replies: list[EchoReply | None] = [None] * len(requests)
    left = len(requests)
    done = threading.Event()

    def deliver(index: int, reply: EchoReply, _began: Instant) -> None:
        nonlocal left
        replies[index] = reply
        left -= 1
        if not left:
            done.set()
        if told is not None:
            told(index, reply)

    with open_pinger(SystemClock()) as pinger:
        start = time.monotonic()
        spacing = 1 / rate if rate else 0.0
        starts = []
        for request in requests:
            starts.append((start, request))
            start += spacing * request.count
        if starts:
            pinger.submit(starts, deliver)
            done.wait()
    return [reply for reply in replies if reply is not None]
