"""Servers that misbehave, each in one way."""

import gzip
import socket
import ssl
import struct
from collections.abc import Iterator
from itertools import count, repeat
from threading import Event

from tests.servers.loopback import Script
from tests.servers.plain import answer, hang_up, hear, path_of

_BYTE_EVERY_SECONDS = 0.1

CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
TLS_ALERT = bytes.fromhex("15030300020228")  # handshake_failure, fatal
GZIP_BOMB = gzip.compress(b"0" * 50_000_000)


def never_answers(connection: socket.socket, over: Event) -> None:
    """Takes everything, says nothing."""
    _silence(connection, over)


def slow(raw: bytes) -> Script:
    """Slow-loris: these bytes one by one, and then the last one for ever."""

    def script(connection: socket.socket, over: Event) -> None:
        hear(connection)
        _trickle(connection, over, raw)

    return script


def slow_from_the_start(connection: socket.socket, over: Event) -> None:
    """A TLS record that never ends, byte by byte, before anything was asked."""
    _trickle(connection, over, bytes.fromhex("16030340000200") + b"\0")


def pours(first: bytes, more: Iterator[bytes]) -> Script:
    """Sends without end, as fast as it is taken."""

    def script(connection: socket.socket, over: Event) -> None:
        hear(connection)
        connection.sendall(first)
        for piece in more:
            if over.is_set():
                return
            connection.sendall(piece)

    return script


def endless_body() -> Script:
    """A page without an end."""
    return pours(b"HTTP/1.1 200 OK\r\n\r\n", repeat(b"x" * 16384))


def endless_chunks() -> Script:
    """A page without an end, in pieces."""
    return pours(CHUNKED, repeat(b"1000\r\n" + b"x" * 0x1000 + b"\r\n"))


def endless_headers() -> Script:
    """One header after the other."""
    return pours(b"HTTP/1.1 200 OK\r\n", (b"X-%d: %s\r\n" % (number, b"y" * 1000) for number in count()))


def endless_continue() -> Script:
    """100 Continue, again and again."""
    return pours(b"", repeat(b"HTTP/1.1 100 Continue\r\n\r\n"))


def resets_at_once(connection: socket.socket, over: Event) -> None:
    """Accepts, and cuts the line."""
    del over
    _reset(connection)


def resets_on_first_bytes(connection: socket.socket, over: Event) -> None:
    """Cuts the line in the middle of the handshake, or of the request."""
    del over
    connection.recv(1)
    _reset(connection)


def resets_after(raw: bytes) -> Script:
    """Hears the request, sends these bytes, cuts the line."""

    def script(connection: socket.socket, over: Event) -> None:
        del over
        hear(connection)
        connection.sendall(raw)
        _reset(connection)

    return script


def closes_at_once(connection: socket.socket, over: Event) -> None:
    """Half-closes before a word is said, and goes on listening."""
    hang_up(connection, over)


def says_at_once(raw: bytes) -> Script:
    """Sends these bytes on the first ones it gets, whatever they are, and closes."""

    def script(connection: socket.socket, over: Event) -> None:
        connection.recv(65536)
        connection.sendall(raw)
        hang_up(connection, over)

    return script


def redirects_ever_further(connection: socket.socket, over: Event) -> None:
    """Each page sends to another new one."""
    number = int("0" + path_of(hear(connection)).strip("/"))
    connection.sendall(answer("302 Found", f"Location: /{number + 1}"))
    hang_up(connection, over)


def redirects_out_of_tls(connection: socket.socket, over: Event) -> None:
    """Sends who comes over TLS to the same page without it."""
    host = hear(connection).lower().partition("host: ")[2].partition("\r\n")[0]
    secure = isinstance(connection, ssl.SSLSocket)
    connection.sendall(answer("302 Found", f"Location: http://{host}/") if secure else answer())
    hang_up(connection, over)


def wants_its_cookie(connection: socket.socket, over: Event) -> None:
    """Sends everybody without its cookie back to the same page, as some firewalls do."""
    known = "cookie: seen=1" in hear(connection).lower()
    redirect = answer("302 Found", "Location: /", "Set-Cookie: seen=1; Path=/")
    connection.sendall(answer() if known else redirect)
    hang_up(connection, over)


def no_head(status: str) -> Script:
    """Answers HEAD with this status and GET with a page."""

    def script(connection: socket.socket, over: Event) -> None:
        is_head = hear(connection).startswith("HEAD ")
        connection.sendall(f"HTTP/1.1 {status}\r\n\r\n".encode() if is_head else answer())
        hang_up(connection, over)

    return script


def _trickle(connection: socket.socket, over: Event, raw: bytes) -> None:
    for byte in (*raw, *repeat(raw[-1], 10_000)):
        if over.wait(_BYTE_EVERY_SECONDS):
            return
        connection.sendall(bytes([byte]))


def _silence(connection: socket.socket, over: Event) -> None:
    while not over.is_set() and connection.recv(65536):
        pass


def _reset(connection: socket.socket) -> None:
    # SO_LINGER on, zero seconds: the last close(2) sends RST instead of FIN.
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.close()


def packed(body: bytes) -> bytes:
    """The body in gzip, asked for or not."""
    return gzip.compress(body)
