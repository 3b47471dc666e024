"""What makes a timestamp good: answers of real authorities, who signed them, and whom we trust."""

import time
from datetime import timedelta
from pathlib import Path

import pytest
from asn1crypto import tsp
from cryptography import x509

from probes.pki import Trust, parse
from probes.pki.timestamp import Stamp, new_request, verify
from probes.reasons import ProbeFailed, Reason
from tests.authority import NOW, Issued, new_key, organisation, rsa_key
from tests.probes.stamp_checks import ANCHORS, MOMENT, OTHER_ROOT, SUB, TSA, TWIN, check, stamped_by
from tests.servers import timestamping
from tests.servers.timestamping import altered, openssl, stamper


def test_every_question_is_a_new_one_and_asks_for_the_certificate() -> None:
    one, other = new_request(), new_request()
    asked = tsp.TimeStampReq.load(one.der, strict=True)

    assert one.imprint != other.imprint
    assert one.nonce != other.nonce
    assert asked["cert_req"].native is True
    assert asked["nonce"].native == one.nonce
    assert asked["message_imprint"].native == {
        "hash_algorithm": {"algorithm": "sha256", "parameters": None},
        "hashed_message": one.imprint,
    }


@pytest.mark.parametrize("key", [new_key(), rsa_key()], ids=["ec", "rsa"])
def test_a_good_stamp_tells_its_time_its_policy_and_until_when_its_signer_is_there(key: object) -> None:
    tsa = stamper(SUB, key=key)

    stamp = check(stamped_by(tsa))

    assert stamp == Stamp(
        gen_time=MOMENT,
        accuracy_seconds=1.0,
        policy="1.3.6.1.4.1.32473.1",
        signer_not_after=tsa.certificate.not_valid_after_utc.timestamp(),
        signer=parse(tsa.der).facts.fingerprint,
        trust=Trust.TRUSTED,
        strict=True,
    )


@pytest.mark.needs("openssl")
@pytest.mark.parametrize("ess_digest", ["sha1", "sha256"])
@pytest.mark.parametrize("key", [new_key(), rsa_key()], ids=["ec", "rsa"])
def test_openssl_s_stamps_are_good(key: object, ess_digest: str, tmp_path: Path) -> None:
    tsa = stamper(SUB, key=key)

    stamp = check(openssl(tmp_path, tsa, ess_digest=ess_digest), moment=MOMENT + 60)

    assert MOMENT <= stamp.gen_time <= time.time()  # its own clock, while the tests run
    assert stamp.accuracy_seconds == pytest.approx(1.5001)
    assert stamp.policy == "1.2.3.4.1"
    assert stamp.strict


@pytest.mark.parametrize(
    "bag",
    [
        (TSA.certificate, SUB.certificate),
        (SUB.certificate, TSA.certificate),
        (stamper(SUB).certificate, SUB.certificate, TSA.certificate),
        (TWIN.certificate, SUB.certificate, stamper(OTHER_ROOT).certificate),
    ],
)
def test_the_signer_is_the_one_the_signature_names_wherever_it_stands(
    bag: tuple[x509.Certificate, ...],
) -> None:
    signer = TWIN if TWIN.certificate in bag else TSA

    stamp = check(altered(stamped_by(signer), timestamping.with_certificates(*bag)))

    assert stamp.signer == parse(signer.der).facts.fingerprint


def test_a_signer_named_by_its_key_is_found() -> None:
    stamp = check(altered(stamped_by(TSA), timestamping.with_signer_by_key(TSA)))

    assert stamp.signer == parse(TSA.der).facts.fingerprint


def test_intermediates_may_come_from_the_inventory_instead() -> None:
    request = new_request()
    alone = stamped_by(Issued(TSA.certificate, TSA.key))(request.der)

    assert verify(alone, request, ANCHORS, (parse(SUB.issued.der),), MOMENT).trust is Trust.TRUSTED


def test_an_authority_may_be_pinned_without_its_root() -> None:
    request = new_request()

    stamp = verify(stamped_by(TSA)(request.der), request, (parse(SUB.issued.der),), (), MOMENT)

    assert stamp.trust is Trust.TRUSTED


def test_without_anchors_all_but_trust_is_verified() -> None:
    request = new_request()
    bad = altered(stamped_by(TSA), timestamping.with_a_bad_signature)(request.der)

    assert verify(stamped_by(TSA)(request.der), request, (), (), MOMENT).trust is Trust.UNCHECKED
    with pytest.raises(ProbeFailed) as caught:
        verify(bad, request, (), (), MOMENT)
    assert caught.value.reason is Reason.SIGNATURE_WRONG


@pytest.mark.parametrize("ours", [timedelta(days=800), timedelta(days=-800)], ids=["ahead", "behind"])
def test_a_signer_in_date_by_the_stamp_s_own_time_is_not_blamed_for_our_clock(ours: timedelta) -> None:
    assert check(stamped_by(TSA), moment=(NOW + ours).timestamp()).gen_time == MOMENT


@pytest.mark.parametrize("theirs", [timedelta(days=800), timedelta(days=-800)], ids=["ahead", "behind"])
def test_a_signer_in_date_by_our_time_is_not_blamed_for_the_stamp_s(theirs: timedelta) -> None:
    stamp = check(stamped_by(TSA, moment=NOW + theirs))

    assert stamp.gen_time == (NOW + theirs).timestamp()


def test_two_verifications_share_nothing() -> None:
    request = new_request()
    stranger = stamped_by(stamper(OTHER_ROOT))(request.der)
    verify(stranger, request, (parse(OTHER_ROOT.issued.der),), (), MOMENT)

    with pytest.raises(ProbeFailed) as caught:
        verify(stranger, request, ANCHORS, (), MOMENT)

    assert caught.value.reason is Reason.SIGNER_WRONG


def test_what_the_signer_is_called_stays_inside() -> None:
    person = stamper(SUB, subject=organisation("Nguyễn Văn Riêng"))
    request = new_request()
    with pytest.raises(ProbeFailed) as caught:
        verify(stamped_by(person)(request.der), request, (parse(OTHER_ROOT.issued.der),), (), MOMENT)

    assert "Riêng" not in repr(check(stamped_by(person)))
    assert "Riêng" not in str(caught.value)
    assert "Riêng" not in str(caught.value.__context__)
