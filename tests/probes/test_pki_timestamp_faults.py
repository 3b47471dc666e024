"""Every fault that a timestamp may have, and the reason it is told by."""

from datetime import timedelta

import pytest
from cryptography import x509
from cryptography.x509.oid import ExtendedKeyUsageOID

from exporter.demo.timestamping import refusal
from probes.pki.timestamp import SIGNER_ENDS, new_request, verify
from probes.reasons import ProbeFailed, Reason
from tests.authority import DAY, NOW, Authority, Issued, new_key, rsa_key
from tests.probes.stamp_checks import (
    ANCHORS,
    MOMENT,
    OTHER_ROOT,
    ROOT,
    SUB,
    TSA,
    TWIN,
    failure,
    says,
    stamped_by,
)
from tests.servers import timestamping
from tests.servers.timestamping import Answering, altered, stamper

TIME_STAMPING = ExtendedKeyUsageOID.TIME_STAMPING


def purposes(
    *oids: x509.ObjectIdentifier, critical: bool = True
) -> tuple[tuple[x509.ExtensionType, bool], ...]:
    return ((x509.ExtendedKeyUsage(oids), critical),)


NOT_ANSWERS: dict[str, tuple[Answering, Reason, str]] = {
    "empty": (says(b""), Reason.ANSWER_NOT_DER, "an empty answer"),
    "page": (says(b"\n<html>Dang nhap"), Reason.ANSWER_NOT_DER, "a web page"),
    "words": (says(b"Service unavailable"), Reason.ANSWER_NOT_DER, "not a DER sequence"),
    "pem": (says(ROOT.pem), Reason.ANSWER_NOT_DER, "not a DER sequence"),
    "digits": (says(b"0123456789"), Reason.ANSWER_MALFORMED, "not a timestamp answer, or cut short"),
    "cut_short": (
        lambda query: stamped_by(TSA)(query)[:-1],
        Reason.ANSWER_MALFORMED,
        "not a timestamp answer, or cut short",
    ),
    "cut_in_half": (
        lambda query: stamped_by(TSA)(query)[:700],
        Reason.ANSWER_MALFORMED,
        "not a timestamp answer, or cut short",
    ),
    "followed_by_more": (
        lambda query: stamped_by(TSA)(query) + b"\0",
        Reason.ANSWER_MALFORMED,
        "not a timestamp answer, or cut short",
    ),
    "another_der": (says(ROOT.issued.der), Reason.ANSWER_MALFORMED, "not a timestamp answer, or cut short"),
    "our_own_question": (
        lambda query: query,
        Reason.ANSWER_MALFORMED,
        "not a timestamp answer, or cut short",
    ),
    "granted_without_a_token": (
        says(refusal("bad_alg", "granted")),
        Reason.ANSWER_MALFORMED,
        "not a timestamp answer, or cut short",
    ),
    "nobody_signed": (
        altered(stamped_by(TSA), timestamping.without_signer),
        Reason.ANSWER_MALFORMED,
        "not a timestamp answer, or cut short",
    ),
    "two_signed": (
        altered(stamped_by(TSA), timestamping.with_two_signers),
        Reason.ANSWER_MALFORMED,
        "not a timestamp answer, or cut short",
    ),
}
REFUSED: dict[str, tuple[Answering, Reason, str]] = {
    f"{status}_{why}": (
        says(refusal(why, status)),
        Reason.RESPONDER_ERROR,
        f"{status}, {why}".replace("_", " "),
    )
    for status, why in [
        ("rejection", "bad_alg"),
        ("rejection", "time_not_available"),
        ("rejection", "system_failure"),
        ("waiting", "add_info_not_available"),
        ("revocation_warning", "bad_request"),
        ("revocation_notification", "bad_request"),
    ]
}
FAULTS: dict[str, tuple[Answering, Reason, str]] = {
    "granted_with_changes": (
        stamped_by(TSA, status="granted_with_mods"),
        Reason.RESPONDER_ERROR,
        "granted with mods",
    ),
    "another_hash": (
        stamped_by(
            TSA,
            message_imprint={"hash_algorithm": {"algorithm": "sha256"}, "hashed_message": bytes(32)},
        ),
        Reason.ANSWER_MISMATCH,
        "another hash than ours was stamped",
    ),
    "another_kind_of_hash": (
        stamped_by(
            TSA,
            message_imprint={"hash_algorithm": {"algorithm": "sha512"}, "hashed_message": bytes(64)},
        ),
        Reason.ANSWER_MISMATCH,
        "another hash than ours was stamped",
    ),
    "another_nonce": (stamped_by(TSA, nonce=42), Reason.ANSWER_MISMATCH, "another nonce than ours came back"),
    "no_nonce": (stamped_by(TSA, nonce=None), Reason.ANSWER_MISMATCH, "no nonce came back"),
    "no_certificate": (
        stamped_by(TSA, with_certificates=False),
        Reason.SIGNER_WRONG,
        "the signer's certificate is not in the answer",
    ),
    "only_other_certificates": (
        altered(stamped_by(TSA), timestamping.with_certificates(SUB.certificate, stamper(SUB).certificate)),
        Reason.SIGNER_WRONG,
        "the signer's certificate is not in the answer",
    ),
    "twin_certificate": (
        altered(stamped_by(TSA), timestamping.with_certificates(TWIN.certificate, SUB.certificate)),
        Reason.SIGNER_WRONG,
        "the signature does not name this certificate",
    ),
    "bad_signature": (
        altered(stamped_by(TSA), timestamping.with_a_bad_signature),
        Reason.SIGNATURE_WRONG,
        "the signature does not verify",
    ),
    "another_s_key": (
        stamped_by(Issued(TSA.certificate, new_key(), TSA.above)),
        Reason.SIGNATURE_WRONG,
        "the signature does not verify",
    ),
    "another_kind_of_key": (
        stamped_by(Issued(TSA.certificate, rsa_key(), TSA.above)),
        Reason.SIGNATURE_WRONG,
        "the signature does not verify",
    ),
    "changed_after_signing": (
        altered(stamped_by(TSA), timestamping.with_another_time),
        Reason.SIGNATURE_WRONG,
        "the signature is about another content",
    ),
    "no_purpose": (
        stamped_by(stamper(SUB, extra=())),
        Reason.SIGNER_WRONG,
        "its certificate is not for timestamps alone",
    ),
    "another_purpose": (
        stamped_by(stamper(SUB, extra=purposes(ExtendedKeyUsageOID.CODE_SIGNING))),
        Reason.SIGNER_WRONG,
        "its certificate is not for timestamps alone",
    ),
    "two_purposes": (
        stamped_by(stamper(SUB, extra=purposes(TIME_STAMPING, ExtendedKeyUsageOID.OCSP_SIGNING))),
        Reason.SIGNER_WRONG,
        "its certificate is not for timestamps alone",
    ),
    "any_purpose": (
        stamped_by(stamper(SUB, extra=purposes(ExtendedKeyUsageOID.ANY_EXTENDED_KEY_USAGE))),
        Reason.SIGNER_WRONG,
        "its certificate is not for timestamps alone",
    ),
    "purpose_not_critical": (
        stamped_by(stamper(SUB, extra=purposes(TIME_STAMPING, critical=False))),
        Reason.SIGNER_WRONG,
        "its certificate does not make the purpose critical",
    ),
    "key_for_something_else": (
        stamped_by(stamper(SUB, usage=frozenset({"key_encipherment"}))),
        Reason.SIGNER_WRONG,
        "the key of its certificate may not sign",
    ),
    "expired": (
        stamped_by(stamper(SUB, starts=NOW - 9 * DAY, ends=NOW - DAY)),
        Reason.SIGNER_WRONG,
        f"the certificate expired on {(NOW - DAY + timedelta(hours=7)):%Y-%m-%d}",
    ),
    "not_valid_yet": (
        stamped_by(stamper(SUB, starts=NOW + DAY)),
        Reason.SIGNER_WRONG,
        f"the certificate is valid only from {(NOW + DAY + timedelta(hours=7)):%Y-%m-%d}",
    ),
    "unknown_root": (
        stamped_by(stamper(OTHER_ROOT.sub("CA lạ"))),
        Reason.SIGNER_WRONG,
        "the certificate of “Root CA không quen” is missing",
    ),
    "self_signed": (
        stamped_by(Authority.root("TSA", usage=timestamping.SIGNATURES, extra=timestamping.STAMPING).issued),
        Reason.SIGNER_WRONG,
        "the chain leads to a root that is not among the pinned ones",
    ),
    "no_intermediate": (
        stamped_by(Issued(TSA.certificate, TSA.key)),
        Reason.SIGNER_WRONG,
        "the certificate of “Thử nghiệm Sub CA” is missing",
    ),
    "forged": (
        stamped_by(stamper(Authority.root("Thử nghiệm Root CA", key_ids=False), key_ids=False)),
        Reason.SIGNER_WRONG,
        "the signature on the certificate is wrong",
    ),
    "expired_authority": (
        stamped_by(stamper(ROOT.sub("CA cũ", ends=NOW - DAY))),
        Reason.SIGNER_WRONG,
        f"the certificate of the authority at level 1 expired on {(NOW - DAY + timedelta(hours=7)):%Y-%m-%d}",
    ),
    "below_a_person": (
        stamped_by(stamper(Authority(SUB.signer()))),
        Reason.SIGNER_WRONG,
        "",
    ),
}


@pytest.mark.parametrize(
    ("answering", "reason", "detail"),
    [pytest.param(*case, id=name) for name, case in (NOT_ANSWERS | REFUSED | FAULTS).items()],
)
def test_every_fault_has_its_reason(answering: Answering, reason: Reason, detail: str) -> None:
    failed = failure(answering)

    assert failed.reason is reason, failed.detail
    assert detail in failed.detail


def test_no_piece_of_a_good_answer_is_good() -> None:
    request = new_request()
    whole = stamped_by(TSA)(request.der)
    reasons = set()
    for length in range(len(whole)):
        with pytest.raises(ProbeFailed) as caught:
            verify(whole[:length], request, ANCHORS, (), MOMENT)
        reasons.add(caught.value.reason)

    assert reasons == {Reason.ANSWER_NOT_DER, Reason.ANSWER_MALFORMED}


def test_an_answer_to_another_question_is_no_answer_to_ours() -> None:
    old = stamped_by(TSA)(new_request().der)

    assert failure(says(old)).reason is Reason.ANSWER_MISMATCH


def test_an_expired_signer_s_end_is_told_and_a_stranger_s_is_not() -> None:
    ends = (NOW - DAY).timestamp()

    assert failure(FAULTS["expired"][0]).measures == {SIGNER_ENDS: ends}
    assert failure(FAULTS["unknown_root"][0]).measures == {}
