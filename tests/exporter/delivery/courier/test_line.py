"""The way to a hub, over real sockets."""

import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event

import pytest

from exporter.delivery.courier import HubLine, PostFailed
from tests.servers.certificates import Certificates, over_tls
from tests.servers.loopback import Script, serving
from tests.servers.plain import answer, hang_up, hear, says


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    return Certificates(tmp_path_factory.mktemp("ca"))


@contextmanager
def tls(script: Script, certificates: Certificates, name: str) -> Iterator[str]:
    with serving(over_tls(script, certificates.context(name))) as port:
        yield f"https://localhost:{port}/"


def failure(line: HubLine) -> PostFailed:
    with pytest.raises(PostFailed) as failed:
        line.post("/api/v1/observations", b"body", {})
    return failed.value


def test_a_hub_with_the_right_certificate_is_asked(certificates: Certificates) -> None:
    heard: list[str] = []

    def script(connection: socket.socket, over: Event) -> None:
        heard.append(hear(connection))
        connection.sendall(answer("429 Too Many Requests", "Retry-After: 7", body=b"{}"))
        hang_up(connection, over)

    with tls(script, certificates, "good") as url:
        reply = HubLine(url, certificates.trust).post("/api/v1/observations", b"body", {"X-Mark": "1"})

    assert (reply.status, reply.headers["retry-after"], reply.body) == (429, "7", b"{}")
    assert heard[0].startswith("POST /api/v1/observations HTTP/1.1\r\n")
    assert "X-Mark: 1\r\n" in heard[0]


@pytest.mark.parametrize("name", ["expired", "wrong_host", "self_signed", "unknown"])
def test_a_hub_with_another_certificate_is_told_nothing(certificates: Certificates, name: str) -> None:
    with tls(says(answer()), certificates, name) as url:
        assert "TLS" in failure(HubLine(url, certificates.trust)).text.vi


def test_what_the_machine_trusts_counts_for_nothing(
    certificates: Certificates, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = Certificates(tmp_path)
    for variable in ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "SSL_CERT_FILE"):
        monkeypatch.setenv(variable, str(certificates.trust))
    with tls(says(answer()), certificates, "good") as url:
        assert "TLS" in failure(HubLine(url, other.trust)).text.vi


def test_a_proxy_of_the_machine_is_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    with serving(says(answer("500 Proxy"))) as proxy, serving(says(answer(body=b"{}"))) as port:
        monkeypatch.setenv("http_proxy", f"http://127.0.0.1:{proxy}")

        assert HubLine(f"http://127.0.0.1:{port}", None).get("/api/v1/plan").body == b"{}"


def test_a_redirect_is_not_followed() -> None:
    with serving(says(answer("302 Found", "Location: http://127.0.0.1:9/"))) as port:
        assert HubLine(f"http://127.0.0.1:{port}", None).get("/").status == 302


def test_an_answer_that_drips_has_an_end() -> None:
    def drips(connection: socket.socket, over: Event) -> None:
        hear(connection)
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
        while not over.wait(0.05):
            connection.sendall(b" ")

    with serving(drips) as port:
        began = time.monotonic()
        failed = failure(HubLine(f"http://127.0.0.1:{port}", None, seconds=0.5))

    assert failed.late
    assert time.monotonic() - began < 60


def test_an_answer_without_end_is_no_hubs() -> None:
    def floods(connection: socket.socket, over: Event) -> None:
        hear(connection)
        connection.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
        while not over.is_set():
            connection.sendall(bytes(65536))

    with serving(floods) as port:
        assert "1048576" in failure(HubLine(f"http://127.0.0.1:{port}", None)).text.en


def test_nobody_there_is_said_in_both_languages() -> None:
    with serving(says(answer())) as port:
        pass
    failed = failure(HubLine(f"http://127.0.0.1:{port}", None))

    assert not failed.late
    assert "không kết nối được" in failed.text.vi
    assert "no connection" in failed.text.en


def test_a_ca_file_that_is_missing_is_a_failure_not_a_crash(tmp_path: Path) -> None:
    with serving(says(answer())) as port:
        failure(HubLine(f"https://localhost:{port}", tmp_path / "none.pem"))


def test_a_redirect_without_end_is_no_hubs_and_is_not_kept_in_memory() -> None:
    sent = 0

    def floods(connection: socket.socket, over: Event) -> None:
        nonlocal sent
        hear(connection)
        connection.sendall(b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:9/\r\n\r\n")
        while not over.is_set():
            connection.sendall(bytes(65536))
            sent += 65536

    with serving(floods) as port:
        assert "1048576" in failure(HubLine(f"http://127.0.0.1:{port}", None, seconds=2.0)).text.en

    assert sent < 64 << 20
