"""Who issued a certificate, and what revocation lists tell of it, and of whoever answers about it."""

from collections.abc import Iterable

from probes.pki import Certificate
from probes.pki.chain import signed_by
from probes.pki.strength import OLD_DIGESTS
from probes.signing.files import KNOWN
from probes.signing.revocation import fresh_until, signer_is_revoked


def issuer_of(certificate: Certificate, known: Iterable[Certificate]) -> Certificate | None:
    """The one of `known` that bears the issuer's name and whose key signed `certificate`."""
    for one in known:
        if one.subject == certificate.issuer and signed_by(certificate, one):
            return one
    return None


def covered_by_crl(folder: str, certificate: Certificate, issuer: Certificate, moment: float) -> bool:
    """True when a list in `folder`, signed by `issuer` and fresh at `moment`, tells the whole truth about `certificate`."""
    return any(
        crl.speaks_for(certificate) is True
        and crl.facts.signature_digest not in OLD_DIGESTS
        and moment <= fresh_until(crl)
        for crl in KNOWN.evidence((folder,)).newest(issuer, moment)
    )


def signer_is_revoked_by_crl(
    folder: str, signer: Certificate | None, issuer: Certificate, moment: float
) -> bool:
    """`revocation.signer_is_revoked` by the lists in `folder`."""
    return signer_is_revoked(signer, issuer, KNOWN.evidence((folder,)), moment)
