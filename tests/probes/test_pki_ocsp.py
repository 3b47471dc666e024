"""What an OCSP answer says: its facts, its errors, and what is no answer."""

import sys
from dataclasses import replace
from datetime import timedelta

import pytest

from probes.pki import UnreadableError
from probes.pki.ocsp import (
    Answer,
    AnswerStatus,
    Refused,
    Verified,
    known_status,
    read_answer,
    unreadable_reason,
    verify,
)
from probes.reasons import Reason
from tests.authority import NOW, PERSON_EMAIL, PERSON_ID, PERSON_NAME
from tests.ocsp_answers import HOUR, answer, error
from tests.probes.ocsp_checks import FRACTION, GOOD, MOMENT, ROOT, SIGNER, STALE, SUB, judged, known, verified


@pytest.mark.parametrize("fraction", [timedelta(0), FRACTION], ids=["strict", "lenient"])
def test_the_facts_of_a_good_answer(fraction: timedelta) -> None:
    said = replace(GOOD, this_update=GOOD.this_update + fraction)
    data = answer(said, by=SUB.issued, nonce=b"a nonce")
    found = verified(data)

    assert read_answer(data).strict is (not fraction)
    assert (found.entry.status, found.entry.revoked_at, found.entry.reason) == ("good", None, None)
    assert found.entry.this_update == (NOW - HOUR + fraction).timestamp()
    assert found.entry.next_update == (NOW + HOUR).timestamp()
    assert found.produced_at == (NOW - HOUR).timestamp()
    assert found.nonce == b"a nonce"
    assert found.digest == "sha256"
    assert found.signer.facts == known(SUB).facts
    assert not found.delegated


@pytest.mark.parametrize("fraction", [timedelta(0), FRACTION], ids=["strict", "lenient"])
@pytest.mark.parametrize(
    "reason",
    [
        None,
        "unspecified",
        "key_compromise",
        "ca_compromise",
        "affiliation_changed",
        "superseded",
        "cessation_of_operation",
        "certificate_hold",
        "remove_from_crl",
        "privilege_withdrawn",
        "aa_compromise",
    ],
)
def test_a_revocation_has_its_moment_and_its_reason(reason: str | None, fraction: timedelta) -> None:
    said = replace(GOOD, status="revoked", reason=reason, this_update=GOOD.this_update + fraction)
    entry = verified(answer(said, by=SUB.issued)).entry

    assert (entry.status, entry.reason) == ("revoked", reason)
    assert entry.revoked_at == (NOW - 2 * HOUR).timestamp()


@pytest.mark.parametrize("fraction", [timedelta(0), FRACTION], ids=["strict", "lenient"])
def test_a_certificate_may_be_unknown_to_its_responder(fraction: timedelta) -> None:
    said = replace(GOOD, status="unknown", this_update=GOOD.this_update + fraction)

    assert verified(answer(said, by=SUB.issued)).entry.status == "unknown"


@pytest.mark.parametrize(
    ("code", "status"),
    [
        (1, AnswerStatus.MALFORMED_REQUEST),
        (2, AnswerStatus.INTERNAL_ERROR),
        (3, AnswerStatus.TRY_LATER),
        (5, AnswerStatus.SIG_REQUIRED),
        (6, AnswerStatus.UNAUTHORIZED),
    ],
)
def test_an_answer_that_is_only_an_error_says_which(code: int, status: AnswerStatus) -> None:
    found = judged(error(code))

    assert read_answer(error(code)) == Answer(status)
    assert found == Refused(Reason.RESPONDER_ERROR, status.replace("_", " "))


WHOLE = answer(GOOD, by=SUB.issued)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", Reason.ANSWER_NOT_DER),
        (b"<html><body>Dang nhap</body></html>", Reason.ANSWER_NOT_DER),
        (b"0", Reason.ANSWER_NOT_DER),
        (SUB.pem, Reason.ANSWER_NOT_DER),
        (WHOLE[:100], Reason.ANSWER_MALFORMED),
        (WHOLE[:-1], Reason.ANSWER_MALFORMED),
        (WHOLE + b"more", Reason.ANSWER_MALFORMED),
        (error(0), Reason.ANSWER_MALFORMED),
        (error(4), Reason.ANSWER_MALFORMED),
        (error(7), Reason.ANSWER_MALFORMED),
        (SIGNER.der, Reason.ANSWER_MALFORMED),
        (
            WHOLE.replace(bytes.fromhex("2b0601050507300101"), bytes.fromhex("2b0601050507300105")),
            Reason.ANSWER_MALFORMED,
        ),
    ],
    ids=[
        "nothing",
        "a page",
        "one letter",
        "pem",
        "cut short",
        "one byte short",
        "more behind it",
        "good without a body",
        "no such status",
        "no such status either",
        "a certificate",
        "another kind of answer",
    ],
)
def test_what_is_no_answer_is_told_apart(data: bytes, reason: Reason) -> None:
    with pytest.raises(UnreadableError) as failed:
        read_answer(data)

    assert failed.value.__context__ is None
    assert unreadable_reason(data) is reason
    assert known_status(data, known(SIGNER), known(SUB), MOMENT) is reason


def test_a_line_end_behind_an_answer_is_a_blemish_not_a_fault() -> None:
    found = read_answer(WHOLE + b"\r\n")

    assert not found.strict
    assert isinstance(verify(found, known(SIGNER), known(SUB), MOMENT), Verified)


def test_every_length_is_read_alike_by_both_readers() -> None:
    # asn1crypto takes lengths that end in 0x80 for indefinite ones
    for fraction in (timedelta(0), FRACTION):
        said = replace(GOOD, this_update=GOOD.this_update + fraction)
        headers = set()
        for nonce in range(256):
            data = answer(said, by=SUB.issued, embedded=(), nonce=b"n" * nonce, bare_nonce=True)
            answered = verified(data)
            body = read_answer(data).body
            headers.add(body.signed[:4] if body else b"")
            assert answered.nonce == b"n" * nonce
        assert b"\x30\x82\x01\x80" in headers


def test_without_a_second_reader_only_the_strict_one_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "asn1crypto", None)  # as where the extra `sign` is not installed
    with_fractions = answer(replace(GOOD, this_update=GOOD.this_update + FRACTION), by=SUB.issued)

    assert read_answer(WHOLE).strict
    assert known_status(with_fractions, known(SIGNER), known(SUB), MOMENT) is Reason.ANSWER_MALFORMED


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (error(3), Reason.RESPONDER_ERROR),
        (answer(GOOD, by=SUB.issued, spoiled=True), Reason.SIGNATURE_WRONG),
        (answer(GOOD, by=ROOT.issued), Reason.SIGNER_WRONG),
        (answer(STALE, by=ROOT.issued), Reason.SIGNER_WRONG),
        (answer(replace(GOOD, serial=1), by=SUB.issued), Reason.ANSWER_MISMATCH),
    ],
    ids=["error", "spoiled", "wrong signer", "old, wrong signer", "another certificate"],
)
def test_an_answer_that_proves_nothing_has_its_reason(data: bytes, reason: Reason) -> None:
    assert known_status(data, known(SIGNER), known(SUB), MOMENT) is reason


def test_nothing_of_the_person_asked_about_is_shown() -> None:
    data = answer(GOOD, by=SUB.issued)
    shown = "".join(
        map(repr, (read_answer(data), judged(data), known_status(data, known(SIGNER), known(SUB), 0.0)))
    )

    for secret in (PERSON_NAME, PERSON_EMAIL, PERSON_ID, str(SIGNER.certificate.serial_number)):
        assert secret not in shown
