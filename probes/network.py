"""The network seam: the few verbs through which every kind meets the world.

A test gives a kind its own ten-line Network; the demo wraps the real Gate to script faults. Nothing outside
`probes.network`, `probes.echo` and the modules they use opens a socket.
"""

import socket
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Literal, Protocol

from probes.clock import Clock, Instant
from probes.inventory.values import IPAddress

Family = Literal["any", "ipv4", "ipv6"]


@dataclass(frozen=True, slots=True)
class EchoRequest:
    """`count` ICMP echo requests to one address, `gap_seconds` apart, each waited for `timeout_seconds`."""

    address: IPAddress
    count: int = 5
    gap_seconds: float = 0.2
    timeout_seconds: float = 2.0


@dataclass(frozen=True, slots=True)
class EchoReply:
    """What came back for one EchoRequest.

    round_trips: seconds, one per packet in the order sent; None where no valid reply came in time.
    duplicates, late, corrupted: replies that did not count, told apart.
    unreachable: what an ICMP error said (`host`, `net`, `admin`, `ttl` ...) and who said it, or empty.
    send_error: errno name when our own machine refused to send (`ENETUNREACH`, `ENOBUFS` ...), or empty.
    """

    address: IPAddress
    round_trips: tuple[float | None, ...]
    duplicates: int = 0
    late: int = 0
    corrupted: int = 0
    unreachable: str = ""
    send_error: str = ""


Deliver = Callable[[int, EchoReply, Instant], None]


class Pinger(Protocol):
    """Sends every ping of the program through one ICMP socket per address family."""

    def submit(self, requests: Sequence[tuple[float, EchoRequest]], deliver: Deliver) -> None:
        """Send each request from its own moment on (monotonic seconds; the past means now).

        `deliver(index, reply, began)` is called exactly once per request, from the pinger's thread, as soon as
        its last packet is answered or timed out; it must return at once and not raise.
        """
        ...


class Network(Protocol):
    """What one look may use. Bound to the look's deadline: whatever it opened is shut then, and closed at its end."""

    clock: Clock

    def remaining(self) -> float:
        """Seconds left of this look. Raises ProbeFailed TIMEOUT when none are."""
        ...

    def resolve(self, host: str, family: Family = "any") -> Sequence[IPAddress]:
        """The addresses of `host`, in the order to try. A literal address is itself.

        Raises ProbeFailed: NAME_NOT_FOUND, NAME_NO_ADDRESS, RESOLVER_FAILED, TIMEOUT.
        """
        ...

    def connect(self, address: IPAddress, port: int) -> socket.socket:
        """A connected TCP socket, its timeout set to what remains.

        Raises ProbeFailed: REFUSED, TIMEOUT, UNREACHABLE, RESET, NETWORK_DOWN_HERE, NO_RESOURCES.
        """
        ...

    def datagram(self, address: IPAddress, port: int) -> socket.socket:
        """A connected UDP socket, its timeout set to what remains. Raises as `connect`."""
        ...

    def echo(self, requests: Sequence[EchoRequest]) -> Sequence[EchoReply]:
        """Ping all of `requests` at once and wait for all; one reply each, in their order.

        Raises ProbeFailed: NO_PERMISSION when neither kind of ICMP socket may be opened.
        """
        ...


class Gate(Protocol):
    """Hands out a Network per look: the whole program has one."""

    @property
    def pinger(self) -> Pinger:
        """The one pinger, for whole rounds."""
        ...

    def look(self, timeout_seconds: float) -> AbstractContextManager[Network]:
        """A Network that ends with the block, or after `timeout_seconds`, whichever comes first."""
        ...
