"""Has this certificate been revoked? Our own look-up: first, independent of the path, and sparing with "good".

Revocation is monotonic: what a validly signed list once named stays revoked, however old that list is, and whatever
else has expired. "Good" takes a fresh, wholly understood list, or answer, that speaks for this very certificate.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import pairwise

from probes.pki import Certificate
from probes.pki.crl import HOLD, REMOVED, Crl, Revoked, reason_value
from probes.pki.ocsp import OLD_DIGESTS, OcspStatus
from probes.pki.times import CLOCK_TOLERANCE_SECONDS, UNDATED_SECONDS
from probes.signing.evidence import Evidence


class Standing(StrEnum):
    """What is known of a certificate's revocation, worst first."""

    REVOKED = "revoked"
    SUSPENDED = "suspended"
    SCHEDULED = "scheduled"
    UNKNOWN = "unknown"
    GOOD = "good"


class Cause(StrEnum):
    """Why nothing is known, the most telling first."""

    WEAK = "weak"
    FUTURE = "future"
    STALE = "stale"
    TOO_LARGE = "too_large"
    NOT_UNDERSTOOD = "not_understood"
    OUT_OF_SCOPE = "out_of_scope"
    ANSWERED_UNKNOWN = "answered_unknown"
    NO_EVIDENCE = "no_evidence"


@dataclass(frozen=True, slots=True)
class Revocation:
    """What is known of one certificate.

    at: when it was or will be revoked, unix seconds; reason: as in x509.ReasonFlags. source: `crl`, `ocsp` or `library`.
    evidence: thisUpdate of what this rests on; fresh_until: when that no longer proves anything. cause: of UNKNOWN.
    """

    standing: Standing
    at: float | None = None
    reason: str = ""
    source: str = ""
    evidence: float | None = None
    fresh_until: float | None = None
    cause: Cause | None = None


def look_up(
    certificate: Certificate,
    issuer: Certificate,
    evidence: Evidence,
    moment: float,
    answer: OcspStatus | None = None,
    others: Sequence[Certificate] = (),
) -> Revocation:
    """What the lists that `issuer` itself signed, and the answer about it, say of `certificate` at `moment`.

    others: who else may list it, see `Authorities.also_listing`. On the lists that their keys signed it may be found
    revoked; that it is not on them proves nothing here.
    """
    said = [_listed(certificate, crl, moment) for crl in evidence.newest(issuer, moment)]
    if answer is not None and not signer_is_revoked(answer.answerable, issuer, evidence, moment):
        said.append(_answered(answer, moment))
    said += [
        _revoked(_from(crl), entry, moment)
        for crl, entry in _entries(certificate, issuer, evidence, moment, others)
    ]
    if said := _without_lifted_holds(said):
        return worst(said)
    future = bool(evidence.future(issuer, moment))
    return Revocation(Standing.UNKNOWN, cause=Cause.FUTURE if future else Cause.NO_EVIDENCE)


def _entries(
    certificate: Certificate,
    issuer: Certificate,
    evidence: Evidence,
    moment: float,
    others: Sequence[Certificate],
) -> Iterator[tuple[Crl, Revoked]]:
    """Where the certificate stands on lists that cannot prove anything good of it.

    What was revoked stays so, however many lists came after: a hold alone may have been let go since. And a list dated
    after `moment` tells truly what had been revoked by then: it is our clock that is behind, or a past
    moment that is judged.
    """
    for authority in (issuer, *others):
        for crl in evidence.future(authority, moment):
            entry = _entry(certificate, crl)
            if entry is not None and entry.at <= moment:
                yield crl, entry
        for crl in evidence.older(authority, moment):
            entry = _entry(certificate, crl)
            if entry is not None and entry.reason != HOLD:
                yield crl, entry
    for authority in others:
        for crl in evidence.newest(authority, moment):
            entry = _entry(certificate, crl)
            if entry is not None and not evidence.signed(crl, issuer):
                yield crl, entry


def signer_is_revoked(
    signer: Certificate | None, issuer: Certificate, evidence: Evidence, moment: float
) -> bool:
    """Whether `issuer` has taken back the right to answer from whoever signed: the key may be in wrong hands.

    signer: `answerable` of an answer; None where nobody need be looked for.
    """
    if signer is None:
        return False
    found = look_up(signer, issuer, evidence, moment)
    return found.standing in {Standing.REVOKED, Standing.SUSPENDED}


def _without_lifted_holds(said: Sequence[Revocation]) -> list[Revocation]:
    """Only a hold can be undone: it was, where something newer that is still fresh says good."""
    good = max((one.evidence or 0.0 for one in said if one.standing is Standing.GOOD), default=None)
    if good is None:
        return list(said)
    return [one for one in said if one.standing is not Standing.SUSPENDED or (one.evidence or 0.0) >= good]


def worst(said: Iterable[Revocation]) -> Revocation:
    """The one that holds: any revocation beats any good, and one fresh good beats what says nothing."""
    order = list(Standing)
    order.remove(Standing.GOOD)
    order.insert(order.index(Standing.UNKNOWN), Standing.GOOD)
    causes = list(Cause)

    def rank(one: Revocation) -> tuple[int, int, float]:
        cause = len(causes) if one.cause is None else causes.index(one.cause)
        return (order.index(one.standing), cause, -(one.fresh_until or 0.0))

    return min(said, key=rank)


def _listed(certificate: Certificate, crl: Crl, moment: float) -> Revocation:
    facts, base = crl.facts, _from(crl)
    entry = _entry(certificate, crl)
    if entry is not None:
        return _revoked(base, entry, moment)
    speaks = crl.speaks_for(certificate)
    if speaks is not True:
        cause = Cause.OUT_OF_SCOPE if facts.understood else Cause.NOT_UNDERSTOOD
        return replace(base, cause=cause)
    if facts.signature_digest in OLD_DIGESTS:
        return replace(base, cause=Cause.WEAK)
    if moment > fresh_until(crl):
        return replace(base, cause=Cause.STALE)
    return replace(base, standing=Standing.GOOD)


def _from(crl: Crl) -> Revocation:
    return Revocation(
        Standing.UNKNOWN, source="crl", evidence=crl.facts.this_update, fresh_until=fresh_until(crl)
    )


def _entry(certificate: Certificate, crl: Crl) -> Revoked | None:
    """What a list says of the certificate, whoever issued both, if that is bad."""
    entry = crl.entry_about(certificate)
    return None if entry is None or entry.reason == REMOVED else entry


def _revoked(base: Revocation, entry: Revoked, moment: float) -> Revocation:
    standing = Standing.SUSPENDED if entry.reason == HOLD else Standing.REVOKED
    if entry.at > moment:
        standing = Standing.SCHEDULED
    return replace(base, standing=standing, at=entry.at, reason=entry.reason)


def _answered(answer: OcspStatus, moment: float) -> Revocation:
    ends = answered_until(answer)
    base = Revocation(Standing.UNKNOWN, source="ocsp", evidence=answer.this_update, fresh_until=ends)
    if answer.status == "revoked":
        at = answer.this_update if answer.revoked_at is None else answer.revoked_at
        return _revoked(base, Revoked(at, reason_value(answer.reason)), moment)
    if answer.this_update > moment + CLOCK_TOLERANCE_SECONDS:
        return replace(base, cause=Cause.FUTURE)
    if answer.status != "good":
        return Revocation(Standing.UNKNOWN, fresh_until=ends, cause=Cause.ANSWERED_UNKNOWN)  # proves nothing
    if moment > ends:
        return replace(base, cause=Cause.STALE)
    return replace(base, standing=Standing.GOOD)


def fresh_until(crl: Crl) -> float:
    """When a list no longer proves that something is not on it, unix seconds."""
    ends = crl.facts.next_update
    return crl.facts.this_update + UNDATED_SECONDS if ends is None else ends


def answered_until(answer: OcspStatus) -> float:
    """The same of an OCSP answer; no answer outlives the right of whoever signed it."""
    ends = answer.next_update
    if ends is None:
        ends = answer.this_update + UNDATED_SECONDS
    return min(ends, answer.signer_not_after)


def of_path(
    path: Sequence[Certificate],
    evidence: Evidence,
    moment: float,
    answer: OcspStatus | None,
    others: Callable[[Certificate, Certificate], Sequence[Certificate]] = lambda *_: (),
) -> tuple[Revocation, ...]:
    """What is known of each certificate of `path` but the last, which is pinned and answers for itself."""
    return tuple(
        look_up(
            certificate,
            issuer,
            evidence,
            moment,
            None if position else answer,
            others=others(certificate, issuer),
        )
        for position, (certificate, issuer) in enumerate(pairwise(path))
    )
