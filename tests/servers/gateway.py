"""A message service on loopback (Telegram, Zalo, an SMS gateway): it keeps what it is asked, and answers as a test tells it."""

import json
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl

HANG_UP = 0
"""In place of a status: the connection is cut without an answer."""
TRICKLE = -1
"""In place of a status: 200, and a body that never ends."""
CUT = -2
"""In place of a status: 200, and a body that ends before its announced length."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One request. said: its JSON or its form."""

    path: str
    headers: Mapping[str, str]
    said: Mapping[str, Any]


@dataclass(slots=True)
class Gateway:
    """answers: (status, JSON, headers), the first to the first request; the last one is given again and again."""

    answers: list[tuple[int, Any, Mapping[str, str]]]
    port: int = 0
    asked: list[Asked] = field(default_factory=list)
    stopped: threading.Event = field(default_factory=threading.Event)

    @property
    def url(self) -> str:
        """Where it is."""
        return f"http://127.0.0.1:{self.port}"


def says(status: int, said: Any = None, **headers: str) -> tuple[int, Any, Mapping[str, str]]:
    """An answer."""
    return status, said, {name.replace("_", "-"): value for name, value in headers.items()}


@contextmanager
def gateway(*answers: tuple[int, Any, Mapping[str, str]]) -> Iterator[Gateway]:
    """A service on a free port of 127.0.0.1, until the block ends."""
    service = Gateway(list(answers))

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:  # http.server's name
            body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
            is_json = self.headers.get("Content-Type", "").startswith("application/json")
            said = json.loads(body) if is_json else dict(parse_qsl(body))
            service.asked.append(Asked(self.path, dict(self.headers), said))
            status, answer, headers = service.answers[0]
            if len(service.answers) > 1:
                service.answers.pop(0)
            self._answer(status, answer, headers)

        def _answer(self, status: int, answer: Any, headers: Mapping[str, str]) -> None:
            self.close_connection = True
            if status == HANG_UP:
                return
            text = answer.encode() if isinstance(answer, str) else json.dumps(answer).encode()
            self.send_response(max(status, 200))
            for name, value in headers.items():
                self.send_header(name, value)
            if status == CUT:
                self.send_header("Content-Length", str(len(text) + 100))
            self.end_headers()
            self.wfile.write(text)
            while status == TRICKLE and not service.stopped.wait(0.02):
                try:
                    self.wfile.write(b" ")
                except OSError:
                    return

        def log_message(self, *_arguments: object) -> None:
            """Nothing: the test's output is for the test."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    service.port = server.server_port
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield service
    finally:
        service.stopped.set()
        server.shutdown()
        thread.join()
        server.server_close()
