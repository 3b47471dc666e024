"""Sockets on many loopback addresses that share one port."""

import errno
import socket
from collections.abc import Sequence

_TRIES = 5


def bind(addresses: Sequence[str], preferred_port: int, kind: socket.SocketKind) -> list[socket.socket]:
    """One bound socket per address, all on `preferred_port`, or on another free port where that is taken.

    Raises OSError when no port is free at every address, or an address is not this machine's.
    """
    for _ in range(_TRIES):
        try:
            return _bind(addresses, preferred_port, kind)
        except OSError as error:
            if error.errno != errno.EADDRINUSE:
                raise
        preferred_port = 0
    raise OSError(errno.EADDRINUSE, "no port is free at every address")


def _bind(addresses: Sequence[str], port: int, kind: socket.SocketKind) -> list[socket.socket]:
    bound: list[socket.socket] = []
    try:
        for address in addresses:
            sock = socket.socket(socket.AF_INET, kind)
            bound.append(sock)
            if kind is socket.SOCK_STREAM:  # connections of an earlier demo may still linger in TIME_WAIT
                sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            sock.bind((address, port))
            sock.setblocking(False)
            port = sock.getsockname()[1]
    except OSError:
        for sock in bound:
            sock.close()
        raise
    return bound
