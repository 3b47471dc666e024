"""A receiver of remote write: reads what it is sent by its own eyes, takes what it likes, and remembers it."""

import ssl
import struct
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

from cramjam import snappy

from exporter.delivery.replay.encode import Sample


@dataclass(frozen=True)
class Reply:
    """What it answers."""

    status: int = 204
    said: str = ""
    headers: dict[str, str] = field(default_factory=dict)


TAKEN = Reply()


@dataclass
class Receiver:
    """url: where it listens. reply: what it makes of samples; what it answers 2xx to is in `taken`. posts: how many came."""

    url: str = ""
    reply: Callable[[list[Sample]], Reply] = lambda _: TAKEN
    taken: list[Sample] = field(default_factory=list)
    posts: int = 0
    headers: list[dict[str, str]] = field(default_factory=list)


@contextmanager
def receiver(
    reply: Callable[[list[Sample]], Reply] = lambda _: TAKEN, tls: ssl.SSLContext | None = None
) -> Iterator[Receiver]:
    """A receiver on a free port of 127.0.0.1, until the block ends."""
    here = Receiver(reply=reply)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            samples = samples_of(self.rfile.read(int(self.headers["Content-Length"])))
            here.posts += 1
            here.headers.append(dict(self.headers))
            reply = here.reply(samples)
            if 200 <= reply.status < 300:
                here.taken += samples
            said = reply.said.encode()
            self.send_response(reply.status)
            for name, value in reply.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(said)))
            self.end_headers()
            self.wfile.write(said)

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        if tls is not None:
            server.socket = tls.wrap_socket(server.socket, server_side=True)
        scheme = "http" if tls is None else "https"
        here.url = f"{scheme}://127.0.0.1:{server.server_port}/api/v1/write"
        thread = Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield here
        finally:
            server.shutdown()
            thread.join()


def samples_of(body: bytes) -> list[Sample]:
    """A `WriteRequest` as any reader of protobuf takes it."""
    found = []
    for _, series in _fields(bytes(snappy.decompress_raw(body))):
        parts = list(_fields(series))
        labels = tuple(
            (name.decode(), value.decode())
            for number, pair in parts
            if number == 1
            for name, value in [[text for _, text in _fields(pair)]]
        )
        for number, part in parts:
            if number == 2:
                value, when = part[1:9], part[10:]
                found.append(Sample(labels, _varint(when, 0)[0], struct.unpack("<d", value)[0]))
    return found


def _fields(message: bytes) -> Iterator[tuple[int, bytes]]:
    """The length-delimited fields of a message, by number."""
    at = 0
    while at < len(message):
        assert message[at] & 7 == 2, "only strings and messages"
        number = message[at] >> 3
        length, at = _varint(message, at + 1)
        yield number, message[at : at + length]
        at += length


def _varint(message: bytes, at: int) -> tuple[int, int]:
    number = shift = 0
    while True:
        byte = message[at]
        number |= (byte & 0x7F) << shift
        at, shift = at + 1, shift + 7
        if byte < 0x80:
            return number, at
