"""How long a listener waits for its clients: one that does not ask, or does not read, loses its connection."""

import asyncio
import socket
from typing import Any

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol


def bounded_protocol(patience_seconds: float) -> type[H11Protocol]:
    """HTTP/1.1 with a bound on how long a request may take to arrive, which the server itself waits for without end.

    Its body too, and also once it is answered: a body that never ends would hold its connection for ever.
    """

    class Bounded(H11Protocol):
        def __init__(self, *arguments: Any, **settings: Any) -> None:
            super().__init__(*arguments, **settings)
            self._overdue: asyncio.TimerHandle | None = None

        def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as its parent does
            super().connection_made(transport)
            self._watch()

        def data_received(self, data: bytes) -> None:
            super().data_received(data)
            self._watch()

        def connection_lost(self, exc: Exception | None) -> None:
            self._rest()
            super().connection_lost(exc)

        def _watch(self) -> None:
            if self.conn.their_state not in (h11.IDLE, h11.SEND_BODY):
                self._rest()
            elif self._overdue is None:
                self._overdue = self.loop.call_later(patience_seconds, self.transport.abort)

        def _rest(self) -> None:
            if self._overdue is not None:
                self._overdue.cancel()
                self._overdue = None

    return Bounded


def bound_unread_answers(listening: socket.socket, patience_seconds: float) -> None:
    """Give up clients that acknowledge or read nothing for so long (TCP_USER_TIMEOUT, RFC 5482).

    And never hold a short answer back until the client has acknowledged the last one, which it may do 40 ms late: asyncio sees to
    that for sockets of its own only.
    """
    listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, int(patience_seconds * 1000))
