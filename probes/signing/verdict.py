"""May this signer sign at this moment, and for how long? Every reason, worst first, from three independent voices.

Our own walk finds every fault and says where (`probes.pki`). The library holds the path to RFC 5280 to the letter.
Our own look-up of revocation comes before both. VALID takes all three; what any of them refuses is not VALID.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from probes.inventory.settings import LEAD_DAYS
from probes.language import Text
from probes.pki import Certificate, CertificateFacts, Judgement, Trust, day, judge_ways
from probes.pki.crl import Crl
from probes.pki.identity import names_organisation
from probes.pki.ocsp import OcspStatus
from probes.pki.times import DAY
from probes.reasons import Reason
from probes.signing import horizon, second_opinion
from probes.signing.authorities import Authorities, Selection
from probes.signing.evidence import Evidence
from probes.signing.revocation import Revocation, Standing, of_path, worst
from probes.signing.second_opinion import Opinion
from probes.signing.state import SigningState
from probes.signing.words import revocation_words

_MOST_WAYS = 4
_REVOKED = frozenset({SigningState.REVOKED, SigningState.SUSPENDED})
_STATES = {
    Reason.CERTIFICATE_EXPIRED: SigningState.EXPIRED,
    Reason.CERTIFICATE_UNREADABLE: SigningState.UNREADABLE,
    Reason.CERTIFICATE_UNTRUSTED: SigningState.UNTRUSTED,
    Reason.CERTIFICATE_WRONG_USAGE: SigningState.WRONG_USAGE,
    Reason.CERTIFICATE_NOT_YET_VALID: SigningState.NOT_YET_VALID,
    Reason.CERTIFICATE_CHAIN_INCOMPLETE: SigningState.CHAIN_INCOMPLETE,
    Reason.CERTIFICATE_WEAK: SigningState.WEAK,
}


Answers = Callable[[Certificate, Certificate, float], OcspStatus | None]
"""The kept OCSP answer about a certificate, from its issuer, as it counts at a moment (unix seconds)."""


@dataclass(frozen=True, slots=True)
class Rules:
    """What the province wants told. organisation: what the holder's body is called now; None: not judged.

    lead_days, renewal_closes_days: see `probes.inventory.model.Signing`.
    """

    organisation: str | None = None
    lead_days: tuple[int, ...] = LEAD_DAYS
    renewal_closes_days: int = 60


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to be said. position: which certificate of the chain, 0 the one asked about, then upwards."""

    state: SigningState
    position: int
    what: Text


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is known of one certificate at one moment.

    findings: worst first; none for VALID. revocations: of each certificate of the chain but the pinned one, as far as
    they could be looked up. library: the library was asked about this very certificate. disagrees: the library,
    asked of it or of its issuers, does not say what our own voices do. lead_days: the smallest lead time that is reached, None before the first.
    holds_until: from then on (unix seconds) time alone may change this verdict.
    """

    chain: tuple[CertificateFacts, ...]
    trust: Trust
    findings: tuple[Finding, ...]
    revocations: tuple[Revocation, ...] = ()
    library: bool = False
    disagrees: bool = False
    lead_days: int | None = None
    holds_until: float = 0.0

    @property
    def state(self) -> SigningState:
        """The worst of all reasons."""
        return self.findings[0].state if self.findings else SigningState.VALID

    @property
    def reasons(self) -> tuple[SigningState, ...]:
        """The different reasons, worst first; `valid` alone when nothing is wrong."""
        return tuple(dict.fromkeys(finding.state for finding in self.findings)) or (SigningState.VALID,)

    @property
    def facts(self) -> CertificateFacts:
        """The facts of the certificate asked about."""
        return self.chain[0]

    @property
    def effective_not_after(self) -> float | None:
        """When the first certificate of the chain ends, unix seconds; None while the chain is not known to its end."""
        if self.trust in (Trust.INCOMPLETE, Trust.UNCHECKED):
            return None
        return self.ends

    @property
    def ends(self) -> float:
        """The same, as far as the chain is known."""
        return min(facts.not_after for facts in self.chain)


def judge(
    certificate: Certificate,
    authorities: Authorities,
    evidence: Evidence,
    moment: float,
    rules: Rules = Rules(),  # frozen
    answers: Answers | None = None,
    *,
    full: bool = False,
) -> Verdict:
    """The best that can be said for `certificate` at `moment` (unix seconds), over every way to a pinned anchor.

    full: have the library judge this very certificate, however usual its path.
    """
    ways = judge_ways(certificate, authorities.anchors, authorities.intermediates, moment)
    trusted = [way for way in ways if way.trust is Trust.TRUSTED][:_MOST_WAYS]
    verdicts = [
        _on_way(way, authorities, evidence, moment, rules, answers, full=full) for way in trusted or ways[:1]
    ]
    days = (*rules.lead_days, rules.renewal_closes_days)
    edges = (*horizon.of_ways(ways, days, moment), *(verdict.holds_until for verdict in verdicts))
    # One way may not show what another does: that the certificate itself has been revoked counts on all of them.
    revoked = [verdict for verdict in verdicts if verdict.state in _REVOKED]
    return replace(min(revoked or verdicts, key=how_bad), holds_until=horizon.next_change(edges, moment))


def best(verdicts: Sequence[Verdict]) -> Verdict:
    """Of several certificates of one signer, the one to sign with: the least bad, then the one that lasts longest.

    A renewed certificate lies beside the old one, whose end is then nobody's worry.
    """
    until = min(verdict.holds_until for verdict in verdicts)
    return replace(min(verdicts, key=how_bad), holds_until=until)


def how_bad(verdict: Verdict) -> tuple[int, int, float, int]:
    """The greater the worse."""
    return (
        len(SigningState) - verdict.state.rank,
        len(verdict.reasons),
        -verdict.ends,
        len(verdict.chain),
    )


def _on_way(
    judged: Judgement,
    authorities: Authorities,
    evidence: Evidence,
    moment: float,
    rules: Rules,
    answers: Answers | None,
    *,
    full: bool,
) -> Verdict:
    way = judged.way
    findings = [_of_walk(finding.reason, finding.position, finding.what) for finding in judged.findings]
    about = answers(way[0], way[1], moment) if answers is not None and len(way) > 1 else None
    revocations = of_path(way, evidence, moment, about, authorities.also_listing)
    selection = authorities.select(way, revocations, evidence, moment)
    asked = disagrees = False
    if judged.trust is Trust.TRUSTED:
        if _dates_hold(judged):
            opinion, asked = authorities.path_opinion(way, moment, full=full)
            if opinion.state is not None and not findings:
                disagrees = True
                findings.append(Finding(opinion.state, 0, _REFUSED))
            if selection.needs_library:
                opinion = second_opinion.of_revocation(way, selection.certificates, moment, selection.crls)
                asked = asked or opinion.was_asked
                disagrees = disagrees or (opinion.was_asked and _contradicts(opinion, revocations))
                revocations = _with_lists(opinion, revocations, selection.crls)
    elif judged.trust is Trust.UNCHECKED:
        findings.append(Finding(SigningState.CHAIN_INCOMPLETE, len(way) - 1, _UNPINNED))
    findings += _of_revocations(revocations, judged.trust)
    lead, windows = _windows(judged, moment, rules)
    findings += windows
    if rules.organisation is not None and names_organisation(way[0], rules.organisation) is False:
        findings.append(Finding(SigningState.IDENTITY_STALE, 0, _OTHER_NAME))
    findings.sort(key=lambda finding: (finding.state.rank, finding.position))
    return Verdict(
        chain=judged.chain,
        trust=judged.trust,
        findings=tuple(findings),
        revocations=revocations,
        library=asked,
        disagrees=disagrees,
        lead_days=lead,
        holds_until=_holds_until(way, selection, evidence, about, moment),
    )


def _of_walk(reason: Reason, position: int, what: Text) -> Finding:
    """An authority that has expired is not the signer's fault, nor for the signer to mend."""
    expired = reason is Reason.CERTIFICATE_EXPIRED and position > 0
    return Finding(SigningState.CA_UNUSABLE if expired else _STATES[reason], position, what)


def _dates_hold(judged: Judgement) -> bool:
    dated = (Reason.CERTIFICATE_EXPIRED, Reason.CERTIFICATE_NOT_YET_VALID)
    return not any(finding.reason in dated for finding in judged.findings)


def _with_lists(
    opinion: Opinion, known: tuple[Revocation, ...], shown: Sequence[Crl]
) -> tuple[Revocation, ...]:
    """What is known once the library has read the lists that our index does not: indirect, partial, changes."""
    if opinion.state is not None:
        return _refused(known, opinion)
    dates = frozenset(crl.facts.this_update for crl in shown)
    return tuple(_proven(one, dates) for one in known)


def _contradicts(opinion: Opinion, known: Sequence[Revocation]) -> bool:
    if opinion.state is None:
        return any(one.standing is Standing.REVOKED for one in known)
    return all(one.standing is Standing.GOOD for one in known)


def _proven(one: Revocation, shown: frozenset[float]) -> Revocation:
    """A hold that a list of changes has lifted is over, if the library was shown where it stood; what was revoked, or
    put on hold by an OCSP answer, stays so. shown: thisUpdate of its lists."""
    if one.standing in (Standing.REVOKED, Standing.SCHEDULED, Standing.GOOD):
        return one
    if one.standing is Standing.SUSPENDED and (one.source != "crl" or one.evidence not in shown):
        return one
    return Revocation(Standing.GOOD, source="library")


def _refused(known: tuple[Revocation, ...], opinion: Opinion) -> tuple[Revocation, ...]:
    """The stricter of both: any revocation holds, and a proof that the library misses is none."""
    about, *above = known
    if opinion.state is SigningState.CA_UNUSABLE and above:
        return (about, Revocation(Standing.REVOKED, source="library"), *above[1:])
    said = opinion.revocation
    if said is None:  # it refused the path, and did not come to the lists
        return known
    if about.standing is Standing.GOOD:
        return (said, *above)
    return (worst([said, about]), *above)


def _of_revocations(revocations: Sequence[Revocation], trust: Trust) -> Iterator[Finding]:
    """What must be said; that nothing is known of one certificate stands for those above it too."""
    unknown = False
    for position, one in enumerate(revocations):
        state = _REVOCATION_STATES.get(one.standing)
        if state is None:
            continue
        if state is SigningState.REVOCATION_UNKNOWN:
            if unknown or trust is not Trust.TRUSTED:
                continue
            unknown = True
        if position > 0 and one.standing in (Standing.REVOKED, Standing.SUSPENDED):
            state = SigningState.CA_UNUSABLE
        yield Finding(state, position, revocation_words(one, position))


_REVOCATION_STATES = {
    Standing.REVOKED: SigningState.REVOKED,
    Standing.SUSPENDED: SigningState.SUSPENDED,
    Standing.SCHEDULED: SigningState.REVOKED_SCHEDULED,
    Standing.UNKNOWN: SigningState.REVOCATION_UNKNOWN,
}


def lead_of(ends: float, moment: float, rules: Rules) -> int | None:
    """The smallest lead time that is reached at `moment`; None before the first."""
    return min((days for days in rules.lead_days if ends - moment <= days * DAY), default=None)


def windows_of(ends: float, moment: float, rules: Rules) -> Iterator[Finding]:
    """What a certificate's end means for whoever must renew it."""
    if moment > ends:
        return
    days = int((ends - moment) // DAY)
    days_are = "1 day is" if days == 1 else f"{days} days are"
    left = Text(f"còn {days} ngày, đến {day(ends).vi}", f"{days_are} left, until {day(ends).en}")
    if ends - moment < rules.renewal_closes_days * DAY:
        yield Finding(SigningState.RENEW_WINDOW_CLOSED, 0, left)
    elif lead_of(ends, moment, rules) is not None:
        yield Finding(SigningState.EXPIRING, 0, left)


def _windows(judged: Judgement, moment: float, rules: Rules) -> tuple[int | None, list[Finding]]:
    ends = judged.effective_not_after
    return lead_of(ends, moment, rules), list(windows_of(ends, moment, rules))


def _holds_until(
    way: Sequence[Certificate],
    selection: Selection,
    evidence: Evidence,
    answer: OcspStatus | None,
    moment: float,
) -> float:
    """The next moment at which what is known of revocation may turn."""
    listed = [*way] if answer is None or answer.answerable is None else [*way, answer.answerable]
    edges = [edge for name in selection.names for edge in horizon.of_lists(evidence.lists_of(name), listed)]
    if answer is not None:
        edges += horizon.of_answer(answer)
    if selection.needs_library:
        edges += horizon.of_certificates(selection.certificates)
    return horizon.next_change(edges, moment)


_UNPINNED = Text(
    "chưa ghim chứng thư gốc nào nên chưa biết có đáng tin cậy không",
    "no root is pinned, so whether to trust it is not known",
)
_REFUSED = Text(
    "đường dẫn chứng thực không đúng quy tắc của RFC 5280 (chính sách hoặc ràng buộc)",
    "its path breaks a rule of RFC 5280 (policies or constraints)",
)
_OTHER_NAME = Text(
    "chứng thư ghi tên cũ, tên cấp huyện hoặc tên của xã khác",
    "it names a former commune, a district, or another commune",
)
