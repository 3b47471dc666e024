"""What a revocation list must be before it is believed: signed by the authority, in time, and no step back. Pure."""

from collections.abc import Iterable, Sequence

from probes.language import Text
from probes.pki import Certificate
from probes.pki.crl import Crl
from probes.pki.strength import OLD_DIGESTS
from probes.pki.times import CLOCK_TOLERANCE_SECONDS
from probes.reasons import ProbeFailed, Reason

UNKNOWN_ISSUER = Text(
    "tổ chức phát hành danh sách không nằm trong các chứng thư đã biết",
    "its issuer is not among the authority's certificates",
)
MAY_NOT_SIGN = Text(
    "chứng thư của tổ chức phát hành không được phép ký danh sách",
    "its issuer's certificate may not sign lists",
)
FORGED = Text(
    "không khóa nào của tổ chức chứng thực tạo ra chữ ký này", "none of the authority's keys made it"
)

_FEW_ENTRIES = 100


def require_signer(crl: Crl, authorities: Sequence[Certificate]) -> Certificate:
    """The one of `authorities` that signed the list. Raises ProbeFailed SIGNER_WRONG or SIGNATURE_WRONG when none did, or not well.

    An old digest counts as no signature: who can make two files with the same one can make a list (RFC 6194).
    """
    named = [one for one in authorities if one.subject == crl.issuer]
    if not named:
        raise ProbeFailed(Reason.SIGNER_WRONG, UNKNOWN_ISSUER.en)
    if all(one.facts.usage is not None and "crl_sign" not in one.facts.usage for one in named):
        raise ProbeFailed(Reason.SIGNER_WRONG, MAY_NOT_SIGN.en)
    signer = next((one for one in named if crl.signed_by(one)), None)
    if signer is None:
        raise ProbeFailed(Reason.SIGNATURE_WRONG, FORGED.en)
    if crl.facts.signature_digest in OLD_DIGESTS:
        raise ProbeFailed(Reason.SIGNATURE_WRONG, crl.facts.signature_digest)
    return signer


def require_timely(crl: Crl, moment: float) -> None:
    """Raises ProbeFailed ANSWER_FUTURE or ANSWER_STALE at `moment` (unix seconds); RFC 5280 section 6.3.3."""
    facts = crl.facts
    if facts.this_update > moment + CLOCK_TOLERANCE_SECONDS:
        raise ProbeFailed(
            Reason.ANSWER_FUTURE, f"dated {facts.this_update - moment:.0f} s ahead of our clock"
        )
    if facts.next_update is not None and moment > facts.next_update:
        raise ProbeFailed(Reason.ANSWER_STALE, f"due {moment - facts.next_update:.0f} s ago")


def is_timely(crl: Crl, moment: float) -> bool:
    """Whether the list may be used at `moment`."""
    try:
        require_timely(crl, moment)
    except ProbeFailed:
        return False
    return True


def require_progress(crl: Crl, kept: Crl, moment: float) -> None:
    """Raises ProbeFailed CRL_ROLLBACK when the list is older than the `kept` one, or half of that one's entries are gone.

    Both are of one kind: by one key, about the same certificates. Entries leave a list when their certificates end,
    never by half: that is not believed while the kept list holds, and after that nothing better is known.
    """
    now, before = crl.facts, kept.facts
    if now.this_update < before.this_update:
        raise ProbeFailed(Reason.CRL_ROLLBACK, f"{before.this_update - now.this_update:.0f} s older")
    if now.this_update == before.this_update and _counts_back(crl, kept):
        raise ProbeFailed(Reason.CRL_ROLLBACK, _numbers(crl, kept))
    collapsed = before.entries > _FEW_ENTRIES and now.entries * 2 < before.entries
    if collapsed and not now.delta and is_timely(kept, moment):
        raise ProbeFailed(Reason.CRL_ROLLBACK, f"{now.entries} entries after {before.entries}")


def is_replaced(crl: Crl, kept: Iterable[Crl], authorities: Sequence[Certificate], moment: float) -> bool:
    """Whether a list from an address that nobody names any more may go.

    Then, and only then, when nothing of it is lost: when no authority of ours speaks for it, or a list of `kept` by the
    same key that is in time at `moment`, no older and no narrower tells what its authority says now.
    """
    signers = [one for one in authorities if crl.signed_by(one)]
    return not signers or any(
        (other.facts.plain or (other.facts.scope == crl.facts.scope and other.facts.delta == crl.facts.delta))
        and other.facts.this_update >= crl.facts.this_update
        and is_timely(other, moment)
        and other.signed_by(signer)
        for other in kept
        for signer in signers
    )


def require_numbered(crl: Crl, kept: Crl) -> None:
    """Raises ProbeFailed CRL_ROLLBACK when a later list than the `kept` one bears a lower number, or none any more.

    Numbers only grow (RFC 5280 section 5.2.3), but an authority that begins anew must not blind us for ever: its list
    is believed, as it may revoke, and the fault is told when it is first seen.
    """
    if _counts_back(crl, kept):
        raise ProbeFailed(Reason.CRL_ROLLBACK, _numbers(crl, kept))


def _counts_back(crl: Crl, kept: Crl) -> bool:
    number, before = crl.facts.number, kept.facts.number
    return before is not None and (number is None or number < before)


def _numbers(crl: Crl, kept: Crl) -> str:
    number = crl.facts.number
    return f"{'no number' if number is None else f'number {number}'} after {kept.facts.number}"
