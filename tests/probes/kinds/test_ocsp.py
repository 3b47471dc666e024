"""The ocsp kind against a responder on loopback that answers well or badly: every outcome has its reason and its state."""

from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import timedelta

import pytest

from probes.clock import SystemClock
from probes.gate import RealGate
from probes.kinds import KINDS
from probes.network import Gate
from probes.observation import Result
from probes.pki.ocsp import nonce_of
from probes.reasons import Reason
from probes.runner import look
from tests.authority import NOW, PERSON_EMAIL, PERSON_ID, PERSON_NAME
from tests.fakes.clock import FakeClock
from tests.fakes.pinger import FakePinger
from tests.ocsp_answers import HOUR, Say, answer, error
from tests.probes.kinds.ocsp_faults import (
    BAD,
    DELEGATE,
    GENEROUS,
    GOOD,
    OTHER,
    REVOKED,
    SHORT,
    SIGNER,
    STALE,
    SUB,
    Files,
    ask,
    says,
)
from tests.servers.hostile import never_answers
from tests.servers.loopback import serving
from tests.servers.responder import responds


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock(wall=NOW.timestamp())


# well


def test_a_good_answer_tells_its_dates_its_signers_end_and_every_phase(gate: Gate, files: Files) -> None:
    result = ask(gate, responds(says(GOOD)), files)

    assert result.success, result
    assert result.facts == {
        "asked": "yes",
        "content_type": "ocsp",
        "digest": "sha256",
        "nonce": "match",
        "signed_by": "delegate",
        "state": "ok",
        "status": "good",
    }
    assert result.detail == "good"
    assert result.measures["ocsp_this_update_timestamp_seconds"] == (NOW - HOUR).timestamp()
    assert result.measures["ocsp_next_update_timestamp_seconds"] == (NOW + HOUR).timestamp()
    ends = DELEGATE.certificate.not_valid_after_utc.timestamp()
    assert result.measures["ocsp_signer_not_after_timestamp_seconds"] == ends
    phases = {"resolve", "connect", "processing", "transfer"}
    assert {f"phase_{phase}_seconds" for phase in phases} <= result.measures.keys()


def test_a_revocation_is_a_good_answer_too(gate: Gate, files: Files) -> None:
    result = ask(gate, responds(says(REVOKED)), files)

    assert result.success
    assert (result.facts["status"], result.facts["revocation_reason"]) == ("revoked", "superseded")
    assert result.facts["state"] == "ok"
    assert result.measures["ocsp_revoked_timestamp_seconds"] == (NOW - 2 * HOUR).timestamp()


def test_what_the_responder_does_not_know_is_an_answer(gate: Gate, files: Files) -> None:
    result = ask(gate, responds(says(replace(GOOD, status="unknown"))), files)

    assert result.success
    assert result.facts["status"] == "unknown"


def test_a_responder_that_dates_by_fractions_of_a_second_serves_with_a_blemish(
    gate: Gate, files: Files
) -> None:
    said = replace(GOOD, this_update=NOW - timedelta(microseconds=1))
    result = ask(gate, responds(says(said)), files)

    assert result.success
    assert result.facts["state"] == "malformed_strict"


# the question's own mark


@pytest.mark.parametrize(
    ("nonce", "fact", "state"),
    [("same", "match", "ok"), ("none", "absent", "ok"), ("wrong", "mismatch", "nonce_replay")],
)
def test_an_answer_to_another_question_is_a_warning(
    nonce: str, fact: str, state: str, gate: Gate, files: Files
) -> None:
    result = ask(gate, responds(says(GOOD, nonce=nonce)), files)

    assert result.success
    assert (result.facts["nonce"], result.facts["state"]) == (fact, state)


def test_an_old_answer_to_another_question_is_an_old_answer(gate: Gate, files: Files) -> None:
    result = ask(gate, responds(says(STALE, nonce="wrong")), files)

    assert result.reason is Reason.ANSWER_STALE
    assert result.facts["state"] == "stale"


def test_a_nonce_is_sent_only_if_wanted(gate: Gate, files: Files) -> None:
    heard: list[bytes | None] = []

    def reply(request: bytes) -> bytes:
        heard.append(nonce_of(request))
        return answer(GOOD, by=DELEGATE)

    without = ask(gate, responds(reply), files, nonce=False)
    ask(gate, responds(reply), files)
    ask(gate, responds(reply), files)

    assert without.facts["nonce"] == "not_sent"
    assert heard[0] is None
    assert [len(nonce or b"") for nonce in heard[1:]] == [32, 32]
    assert heard[1] != heard[2]


# badly: every row is one way to fail


@pytest.mark.parametrize("case", BAD)
def test_every_bad_answer_has_its_reason_and_its_state(case: str, gate: Gate, files: Files) -> None:
    script, reason, state = BAD[case]
    result = ask(gate, script, files)

    assert result.reason is reason, result
    assert result.facts["state"] == state
    assert result.facts["asked"] == "yes"
    assert "phase_connect_seconds" in result.measures


def test_what_a_responder_calls_its_error_is_told(gate: Gate, files: Files) -> None:
    assert ask(gate, responds(lambda _: error(3)), files).detail == "try later"


def test_an_old_answer_still_tells_its_dates(gate: Gate, files: Files) -> None:
    result = ask(gate, responds(says(STALE)), files)

    assert result.measures["ocsp_next_update_timestamp_seconds"] == (NOW - HOUR).timestamp()


def test_a_responder_that_asks_for_rest_is_heard(gate: Gate, files: Files) -> None:
    script = responds(lambda _: b"", "Retry-After: 120", status="503 Service Unavailable")
    result = ask(gate, script, files)

    assert (result.reason, result.detail) == (Reason.HTTP_STATUS, "503")
    assert result.measures["retry_after_seconds"] == 120


def test_a_closed_port_is_unreachable(gate: Gate, files: Files) -> None:
    with serving(never_answers) as port:
        pass
    result = look(KINDS["ocsp"], files.target(f"http://127.0.0.1:{port}/"), gate, GENEROUS)

    assert result.reason is Reason.REFUSED
    assert result.facts["state"] == "unreachable"


def test_a_responder_that_never_answers_ends_with_the_deadline(files: Files) -> None:
    with closing(RealGate(FakePinger(), SystemClock())) as real, serving(never_answers) as port:
        result = look(KINDS["ocsp"], files.target(f"http://127.0.0.1:{port}/"), real, SHORT)

    assert result.reason is Reason.TIMEOUT
    assert result.facts["state"] == "unreachable"


def test_nothing_of_a_person_is_told(gate: Gate, files: Files, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")
    scripts: list[Callable[[], Result]] = [
        lambda: ask(gate, responds(says(GOOD)), files, folder=str(files.folder / "ocsp")),
        lambda: ask(gate, responds(says(REVOKED)), files),
        lambda: ask(gate, responds(says(STALE)), files),
        lambda: ask(gate, responds(says(Say(OTHER, SUB))), files),
        lambda: ask(gate, responds(says(GOOD, by=SIGNER)), files),
    ]
    told = "".join(repr(script()) for script in scripts) + caplog.text

    serial = SIGNER.certificate.serial_number
    for secret in (PERSON_NAME, PERSON_EMAIL, PERSON_ID, "signer.pem", str(serial), f"{serial:x}"):
        assert secret not in told
