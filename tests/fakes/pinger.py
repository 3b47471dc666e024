"""A pinger that keeps what it is asked and answers when the test says so."""

from collections.abc import Sequence
from threading import Lock

from probes.clock import Instant
from probes.network import Deliver, EchoReply, EchoRequest


class FakePinger:
    """Collects submissions; `answer` delivers every request still open, each with the given round trips.

    What `submitted` shows can be answered, also when the rounds submit from a thread of their own.
    """

    def __init__(self) -> None:
        self.submitted: list[tuple[float, EchoRequest]] = []
        self._open: list[tuple[int, float, EchoRequest, Deliver]] = []
        self._lock = Lock()

    def submit(self, requests: Sequence[tuple[float, EchoRequest]], deliver: Deliver) -> None:
        with self._lock:
            self._open.extend((index, at, request, deliver) for index, (at, request) in enumerate(requests))
            self.submitted.extend(requests)

    def answer(self, *, lost: bool = False, most: int | None = None) -> None:
        with self._lock:
            taken, self._open = self._open[:most], self._open[len(self._open[:most]) :]
        for index, at, request, deliver in taken:
            trips = (None,) * request.count if lost else (0.010,) * request.count
            deliver(index, EchoReply(request.address, trips), Instant(at, at))


class OneGate:
    """A gate with nothing but a pinger."""

    def __init__(self) -> None:
        self.pinger = FakePinger()
