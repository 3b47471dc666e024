import socket
import ssl
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import dns.message
import dns.query
import dns.rcode
import pytest
from cryptography import x509

from exporter.demo.certificates import write_certificates
from exporter.demo.faults import CALM, Effects
from exporter.demo.name_server import answer_to
from exporter.demo.province import (
    DEMO_NAME,
    MEETING_SERVICE,
    NAME_SERVICE,
    PORTAL,
    SERVICE_ADDRESSES,
    TLS_SERVICES,
    Ports,
)
from exporter.demo.servers import Servers
from exporter.demo.signing import authority_url

WAIT_SECONDS = 20


@dataclass(slots=True)
class Running:
    """The servers of one test module; `effects` is set by each test."""

    folder: Path
    ports: Ports
    effects: Effects = CALM


@pytest.fixture(scope="module")
def started(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    servers = Servers()
    ports = servers.bind()
    running = Running(tmp_path_factory.mktemp("certificates"), ports)
    servers.start(running.folder, write_certificates(running.folder, authority_url(ports.authority)))
    servers.follow(lambda: running.effects)
    yield running
    servers.stop()


@pytest.fixture
def running(started: Running) -> Running:
    started.effects = CALM
    return started


def ask(
    running: Running, service: str, request: bytes = b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"
) -> tuple[bytes, datetime]:
    """What a service answers to `request`, and when its certificate ends. Raises ssl.SSLError."""
    context = ssl.create_default_context(cafile=str(running.folder / "root.pem"))
    address = SERVICE_ADDRESSES[service]
    answer = b""
    with (
        socket.create_connection((address, running.ports.https), WAIT_SECONDS) as plain,
        context.wrap_socket(plain, server_hostname=address) as tls,
    ):
        certificate = tls.getpeercert(binary_form=True)
        tls.sendall(request)
        while piece := tls.recv(4096):
            answer += piece
    assert certificate is not None
    return answer, x509.load_der_x509_certificate(certificate).not_valid_after_utc


@pytest.mark.parametrize("service", TLS_SERVICES)
def test_every_service_answers_over_real_tls_with_a_certificate_of_its_own(
    running: Running, service: str
) -> None:
    answer, ends = ask(running, service)

    assert answer.startswith(b"HTTP/1.1 200 OK\r\n")
    assert "mô phỏng".encode() in answer
    assert ends > datetime.now(UTC) + timedelta(days=60)


def test_a_head_request_gets_no_body(running: Running) -> None:
    answer, _ = ask(running, PORTAL, b"HEAD / HTTP/1.1\r\nHost: x\r\n\r\n")

    assert answer.startswith(b"HTTP/1.1 200 OK\r\n")
    assert answer.endswith(b"\r\n\r\n")


@pytest.mark.parametrize(
    ("request_bytes", "status"),
    [(b"POST / HTTP/1.1\r\nHost: x\r\n\r\n", b"405"), (b"nonsense\r\n\r\n", b"400"), (b"\r\n\r\n", b"400")],
)
def test_what_is_not_a_look_at_a_page_is_refused(
    running: Running, request_bytes: bytes, status: bytes
) -> None:
    answer, _ = ask(running, PORTAL, request_bytes)

    assert answer.split()[1] == status


def test_a_request_without_an_end_closes_the_connection(running: Running) -> None:
    answer, _ = ask(running, PORTAL, b"x" * 100_000)

    assert answer == b""


def test_only_the_service_that_the_story_names_answers_with_errors(running: Running) -> None:
    running.effects = Effects(errors=frozenset({PORTAL}))

    assert ask(running, PORTAL)[0].startswith(b"HTTP/1.1 503 ")
    assert ask(running, "vneid")[0].startswith(b"HTTP/1.1 200 ")


def test_an_expiring_certificate_has_five_days_left_and_is_good_until_then(running: Running) -> None:
    running.effects = Effects(expiring=frozenset({PORTAL}))
    _, ends = ask(running, PORTAL)
    left = ends - datetime.now(UTC)

    assert timedelta(days=4, hours=23) < left <= timedelta(days=5)
    assert ask(running, "vneid")[1] > ends + timedelta(days=60)


def test_an_expired_certificate_does_not_pass(running: Running) -> None:
    running.effects = Effects(expired=frozenset({PORTAL}))

    with pytest.raises(ssl.SSLCertVerificationError) as failed:
        ask(running, PORTAL)
    assert failed.value.verify_message == "certificate has expired"


def test_the_name_server_knows_its_name_and_fails_when_the_story_says_so(running: Running) -> None:
    query = dns.message.make_query(DEMO_NAME, "A")
    server, port = SERVICE_ADDRESSES[NAME_SERVICE], running.ports.names

    answer = dns.query.udp(query, server, port=port, timeout=WAIT_SECONDS)
    assert [item.to_text() for item in answer.answer[0]] == [SERVICE_ADDRESSES[PORTAL]]

    running.effects = Effects(names_broken=frozenset({NAME_SERVICE}))
    answer = dns.query.udp(query, server, port=port, timeout=WAIT_SECONDS)
    assert answer.rcode() == dns.rcode.SERVFAIL


@pytest.mark.parametrize(
    ("name", "type_", "rcode"),
    [("khac.demo.invalid", "A", dns.rcode.NXDOMAIN), (DEMO_NAME, "AAAA", dns.rcode.NOERROR)],
)
def test_the_name_server_has_no_other_answers(name: str, type_: str, rcode: dns.rcode.Rcode) -> None:
    answer = answer_to(dns.message.make_query(name, type_).to_wire(), broken=False)

    assert answer is not None
    assert dns.message.from_wire(answer).rcode() == rcode
    assert dns.message.from_wire(answer).answer == []


def test_names_are_compared_without_regard_to_case() -> None:
    answer = answer_to(dns.message.make_query(DEMO_NAME.upper(), "A").to_wire(), broken=False)

    assert answer is not None
    assert len(dns.message.from_wire(answer).answer) == 1


@pytest.mark.parametrize("query", [b"", b"\x00" * 11, b"\xff" * 64])
def test_what_is_no_query_gets_no_answer(query: bytes) -> None:
    assert answer_to(query, broken=False) is None


def test_an_answer_gets_no_answer() -> None:
    answer = answer_to(dns.message.make_query(DEMO_NAME, "A").to_wire(), broken=False)

    assert answer is not None
    assert answer_to(answer, broken=False) is None


def test_the_meeting_service_accepts_connections(running: Running) -> None:
    address = (SERVICE_ADDRESSES[MEETING_SERVICE], running.ports.meeting)

    with socket.create_connection(address, WAIT_SECONDS) as connection:
        assert connection.recv(1) == b""


def test_ports_that_are_taken_are_replaced_by_free_ones(running: Running) -> None:
    second = Servers()
    ports = second.bind()

    assert len({running.ports.https, ports.https, running.ports.names, ports.names}) == 4
    assert ports.authority != running.ports.authority
    assert ports.meeting != running.ports.meeting
    second.stop()


def test_stopping_leaves_no_thread_and_no_port_even_with_clients_in_the_middle(tmp_path: Path) -> None:
    before = set(threading.enumerate())
    servers = Servers()
    ports = servers.bind()
    servers.start(tmp_path, write_certificates(tmp_path, authority_url(ports.authority)))
    acceptor = ("127.46.9.9", servers.accept_on(["127.46.9.9", "127.46.9.10"]))
    portal = (SERVICE_ADDRESSES[PORTAL], ports.https)
    context = ssl.create_default_context(cafile=str(tmp_path / "root.pem"))
    with (
        socket.create_connection(portal, WAIT_SECONDS),  # one that never says hello
        socket.create_connection(portal, WAIT_SECONDS) as plain,
        context.wrap_socket(plain, server_hostname=portal[0]) as tls,
    ):
        tls.sendall(b"GET /")
        servers.stop()

        assert set(threading.enumerate()) == before
        for address in (portal, acceptor):
            with pytest.raises(ConnectionRefusedError):
                socket.create_connection(address, WAIT_SECONDS)
