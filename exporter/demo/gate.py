"""The demo's gate: the real one, with the story's faults between the program and the network."""

import socket
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from ipaddress import ip_address
from threading import Event
from typing import NoReturn

from exporter.demo.faults import Effects
from exporter.demo.scripted_pinger import Places, ScriptedPinger
from exporter.demo.story import Script
from probes.clock import Clock
from probes.gate import all_replies
from probes.inventory.values import IPAddress
from probes.network import EchoReply, EchoRequest, Family, Gate, Network, Pinger
from probes.reasons import ProbeFailed, Reason

_KNOCK_AGAIN_SECONDS = 1.0


class ScriptedGate:
    """A Gate in front of a real one, which stays its owner's. `close` lets go of looks that wait for what will not answer."""

    def __init__(self, gate: Gate, story: Script, places: Places, clock: Clock, seed: int = 0) -> None:
        self._gate = gate
        self._story = story
        self._places = places
        self._clock = clock
        self._pinger = ScriptedPinger(gate.pinger, story, places, clock, seed)
        self._closed = Event()

    @property
    def pinger(self) -> Pinger:
        """The real pinger, with the story's faults in front of it."""
        return self._pinger

    @contextmanager
    def look(self, timeout_seconds: float) -> Iterator[Network]:
        """See `Gate.look`."""
        with self._gate.look(timeout_seconds) as network:
            yield _ScriptedNetwork(network, self._pinger, self._story, self._places, self._closed)

    def close(self) -> None:
        """Report no more lost pings, and let no look wait any longer."""
        self._closed.set()
        self._pinger.close()


class _ScriptedNetwork:
    """A Network in front of a real one. Each verb meets the faults of the moment it is used at."""

    def __init__(
        self, network: Network, pinger: Pinger, story: Script, places: Places, closed: Event
    ) -> None:
        self._network = network
        self._pinger = pinger
        self._story = story
        self._places = places
        self._closed = closed
        self.clock: Clock = network.clock

    def remaining(self) -> float:
        return self._network.remaining()

    def resolve(self, host: str, family: Family = "any") -> Sequence[IPAddress]:
        effects = self._effects()
        if (effects.blind or effects.names_broken) and not _is_literal(host):
            raise ProbeFailed(Reason.RESOLVER_FAILED, host)
        return self._network.resolve(host, family)

    def connect(self, address: IPAddress, port: int) -> socket.socket:
        # TCP knocks again and again (RFC 6298 section 5.7), and gets in once the line is back
        while self._effects().cuts(self._names(address)):
            self._wait(_KNOCK_AGAIN_SECONDS)
        names = self._pass(address)
        if self._effects().refuses(names):
            raise ProbeFailed(Reason.REFUSED, f"{address} port {port}")
        return self._network.connect(address, port)

    def datagram(self, address: IPAddress, port: int) -> socket.socket:
        self._pass(address)
        return self._network.datagram(address, port)

    def echo(self, requests: Sequence[EchoRequest]) -> Sequence[EchoReply]:
        return all_replies(self._pinger, requests, self._network.remaining())

    def _pass(self, address: IPAddress) -> frozenset[str]:
        """Go as far as the story lets a packet go; returns the names of the place it went to."""
        names = self._names(address)
        effects = self._effects()
        if effects.cuts(names):
            self._wait_for_nothing(address)
        if (delay := effects.delay_seconds(names)) > 0:
            self._closed.wait(min(delay, self._network.remaining()))
        return names

    def _names(self, address: IPAddress) -> frozenset[str]:
        return self._places.get(address, frozenset())

    def _wait_for_nothing(self, address: IPAddress) -> NoReturn:
        self._wait(self._network.remaining())
        raise ProbeFailed(Reason.TIMEOUT, f"{address}")

    def _wait(self, seconds: float) -> None:
        """Raises ProbeFailed: TIMEOUT when the look's time is over, CANCELLED when the gate is closed."""
        if self._closed.wait(min(seconds, self._network.remaining())):
            raise ProbeFailed(Reason.CANCELLED)

    def _effects(self) -> Effects:
        return self._story.effects(self.clock.now().monotonic)


def _is_literal(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True
