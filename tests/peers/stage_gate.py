"""The network of a hub under test: the real one, with troubles that the test sets and lifts at will."""

import socket
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from ipaddress import ip_address
from itertools import count
from threading import Condition, Event, Timer, current_thread

from probes.clock import Clock, Instant
from probes.inventory.values import IPAddress
from probes.network import Deliver, EchoReply, EchoRequest, Family, Gate, Network, Pinger
from probes.reasons import ProbeFailed, Reason

SLOWER_SECONDS = 0.2
UNEVEN_SECONDS = 0.05


@dataclass(frozen=True, slots=True)
class Trouble:
    """What is wrong with the network. Of the pings to an address:

    cut: none is answered. slow: each takes SLOWER_SECONDS longer. uneven: every second one takes UNEVEN_SECONDS longer.
    lossy: every second one is lost. dropping: every second look is lost whole. unsent: this machine has no way there.
    Of TCP: whether every port is closed, and how long it takes to connect. Of names: how long it takes to resolve one, and
    to what: an address, `nothing`, or empty for the truth.
    held: no look comes back until it is lifted. engine_held, rounds_held: neither can ask for pings until it is lifted.
    """

    cut: tuple[str, ...] = ()
    slow: tuple[str, ...] = ()
    uneven: tuple[str, ...] = ()
    lossy: tuple[str, ...] = ()
    dropping: tuple[str, ...] = ()
    unsent: tuple[str, ...] = ()
    refused: bool = False
    connect_seconds: float = 0.0
    resolve_seconds: float = 0.0
    resolve_to: str = ""
    held: bool = False
    engine_held: bool = False
    rounds_held: bool = False


class StagedGate:
    """A Gate in front of a real one."""

    def __init__(self, gate: Gate) -> None:
        self._gate = gate
        self._looks: defaultdict[IPAddress, Iterator[int]] = defaultdict(count)
        self._kept: list[Callable[[], None]] = []
        self._changed = Condition()
        self.trouble = Trouble()

    @property
    def pinger(self) -> Pinger:
        """The real pinger, with the trouble behind it."""
        return self

    def change(self, trouble: Trouble) -> None:
        """From now on this is wrong, and nothing else."""
        with self._changed:
            self.trouble = trouble
            kept = self._kept
            if not trouble.held:
                self._kept = []
            self._changed.notify_all()
        if not trouble.held:
            for hand_on in kept:
                hand_on()

    @contextmanager
    def look(self, timeout_seconds: float) -> Iterator[Network]:
        """See `Gate.look`."""
        self._wait_while(lambda trouble: trouble.held)
        with self._gate.look(timeout_seconds) as network:
            yield _StagedNetwork(network, self.trouble)

    def submit(self, requests: Sequence[tuple[float, EchoRequest]], deliver: Deliver) -> None:
        """See `Pinger.submit`."""
        if current_thread().name == "engine":
            self._wait_while(lambda trouble: trouble.engine_held)
        else:
            self._wait_while(lambda trouble: trouble.rounds_held)

        def came_back(index: int, reply: EchoReply, began: Instant) -> None:
            self._hand_on(index, requests[index][1], reply, began, deliver)

        self._gate.pinger.submit(requests, came_back)

    def _hand_on(
        self, index: int, request: EchoRequest, reply: EchoReply, began: Instant, deliver: Deliver
    ) -> None:
        trips, send_error = _met(self.trouble, next(self._looks[reply.address]), reply)
        changed = replace(reply, round_trips=trips, send_error=send_error)
        waits = request.timeout_seconds if None in trips else max(trip or 0.0 for trip in trips)
        late = Timer(waits, self._now_or_later, (lambda: deliver(index, changed, began),))
        late.daemon = True
        late.start()

    def _now_or_later(self, hand_on: Callable[[], None]) -> None:
        with self._changed:
            if self.trouble.held:
                self._kept.append(hand_on)
                return
        hand_on()

    def _wait_while(self, so: Callable[[Trouble], bool]) -> None:
        with self._changed:
            self._changed.wait_for(lambda: not so(self.trouble))


def _met(trouble: Trouble, number: int, reply: EchoReply) -> tuple[tuple[float | None, ...], str]:
    """The round trips of a look that met this trouble, and what its own machine said."""
    address, trips = str(reply.address), reply.round_trips
    nothing = (None,) * len(trips)
    if address in trouble.unsent:
        return nothing, "ENETUNREACH"
    if address in trouble.cut or (address in trouble.dropping and number % 2):
        return nothing, ""
    slower = SLOWER_SECONDS if address in trouble.slow else 0.0
    met: list[float | None] = []
    for packet, trip in enumerate(trips):
        odd = packet % 2 == 1
        lost = trip is None or (odd and address in trouble.lossy)
        uneven = UNEVEN_SECONDS if odd and address in trouble.uneven else 0.0
        met.append(None if lost or trip is None else trip + slower + uneven)
    return tuple(met), ""


class _StagedNetwork:
    def __init__(self, network: Network, trouble: Trouble) -> None:
        self._network = network
        self._trouble = trouble
        self.clock: Clock = network.clock

    def remaining(self) -> float:
        return self._network.remaining()

    def resolve(self, host: str, family: Family = "any") -> Sequence[IPAddress]:
        if host[0].isdigit():
            return self._network.resolve(host, family)
        Event().wait(self._trouble.resolve_seconds)
        match self._trouble.resolve_to:
            case "":
                return self._network.resolve(host, family)
            case "nothing":
                raise ProbeFailed(Reason.RESOLVER_FAILED, host)
            case address:
                return (ip_address(address),)

    def connect(self, address: IPAddress, port: int) -> socket.socket:
        if self._trouble.refused:
            raise ProbeFailed(Reason.REFUSED, f"{address} port {port}")
        Event().wait(self._trouble.connect_seconds)
        return self._network.connect(address, port)

    def datagram(self, address: IPAddress, port: int) -> socket.socket:
        return self._network.datagram(address, port)

    def echo(self, requests: Sequence[EchoRequest]) -> Sequence[EchoReply]:
        met = ((reply, _met(self._trouble, 0, reply)) for reply in self._network.echo(requests))
        return [replace(reply, round_trips=trips, send_error=error) for reply, (trips, error) in met]
