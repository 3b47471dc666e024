"""A throwaway certification authority: every certificate the tests need, good and bad, made in milliseconds.

    root = Authority.root()
    sub = root.sub("CA phục vụ thử nghiệm")
    signer = sub.signer(ends=NOW - DAY)
    server = sub.server("localhost", "127.0.0.1")

Keys are EC P-256 and fresh unless one is given; RSA and DSA keys are made once per size. All people are invented.
"""

import ipaddress
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import dsa, ec, padding, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

PrivateKey = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey | dsa.DSAPrivateKey

DAY = timedelta(days=1)
NOW = datetime.now(UTC).replace(microsecond=0)

PERSON_NAME = "Nguyễn Thị Thử Nghiệm"
PERSON_EMAIL = "thunghiem@example.invalid"
PERSON_ID = "001199012345"
PERSON = x509.Name(
    [
        x509.NameAttribute(NameOID.COUNTRY_NAME, "VN"),
        x509.NameAttribute(NameOID.ORGANIZATION_NAME, "UBND xã Thử Nghiệm"),
        x509.NameAttribute(NameOID.COMMON_NAME, PERSON_NAME),
        x509.NameAttribute(NameOID.USER_ID, f"CCCD:{PERSON_ID}"),
        x509.NameAttribute(NameOID.EMAIL_ADDRESS, PERSON_EMAIL),
    ]
)

DOCUMENTS = frozenset({"digital_signature", "content_commitment"})
CERTIFICATES = frozenset({"key_cert_sign", "crl_sign"})
NO_AUTHORITY = x509.BasicConstraints(ca=False, path_length=None)
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


@dataclass(frozen=True, slots=True)
class Wish:
    """What one certificate should look like. None leaves the part out.

    constraint: the basicConstraints; usage: the keyUsage bits that are set; extra: further (extension, critical).
    """

    subject: x509.Name
    starts: datetime = NOW - DAY
    ends: datetime = NOW + 365 * DAY
    constraint: x509.BasicConstraints | None = NO_AUTHORITY
    usage: frozenset[str] | None = DOCUMENTS
    purposes: tuple[x509.ObjectIdentifier, ...] = ()
    names: tuple[x509.GeneralName, ...] = ()
    extra: tuple[tuple[x509.ExtensionType, bool], ...] = ()
    key_ids: bool = True
    serial: int | None = None


@dataclass(frozen=True, slots=True)
class Issued:
    """A certificate with its key, and the authorities above it, nearest first, without the root."""

    certificate: x509.Certificate
    key: PrivateKey
    above: tuple[x509.Certificate, ...] = ()

    @property
    def der(self) -> bytes:
        """The certificate in DER."""
        return self.certificate.public_bytes(serialization.Encoding.DER)

    @property
    def pem(self) -> bytes:
        """The certificate in PEM."""
        return pem(self.certificate)

    @property
    def chain_pem(self) -> bytes:
        """The certificate and the authorities above it, without the root, as a TLS server presents them."""
        return pem(self.certificate, *self.above)

    @property
    def key_pem(self) -> bytes:
        """The private key, PKCS#8 without a password."""
        return self.key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )

    def write(self, folder: Path, name: str = "server") -> tuple[Path, Path]:
        """Write `<name>.pem` (the chain) and `<name>.key`, for `SSLContext.load_cert_chain`."""
        chain, key = folder / f"{name}.pem", folder / f"{name}.key"
        chain.write_bytes(self.chain_pem)
        key.write_bytes(self.key_pem)
        return chain, key


@dataclass(frozen=True, slots=True)
class Authority:
    """A certification authority that signs whatever it is asked to."""

    issued: Issued

    @classmethod
    def root(
        cls, name: str = "Thử nghiệm Root CA", *, key: PrivateKey | None = None, **wish: object
    ) -> "Authority":
        """A self-signed root, ten years long unless told otherwise."""
        key = key or new_key()
        wanted = _with(_authority_wish(name), wish)
        return cls(Issued(_sign(wanted, key, wanted.subject, key), key))

    @property
    def certificate(self) -> x509.Certificate:
        """This authority's own certificate."""
        return self.issued.certificate

    @property
    def pem(self) -> bytes:
        """This authority's own certificate in PEM."""
        return self.issued.pem

    def sub(
        self, name: str = "Thử nghiệm Sub CA", *, key: PrivateKey | None = None, **wish: object
    ) -> "Authority":
        """An authority below this one."""
        return Authority(self.issue(_with(_authority_wish(name), wish), key=key))

    def signer(
        self, *, key: PrivateKey | None = None, digest: hashes.HashAlgorithm | None = None, **wish: object
    ) -> Issued:
        """A document-signing certificate; `wish` changes any field of `Wish`."""
        return self.issue(
            _with(Wish(subject=organisation("UBND xã Thử Nghiệm")), wish), key=key, digest=digest
        )

    def server(self, *hosts: str, key: PrivateKey | None = None, **wish: object) -> Issued:
        """A TLS server certificate for names and addresses."""
        base = Wish(
            subject=organisation(hosts[0] if hosts else "server"),
            usage=frozenset({"digital_signature"}),
            purposes=(ExtendedKeyUsageOID.SERVER_AUTH,),
            names=tuple(_general_name(host) for host in hosts),
        )
        return self.issue(_with(base, wish), key=key)

    def issue(
        self, wish: Wish, *, key: PrivateKey | None = None, digest: hashes.HashAlgorithm | None = None
    ) -> Issued:
        """Sign what `wish` describes, whatever it is."""
        key = key or new_key()
        certificate = _sign(wish, key, self.certificate.subject, self.issued.key, digest)
        is_root = self.certificate.subject == self.certificate.issuer
        above = () if is_root else (self.certificate, *self.issued.above)
        return Issued(certificate, key, above)


def new_key() -> ec.EllipticCurvePrivateKey:
    """A fresh P-256 key."""
    return ec.generate_private_key(ec.SECP256R1())


@lru_cache
def rsa_key(bits: int = 2048, number: int = 0) -> rsa.RSAPrivateKey:
    """An RSA key, made once per size and number."""
    del number
    return rsa.generate_private_key(65537, bits)  # small ones are weak on purpose


@lru_cache
def dsa_key() -> dsa.DSAPrivateKey:
    """A DSA key, made once."""
    return dsa.generate_private_key(1024)  # noqa: S505  # weak on purpose, and quick


def organisation(name: str, body: str = "Cơ quan thử nghiệm") -> x509.Name:
    """The name of an authority, an organisation or a server."""
    return x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "VN"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, body),
            x509.NameAttribute(NameOID.COMMON_NAME, name),
        ]
    )


def pem(*certificates: x509.Certificate) -> bytes:
    """The certificates in PEM, one after the other."""
    return b"".join(certificate.public_bytes(serialization.Encoding.PEM) for certificate in certificates)


def with_old_digest(issued: Issued, issuer: Authority, digest: hashes.SHA1 | hashes.MD5) -> Issued:
    """`issued`, signed again with SHA-1 or MD5, which the library no longer does by itself.

    The issuer's key must be RSA: sha256WithRSA and its older sisters differ in one byte (RFC 8017 A.2.4).
    """
    key = issuer.issued.key
    if not isinstance(key, rsa.RSAPrivateKey):
        raise TypeError("only RSA authorities can sign with an old digest")
    prefix = bytes.fromhex("06092a864886f70d0101")
    new, old = prefix + b"\x0b", prefix + (b"\x05" if isinstance(digest, hashes.SHA1) else b"\x04")
    signed = issued.certificate.tbs_certificate_bytes.replace(new, old)
    signature = key.sign(signed, padding.PKCS1v15(), digest)
    whole = issued.der.replace(issued.certificate.tbs_certificate_bytes, signed)
    whole = whole.replace(new, old).replace(issued.certificate.signature, signature)
    return replace(issued, certificate=x509.load_der_x509_certificate(whole))


def _authority_wish(name: str) -> Wish:
    return Wish(
        subject=organisation(name),
        starts=NOW - 365 * DAY,
        ends=NOW + 3650 * DAY,
        constraint=x509.BasicConstraints(ca=True, path_length=None),
        usage=CERTIFICATES,
    )


def _with(wish: Wish, changes: dict[str, object]) -> Wish:
    wished = replace(wish, **changes)  # type: ignore[arg-type]  # tests name the fields of Wish
    if wished.ends <= wished.starts and "starts" not in changes:
        return replace(wished, starts=wished.ends - 365 * DAY)  # what ended long ago began before
    return wished


def _general_name(host: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(host))
    except ValueError:
        return x509.DNSName(host)


def _sign(
    wish: Wish,
    key: PrivateKey,
    issuer: x509.Name,
    issuer_key: PrivateKey,
    digest: hashes.HashAlgorithm | None = None,
) -> x509.Certificate:
    builder = (
        x509.CertificateBuilder()
        .subject_name(wish.subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number() if wish.serial is None else wish.serial)
        .not_valid_before(wish.starts)
        .not_valid_after(wish.ends)
    )
    for extension, critical in _extensions(wish, key, issuer_key):
        builder = builder.add_extension(extension, critical)
    return builder.sign(issuer_key, digest or hashes.SHA256())  # type: ignore[arg-type]  # any hash a test wants


def _extensions(
    wish: Wish, key: PrivateKey, issuer_key: PrivateKey
) -> Sequence[tuple[x509.ExtensionType, bool]]:
    found: list[tuple[x509.ExtensionType, bool]] = []
    if wish.constraint is not None:
        found.append((wish.constraint, True))
    if wish.usage is not None:
        found.append((x509.KeyUsage(**{bit: bit in wish.usage for bit in _USAGES}), True))
    if wish.purposes:
        found.append((x509.ExtendedKeyUsage(wish.purposes), False))
    if wish.names:
        found.append((x509.SubjectAlternativeName(wish.names), False))
    if wish.key_ids:
        found.append((x509.SubjectKeyIdentifier.from_public_key(key.public_key()), False))
        above = issuer_key.public_key()
        found.append((x509.AuthorityKeyIdentifier.from_issuer_public_key(above), False))
    return (*found, *wish.extra)
