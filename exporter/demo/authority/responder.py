"""OCSP answers (RFC 6960): a request's bytes in, the signed answer's bytes out."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from cryptography.x509 import ocsp

from exporter.demo.authority.register import Entry
from exporter.demo.certificates import Keys
from exporter.demo.issuing import Holder

GOOD_FOR = timedelta(hours=1)
_STALE_BY = timedelta(hours=2)

# All that cryptography raises for a request that is none, or one about several certificates at once.
_BROKEN = (ValueError, TypeError, NotImplementedError)


@dataclass(frozen=True, slots=True)
class Books:
    """What is known at one moment. serials: all numbers that were issued; entries: those revoked or on hold."""

    serials: frozenset[int]
    entries: Mapping[int, Entry]


def answer(keys: Keys, query: bytes, books: Books, moment: datetime, *, stale: bool = False) -> bytes:
    """The answer dated `moment`, or two hours earlier when `stale`. Never raises.

    About certificates of `keys.issuing` its delegate answers; about those of `keys.older` that authority itself, which
    knows none of them any more; about any other's nobody does: `unauthorized`.
    """
    try:
        asked = ocsp.load_der_ocsp_request(query)
        digest, nonce = asked.hash_algorithm, _nonce(asked)
    except _BROKEN:
        return unsuccessful(ocsp.OCSPResponseStatus.MALFORMED_REQUEST)
    if _is_about(asked, keys.issuing, digest):
        signer, known = keys.responder, books
    elif _is_about(asked, keys.older, digest):
        signer, known = keys.older, Books(frozenset(), {})
    else:
        return unsuccessful(ocsp.OCSPResponseStatus.UNAUTHORIZED)
    entry = known.entries.get(asked.serial_number)
    status = ocsp.OCSPCertStatus.GOOD if asked.serial_number in known.serials else ocsp.OCSPCertStatus.UNKNOWN
    if entry is not None:
        status = ocsp.OCSPCertStatus.REVOKED
    begins = moment.replace(microsecond=0) - (_STALE_BY if stale else timedelta())
    builder = (
        ocsp.OCSPResponseBuilder()
        .add_response_by_hash(
            asked.issuer_name_hash,
            asked.issuer_key_hash,
            asked.serial_number,
            digest,
            status,
            begins,
            begins + GOOD_FOR,
            None if entry is None else entry.at,
            None if entry is None else entry.reason,
        )
        .responder_id(ocsp.OCSPResponderEncoding.HASH, signer.certificate)
    )
    if signer is keys.responder:
        builder = builder.certificates([signer.certificate])
    if nonce is not None:
        builder = builder.add_extension(nonce, critical=False)
    return builder.sign(signer.key, hashes.SHA256()).public_bytes(Encoding.DER)


def unsuccessful(why: ocsp.OCSPResponseStatus) -> bytes:
    """An answer that only says why there is none (RFC 6960 section 4.2.1)."""
    return ocsp.OCSPResponseBuilder.build_unsuccessful(why).public_bytes(Encoding.DER)


def _nonce(asked: ocsp.OCSPRequest) -> x509.OCSPNonce | None:
    try:
        return asked.extensions.get_extension_for_class(x509.OCSPNonce).value
    except x509.ExtensionNotFound:
        return None


def _is_about(asked: ocsp.OCSPRequest, issuer: Holder, digest: hashes.HashAlgorithm) -> bool:
    """Whether the request names this issuer, by the digests of its name and of its key's bits (RFC 6960 section 4.1.1)."""
    name = issuer.certificate.subject.public_bytes()
    bits = issuer.certificate.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return (_digest(name, digest), _digest(bits, digest)) == (asked.issuer_name_hash, asked.issuer_key_hash)


def _digest(data: bytes, algorithm: hashes.HashAlgorithm) -> bytes:
    digest = hashes.Hash(algorithm)
    digest.update(data)
    return digest.finalize()
