import socket
from collections.abc import Iterator
from ipaddress import IPv4Address
from queue import Queue

import pytest

from exporter.demo.sockets import bind
from exporter.demo.tcp_pinger import TcpPinger
from probes.clock import Instant, SystemClock
from probes.network import EchoReply, EchoRequest
from probes.reasons import ProbeFailed, Reason

Replies = Queue[tuple[int, EchoReply, Instant]]

NEAR = IPv4Address("127.46.1.1")
OTHER = IPv4Address("127.46.1.2")
CLOSED = IPv4Address("127.46.1.3")
WAIT_SECONDS = 20


@pytest.fixture
def port() -> Iterator[int]:
    """Two addresses that accept connections on one port; nobody has to pick them up."""
    listeners = bind([str(NEAR), str(OTHER)], 0, socket.SOCK_STREAM)
    for listener in listeners:
        listener.listen(64)
    yield int(listeners[0].getsockname()[1])
    for listener in listeners:
        listener.close()


@pytest.fixture
def pinger(port: int) -> Iterator[TcpPinger]:
    pinger = TcpPinger(port, SystemClock())
    yield pinger
    pinger.close()


def test_a_connection_that_comes_about_is_a_round_trip(pinger: TcpPinger) -> None:
    replies: Replies = Queue()
    request = EchoRequest(NEAR, count=3, gap_seconds=0.01)
    pinger.submit([(0.0, request)], lambda *reply: replies.put(reply))
    index, reply, _ = replies.get(timeout=WAIT_SECONDS)

    assert (index, reply.address) == (0, NEAR)
    assert len(reply.round_trips) == 3
    assert all(trip is not None and 0 < trip < request.timeout_seconds for trip in reply.round_trips)


def test_every_address_gets_one_reply_of_its_own(pinger: TcpPinger) -> None:
    replies: Replies = Queue()
    pinger.submit(
        [(0.0, EchoRequest(address, count=1)) for address in (NEAR, OTHER, CLOSED)],
        lambda *reply: replies.put(reply),
    )
    seen = {index: reply for index, reply, _ in (replies.get(timeout=WAIT_SECONDS) for _ in range(3))}

    assert {index: reply.address for index, reply in seen.items()} == {0: NEAR, 1: OTHER, 2: CLOSED}
    assert seen[0].round_trips[0] is not None
    assert seen[1].round_trips[0] is not None


def test_a_refused_connection_is_a_lost_packet(pinger: TcpPinger) -> None:
    replies: Replies = Queue()
    pinger.submit([(0.0, EchoRequest(CLOSED, count=2, gap_seconds=0))], lambda *reply: replies.put(reply))
    _, reply, _ = replies.get(timeout=WAIT_SECONDS)

    assert reply == EchoReply(CLOSED, (None, None))


def test_a_connection_that_never_comes_about_is_lost_when_its_time_is_over() -> None:
    # a listener whose queue is full lets further connections hang, as a silent line does
    with socket.create_server((str(NEAR), 0), backlog=0) as full:
        held = [socket.socket() for _ in range(8)]
        for sock in held:
            sock.setblocking(False)
            sock.connect_ex(full.getsockname())
        pinger = TcpPinger(full.getsockname()[1], SystemClock())
        replies: Replies = Queue()
        request = EchoRequest(NEAR, count=1, timeout_seconds=0.2)
        pinger.submit([(0.0, request)], lambda *reply: replies.put(reply))
        _, reply, _ = replies.get(timeout=WAIT_SECONDS)
        pinger.close()
        for sock in held:
            sock.close()

    assert reply.round_trips == (None,)
    assert reply.send_error == ""


def test_a_request_begins_at_its_own_moment(pinger: TcpPinger) -> None:
    replies: Replies = Queue()
    moment = SystemClock().now().monotonic + 0.2
    pinger.submit([(moment, EchoRequest(NEAR, count=1))], lambda *reply: replies.put(reply))
    _, _, began = replies.get(timeout=WAIT_SECONDS)

    assert began.monotonic == moment
    assert SystemClock().now().monotonic >= moment


def test_closing_reports_what_was_not_answered_as_cancelled(port: int) -> None:
    pinger = TcpPinger(port, SystemClock())
    replies: Replies = Queue()
    later = SystemClock().now().monotonic + 3600
    pinger.submit([(later, EchoRequest(NEAR, count=2))], lambda *reply: replies.put(reply))
    pinger.close()
    _, reply, _ = replies.get_nowait()

    assert reply == EchoReply(NEAR, (None, None), send_error="ECANCELED")


def test_a_closed_pinger_takes_no_more_requests(port: int) -> None:
    pinger = TcpPinger(port, SystemClock())
    pinger.close()

    with pytest.raises(ProbeFailed) as failed:
        pinger.submit([(0.0, EchoRequest(NEAR))], lambda *reply: pytest.fail(str(reply)))
    assert failed.value.reason is Reason.CANCELLED


def test_one_subscriber_that_raises_does_not_end_all_pinging(
    pinger: TcpPinger, caplog: pytest.LogCaptureFixture
) -> None:
    def raises(index: int, reply: EchoReply, began: Instant) -> None:
        raise RuntimeError(index, reply, began)

    replies: Replies = Queue()
    pinger.submit([(0.0, EchoRequest(NEAR, count=1))], raises)
    pinger.submit([(0.0, EchoRequest(OTHER, count=1))], lambda *reply: replies.put(reply))

    assert replies.get(timeout=WAIT_SECONDS)[1].address == OTHER
    assert "could not be handed on" in caplog.text
