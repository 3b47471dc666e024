"""Is an answer about this certificate, by somebody with the right to give it, and fresh?

RFC 6960 section 3.2 lists what must hold; each of its points has its own reason here, where libraries say one sentence.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from cryptography import x509
from cryptography.x509.oid import ExtendedKeyUsageOID

from probes.pki.certificate import Certificate, UnreadableError, extension_of, parse
from probes.pki.chain import signed_by
from probes.pki.ocsp import words
from probes.pki.ocsp.answer import Answer, Body, Entry
from probes.pki.ocsp.request import speaks_of
from probes.pki.ocsp.signature import digest_name, signed_with
from probes.pki.pieces import BROKEN
from probes.pki.strength import OLD_DIGESTS, weak_key
from probes.pki.times import CLOCK_TOLERANCE_SECONDS, UNDATED_SECONDS
from probes.reasons import Reason

_MOST_CERTIFICATES = 8
_OCSP_SIGNING = ExtendedKeyUsageOID.OCSP_SIGNING.dotted_string


@dataclass(frozen=True, slots=True)
class Verified:
    """An answer whose signature and signer are right. entry: what it says of the certificate.

    delegated: its signer is not the issuer itself. no_check: the signer's own revocation need not be asked for
    (id-pkix-ocsp-nocheck, RFC 6960 section 4.2.2.2.1). digest: of the signature, empty where it has none of its own.
    """

    entry: Entry
    signer: Certificate
    delegated: bool
    no_check: bool
    digest: str
    nonce: bytes | None
    produced_at: float

    @property
    def answerable(self) -> Certificate | None:
        """The signer, where its own revocation must be asked for; the issuer's is asked for anyway."""
        return self.signer if self.delegated and not self.no_check else None


@dataclass(frozen=True, slots=True)
class Refused:
    """Why an answer may not be used.

    verified: what it says, when only its age is wrong (ANSWER_STALE, ANSWER_FUTURE).
    """

    reason: Reason
    detail: str
    verified: Verified | None = None


def verify(
    answer: Answer,
    certificate: Certificate,
    issuer: Certificate,
    moment: float,
    *,
    old_digests: Collection[str] = OLD_DIGESTS,
) -> Verified | Refused:
    """What `answer` is worth at `moment` (unix seconds) for `certificate`, issued by `issuer`. Never raises.

    old_digests: refused in signatures; an archive of old answers may be judged by other ones than today's.
    """
    body = answer.body
    if body is None:
        return Refused(Reason.RESPONDER_ERROR, words.ERRORS[answer.status].en)
    entry = _entry_for(body, certificate, issuer)
    if entry is None:
        return Refused(Reason.ANSWER_MISMATCH, words.ANOTHER.en)
    if body.puzzling or entry.puzzling:
        return Refused(Reason.ANSWER_MALFORMED, words.NOT_UNDERSTOOD.en)
    found = _signer(body, issuer, moment, old_digests)
    if isinstance(found, Refused):
        return found
    verified = Verified(
        entry,
        found,
        delegated=found.identity != issuer.identity,
        no_check=_no_check(found),
        digest=digest_name(body),
        nonce=body.nonce,
        produced_at=body.produced_at,
    )
    return _aged(verified, moment) or verified


def _entry_for(body: Body, certificate: Certificate, issuer: Certificate) -> Entry | None:
    """The newest word on the certificate; of two equally new ones the worse."""
    fitting = [entry for entry in body.entries if speaks_of(entry, certificate, issuer)]
    return max(fitting, key=lambda entry: (entry.this_update, entry.status == "revoked"), default=None)


def _signer(
    body: Body, issuer: Certificate, moment: float, old_digests: Collection[str]
) -> Certificate | Refused:
    """Who signed, with the right to: of those who bear the responder's name or key, the first whose key fits."""
    named = [one for one in _candidates(body, issuer) if _bears(one, body)]
    if not named:
        return Refused(Reason.SIGNER_WRONG, words.NO_SIGNER.en)
    signers = [one for one in named if signed_with(body, one)]
    if not signers:
        return Refused(Reason.SIGNATURE_WRONG, words.NOT_ITS_KEY.en)
    if digest_name(body) in old_digests:
        return Refused(Reason.SIGNATURE_WRONG, words.weak(digest_name(body)).en)
    faults = [_fault(one, issuer, moment, old_digests) for one in signers]
    for one, fault in zip(signers, faults, strict=True):
        if not fault:
            return one
    return Refused(Reason.SIGNER_WRONG, faults[0])


def _candidates(body: Body, issuer: Certificate) -> Iterator[Certificate]:
    yield issuer
    for der in body.certificates[:_MOST_CERTIFICATES]:
        try:
            certificate = parse(der)
        except UnreadableError:
            continue
        if not _same_key(certificate, issuer):
            yield certificate


def _bears(certificate: Certificate, body: Body) -> bool:
    if body.responder_key is not None:
        return _key_hash(certificate) == body.responder_key
    return certificate.subject == body.responder_name


def _fault(signer: Certificate, issuer: Certificate, moment: float, old_digests: Collection[str]) -> str:
    """Why `signer` may not answer for `issuer`; empty when it may (RFC 6960 section 4.2.2.2)."""
    facts = signer.facts
    if signer.identity == issuer.identity:
        return ""
    if signer.issuer != issuer.subject or not signed_by(signer, issuer):
        return words.NOT_ISSUED.en
    if facts.signature_digest in old_digests:
        return words.signer_weak(facts.signature_digest).en
    if weak := weak_key(facts):
        return words.signer_weak_key(weak).en
    if not facts.readable or _OCSP_SIGNING not in facts.purposes:
        return words.NO_PURPOSE.en
    if moment > facts.not_after:
        return words.SIGNER_EXPIRED.en
    if moment < facts.not_before - CLOCK_TOLERANCE_SECONDS:
        return words.SIGNER_NOT_YET.en
    return ""


def _aged(verified: Verified, moment: float) -> Refused | None:
    entry = verified.entry
    if entry.this_update > moment + CLOCK_TOLERANCE_SECONDS:
        ahead = entry.this_update - moment
        return Refused(Reason.ANSWER_FUTURE, f"dated {ahead:.0f} s ahead of our clock", verified)
    if entry.next_update is not None and entry.next_update < moment:
        late = moment - entry.next_update
        return Refused(Reason.ANSWER_STALE, f"held until {late:.0f} s ago", verified)
    if entry.next_update is None and entry.this_update + UNDATED_SECONDS < moment:
        age = moment - entry.this_update
        return Refused(
            Reason.ANSWER_STALE, f"{age:.0f} s old, and does not say until when it holds", verified
        )
    return None


def _same_key(one: Certificate, other: Certificate) -> bool:
    return one.subject == other.subject and _key_hash(one) == _key_hash(other) != b""


def _key_hash(certificate: Certificate) -> bytes:
    """The SHA-1 of the bits of its key, without tag and length (RFC 6960 section 4.2.1); empty when it cannot be read."""
    try:
        return x509.SubjectKeyIdentifier.from_public_key(certificate.parsed.public_key()).digest
    except BROKEN:
        return b""


def _no_check(signer: Certificate) -> bool:
    return extension_of(signer, x509.OCSPNoCheck) is not None
