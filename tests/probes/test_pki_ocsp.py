"""What an OCSP answer says, and about whom: facts, matching, freshness, and the one value that others use."""

import sys
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import ocsp
from cryptography.x509.name import _ASN1Type
from cryptography.x509.oid import AuthorityInformationAccessOID, NameOID

from probes.pki import Certificate, UnreadableError, parse
from probes.pki.ocsp import (
    Answer,
    AnswerStatus,
    OcspStatus,
    Refused,
    Verified,
    known_status,
    nonce_of,
    ocsp_request,
    read_answer,
    responder_urls,
    unreadable_reason,
    verify,
)
from probes.reasons import Reason
from probes.signing.evidence import Evidence
from probes.signing.revocation import Standing, look_up
from tests.authority import (
    CERTIFICATES,
    NOW,
    PERSON,
    PERSON_EMAIL,
    PERSON_ID,
    PERSON_NAME,
    Authority,
    Issued,
    Wish,
)
from tests.ocsp_answers import HOUR, Say, answer, error, responder

ROOT = Authority.root()
SUB = ROOT.sub()
SIGNER = SUB.signer(subject=PERSON)
MOMENT = NOW.timestamp()
URL = x509.UniformResourceIdentifier
FRACTION = timedelta(microseconds=250_000)
"""No strict reader takes a time with this in it."""
GOOD = Say(SIGNER, SUB)


def known(issued: Issued | Authority) -> Certificate:
    return parse((issued.issued if isinstance(issued, Authority) else issued).der)


def judged(data: bytes, about: Issued = SIGNER, issuer: Authority = SUB) -> Verified | Refused:
    return verify(read_answer(data), known(about), known(issuer), MOMENT)


def verified(data: bytes, about: Issued = SIGNER, issuer: Authority = SUB) -> Verified:
    found = judged(data, about, issuer)
    assert isinstance(found, Verified), found
    return found


def refused(data: bytes, about: Issued = SIGNER, issuer: Authority = SUB) -> Reason:
    found = judged(data, about, issuer)
    assert isinstance(found, Refused)
    return found.reason


# what is asked


def test_a_request_names_the_certificate_by_sha_1_and_carries_the_nonce() -> None:
    request = ocsp.load_der_ocsp_request(ocsp_request(known(SIGNER), known(SUB), b"n" * 16))

    assert request.hash_algorithm.name == "sha1"
    assert request.serial_number == SIGNER.certificate.serial_number
    assert nonce_of(request.public_bytes(Encoding.DER)) == b"n" * 16


def test_a_request_without_a_nonce_has_none() -> None:
    assert nonce_of(ocsp_request(known(SIGNER), known(SUB))) is None


@pytest.mark.parametrize("length", [0, 33])
def test_a_nonce_that_servers_refuse_is_not_sent(length: int) -> None:
    with pytest.raises(ValueError, match="nonce"):
        ocsp_request(known(SIGNER), known(SUB), b"n" * length)


def _naming(*locations: x509.GeneralName) -> Certificate:
    access = [
        x509.AccessDescription(AuthorityInformationAccessOID.CA_ISSUERS, URL("http://ca.example/ca.cer")),
        *(x509.AccessDescription(AuthorityInformationAccessOID.OCSP, location) for location in locations),
    ]
    return known(SUB.signer(extra=((x509.AuthorityInformationAccess(access), False),)))


@pytest.mark.parametrize(
    ("locations", "urls"),
    [
        ((), ()),
        ((URL("http://ocsp.example/a"),), ("http://ocsp.example/a",)),
        ((URL("ldap://ocsp.example/"), URL("HTTPS://ocsp.example/b")), ("HTTPS://ocsp.example/b",)),
        ((URL("http://b.example"), URL("http://a.example")), ("http://b.example", "http://a.example")),
        ((URL("file:///etc/passwd"), URL("ocsp.example"), x509.DNSName("ocsp.example")), ()),
    ],
)
def test_a_certificate_names_its_responders(
    locations: tuple[x509.GeneralName, ...], urls: tuple[str, ...]
) -> None:
    assert responder_urls(_naming(*locations)) == urls


def test_a_certificate_without_an_address_names_none() -> None:
    assert responder_urls(known(SIGNER)) == ()


def test_what_is_no_request_has_no_nonce() -> None:
    with pytest.raises(UnreadableError):
        nonce_of(b"<html>")


# what an answer says


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


# about whom


@pytest.mark.parametrize("named_by", ["sha1", "sha256", "sha384", "sha512"])
def test_a_certificate_may_be_named_by_any_digest(named_by: str) -> None:
    assert verified(answer(replace(GOOD, named_by=named_by), by=SUB.issued)).entry.status == "good"


def test_a_certificate_named_by_a_broken_digest_is_not_named() -> None:
    assert refused(answer(replace(GOOD, named_by="md5"), by=SUB.issued)) is Reason.ANSWER_MISMATCH


def test_an_answer_about_another_serial_number_is_about_another_certificate() -> None:
    other = replace(GOOD, serial=SIGNER.certificate.serial_number + 1)

    assert refused(answer(other, by=SUB.issued)) is Reason.ANSWER_MISMATCH


def test_serial_numbers_are_compared_whole() -> None:
    short, long = SUB.signer(serial=0x12), SUB.signer(serial=0x3412)
    data = answer(Say(long, SUB, status="revoked"), by=SUB.issued)

    assert refused(data, short) is Reason.ANSWER_MISMATCH
    assert verified(data, long).entry.status == "revoked"


def test_the_same_serial_number_of_another_authority_is_another_certificate() -> None:
    mine, other = SUB.signer(serial=77), ROOT.sub("Cơ quan khác")
    theirs = other.signer(serial=77)
    data = answer(Say(theirs, other, status="revoked"), by=SUB.issued)

    assert refused(data, mine) is Reason.ANSWER_MISMATCH


def test_the_same_name_with_another_key_is_another_authority() -> None:
    renewed = ROOT.sub()
    data = answer(Say(SIGNER, renewed), by=SUB.issued)

    assert refused(data) is Reason.ANSWER_MISMATCH


def test_the_issuers_name_may_be_written_in_another_encoding() -> None:
    def name(kind: _ASN1Type) -> x509.Name:
        return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Plain CA", kind)])

    printable = ROOT.sub("Plain CA", subject=name(_ASN1Type.PrintableString))
    signer = printable.signer()
    utf8 = Authority(
        ROOT.issue(Wish(subject=name(_ASN1Type.UTF8String), usage=CERTIFICATES), key=printable.issued.key)
    )
    as_issued = answer(Say(signer, printable), by=printable.issued)
    as_the_authority_writes_itself = answer(Say(signer, utf8), by=utf8.issued)

    assert verified(as_issued, signer, utf8).entry.status == "good"
    assert verified(as_the_authority_writes_itself, signer, utf8).entry.status == "good"


def test_of_several_certificates_the_right_one_is_found() -> None:
    others = [SUB.signer() for _ in range(3)]
    said = [Say(other, SUB, status="revoked") for other in others]

    assert verified(answer(*said, GOOD, by=SUB.issued)).entry.status == "good"
    assert verified(answer(GOOD, *said, by=SUB.issued), others[1]).entry.status == "revoked"
    assert refused(answer(*said, by=SUB.issued)) is Reason.ANSWER_MISMATCH


def test_the_newest_word_on_a_certificate_counts_and_of_two_as_new_the_worse() -> None:
    old = replace(GOOD, status="revoked", reason="certificate_hold", this_update=NOW - 3 * HOUR)
    equal = replace(GOOD, status="revoked")

    assert verified(answer(old, GOOD, by=SUB.issued)).entry.status == "good"
    assert verified(answer(GOOD, old, by=SUB.issued)).entry.status == "good"
    assert verified(answer(GOOD, equal, by=SUB.issued)).entry.status == "revoked"
    assert verified(answer(equal, GOOD, by=SUB.issued)).entry.status == "revoked"


@pytest.mark.parametrize("fraction", [timedelta(0), FRACTION], ids=["strict", "lenient"])
@pytest.mark.parametrize("where", ["answer", "entry"])
def test_a_critical_extension_that_is_not_understood_forbids_the_answer(
    where: str, fraction: timedelta
) -> None:
    said = replace(GOOD, critical=where == "entry", this_update=GOOD.this_update + fraction)
    data = answer(said, by=SUB.issued, critical=where == "answer")

    assert refused(data) is Reason.ANSWER_MALFORMED


@pytest.mark.parametrize("fraction", [timedelta(0), FRACTION], ids=["strict", "lenient"])
def test_a_nonce_without_its_wrapping_is_still_read(fraction: timedelta) -> None:
    said = replace(GOOD, this_update=GOOD.this_update + fraction)

    assert (
        verified(answer(said, by=SUB.issued, nonce=b"\x01\x02\x03", bare_nonce=True)).nonce == b"\x01\x02\x03"
    )


# when

SECOND = timedelta(seconds=1)


@pytest.mark.parametrize(
    ("this_update", "next_update", "reason"),
    [
        (NOW - HOUR, NOW, None),
        (NOW - HOUR, NOW - SECOND, Reason.ANSWER_STALE),
        (NOW + timedelta(minutes=5), NOW + HOUR, None),
        (NOW + timedelta(minutes=5, seconds=1), NOW + HOUR, Reason.ANSWER_FUTURE),
        (NOW - timedelta(minutes=30), None, None),
        (NOW - timedelta(minutes=30, seconds=1), None, Reason.ANSWER_STALE),
        (NOW + timedelta(minutes=6), None, Reason.ANSWER_FUTURE),
        (NOW - timedelta(days=2000), NOW + timedelta(days=2000), None),
    ],
)
def test_an_answer_holds_for_a_while(this_update: Any, next_update: Any, reason: Reason | None) -> None:
    found = judged(answer(replace(GOOD, this_update=this_update, next_update=next_update), by=SUB.issued))

    assert (found.reason if isinstance(found, Refused) else None) is reason
    kept = found.verified if isinstance(found, Refused) else found
    assert kept is not None
    assert kept.entry.this_update == this_update.timestamp()


# one value


STALE = replace(GOOD, this_update=NOW - 9 * HOUR, next_update=NOW - HOUR)


def test_the_status_that_others_use_has_the_dates_and_the_signers_end() -> None:
    data = answer(replace(GOOD, status="revoked", reason="superseded"), by=SUB.issued)

    assert known_status(data, known(SIGNER), known(SUB), MOMENT) == OcspStatus(
        status="revoked",
        this_update=(NOW - HOUR).timestamp(),
        next_update=(NOW + HOUR).timestamp(),
        revoked_at=(NOW - 2 * HOUR).timestamp(),
        reason="superseded",
        signer_not_after=known(SUB).facts.not_after,
    )


def test_a_hold_that_a_responder_tells_of_is_a_hold_to_those_who_judge() -> None:
    data = answer(replace(GOOD, status="revoked", reason="certificate_hold"), by=SUB.issued)
    status = known_status(data, known(SIGNER), known(SUB), MOMENT)

    assert isinstance(status, OcspStatus)
    judged_so = look_up(known(SIGNER), known(SUB), Evidence(), MOMENT, status)
    assert judged_so.standing is Standing.SUSPENDED


def test_an_old_answer_still_tells_of_a_revocation() -> None:
    data = answer(replace(STALE, status="revoked"), by=SUB.issued)
    old = known_status(data, known(SIGNER), known(SUB), MOMENT)

    assert isinstance(old, OcspStatus)
    assert old.status == "revoked"


def test_an_old_answer_by_a_signer_who_has_ended_since_tells_what_was_true_then() -> None:
    ended = responder(SUB, ends=NOW - HOUR)
    data = answer(STALE, by=ended, produced=NOW - 9 * HOUR)
    old = known_status(data, known(SIGNER), known(SUB), MOMENT)

    assert isinstance(old, OcspStatus)
    assert old.status == "good"


def test_an_answer_does_not_outlive_its_signer() -> None:
    ended = responder(SUB, ends=NOW - HOUR)
    data = answer(replace(GOOD, this_update=NOW - 9 * HOUR), by=ended, produced=NOW - 9 * HOUR)
    old = known_status(data, known(SIGNER), known(SUB), MOMENT)

    assert isinstance(old, OcspStatus)
    assert old.next_update == (NOW - HOUR).timestamp()


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


def test_an_answer_of_the_future_says_what_is_true_then() -> None:
    early = answer(replace(GOOD, this_update=NOW + HOUR, next_update=NOW + 2 * HOUR), by=SUB.issued)

    said = known_status(early, known(SIGNER), known(SUB), MOMENT)

    assert isinstance(said, OcspStatus)
    assert said.this_update == (NOW + HOUR).timestamp()
