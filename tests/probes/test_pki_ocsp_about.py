"""About whom an OCSP answer is: which of its entries is ours."""

from dataclasses import replace
from datetime import timedelta

import pytest
from cryptography import x509
from cryptography.x509.name import _ASN1Type
from cryptography.x509.oid import NameOID

from probes.reasons import Reason
from tests.authority import CERTIFICATES, NOW, Authority, Wish
from tests.ocsp_answers import HOUR, Say, answer
from tests.probes.ocsp_checks import FRACTION, GOOD, ROOT, SIGNER, SUB, refused, verified


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
