"""One certificate's DER turned into facts. What its subject is called stays in here.

The subject of a signing certificate holds a person's name, e-mail address and identity number (CCCD). None of that
may reach a log, a metric, a page or an exception: facts hold neither subject nor alternative names nor serial number,
`repr` shows facts only, and the library's own error texts are dropped.
"""

import hashlib
import re
import unicodedata
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TypeVar

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import dsa, ec, ed448, ed25519, rsa
from cryptography.x509.oid import NameOID, SignatureAlgorithmOID

from probes.pki.pieces import BROKEN

_ALGORITHMS = {
    oid: name.lower().replace("_", "-").lstrip("-")
    for name, oid in vars(SignatureAlgorithmOID).items()
    if isinstance(oid, x509.ObjectIdentifier)
}
_USAGES = (
    "digital_signature",
    "content_commitment",
    "key_encipherment",
    "data_encipherment",
    "key_agreement",
    "key_cert_sign",
    "crl_sign",
)
# Attributes that only a person's name has, or that may carry an identity number.
_PERSONAL = frozenset(
    {
        NameOID.EMAIL_ADDRESS,
        NameOID.USER_ID,
        NameOID.SERIAL_NUMBER,
        NameOID.GIVEN_NAME,
        NameOID.SURNAME,
        NameOID.INITIALS,
        NameOID.TITLE,
        NameOID.PSEUDONYM,
    }
)
_PERSONAL_VALUE = re.compile(r"@|\d{9}")
_LONGEST_NAME = 120
_Wanted = TypeVar("_Wanted", bound=x509.ExtensionType)


@dataclass(frozen=True, slots=True)
class CertificateFacts:
    """What may be said about a certificate to anybody.

    fingerprint: the first 16 hex digits of its SHA-256. not_before, not_after: unix seconds, both inclusive.
    key_type: `rsa`, `ec`, `dsa`, `ed25519`, `ed448`, or `unknown`; key_bits: its size, None when unknown.
    signature_algorithm: such as `rsa-with-sha256`, or a dotted OID; signature_digest: such as `sha256`, or empty.
    usage: the keyUsage bits that are set, None without the extension (RFC 5280 section 4.2.1.3).
    purposes: extended key usages as dotted OIDs. path_length: of basicConstraints, None for no limit.
    issuer_key_id: the authority key identifier in hex, or empty.
    issuer_name: what the issuing authority calls itself, or empty where that might be a person.
    readable: False when its extensions cannot be understood: then only dates, key and signature are known.
    """

    fingerprint: str
    not_before: float
    not_after: float
    version: int
    key_type: str
    key_bits: int | None
    signature_algorithm: str
    signature_digest: str
    usage: frozenset[str] | None
    purposes: tuple[str, ...]
    is_ca: bool
    path_length: int | None
    issuer_key_id: str
    issuer_name: str
    self_issued: bool
    readable: bool


@dataclass(frozen=True, slots=True, eq=False)
class Certificate:
    """A parsed certificate. Its facts may go anywhere; `parsed` stays within this package.

    subject, issuer: digests of the names as they compare (RFC 5280 section 7.1), never the names themselves.
    identity: the whole SHA-256. serial: a whole number, since as text a short one is found inside longer ones.
    """

    facts: CertificateFacts
    identity: bytes = field(repr=False)
    subject: bytes = field(repr=False)
    issuer: bytes = field(repr=False)
    key_id: str = field(repr=False)
    serial: int = field(repr=False)
    parsed: x509.Certificate = field(repr=False)


class UnreadableError(ValueError):
    """These bytes are no certificate. Says nothing about what they are: that could be a person's."""


def parse(der: bytes) -> Certificate:
    """The certificate in `der`. Raises UnreadableError, and nothing else, when it is none."""
    found = None
    with suppress(*BROKEN):
        found = _parse(der)
    if found is None:  # raised out here, so that the library's own exception is not its context
        raise UnreadableError("not a certificate")
    return found


def _parse(der: bytes) -> Certificate:
    parsed = x509.load_der_x509_certificate(der)
    identity = hashlib.sha256(der).digest()
    subject, issuer = _comparable(parsed, "subject"), _comparable(parsed, "issuer")
    extensions = _extensions(parsed)
    key_type, key_bits = _key(parsed)
    basic = _extension(extensions, x509.BasicConstraints)
    issuer_key = _extension(extensions, x509.AuthorityKeyIdentifier)
    own_key = _extension(extensions, x509.SubjectKeyIdentifier)
    purposes = _extension(extensions, x509.ExtendedKeyUsage)
    facts = CertificateFacts(
        fingerprint=identity.hex()[:16],
        not_before=parsed.not_valid_before_utc.timestamp(),
        not_after=parsed.not_valid_after_utc.timestamp(),
        version=parsed.version.value + 1,
        key_type=key_type,
        key_bits=key_bits,
        signature_algorithm=_ALGORITHMS.get(
            parsed.signature_algorithm_oid, parsed.signature_algorithm_oid.dotted_string
        ),
        signature_digest=_digest(parsed),
        usage=_usage(_extension(extensions, x509.KeyUsage)),
        purposes=() if purposes is None else tuple(sorted(oid.dotted_string for oid in purposes)),
        is_ca=basic is not None and basic.ca,
        path_length=None if basic is None else basic.path_length,
        issuer_key_id="" if issuer_key is None else (issuer_key.key_identifier or b"").hex(),
        issuer_name=_issuer_name(parsed, self_issued=subject == issuer),
        self_issued=subject == issuer,
        readable=extensions is not None,
    )
    key_id = "" if own_key is None else own_key.digest.hex()
    return Certificate(facts, identity, subject, issuer, key_id, parsed.serial_number, parsed)


def _comparable(parsed: x509.Certificate, which: str) -> bytes:
    """The digest of `comparable_name`.

    Encoding, case and repeated spaces do not count: authorities do write the same name as PrintableString in one
    certificate and as UTF8String in the next. A name that cannot be decoded is equal only to itself.
    """
    try:
        return comparable_name(parsed.subject if which == "subject" else parsed.issuer)
    except BROKEN:
        return hashlib.sha256(which.encode() + parsed.tbs_certificate_bytes).digest()


def comparable_name(name: x509.Name) -> bytes:
    """A digest that two names share exactly when RFC 5280 section 7.1 calls them equal."""
    return digest_of(comparable_rdns(name))


def digest_of(rdns: list[list[tuple[str, str]]]) -> bytes:
    """The digest of a name whose comparable parts are these."""
    return hashlib.sha256(repr(rdns).encode()).digest()


def comparable_rdns(name: x509.Name) -> list[list[tuple[str, str]]]:
    """The parts of a name, each folded so that equal names have equal parts (RFC 5280 section 7.1)."""
    return [
        sorted((attribute.oid.dotted_string, folded(attribute.value)) for attribute in rdn)
        for rdn in name.rdns
    ]


def folded(value: str | bytes) -> str:
    """A value of a name as it compares: case, repeated spaces and the way letters are written do not count."""
    if isinstance(value, bytes):
        return value.hex()
    return " ".join(unicodedata.normalize("NFKC", value).casefold().split())


def extension_of(certificate: Certificate, wanted: type[_Wanted]) -> _Wanted | None:
    """The extension of that class; None without it, and where the certificate's extensions cannot be read."""
    return _extension(_extensions(certificate.parsed), wanted)


def _extensions(parsed: x509.Certificate) -> x509.Extensions | None:
    try:
        return parsed.extensions
    except BROKEN:
        return None


def _extension(extensions: x509.Extensions | None, wanted: type[_Wanted]) -> _Wanted | None:
    if extensions is None:
        return None
    try:
        return extensions.get_extension_for_class(wanted).value
    except x509.ExtensionNotFound:
        return None


def _usage(usage: x509.KeyUsage | None) -> frozenset[str] | None:
    return None if usage is None else frozenset(bit for bit in _USAGES if getattr(usage, bit))


def _key(parsed: x509.Certificate) -> tuple[str, int | None]:
    try:
        key = parsed.public_key()
    except BROKEN:
        return "unknown", None
    match key:
        case rsa.RSAPublicKey():
            return "rsa", key.key_size
        case ec.EllipticCurvePublicKey():
            return "ec", key.key_size
        case dsa.DSAPublicKey():
            return "dsa", key.key_size
        case ed25519.Ed25519PublicKey():
            return "ed25519", 256
        case ed448.Ed448PublicKey():
            return "ed448", 456
        case _:
            return "unknown", None


def _digest(parsed: x509.Certificate) -> str:
    try:
        algorithm = parsed.signature_hash_algorithm
    except BROKEN:
        return ""
    return "" if algorithm is None else algorithm.name


def _issuer_name(parsed: x509.Certificate, *, self_issued: bool) -> str:
    """The authority's common name, else its organisation; empty when the name might be a person's.

    Who signs for himself stands in his own issuer field: there only the organisation is told.
    """
    try:
        name = parsed.issuer
    except BROKEN:
        return ""
    personal = self_issued or any(attribute.oid in _PERSONAL for attribute in name)
    kinds = (NameOID.ORGANIZATION_NAME,) if personal else (NameOID.COMMON_NAME, NameOID.ORGANIZATION_NAME)
    for kind in kinds:
        for attribute in name.get_attributes_for_oid(kind):
            text = " ".join(unicodedata.normalize("NFC", str(attribute.value)).split())
            if text.isprintable() and text and not _PERSONAL_VALUE.search(text):
                return text[:_LONGEST_NAME]
    return ""
