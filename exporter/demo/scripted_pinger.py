"""Pings with the story's faults: packets that would be lost are not sent, and round trips grow."""

import heapq
import logging
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import count
from random import Random
from threading import Condition, Lock, Thread

from exporter.demo.story import Script
from probes.clock import Clock, Instant
from probes.inventory.values import IPAddress
from probes.network import Deliver, EchoReply, EchoRequest, Pinger
from probes.reasons import ProbeFailed, Reason

log = logging.getLogger(__name__)

Places = Mapping[IPAddress, frozenset[str]]
"""The names of Fault.whom that each address goes by."""


class ScriptedPinger:
    """A Pinger in front of a real one.

    Every packet is decided on by itself, at the moment it is due: a request whose packets are partly lost goes out in
    pieces. What is lost whole is reported when its last packet would have timed out, as the real one would.
    """

    def __init__(self, pinger: Pinger, story: Script, places: Places, clock: Clock, seed: int) -> None:
        self._pinger = pinger
        self._story = story
        self._places = places
        self._clock = clock
        self._chance = Random(seed)  # noqa: S311  # which packet a lossy line loses is no secret
        self._silences = _Silences(clock)

    def close(self) -> None:
        """Report at once what is still waited for, as cancelled."""
        self._silences.close()

    def submit(self, requests: Sequence[tuple[float, EchoRequest]], deliver: Deliver) -> None:
        """See `Pinger.submit`. Raises ProbeFailed: CANCELLED when the pinger is closed."""
        now = self._clock.now()
        pieces: list[tuple[float, EchoRequest]] = []
        owners: list[tuple[_Whole, int]] = []
        for index, (at, request) in enumerate(requests):
            began = max(at, now.monotonic)
            wall = now.wall + began - now.monotonic
            whole = _Whole(index, request, Instant(wall, began), deliver)
            runs = list(_runs(self._passing(request, began)))
            whole.missing = len(runs)
            if not runs:
                ends = began + (request.count - 1) * request.gap_seconds + request.timeout_seconds
                self._silences.report(ends, whole)
            for first, length in runs:
                pieces.append((at + first * request.gap_seconds, replace(request, count=length)))
                owners.append((whole, first))
        if not pieces:
            return

        def came_back(piece: int, reply: EchoReply, began: Instant) -> None:
            whole, first = owners[piece]
            delay = self._story.effects(began.monotonic).delay_seconds(self._names(whole.request))
            whole.add(first, reply, began, delay)

        self._pinger.submit(pieces, came_back)

    def _passing(self, request: EchoRequest, began: float) -> list[bool]:
        names = self._names(request)
        passing = []
        for packet in range(request.count):
            effects = self._story.effects(began + packet * request.gap_seconds)
            passing.append(not effects.cuts(names) and self._chance.random() >= effects.loss(names))
        return passing

    def _names(self, request: EchoRequest) -> frozenset[str]:
        return self._places.get(request.address, frozenset())


@dataclass(slots=True)
class _Whole:
    """One request that was asked for, put together again from the pieces that were sent."""

    index: int
    request: EchoRequest
    began: Instant
    deliver: Deliver
    missing: int = 0
    _trips: dict[int, float | None] = field(default_factory=dict)
    _pieces: list[EchoReply] = field(default_factory=list)
    _lock: Lock = field(default_factory=Lock)

    def add(self, first: int, reply: EchoReply, began: Instant, delay_seconds: float) -> None:
        """Take in the piece that begins with packet `first`; the last one delivers the whole."""
        with self._lock:
            for number, trip in enumerate(reply.round_trips, start=first):
                self._trips[number] = _slower(trip, delay_seconds, self.request.timeout_seconds)
            self._pieces.append(reply)
            if first == 0:
                self.began = began
            self.missing -= 1
            if self.missing > 0:
                return
        self.hand_over()

    def hand_over(self, send_error: str = "") -> None:
        """Deliver what came back; packets that were never sent are lost."""
        trips = tuple(self._trips.get(number) for number in range(self.request.count))
        reply = EchoReply(
            self.request.address,
            trips,
            duplicates=sum(piece.duplicates for piece in self._pieces),
            late=sum(piece.late for piece in self._pieces),
            corrupted=sum(piece.corrupted for piece in self._pieces),
            unreachable=next((piece.unreachable for piece in self._pieces if piece.unreachable), ""),
            send_error=next((piece.send_error for piece in self._pieces if piece.send_error), send_error),
        )
        self.deliver(self.index, reply, self.began)


class _Silences:
    """Reports requests of which nothing was sent, each when its time is over."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._due: list[tuple[float, int, _Whole]] = []
        self._order = count()
        self._changed = Condition()
        self._stopping = False
        self._thread = Thread(target=self._keep_time, name="demo-silences", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """End the thread; what is not due yet is delivered with the send error ECANCELED."""
        with self._changed:
            self._stopping = True
            self._changed.notify()
        self._thread.join()

    def report(self, at: float, whole: _Whole) -> None:
        """Deliver `whole` as it is at that moment (monotonic seconds)."""
        with self._changed:
            if self._stopping:
                raise ProbeFailed(Reason.CANCELLED, "the demo is closed")
            heapq.heappush(self._due, (at, next(self._order), whole))
            self._changed.notify()

    def _keep_time(self) -> None:
        while True:
            with self._changed:
                while not self._stopping and (wait := self._until_next()) != 0:
                    self._changed.wait(wait)
                if self._stopping:
                    break
                _, _, whole = heapq.heappop(self._due)
            self._hand_over(whole)
        for _, _, whole in self._due:
            self._hand_over(whole, "ECANCELED")

    def _hand_over(self, whole: _Whole, send_error: str = "") -> None:
        try:
            whole.hand_over(send_error)
        except Exception:
            log.exception("the reply of %s could not be handed on", whole.request.address)

    def _until_next(self) -> float | None:
        """Seconds until the next is due: 0 when one is, None when there is none."""
        return max(0.0, self._due[0][0] - self._clock.now().monotonic) if self._due else None


def _slower(trip: float | None, delay_seconds: float, timeout_seconds: float) -> float | None:
    if trip is None or trip + delay_seconds > timeout_seconds:
        return None
    return trip + delay_seconds


def _runs(passing: Sequence[bool]) -> Iterator[tuple[int, int]]:
    """The stretches of True: where each begins, and how long it is."""
    first: int | None = None
    for number, passes in enumerate((*passing, False)):
        if passes and first is None:
            first = number
        elif not passes and first is not None:
            yield first, number - first
            first = None
