"""The timestamp kind against real authorities on loopback, good and hostile; faults of the stamp itself are told in tests/probes/test_pki_timestamp.py."""

import socket
import time
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from threading import Event, Thread

import pytest

from exporter.demo.timestamping import refusal
from probes.clock import Instant, SystemClock
from probes.gate import RealGate
from probes.kinds import KINDS
from probes.kinds.timestamp import TimestampTarget, observe
from probes.observation import Result
from probes.pki import parse
from probes.reasons import ProbeFailed, Reason
from probes.runner import look
from probes.signing.service_state import ServiceState
from tests.authority import DAY, NOW, Authority, Issued
from tests.fakes.no_network import at
from tests.fakes.pinger import FakePinger
from tests.servers import hostile
from tests.servers.asking import GENEROUS
from tests.servers.leaks import nothing_left_open
from tests.servers.loopback import Script, serving
from tests.servers.plain import HELLO, answer, hang_up
from tests.servers.timestamping import (
    Answering,
    altered,
    authority_of,
    body_of,
    certomancer,
    openssl,
    replies,
    stamper,
    stamps,
    with_a_bad_signature,
)

SHORT = 0.5
"""Seconds for a look that only its deadline can end."""
SLACK = 10.0
HOUR = timedelta(hours=1)

ROOT = Authority.root()
SUB = ROOT.sub()
TSA = stamper(SUB)


@pytest.fixture
def trust(tmp_path: Path) -> str:
    file = tmp_path / "root.pem"
    file.write_bytes(ROOT.pem)
    return str(file)


class Ahead(SystemClock):
    """The machine's clocks, the wall clock `wall` seconds ahead, and both put forward by `leap` at will."""

    def __init__(self, wall: float = 0.0) -> None:
        self._wall = wall
        self.leap = 0.0

    def now(self) -> Instant:
        return Instant(time.time() + self._wall + self.leap, time.monotonic() + self.leap)


@pytest.fixture
def clock() -> Ahead:
    return Ahead()


@pytest.fixture
def gate(clock: Ahead) -> Iterator[RealGate]:
    with nothing_left_open(), closing(RealGate(FakePinger(), clock)) as real:
        yield real


def now_stamped(issued: Issued = TSA, *, ahead: timedelta = timedelta(0)) -> Answering:
    """Stamps with the time at which it is asked."""
    return lambda query: stamps(authority_of(issued), moment=datetime.now(UTC) + ahead)(query)


def says(what: bytes) -> Answering:
    return lambda _query: what


def ask(
    gate: RealGate, script: Script, trust: str | None, *, path: str = "/tsa", timeout: float = GENEROUS
) -> Result:
    with serving(script) as port:
        target = TimestampTarget(
            url=f"http://127.0.0.1:{port}{path}", anchors=() if trust is None else (trust,)
        )
        return look(KINDS["timestamp"], target, gate, timeout)


def state(result: Result) -> str | None:
    return result.facts.get("state")


def test_the_kind_is_listed() -> None:
    assert KINDS["timestamp"].observe is observe
    assert KINDS["timestamp"].target is TimestampTarget


def test_a_good_stamp_is_told_with_its_phases_its_clock_and_its_signer(gate: RealGate, trust: str) -> None:
    began = time.time()

    result = ask(gate, replies(now_stamped()), trust)

    ended = time.time()
    measures = dict(result.measures)
    for phase in ("resolve", "connect", "processing", "transfer"):
        assert 0 <= measures.pop(f"phase_{phase}_seconds") <= result.duration_seconds
    assert -1 - (ended - began) <= measures.pop("timestamp_clock_offset_seconds") <= ended - began
    assert measures == {
        "http_status_code": 200.0,
        "timestamp_signer_not_after_timestamp_seconds": TSA.certificate.not_valid_after_utc.timestamp(),
        "timestamp_accuracy_seconds": 1.0,
    }
    stamped = datetime.fromisoformat(result.facts["stamped"])
    assert began - 1 <= stamped.timestamp() <= ended
    assert result.facts == {
        "state": "ok",
        "stamped": result.facts["stamped"],
        "signer": parse(TSA.der).facts.fingerprint,
        "policy": "1.3.6.1.4.1.32473.1",
        "trust": "trusted",
    }


def test_a_real_query_is_sent_and_nothing_else(gate: RealGate, trust: str) -> None:
    heard = []

    def script(connection: socket.socket, over: Event) -> None:
        heard.append(connection.recv(65536, socket.MSG_PEEK).decode("latin-1"))
        replies(now_stamped())(connection, over)

    result = ask(gate, script, trust, path="/tsa?x=1")

    (request,) = heard
    assert result.success, result.detail
    assert request.startswith("POST /tsa?x=1 HTTP/1.1\r\n")
    assert "\r\ncontent-type: application/timestamp-query\r\n" in request.lower()


@pytest.mark.needs("openssl")
def test_openssl_as_an_authority_is_well(gate: RealGate, trust: str, tmp_path: Path) -> None:
    result = ask(gate, replies(openssl(tmp_path, TSA)), trust)

    assert result.success, result.detail
    assert state(result) == "ok"
    assert abs(result.measures["timestamp_clock_offset_seconds"]) < SLACK


def test_certomancer_as_an_authority_is_well(gate: RealGate, tmp_path: Path) -> None:
    with certomancer(tmp_path) as (url, root):
        (tmp_path / "its_root.pem").write_bytes(root)
        target = TimestampTarget(url=url, anchors=(str(tmp_path / "its_root.pem"),))
        result = look(KINDS["timestamp"], target, gate, GENEROUS)

    assert result.success, result.detail
    assert state(result) == "ok"
    assert abs(result.measures["timestamp_clock_offset_seconds"]) < SLACK


def test_certomancer_with_a_root_that_is_not_pinned_is_not_believed(
    gate: RealGate, trust: str, tmp_path: Path
) -> None:
    with certomancer(tmp_path) as (url, _root):
        result = look(KINDS["timestamp"], TimestampTarget(url=url, anchors=(trust,)), gate, GENEROUS)

    assert result.reason is Reason.SIGNER_WRONG
    assert state(result) == "bad_signer"


HTTP = {
    "page": (replies(says(HELLO)), Reason.ANSWER_NOT_DER, ServiceState.NOT_DER),
    "nothing": (replies(says(b"")), Reason.ANSWER_NOT_DER, ServiceState.NOT_DER),
    "no_content": (
        replies(says(b""), status="204 No Content"),
        Reason.ANSWER_NOT_DER,
        ServiceState.NOT_DER,
    ),
    "cut_short": (
        replies(lambda query: now_stamped()(query)[:-1]),
        Reason.ANSWER_MALFORMED,
        ServiceState.MALFORMED,
    ),
    "refusal": (replies(says(refusal("bad_alg"))), Reason.RESPONDER_ERROR, ServiceState.RESPONDER_ERROR),
    "bad_signature": (
        replies(altered(now_stamped(), with_a_bad_signature)),
        Reason.SIGNATURE_WRONG,
        ServiceState.BAD_SIGNATURE,
    ),
    "expired": (
        replies(now_stamped(stamper(SUB, starts=NOW - 9 * DAY, ends=NOW - DAY))),
        Reason.SIGNER_WRONG,
        ServiceState.BAD_SIGNER,
    ),
    "another_nonce": (
        replies(stamps(authority_of(TSA), nonce=1)),
        Reason.ANSWER_MISMATCH,
        ServiceState.MALFORMED,
    ),
    "forbidden": (
        replies(says(HELLO), status="403 Forbidden"),
        Reason.HTTP_STATUS,
        ServiceState.HTTP_ERROR,
    ),
    "bad_request": (
        replies(says(b""), status="400 Bad Request"),
        Reason.HTTP_STATUS,
        ServiceState.HTTP_ERROR,
    ),
    "broken": (
        replies(now_stamped(), status="500 Internal Server Error"),
        Reason.HTTP_STATUS,
        ServiceState.HTTP_ERROR,
    ),
    "no_http": (
        hostile.says_at_once(b"SSH-2.0-OpenSSH_9.2\r\n"),
        Reason.HTTP_INVALID,
        ServiceState.HTTP_ERROR,
    ),
    "endless": (hostile.endless_body(), Reason.HTTP_TOO_LARGE, ServiceState.HTTP_ERROR),
    "endless_chunks": (hostile.endless_chunks(), Reason.HTTP_TOO_LARGE, ServiceState.HTTP_ERROR),
    "endless_headers": (hostile.endless_headers(), Reason.HTTP_TOO_LARGE, ServiceState.HTTP_ERROR),
    "reset_at_once": (hostile.resets_at_once, Reason.RESET, ServiceState.UNREACHABLE),
    "reset_in_the_body": (
        hostile.resets_after(answer(body=b"0" * 100)[:-50]),
        Reason.RESET,
        ServiceState.UNREACHABLE,
    ),
    "silent": (hostile.never_answers, Reason.TIMEOUT, ServiceState.UNREACHABLE),
    "trickling": (hostile.slow(answer(body=b"0" * 2000)), Reason.TIMEOUT, ServiceState.UNREACHABLE),
    "redirect_to_itself": (
        replies(says(b""), status="307 Temporary Redirect", headers=("Location: /tsa",)),
        Reason.REDIRECT_LOOP,
        ServiceState.HTTP_ERROR,
    ),
    "redirect_to_a_file": (
        replies(says(b""), status="302 Found", headers=("Location: file:///etc/passwd",)),
        Reason.REDIRECT_REFUSED,
        ServiceState.REFUSED,
    ),
    "redirect_kept_to_a_file": (
        replies(says(b""), status="307 Temporary Redirect", headers=("Location: file:///etc/passwd",)),
        Reason.ADDRESS_REFUSED,
        ServiceState.REFUSED,
    ),
    "redirect_of_a_post": (
        replies(says(b""), status="301 Moved Permanently", headers=("Location: /elsewhere",)),
        Reason.REDIRECT_REFUSED,
        ServiceState.REFUSED,
    ),
    "redirect_inside": (
        replies(says(b""), status="307 Temporary Redirect", headers=("Location: http://169.254.1.1/",)),
        Reason.ADDRESS_REFUSED,
        ServiceState.REFUSED,
    ),
}


@pytest.mark.parametrize(
    ("script", "reason", "expected"), [pytest.param(*case, id=name) for name, case in HTTP.items()]
)
def test_every_bad_server_has_its_reason_and_its_state(
    script: Script, reason: Reason, expected: ServiceState, gate: RealGate, trust: str
) -> None:
    timeout = SHORT if reason is Reason.TIMEOUT else GENEROUS

    result = ask(gate, script, trust, timeout=timeout)

    assert result.reason is reason, result.detail
    assert state(result) == expected
    assert result.duration_seconds < timeout + SLACK
    assert "timestamp_clock_offset_seconds" not in result.measures
    assert "phase_resolve_seconds" in result.measures


def test_a_redirect_that_keeps_the_question_is_followed(gate: RealGate, trust: str) -> None:
    asked: list[bytes] = []

    def script(connection: socket.socket, over: Event) -> None:
        elsewhere = connection.recv(65536, socket.MSG_PEEK).startswith(b"POST /tsa ")
        moved = replies(says(b""), status="308 Permanent Redirect", headers=("Location: /new",))
        (moved if elsewhere else replies(now_stamped(), asked=asked))(connection, over)

    result = ask(gate, script, trust)

    assert result.success, result.detail
    assert len(asked) == 1


def test_an_error_status_is_told(gate: RealGate, trust: str) -> None:
    result = ask(
        gate, replies(says(b""), status="503 Service Unavailable", headers=("Retry-After: 120",)), trust
    )

    assert (result.reason, result.detail) == (Reason.HTTP_STATUS, "503")
    assert result.measures["retry_after_seconds"] == 120.0


def test_nobody_listening_is_refused(gate: RealGate, trust: str) -> None:
    with serving(replies(now_stamped())) as port:
        pass

    target = TimestampTarget(url=f"http://127.0.0.1:{port}/", anchors=(trust,))
    result = look(KINDS["timestamp"], target, gate, GENEROUS)

    assert result.reason is Reason.REFUSED
    assert state(result) == "unreachable"


def test_an_expired_signer_s_end_is_still_told(gate: RealGate, trust: str) -> None:
    result = ask(gate, HTTP["expired"][0], trust)

    ends = (NOW - DAY).timestamp()
    assert result.measures["timestamp_signer_not_after_timestamp_seconds"] == ends


@pytest.mark.parametrize(("days", "expected"), [(29, "signer_expiring"), (31, "ok")])
def test_a_signer_that_ends_within_30_days_is_told_while_it_still_serves(
    days: int, expected: str, gate: RealGate, trust: str
) -> None:
    result = ask(gate, replies(now_stamped(stamper(SUB, ends=NOW + days * DAY))), trust)

    assert result.success, result.detail
    assert state(result) == expected


@pytest.mark.parametrize(("seconds", "expected"), [(29.0, "ok"), (30.0, "slow"), (131.0, "slow")])
def test_slow_is_not_down(seconds: float, expected: str, clock: Ahead, gate: RealGate, trust: str) -> None:
    def script(connection: socket.socket, over: Event) -> None:
        clock.leap = seconds - 0.5 if expected == "ok" else seconds
        replies(now_stamped(ahead=timedelta(seconds=seconds)))(connection, over)

    result = ask(gate, script, trust, timeout=600.0)

    assert result.success, result.detail
    assert state(result) == expected


@pytest.mark.parametrize("made", [1, 50, 99])
def test_a_stamp_made_at_any_moment_of_a_slow_exchange_tells_no_two_clocks_apart(
    made: int, clock: Ahead, gate: RealGate, trust: str
) -> None:
    def script(connection: socket.socket, over: Event) -> None:
        query = body_of(connection)
        clock.leap = 100.0
        reply = now_stamped(ahead=timedelta(seconds=made))(query)
        connection.sendall(answer(body=reply))
        hang_up(connection, over)

    result = ask(gate, script, trust, timeout=600.0)

    assert result.success, result.detail
    assert result.measures["timestamp_clock_offset_seconds"] == 0.0


@pytest.mark.parametrize(
    ("theirs", "dated", "reason"),
    [
        (timedelta(minutes=4), None, None),
        (timedelta(minutes=-4), None, None),
        (HOUR, None, Reason.ANSWER_FUTURE),
        (-HOUR, None, Reason.ANSWER_STALE),
        (timedelta(days=900), None, Reason.ANSWER_FUTURE),
        (timedelta(days=-900), None, Reason.ANSWER_STALE),
        (HOUR, timedelta(0), Reason.ANSWER_FUTURE),
        (-HOUR, timedelta(0), Reason.ANSWER_STALE),
        (HOUR, HOUR, Reason.MONITOR_CLOCK),
        (-HOUR, -HOUR, Reason.MONITOR_CLOCK),
        (HOUR, HOUR + timedelta(minutes=4), Reason.MONITOR_CLOCK),
        (timedelta(days=900), timedelta(days=900), Reason.MONITOR_CLOCK),
        (timedelta(days=-900), timedelta(days=-900), Reason.MONITOR_CLOCK),
        (HOUR, -HOUR, Reason.ANSWER_FUTURE),
    ],
)
def test_of_two_clocks_that_differ_the_server_s_date_tells_which_is_wrong(
    theirs: timedelta, dated: timedelta | None, reason: Reason | None, gate: RealGate, trust: str
) -> None:
    date = [] if dated is None else [f"Date: {format_datetime(datetime.now(UTC) + dated, usegmt=True)}"]

    result = ask(gate, replies(now_stamped(ahead=theirs), headers=tuple(date)), trust)

    assert result.reason is reason, result.detail
    offset = result.measures["timestamp_clock_offset_seconds"]
    assert offset == pytest.approx(theirs.total_seconds(), abs=SLACK)
    expected = {
        None: "ok",
        Reason.ANSWER_FUTURE: "future",
        Reason.ANSWER_STALE: "stale",
        Reason.MONITOR_CLOCK: None,
    }
    assert state(result) == expected[reason]


def test_without_anchors_the_stamp_is_verified_but_trust_is_not(gate: RealGate) -> None:
    good = ask(gate, replies(now_stamped()), None)
    bad = ask(gate, replies(altered(now_stamped(), with_a_bad_signature)), None)

    assert good.success, good.detail
    assert good.facts["trust"] == "unchecked"
    assert bad.reason is Reason.SIGNATURE_WRONG


def test_anchors_that_cannot_be_read_stop_the_look_before_anything_is_sent(
    gate: RealGate, tmp_path: Path
) -> None:
    asked: list[bytes] = []

    result = ask(gate, replies(now_stamped(), asked=asked), str(tmp_path / "gone.pem"))

    assert result.reason is Reason.TRUST_UNREADABLE
    assert state(result) is None
    assert asked == []


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


def test_a_missing_library_is_named_before_anything_is_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "rfc3161_client", None)

    with pytest.raises(ProbeFailed) as caught:
        observe(TimestampTarget(url="http://127.0.0.1:1/"), at())

    assert caught.value.reason is Reason.NOT_INSTALLED
    assert caught.value.facts == {}
