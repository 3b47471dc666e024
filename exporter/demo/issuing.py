"""Issues certificates for the demo: a wish in, a certificate with its fresh key out (RFC 5280 sections 4.1 and 4.2)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import AuthorityInformationAccessOID, NameOID

SIGNS_CERTIFICATES = frozenset({"key_cert_sign", "crl_sign"})
SIGNS_DOCUMENTS = frozenset({"digital_signature", "content_commitment"})
SIGNS = frozenset({"digital_signature"})

_USAGES = (
    "digital_signature",
    "content_commitment",
    "key_encipherment",
    "data_encipherment",
    "key_agreement",
    "key_cert_sign",
    "crl_sign",
    "encipher_only",
    "decipher_only",
)

Extension = tuple[x509.ExtensionType, bool]
"""An extension, and whether it is critical."""


@dataclass(frozen=True, slots=True)
class Holder:
    """A certificate and its private key, in memory only unless somebody writes it."""

    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey


@dataclass(frozen=True, slots=True)
class Wish:
    """What a certificate is to say. path_length: of an authority, how many more may stand below it; None: no authority."""

    name: str
    starts: datetime
    ends: datetime
    usage: Collection[str]
    organisation: str = "Tỉnh mô phỏng của Thông Suốt"
    path_length: int | None = None
    further: tuple[Extension, ...] = ()


def issue(wish: Wish, issuer: Holder | None) -> Holder:
    """A certificate signed by `issuer`, or by itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "VN"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, wish.organisation),
            x509.NameAttribute(NameOID.COMMON_NAME, wish.name),
        ]
    )
    issuer_key = key if issuer is None else issuer.key
    is_authority = wish.path_length is not None
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject if issuer is None else issuer.certificate.subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(wish.starts)
        .not_valid_after(wish.ends)
        .add_extension(x509.BasicConstraints(is_authority, wish.path_length), critical=True)
        .add_extension(x509.KeyUsage(**{usage: usage in wish.usage for usage in _USAGES}), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key.public_key()), critical=False
        )
    )
    for extension, critical in wish.further:
        builder = builder.add_extension(extension, critical)
    return Holder(builder.sign(issuer_key, hashes.SHA256()), key)


def list_at(url: str) -> Extension:
    """Where the issuer's revocation list is (RFC 5280 section 4.2.1.13)."""
    place = x509.DistributionPoint([x509.UniformResourceIdentifier(url)], None, None, None)
    return x509.CRLDistributionPoints([place]), False


def asked_at(url: str) -> Extension:
    """Where the issuer's OCSP responder is (RFC 5280 section 4.2.2.1)."""
    place = x509.UniformResourceIdentifier(url)
    return x509.AuthorityInformationAccess(
        [x509.AccessDescription(AuthorityInformationAccessOID.OCSP, place)]
    ), False
