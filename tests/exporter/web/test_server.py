import os
import socket
import ssl
import threading
import time
from collections.abc import Callable
from itertools import repeat
from pathlib import Path

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route

from exporter.web.server import ListenError, Running, serve
from exporter.web.tls import Tls, server_context
from exporter.web.web_config import WebConfig
from tests.authority import Authority, Issued, rsa_key

Start = Callable[..., Running]


def _hello(_request: Request) -> Response:
    return PlainTextResponse("xin chào")


HELLO = Starlette(routes=[Route("/", _hello)])


def _get(running: Running, context: ssl.SSLContext | None = None) -> httpx.Response:
    scheme = "http" if context is None else "https"
    with httpx.Client(trust_env=False, verify=context or False) as client:
        return client.get(f"{scheme}://127.0.0.1:{running.port}/")


def _trusting(authority: Authority) -> ssl.SSLContext:
    return ssl.create_default_context(cadata=authority.pem.decode())


def _presented(running: Running, authority: Authority) -> bytes:
    with (
        socket.create_connection(("127.0.0.1", running.port), 5) as connection,
        _trusting(authority).wrap_socket(connection, server_hostname="localhost") as wrapped,
    ):
        return wrapped.getpeercert(binary_form=True) or b""


def test_a_listener_answers(start: Start) -> None:
    answer = _get(start(HELLO))

    assert answer.text == "xin chào"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "server" not in answer.headers


def test_a_listener_speaks_ipv6() -> None:
    running = serve(HELLO, "[::1]:0")
    try:
        with httpx.Client(trust_env=False) as client:
            assert client.get(f"http://[::1]:{running.port}/").text == "xin chào"
    finally:
        running.stop()


def test_a_taken_port_is_refused_with_a_sentence(start: Start) -> None:
    taken = start(HELLO).port

    with pytest.raises(ListenError) as refused:
        serve(HELLO, f"127.0.0.1:{taken}")

    assert refused.value.text.en.startswith(
        f"Cannot listen on 127.0.0.1:{taken}: another program uses this port;"
    )
    assert refused.value.text.vi.startswith(f"Không mở được 127.0.0.1:{taken} để lắng nghe:")


@pytest.mark.parametrize(
    "listen", ["9740", "127.0.0.1", "::1:9740", "127.0.0.1:99999", "[::1]", "localhost:"]
)
def test_what_is_no_address_to_listen_on_is_refused(listen: str) -> None:
    with pytest.raises(ListenError) as refused:
        serve(HELLO, listen)

    assert "host:port" in refused.value.text.en


def test_a_stopped_listener_gives_its_port_back(start: Start) -> None:
    running = start(HELLO)
    assert _get(running).status_code == 200

    running.stop()

    serve(HELLO, f"127.0.0.1:{running.port}").stop()


def test_a_listener_stops_within_three_seconds_whatever_its_clients_do(start: Start) -> None:
    asked, released = threading.Event(), threading.Event()

    def slow(_request: Request) -> Response:
        asked.set()
        released.wait(30)
        return PlainTextResponse("")

    running = start(Starlette(routes=[Route("/", slow)]))
    idle = socket.create_connection(("127.0.0.1", running.port))
    waiting = socket.create_connection(("127.0.0.1", running.port))
    waiting.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
    assert asked.wait(10)

    began = time.monotonic()
    running.stop()

    assert time.monotonic() - began < 3
    released.set()
    idle.close()
    waiting.close()


@pytest.mark.parametrize("said", [b"", b"GET / HTTP/1.1\r\nHost:"])
def test_a_client_that_does_not_ask_loses_its_connection(said: bytes) -> None:
    running = serve(HELLO, "127.0.0.1:0", patience_seconds=0.3)
    try:
        with socket.create_connection(("127.0.0.1", running.port), timeout=30) as connection:
            connection.sendall(said)
            assert _rest_of(connection) == b""
    finally:
        running.stop()


def test_a_client_that_drips_its_second_question_loses_its_connection() -> None:
    running = serve(HELLO, "127.0.0.1:0", patience_seconds=0.3)
    try:
        with socket.create_connection(("127.0.0.1", running.port), timeout=30) as connection:
            connection.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
            assert connection.recv(65536).startswith(b"HTTP/1.1 200")
            connection.sendall(b"GET / HT")
            assert b"HTTP/1.1" not in _rest_of(connection)
    finally:
        running.stop()


def test_a_client_whose_question_has_a_body_without_end_loses_its_connection() -> None:
    running = serve(HELLO, "127.0.0.1:0", patience_seconds=1.0)
    try:
        with socket.create_connection(("127.0.0.1", running.port), timeout=30) as connection:
            connection.sendall(b"GET / HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\na")
            assert connection.recv(65536).startswith(b"HTTP/1.1 200")
            connection.sendall(b"b")  # the server takes a byte after its answer for the next question
            assert b"HTTP/1.1" not in _rest_of(connection)
    finally:
        running.stop()


def test_a_client_may_ask_again_and_again(start: Start) -> None:
    running = start(HELLO)

    with httpx.Client(base_url=f"http://127.0.0.1:{running.port}", trust_env=False) as client:
        assert [client.get("/").text for _ in range(3)] == ["xin chào"] * 3


@pytest.mark.parametrize(("most", "status"), [(3, 503), (5, 200)])
def test_more_clients_than_may_come_are_told_to_come_again(most: int, status: int) -> None:
    running = serve(HELLO, "127.0.0.1:0", most_connections=most)
    idle = [socket.create_connection(("127.0.0.1", running.port)) for _ in range(3)]
    try:
        assert httpx.get(f"http://127.0.0.1:{running.port}/").status_code == status
    finally:
        for each in idle:
            each.close()
        running.stop()


def test_a_client_that_never_reads_loses_its_connection() -> None:
    asked = threading.Event()

    def endless(_request: Request) -> Response:
        asked.set()
        return StreamingResponse(repeat(bytes(1 << 20)))

    running = serve(Starlette(routes=[Route("/", endless)]), "127.0.0.1:0", patience_seconds=0.5)
    try:
        with socket.create_connection(("127.0.0.1", running.port)) as connection:
            connection.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
            assert asked.wait(30)
            ends = time.monotonic() + 60
            while running._server.server_state.connections:
                assert time.monotonic() < ends
                time.sleep(0.05)
    finally:
        running.stop()


def _rest_of(connection: socket.socket) -> bytes:
    got = b""
    try:
        while part := connection.recv(65536):
            got += part
    except ConnectionResetError:
        pass
    return got


def test_tls_is_spoken_with_the_certificate_of_the_web_config(start: Start, tmp_path: Path) -> None:
    authority = Authority.root()
    certificate, key = authority.server("127.0.0.1").write(tmp_path)

    running = start(HELLO, WebConfig(tls=Tls(certificate, key)))

    assert running.scheme == "https"
    assert _get(running, _trusting(authority)).text == "xin chào"
    with pytest.raises(httpx.RemoteProtocolError):
        _get(running)


def test_a_renewed_certificate_is_presented_without_a_restart(start: Start, tmp_path: Path) -> None:
    authority = Authority.root()
    first, second = authority.server("localhost"), authority.server("localhost")
    certificate, key = first.write(tmp_path)
    running = start(HELLO, WebConfig(tls=Tls(certificate, key)))
    assert _presented(running, authority) == first.der

    _renew(second, certificate, key)

    assert _presented(running, authority) == second.der


def test_half_a_renewal_keeps_the_old_certificate(start: Start, tmp_path: Path) -> None:
    authority = Authority.root()
    first, second = authority.server("localhost"), authority.server("localhost")
    certificate, key = first.write(tmp_path)
    running = start(HELLO, WebConfig(tls=Tls(certificate, key)))

    certificate.write_bytes(second.chain_pem)
    assert _presented(running, authority) == first.der
    certificate.unlink()
    assert _presented(running, authority) == first.der

    _renew(second, certificate, key)
    assert _presented(running, authority) == second.der


def test_a_client_without_a_certificate_is_turned_away_where_one_is_required(
    start: Start, tmp_path: Path
) -> None:
    authority = Authority.root()
    certificate, key = authority.server("127.0.0.1").write(tmp_path)
    own_certificate, own_key = authority.signer().write(tmp_path, "client")
    (tmp_path / "ca.pem").write_bytes(authority.pem)
    tls = Tls(certificate, key, ssl.CERT_REQUIRED, tmp_path / "ca.pem")
    running = start(HELLO, WebConfig(tls=tls))

    with pytest.raises(httpx.TransportError):
        _get(running, _trusting(authority))
    with_own = _trusting(authority)
    with_own.load_cert_chain(own_certificate, own_key)
    assert _get(running, with_own).text == "xin chào"


def test_an_old_tls_version_is_turned_away(start: Start, tmp_path: Path) -> None:
    authority = Authority.root()
    certificate, key = authority.server("127.0.0.1").write(tmp_path)
    running = start(HELLO, WebConfig(tls=Tls(certificate, key, min_version=ssl.TLSVersion.TLSv1_3)))
    old = _trusting(authority)
    old.maximum_version = ssl.TLSVersion.TLSv1_2

    with pytest.raises(httpx.ConnectError):
        _get(running, old)


@pytest.mark.parametrize("cipher", ["AES256-GCM-SHA384", "AES128-SHA", "ECDHE-RSA-AES128-SHA", "NULL-SHA256"])
def test_a_weak_cipher_is_turned_away(start: Start, tmp_path: Path, cipher: str) -> None:
    """Without forward secrecy, with SHA-1, without encryption."""
    authority = Authority.root()
    certificate, key = authority.server("127.0.0.1", key=rsa_key(2048)).write(tmp_path)
    running = start(HELLO, WebConfig(tls=Tls(certificate, key)))
    weak = _trusting(authority)
    weak.maximum_version = ssl.TLSVersion.TLSv1_2
    weak.set_ciphers(f"{cipher}:@SECLEVEL=0")

    with pytest.raises(httpx.ConnectError):
        _get(running, weak)
    weak.set_ciphers("ECDHE+AESGCM")
    assert _get(running, weak).status_code == 200


@pytest.mark.parametrize(
    ("suite", "spoken"),
    [
        ("ECDHE-ECDSA-AES256-GCM-SHA384", True),
        ("ECDHE-ECDSA-AES128-GCM-SHA256", True),
        ("ECDHE-ECDSA-CHACHA20-POLY1305", True),
        ("ECDHE-ECDSA-AES128-SHA256", False),  # encrypted first and signed later
        ("ECDHE-ECDSA-AES128-SHA", False),
        ("ECDHE-ECDSA-AES256-CCM8", False),  # a short signature
    ],
)
def test_only_strong_suites_are_spoken(start: Start, tmp_path: Path, suite: str, spoken: bool) -> None:
    authority = Authority.root()
    certificate, key = authority.server("127.0.0.1").write(tmp_path)
    running = start(HELLO, WebConfig(tls=Tls(certificate, key)))
    with_it = _trusting(authority)
    with_it.maximum_version = ssl.TLSVersion.TLSv1_2
    with_it.set_ciphers(f"{suite}:@SECLEVEL=0")

    if spoken:
        assert _get(running, with_it).text == "xin chào"
    else:
        with pytest.raises(httpx.ConnectError):
            _get(running, with_it)


def test_by_itself_a_listener_speaks_tls_1_2_and_1_3_with_a_key_for_each_connection(tmp_path: Path) -> None:
    """Whatever the certificate: the keys of yesterday's connections cannot be had with the certificate's key of today."""
    certificate, key = Authority.root().server("127.0.0.1").write(tmp_path)
    context = server_context(Tls(certificate, key))
    suites = context.get_ciphers()

    assert context.minimum_version is ssl.TLSVersion.TLSv1_2
    assert len(suites) >= 9
    assert {one["name"] for one in suites if not one["aead"] or one["strength_bits"] < 128} == set()
    assert {one["kea"] for one in suites} == {"kx-any", "kx-ecdhe", "kx-dhe"}  # any: all that TLS 1.3 has


def _renew(issued: Issued, certificate: Path, key: Path) -> None:
    """As certbot does it: the new files take the place of the old."""
    for path, content in ((certificate, issued.chain_pem), (key, issued.key_pem)):
        fresh = path.with_suffix(".new")
        fresh.write_bytes(content)
        os.replace(fresh, path)  # noqa: PTH105  # the atomic one, by its name
