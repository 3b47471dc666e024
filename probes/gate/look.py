"""One look's Network: real sockets, all of them shut at the look's deadline and closed at its end."""

import errno
import os
import select
import socket
from collections.abc import Sequence
from contextlib import suppress
from ipaddress import ip_address
from threading import Lock

from probes.clock import Clock
from probes.gate.replies import all_replies
from probes.gate.resolver import Resolver
from probes.inventory.values import IPAddress
from probes.network import EchoReply, EchoRequest, Family, Pinger
from probes.reasons import ProbeFailed, Reason
from probes.socket_errors import failure


class Look:
    """The Network of one look.

    Of every socket it hands out the look keeps a duplicate descriptor. So it can shut the connection down at the
    deadline whoever wrapped or closed the socket meanwhile (TLS takes the descriptor over), and never a stranger's
    that got the same number. It only shuts down there: closing a descriptor that another thread reads from would
    hand that thread the next socket of the same number.
    """

    def __init__(self, deadline: float, clock: Clock, resolver: Resolver, pinger: Pinger) -> None:
        self.clock = clock
        self.over = False
        self._deadline = deadline
        self._resolver = resolver
        self._pinger = pinger
        self._duplicates: list[socket.socket] = []
        self._cut = False
        self._lock = Lock()

    def remaining(self) -> float:
        """Seconds left of this look. Raises ProbeFailed TIMEOUT when none are."""
        left = self._deadline - self.clock.now().monotonic
        if left <= 0 or self._cut:
            raise ProbeFailed(Reason.TIMEOUT)
        return left

    def resolve(self, host: str, family: Family = "any") -> Sequence[IPAddress]:
        """The addresses of `host`; see `probes.network.Network`."""
        try:
            address = ip_address(host)
        except ValueError:
            return self._resolver.resolve(host, family, self.remaining())
        if family != "any" and family != f"ipv{address.version}":
            raise ProbeFailed(Reason.NAME_NO_ADDRESS, f"{host} is not an {family} address")
        return (address,)

    def connect(self, address: IPAddress, port: int) -> socket.socket:
        """A connected TCP socket; see `probes.network.Network`."""
        return self._open(socket.SOCK_STREAM, address, port)

    def datagram(self, address: IPAddress, port: int) -> socket.socket:
        """A connected UDP socket; see `probes.network.Network`."""
        return self._open(socket.SOCK_DGRAM, address, port)

    def echo(self, requests: Sequence[EchoRequest]) -> Sequence[EchoReply]:
        """Ping all of `requests` and wait for all; see `probes.network.Network`."""
        return all_replies(self._pinger, requests, self.remaining())

    def cut(self) -> None:
        """The deadline has come: wake whoever waits on one of this look's sockets."""
        with self._lock:
            self._cut = True
            for duplicate in self._duplicates:
                with suppress(OSError):  # not connected (any more): nobody can be waiting on it for long
                    duplicate.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        """The look has ended: nothing of it stays open."""
        with self._lock:
            self.over = self._cut = True
            for duplicate in self._duplicates:
                duplicate.close()
            self._duplicates.clear()

    def _open(self, kind: socket.SocketKind, address: IPAddress, port: int) -> socket.socket:
        left = self.remaining()
        family = socket.AF_INET if address.version == 4 else socket.AF_INET6
        try:
            sock = socket.socket(family, kind)
        except OSError as error:
            raise failure(error, at_once=True) from error
        try:
            self._keep(sock)
            if kind is socket.SOCK_STREAM:
                # TLS sends its Finished and then the request: Nagle would hold the second until the first is acknowledged.
                sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            _connect(sock, (str(address), port), left)
            sock.settimeout(self.remaining())
        except BaseException as error:
            sock.close()
            if self._cut and isinstance(error, ProbeFailed):  # our own cut reads as a reset
                raise ProbeFailed(Reason.TIMEOUT, f"no answer from {address} port {port}") from error
            raise
        return sock

    def _keep(self, sock: socket.socket) -> None:
        with self._lock:
            if self._cut:
                raise ProbeFailed(Reason.TIMEOUT)
            try:
                number = os.dup(sock.fileno())
            except OSError as error:
                raise failure(error, at_once=True) from error
            self._duplicates.append(socket.socket(sock.family, sock.type, sock.proto, fileno=number))


def _connect(sock: socket.socket, address: tuple[str, int], timeout_seconds: float) -> None:
    sock.setblocking(False)
    at_once = True
    number = sock.connect_ex(address)
    if number == errno.EINPROGRESS:
        at_once = False
        poll = select.poll()
        poll.register(sock, select.POLLOUT)
        if not poll.poll(timeout_seconds * 1000):
            raise ProbeFailed(Reason.TIMEOUT, f"no answer from {address[0]} port {address[1]}")
        number = sock.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
    if number != 0:
        raise failure(OSError(number, os.strerror(number)), at_once=at_once)
