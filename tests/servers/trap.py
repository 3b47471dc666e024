"""A port that nobody may come to: it remembers every connection, so that a test can say there was not one."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event

from tests.servers.loopback import serving


class Trap:
    """port: where it listens. caught: how many connections came."""

    def __init__(self) -> None:
        self.port = 0
        self.caught = 0

    def url(self, host: str = "127.0.0.1", path: str = "/") -> str:
        """An address that leads into the trap, when `host` leads to this machine."""
        return f"http://{host}:{self.port}{path}"

    def meet(self, connection: socket.socket, over: Event) -> None:
        """What happens to whoever comes."""
        del over
        self.caught += 1
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\ninside")


@contextmanager
def trap(host: str = "127.0.0.1") -> Iterator[Trap]:
    """A trap that must be empty at the end."""
    set_up = Trap()
    with serving(set_up.meet, host) as set_up.port:
        yield set_up
    assert set_up.caught == 0
