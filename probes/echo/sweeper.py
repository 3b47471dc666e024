"""The pinger: one thread, one socket per address family, every ping of the program."""

import heapq
import itertools
import logging
import os
import secrets
import select
import threading
import time
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal, Self

from probes.clock import Clock
from probes.echo.channel import Channel
from probes.echo.flight import Flight, nanoseconds
from probes.echo.packet import key_of
from probes.echo.sockets import open_icmp
from probes.network import Deliver, EchoRequest
from probes.reasons import ProbeFailed, Reason

_log = logging.getLogger(__name__)

_TICK_MS = 30  # the pace of wakes while there is work: a wake costs as much as twenty packets
_FULL_NS, _POSTPONED_NS = 2_000_000, 50_000_000
_GIVE_UP_NS = 2_000_000_000
_REMEMBER_NS = 10_000_000_000  # how long late replies are still told from spoofed ones
_COHORT = 256
_TOKEN_BYTES = 8


def open_pinger(clock: Clock) -> "Sweeper":
    """The pinger, its sockets open and its thread running; close it at the end.

    Raises ProbeFailed: NO_PERMISSION when neither kind of ICMP socket may be opened, NO_RESOURCES,
    NETWORK_DOWN_HERE when this machine speaks neither IPv4 nor IPv6. One family is enough: requests for the
    other are answered with a send error.
    """
    token = secrets.token_bytes(_TOKEN_BYTES)
    channels: dict[int, Channel] = {}
    refusals: dict[int, ProbeFailed] = {}
    versions: tuple[Literal[4, 6], ...] = (4, 6)
    for version in versions:
        try:
            channels[version] = Channel(open_icmp(version), token)
        except ProbeFailed as refusal:
            refusals[version] = refusal
    if not channels:
        raise refusals[4]
    return Sweeper(clock, channels, refusals)


@dataclass(slots=True)
class _Round:
    """What one `submit` asked for, soonest first, and how far it is done."""

    starts: list[tuple[int, int, EchoRequest]]
    deliver: Deliver
    position: int = 0


@dataclass(slots=True)
class _Cohort:
    """Flights of one shape that started together and go on in step: one timer serves them all."""

    channel: Channel
    flights: list[Flight]
    count: int
    gap_ns: int
    timeout_ns: int
    number: int = 0
    blocked_since: int = 0


class Sweeper:
    """Sends every ping of the program; `probes.network.Pinger`."""

    def __init__(self, clock: Clock, channels: dict[int, Channel], refusals: dict[int, ProbeFailed]) -> None:
        self._clock = clock
        self._channels = channels
        self._refusals = refusals
        self._inbox: deque[_Round] = deque()
        self._rounds: list[_Round] = []
        self._timers: list[tuple[int, int, _Cohort]] = []
        self._ties = itertools.count()
        self._slots = itertools.count(secrets.randbits(32))
        self._done: deque[tuple[int, _Cohort]] = deque()
        self._closing = False
        self._bell = os.eventfd(0, os.EFD_NONBLOCK | os.EFD_CLOEXEC)
        self._lock = threading.Lock()
        self._thread = threading.Thread(target=self._run, name="pinger", daemon=True)
        self._thread.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def spoofed(self) -> int:
        """Replies that others made up, since the start: a wrong token, or the right one from a wrong address."""
        return sum(channel.spoofed for channel in self._channels.values())

    def submit(self, requests: Sequence[tuple[float, EchoRequest]], deliver: Deliver) -> None:
        """Send each request from its own moment on; see `probes.network.Pinger`. Any thread may call.

        Raises ProbeFailed: CANCELLED when the pinger is closed.
        """
        starts = [(nanoseconds(start), index, request) for index, (start, request) in enumerate(requests)]
        starts.sort()
        with self._lock:
            if self._closing:
                raise ProbeFailed(Reason.CANCELLED, "the pinger is closed")
            self._inbox.append(_Round(starts, deliver))
            os.eventfd_write(self._bell, 1)

    def close(self) -> None:
        """Stop within a second; whatever was not answered yet is delivered with the send error ECANCELED."""
        with self._lock:
            if self._closing:
                return
            self._closing = True
            os.eventfd_write(self._bell, 1)
        self._thread.join()
        for channel in self._channels.values():
            channel.close()
        os.close(self._bell)

    def _run(self) -> None:
        poll = select.poll()
        poll.register(self._bell, select.POLLIN)
        wait_ms: int | None = None
        while True:
            if poll.poll(wait_ms):
                os.eventfd_read(self._bell)
            if self._closing:
                break
            try:
                wait_ms = self._turn()
            except Exception:  # noqa: BLE001  # a bug must not end all pinging
                _log.exception("the pinger stumbled")
                wait_ms = _TICK_MS
        self._cancel()

    def _turn(self) -> int | None:
        """Do all that is due; how long to sleep then, in milliseconds, or None until somebody rings."""
        now = time.monotonic_ns()
        for channel in self._channels.values():
            if channel.open_flights:
                channel.drain()
        while self._timers and self._timers[0][0] <= now:
            self._go_on(heapq.heappop(self._timers)[2])
        while self._inbox:
            self._rounds.append(self._inbox.popleft())
        for begun in self._rounds:
            self._depart(begun, now)
        self._rounds = [begun for begun in self._rounds if begun.position < len(begun.starts)]
        while self._done and self._done[0][0] <= now:
            _, cohort = self._done.popleft()
            for flight in cohort.flights:
                cohort.channel.forget(flight)
        return self._rest()

    def _rest(self) -> int | None:
        due = self._timers[0][0] if self._timers else None
        for begun in self._rounds:
            start = begun.starts[begun.position][0]
            if due is None or start < due:
                due = start
        if due is None:
            return None
        pause_ms = (due - time.monotonic_ns()) // 1_000_000
        if pause_ms < 0:
            return 0
        for channel in self._channels.values():
            if channel.open_flights:
                return _TICK_MS  # replies come at any time
        return max(_TICK_MS, pause_ms)

    def _depart(self, begun: _Round, now: int) -> None:
        """Send the first packet of every request whose moment has come."""
        starts, position = begun.starts, begun.position
        shape: tuple[int, int, float, float] | None = None
        cohort: _Cohort | None = None
        began = self._clock.now()
        while position < len(starts) and starts[position][0] <= now:
            _, index, request = starts[position]
            position += 1
            begun.position = position
            version = request.address.version
            channel = self._channels.get(version)
            if channel is None or request.count < 1:
                self._refuse(request, index, begun.deliver)
                continue
            try:
                if (
                    cohort is None
                    or len(cohort.flights) == _COHORT
                    or shape != (version, request.count, request.gap_seconds, request.timeout_seconds)
                ):
                    if cohort is not None:
                        self._go_on(cohort)
                        cohort = None
                        began = self._clock.now()
                    shape = (version, request.count, request.gap_seconds, request.timeout_seconds)
                    gap, timeout = nanoseconds(request.gap_seconds), nanoseconds(request.timeout_seconds)
                    cohort = _Cohort(channel, [], request.count, gap, timeout)
                flight = Flight(
                    request, index, begun.deliver, key_of(next(self._slots)), began, cohort.timeout_ns
                )
                channel.expect(flight)
                cohort.flights.append(flight)
            except Exception:  # noqa: BLE001  # else whoever asked would wait for ever
                _log.exception("a ping of %s could not begin", request.address)
                self._answer(request, index, begun.deliver, "ECANCELED")
        if cohort is not None:
            self._go_on(cohort)

    def _go_on(self, cohort: _Cohort) -> None:
        """Do what is next for the cohort, which has no timer now: a bug must not leave its flights without an answer."""
        try:
            if cohort.number < cohort.count:
                self._send(cohort)
            else:
                self._expire(cohort)
        except Exception:  # noqa: BLE001  # as above
            _log.exception("the pinger stumbled over %d pings", len(cohort.flights))
            self._cancel_flights(cohort)
            self._remember(cohort)

    def _send(self, cohort: _Cohort) -> None:
        """Send the cohort's next packet; what the kernel has no room for is tried again soon, apart from the others."""
        channel, flights = cohort.channel, cohort.flights
        handled, postponed = channel.send(flights, cohort.number)
        now = time.monotonic_ns()
        if handled < len(flights):
            # a socket that takes other packets meanwhile is not stuck
            since = now if handled else cohort.blocked_since
            self._try_again(replace(cohort, flights=flights[handled:], blocked_since=since), now, _FULL_NS)
        if postponed:
            self._try_again(replace(cohort, flights=postponed), now, _POSTPONED_NS)
        if handled > len(postponed):
            waiting = set(postponed)
            cohort.flights = (
                [flight for flight in flights[:handled] if flight not in waiting]
                if waiting
                else flights[:handled]
            )
            cohort.blocked_since = 0
            self._next_packet(cohort, now)

    def _try_again(self, cohort: _Cohort, now: int, pause_ns: int) -> None:
        """Later; but after long without room the packet is refused, and the next has its turn."""
        cohort.blocked_since = cohort.blocked_since or now
        if now - cohort.blocked_since < _GIVE_UP_NS:
            self._at(now + pause_ns, cohort)
            return
        cohort.blocked_since = 0
        for flight in cohort.flights:
            cohort.channel.refuse(flight, cohort.number, "ENOBUFS")
        self._next_packet(cohort, now)

    def _next_packet(self, cohort: _Cohort, now: int) -> None:
        cohort.number += 1
        self._at(now + (cohort.gap_ns if cohort.number < cohort.count else cohort.timeout_ns), cohort)

    def _expire(self, cohort: _Cohort) -> None:
        """The last packet's timeout is over, and the socket was read after it."""
        for flight in cohort.flights:
            if flight.open:
                cohort.channel.finish(flight)
        self._remember(cohort)

    def _remember(self, cohort: _Cohort) -> None:
        self._done.append((time.monotonic_ns() + _REMEMBER_NS, cohort))

    def _at(self, due: int, cohort: _Cohort) -> None:
        heapq.heappush(self._timers, (due, next(self._ties), cohort))

    def _refuse(self, request: EchoRequest, index: int, deliver: Deliver) -> None:
        """Answer a request that no socket can send."""
        refusal = self._refusals.get(request.address.version)
        error = "EACCES" if refusal is not None and refusal.reason is Reason.NO_PERMISSION else "EAFNOSUPPORT"
        self._answer(request, index, deliver, error)

    def _answer(self, request: EchoRequest, index: int, deliver: Deliver, error: str) -> None:
        """The answer to a request of which nothing was sent."""
        lone = Flight(request, index, deliver, 0, self._clock.now(), 0)
        for number in range(request.count):
            lone.refuse(number, error)
        lone.finish()

    def _cancel(self) -> None:
        """Answer everything that is still waited for."""
        unsent = [*self._rounds, *self._inbox]
        for _, _, cohort in self._timers:
            self._cancel_flights(cohort)
        for begun in unsent:
            for _, index, request in begun.starts[begun.position :]:
                self._answer(request, index, begun.deliver, "ECANCELED")

    def _cancel_flights(self, cohort: _Cohort) -> None:
        for flight in cohort.flights:
            if flight.open:
                flight.odd().send_error = "ECANCELED"
                cohort.channel.finish(flight)
