"""One question at a time to a timestamp authority: who waits, who is not held up, who gives the turn back."""

import socket
from threading import Event, Thread

from probes.gate import RealGate
from probes.kinds import KINDS
from probes.kinds.timestamp import TimestampTarget
from probes.reasons import Reason
from probes.runner import look
from tests.probes.kinds.stamping import SHORT, SLACK, ask, now_stamped
from tests.servers import hostile
from tests.servers.asking import GENEROUS
from tests.servers.loopback import serving
from tests.servers.plain import answer, hang_up
from tests.servers.timestamping import body_of, replies


class Held:
    """An authority that answers only when told to, and counts who asks."""

    def __init__(self) -> None:
        self.asked = 0
        self.heard, self.go = Event(), Event()

    def __call__(self, connection: socket.socket, over: Event) -> None:
        self.asked += 1
        query = body_of(connection)
        self.heard.set()
        self.go.wait(GENEROUS)
        replies_to = answer(body=now_stamped()(query))
        connection.sendall(replies_to)
        hang_up(connection, over)


def test_one_request_at_a_time_and_who_gets_no_turn_sends_nothing(gate: RealGate, trust: str) -> None:
    held, results = Held(), []
    with serving(held) as port:
        target = TimestampTarget(url=f"http://127.0.0.1:{port}/", anchors=(trust,))
        kind = KINDS["timestamp"]
        first = Thread(target=lambda: results.append(look(kind, target, gate, GENEROUS)))
        first.start()
        assert held.heard.wait(GENEROUS)

        second = look(kind, target, gate, SHORT)
        asked_meanwhile = held.asked
        held.go.set()
        first.join()
        third = look(kind, target, gate, GENEROUS)

    assert second.reason is Reason.TIMEOUT
    assert SHORT <= second.duration_seconds < SHORT + SLACK
    assert not [name for name in second.measures if name.startswith("phase_")]
    assert asked_meanwhile == 1
    assert results[0].success, results[0].detail
    assert third.success, third.detail


def test_another_authority_is_asked_meanwhile(gate: RealGate, trust: str) -> None:
    held = Held()
    with serving(held) as port:
        target = TimestampTarget(url=f"http://127.0.0.1:{port}/", anchors=(trust,))
        first = Thread(target=lambda: look(KINDS["timestamp"], target, gate, GENEROUS))
        first.start()
        assert held.heard.wait(GENEROUS)

        other = ask(gate, replies(now_stamped()), trust)
        held.go.set()
        first.join()

    assert other.success, other.detail


def test_a_failed_look_gives_its_turn_back(gate: RealGate, trust: str) -> None:
    scripts = iter([hostile.resets_at_once, replies(now_stamped())])

    def one_after_the_other(connection: socket.socket, over: Event) -> None:
        next(scripts)(connection, over)

    with serving(one_after_the_other) as port:
        target = TimestampTarget(url=f"http://127.0.0.1:{port}/", anchors=(trust,))
        first, second = (look(KINDS["timestamp"], target, gate, GENEROUS) for _ in range(2))

    assert first.reason is Reason.RESET
    assert second.success, second.detail
