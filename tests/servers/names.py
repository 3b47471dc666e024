"""A name server on this machine, UDP and TCP on one port, that answers as a test says."""

import socket
import struct
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from threading import Event, Thread

import dns.message
import dns.rcode
import dns.rrset

from tests.servers.loopback import Script, serving_on

Reply = Callable[[dns.message.Message], Sequence[bytes]]
"""The datagrams that answer one question, in their order."""


@contextmanager
def name_server(over_udp: Reply, over_tcp: Script | None = None, host: str = "127.0.0.1") -> Iterator[int]:
    """The port where it answers; without `over_tcp` TCP is refused."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with ExitStack() as stack:
        udp, tcp = _pair(host, family)
        stack.enter_context(udp)
        if over_tcp is None:
            tcp.close()
        else:
            stack.enter_context(serving_on(tcp, over_tcp))
        over = Event()
        thread = Thread(target=_answer, args=(udp, over_udp, over), name="test-name-server")
        thread.start()
        try:
            yield udp.getsockname()[1]
        finally:
            over.set()
            thread.join()


def reply(query: dns.message.Message, *rrsets: str, rcode: dns.rcode.Rcode = dns.rcode.NOERROR) -> bytes:
    """An answer; each rrset as `name ttl class type value`."""
    answer = dns.message.make_response(query)
    answer.set_rcode(rcode)
    for line in rrsets:
        name, ttl, class_, type_, value = line.split(maxsplit=4)
        answer.answer.append(dns.rrset.from_text(name, int(ttl), class_, type_, value))
    return answer.to_wire()


def says_over_tcp(over_udp: Reply) -> Script:
    """Answers over TCP as RFC 1035 section 4.2.2 frames it."""

    def script(connection: socket.socket, over: Event) -> None:
        del over
        (length,) = struct.unpack("!H", connection.recv(2, socket.MSG_WAITALL))
        query = dns.message.from_wire(connection.recv(length, socket.MSG_WAITALL))
        for wire in over_udp(query):
            for byte in struct.pack("!H", len(wire)) + wire:  # in pieces, as a network may deliver it
                connection.sendall(bytes([byte]))

    return script


def _answer(udp: socket.socket, over_udp: Reply, over: Event) -> None:
    udp.settimeout(0.05)
    while not over.is_set():
        with suppress(TimeoutError):
            wire, asker = udp.recvfrom(65_535)
            for datagram in over_udp(dns.message.from_wire(wire)):
                udp.sendto(datagram, asker)


def _pair(host: str, family: socket.AddressFamily) -> tuple[socket.socket, socket.socket]:
    for _ in range(20):
        tcp = socket.create_server((host, 0), family=family)
        udp = socket.socket(family, socket.SOCK_DGRAM)
        try:
            udp.bind((host, tcp.getsockname()[1]))
        except OSError:
            tcp.close()
            udp.close()
            continue
        return udp, tcp
    raise AssertionError("no port is free for both UDP and TCP")
