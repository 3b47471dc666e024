"""The timestamp kind against real authorities on loopback; faults of the stamp itself are told in tests/probes/test_pki_timestamp_faults.py."""

import socket
import time
from datetime import datetime
from pathlib import Path
from threading import Event

import pytest

from probes.gate import RealGate
from probes.kinds import KINDS
from probes.kinds.timestamp import TimestampTarget, observe
from probes.pki import parse
from probes.reasons import ProbeFailed, Reason
from probes.runner import look
from tests.authority import DAY, NOW
from tests.fakes.no_network import at
from tests.probes.kinds.stamping import SLACK, SUB, TSA, ask, now_stamped, state
from tests.servers.asking import GENEROUS
from tests.servers.timestamping import altered, certomancer, openssl, replies, stamper, with_a_bad_signature


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


@pytest.mark.parametrize(("days", "expected"), [(29, "signer_expiring"), (31, "ok")])
def test_a_signer_that_ends_within_30_days_is_told_while_it_still_serves(
    days: int, expected: str, gate: RealGate, trust: str
) -> None:
    result = ask(gate, replies(now_stamped(stamper(SUB, ends=NOW + days * DAY))), trust)

    assert result.success, result.detail
    assert state(result) == expected


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


def test_a_missing_library_is_named_before_anything_is_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "rfc3161_client", None)

    with pytest.raises(ProbeFailed) as caught:
        observe(TimestampTarget(url="http://127.0.0.1:1/"), at())

    assert caught.value.reason is Reason.NOT_INSTALLED
    assert caught.value.facts == {}
