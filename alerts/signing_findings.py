"""Whether a commune can issue documents: that takes a leader's signature and the organisation's seal."""

from collections.abc import Iterator

from alerts import sentences
from alerts.cause import Cause
from alerts.finding import Finding
from alerts.hours import Calendar
from alerts.layout import CommunePlace
from alerts.signing import CommuneSigning
from probes.inventory.model import RoleGroup

NEEDED = (RoleGroup.LEADER, RoleGroup.SEAL)
RISK_WORKING_DAYS = 7
FAR_SECONDS = 60 * 86400.0
"""No two months have so few working days, whatever holidays fall in them: they need not be counted."""


def signing_findings(
    commune: CommunePlace, signing: CommuneSigning | None, wall: float, calendar: Calendar
) -> Iterator[Finding]:
    """Nobody of a needed group can sign, or soon nobody can. A group without a declared signer is not judged, nor is one
    of which too little is known."""
    if signing is None:
        return
    blocked = tuple(group.value for group in NEEDED if signing.usable.get(group) == 0)
    if blocked:
        yield Finding(Cause.SIGNING_BLOCKED, commune.labels, None, (), sentences.SIGNING_BLOCKED[blocked])
    last = min(
        (signing.lasts[group] for group in NEEDED if signing.usable.get(group) and group in signing.lasts),
        default=None,
    )
    if last is not None and 0 < last - wall < FAR_SECONDS:
        days = calendar.working_days_between(commune.province, wall, last)
        if days <= RISK_WORKING_DAYS:
            sentence = sentences.SIGNING_AT_RISK.format(days=days)
            yield Finding(Cause.SIGNING_AT_RISK, commune.labels, None, (), sentence)


def is_over(cause: Cause, signing: CommuneSigning | None) -> bool:
    """Whether it is known that a cause which no longer fits is over."""
    if signing is None:
        return True
    if cause is Cause.SIGNING_BLOCKED:
        return all(signing.usable[group] for group in NEEDED if group in signing.usable)
    return all(signing.usable[group] is not None for group in NEEDED if group in signing.usable)
