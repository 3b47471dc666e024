"""A timestamp (RFC 3161): the question, and whether an answer is a good stamp of what was asked. Pure, no I/O.

Two opinions are asked. Ours goes first, since it can say what is wrong: what the answer says, who signed it, where his
certificate leads. rfc3161-client, which is OpenSSL underneath and knows one text for every fault, has the last word.
Both come with the extra `sign`, and are imported when they are needed.
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding
from cryptography.x509 import ExtendedKeyUsage
from cryptography.x509.oid import ExtendedKeyUsageOID

from probes.pki.certificate import Certificate, UnreadableError, parse
from probes.pki.judgement import Finding, Judgement, Trust, judge
from probes.pki.pieces import BROKEN
from probes.pki.signature import Parameters, Signature, made_by
from probes.reasons import ProbeFailed, Reason

if TYPE_CHECKING:
    from probes.pki.timestamp_token import Signed, Token

EXTRA = "thongsuot[sign]"
SIGNER_ENDS = "timestamp_signer_not_after_timestamp_seconds"

_IMPRINT_BYTES = 32
_DIGESTS: dict[str, hashes.HashAlgorithm] = {
    "sha1": hashes.SHA1(),  # noqa: S303  # old authorities still sign so; OpenSSL takes it too
    "sha224": hashes.SHA224(),
    "sha256": hashes.SHA256(),
    "sha384": hashes.SHA384(),
    "sha512": hashes.SHA512(),
    "sha3_256": hashes.SHA3_256(),
    "sha3_384": hashes.SHA3_384(),
    "sha3_512": hashes.SHA3_512(),
}
_DATES = frozenset({Reason.CERTIFICATE_EXPIRED, Reason.CERTIFICATE_NOT_YET_VALID})
# The usage is judged here, by RFC 3161; and an old key is the authority's business as long as signatures verify.
_NOT_OURS = frozenset({Reason.CERTIFICATE_WRONG_USAGE, Reason.CERTIFICATE_WEAK})
# OpenSSL reads a token as PKCS #7 (RFC 2315), which knows none of the newer kinds.
_OPENSSL_KNOWS = frozenset({"rsassa_pkcs1v15", "ecdsa"})


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked: der, to be sent as application/timestamp-query. message: random bytes, whose SHA-256 is imprint."""

    der: bytes = field(repr=False)
    message: bytes = field(repr=False)
    imprint: bytes = field(repr=False)
    nonce: int


@dataclass(frozen=True, slots=True)
class Stamp:
    """A good stamp. gen_time: unix seconds. accuracy_seconds: None when unsaid. policy: a dotted OID.

    signer_not_after: unix seconds. signer: the first 16 hex digits of the SHA-256 of its certificate.
    trust: TRUSTED, or UNCHECKED when nothing is pinned.
    strict: False when only our lenient reading understood it, and rfc3161-client did not.
    """

    gen_time: float
    accuracy_seconds: float | None
    policy: str
    signer_not_after: float
    signer: str
    trust: Trust
    strict: bool


def new_request() -> Request:
    """A question that nobody has asked before. Raises ProbeFailed NOT_INSTALLED."""
    _require_extra()
    from rfc3161_client import HashAlgorithm, TimestampRequestBuilder

    message = secrets.token_bytes(_IMPRINT_BYTES)
    request = TimestampRequestBuilder(
        data=message, hash_algorithm=HashAlgorithm.SHA256, nonce=True, cert_req=True
    ).build()
    if request.nonce is None:
        raise AssertionError("the nonce that was wished for is missing")
    return Request(request.as_bytes(), message, request.message_imprint.message, request.nonce)


def verify(
    answer: bytes,
    request: Request,
    anchors: Sequence[Certificate],
    intermediates: Sequence[Certificate],
    moment: float,
) -> Stamp:
    """The stamp in `answer`, received at `moment` (unix seconds), once everything about it is right.

    The signer's chain must be in date at `moment` or at the stamp's own time: where those are far apart one of two
    clocks is wrong, and it is for the caller to say which. Without anchors trust is not judged.
    Raises ProbeFailed, with the end of the signer's certificate in its measures once signature and trust hold:
    NOT_INSTALLED; ANSWER_NOT_DER, ANSWER_MALFORMED, RESPONDER_ERROR; ANSWER_MISMATCH when it stamps something else than
    was asked; SIGNATURE_WRONG; SIGNER_WRONG for a certificate that may not stamp (RFC 3161 section 2.3), leads to no
    anchor, or is out of date.
    """
    _require_extra()
    from probes.pki.timestamp_token import read_token

    token = read_token(answer)
    _require_ours(token, request)
    signer, *others = _certificates(token)
    _require_signature(token, signer)
    _require_purpose(signer)
    judgement = _require_trust(signer, anchors, (*intermediates, *others), moment, token.gen_time)
    strict = True
    if _openssl_can_tell(token, judgement):
        strict = _second_opinion(answer, request, anchors, intermediates)
    facts = signer.facts
    return Stamp(
        token.gen_time,
        token.accuracy_seconds,
        token.policy,
        facts.not_after,
        facts.fingerprint,
        judgement.trust,
        strict,
    )


def _require_extra() -> None:
    try:
        import asn1crypto.tsp  # noqa: F401  # only to see that both are there
        import rfc3161_client  # noqa: F401
    except ImportError as error:
        raise ProbeFailed(Reason.NOT_INSTALLED, EXTRA) from error


def _require_ours(token: "Token", request: Request) -> None:
    if token.imprint != ("sha256", request.imprint):
        raise ProbeFailed(Reason.ANSWER_MISMATCH, "another hash than ours was stamped")
    if token.nonce != request.nonce:
        what = "no nonce came back" if token.nonce is None else "another nonce than ours came back"
        raise ProbeFailed(Reason.ANSWER_MISMATCH, what)


def _certificates(token: "Token") -> list[Certificate]:
    """The signer's certificate, then those of the others that can be read: they only may help to find an anchor."""
    found = []
    for position, der in enumerate(token.certificates):
        try:
            found.append(parse(der))
        except UnreadableError as error:
            if position == 0:
                raise ProbeFailed(Reason.SIGNER_WRONG, "the signer's certificate cannot be read") from error
    return found


def _require_signature(token: "Token", signer: Certificate) -> None:
    if not token.content_matches:
        raise ProbeFailed(Reason.SIGNATURE_WRONG, "the signature is about another content")
    signature = _signature(token.signed)
    if signature is None or not made_by(signer, signature):
        raise ProbeFailed(Reason.SIGNATURE_WRONG, "the signature does not verify")
    if not token.signer_named:
        # Else a second certificate for the same key could be slipped in (RFC 3161 section 2.4.2).
        raise ProbeFailed(Reason.SIGNER_WRONG, "the signature does not name this certificate")


def _signature(signed: "Signed") -> Signature | None:
    """The signature in the words of `probes.pki.signature`; None for an algorithm that nobody can verify here."""
    digest = _DIGESTS.get(signed.digest)
    parameters: Parameters
    match signed.algorithm:
        case "rsassa_pkcs1v15" if digest:
            parameters = padding.PKCS1v15()
        case "rsassa_pss" if digest:
            parameters = padding.PSS(padding.MGF1(digest), signed.salt_bytes or 0)
        case "ecdsa" if digest:
            parameters = ec.ECDSA(digest)
        case "dsa":
            parameters = None
        case "ed25519" | "ed448":
            parameters = digest = None
        case _:
            return None
    return Signature(signed.signature, signed.attributes, parameters, digest)


def _require_purpose(signer: Certificate) -> None:
    """Its extended key usage must be there, critical, and timestamping alone (RFC 3161 section 2.3)."""
    if not signer.facts.readable:
        raise ProbeFailed(Reason.SIGNER_WRONG, "the extensions of its certificate are malformed")
    purposes = [one for one in signer.parsed.extensions if isinstance(one.value, ExtendedKeyUsage)]
    if not purposes or list(purposes[0].value) != [ExtendedKeyUsageOID.TIME_STAMPING]:
        raise ProbeFailed(Reason.SIGNER_WRONG, "its certificate is not for timestamps alone")
    if not purposes[0].critical:
        raise ProbeFailed(Reason.SIGNER_WRONG, "its certificate does not make the purpose critical")
    usage = signer.facts.usage
    if usage is not None and not usage & {"digital_signature", "content_commitment"}:
        raise ProbeFailed(Reason.SIGNER_WRONG, "the key of its certificate may not sign")


def _require_trust(
    signer: Certificate,
    anchors: Sequence[Certificate],
    others: Sequence[Certificate],
    moment: float,
    gen_time: float,
) -> Judgement:
    now = judge(signer, anchors, others, moment)
    wrong = [finding for finding in now.findings if finding.reason not in _NOT_OURS]
    if any(finding.reason not in _DATES for finding in wrong):
        raise ProbeFailed(Reason.SIGNER_WRONG, _told(wrong))
    then = judge(signer, anchors, others, gen_time)
    if wrong and any(finding.reason in _DATES for finding in then.findings):
        raise ProbeFailed(Reason.SIGNER_WRONG, _told(wrong), measures={SIGNER_ENDS: signer.facts.not_after})
    return then


def _told(findings: Sequence[Finding]) -> str:
    return "; ".join(finding.what.en for finding in findings)


def _openssl_can_tell(token: "Token", judgement: Judgement) -> bool:
    """False where OpenSSL would refuse what is right.

    It wants an anchor that signed itself, judges to the second, at the stamp's own time, and reads tokens as PKCS #7.
    """
    return (
        judgement.trust is Trust.TRUSTED
        and judgement.chain[-1].self_issued
        and all(facts.not_before <= token.gen_time <= facts.not_after for facts in judgement.chain)
        and token.signed.algorithm in _OPENSSL_KNOWS
        and not token.by_key
    )


def _second_opinion(
    answer: bytes, request: Request, anchors: Sequence[Certificate], intermediates: Sequence[Certificate]
) -> bool:
    """True when rfc3161-client agrees, False when it cannot read the answer. Raises ProbeFailed when it refuses."""
    from rfc3161_client import VerificationError, VerifierBuilder, decode_timestamp_response

    from probes.pki.timestamp_token import tidied

    try:
        response = decode_timestamp_response(tidied(answer))
    except ValueError:
        return False
    # Lists of its own: a builder adds to the lists it was given, and copies of it share them.
    verifier = VerifierBuilder(
        roots=[anchor.parsed for anchor in anchors],
        intermediates=[one.parsed for one in intermediates],
        nonce=request.nonce,
    ).build()
    try:
        verifier.verify_message(response, request.message)
    except (VerificationError, *BROKEN):  # BROKEN: something odd among the certificates that came along
        failed = ProbeFailed(Reason.SIGNER_WRONG, "OpenSSL does not accept its certificate")
    else:
        return True
    raise failed  # out here: OpenSSL's words may name people
