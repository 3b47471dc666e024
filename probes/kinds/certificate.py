"""May this signer sign today, and for how long?

Reads files and nothing else; what they say is judged by `probes.pki`. That the end is near is no failure: the state
knows it from the measures.
"""

from dataclasses import dataclass

from probes.inventory.model import LEAD_DAYS
from probes.kind import Seen
from probes.network import Network
from probes.pki import Certificate, Judgement, Trust, best, judge
from probes.reasons import ProbeFailed, Reason
from probes.signing.files import read_authority_files, read_own_file


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificateTarget:
    """A signer's certificate file (PEM, DER or PKCS#7), and what is known of its authority.

    file: None when the inventory names none. not_after: its end as declared, unix seconds, where there is no file.
    anchors, intermediates: files. crls: files or folders of revocation lists. answers: the folder of OCSP answers, `<fingerprint>.ocsp` each.
    organisation: what the body it belongs to is called now; None: not judged.
    lead_days, renewal_closes_days: see `probes.inventory.model.Signing`.
    """

    file: str | None
    not_after: float | None = None
    anchors: tuple[str, ...] = ()
    intermediates: tuple[str, ...] = ()
    crls: tuple[str, ...] = ()
    answers: str | None = None
    organisation: str | None = None
    lead_days: tuple[int, ...] = LEAD_DAYS
    renewal_closes_days: int = 60


def observe(target: CertificateTarget, network: Network) -> Seen:
    """Read, judge at the clock's wall time, measure.

    Raises ProbeFailed: any CERTIFICATE_* reason, the worst one, with measures whenever the dates could be read;
    NO_PERMISSION, TRUST_UNREADABLE when our own files keep us from judging.
    """
    return told(examine(target, network.clock.now().wall))


def examine(target: CertificateTarget, moment: float) -> Judgement:
    """What is known of the target's certificate at `moment` (unix seconds), chain included; raises as `observe`.

    A file with several certificates for people stands for the one they would sign with.
    """
    if target.file is None:
        raise ProbeFailed(Reason.CERTIFICATE_MISSING, "no file is declared")
    own = read_own_file(target.file)
    anchors = read_authority_files(target.anchors)
    intermediates = (*read_authority_files(target.intermediates), *own)
    return best([judge(one, anchors, intermediates, moment) for one in _signers(own)])


def told(judgement: Judgement) -> Seen:
    """What a look tells of a judgement. Raises ProbeFailed as `observe` when anything was found wrong."""
    measures, facts = _measures(judgement), _facts(judgement)
    if judgement.findings:
        detail = "; ".join(finding.what.en for finding in judgement.findings)
        raise ProbeFailed(judgement.reasons[0], detail, measures=measures, facts=facts)
    return Seen(measures=measures, facts=facts)


def _signers(own: tuple[Certificate, ...]) -> tuple[Certificate, ...]:
    """Those that are no authority's; else the one that issued none of the others."""
    people = tuple(one for one in own if not one.facts.is_ca)
    issuers = {one.issuer for one in own if not one.facts.self_issued}
    lowest = tuple(one for one in own if one.subject not in issuers)
    return people or lowest or own[:1]


def _measures(judgement: Judgement) -> dict[str, float]:
    facts = judgement.facts
    measures = {
        "certificate_not_before_timestamp_seconds": facts.not_before,
        "certificate_not_after_timestamp_seconds": facts.not_after,
        "chain_length": float(len(judgement.chain)),
    }
    # Of a chain that stops half way nobody can say when it ends: no evidence, no measure.
    if judgement.trust is not Trust.INCOMPLETE:
        measures["certificate_effective_not_after_timestamp_seconds"] = judgement.effective_not_after
    return measures


def _facts(judgement: Judgement) -> dict[str, str]:
    facts = judgement.facts
    said = {
        "fingerprint": facts.fingerprint,
        "issuer_key_id": facts.issuer_key_id,
        "key": facts.key_type if facts.key_bits is None else f"{facts.key_type}-{facts.key_bits}",
        "signature_algorithm": facts.signature_algorithm,
        "trust": judgement.trust.value,
        "reasons": " ".join(judgement.reasons),
    }
    return {name: word for name, word in said.items() if word}
