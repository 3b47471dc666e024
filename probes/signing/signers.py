"""Which of several certificates is the signer's, and what is to be said of it."""

from collections.abc import Sequence

from probes.pki import Certificate
from probes.pki.times import DAY
from probes.signing.authorities import Authorities
from probes.signing.evidence import Evidence
from probes.signing.verdict import Answers, Rules, Verdict, best, judge

_SAMPLE_DAYS = 100


def verdict_on(
    own: Sequence[Certificate],
    authorities: Authorities,
    evidence: Evidence,
    moment: float,
    rules: Rules,
    answers: Answers | None = None,
) -> Verdict:
    """The verdict on the certificate of `own` that its holder would sign with; `own` is one file's, and not empty.

    The chain may lie in the signer's own file; what of it is known already is not worth an authority of its own.
    """
    if strangers := [one for one in own if one.facts.is_ca and one.identity not in authorities.identities]:
        authorities = Authorities(authorities.anchors, (*authorities.intermediates, *strangers))
    return best(
        [
            judge(one, authorities, evidence, moment, rules, answers, full=_is_sampled(one, moment))
            for one in signers_of(own)
        ]
    )


def signers_of(own: Sequence[Certificate]) -> Sequence[Certificate]:
    """Of one file's certificates those that may be the holder's, an old one and a renewed one for instance: those that
    are no authority's; else those that issued none of the others."""
    people = [one for one in own if not one.facts.is_ca]
    issuers = {one.issuer for one in own if not one.facts.self_issued}
    lowest = [one for one in own if one.subject not in issuers]
    return people or lowest or own[:1]


def _is_sampled(certificate: Certificate, moment: float) -> bool:
    """Each certificate has its day on which the library judges it whole, as a check on the quicker way."""
    return int(certificate.facts.fingerprint[:8], 16) % _SAMPLE_DAYS == int(moment // DAY) % _SAMPLE_DAYS
