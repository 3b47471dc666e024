"""Real certificates from a certification authority that lives for one demo: for the TLS services and the signers."""

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID

from exporter.demo.issuing import (
    SIGNS,
    SIGNS_CERTIFICATES,
    SIGNS_DOCUMENTS,
    Extension,
    Holder,
    Wish,
    asked_at,
    issue,
    list_at,
)
from exporter.demo.province import SERVICE_ADDRESSES, TLS_SERVICES, communes
from exporter.demo.signing import (
    CANARY_GOOD,
    CANARY_REVOKED,
    LIST_PATH,
    OCSP_PATH,
    ROOT_LIST_PATH,
    SIGNER_ROLES,
)

_DAY = timedelta(days=1)
_WHILE_IT_RUNS = timedelta(hours=12)  # more, so that whole days stay what they are said to be for as long


class Face(StrEnum):
    """Which of its certificates a TLS service presents."""

    GOOD = "good"
    EXPIRING = "expiring"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True)
class Keys:
    """What the authority answers with. It lives in memory: no file holds any of these keys.

    issuing: signs certificates and lists; responder, stamper: those it has charged with OCSP answers and timestamps.
    older: a former issuing authority, which publishes no list, signs its OCSP answers itself, and has lost its books.
    root_list: the root's revocation list in DER; the root's own key is gone. holders: whom issuing has given which
    serial number: a signer's id or a canary's name.
    """

    issuing: Holder
    older: Holder
    responder: Holder
    stamper: Holder
    root_list: bytes
    holders: Mapping[int, str]


_TLS_ENDS_IN_DAYS = {Face.GOOD: 180, Face.EXPIRING: 5, Face.EXPIRED: -1}

# Days until the end of a signer's certificate, as docs/demo.md says them; every other one has years.
_SIGNER_ENDS_IN_DAYS = {
    ("19960", "ubnd"): 18,
    ("20050", "chu-tich"): 6,
    ("20101", "ubnd"): 45,  # too late to renew, long before it ends
    ("20140", "ubnd"): -13,
}
_CHAIN_INCOMPLETE = ("20179", "ubnd")
_OF_THE_OLDER = ("20107", "ubnd")
_FORMER_NAMES = {("20071", "ubnd"): "xã Hồng Hạ"}  # no commune bears that name any more


def write_certificates(folder: Path, url: str, tls_services: Iterable[str] = TLS_SERVICES) -> Keys:
    """Write root.pem, issuing.pem, older.pem, the canaries, one file per signer, and a chain with its key per TLS service and Face.

    url: where the authority answers, as its certificates say it. The signer of commune 20179 is issued by an authority
    whose own certificate is kept back, so that its chain cannot be completed. Nobody's name is in any of them; of keys
    only those of the TLS services are written.
    """
    now = datetime.now(UTC)
    folder.mkdir(parents=True, exist_ok=True)
    named_by_root = (list_at(url + ROOT_LIST_PATH),)
    root = _authority("Root CA (mô phỏng)", None, now, 1)
    issuing = _authority("CA cấp chứng thư (mô phỏng)", root, now, 0, named_by_root)
    older = _authority("CA cấp chứng thư trước đây (mô phỏng)", root, now, 0, named_by_root)
    kept_back = _authority("CA chưa công bố (mô phỏng)", root, now, 0, named_by_root)
    for name, authority in (("root", root), ("issuing", issuing), ("older", older)):
        _write(folder / f"{name}.pem", [authority.certificate])
    issuers = {_OF_THE_OLDER: older, _CHAIN_INCOMPLETE: kept_back}
    asked, listed = asked_at(url + OCSP_PATH), list_at(url + LIST_PATH)
    holders: dict[int, str] = {}
    for commune, role, kind in SIGNER_ROLES:
        issuer = issuers.get((commune, role), issuing)
        named = (asked, listed) if issuer is issuing else (asked,)
        signer = issue(_signer(commune, role, kind, now, named), issuer)
        _write(folder / f"{role}-{commune}.pem", [signer.certificate])
        if issuer is issuing:
            holders[signer.certificate.serial_number] = f"{role}-{commune}"
    for name in (CANARY_GOOD, CANARY_REVOKED):
        wish = Wish(
            f"{name} (mô phỏng)", now - _DAY, now + 900 * _DAY, SIGNS_DOCUMENTS, further=(asked, listed)
        )
        canary = issue(wish, issuing)
        _write(folder / f"{name}.pem", [canary.certificate])
        holders[canary.certificate.serial_number] = name
    for service in tls_services:
        for face, days in _TLS_ENDS_IN_DAYS.items():
            server = issue(_server(service, now, now + days * _DAY), issuing)
            _write(tls_file(folder, service, face), [server.certificate, issuing.certificate], server.key)
    return Keys(
        issuing,
        older,
        responder=issue(_responder(now), issuing),
        stamper=issue(_stamper(now), issuing),
        root_list=_empty_list(root, now),
        holders=holders,
    )


def tls_file(folder: Path, service: str, face: Face) -> Path:
    """The file with the chain and the key of one service's certificate, for `SSLContext.load_cert_chain`."""
    return folder / f"tls-{service}-{face}.pem"


def _authority(
    name: str, issuer: Holder | None, now: datetime, path_length: int, further: tuple[Extension, ...] = ()
) -> Holder:
    ends = now + 3650 * _DAY
    wish = Wish(name, now - 500 * _DAY, ends, SIGNS_CERTIFICATES, path_length=path_length, further=further)
    return issue(wish, issuer)


def _signer(commune: str, role: str, kind: str, now: datetime, named: tuple[Extension, ...]) -> Wish:
    called = {row.code: row.name for row in communes()}[commune]
    body = f"UBND {_FORMER_NAMES.get((commune, role), called)} (mô phỏng)"
    ends = now + _SIGNER_ENDS_IN_DAYS.get((commune, role), 900) * _DAY + _WHILE_IT_RUNS
    name = f"Người ký mô phỏng, xã {commune}" if kind == "person" else body
    return Wish(name, now - 400 * _DAY, ends, SIGNS_DOCUMENTS, organisation=body, further=named)


def _server(service: str, now: datetime, ends: datetime) -> Wish:
    place = x509.IPAddress(ip_address(SERVICE_ADDRESSES[service]))
    purpose = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH])
    further = ((x509.SubjectAlternativeName([place]), False), (purpose, False))
    return Wish(f"{service} (mô phỏng)", now - 30 * _DAY, ends, SIGNS, further=further)


def _responder(now: datetime) -> Wish:
    """Charged with answers by its issuer (RFC 6960 section 4.2.2.2), who vouches for it as long as it lasts."""
    purpose = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.OCSP_SIGNING])
    further = ((purpose, False), (x509.OCSPNoCheck(), False))
    return Wish("OCSP (mô phỏng)", now - 30 * _DAY, now + 335 * _DAY, SIGNS, further=further)


def _stamper(now: datetime) -> Wish:
    """For timestamps and nothing else, which must be critical (RFC 3161 section 2.3)."""
    purpose = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING])
    starts, ends = now - 30 * _DAY, now + 1000 * _DAY
    return Wish("Dấu thời gian (mô phỏng)", starts, ends, SIGNS, further=((purpose, True),))


def _empty_list(root: Holder, now: datetime) -> bytes:
    """The root's revocation list, for as long as any demo may run: nothing it issued was ever revoked."""
    builder = (
        x509.CertificateRevocationListBuilder()
        .issuer_name(root.certificate.subject)
        .last_update(now - _DAY)
        .next_update(now + 365 * _DAY)
        .add_extension(x509.CRLNumber(1), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(root.key.public_key()), critical=False
        )
    )
    return builder.sign(root.key, hashes.SHA256()).public_bytes(serialization.Encoding.DER)


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
