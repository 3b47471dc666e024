"""Fake hubs behind real HTTP on loopback."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock, Thread
from typing import Any

from exporter.delivery.courier import PostFailed
from tests.fakes.hub import FakeHub


class _Server(ThreadingHTTPServer):
    request_queue_size = 64

    def handle_error(self, *_: Any) -> None:
        """A client that was killed is none."""


@contextmanager
def serving_hubs(
    hubs: Mapping[str, FakeHub], moment: Callable[[str], None] = lambda _: None
) -> Iterator[str]:
    """The URL below which each hub answers at its name. moment: called with "asked" and "taken" around each POST.

    A hub that raises hangs up: its answer is lost."""
    lock = Lock()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            if len(body) < int(self.headers["Content-Length"]):
                return
            _, name, path = self.path.split("/", 2)
            moment("asked")
            with lock:
                try:
                    reply = hubs[name].post(f"/{path}", body, dict(self.headers))
                except PostFailed:
                    return
            moment("taken")
            self.send_response(reply.status)
            self.send_header("Content-Length", str(len(reply.body)))
            self.end_headers()
            self.wfile.write(reply.body)

        def log_message(self, *_: Any) -> None:
            """Nobody reads it."""

    with _Server(("127.0.0.1", 0), Handler) as server:
        thread = Thread(target=server.serve_forever, args=(0.05,), name="test-hub")
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()
