"""Servers that hear a request out and answer it, well or badly."""

import socket
from threading import Event

from tests.servers.loopback import Script

HELLO = b"<html><body>Xin ch\xc3\xa0o</body></html>"


def answer(status: str = "200 OK", *headers: str, body: bytes = HELLO) -> bytes:
    """A whole, well-formed answer."""
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", "Content-Type: text/html", *headers]
    return "\r\n".join([*lines, "Connection: close", "", ""]).encode() + body


def hear(connection: socket.socket) -> str:
    """The request with its headers; raises ConnectionError when the other side leaves before its end."""
    got = b""
    while b"\r\n\r\n" not in got:
        piece = connection.recv(65536)
        if not piece:
            raise ConnectionError
        got += piece
    return got.decode("latin-1")


def path_of(request: str) -> str:
    """The path that is asked for."""
    return request.split()[1]


def says(raw: bytes) -> Script:
    """Answers every request with these bytes and closes."""

    def script(connection: socket.socket, over: Event) -> None:
        hear(connection)
        connection.sendall(raw)
        hang_up(connection, over)

    return script


def maps(pages: dict[str, bytes]) -> Script:
    """Answers each path with its own bytes; 404 for the others."""

    def script(connection: socket.socket, over: Event) -> None:
        page = pages.get(path_of(hear(connection)), answer("404 Not Found"))
        connection.sendall(page)
        hang_up(connection, over)

    return script


def hang_up(connection: socket.socket, over: Event) -> None:
    """Say that nothing more comes, and wait until the other side leaves: a plain close could turn into a reset."""
    connection.shutdown(socket.SHUT_WR)
    while not over.is_set() and connection.recv(65536):
        pass
