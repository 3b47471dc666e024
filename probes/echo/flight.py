"""One request on its way: what was sent when, what came back, and the EchoReply it becomes."""

import logging
import socket
from dataclasses import dataclass

from probes.clock import Instant
from probes.network import Deliver, EchoReply, EchoRequest

_log = logging.getLogger(__name__)
_SECOND_NS = 1_000_000_000

NOT_SENT = -1.0


@dataclass(slots=True)
class Oddities:
    """What is seldom seen; most flights have none."""

    duplicates: int = 0
    late: int = 0
    corrupted: int = 0
    unreachable: str = ""
    send_error: str = ""


class Flight:
    """A request whose first packet is being sent, or has been.

    key: marks its packets. source: whose replies count, in packed form. sent: monotonic nanoseconds per packet.
    trips: seconds per packet, None until answered, NOT_SENT when our own machine refused to send it.
    left: packets neither answered nor refused.
    """

    __slots__ = (
        "began",
        "deliver",
        "index",
        "key",
        "left",
        "oddities",
        "open",
        "request",
        "sent",
        "sockaddr",
        "source",
        "timeout_ns",
        "trips",
    )

    def __init__(
        self, request: EchoRequest, index: int, deliver: Deliver, key: int, began: Instant, timeout_ns: int
    ) -> None:
        address = request.address
        count = request.count
        self.request = request
        self.index = index
        self.deliver = deliver
        self.key = key
        self.began = began
        self.timeout_ns = timeout_ns
        self.source = source = address.packed
        self.sockaddr: tuple[str, int] | tuple[str, int, int, int]
        if address.version == 4:
            self.sockaddr = (socket.inet_ntop(socket.AF_INET, source), 0)
        else:
            self.sockaddr = (socket.inet_ntop(socket.AF_INET6, source), 0, 0, _scope(address.scope_id))
        self.sent = [0] * count
        self.trips: list[float | None] = [None] * count
        self.left = count
        self.open = True
        self.oddities: Oddities | None = None

    def odd(self) -> Oddities:
        """Where to note what is seldom seen."""
        if self.oddities is None:
            self.oddities = Oddities()
        return self.oddities

    def refuse(self, number: int, error_name: str) -> None:
        """Our own machine would not send packet `number`."""
        self.odd().send_error = error_name
        self.trips[number] = NOT_SENT
        self.left -= 1

    def finish(self) -> None:
        """Hand over the reply, once. What the receiver does wrong with it is logged and harms nobody."""
        if not self.open:
            return
        self.open = False
        odd = self.oddities
        if odd is None:
            reply = EchoReply(self.request.address, tuple(self.trips))
        else:
            reply = EchoReply(
                self.request.address,
                tuple([trip for trip in self.trips if trip != NOT_SENT]),
                odd.duplicates,
                odd.late,
                odd.corrupted,
                odd.unreachable,
                odd.send_error,
            )
        try:
            self.deliver(self.index, reply, self.began)
        except Exception:  # noqa: BLE001  # it is somebody else's code, and the sweep must go on
            _log.exception("the receiver of a ping of %s failed", self.request.address)


def nanoseconds(seconds: float) -> int:
    """Whole nanoseconds."""
    return int(seconds * _SECOND_NS)


def _scope(scope_id: str | None) -> int:
    """The interface number of a link-local address (RFC 4007); 0 when there is none, or no such interface."""
    if scope_id is None:
        return 0
    if scope_id.isdecimal():
        return int(scope_id)
    try:
        return socket.if_nametoindex(scope_id)
    except OSError:
        return 0
