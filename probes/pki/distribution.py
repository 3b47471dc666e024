"""Where a certificate says that its revocation is listed, and by whom (RFC 5280 section 4.2.1.13)."""

from cryptography import x509

from probes.pki.certificate import Certificate, comparable_name, extension_of
from probes.pki.pieces import BROKEN


def list_urls(certificate: Certificate) -> tuple[str, ...]:
    """The addresses that `certificate` names, of whatever scheme, in its order. They are a stranger's word."""
    return tuple(
        name.value
        for point in extension_of(certificate, x509.CRLDistributionPoints) or ()
        for name in point.full_name or ()
        if isinstance(name, x509.UniformResourceIdentifier)
    )


def list_issuers(certificate: Certificate) -> tuple[bytes, ...]:
    """The names of the authorities that list its revocation in its issuer's stead, comparable with `Certificate.subject`."""
    try:
        return tuple(
            comparable_name(name.value)
            for point in extension_of(certificate, x509.CRLDistributionPoints) or ()
            for name in point.crl_issuer or ()
            if isinstance(name, x509.DirectoryName)
        )
    except BROKEN:  # a name that cannot be decoded
        return ()
