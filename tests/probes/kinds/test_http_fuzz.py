"""Whatever bytes a web server or a name server sends, a look ends with a reason of the closed list, and never with a bug."""

import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from ipaddress import ip_address
from threading import Thread

import dns.message
from hypothesis import example, given, settings
from hypothesis import strategies as st

from probes.inventory.values import IPAddress
from probes.kind import Seen
from probes.kinds.dns import DnsTarget
from probes.kinds.dns import observe as observe_dns
from probes.kinds.http import HttpTarget
from probes.kinds.http import observe as observe_http
from probes.reasons import ProbeFailed, Reason
from tests.fakes.network import FakeNetwork

PIECES = st.sampled_from(
    [
        b"HTTP/1.1 ", b"HTTP/9 ", b"200", b"302", b"103 \r\n\r\n", b" OK", b"\r\n", b"\r\n\r\n", b"\n", b" ", b"\0", b":",
        b"Location: ", b"//[", b"http://", b"https:", b"\xc4\x91", b"?", b"..", b"@", b":99999", b"Content-Length: ", b"-1",
        b"7", b"Transfer-Encoding: chunked\r\n", b"ffffffffffffffffffff", b"Set-Cookie: a=b; ", b"Path=", b"Expires=",
        b"Content-Encoding: gzip\r\n", b"Content-Type: text/html; charset=", b"idna", b"Retry-After: ", b"503",
    ]
)  # fmt: skip
ANSWERS = st.one_of(st.binary(max_size=200), st.lists(PIECES, max_size=20).map(b"".join))
SEEN = "HTTP/1.1 302 Found\r\nContent-Length: 0\r\nLocation: "
LOCATIONS = st.text(st.characters(codec="utf-8", exclude_characters="\r\n"), max_size=60).map(
    lambda location: f"{SEEN}{location}\r\n\r\n".encode()
)


@dataclass
class OneAnswer(FakeNetwork):
    """Every connection gets the same bytes and their end, whatever it asks."""

    answer: bytes = b""
    far_ends: list[socket.socket] = field(default_factory=list)

    def resolve(self, host: str, family: object = "any") -> list[IPAddress]:
        del host, family
        return [ip_address("127.0.0.1")]

    def connect(self, address: IPAddress, port: int) -> socket.socket:
        del address, port
        near, far = socket.socketpair()
        far.sendall(self.answer)
        far.shutdown(socket.SHUT_WR)
        self.far_ends.append(far)
        return near


@contextmanager
def answering(answer: bytes) -> Iterator[OneAnswer]:
    network = OneAnswer(answer=answer)
    try:
        yield network
    finally:
        for far in network.far_ends:
            far.close()


def ours_of(look: Callable[[], Seen]) -> Reason | None:
    """The reason when the look blames this program; anything but ProbeFailed is a crash and goes through."""
    try:
        look()
    except ProbeFailed as failed:
        return failed.reason if failed.reason.ours else None
    return None


@settings(deadline=None, max_examples=300)
@given(answer=st.one_of(ANSWERS, LOCATIONS))
@example(answer=f"{SEEN}http://a\x00b/\r\n\r\n".encode())
@example(answer=f"{SEEN}http://xn--/\r\n\r\n".encode())
@example(answer=f"{SEEN}http://{'a' * 64}/\r\n\r\n".encode())
@example(answer=f"{SEEN}https://{'a' * 64}.vn/\r\n\r\n".encode())
@example(answer=f"{SEEN}https://a b/\r\n\r\n".encode())
@example(answer=b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=idna\r\n\r\n\xff.")
@example(answer=b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=base64\r\n\r\n\xff.")
@example(answer=b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=a\0b\r\n\r\n\xff.")
@example(answer=b"HTTP/1.1 503 x\r\nRetry-After: Sun, 06 Nov 99999 08:50:37 GMT\r\n\r\n")
def test_no_web_server_can_make_a_look_crash(answer: bytes) -> None:
    target = HttpTarget(url="http://cong.example/", body="x", body_absent="y", headers=(("X", "."),))
    with answering(answer) as network:
        assert ours_of(lambda: observe_http(target, network)) is None


@settings(deadline=None, max_examples=300)
@given(answer=st.binary(max_size=80), keep_id=st.booleans())
def test_no_name_server_can_make_a_look_crash(answer: bytes, keep_id: bool) -> None:
    network = OneDatagram(answer, keep_id=keep_id)
    target = DnsTarget(name="cong.example", server=ip_address("127.0.0.1"))

    assert ours_of(lambda: observe_dns(target, network)) is None


@dataclass
class OneDatagram(FakeNetwork):
    """Answers one question with these bytes, with or without its id, and then with a good one."""

    answer: bytes = b""
    keep_id: bool = False

    def __init__(self, answer: bytes, *, keep_id: bool) -> None:
        super().__init__()
        self.answer = answer
        self.keep_id = keep_id

    def datagram(self, address: IPAddress, port: int) -> socket.socket:
        del address, port
        near, far = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)
        Thread(target=self._serve, args=(far,)).start()
        return near

    def _serve(self, far: socket.socket) -> None:
        with far:
            wire = far.recv(65_535)
            far.send(wire[:2] * self.keep_id + self.answer)
            far.send(dns.message.make_response(dns.message.from_wire(wire)).to_wire())
