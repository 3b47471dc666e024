"""A TCP server on this machine that follows a script with each connection, and leaves nothing behind."""

import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from threading import Event, Lock, Thread

Script = Callable[[socket.socket, Event], None]
"""What a server does with one connection; the event is set when the test is over. OSError ends it quietly."""


@contextmanager
def serving(script: Script, host: str = "127.0.0.1") -> Iterator[int]:
    """The port where `script` meets every connection, each in a thread of its own."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with serving_on(socket.create_server((host, 0), family=family, backlog=64), script) as port:
        yield port


@contextmanager
def serving_on(listener: socket.socket, script: Script) -> Iterator[int]:
    """The same on a listener that is there already; it is closed at the end."""
    server = _Server(listener, script)
    acceptor = Thread(target=server.accept, name="test-acceptor")
    acceptor.start()
    try:
        yield listener.getsockname()[1]
    finally:
        server.stop()
        acceptor.join()
        listener.close()


class _Server:
    def __init__(self, listener: socket.socket, script: Script) -> None:
        self._listener = listener
        self._script = script
        self._over = Event()
        self._open: set[socket.socket] = set()
        self._threads: list[Thread] = []
        self._lock = Lock()

    def accept(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                break
            with self._lock:
                if self._over.is_set():
                    connection.close()
                    break
                self._open.add(connection)
                thread = Thread(target=self._follow, args=(connection,), name="test-server")
                self._threads.append(thread)
                thread.start()
        for thread in self._threads:
            thread.join()

    def stop(self) -> None:
        with self._lock:
            self._over.set()
            for connection in self._open:
                with suppress(OSError):
                    connection.shutdown(socket.SHUT_RDWR)
        with suppress(OSError):  # wakes accept()
            self._listener.shutdown(socket.SHUT_RDWR)

    def _follow(self, connection: socket.socket) -> None:
        # The script works on a duplicate: TLS may take it over, and `stop` can still wake it through the original.
        with suppress(OSError), connection.dup() as ours:
            self._script(ours, self._over)
        with self._lock:
            self._open.discard(connection)
            connection.close()
