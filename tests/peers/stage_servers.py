"""The services behind the hub under test: real servers on loopback that a test makes slow, wrong or silent at will."""

import socket
import ssl
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from threading import Event, Thread

import dns.message
import dns.rrset

from tests.servers.certificates import Certificates, over_tls
from tests.servers.loopback import serving_on
from tests.servers.plain import HELLO, answer, hang_up, hear, path_of

NAME = "portal.test"


@dataclass(frozen=True, slots=True)
class Manner:
    """How the services behave.

    pause_seconds: before each step of an exchange: the handshake, the answer, its second half; and a name's answer.
    status: of the plain page. moved: the TLS page redirects once to a longer one. face: the certificate it shows,
    over TLS 1.2 when `old`. addresses: how many the name server knows; none: it keeps silent.
    """

    pause_seconds: float = 0.0
    status: str = "200 OK"
    moved: bool = False
    face: str = "good"
    old: bool = False
    addresses: int = 1


class Services:
    """What is served now, and where. `manner` may be replaced at any time."""

    def __init__(self, certificates: Certificates) -> None:
        self.manner = Manner()
        self.page = self.plain = self.names = 0
        self._certificates = certificates
        self._old = _only_tls_1_2(certificates)

    def serve_page(self, connection: socket.socket, over: Event) -> None:
        """One exchange over TLS."""
        manner = self.manner
        over.wait(manner.pause_seconds)
        context = self._old if manner.old else self._certificates.context(manner.face)
        over_tls(self._answer_page, context)(connection, over)

    def serve_plain(self, connection: socket.socket, over: Event) -> None:
        """One exchange without."""
        hear(connection)
        connection.sendall(answer(self.manner.status))
        hang_up(connection, over)

    def answer_names(self, server: socket.socket) -> None:
        """Answer questions until the socket is shut."""
        while question := server.recvfrom(512):
            wire, client = question
            if not wire:
                return
            manner = self.manner
            Event().wait(manner.pause_seconds)
            if manner.addresses:
                reply = dns.message.make_response(dns.message.from_wire(wire))
                known = [f"127.0.0.{number + 1}" for number in range(manner.addresses)]
                reply.answer.append(dns.rrset.from_text(f"{NAME}.", 1, "IN", "A", *known))
                server.sendto(reply.to_wire(), client)

    def _answer_page(self, connection: socket.socket, over: Event) -> None:
        manner = self.manner
        path = path_of(hear(connection))
        over.wait(manner.pause_seconds)
        if manner.moved and path == "/":
            whole = answer("302 Found", "Location: /there")
        else:
            whole = answer(body=HELLO if path == "/" else HELLO * 10)
        connection.sendall(whole[:-9])
        over.wait(manner.pause_seconds)
        connection.sendall(whole[-9:])
        hang_up(connection, over)


@contextmanager
def serving_all(certificates: Certificates) -> Iterator[Services]:
    """The page (TLS, on localhost in both families), the plain page and the name server."""
    services = Services(certificates)
    with ExitStack() as stack:
        ipv4, ipv6 = _both_families()
        services.page = stack.enter_context(serving_on(ipv4, services.serve_page))
        stack.enter_context(serving_on(ipv6, services.serve_page))
        plain = socket.create_server(("127.0.0.1", 0))
        services.plain = stack.enter_context(serving_on(plain, services.serve_plain))
        names = stack.enter_context(closing(socket.socket(socket.AF_INET, socket.SOCK_DGRAM)))
        names.bind(("127.0.0.1", 0))
        services.names = names.getsockname()[1]
        thread = Thread(target=services.answer_names, args=(names,), name="test-names")
        thread.start()
        stack.callback(thread.join)
        stack.callback(names.sendto, b"", names.getsockname())
        yield services


def _both_families() -> tuple[socket.socket, socket.socket]:
    """Listeners of the same port on 127.0.0.1 and on ::1."""
    while True:
        ipv4 = socket.create_server(("127.0.0.1", 0))
        try:
            return ipv4, socket.create_server(("::1", ipv4.getsockname()[1]), family=socket.AF_INET6)
        except OSError:
            ipv4.close()


def _only_tls_1_2(certificates: Certificates) -> ssl.SSLContext:
    """Shows a chain whose authority ends before the server's own certificate."""
    context = certificates.context("ending_authority")
    context.maximum_version = ssl.TLSVersion.TLSv1_2
    return context
