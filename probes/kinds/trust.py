"""Are the pinned anchors loaded, and does a certificate known to be good still verify under them?

A monitor that restarts without its anchors finds nothing to complain about, and looks healthy: so it asks itself.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from probes.kind import Seen
from probes.language import Text
from probes.network import Network
from probes.pki import Certificate
from probes.pki.constraints import may_anchor
from probes.reasons import ProbeFailed, Reason
from probes.signing.authorities import Authorities
from probes.signing.evidence import Evidence
from probes.signing.files import read_authority_files, read_own_file
from probes.signing.signers import verdict_on
from probes.signing.verdict import Rules

NOT_A_ROOT = Text(
    "có chứng thư trung gian được ghim như chứng thư gốc: việc nó bị thu hồi sẽ không ai biết",
    "an intermediate is pinned like a root: that it was revoked would not be found out",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class TrustTarget:
    """Files of the pinned anchors and of the intermediates; canary: a certificate that must verify."""

    anchors: tuple[str, ...]
    intermediates: tuple[str, ...] = ()
    canary: str | None = None


def observe(target: TrustTarget, network: Network) -> Seen:
    """Read and check them all at the clock's wall time.

    Measures: the number of anchors that are there and in date; when the first of them ends, and the first of the
    intermediates; whether the canary leads to an anchor.
    An anchor that is no root is told of in the detail: its own issuer is never asked about it.
    Raises ProbeFailed: TRUST_UNREADABLE without anchors, when one of them is no authority's, or when any file cannot be
    read; CERTIFICATE_EXPIRED, CERTIFICATE_NOT_YET_VALID when no anchor is in date; CANARY_WRONG; NOT_INSTALLED.
    """
    now = network.clock.now().wall
    anchors = read_authority_files(target.anchors)
    intermediates = read_authority_files(target.intermediates)
    if not anchors:
        raise ProbeFailed(Reason.TRUST_UNREADABLE, "no anchor is pinned")
    if not all(map(may_anchor, anchors)):
        raise ProbeFailed(Reason.TRUST_UNREADABLE, "a pinned certificate is not an authority's")
    in_date = _in_date(anchors, now)
    measures = {
        "trust_anchors_loaded": float(len({anchor.identity for anchor in in_date})),
        "trust_anchor_not_after_timestamp_seconds": _first_end(in_date or anchors),
    }
    if intermediates:
        known = _in_date(intermediates, now) or intermediates
        measures["trust_chain_not_after_timestamp_seconds"] = _first_end(known)
    facts = {"anchors": " ".join(dict.fromkeys(anchor.facts.fingerprint for anchor in anchors))}
    wrong = ""
    if target.canary is not None:
        wrong = _what_is_wrong_with(target.canary, Authorities(anchors, intermediates), now)
        measures["trust_canary_ok"] = 0.0 if wrong else 1.0
    if not in_date:
        raise ProbeFailed(*_none_in_date(anchors, now), measures=measures, facts=facts)
    if wrong:
        raise ProbeFailed(Reason.CANARY_WRONG, wrong, measures=measures, facts=facts)
    return Seen(measures, facts, "" if all(one.facts.self_issued for one in in_date) else NOT_A_ROOT.en)


def _in_date(certificates: Sequence[Certificate], now: float) -> list[Certificate]:
    return [one for one in certificates if one.facts.not_before <= now <= one.facts.not_after]


def _first_end(certificates: Sequence[Certificate]) -> float:
    """Callers leave out what has ended: an old one left behind must not hide the next one to end."""
    return min(one.facts.not_after for one in certificates)


def _none_in_date(anchors: Sequence[Certificate], now: float) -> tuple[Reason, str]:
    if any(anchor.facts.not_after < now for anchor in anchors):
        return Reason.CERTIFICATE_EXPIRED, "every pinned anchor has expired, or is not valid yet"
    return Reason.CERTIFICATE_NOT_YET_VALID, "no pinned anchor is valid yet"


def _what_is_wrong_with(canary: str, authorities: Authorities, now: float) -> str:
    """Why its holder could not sign, were it a signer's; empty when nothing is wrong. Whether it was revoked is not asked
    here. A canary that cannot be read is our own fault."""
    try:
        own = read_own_file(canary)
    except ProbeFailed as failed:
        why = failed.detail or failed.reason.sentence.en
        raise ProbeFailed(Reason.TRUST_UNREADABLE, f"the known certificate: {why}") from failed
    verdict = verdict_on(own, authorities, Evidence(), now, Rules())
    return "; ".join(finding.what.en for finding in verdict.findings if not finding.state.usable)
