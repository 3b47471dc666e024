"""Revocation lists of the throwaway authority in `tests.authority`, good and odd.

crl_of(sub, revoked(signer))
crl_of(sub, on_hold(signer), number=2, next_update=NOW - DAY)
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding

from tests.authority import DAY, NOW, Authority, Issued, PrivateKey


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a list. reason: None leaves the extension out; extra: further entry extensions."""

    serial: int
    at: datetime = NOW - DAY
    reason: x509.ReasonFlags | None = None
    extra: tuple[tuple[x509.ExtensionType, bool], ...] = ()


def revoked(
    issued: Issued,
    *,
    at: datetime = NOW - DAY,
    reason: x509.ReasonFlags | None = x509.ReasonFlags.key_compromise,
) -> Entry:
    """The entry that revokes a certificate."""
    return Entry(issued.certificate.serial_number, at, reason)


def on_hold(issued: Issued, *, at: datetime = NOW - DAY) -> Entry:
    """The entry that puts a certificate on hold."""
    return Entry(issued.certificate.serial_number, at, x509.ReasonFlags.certificate_hold)


def crl_of(
    authority: Authority,
    *entries: Entry,
    number: int | None = 1,
    this_update: datetime = NOW - DAY,
    next_update: datetime = NOW + DAY,
    key: PrivateKey | None = None,
    name: x509.Name | None = None,
    extra: Sequence[tuple[x509.ExtensionType, bool]] = (),
) -> bytes:
    """A list in DER. key, name: another signer's than the authority's; extra: further (extension, critical)."""
    builder = (
        x509.CertificateRevocationListBuilder()
        .issuer_name(authority.certificate.subject if name is None else name)
        .last_update(this_update)
        .next_update(next_update)
    )
    if number is not None:
        builder = builder.add_extension(x509.CRLNumber(number), critical=False)
    for extension, critical in extra:
        builder = builder.add_extension(extension, critical)
    for entry in entries:
        builder = builder.add_revoked_certificate(_revoked(entry))
    signed = builder.sign(authority.issued.key if key is None else key, hashes.SHA256())
    return signed.public_bytes(Encoding.DER)


def _revoked(entry: Entry) -> x509.RevokedCertificate:
    builder = x509.RevokedCertificateBuilder().serial_number(entry.serial).revocation_date(entry.at)
    if entry.reason is not None:
        builder = builder.add_extension(x509.CRLReason(entry.reason), critical=False)
    for extension, critical in entry.extra:
        builder = builder.add_extension(extension, critical)
    return builder.build()
