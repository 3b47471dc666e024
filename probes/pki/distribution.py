"""Where a certificate says that its authority's revocation list is (RFC 5280 section 4.2.1.13)."""

from contextlib import suppress

from cryptography import x509

from probes.pki.certificate import Certificate
from probes.pki.pieces import BROKEN


def list_urls(certificate: Certificate) -> tuple[str, ...]:
    """The addresses that `certificate` names, of whatever scheme, in its order. They are a stranger's word."""
    with suppress(*BROKEN, x509.ExtensionNotFound, x509.DuplicateExtension, x509.UnsupportedGeneralNameType):
        points = certificate.parsed.extensions.get_extension_for_class(x509.CRLDistributionPoints).value
        return tuple(
            name.value
            for point in points
            for name in point.full_name or ()
            if isinstance(name, x509.UniformResourceIdentifier)
        )
    return ()
