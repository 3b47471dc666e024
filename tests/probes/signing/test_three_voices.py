"""VALID takes all voices about one and the same way: what one of them lacks, no other may make up for."""

import os
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.x509.name import _ASN1Type
from cryptography.x509.oid import NameOID

from probes.pki import parse
from probes.pki.crl import read_crl
from probes.pki.identity import names_organisation
from probes.reasons import ProbeFailed, Reason
from probes.signing.authorities import Authorities
from probes.signing.coverage import signer_is_revoked_by_crl
from probes.signing.evidence import Evidence
from probes.signing.files import Known, read_lists, version_of
from probes.signing.revocation import Standing
from probes.signing.state import SigningState as State
from probes.signing.verdict import judge
from tests.authority import DAY, NOW, Issued, new_key
from tests.ocsp_answers import Say, answer, responder
from tests.probes.signing.judging import ROOT, SUB, judged, lists, of
from tests.revocation_lists import Entry, crl_of, on_hold, revoked

HOUR = timedelta(hours=1)
SIGNER = SUB.signer()
INDIRECT = x509.IssuingDistributionPoint(None, None, False, False, None, True, False)


def state(signer: Issued, *crls: bytes) -> State:
    authorities = Authorities([parse(ROOT.issued.der)], [parse(SUB.issued.der)])
    evidence = Evidence(read_crl(crl) for crl in (crl_of(ROOT), *crls))
    return judge(parse(signer.der), authorities, evidence, NOW.timestamp()).state


def test_a_hold_that_ocsp_tells_is_not_lifted_by_lists_that_never_held_it() -> None:
    base, delta = crl_of(SUB, number=5), crl_of(SUB, number=6, extra=[(x509.DeltaCRLIndicator(5), True)])
    held = answer(Say(SIGNER, SUB, status="revoked", reason="certificate_hold"), by=SUB.issued)

    verdict = judged(SIGNER, crl_of(ROOT), base, delta, said=[held])

    assert verdict.state is State.SUSPENDED


def test_an_answer_by_a_revoked_delegate_proves_nothing() -> None:
    delegate = responder(SUB)
    said = [answer(Say(SIGNER, SUB), by=delegate)]
    stale = crl_of(SUB, revoked(delegate), this_update=NOW - 9 * DAY, next_update=NOW - 8 * DAY)

    assert judged(SIGNER, crl_of(ROOT), said=said).state is State.VALID
    assert judged(SIGNER, crl_of(ROOT), stale, said=said).state is State.REVOCATION_UNKNOWN


def _stale(*entries: Entry, number: int = 1) -> bytes:
    then = NOW - (10 - number) * DAY
    return crl_of(SUB, *entries, number=number, this_update=then, next_update=then + DAY)


DELEGATE = responder(SUB)


@pytest.mark.parametrize(
    ("crls", "standing"),
    [
        ([_stale(on_hold(DELEGATE))], Standing.UNKNOWN),
        ([_stale(on_hold(DELEGATE)), _stale(number=2)], Standing.GOOD),
        ([_stale(revoked(DELEGATE)), _stale(number=2)], Standing.UNKNOWN),
        ([_stale(revoked(DELEGATE, at=NOW + HOUR))], Standing.GOOD),
    ],
    ids=["on hold", "a hold that was lifted", "revoked, and left out since", "to be revoked"],
)
def test_whoever_asks_and_whoever_judges_hold_the_same_of_a_delegate(
    crls: list[bytes], standing: Standing, tmp_path: Path
) -> None:
    for number, crl in enumerate(crls):
        (tmp_path / f"{number}.crl").write_bytes(crl)
    said = [answer(Say(SIGNER, SUB), by=DELEGATE)]

    refused = signer_is_revoked_by_crl(str(tmp_path), of(DELEGATE), of(SUB), NOW.timestamp())
    assert judged(SIGNER, crl_of(ROOT), *crls, said=said).revocations[0].standing is standing
    assert refused is (standing is Standing.UNKNOWN)


def test_when_a_delegate_is_to_be_revoked_its_answer_is_judged_again() -> None:
    said = [answer(Say(SIGNER, SUB, next_update=NOW + 3 * HOUR), by=DELEGATE)]
    crls = [crl_of(ROOT), _stale(revoked(DELEGATE, at=NOW + HOUR))]

    assert judged(SIGNER, *crls, said=said).holds_until == (NOW + HOUR).timestamp()
    assert judged(SIGNER, *crls, said=said, moment=NOW + HOUR).state is State.REVOCATION_UNKNOWN


def test_what_was_revoked_stays_so_behind_every_later_list() -> None:
    old = crl_of(SUB, revoked(SIGNER), number=500, this_update=NOW - 5 * DAY, next_update=NOW - 4 * DAY)

    assert state(SIGNER, old, crl_of(SUB, number=1, this_update=NOW - HOUR)) is State.REVOKED
    assert state(SIGNER, old, crl_of(SUB, number=501, this_update=NOW - HOUR)) is State.REVOKED


def test_an_authority_that_counts_from_1_again_is_judged_by_its_newer_list() -> None:
    before = crl_of(SUB, number=500, this_update=NOW - 5 * DAY, next_update=NOW + DAY)
    after = crl_of(SUB, on_hold(SIGNER), number=1, this_update=NOW - HOUR)

    assert state(SIGNER, before, after) is State.SUSPENDED


@pytest.mark.parametrize("ends", [NOW + DAY, NOW - HOUR], ids=["fresh", "past its end"])
def test_an_indirect_list_revokes_its_own_issuers_certificates_at_any_age(ends: object) -> None:
    indirect = crl_of(SUB, revoked(SIGNER), number=9, next_update=ends, extra=[(INDIRECT, True)])  # type: ignore[arg-type]

    assert state(SIGNER, crl_of(SUB), indirect) is State.REVOKED


def test_an_entry_about_another_authoritys_certificate_is_not_about_ours() -> None:
    other = x509.CertificateIssuer([x509.DirectoryName(ROOT.certificate.subject)])
    entry = Entry(SIGNER.certificate.serial_number, extra=((other, True),))
    after_it = Entry(SIGNER.certificate.serial_number + 1)
    crl = read_crl(crl_of(SUB, entry, after_it, extra=[(INDIRECT, True)]))

    assert crl.entry(entry.serial) is None
    assert crl.entry(after_it.serial) is None  # it goes on speaking of the other one (RFC 5280 section 5.3.3)


def test_a_file_that_is_no_list_is_named_once_and_hides_no_other(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "page.crl").write_text("<html>")
    (tmp_path / "sub.crl").write_bytes(crl_of(SUB))
    known = Known()

    found = [known.evidence((str(tmp_path),)) for _ in range(2)]

    assert len(found[0].lists_of(parse(SUB.issued.der).subject)) == 1
    assert [record.message for record in caplog.records if record.levelname == "WARNING"] == [
        "no revocation list, and left out: page.crl"
    ]


def test_one_list_with_a_riddle_in_an_entry_hides_no_other() -> None:
    riddle = x509.CertificateIssuer([x509.RegisteredID(x509.ObjectIdentifier("1.2.3"))])
    odd = crl_of(SUB, Entry(7, extra=((riddle, True),)), number=2)

    assert state(SIGNER, odd, crl_of(SUB, revoked(SIGNER))) is State.REVOKED


def test_two_ways_with_one_fault_each_make_no_sound_one() -> None:
    key = new_key()
    no_mapping = (x509.PolicyConstraints(require_explicit_policy=0, inhibit_policy_mapping=None), True)
    strict = ROOT.sub("Twice", key=key, extra=(no_mapping,))
    gone = ROOT.sub("Twice", key=key)
    signer = strict.signer()
    authorities = Authorities([parse(ROOT.issued.der)], [parse(strict.issued.der), parse(gone.issued.der)])
    evidence = Evidence(read_crl(crl) for crl in (crl_of(ROOT, revoked(gone.issued)), crl_of(strict)))

    verdict = judge(parse(signer.der), authorities, evidence, NOW.timestamp())

    assert not verdict.state.usable


def test_a_rule_in_the_signers_own_certificate_takes_the_library() -> None:
    rule = x509.PolicyConstraints(require_explicit_policy=0, inhibit_policy_mapping=None)

    assert state(SUB.signer(extra=((rule, False),)), crl_of(SUB)) is State.UNTRUSTED


def test_a_signers_own_certificate_pinned_by_mistake_vouches_for_nobody() -> None:
    authorities = Authorities([parse(ROOT.issued.der), parse(SIGNER.der)], [parse(SUB.issued.der)])
    evidence = Evidence([read_crl(crl_of(ROOT)), read_crl(crl_of(SUB, revoked(SIGNER)))])

    assert judge(parse(SIGNER.der), authorities, evidence, NOW.timestamp()).state is State.REVOKED
    alone = Authorities([parse(SIGNER.der)])
    assert judge(parse(SIGNER.der), alone, evidence, NOW.timestamp()).state is State.CHAIN_INCOMPLETE


def test_a_list_that_may_not_be_read_is_not_taken_for_an_empty_one(tmp_path: Path) -> None:
    (tmp_path / "sub.crl").write_bytes(crl_of(SUB, revoked(SIGNER)))
    (tmp_path / "sub.crl").chmod(0)
    tmp_path.chmod(0o755)
    user = os.geteuid()
    known = Known()
    if user == 0:
        os.seteuid(65534)  # root may read everything; nobody may not
    try:
        with pytest.raises(ProbeFailed) as caught:
            known.evidence((str(tmp_path),))
        before = version_of((str(tmp_path),))
    finally:
        os.seteuid(user)
    (tmp_path / "sub.crl").chmod(0o644)

    assert caught.value.reason is Reason.NO_PERMISSION
    assert version_of((str(tmp_path),)) != before
    assert len(read_lists((str(tmp_path),)).crls) == 1


@pytest.mark.parametrize(
    "unit",
    ["Phòng Văn hóa - Xã hội", "Bảo hiểm xã hội tỉnh", "Phòng VĂN HOÁ - XÃ HỘI", "Liên minh Hợp tác xã tỉnh"],
)
def test_departments_with_the_word_for_commune_in_them_are_no_communes(unit: str) -> None:
    subject = x509.Name([x509.NameAttribute(NameOID.ORGANIZATIONAL_UNIT_NAME, unit)])

    assert names_organisation(parse(SUB.signer(subject=subject).der), "Phường Phú Xuân") is None


def test_lists_of_the_fixture_are_good() -> None:
    # so that every refusal above has the reason it claims
    assert judged(SIGNER, *lists()).state is State.VALID


def test_a_subject_that_the_library_cannot_read_is_no_refusal() -> None:
    telephone = x509.ObjectIdentifier("2.5.4.20")  # a PrintableString by X.520, a UTF8String in the wild
    subject = x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "UBND xã Thử Nghiệm"),
            x509.NameAttribute(telephone, "0234 000 000", _ASN1Type.UTF8String),
        ]
    )

    assert judged(SUB.signer(subject=subject), full=True).state is State.VALID
