"""What to ask about a certificate, and how an answer names it."""

import hashlib
from contextlib import suppress

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import ocsp
from cryptography.x509.oid import AuthorityInformationAccessOID

from probes.pki.certificate import Certificate, UnreadableError, extension_of
from probes.pki.ocsp.answer import Entry
from probes.pki.pieces import BROKEN

_DIGESTS: dict[str, hashes.HashAlgorithm] = {
    digest.name: digest
    for digest in (hashes.SHA1(), hashes.SHA224(), hashes.SHA256(), hashes.SHA384(), hashes.SHA512())  # noqa: S303
}
_LEAST_NONCE, _MOST_NONCE = 1, 32  # RFC 8954 section 2.1


def ocsp_request(certificate: Certificate, issuer: Certificate, nonce: bytes | None = None) -> bytes:
    """A request, in DER, for the status of `certificate` as its `issuer` knows it. nonce: of 1 to 32 bytes.

    The certificate is named by SHA-1: nothing rests on that hash, and it is the only one that every responder takes.
    Raises UnreadableError for a certificate that cannot be asked about.
    """
    asked = _asked(certificate, issuer, _DIGESTS["sha1"], nonce)
    if asked is None:
        raise UnreadableError("no request can be made for this certificate")
    return asked.public_bytes(Encoding.DER)


def responder_urls(certificate: Certificate) -> tuple[str, ...]:
    """The http addresses at which `certificate` says it may be asked about, in its order. They are a stranger's word.

    Others (ldap, file) are left out: nobody asks there any more (RFC 6960 appendix A knows http alone).
    """
    urls = [
        one.access_location.value
        for one in extension_of(certificate, x509.AuthorityInformationAccess) or ()
        if one.access_method == AuthorityInformationAccessOID.OCSP
        and isinstance(one.access_location, x509.UniformResourceIdentifier)
    ]
    return tuple(url for url in urls if url.lower().startswith(("http://", "https://")))


def nonce_of(request: bytes) -> bytes | None:
    """The nonce in a request. Raises UnreadableError when it is no request."""
    with suppress(*BROKEN, x509.DuplicateExtension, NotImplementedError):  # that is for several in one
        extensions = ocsp.load_der_ocsp_request(request).extensions
        found = [each.value.nonce for each in extensions if isinstance(each.value, x509.OCSPNonce)]
        return found[0] if found else None
    raise UnreadableError("not an OCSP request")


def speaks_of(entry: Entry, certificate: Certificate, issuer: Certificate) -> bool:
    """True when `entry` is about `certificate`: serial number, issuer's name and issuer's key, all three.

    An authority may write its name one way in its own certificate and another way in those it issues: both will do.
    """
    digest = _DIGESTS.get(entry.digest)
    if digest is None or entry.serial != certificate.parsed.serial_number:
        return False
    asked = _asked(certificate, issuer, digest, None)
    if asked is None or entry.key_hash != asked.issuer_key_hash:
        return False
    return entry.name_hash in {asked.issuer_name_hash, _name_hash(issuer, entry.digest)}


def _asked(
    certificate: Certificate, issuer: Certificate, digest: hashes.HashAlgorithm, nonce: bytes | None
) -> ocsp.OCSPRequest | None:
    builder = ocsp.OCSPRequestBuilder()
    if nonce is not None:
        if not _LEAST_NONCE <= len(nonce) <= _MOST_NONCE:
            raise ValueError(f"a nonce of {len(nonce)} bytes")
        builder = builder.add_extension(x509.OCSPNonce(nonce), critical=False)
    with suppress(*BROKEN):
        return builder.add_certificate(certificate.parsed, issuer.parsed, digest).build()
    return None


def _name_hash(issuer: Certificate, digest: str) -> bytes:
    with suppress(*BROKEN):
        return hashlib.new(digest, issuer.parsed.subject.public_bytes()).digest()
    return b""
