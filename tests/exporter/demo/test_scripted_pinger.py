from collections.abc import Callable, Iterator, Sequence
from ipaddress import IPv4Address
from queue import Empty, Queue

import pytest

from exporter.demo.faults import SLOW_SECONDS, Fault, What
from exporter.demo.scripted_pinger import Places, ScriptedPinger
from exporter.demo.story import Story
from probes.clock import Instant, SystemClock
from probes.network import Deliver, EchoReply, EchoRequest
from tests.fakes.clock import FakeClock

Replies = Queue[tuple[int, EchoReply, Instant]]

LINE = IPv4Address("127.46.1.1")
OTHER = IPv4Address("127.46.1.2")
PLACES: Places = {LINE: frozenset({"line", "vnpt"}), OTHER: frozenset({"other", "viettel"})}
TRIP_SECONDS = 0.001
WAIT_SECONDS = 20


class _Prompt:
    """A pinger that answers everything at once, and remembers what it was asked."""

    def __init__(self, answer: Callable[[EchoRequest], EchoReply] | None = None) -> None:
        self.asked: list[tuple[float, EchoRequest]] = []
        self._answer = answer or _all_well

    def submit(self, requests: Sequence[tuple[float, EchoRequest]], deliver: Deliver) -> None:
        self.asked.extend(requests)
        for index, (at, request) in enumerate(requests):
            deliver(index, self._answer(request), Instant(wall=at + 500, monotonic=at))


def _all_well(request: EchoRequest) -> EchoReply:
    return EchoReply(request.address, (TRIP_SECONDS,) * request.count)


@pytest.fixture
def closing() -> Iterator[list[ScriptedPinger]]:
    """Pingers that are closed at the end."""
    pingers: list[ScriptedPinger] = []
    yield pingers
    for pinger in pingers:
        pinger.close()


Play = Callable[..., tuple[_Prompt, Replies]]


@pytest.fixture
def play(closing: list[ScriptedPinger]) -> Play:
    def play(
        faults: Sequence[Fault],
        *requests: tuple[float, EchoRequest],
        answer: Callable[[EchoRequest], EchoReply] | None = None,
    ) -> tuple[_Prompt, Replies]:
        """Submit at second 1000 of a story that began at 1000."""
        prompt, replies = _Prompt(answer), Replies()
        story = Story(tuple(faults), began=1000.0, speed=1)
        pinger = ScriptedPinger(prompt, story, PLACES, FakeClock(monotonic=1000.0), seed=1)
        closing.append(pinger)
        pinger.submit(requests, lambda *reply: replies.put(reply))
        return prompt, replies

    return play


def test_what_no_fault_strikes_is_sent_as_it_was_asked_for(play: Play) -> None:
    request = EchoRequest(LINE)
    prompt, replies = play([Fault(0, 60, What.LINE_CUT, "other")], (1000.5, request))

    assert prompt.asked == [(1000.5, request)]
    assert replies.get_nowait() == (0, _all_well(request), Instant(1500.5, 1000.5))


@pytest.mark.parametrize(
    "fault",
    [
        Fault(0, 60, What.LINE_CUT, "line"),
        Fault(0, 60, What.ISP_OUTAGE, "vnpt"),
        Fault(0, 60, What.HUB_BLIND, "hub"),
        Fault(0, 60, What.LINE_FLAPPING, "line"),
    ],
)
def test_to_a_cut_line_not_one_packet_is_sent(play: Play, fault: Fault) -> None:
    prompt, replies = play([fault], (1000.5, EchoRequest(LINE, timeout_seconds=0.0, gap_seconds=0.0)))

    assert prompt.asked == []
    with pytest.raises(Empty):  # the fake clock stands still before the moment of the last time-out
        replies.get_nowait()


def test_a_cut_line_is_reported_lost_when_its_last_packet_would_have_timed_out(
    closing: list[ScriptedPinger],
) -> None:
    clock = SystemClock()
    story = Story((Fault(0, 1000, What.LINE_CUT, "line"),), began=clock.now().monotonic, speed=1)
    pinger = ScriptedPinger(_Prompt(), story, PLACES, clock, seed=1)
    closing.append(pinger)
    replies: Replies = Queue()
    request = EchoRequest(LINE, count=3, gap_seconds=0.1, timeout_seconds=0.2)
    pinger.submit([(0.0, request)], lambda *reply: replies.put(reply))
    index, reply, began = replies.get(timeout=WAIT_SECONDS)

    assert (index, reply) == (0, EchoReply(LINE, (None, None, None)))
    assert clock.now().monotonic - began.monotonic >= 0.4


def test_only_the_packets_of_the_cut_are_lost_when_it_ends_in_the_middle(play: Play) -> None:
    request = EchoRequest(LINE, count=5, gap_seconds=1.0)
    prompt, replies = play([Fault(0, 2.5, What.LINE_CUT, "line")], (1000.0, request))

    assert prompt.asked == [(1003.0, EchoRequest(LINE, count=2, gap_seconds=1.0))]
    index, reply, began = replies.get_nowait()
    assert (index, reply.round_trips) == (0, (None, None, None, TRIP_SECONDS, TRIP_SECONDS))
    assert began.monotonic == 1000.0


def test_pieces_around_a_short_cut_come_back_as_one_reply(play: Play) -> None:
    request = EchoRequest(LINE, count=4, gap_seconds=1.0)

    def one_duplicate_each(piece: EchoRequest) -> EchoReply:
        return EchoReply(piece.address, (TRIP_SECONDS,) * piece.count, duplicates=1, unreachable="host")

    prompt, replies = play(
        [Fault(0.5, 1.5, What.LINE_CUT, "line")], (1000.0, request), answer=one_duplicate_each
    )

    assert [(at, piece.count) for at, piece in prompt.asked] == [(1000.0, 1), (1002.0, 2)]
    _, reply, _ = replies.get_nowait()
    assert reply.round_trips == (TRIP_SECONDS, None, TRIP_SECONDS, TRIP_SECONDS)
    assert (reply.duplicates, reply.unreachable) == (2, "host")
    with pytest.raises(Empty):
        replies.get_nowait()


def test_a_slow_line_answers_later_by_what_the_story_adds(play: Play) -> None:
    _, replies = play([Fault(0, 60, What.LINE_SLOW, "line")], (1000.0, EchoRequest(LINE, count=1)))

    assert replies.get_nowait()[1].round_trips == (TRIP_SECONDS + SLOW_SECONDS,)


def test_an_answer_that_a_slow_line_brings_too_late_is_lost(play: Play) -> None:
    request = EchoRequest(LINE, count=1, timeout_seconds=0.1)
    _, replies = play([Fault(0, 60, What.LINE_SLOW, "line")], (1000.0, request))

    assert replies.get_nowait()[1].round_trips == (None,)


def test_a_lossy_line_loses_about_a_tenth_of_its_packets(play: Play) -> None:
    requests = [(1000.0, EchoRequest(LINE, count=20, gap_seconds=0.0)) for _ in range(200)]
    _, replies = play([Fault(0, 60, What.LINE_LOSSY, "line")], *requests)
    trips = [trip for _ in requests for trip in replies.get_nowait()[1].round_trips]

    assert len(trips) == 4000
    assert 300 < trips.count(None) < 500


def test_each_request_keeps_its_own_index(play: Play) -> None:
    requests = [(1000.0, EchoRequest(address, count=1)) for address in (OTHER, LINE, OTHER)]
    _, replies = play([Fault(0, 60, What.LINE_CUT, "line")], *requests)
    seen = [replies.get_nowait() for _ in range(2)]

    assert [(index, reply.address) for index, reply, _ in seen] == [(0, OTHER), (2, OTHER)]


def test_closing_reports_what_is_still_waited_for_as_cancelled(
    play: Play, closing: list[ScriptedPinger]
) -> None:
    _, replies = play([Fault(0, 60, What.LINE_CUT, "line")], (1000.0, EchoRequest(LINE, count=2)))
    closing.pop().close()

    assert replies.get_nowait()[1] == EchoReply(LINE, (None, None), send_error="ECANCELED")
