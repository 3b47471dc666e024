"""A server that publishes one file, as web servers do: with validators, conditional answers, and a count of who came."""

import socket
from dataclasses import dataclass, field
from threading import Event

from tests.servers.plain import hang_up, hear


@dataclass
class Publisher:
    """body: what is published; etag, last_modified: its validators, compared with what is asked; headers: further lines.

    requests: all that were heard, whole. full, unchanged: how many were answered with the body, and with 304.
    """

    body: bytes
    etag: str = ""
    last_modified: str = ""
    headers: tuple[str, ...] = ()
    status: str = "200 OK"
    requests: list[str] = field(default_factory=list)
    full: int = 0
    unchanged: int = 0

    def meet(self, connection: socket.socket, over: Event) -> None:
        """Hear one request out and answer it."""
        request = hear(connection)
        self.requests.append(request)
        lines = list(self.headers)
        if self.etag:
            lines.append(f"ETag: {self.etag}")
        if self.last_modified:
            lines.append(f"Last-Modified: {self.last_modified}")
        if self._is_known(request):
            self.unchanged += 1
            connection.sendall("\r\n".join(["HTTP/1.1 304 Not Modified", *lines, "", ""]).encode())
        else:
            self.full += 1
            lines = [f"HTTP/1.1 {self.status}", f"Content-Length: {len(self.body)}", *lines, "", ""]
            connection.sendall("\r\n".join(lines).encode() + self.body)
        hang_up(connection, over)

    def _is_known(self, request: str) -> bool:
        asked = dict(line.split(": ", 1) for line in request.split("\r\n")[1:] if ": " in line)
        if "If-None-Match" in asked:
            return bool(self.etag) and asked["If-None-Match"] == self.etag
        return bool(self.last_modified) and asked.get("If-Modified-Since") == self.last_modified
