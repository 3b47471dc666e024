"""Round trips without the right to ping: how long a TCP connection takes to come about."""

import errno
import heapq
import logging
import selectors
import socket
import struct
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import count
from threading import Lock, Thread

from probes.clock import Clock, Instant
from probes.network import Deliver, EchoReply, EchoRequest
from probes.reasons import ProbeFailed, Reason

log = logging.getLogger(__name__)

_RESET_ON_CLOSE = struct.pack("ii", 1, 0)  # SO_LINGER: else thousands in TIME_WAIT would use up the ports


class TcpPinger:
    """A Pinger that connects to `port` where others send ICMP: one thread, nothing that blocks.

    A packet is lost when its connection is refused or comes too late.
    """

    def __init__(self, port: int, clock: Clock) -> None:
        self._port = port
        self._clock = clock
        self._selector = selectors.DefaultSelector()
        self._bell, self._ringer = socket.socketpair()
        for end in (self._bell, self._ringer):
            end.setblocking(False)
        self._selector.register(self._bell, selectors.EVENT_READ)
        self._order = count()
        self._due: list[tuple[float, int, _Train, int]] = []
        self._waiting: list[tuple[float, int, _Attempt]] = []
        self._closing = False
        self._lock = Lock()
        self._thread = Thread(target=self._run, name="tcp-pinger", daemon=True)
        self._thread.start()

    def submit(self, requests: Sequence[tuple[float, EchoRequest]], deliver: Deliver) -> None:
        """See `Pinger.submit`. Raises ProbeFailed: CANCELLED when the pinger is closed."""
        now = self._clock.now()
        with self._lock:
            if self._closing:
                raise ProbeFailed(Reason.CANCELLED, "the pinger is closed")
            for index, (at, request) in enumerate(requests):
                began = max(at, now.monotonic)
                wall = now.wall + began - now.monotonic
                train = _Train(index, request, Instant(wall, began), deliver)
                for packet in range(request.count):
                    moment = began + packet * request.gap_seconds
                    heapq.heappush(self._due, (moment, next(self._order), train, packet))
            self._ring()

    def close(self) -> None:
        """Stop at once; what was not answered yet is delivered with the send error ECANCELED."""
        with self._lock:
            if self._closing:
                return
            self._closing = True
            self._ring()
        self._thread.join()
        for end in (self._bell, self._ringer):
            end.close()

    def _ring(self) -> None:
        with suppress(BlockingIOError):  # it has been rung often enough
            self._ringer.send(b"!")

    def _run(self) -> None:
        while not self._closing:
            ready = self._selector.select(self._rest())
            now = self._clock.now().monotonic
            for key, _ in ready:
                if key.fileobj is self._bell:
                    self._bell.recv(4096)
                else:
                    self._came_about(key.data, now)
            self._depart()
            self._expire()
        self._cancel()

    def _rest(self) -> float | None:
        """Seconds until something is due, None when nothing is."""
        with self._lock:
            moments = [heap[0][0] for heap in (self._due, self._waiting) if heap]
        return max(0.0, min(moments) - self._clock.now().monotonic) if moments else None

    def _depart(self) -> None:
        while True:
            with self._lock:
                if not self._due or self._due[0][0] > self._clock.now().monotonic:
                    return
                _, _, train, packet = heapq.heappop(self._due)
            self._connect(train, packet)

    def _connect(self, train: "_Train", packet: int) -> None:
        address = train.request.address
        family = socket.AF_INET if address.version == 4 else socket.AF_INET6
        sock = socket.socket(family, socket.SOCK_STREAM | socket.SOCK_NONBLOCK)
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET_ON_CLOSE)
        attempt = _Attempt(sock, train, packet, self._clock.now().monotonic)
        outcome = sock.connect_ex((str(address), self._port))
        if outcome == errno.EINPROGRESS:
            self._selector.register(sock, selectors.EVENT_WRITE, attempt)
            deadline = attempt.began + train.request.timeout_seconds
            heapq.heappush(self._waiting, (deadline, next(self._order), attempt))
            return
        sock.close()
        attempt.over = True
        if outcome == 0:
            train.arrive(packet, self._clock.now().monotonic - attempt.began)
        else:
            refused = outcome == errno.ECONNREFUSED
            train.arrive(packet, None, "" if refused else errno.errorcode.get(outcome, str(outcome)))

    def _came_about(self, attempt: "_Attempt", now: float) -> None:
        failed = attempt.sock.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
        self._end(attempt)
        attempt.train.arrive(attempt.packet, None if failed else now - attempt.began)

    def _expire(self) -> None:
        now = self._clock.now().monotonic
        while self._waiting and (self._waiting[0][0] <= now or self._waiting[0][2].over):
            _, _, attempt = heapq.heappop(self._waiting)
            if not attempt.over:
                self._end(attempt)
                attempt.train.arrive(attempt.packet, None)

    def _end(self, attempt: "_Attempt") -> None:
        attempt.over = True
        self._selector.unregister(attempt.sock)
        attempt.sock.close()

    def _cancel(self) -> None:
        for _, _, attempt in self._waiting:
            if not attempt.over:
                self._end(attempt)
                attempt.train.arrive(attempt.packet, None, "ECANCELED")
        for _, _, train, packet in self._due:
            train.arrive(packet, None, "ECANCELED")
        self._selector.close()


@dataclass(slots=True)
class _Train:
    """The packets of one request; the last to arrive delivers them all."""

    index: int
    request: EchoRequest
    began: Instant
    deliver: Deliver
    _trips: dict[int, float | None] = field(default_factory=dict)
    _send_error: str = ""

    def arrive(self, packet: int, trip: float | None, send_error: str = "") -> None:
        self._trips[packet] = trip
        self._send_error = self._send_error or send_error
        if len(self._trips) < self.request.count:
            return
        trips = tuple(self._trips[number] for number in range(self.request.count))
        reply = EchoReply(self.request.address, trips, send_error=self._send_error)
        try:
            self.deliver(self.index, reply, self.began)
        except Exception:
            log.exception("the reply of %s could not be handed on", self.request.address)


@dataclass(slots=True)
class _Attempt:
    """One connection on its way."""

    sock: socket.socket
    train: _Train
    packet: int
    began: float
    over: bool = False
