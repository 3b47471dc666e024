"""What makes a timestamp good or bad: answers of real authorities, and every fault that one may have."""

import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from subprocess import run

import pytest
from asn1crypto import tsp
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ed448, ed25519
from cryptography.x509.oid import ExtendedKeyUsageOID

from exporter.demo.timestamping import answer, refusal
from probes.pki import Trust, parse
from probes.pki.timestamp import SIGNER_ENDS, Stamp, new_request, verify
from probes.reasons import ProbeFailed, Reason
from tests.authority import DAY, NOW, Authority, Issued, new_key, organisation, rsa_key
from tests.servers import timestamping
from tests.servers.timestamping import Answering, altered, authority_of, newer, openssl, stamper, stamps

ROOT = Authority.root()
SUB = ROOT.sub()
TSA = stamper(SUB)
TWIN = stamper(SUB, key=TSA.key, serial=TSA.certificate.serial_number, ends=NOW + 900 * DAY)
"""Another certificate for the same key, with the same issuer and number."""
OTHER_ROOT = Authority.root("Root CA không quen")
ANCHORS = (parse(ROOT.issued.der),)
MOMENT = NOW.timestamp()
REQUEST = new_request()

TIME_STAMPING = ExtendedKeyUsageOID.TIME_STAMPING


def stamped_by(issued: Issued, **changes: object) -> Answering:
    return stamps(authority_of(issued), **changes)  # type: ignore[arg-type]  # the knobs' own types


def purposes(
    *oids: x509.ObjectIdentifier, critical: bool = True
) -> tuple[tuple[x509.ExtensionType, bool], ...]:
    return ((x509.ExtendedKeyUsage(oids), critical),)


def says(what: bytes) -> Answering:
    return lambda _query: what


def check(answering: Answering, *, moment: float = MOMENT) -> Stamp:
    request = new_request()
    return verify(answering(request.der), request, ANCHORS, (), moment)


def failure(answering: Answering, *, moment: float = MOMENT) -> ProbeFailed:
    with pytest.raises(ProbeFailed) as caught:
        check(answering, moment=moment)
    return caught.value


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

    assert 0 <= stamp.gen_time - MOMENT < 900  # its own clock, while the tests run
    assert stamp.accuracy_seconds == pytest.approx(1.5001)
    assert stamp.policy == "1.2.3.4.1"
    assert stamp.strict


@pytest.mark.needs("openssl")
@pytest.mark.parametrize("key", [new_key(), rsa_key()], ids=["ec", "rsa"])
def test_openssl_finds_our_own_authority_s_stamps_good(key: object, tmp_path: Path) -> None:
    tsa, query, reply = authority_of(stamper(SUB, key=key)), tmp_path / "query", tmp_path / "reply"
    (tmp_path / "root.pem").write_bytes(ROOT.pem)
    (tmp_path / "document").write_text("Xin chào")
    ts = ["openssl", "ts"]
    run([*ts, "-query", "-data", tmp_path / "document", "-sha512", "-cert", "-out", query], check=True)

    reply.write_bytes(answer(tsa, query.read_bytes(), NOW + timedelta(milliseconds=400)))
    verified = run(
        [*ts, "-verify", "-queryfile", query, "-in", reply, "-CAfile", tmp_path / "root.pem"],
        capture_output=True,
        text=True,
        check=False,
    )

    assert verified.stdout == "Verification: OK\n", verified.stderr


@pytest.mark.parametrize(
    ("query", "words"),
    [
        (b"", "rejection, bad data format"),
        (b"<html>", "rejection, bad data format"),
        (new_request().der[:-1], "rejection, bad data format"),
        (new_request().der + b"x", "rejection, bad data format"),
        (
            tsp.TimeStampReq(
                {
                    "version": "v1",
                    "message_imprint": {"hash_algorithm": {"algorithm": "sha1"}, "hashed_message": bytes(20)},
                }
            ).dump(),
            "rejection, bad alg",
        ),
        (
            tsp.TimeStampReq(
                {
                    "version": "v1",
                    "message_imprint": {
                        "hash_algorithm": {"algorithm": "sha256"},
                        "hashed_message": bytes(20),
                    },
                }
            ).dump(),
            "rejection, bad alg",
        ),
        (
            tsp.TimeStampReq(
                {
                    "version": "v1",
                    "message_imprint": {
                        "hash_algorithm": {"algorithm": "sha256"},
                        "hashed_message": bytes(32),
                    },
                    "req_policy": "1.2.3",
                }
            ).dump(),
            "rejection, unaccepted policy",
        ),
    ],
)
def test_our_own_authority_refuses_what_it_cannot_stamp_and_says_why(query: bytes, words: str) -> None:
    failed = failure(says(answer(authority_of(TSA), query, NOW)))

    assert (failed.reason, failed.detail) == (Reason.RESPONDER_ERROR, words)


def test_our_own_authority_sends_its_certificate_only_when_asked() -> None:
    query = tsp.TimeStampReq(
        {
            "version": "v1",
            "message_imprint": {"hash_algorithm": {"algorithm": "sha256"}, "hashed_message": bytes(32)},
        }
    )

    response = tsp.TimeStampResp.load(answer(authority_of(TSA), query.dump(), NOW))
    data = response["time_stamp_token"]["content"].native

    assert data["certificates"] is None
    assert data["encap_content_info"]["content"]["nonce"] is None


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


def test_an_expired_signer_s_end_is_told_and_a_stranger_s_is_not() -> None:
    ends = (NOW - DAY).timestamp()

    assert failure(FAULTS["expired"][0]).measures == {SIGNER_ENDS: ends}
    assert failure(FAULTS["unknown_root"][0]).measures == {}


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


@pytest.mark.parametrize("act", [new_request, lambda: verify(b"", REQUEST, (), (), MOMENT)])
@pytest.mark.parametrize("library", ["rfc3161_client", "asn1crypto"])
def test_a_missing_library_is_named_and_is_our_own_fault(
    act: Callable[[], object], library: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in [name for name in sys.modules if name.split(".")[0] == library]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, library, None)
    monkeypatch.delitem(sys.modules, "probes.pki.timestamp_token", raising=False)

    with pytest.raises(ProbeFailed) as caught:
        act()

    assert (caught.value.reason, caught.value.detail) == (Reason.NOT_INSTALLED, "thongsuot[sign]")
    assert caught.value.reason.ours


def test_what_the_signer_is_called_stays_inside() -> None:
    person = stamper(SUB, subject=organisation("Nguyễn Văn Riêng"))
    request = new_request()
    with pytest.raises(ProbeFailed) as caught:
        verify(stamped_by(person)(request.der), request, (parse(OTHER_ROOT.issued.der),), (), MOMENT)

    assert "Riêng" not in repr(check(stamped_by(person)))
    assert "Riêng" not in str(caught.value)
    assert "Riêng" not in str(caught.value.__context__)


@pytest.mark.parametrize(
    ("key", "algorithm"),
    [
        (rsa_key(), "rsassa_pss"),
        (ed25519.Ed25519PrivateKey.generate(), "ed25519"),
        (ed448.Ed448PrivateKey.generate(), "ed448"),
    ],
    ids=["pss", "ed25519", "ed448"],
)
def test_newer_signatures_are_good_though_openssl_cannot_tell(key: object, algorithm: str) -> None:
    tsa = stamper(SUB, key=key)
    bad = altered(newer(tsa, algorithm), timestamping.with_a_bad_signature)

    assert check(newer(tsa, algorithm)).trust is Trust.TRUSTED
    assert failure(bad).reason is Reason.SIGNATURE_WRONG


def test_openssl_has_the_last_word_on_a_certificate_that_we_find_good() -> None:
    another_key = (x509.AuthorityKeyIdentifier(bytes(20), None, None), False)
    tsa = stamper(SUB, key_ids=False, extra=(*timestamping.STAMPING, another_key))

    failed = failure(stamped_by(tsa))

    assert (failed.reason, failed.detail) == (Reason.SIGNER_WRONG, "OpenSSL does not accept its certificate")
    assert failed.__context__ is None


def test_many_looks_may_begin_at_once_in_a_fresh_process(tmp_path: Path) -> None:
    (tmp_path / "answer").write_bytes(stamped_by(TSA)(new_request().der))
    (tmp_path / "at_once.py").write_text(AT_ONCE)

    for _ in range(3):
        ended = run(
            [sys.executable, tmp_path / "at_once.py"],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
        )
        assert (ended.returncode, ended.stdout) == (0, "8\n"), ended.stderr


AT_ONCE = """
import sys
from pathlib import Path
from threading import Barrier, Thread
from probes.pki.timestamp_token import read_token

sys.setswitchinterval(1e-6)
answer, begin, good = Path("answer").read_bytes(), Barrier(8), []

def read():
    begin.wait()
    good.append(read_token(answer))

threads = [Thread(target=read) for _ in range(8)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print(len(good))
"""
