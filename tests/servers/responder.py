"""An OCSP responder on loopback that says whatever a test wants, well or badly."""

import socket
from collections.abc import Callable
from threading import Event

from tests.servers.loopback import Script
from tests.servers.plain import hang_up

Reply = Callable[[bytes], bytes]
"""From the request's bytes to the answer's."""

TYPE = "application/ocsp-response"


def responds(reply: Reply, *headers: str, status: str = "200 OK", content_type: str = TYPE) -> Script:
    """Answers every POST with what `reply` makes of its body."""

    def script(connection: socket.socket, over: Event) -> None:
        body = reply(hear_body(connection))
        lines = [
            f"HTTP/1.1 {status}",
            f"Content-Type: {content_type}",
            f"Content-Length: {len(body)}",
            *headers,
        ]
        connection.sendall("\r\n".join([*lines, "Connection: close", "", ""]).encode() + body)
        hang_up(connection, over)

    return script


def hear_body(connection: socket.socket) -> bytes:
    """The body of a POST; raises ConnectionError when the other side leaves before its end, or asks otherwise."""
    got = b""
    while b"\r\n\r\n" not in got:
        got += _more(connection)
    head, _, body = got.partition(b"\r\n\r\n")
    lines = head.decode("latin-1").split("\r\n")
    named = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines[1:])}
    if not lines[0].startswith("POST ") or named.get("content-type") != "application/ocsp-request":
        raise ConnectionError(lines[0])
    while len(body) < int(named["content-length"]):
        body += _more(connection)
    return body


def _more(connection: socket.socket) -> bytes:
    piece = connection.recv(65536)
    if not piece:
        raise ConnectionError
    return piece
