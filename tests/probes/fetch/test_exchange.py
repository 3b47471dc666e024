"""One question over HTTP: what goes out, what comes back, how far redirects are followed, and where it stops."""

import socket
from itertools import repeat
from threading import Event
from typing import Any

import pytest

from probes.fetch import Record
from probes.gate import RealGate
from probes.reasons import ProbeFailed, Reason
from tests.servers.exchanging import get
from tests.servers.hostile import CHUNKED, GZIP_BOMB, pours, slow
from tests.servers.loopback import Script, serving
from tests.servers.plain import answer, hang_up, hear, maps, path_of, says


class Heard:
    """Answers every request alike and keeps them all, body included."""

    def __init__(self, raw: bytes) -> None:
        self.raw = raw
        self.requests: list[bytes] = []

    def meet(self, connection: socket.socket, over: Event) -> None:
        got = connection.recv(65536)
        length = next(
            (int(line[15:]) for line in got.split(b"\r\n") if line.startswith(b"Content-Length:")), 0
        )
        while len(got.partition(b"\r\n\r\n")[2]) < length:
            got += connection.recv(65536)
        self.requests.append(got)
        connection.sendall(self.raw)
        hang_up(connection, over)


def redirect(to: str, status: str = "302 Found") -> bytes:
    return answer(status, f"Location: {to}", body=b"")


def failure(gate: RealGate, script: Script, path: str = "/", **wish: Any) -> ProbeFailed:
    with serving(script) as port, pytest.raises(ProbeFailed) as failed:
        get(gate, f"http://127.0.0.1:{port}{path}", **wish)
    return failed.value


def test_status_headers_body_and_the_servers_clock_come_back(gate: RealGate) -> None:
    raw = answer("404 Not Found", "Date: Sun, 06 Nov 1994 08:49:37 GMT", "ETag: x", body=b"nothing")
    with serving(says(raw)) as port:
        got = get(gate, f"http://127.0.0.1:{port}/a?b=c#d")

    assert (got.status, got.body, got.headers["etag"]) == (404, b"nothing", "x")
    assert got.date == 784_111_777.0
    assert got.url == f"http://127.0.0.1:{port}/a?b=c"


@pytest.mark.parametrize("date", ["Date: soon", "Date: Sun, 99 Nov 1994 08:49:37 GMT", "Dates: none"])
def test_a_clock_that_cannot_be_read_is_none(gate: RealGate, date: str) -> None:
    with serving(says(answer("200 OK", date))) as port:
        assert get(gate, f"http://127.0.0.1:{port}/").date is None


def test_it_says_who_asks_wants_nothing_packed_and_keeps_no_connection(gate: RealGate) -> None:
    heard = Heard(answer())
    with serving(heard.meet) as port:
        get(gate, f"http://127.0.0.1:{port}/", user_agent="who", headers={"If-None-Match": '"1"'})

    request = heard.requests[0].decode()
    assert request.startswith("GET / HTTP/1.1\r\n")
    for line in ("User-Agent: who", "Accept-Encoding: identity", "Connection: close", 'If-None-Match: "1"'):
        assert f"\r\n{line}\r\n" in request
    assert "Cookie" not in request


def test_a_question_with_a_body_is_posted_with_its_length(gate: RealGate) -> None:
    heard = Heard(answer())
    with serving(heard.meet) as port:
        get(
            gate,
            f"http://127.0.0.1:{port}/",
            method="POST",
            body=b"\x30\x03abc",
            headers={"Content-Type": "application/ocsp-request"},
        )

    request = heard.requests[0]
    assert request.startswith(b"POST / HTTP/1.1\r\n")
    assert b"\r\nContent-Length: 5\r\n" in request
    assert b"\r\nContent-Type: application/ocsp-request\r\n" in request
    assert request.endswith(b"\r\n\r\n\x30\x03abc")


def test_neither_the_environments_proxy_nor_its_password_file_is_used(
    gate: RealGate, monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    netrc = tmp_path_factory.mktemp("home") / "netrc"
    netrc.write_text("machine 127.0.0.1 login me password secret\n")
    monkeypatch.setenv("NETRC", str(netrc))
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    heard = Heard(answer())
    with serving(heard.meet) as port:
        get(gate, f"http://127.0.0.1:{port}/")

    assert b"Authorization" not in heard.requests[0]


def test_the_phases_of_every_hop_are_summed(gate: RealGate) -> None:
    record = Record()
    with serving(maps({"/": redirect("/there"), "/there": answer()})) as port:
        get(gate, f"http://127.0.0.1:{port}/", record=record)

    assert set(record.phases) == {"resolve", "connect", "processing", "transfer"}
    assert record.ip_protocol == 4


def test_the_phases_are_known_when_it_fails_too(gate: RealGate) -> None:
    record = Record()
    failure(gate, says(b"HTTP/1.1 "), record=record)

    assert {"resolve", "connect"} <= set(record.phases)


# redirects


@pytest.mark.parametrize("status", ["301 x", "302 x", "303 x", "307 x", "308 x"])
def test_a_question_without_a_body_follows_redirects(gate: RealGate, status: str) -> None:
    with serving(maps({"/": redirect("/there", status), "/there": answer(body=b"here")})) as port:
        got = get(gate, f"http://127.0.0.1:{port}/")

    assert (got.body, got.url) == (b"here", f"http://127.0.0.1:{port}/there")


@pytest.mark.parametrize("status", ["307 x", "308 x"])
def test_a_posted_question_is_posted_again_where_it_is_sent_on(gate: RealGate, status: str) -> None:
    there = Heard(answer(body=b"here"))
    with serving(there.meet) as other, serving(says(redirect(f"http://127.0.0.1:{other}/", status))) as port:
        got = get(gate, f"http://127.0.0.1:{port}/", method="POST", body=b"question")

    assert got.body == b"here"
    assert there.requests[0].startswith(b"POST / ")
    assert there.requests[0].endswith(b"\r\n\r\nquestion")


@pytest.mark.parametrize("status", ["301 x", "302 x", "303 x"])
def test_a_posted_question_does_not_become_another_one(gate: RealGate, status: str) -> None:
    failed = failure(gate, says(redirect("/there", status)), method="POST", body=b"question")

    assert failed.reason is Reason.REDIRECT_REFUSED
    assert failed.detail == f"{status[:3]} in answer to POST"


@pytest.mark.parametrize("status", ["300 Multiple Choices", "304 Not Modified"])
def test_other_3xx_are_answers(gate: RealGate, status: str) -> None:
    with serving(says(answer(status, "Location: /there", body=b""))) as port:
        assert get(gate, f"http://127.0.0.1:{port}/").status == int(status[:3])


def test_five_redirects_are_followed_and_a_sixth_is_not(gate: RealGate) -> None:
    pages = {f"/{number}": redirect(f"/{number + 1}") for number in range(6)} | {"/6": answer()}
    with serving(maps(pages)) as port:
        assert get(gate, f"http://127.0.0.1:{port}/1").status == 200
        with pytest.raises(ProbeFailed) as failed:
            get(gate, f"http://127.0.0.1:{port}/0")

    assert failed.value.reason is Reason.REDIRECT_LOOP
    assert failed.value.detail == "more than 5 redirects"


def test_a_circle_is_seen_at_once(gate: RealGate) -> None:
    asked: list[str] = []

    def script(connection: socket.socket, over: Event) -> None:
        asked.append(path_of(hear(connection)))
        connection.sendall(redirect("/b" if asked[-1] == "/a" else "/a"))
        hang_up(connection, over)

    failed = failure(gate, script, "/a")

    assert failed.reason is Reason.REDIRECT_LOOP
    assert asked == ["/a", "/b"]


def test_a_redirect_to_nowhere_is_no_http(gate: RealGate) -> None:
    assert failure(gate, says(answer("302 Found"))).reason is Reason.HTTP_INVALID


# sizes and times


def test_a_body_of_just_the_limit_is_taken(gate: RealGate) -> None:
    with serving(says(answer(body=b"x" * 1000))) as port:
        assert len(get(gate, f"http://127.0.0.1:{port}/").body) == 1000


@pytest.mark.parametrize(
    "script",
    [
        pytest.param(says(answer(body=b"x" * 1001)), id="one byte more"),
        pytest.param(says(b"HTTP/1.1 200 OK\r\n\r\n" + b"x" * 1001), id="length unsaid"),
        pytest.param(pours(b"HTTP/1.1 200 OK\r\n\r\n", repeat(b"x" * 16384)), id="endless"),
        pytest.param(pours(CHUNKED, repeat(b"10\r\n" + b"x" * 16 + b"\r\n")), id="endless chunks"),
        pytest.param(pours(CHUNKED + b"FFFFFFFFFF\r\n", repeat(b"x" * 16384)), id="a chunk of a terabyte"),
        pytest.param(
            pours(b"HTTP/1.1 200 OK\r\nContent-Length: 209715200\r\n\r\n", repeat(b"x" * 16384)), id="200 MB"
        ),
        pytest.param(
            says(b"HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999999999\r\n\r\n"), id="absurd length"
        ),
    ],
)
def test_what_is_larger_than_the_limit_is_not_read(gate: RealGate, script: Script) -> None:
    failed = failure(gate, script)

    assert failed.reason is Reason.HTTP_TOO_LARGE
    assert failed.detail == "more than 1000 bytes"


def test_what_is_packed_unasked_is_left_packed(gate: RealGate) -> None:
    bomb = answer("200 OK", "Content-Encoding: gzip", body=GZIP_BOMB)
    with serving(says(bomb)) as port:
        assert get(gate, f"http://127.0.0.1:{port}/", limit_bytes=1_000_000).body == GZIP_BOMB


def test_a_body_that_breaks_off_is_no_body(gate: RealGate) -> None:
    failed = failure(gate, says(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf"))

    assert failed.reason is Reason.RESET


def test_a_body_that_drips_ends_with_the_look(gate: RealGate) -> None:
    failed = failure(gate, slow(b"HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\nx"), seconds=0.7)

    assert failed.reason is Reason.TIMEOUT
