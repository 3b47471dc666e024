"""Real certificates from a certification authority that lives for one demo: for the TLS services and the signers."""

import os
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from exporter.demo.province import SERVICE_ADDRESSES, SIGNER_ROLES, TLS_SERVICES

_DAY = timedelta(days=1)
_NO_USAGE = dict.fromkeys(
    (
        "digital_signature",
        "content_commitment",
        "key_encipherment",
        "data_encipherment",
        "key_agreement",
        "key_cert_sign",
        "crl_sign",
        "encipher_only",
        "decipher_only",
    ),
    False,
)


class Face(StrEnum):
    """Which of its certificates a TLS service presents."""

    GOOD = "good"
    EXPIRING = "expiring"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True)
class _Holder:
    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey


@dataclass(frozen=True, slots=True)
class _Wish:
    name: str
    starts: datetime
    ends: datetime
    path_length: int | None = None
    authority: bool = False
    address: str | None = None


_TLS_ENDS_IN_DAYS = {Face.GOOD: 180, Face.EXPIRING: 5, Face.EXPIRED: -1}

# Days until the end of a signer's certificate; every other one has years.
_SIGNER_ENDS_IN_DAYS = {
    ("19960", "ubnd"): 18,
    ("20050", "chu-tich"): 6,
    ("20140", "ubnd"): -12,
}
_CHAIN_INCOMPLETE = ("20179", "ubnd")


def write_certificates(folder: Path, tls_services: Iterable[str] = TLS_SERVICES) -> None:
    """Write root.pem, issuing.pem, one file per signer, and a chain with its key per TLS service and Face.

    The signer of commune 20179 is issued by an authority whose own certificate is kept back, so that its chain cannot
    be completed. Nobody's name is in any of them; the root's and the authorities' keys are never written.
    """
    now = datetime.now(UTC)
    folder.mkdir(parents=True, exist_ok=True)
    root = _authority("Root CA (mô phỏng)", None, now, 1)
    issuing = _authority("CA cấp chứng thư (mô phỏng)", root, now, 0)
    kept_back = _authority("CA chưa công bố (mô phỏng)", root, now, 0)
    _write(folder / "root.pem", [root.certificate])
    _write(folder / "issuing.pem", [issuing.certificate])
    for commune, role, kind in SIGNER_ROLES:
        ends = now + _SIGNER_ENDS_IN_DAYS.get((commune, role), 900) * _DAY
        name = f"Người ký mô phỏng, xã {commune}" if kind == "person" else f"UBND xã {commune} (mô phỏng)"
        issuer = kept_back if (commune, role) == _CHAIN_INCOMPLETE else issuing
        signer = _issue(_Wish(name, now - 400 * _DAY, ends), issuer)
        _write(folder / f"{role}-{commune}.pem", [signer.certificate])
    for service in tls_services:
        for face, days in _TLS_ENDS_IN_DAYS.items():
            address = SERVICE_ADDRESSES[service]
            wish = _Wish(f"{service} (mô phỏng)", now - 30 * _DAY, now + days * _DAY, address=address)
            server = _issue(wish, issuing)
            _write(tls_file(folder, service, face), [server.certificate, issuing.certificate], server.key)


def tls_file(folder: Path, service: str, face: Face) -> Path:
    """The file with the chain and the key of one service's certificate, for `SSLContext.load_cert_chain`."""
    return folder / f"tls-{service}-{face}.pem"


def _authority(name: str, issuer: _Holder | None, now: datetime, path_length: int) -> _Holder:
    wish = _Wish(name, now - 500 * _DAY, now + 3650 * _DAY, path_length, authority=True)
    return _issue(wish, issuer)


def _issue(wish: _Wish, issuer: _Holder | None) -> _Holder:
    """A fresh P-256 key and its certificate, signed by `issuer` or by itself (RFC 5280 sections 4.1 and 4.2)."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "VN"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Tỉnh mô phỏng của Thông Suốt"),
            x509.NameAttribute(NameOID.COMMON_NAME, wish.name),
        ]
    )
    issuer_key = key if issuer is None else issuer.key
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject if issuer is None else issuer.certificate.subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(wish.starts)
        .not_valid_after(wish.ends)
        .add_extension(x509.BasicConstraints(wish.authority, wish.path_length), critical=True)
        .add_extension(x509.KeyUsage(**_NO_USAGE | _usage(wish)), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key.public_key()), critical=False
        )
    )
    if wish.address is not None:
        place = x509.IPAddress(ip_address(wish.address))
        builder = builder.add_extension(x509.SubjectAlternativeName([place]), critical=False)
        builder = builder.add_extension(
            x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False
        )
    return _Holder(builder.sign(issuer_key, hashes.SHA256()), key)


def _usage(wish: _Wish) -> dict[str, bool]:
    if wish.authority:
        return {"key_cert_sign": True, "crl_sign": True}
    return {"digital_signature": True, "content_commitment": wish.address is None}


def _write(
    path: Path, certificates: Iterable[x509.Certificate], key: ec.EllipticCurvePrivateKey | None = None
) -> None:
    content = b"".join(certificate.public_bytes(serialization.Encoding.PEM) for certificate in certificates)
    if key is not None:
        content += key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as stream:
        stream.write(content)
