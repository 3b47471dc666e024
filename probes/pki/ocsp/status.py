"""What a kept answer says of a certificate, in one value."""

from dataclasses import dataclass, field

from probes.pki.certificate import Certificate, UnreadableError
from probes.pki.ocsp.answer import Answer, CertificateStatus
from probes.pki.ocsp.reading import read_answer, unreadable_reason
from probes.pki.ocsp.verify import Refused, Verified, verify
from probes.reasons import Reason


@dataclass(frozen=True, slots=True)
class OcspStatus:
    """A verified answer. All moments in unix seconds; revoked_at may lie in the future.

    reason: of a revocation, such as `key_compromise` or `certificate_hold`; None where none is given.
    next_update: None where the answer does not say; never later than the end of a signer that has ended.
    signer_not_after: when the certificate that signed the answer ends. answerable: that certificate, where its own
    revocation must be asked for; see `Verified`.
    """

    status: CertificateStatus
    this_update: float
    next_update: float | None
    revoked_at: float | None
    reason: str | None
    signer_not_after: float
    answerable: Certificate | None = field(default=None, repr=False)


def known_status(
    data: bytes, certificate: Certificate, issuer: Certificate, moment: float
) -> OcspStatus | Reason:
    """What the answer in `data` says of `certificate` at `moment` (unix seconds), or why it may not be used. Never raises.

    An answer whose time is over, or has not come, still tells what is true then (a revocation stays one); the right of
    its signer is then judged at the moment it was made.
    """
    try:
        answer = read_answer(data)
    except UnreadableError:
        return unreadable_reason(data)
    found = verify(answer, certificate, issuer, moment)
    if isinstance(found, Refused):
        found = as_it_was(found, answer, certificate, issuer)
    if isinstance(found, Refused):
        return found.reason
    entry, signer_not_after = found.entry, found.signer.facts.not_after
    next_update = entry.next_update
    if next_update is not None and signer_not_after < moment:
        next_update = min(next_update, signer_not_after)
    return OcspStatus(
        status=entry.status,
        this_update=entry.this_update,
        next_update=next_update,
        revoked_at=entry.revoked_at,
        reason=entry.reason,
        signer_not_after=signer_not_after,
        answerable=found.answerable,
    )


def as_it_was(
    refused: Refused, answer: Answer, certificate: Certificate, issuer: Certificate
) -> Verified | Refused:
    """What an answer said when it was made, where only the moment is another one; else why it was `refused`."""
    if refused.verified is not None:
        return refused.verified
    if refused.reason is Reason.SIGNER_WRONG and answer.body is not None:
        return verify(answer, certificate, issuer, answer.body.produced_at)
    return refused
