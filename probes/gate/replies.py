"""The one wait for pings that a look sends by itself."""

from collections.abc import Sequence
from threading import Event

from probes.clock import Instant
from probes.network import EchoReply, EchoRequest, Pinger
from probes.reasons import ProbeFailed, Reason


def all_replies(
    pinger: Pinger, requests: Sequence[EchoRequest], timeout_seconds: float
) -> Sequence[EchoReply]:
    """Ping all of `requests` at once; one reply each, in their order.

    Raises ProbeFailed: TIMEOUT when not all have ended within `timeout_seconds`; as `Pinger.submit`.
    """
    if not requests:
        return ()
    replies: dict[int, EchoReply] = {}
    complete = Event()

    def deliver(index: int, reply: EchoReply, began: Instant) -> None:
        del began
        replies[index] = reply
        if len(replies) == len(requests):
            complete.set()

    pinger.submit([(0.0, request) for request in requests], deliver)
    if not complete.wait(timeout_seconds):
        raise ProbeFailed(Reason.TIMEOUT, f"{len(replies)} of {len(requests)} pings ended in time")
    return tuple(replies[index] for index in range(len(requests)))
