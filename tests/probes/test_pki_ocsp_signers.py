"""Who may answer for an authority: its own key, or whom it appointed; everybody else is refused, with the reason why."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed448, ed25519
from cryptography.x509.oid import ExtendedKeyUsageOID

from probes.pki import Certificate, parse
from probes.pki.ocsp import OcspStatus, Refused, Verified, known_status, read_answer, verify
from probes.reasons import Reason
from tests.authority import NOW, Authority, Issued, organisation, rsa_key, with_old_digest
from tests.ocsp_answers import HOUR, Say, answer, responder

ROOT = Authority.root(key=rsa_key())
SUB = ROOT.sub()
OTHER = ROOT.sub("Cơ quan khác")
SIGNER = SUB.signer()
MOMENT = NOW.timestamp()
GOOD = Say(SIGNER, SUB)
LENIENT = replace(GOOD, this_update=NOW - HOUR + timedelta(microseconds=500_000))
SECOND = timedelta(seconds=1)
BOTH = pytest.mark.parametrize("said", [GOOD, LENIENT], ids=["strict", "lenient"])


def known(issued: Issued | Authority) -> Certificate:
    return parse((issued.issued if isinstance(issued, Authority) else issued).der)


def judged(data: bytes, about: Issued = SIGNER, issuer: Authority = SUB, **policy: Any) -> Verified | Refused:
    return verify(read_answer(data), known(about), known(issuer), MOMENT, **policy)


# who may

MAY: dict[str, Callable[[Say], bytes]] = {
    "the issuer, by its key": lambda said: answer(said, by=SUB.issued, named="by_key"),
    "the issuer, by its name": lambda said: answer(said, by=SUB.issued, named="by_name"),
    "the issuer, whose certificate is known anyway": lambda said: answer(said, by=SUB.issued, embedded=()),
    "its delegate, by key": lambda said: answer(said, by=responder(SUB), named="by_key"),
    "its delegate, by name": lambda said: answer(said, by=responder(SUB), named="by_name"),
    "its delegate among other certificates": lambda said: _among_others(said, responder(SUB)),
    "a delegate valid to the second": lambda said: answer(said, by=responder(SUB, ends=NOW)),
    "a delegate whose clock runs ahead": lambda said: answer(
        said, by=responder(SUB, starts=NOW + timedelta(minutes=4))
    ),
    "a delegate with other purposes too": lambda said: answer(
        said,
        by=responder(SUB, purposes=(ExtendedKeyUsageOID.SERVER_AUTH, ExtendedKeyUsageOID.OCSP_SIGNING)),
    ),
}


def _among_others(said: Say, by: Issued) -> bytes:
    sent = [SUB.certificate, OTHER.certificate, by.certificate, ROOT.certificate]
    return answer(said, by=by, embedded=sent, named="by_name")


@BOTH
@pytest.mark.parametrize("case", MAY)
def test_the_issuer_and_its_delegates_may_answer(case: str, said: Say) -> None:
    found = judged(MAY[case](said))

    assert isinstance(found, Verified), found
    assert found.delegated is ("delegate" in case)
    assert found.entry.status == "good"


@pytest.mark.parametrize(
    ("by", "serial"),
    [
        (SUB.issued, None),
        (responder(SUB, serial=4711), 4711),
        (responder(SUB, serial=4711, no_check=True), None),
    ],
    ids=["the issuer", "its delegate", "its delegate, not to be asked about"],
)
def test_what_is_known_of_an_answer_names_the_signer_that_must_be_looked_for(
    by: Issued, serial: int | None
) -> None:
    status = known_status(answer(GOOD, by=by), known(SIGNER), known(SUB), MOMENT)

    assert isinstance(status, OcspStatus)
    assert (status.answerable and status.answerable.serial) == serial
    assert "4711" not in repr(status)


WEAK: dict[str, tuple[Any, str]] = {
    "RSA 1024": (rsa_key(1024), "its signer's key is too weak: RSA 1024 bits"),
    "EC 192": (ec.generate_private_key(ec.SECP192R1()), "its signer's key is too weak: EC 192 bits"),
}


@BOTH
@pytest.mark.parametrize("case", WEAK)
def test_a_delegate_whose_key_can_be_broken_is_not_believed(case: str, said: Say) -> None:
    key, detail = WEAK[case]
    found = judged(answer(said, by=responder(SUB, key=key)))

    assert isinstance(found, Refused)
    assert (found.reason, found.detail) == (Reason.SIGNER_WRONG, detail)


def test_a_delegate_says_whether_its_own_revocation_need_be_asked_for() -> None:
    trusted = judged(answer(GOOD, by=responder(SUB, no_check=True)))
    asked_about = judged(answer(GOOD, by=responder(SUB)))

    assert isinstance(trusted, Verified)
    assert isinstance(asked_about, Verified)
    assert (trusted.no_check, asked_about.no_check) == (True, False)


def test_the_signers_end_is_known() -> None:
    ends = NOW + timedelta(days=9)
    found = judged(answer(GOOD, by=responder(SUB, ends=ends)))

    assert isinstance(found, Verified)
    assert found.signer.facts.not_after == ends.timestamp()


# with which algorithms

KEYS: dict[str, tuple[Any, dict[str, Any]]] = {
    "rsa sha256": (rsa_key(), {}),
    "rsa sha384": (rsa_key(), {"digest": "sha384"}),
    "rsa sha512": (rsa_key(), {"digest": "sha512"}),
    "rsa pss sha256": (rsa_key(), {"pss": True}),
    "rsa pss sha512": (rsa_key(), {"pss": True, "digest": "sha512"}),
    "p-256 sha256": (ec.generate_private_key(ec.SECP256R1()), {}),
    "p-384 sha384": (ec.generate_private_key(ec.SECP384R1()), {"digest": "sha384"}),
    "ed25519": (ed25519.Ed25519PrivateKey.generate(), {}),
    "ed448": (ed448.Ed448PrivateKey.generate(), {}),
}


@BOTH
@pytest.mark.parametrize("algorithm", KEYS)
def test_every_algorithm_in_use_is_verified(algorithm: str, said: Say) -> None:
    key, how = KEYS[algorithm]
    by = responder(SUB, key=key)
    good, spoiled = judged(answer(said, by=by, **how)), judged(answer(said, by=by, spoiled=True, **how))

    assert isinstance(good, Verified), good
    assert good.digest == ("" if algorithm.startswith("ed") else how.get("digest", "sha256"))
    assert isinstance(spoiled, Refused)
    assert spoiled.reason is Reason.SIGNATURE_WRONG


# who may not

ANYTHING = x509.ObjectIdentifier("2.5.29.37.0")
MALLORY = Authority.root(SUB.certificate.subject.rfc4514_string(), subject=SUB.certificate.subject)


def _forged(issued: Issued) -> Issued:
    """The same certificate with one bit of its signature flipped."""
    der = bytearray(issued.der)
    der[-1] ^= 1
    return replace(issued, certificate=x509.load_der_x509_certificate(bytes(der)))


MAY_NOT: dict[str, tuple[Callable[[Say], bytes], Reason]] = {
    "no purpose": (lambda said: answer(said, by=responder(SUB, purposes=())), Reason.SIGNER_WRONG),
    "another purpose": (
        lambda said: answer(said, by=responder(SUB, purposes=(ExtendedKeyUsageOID.SERVER_AUTH,))),
        Reason.SIGNER_WRONG,
    ),
    "any purpose": (lambda said: answer(said, by=responder(SUB, purposes=(ANYTHING,))), Reason.SIGNER_WRONG),
    "expired": (lambda said: answer(said, by=responder(SUB, ends=NOW - SECOND)), Reason.SIGNER_WRONG),
    "not valid yet": (
        lambda said: answer(said, by=responder(SUB, starts=NOW + timedelta(minutes=6))),
        Reason.SIGNER_WRONG,
    ),
    "another authority's delegate": (lambda said: answer(said, by=responder(OTHER)), Reason.SIGNER_WRONG),
    "the authority above": (lambda said: answer(said, by=ROOT.issued), Reason.SIGNER_WRONG),
    "the delegate of the authority above": (
        lambda said: answer(said, by=responder(ROOT)),
        Reason.SIGNER_WRONG,
    ),
    "a stranger of the same name": (
        lambda said: answer(said, by=MALLORY.issued, named="by_name"),
        Reason.SIGNER_WRONG,
    ),
    "a stranger of the same name, without its certificate": (
        lambda said: answer(said, by=MALLORY.issued, named="by_name", embedded=()),
        Reason.SIGNATURE_WRONG,
    ),
    "a stranger of the same name, by its key": (
        lambda said: answer(said, by=MALLORY.issued, named="by_key"),
        Reason.SIGNER_WRONG,
    ),
    "the delegate of a stranger of the same name": (
        lambda said: answer(said, by=responder(MALLORY)),
        Reason.SIGNER_WRONG,
    ),
    "a certificate that appoints itself": (
        lambda said: answer(
            said,
            by=Authority.root(
                "x", subject=organisation("x"), purposes=(ExtendedKeyUsageOID.OCSP_SIGNING,)
            ).issued,
        ),
        Reason.SIGNER_WRONG,
    ),
    "the certificate asked about": (lambda said: answer(said, by=SIGNER), Reason.SIGNER_WRONG),
    "a delegate whose certificate is forged": (
        lambda said: answer(said, by=_forged(responder(SUB))),
        Reason.SIGNER_WRONG,
    ),
    "a delegate whose certificate did not come along": (
        lambda said: answer(said, by=responder(SUB), embedded=()),
        Reason.SIGNER_WRONG,
    ),
    "a delegate called by another's name": (
        lambda said: answer(said, by=responder(SUB), bearing=OTHER.issued),
        Reason.SIGNER_WRONG,
    ),
    "a delegate's spoiled signature": (
        lambda said: answer(said, by=responder(SUB), spoiled=True),
        Reason.SIGNATURE_WRONG,
    ),
    "the issuer's spoiled signature": (
        lambda said: answer(said, by=SUB.issued, spoiled=True),
        Reason.SIGNATURE_WRONG,
    ),
    "another key under the delegate's name": (
        lambda said: _in_the_name_of(said, responder(SUB)),
        Reason.SIGNATURE_WRONG,
    ),
    "a broken digest": (
        lambda said: answer(said, by=responder(SUB, key=rsa_key()), digest="sha1"),
        Reason.SIGNATURE_WRONG,
    ),
    "a broken digest of elliptic curves": (
        lambda said: answer(said, by=SUB.issued, digest="sha1"),
        Reason.SIGNATURE_WRONG,
    ),
    "a broken digest with pss": (
        lambda said: answer(said, by=responder(SUB, key=rsa_key()), digest="sha1", pss=True),
        Reason.SIGNATURE_WRONG,
    ),
}


def _in_the_name_of(said: Say, delegate: Issued) -> bytes:
    impostor = replace(delegate, key=ec.generate_private_key(ec.SECP256R1()))
    return answer(said, by=impostor)


@BOTH
@pytest.mark.parametrize("case", MAY_NOT)
def test_nobody_else_may_answer(case: str, said: Say) -> None:
    made, reason = MAY_NOT[case]
    found = judged(made(said))

    assert isinstance(found, Refused)
    assert found.reason is reason
    assert found.verified is None


@pytest.mark.parametrize("digest", [hashes.SHA1, hashes.MD5])
def test_a_delegate_appointed_with_a_broken_digest_may_not_answer(
    digest: type[hashes.SHA1] | type[hashes.MD5],
) -> None:
    about = ROOT.signer()
    by = with_old_digest(responder(ROOT), ROOT, digest())
    found = judged(answer(Say(about, ROOT), by=by), about, ROOT)

    assert isinstance(found, Refused)
    assert found.reason is Reason.SIGNER_WRONG
    assert digest.name in found.detail


def test_an_archive_may_be_judged_by_what_was_good_then() -> None:
    found = judged(answer(GOOD, by=SUB.issued, digest="sha1"), old_digests={"md5"})

    assert isinstance(found, Verified)
    assert found.digest == "sha1"


def test_what_comes_along_and_is_no_certificate_does_no_harm() -> None:
    by = responder(SUB)
    data = answer(GOOD, by=by, embedded=[OTHER.certificate, by.certificate])
    holed = OTHER.issued.der[:4] + b"\x05\x00" * (len(OTHER.issued.der) // 2)
    broken = data.replace(OTHER.issued.der, holed[: len(OTHER.issued.der)])

    assert broken != data
    assert isinstance(judged(broken), Verified)


def test_a_crowd_of_certificates_is_not_searched_through() -> None:
    by = responder(SUB)
    crowd = [OTHER.certificate] * 8

    found = judged(answer(GOOD, by=by, embedded=[*crowd, by.certificate]))

    assert isinstance(found, Refused)
    assert found.reason is Reason.SIGNER_WRONG
