"""The pinger on the loopback interface, whose answers are real and quick."""

import errno
import logging
import socket
import threading
import time
from collections.abc import Iterator
from ipaddress import ip_address
from pathlib import Path
from typing import Any, cast

import pytest

from probes.clock import Instant, SystemClock
from probes.echo import Sweeper, open_pinger, sweep
from probes.echo.channel import Channel
from probes.echo.sockets import IcmpSocket, open_icmp
from probes.echo.stamps import WallOffset
from probes.network import EchoReply, EchoRequest
from probes.reasons import ProbeFailed, Reason

pytestmark = pytest.mark.needs("root")

HOURS = 7200 * 1_000_000_000


class Inbox:
    """Takes replies in; every index at most once."""

    def __init__(self, expected: int) -> None:
        self.replies: dict[int, EchoReply] = {}
        self.began: dict[int, Instant] = {}
        self._expected = expected
        self._all = threading.Event()

    def deliver(self, index: int, reply: EchoReply, began: Instant) -> None:
        assert index not in self.replies
        self.replies[index], self.began[index] = reply, began
        if len(self.replies) == self._expected:
            self._all.set()

    def wait(self) -> dict[int, EchoReply]:
        assert self._all.wait(30), f"{len(self.replies)} of {self._expected} were delivered"
        return self.replies


@pytest.fixture
def pinger() -> Iterator[Sweeper]:
    with open_pinger(SystemClock()) as pinger:
        yield pinger


def loopback(number: int = 1, count: int = 2, gap: float = 0.0, timeout: float = 5.0) -> EchoRequest:
    return EchoRequest(ip_address(f"127.0.{number // 250}.{number % 250 + 1}"), count, gap, timeout)


def test_both_families_answer(pinger: Sweeper) -> None:
    inbox = Inbox(2)

    pinger.submit([(0.0, loopback()), (0.0, EchoRequest(ip_address("::1"), 2, 0.0))], inbox.deliver)

    for reply in inbox.wait().values():
        assert len(reply.round_trips) == 2
        assert all(trip is not None and 0 < trip < 5 for trip in reply.round_trips)
        assert reply == EchoReply(reply.address, reply.round_trips)


def test_rounds_and_urgent_extra_pings_from_many_threads_are_each_answered_once(pinger: Sweeper) -> None:
    inboxes = [Inbox(300) for _ in range(4)]
    urgent = [Inbox(1) for _ in range(20)]

    def ask(inbox: Inbox) -> None:
        start = time.monotonic()
        pinger.submit([(start + n / 1000, loopback(n)) for n in range(300)], inbox.deliver)

    threads = [threading.Thread(target=ask, args=(inbox,)) for inbox in inboxes]
    for thread in threads:
        thread.start()
    for inbox in urgent:
        pinger.submit([(0.0, loopback())], inbox.deliver)

    answers = [reply for inbox in inboxes + urgent for reply in inbox.wait().values()]
    assert len(answers) == 4 * 300 + 20
    assert all(None not in reply.round_trips and len(reply.round_trips) == 2 for reply in answers)


def test_a_request_is_not_sent_before_its_moment(pinger: Sweeper) -> None:
    inbox, start = Inbox(2), time.monotonic()

    pinger.submit([(start + 0.3, loopback(1)), (start - 9, loopback(2))], inbox.deliver)

    assert inbox.wait()[0].round_trips
    assert inbox.began[0].monotonic >= start + 0.3 > inbox.began[1].monotonic


def test_packets_keep_their_distance(pinger: Sweeper) -> None:
    inbox = Inbox(1)
    start = time.monotonic()

    pinger.submit([(0.0, loopback(count=3, gap=0.1))], inbox.deliver)
    inbox.wait()

    assert time.monotonic() - start >= 0.2


def test_a_receiver_that_raises_harms_nobody(pinger: Sweeper, caplog: pytest.LogCaptureFixture) -> None:
    inbox = Inbox(1)

    def fail(index: int, reply: EchoReply, began: Instant) -> None:
        del index, reply, began
        raise ValueError("not today")

    with caplog.at_level(logging.ERROR):
        pinger.submit([(0.0, loopback(1))], fail)
        pinger.submit([(0.3, loopback(2))], inbox.deliver)
        inbox.wait()

    assert None not in inbox.replies[0].round_trips
    assert "not today" in caplog.text


def test_closing_answers_everything_that_waits_and_ends_the_thread() -> None:
    pinger = open_pinger(SystemClock())
    inbox, start = Inbox(3), time.monotonic()
    far = start + 3600
    pinger.submit([(0.0, loopback(1, gap=600.0)), (far, loopback(2)), (far + 1, loopback(3))], inbox.deliver)

    pinger.close()

    assert {reply.send_error for reply in inbox.wait().values()} == {"ECANCELED"}
    assert time.monotonic() - start < 20
    assert "pinger" not in {thread.name for thread in threading.enumerate()}
    with pytest.raises(ProbeFailed) as caught:
        pinger.submit([(0.0, loopback())], inbox.deliver)
    assert caught.value.reason is Reason.CANCELLED


def test_an_idle_pinger_does_not_wake(pinger: Sweeper) -> None:
    inbox = Inbox(1)
    pinger.submit([(0.0, loopback(count=1, timeout=0.1))], inbox.deliver)
    inbox.wait()
    thread = next(thread for thread in threading.enumerate() if thread.name == "pinger")
    waking = Path(f"/proc/self/task/{thread.native_id}/status")
    _settled(waking)

    before = _wakes(waking)
    time.sleep(0.3)

    assert _wakes(waking) == before


def _settled(status: Path) -> None:
    """Wait for the timer of the answered request to run out and the thread to fall asleep for good."""
    quiet, last = time.monotonic(), _wakes(status)
    while time.monotonic() - quiet < 0.5:
        time.sleep(0.05)
        if (now := _wakes(status)) != last:
            quiet, last = time.monotonic(), now


def _wakes(status: Path) -> str:
    return next(line for line in status.read_text().splitlines() if line.startswith("voluntary"))


def test_an_address_of_a_family_this_machine_lacks_is_answered_with_a_send_error() -> None:
    no_six = ProbeFailed(Reason.NETWORK_DOWN_HERE, "no IPv6")
    inbox = Inbox(2)

    with Sweeper(SystemClock(), {4: Channel(open_icmp(4), b"8 bytes!")}, {6: no_six}) as pinger:
        pinger.submit([(0.0, EchoRequest(ip_address("::1"), 2, 0.0)), (0.0, loopback())], inbox.deliver)
        six, four = inbox.wait()[0], inbox.wait()[1]

    assert (six.round_trips, six.send_error) == ((), "EAFNOSUPPORT")
    assert None not in four.round_trips


class Reluctant:
    """A socket whose first sends fail as told; all else is the real one's."""

    def __init__(self, real: socket.socket, errors: list[int]) -> None:
        self._real = real
        self._errors = errors

    def sendto(self, packet: bytes, address: Any) -> int:
        if self._errors:
            error = self._errors.pop(0)
            raise OSError(error, errno.errorcode[error])
        return self._real.sendto(packet, address)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._real, name)


class FullTowards(Reluctant):
    """A socket that never has room for packets to one address."""

    def __init__(self, real: socket.socket, address: str) -> None:
        super().__init__(real, [])
        self._address = address

    def sendto(self, packet: bytes, address: Any) -> int:
        if address[0] == self._address:
            raise OSError(errno.ENOBUFS, "ENOBUFS")
        return super().sendto(packet, address)


class Stumbling(Reluctant):
    """A socket that raises what no socket should, at one send (numbered from 1 on)."""

    def __init__(self, real: socket.socket, at: int) -> None:
        super().__init__(real, [])
        self._left = at

    def sendto(self, packet: bytes, address: Any) -> int:
        self._left -= 1
        if self._left == 0:
            raise ValueError("a bug")
        return super().sendto(packet, address)


def stumbling(at: int) -> Channel:
    opened = open_icmp(4)
    sock = cast(socket.socket, Stumbling(opened.sock, at))
    return Channel(IcmpSocket(sock, 4, opened.raw, opened.ident), b"8 bytes!")


def full_towards(address: str) -> Channel:
    opened = open_icmp(4)
    sock = cast(socket.socket, FullTowards(opened.sock, address))
    return Channel(IcmpSocket(sock, 4, opened.raw, opened.ident), b"8 bytes!")


def reluctant(errors: list[int]) -> Channel:
    opened = open_icmp(4)
    sock = cast(socket.socket, Reluctant(opened.sock, errors))
    return Channel(IcmpSocket(sock, 4, opened.raw, opened.ident), b"8 bytes!")


def test_a_busy_kernel_is_waited_for_and_nothing_lost() -> None:
    inbox = Inbox(5)

    with Sweeper(SystemClock(), {4: reluctant([errno.EAGAIN, errno.ENOBUFS, errno.ENOBUFS])}, {}) as pinger:
        pinger.submit([(0.0, loopback(number)) for number in range(5)], inbox.deliver)
        replies = inbox.wait().values()

    assert all(len(reply.round_trips) == 2 and None not in reply.round_trips for reply in replies)
    assert {reply.send_error for reply in replies} == {""}


def test_a_way_that_stays_full_is_given_up_and_holds_nobody_else_up() -> None:
    """Linux refuses so when its neighbour table is full: the other addresses can be reached all the same."""
    inbox = Inbox(30)
    channel = full_towards("127.0.0.1")

    with Sweeper(SystemClock(), {4: channel}, {}) as pinger:
        pinger.submit([(0.0, loopback(number, count=1)) for number in range(30)], inbox.deliver)
        replies = inbox.wait()

    assert (replies[0].send_error, replies[0].round_trips) == ("ENOBUFS", ())
    assert all(
        replies[number] == EchoReply(loopback(number).address, replies[number].round_trips)
        for number in range(1, 30)
    )
    assert list(inbox.replies)[-1] == 0


def test_a_refused_packet_was_not_sent_and_is_not_lost() -> None:
    inbox = Inbox(2)

    with Sweeper(SystemClock(), {4: reluctant([errno.EPERM])}, {}) as pinger:
        pinger.submit([(0.0, loopback(1)), (0.0, loopback(2))], inbox.deliver)
        first, second = inbox.wait()[0], inbox.wait()[1]

    assert first.send_error == "EPERM"
    assert len(first.round_trips) == 1
    assert None not in first.round_trips
    assert (second.send_error, len(second.round_trips)) == ("", 2)


@pytest.mark.parametrize("at", [2, 5], ids=["at the first packet", "at the second"])
def test_a_bug_cancels_the_pings_it_meets_and_the_next_go_on(
    at: int, caplog: pytest.LogCaptureFixture
) -> None:
    met, next_ones = Inbox(3), Inbox(3)

    with Sweeper(SystemClock(), {4: stumbling(at)}, {}) as pinger:
        pinger.submit([(0.0, loopback(number, gap=0.1)) for number in range(3)], met.deliver)
        cancelled = met.wait().values()
        pinger.submit([(0.0, loopback(number)) for number in range(3, 6)], next_ones.deliver)
        answered = next_ones.wait().values()

    assert {reply.send_error for reply in cancelled} == {"ECANCELED"}
    assert all(reply == EchoReply(reply.address, reply.round_trips) for reply in answered)
    assert "the pinger stumbled over 3 pings" in caplog.text


def test_a_request_that_cannot_begin_is_cancelled_and_its_neighbours_are_answered(pinger: Sweeper) -> None:
    inbox = Inbox(5)
    odd = loopback(2, gap=float("nan"))

    pinger.submit([(0.0, odd if n == 2 else loopback(n)) for n in range(5)], inbox.deliver)
    replies = inbox.wait()

    assert replies[2].send_error == "ECANCELED"
    assert all(replies[n] == EchoReply(loopback(n).address, replies[n].round_trips) for n in (0, 1, 3, 4))


@pytest.mark.parametrize("step", [HOURS, -HOURS], ids=["forward", "back"])
def test_a_step_of_the_wall_clock_changes_no_round_trip(step: int) -> None:
    jumped = threading.Event()
    offset = WallOffset(wall_ns=lambda: time.time_ns() + (step if jumped.is_set() else 0))
    inbox = Inbox(40)

    with Sweeper(SystemClock(), {4: Channel(open_icmp(4), b"8 bytes!", offset)}, {}) as pinger:
        start = time.monotonic()
        pinger.submit(
            [(start + number / 200, loopback(number, gap=0.1)) for number in range(40)], inbox.deliver
        )
        jumped.set()
        replies = inbox.wait().values()

    trips = [trip for reply in replies for trip in reply.round_trips]
    assert all(trip is not None and 0 < trip < 5 for trip in trips)


def test_a_sweep_gives_one_reply_per_request_in_their_order() -> None:
    told: list[int] = []
    requests = [loopback(number, count=1) for number in range(500)]

    replies = sweep(requests, rate=0, told=lambda index, _reply: told.append(index))

    assert [reply.address for reply in replies] == [request.address for request in requests]
    assert all(None not in reply.round_trips for reply in replies)
    assert sorted(told) == list(range(500))


def test_a_sweep_keeps_to_its_rate() -> None:
    start = time.monotonic()

    sweep([loopback(number, count=1) for number in range(51)], rate=100)

    assert time.monotonic() - start >= 0.5


def test_a_sweep_of_nothing_is_over_at_once() -> None:
    assert sweep([], rate=0) == []
