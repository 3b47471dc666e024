"""The packets of the last minutes, packed into one string of bytes and summed up only when somebody asks."""

from array import array
from math import ceil
from operator import sub
from struct import Struct

from probes.policy import Policy
from probes.states.state import Window

RoundTrips = tuple[float | None, ...]

_DOUBLE = 8
_HEAD = 4
_HEADER = Struct("=3d")


class Recent:
    """The last `window` of packets, or the last `window_packets` if those reach further back. Immutable.

    A province's windows hold a third of a million round trips, and each changes with every round while few are read:
    so one more round costs a copy of bytes, and no look at the packets before it. Each round is packed as its moment
    (monotonic seconds), packets sent and answered, the sum of the differences of successive round trips, and the
    round trips.
    """

    __slots__ = ("_packed", "_packets", "_summed", "last_at")

    def __init__(self, packed: bytes, packets: int, last_at: float) -> None:
        self._packed = packed
        self._packets = packets
        self._summed: Window | None = None
        self.last_at = last_at

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Recent) and other._packed == self._packed

    def __hash__(self) -> int:
        return hash(self._packed)

    def __repr__(self) -> str:
        return repr(self.summed)

    @property
    def sent(self) -> int:
        """Packets sent."""
        return self._packets

    @property
    def received(self) -> int:
        """Packets answered."""
        return self.summed.received

    @property
    def rtt_median(self) -> float | None:
        """Seconds; None without replies."""
        return self.summed.rtt_median

    @property
    def rtt_p95(self) -> float | None:
        """Seconds; None without replies."""
        return self.summed.rtt_p95

    @property
    def jitter(self) -> float | None:
        """Seconds; None without two successive replies."""
        return self.summed.jitter

    @property
    def loss(self) -> float | None:
        """Share of packets lost, 0 to 1."""
        return self.summed.loss

    @property
    def summed(self) -> Window:
        """The sums over everything held."""
        summed = self._summed
        if summed is None:  # two readers at once compute the same
            summed = self._summed = _sums(array("d", self._packed).tolist(), 0)
        return summed

    def since(self, began: float) -> Window:
        """The sums over the rounds from monotonic `began` on."""
        numbers = array("d", self._packed).tolist()
        offset = 0
        while offset < len(numbers) and numbers[offset] < began:
            offset += _HEAD + int(numbers[offset + 2])
        return _sums(numbers, offset)

    def extended(self, at: float, round_trips: RoundTrips, policy: Policy) -> "Recent":
        """One round more, and what has become too old left out. After a silence it begins anew."""
        if at - self.last_at > policy.stale_after:
            return recent(at, round_trips)
        packed = self._packed
        packets = self._packets + len(round_trips)
        horizon = at - policy.window
        offset = 0
        while offset < len(packed):
            began, sent, answered = _HEADER.unpack_from(packed, offset)
            if began > horizon or packets - sent < policy.window_packets:
                break
            packets -= int(sent)
            offset += (_HEAD + int(answered)) * _DOUBLE
        return Recent(packed[offset:] + _pack(at, round_trips), packets, at)


def recent(at: float, round_trips: RoundTrips) -> Recent:
    """A window of one round that began at monotonic `at`."""
    return Recent(_pack(at, round_trips), len(round_trips), at)


def _pack(at: float, round_trips: RoundTrips) -> bytes:
    answered = [trip for trip in round_trips if trip is not None]
    difference = sum(map(abs, map(sub, answered, answered[1:])))
    return array("d", [at, len(round_trips), len(answered), difference, *answered]).tobytes()


def _sums(numbers: list[float], offset: int) -> Window:
    sent = 0
    trips: list[float] = []
    difference = 0.0
    pairs = 0
    while offset < len(numbers):
        first = offset + _HEAD
        answered = int(numbers[offset + 2])
        sent += int(numbers[offset + 1])
        difference += numbers[offset + 3]
        pairs += max(0, answered - 1)
        offset = first + answered
        trips += numbers[first:offset]
    if not trips:
        return Window(sent, 0, None, None, None)
    trips.sort()
    count = len(trips)
    median = (trips[(count - 1) // 2] + trips[count // 2]) / 2
    p95 = trips[ceil(0.95 * count) - 1]
    return Window(sent, count, median, p95, difference / pairs if pairs else None)
