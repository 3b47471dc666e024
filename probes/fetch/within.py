"""HTTP with an end: requests' own time-outs are for each read, and a server that drips would hold its asker for ever."""

import socket
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from threading import Lock, Timer
from typing import ClassVar, cast

import requests
from requests.adapters import HTTPAdapter
from urllib3 import HTTPConnectionPool
from urllib3.connection import HTTPConnection


@contextmanager
def session_within(seconds: float) -> Iterator[requests.Session]:
    """A session for one exchange, whose connection is shut `seconds` after it stands; no proxies, no .netrc, no
    redirects followed.

    Raises requests.exceptions.ReadTimeout where it was shut, whatever the exchange took that for.
    """
    end = _End(seconds)
    with _Session() as session:
        session.trust_env = False
        for scheme in ("http://", "https://"):
            session.mount(scheme, _Watching(end.watch))
        try:
            yield session
        except (requests.RequestException, OSError, ValueError) as error:
            if end.came():
                raise requests.exceptions.ReadTimeout from error
            raise
        else:
            if end.came():  # a body without a length seems whole when its connection is shut
                raise requests.exceptions.ReadTimeout
        finally:
            end.close()


class _Session(requests.Session):
    """One that knows no redirects. Where they are not followed, requests reads the whole body of one all the same, before its
    asker can say how much he takes."""

    def get_redirect_target(self, _resp: requests.Response) -> str | None:
        return None


class _End:
    """Shuts a connection at its end. Through a duplicate: TLS takes the first descriptor over."""

    def __init__(self, seconds: float) -> None:
        self._came = False
        self._seconds = seconds
        self._open: list[tuple[socket.socket, Timer]] = []
        self._lock = Lock()

    def watch(self, connection: socket.socket) -> None:
        duplicate = connection.dup()
        timer = Timer(self._seconds, self._shut, [duplicate])
        timer.daemon = True
        self._open.append((duplicate, timer))
        timer.start()

    def came(self) -> bool:
        with self._lock:
            return self._came

    def close(self) -> None:
        with self._lock:
            for duplicate, timer in self._open:
                timer.cancel()
                duplicate.close()

    def _shut(self, duplicate: socket.socket) -> None:
        with self._lock, suppress(OSError):  # closed, or the other side has left: nobody waits on it
            duplicate.shutdown(socket.SHUT_RDWR)
            self._came = True


class _Watched(HTTPConnection):
    watch: ClassVar[Callable[[socket.socket], None]]

    def _new_conn(self) -> socket.socket:
        connection = super()._new_conn()
        type(self).watch(connection)
        return connection


class _Watching(HTTPAdapter):
    def __init__(self, watch: Callable[[socket.socket], None]) -> None:
        super().__init__()
        self._watch = watch

    def get_connection_with_tls_context(
        self,
        request: requests.PreparedRequest,
        verify: bool | str | None,
        proxies: Mapping[str, str] | None = None,
        cert: tuple[str, str] | str | None = None,
    ) -> HTTPConnectionPool:
        pool = cast(
            HTTPConnectionPool, super().get_connection_with_tls_context(request, verify, proxies, cert)
        )
        pool.ConnectionCls = type(
            "Watched", (_Watched, pool.ConnectionCls), {"watch": staticmethod(self._watch)}
        )
        return pool
