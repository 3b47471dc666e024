"""One socket's traffic: sends the packets of flights and settles which reply belongs to which. The hot loops are here."""

import errno
import socket
import time
from collections.abc import Sequence

from probes.echo.flight import Flight, Oddities
from probes.echo.mailbox import BATCH, Mailbox
from probes.echo.messages import word
from probes.echo.packet import VARYING, VARYING_OFFSET, Wire, packed_number, well_formed
from probes.echo.sockets import IcmpSocket
from probes.echo.stamps import WallOffset

_SECOND_NS = 1_000_000_000
_WORD = 0xFFFF
_DRAIN_EVERY = 64  # sends; the receive buffer may hold no more than 256 replies
_READS_PER_DRAIN = 512  # so that a flood cannot hold the sweep for ever
_SLACK_NS = 1_000
_MEMORY_PER_REPLY = 2560  # what the kernel books on the receive buffer; drivers differ, this is much
_PENDING_NS = 250_000_000
_RETRIES = 3
_BUSY = frozenset({errno.EAGAIN, errno.ENOBUFS})
_MSG_ERRQUEUE = 0x2000
_ICMP_HEADER_BYTES = 8
_QUOTE_BYTES = 512
# struct sock_extended_err: errno, then a byte each of origin, type, code; 16 bytes on, the offender's sockaddr
_FROM_ICMP = (2, 3)
_OFFENDER = {4: slice(20, 24), 6: slice(24, 40)}


class Channel:
    """The socket of one address family with all flights that go through it.

    open_flights: how many are still waited for. spoofed: replies that others made up, since the start.
    """

    def __init__(self, opened: IcmpSocket, token: bytes, offset: WallOffset | None = None) -> None:
        self._sock = opened.sock
        self._version = opened.version
        self._raw = opened.raw
        self._wire = Wire(version=opened.version, raw=opened.raw, ident=opened.ident, token=token)
        self._packet = self._wire.template()
        self._mailbox = Mailbox(opened.sock, self._wire)
        self._offset = offset or WallOffset()
        self._by_key: dict[int, Flight] = {}
        self._by_source: dict[bytes, Flight] = {}
        self._strays: dict[bytes, Oddities] = {}
        self._numbers: dict[int, int] = {}
        self._empty_at = time.monotonic_ns()
        self._room = opened.sock.getsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF) // _MEMORY_PER_REPLY
        self._pending = 0
        self._pending_since = 0
        self.open_flights = 0
        self.spoofed = 0

    def close(self) -> None:
        """Close the socket."""
        self._sock.close()

    def expect(self, flight: Flight) -> None:
        """Take on a flight, before its first packet. Replies that came too late for the last one are told now."""
        self._by_key[flight.key] = flight
        self._by_source[flight.source] = flight
        self.open_flights += 1
        for number in range(len(self._numbers), len(flight.trips)):
            self._numbers[packed_number(number)] = number
        if self._strays and (strays := self._strays.pop(flight.source, None)) is not None:
            flight.oddities = strays

    def forget(self, flight: Flight) -> None:
        """From now on nothing is known of this flight."""
        self._by_key.pop(flight.key, None)
        if self._by_source.get(flight.source) is flight:
            del self._by_source[flight.source]

    def finish(self, flight: Flight) -> None:
        """Hand over what is known; lost packets are lost."""
        if flight.open:
            self.open_flights -= 1
            flight.finish()

    def send(self, flights: Sequence[Flight], number: int) -> tuple[int, list[Flight]]:
        """Send packet `number` of each flight.

        Returns how many flights had their turn before the socket was full, and those among them whose way was (a
        device's queue, the neighbour table): their packet is still to be sent.
        """
        sendto, packet, pack = self._sock.sendto, self._packet, VARYING.pack_into
        clock = time.monotonic_ns
        numbers = packed_number(number)
        handled = 0
        postponed: list[Flight] = []
        for flight in flights:
            key = flight.key
            sequence = key + number & _WORD
            pack(packet, VARYING_OFFSET, sequence, key, numbers, sequence ^ _WORD)
            flight.sent[number] = clock()
            try:
                sendto(packet, flight.sockaddr)
            except OSError as error:
                refused = self._retry(flight, error)
                if refused == errno.EAGAIN:
                    break
                if refused == errno.ENOBUFS:
                    postponed.append(flight)
                elif refused:
                    self.refuse(flight, number, errno.errorcode.get(refused, str(refused)))
            handled += 1
            if not handled % _DRAIN_EVERY:
                self._pending += _DRAIN_EVERY
                self.drain()
                if self._pending > self._room:
                    break
        return handled, postponed

    def refuse(self, flight: Flight, number: int, error_name: str) -> None:
        """Our own machine would not send this packet."""
        flight.refuse(number, error_name)
        if not flight.left:
            self.finish(flight)

    def drain(self) -> None:
        """Take in everything that has arrived; flights that are complete are handed over."""
        clock, mailbox = time.monotonic_ns, self._mailbox
        flights, numbers_of = self._by_key, self._numbers
        expected_head, expected_rest = self._wire.reply_head, self._wire.rest
        offset = self._offset.check()
        for _ in range(_READS_PER_DRAIN):
            called = clock()
            count = mailbox.read()
            if count <= 0:
                if self._read_errors():
                    continue
                self._empty_at = called
                break
            read_at = clock()
            earliest = self._empty_at - _SLACK_NS
            if not mailbox.uniform(count):
                for index in range(count):
                    self._read_slowly(index, read_at)
            else:
                for index, reply in enumerate(mailbox.replies(count)):
                    source, seconds, nanoseconds, head, sequence, key, numbers, complement, rest = reply
                    try:
                        flight = flights[key]
                        number = numbers_of[numbers]
                        trips = flight.trips
                        arrived = seconds * _SECOND_NS + nanoseconds - offset
                        if (
                            rest == expected_rest
                            and source == flight.source
                            and head == expected_head
                            and sequence ^ complement == _WORD
                            and trips[number] is None
                            and earliest <= arrived <= read_at
                            and 0 <= (trip := arrived - flight.sent[number]) <= flight.timeout_ns
                            and flight.open
                        ):
                            trips[number] = trip / _SECOND_NS
                            flight.left -= 1
                            if not flight.left:
                                self.finish(flight)
                            continue
                    except LookupError:
                        pass
                    self._read_slowly(index, read_at)
            self._pending -= count
            if count < BATCH:
                self._empty_at = called
                break
        if self._pending < 0 or self._empty_at - self._pending_since > _PENDING_NS:
            self._pending, self._pending_since = 0, self._empty_at

    def _count(self, flight: Flight, number: int, arrived_ns: int) -> None:
        """A valid reply to a packet of `flight`, arrived at this monotonic moment."""
        trips = flight.trips
        if number >= len(trips):
            return
        trip = arrived_ns - flight.sent[number]
        if trips[number] is None and 0 <= trip <= flight.timeout_ns and flight.open:
            trips[number] = trip / _SECOND_NS
            flight.left -= 1
            if not flight.left:
                self.finish(flight)
            return
        odd = self._oddities_of(flight)
        if trips[number] is None:
            odd.late += 1
        else:
            odd.duplicates += 1

    def _oddities_of(self, flight: Flight) -> Oddities:
        """Where to count an odd reply: with its flight while that is open, else with the next to the same address."""
        if flight.open:
            return flight.odd()
        later = self._by_source.get(flight.source)
        if later is not None and later.open:
            return later.odd()
        return self._strays.setdefault(flight.source, Oddities())

    def _retry(self, flight: Flight, error: OSError) -> int:
        """After a send that failed: 0 when it was done after all, else why not (errno).

        The error may have been waiting on the socket for an earlier packet, of another flight: it is taken off, and
        the send tried again.
        """
        for _ in range(_RETRIES):
            if error.errno in _BUSY or not self._read_errors():
                break
            try:
                self._sock.sendto(self._packet, flight.sockaddr)
            except OSError as another:
                error = another
            else:
                return 0
        return error.errno or errno.EIO

    def _read_slowly(self, index: int, read_at: int) -> None:
        """A message that is not a plain good reply."""
        source, stamp, data = self._mailbox.message(index)
        icmp = self._wire.icmp(data)
        if len(icmp) < _ICMP_HEADER_BYTES:
            return
        if icmp[0] == self._wire.reply_type:
            self._read_reply(icmp, source, self._offset.mend(stamp, self._empty_at - _SLACK_NS, read_at))
            return
        quote = icmp[_ICMP_HEADER_BYTES:]
        if self._version == 4 and len(quote) >= 20:
            self._read_error(icmp[0], icmp[1], source, quote[16:20], quote[(quote[0] & 0x0F) * 4 :])
        elif self._version == 6:
            self._read_error(icmp[0], icmp[1], source, quote[24:40], quote[40:])

    def _read_reply(self, icmp: bytes, source: bytes, arrived_ns: int) -> None:
        echo = self._wire.read_reply(icmp)
        if echo is None:
            self.spoofed += icmp[4:6] == self._wire.ident
            return
        flight = self._by_key.get(echo.key) if well_formed(echo.key) else self._by_source.get(source)
        if flight is None:
            return  # forgotten: nobody waits for it any more
        if flight.source != source:
            self.spoofed += 1
        elif not echo.whole:
            self._oddities_of(flight).corrupted += 1
        else:
            self._count(flight, echo.number, arrived_ns)

    def _read_error(self, kind: int, code: int, source: bytes, destination: bytes, quoted: bytes) -> None:
        """An ICMP error about one of our packets. It tells why; the packet is still waited for until its timeout."""
        what, request = word(self._version, kind, code), self._wire.read_quote(quoted)
        if what is None or request is None:
            return
        flight = self._by_source.get(destination) if request.key is None else self._by_key.get(request.key)
        if flight is not None and flight.open and flight.source == destination:
            flight.odd().unreachable = f"{what} from {socket.inet_ntop(self._sock.family, source)}"

    def _read_errors(self) -> bool:
        """Take the ICMP errors off a datagram socket's error queue (ip(7), IP_RECVERR); False when there are none."""
        if self._raw:
            return False
        found = False
        while True:
            try:
                quoted, ancillary, _, destination = self._sock.recvmsg(
                    _QUOTE_BYTES, _QUOTE_BYTES, _MSG_ERRQUEUE
                )
            except OSError:
                return found
            found = True
            for level, _, content in ancillary:
                if level != socket.SOL_SOCKET and content[4] in _FROM_ICMP:
                    offender = content[_OFFENDER[self._version]]
                    target = socket.inet_pton(self._sock.family, destination[0])
                    self._read_error(content[5], content[6], offender, target, quoted)
