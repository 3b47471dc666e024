"""A receiver of remote write that takes everything and looks at nothing."""

from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread


class _Taker(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(204)
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        del format, args


@contextmanager
def sink() -> Iterator[str]:
    """Its URL, on a free port of 127.0.0.1, until the block ends."""
    with ThreadingHTTPServer(("127.0.0.1", 0), _Taker) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/api/v1/write"
        finally:
            server.shutdown()
            thread.join()
