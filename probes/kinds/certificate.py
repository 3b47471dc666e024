"""May this signer sign today, and for how long?

Reads files and nothing else; what they say is judged by `probes.signing`. That the end is near, or that revocation
is not known, is no failure: facts and measures tell.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from threading import Lock

from probes.kind import Seen
from probes.network import Network
from probes.pki import Certificate
from probes.pki.times import DAY
from probes.reasons import ProbeFailed, Reason
from probes.signing.authorities import Authorities
from probes.signing.declared import declared
from probes.signing.evidence import Evidence
from probes.signing.files import KNOWN, Version, kept_answer, read_own_file, version_of
from probes.signing.signers import verdict_on
from probes.signing.state import SigningState
from probes.signing.verdict import Answers, Finding, Rules, Verdict, lead_of

_MOST_REMEMBERED = 100_000


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificateTarget:
    """A signer's certificate file (PEM, DER or PKCS#7), and what is known of its authority.

    file: None when the inventory names none. not_after: its end as declared, unix seconds, where there is no file.
    anchors, intermediates: files. crls: files or folders of revocation lists. answers: the folder of OCSP answers,
    `<fingerprint>.ocsp` each. rules: what the province wants told.
    """

    file: str | None
    not_after: float | None = None
    anchors: tuple[str, ...] = ()
    intermediates: tuple[str, ...] = ()
    crls: tuple[str, ...] = ()
    answers: str | None = None
    rules: Rules = Rules()  # noqa: RUF009  # frozen


@dataclass(frozen=True, slots=True)
class _Judged:
    """A verdict and what it rests on: while none of it changes, and no date passes, it is not judged again.

    files: the signer's own, and where the answer about each of its certificates is kept. version: theirs, from before
    any of them was read.
    """

    target: CertificateTarget
    files: tuple[str, ...]
    version: Version
    authorities: Authorities
    evidence: Evidence
    moment: float
    verdict: Verdict


_judged: dict[str, _Judged] = {}
_lock = Lock()


def observe(target: CertificateTarget, network: Network) -> Seen:
    """Read, judge at the clock's wall time, measure.

    Raises ProbeFailed: any CERTIFICATE_* reason, the worst one, with measures whenever the dates could be read;
    NO_PERMISSION, TRUST_UNREADABLE, NOT_INSTALLED when our own files or libraries keep us from judging.
    """
    moment = network.clock.now().wall
    if target.file is None and target.not_after is not None:
        return _told_of_declared(target, target.not_after, moment)
    return told(examine(target, moment))


def examine(target: CertificateTarget, moment: float) -> Verdict:
    """What is known of the target's certificate at `moment` (unix seconds), chain included; raises as `observe`.

    A file with several certificates for people stands for the one they would sign with.
    """
    if target.file is None:
        raise ProbeFailed(Reason.CERTIFICATE_MISSING, "no file is declared", facts=NOT_OBSERVED)
    authorities = KNOWN.authorities(target.anchors, target.intermediates, int(moment // DAY))
    evidence = KNOWN.evidence(target.crls)
    before = _judged.get(target.file)
    if before is not None and _still_holds(before, target, authorities, evidence, moment):
        return before.verdict
    # Stamps are taken before what they are of is read: what comes meanwhile then has another one, and is judged next.
    stamps = version_of([target.file])
    own = read_signer(target.file)
    kept = _where_answers_are_kept(target.answers, own)
    stamps += version_of(kept)
    verdict = verdict_on(own, authorities, evidence, moment, target.rules, _answers(target.answers))
    with _lock:
        if len(_judged) >= _MOST_REMEMBERED:
            _judged.clear()
        _judged[target.file] = _Judged(
            target, (target.file, *kept), stamps, authorities, evidence, moment, verdict
        )
    return verdict


def told(verdict: Verdict) -> Seen:
    """What a look tells of a verdict. Raises ProbeFailed as `observe` when the signer cannot sign."""
    return _told(verdict.findings, _measures(verdict), _facts(verdict))


def _told(findings: Sequence[Finding], measures: dict[str, float], facts: dict[str, str]) -> Seen:
    detail = "; ".join(finding.what.en for finding in findings)
    reason = findings[0].state.reason if findings else None
    if reason is not None:
        raise ProbeFailed(reason, detail, measures=measures, facts=facts)
    return Seen(measures=measures, facts=facts, detail=detail)


def _told_of_declared(target: CertificateTarget, ends: float, moment: float) -> Seen:
    findings = declared(ends, moment, target.rules)
    measures = {"certificate_not_after_timestamp_seconds": ends}
    lead = lead_of(ends, moment, target.rules)
    if lead is not None:
        measures["certificate_lead_days"] = float(lead)
    states = dict.fromkeys(finding.state for finding in findings)
    return _told(findings, measures, {"state": findings[0].state, "reasons": " ".join(states)})


def _where_answers_are_kept(folder: str | None, own: Sequence[Certificate]) -> list[str]:
    """Of all that the signer has: an answer about another than the one to sign with may change which that is."""
    return [] if folder is None else [f"{folder}/{one.facts.fingerprint}.ocsp" for one in own]


def _still_holds(
    before: _Judged,
    target: CertificateTarget,
    authorities: Authorities,
    evidence: Evidence,
    moment: float,
) -> bool:
    return (
        before.target == target
        and before.authorities is authorities
        and before.evidence is evidence
        and before.moment <= moment < before.verdict.holds_until
        and before.version == version_of(before.files)
    )


def read_signer(file: str) -> tuple[Certificate, ...]:
    """The certificates of a signer's file, at least one. Raises as `observe`."""
    try:
        return read_own_file(file)
    except ProbeFailed as failed:
        unreadable = failed.reason is Reason.CERTIFICATE_UNREADABLE
        facts = _UNREADABLE if unreadable else NOT_OBSERVED
        if failed.reason.ours:
            raise
        raise ProbeFailed(failed.reason, failed.detail, facts=facts) from None


def _answers(folder: str | None) -> Answers | None:
    if folder is None:
        return None
    return lambda certificate, issuer, moment: kept_answer(folder, certificate, issuer, moment)


def _measures(verdict: Verdict) -> dict[str, float]:
    facts = verdict.facts
    evidence = verdict.revocations[0].evidence if verdict.revocations else None
    known = {
        "certificate_not_before_timestamp_seconds": facts.not_before,
        "certificate_not_after_timestamp_seconds": facts.not_after,
        "certificate_effective_not_after_timestamp_seconds": verdict.effective_not_after,
        "certificate_revocation_evidence_timestamp_seconds": evidence,
        "certificate_lead_days": verdict.lead_days,
        "chain_length": len(verdict.chain),
    }
    return {name: float(value) for name, value in known.items() if value is not None}


def _facts(verdict: Verdict) -> dict[str, str]:
    facts = verdict.facts
    about = verdict.revocations[0] if verdict.revocations else None
    said = {
        "state": verdict.state.value,
        "reasons": " ".join(verdict.reasons),
        "fingerprint": facts.fingerprint,
        "issuer_key_id": facts.issuer_key_id,
        "key": facts.key_type if facts.key_bits is None else f"{facts.key_type}-{facts.key_bits}",
        "signature_algorithm": facts.signature_algorithm,
        "trust": verdict.trust.value,
        "revocation": "" if about is None else about.standing.value,
        "evidence": "" if about is None else about.source,
        "route": "library" if verdict.library else "index",
        "disagrees": "yes" if verdict.disagrees else "",
    }
    return {name: word for name, word in said.items() if word}


_UNREADABLE = {"state": SigningState.UNREADABLE.value, "reasons": SigningState.UNREADABLE.value}
NOT_OBSERVED = {"state": SigningState.NOT_OBSERVED.value, "reasons": SigningState.NOT_OBSERVED.value}
