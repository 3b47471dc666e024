"""The timestamp kind against bad servers on loopback: every one has its reason and its state."""

import socket
from threading import Event

import pytest

from exporter.demo.timestamping import refusal
from probes.gate import RealGate
from probes.kinds import KINDS
from probes.kinds.timestamp import TimestampTarget
from probes.reasons import Reason
from probes.runner import look
from probes.signing.service_state import ServiceState
from tests.authority import DAY, NOW
from tests.probes.kinds.stamping import SHORT, SLACK, SUB, TSA, ask, now_stamped, says, state
from tests.servers import hostile
from tests.servers.asking import GENEROUS
from tests.servers.loopback import Script, serving
from tests.servers.plain import HELLO, answer
from tests.servers.timestamping import altered, authority_of, replies, stamper, stamps, with_a_bad_signature

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
