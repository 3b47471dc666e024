"""OCSP answers, good and bad, signed by the throwaway authority: built field by field, so that any of them can be wrong.

answer(Say(signer, SUB), by=SUB.issued)
answer(Say(signer, SUB, status="revoked", reason="key_compromise"), by=responder, embedded=(responder.certificate,))
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from asn1crypto import algos, core, ocsp
from asn1crypto import x509 as asn1
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed448, ed25519, padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtendedKeyUsageOID

from tests.authority import NOW, Authority, Issued, organisation

HOUR = timedelta(hours=1)
_NONCE, _BARE = "1.3.6.1.5.5.7.48.1.2", "1.3.6.1.5.5.7.48.1.99"
_DIGESTS: dict[str, hashes.HashAlgorithm] = {
    digest.name: digest
    for digest in (hashes.SHA1(), hashes.SHA256(), hashes.SHA384(), hashes.SHA512())  # noqa: S303  # old on purpose
}


@dataclass(frozen=True, slots=True)
class Say:
    """What an answer says of one certificate. None in next_update leaves it out; the others as in RFC 6960."""

    about: Issued
    issuer: Authority
    status: str = "good"
    this_update: datetime = NOW - HOUR
    next_update: datetime | None = NOW + HOUR
    revoked_at: datetime = NOW - 2 * HOUR
    reason: str | None = None
    named_by: str = "sha1"
    serial: int | None = None
    issuer_name: x509.Name | None = None
    critical: bool = False


def responder(authority: Authority, *, key: Any = None, no_check: bool = False, **wish: Any) -> Issued:
    """A certificate with which `authority` lets somebody answer in its name; `wish` changes any field of Wish."""
    extra = ((x509.OCSPNoCheck(), False),) if no_check else ()
    wanted: dict[str, Any] = {
        "subject": organisation("OCSP thử nghiệm"),
        "usage": frozenset({"digital_signature"}),
        "purposes": (ExtendedKeyUsageOID.OCSP_SIGNING,),
        "extra": extra,
    }
    return authority.signer(key=key, **(wanted | wish))


def answer(
    *said: Say,
    by: Issued,
    named: str = "by_key",
    embedded: Sequence[x509.Certificate] | None = None,
    nonce: bytes | None = None,
    bare_nonce: bool = False,
    produced: datetime = NOW - HOUR,
    digest: str = "sha256",
    pss: bool = False,
    bearing: Issued | None = None,
    critical: bool = False,
    spoiled: bool = False,
) -> bytes:
    """A successful answer that says all of `said`, signed with `by`'s key.

    embedded: the certificates sent along; None: `by`'s own. bearing: whom the responder id names, `by` when None.
    bare_nonce: without its OCTET STRING. critical: with a critical extension nobody knows. spoiled: one bit is flipped.
    """
    extensions = [] if nonce is None else [_nonce(nonce, bare=bare_nonce)]
    if critical:
        extensions.append({"extn_id": "1.2.3.4.5", "critical": True, "extn_value": b"\x05\x00"})
    signed = ocsp.ResponseData(
        {
            "responder_id": _responder_id((bearing or by).certificate, named),
            "produced_at": produced,
            "responses": [_single(one) for one in said],
            **({"response_extensions": extensions} if extensions else {}),
        }
    )
    tbs = signed.dump().replace(core.ObjectIdentifier(_BARE).dump(), core.ObjectIdentifier(_NONCE).dump())
    algorithm, signature = _signature(by.key, tbs, digest, pss=pss)
    if spoiled:
        signature = signature[:-1] + bytes([signature[-1] ^ 1])
    sent = [by.certificate] if embedded is None else embedded
    certificates = b"".join(each.public_bytes(Encoding.DER) for each in sent)
    basic = _tlv(
        0x30,
        tbs,
        algos.SignedDigestAlgorithm(algorithm).dump(),
        _tlv(0x03, b"\0", signature),
        _tlv(0xA0, _tlv(0x30, certificates)) if certificates else b"",
    )
    kind = core.ObjectIdentifier("1.3.6.1.5.5.7.48.1.1").dump()
    return _tlv(0x30, b"\x0a\x01\x00", _tlv(0xA0, _tlv(0x30, kind, _tlv(0x04, basic))))


def _tlv(tag: int, *contents: bytes) -> bytes:
    """A DER element. Not asn1crypto's: it writes anew what has a length that ends in 0x80, and stumbles."""
    content = b"".join(contents)
    if len(content) < 0x80:
        return bytes([tag, len(content)]) + content
    length = len(content).to_bytes((len(content).bit_length() + 7) // 8)
    return bytes([tag, 0x80 | len(length)]) + length + content


def error(status: int) -> bytes:
    """An answer that is only a status, such as 3 for tryLater (RFC 6960 section 4.2.1)."""
    return bytes([0x30, 3, 0x0A, 1, status])


def _single(said: Say) -> dict[str, Any]:
    name = said.issuer_name or said.issuer.certificate.subject
    key = x509.SubjectKeyIdentifier.from_public_key(said.issuer.certificate.public_key())
    key_hash = key.digest if said.named_by == "sha1" else _key_hash(said.issuer, said.named_by)
    single: dict[str, Any] = {
        "cert_id": {
            "hash_algorithm": {"algorithm": said.named_by},
            "issuer_name_hash": hashlib.new(said.named_by, name.public_bytes()).digest(),
            "issuer_key_hash": key_hash,
            "serial_number": said.about.certificate.serial_number if said.serial is None else said.serial,
        },
        "cert_status": _status(said),
        "this_update": said.this_update,
    }
    if said.next_update is not None:
        single["next_update"] = said.next_update
    if said.critical:
        unknown = {"extn_id": "1.2.3.4.5", "critical": True, "extn_value": b"\x05\x00"}
        single["single_extensions"] = [unknown]
    return single


def _status(said: Say) -> ocsp.CertStatus:
    if said.status != "revoked":
        return ocsp.CertStatus(said.status, core.Null())
    revoked: dict[str, Any] = {"revocation_time": said.revoked_at}
    if said.reason is not None:
        revoked["revocation_reason"] = said.reason
    return ocsp.CertStatus("revoked", ocsp.RevokedInfo(revoked))


def _key_hash(issuer: Authority, digest: str) -> bytes:
    whole = asn1.Certificate.load(issuer.issued.der)
    bits = whole["tbs_certificate"]["subject_public_key_info"]["public_key"].contents
    return hashlib.new(digest, bits[1:]).digest()


def _responder_id(certificate: x509.Certificate, named: str) -> ocsp.ResponderId:
    if named == "by_name":
        return ocsp.ResponderId(
            "by_name", asn1.Certificate.load(certificate.public_bytes(Encoding.DER)).subject
        )
    return ocsp.ResponderId(
        "by_key", x509.SubjectKeyIdentifier.from_public_key(certificate.public_key()).digest
    )


def _nonce(nonce: bytes, *, bare: bool) -> dict[str, Any]:
    """The extension; a bare one stands under another identifier until it is past asn1crypto's own checks."""
    value = core.ParsableOctetString(nonce if bare else core.OctetString(nonce).dump())
    return {"extn_id": _BARE if bare else "nonce", "critical": False, "extn_value": value}


def _signature(key: Any, signed: bytes, digest: str, *, pss: bool) -> tuple[dict[str, Any], bytes]:
    """The AlgorithmIdentifier and the signature that `key` makes."""
    with_digest = _DIGESTS[digest]
    match key:
        case ed25519.Ed25519PrivateKey():
            return {"algorithm": "ed25519"}, key.sign(signed)
        case ed448.Ed448PrivateKey():
            return {"algorithm": "ed448"}, key.sign(signed)
        case ec.EllipticCurvePrivateKey():
            return {"algorithm": f"{digest}_ecdsa"}, key.sign(signed, ec.ECDSA(with_digest))
        case rsa.RSAPrivateKey() if pss:
            length = with_digest.digest_size
            parameters = algos.RSASSAPSSParams(
                {
                    "hash_algorithm": {"algorithm": digest},
                    "mask_gen_algorithm": {"algorithm": "mgf1", "parameters": {"algorithm": digest}},
                    "salt_length": length,
                }
            )
            padded = padding.PSS(padding.MGF1(with_digest), length)
            return {"algorithm": "rsassa_pss", "parameters": parameters}, key.sign(
                signed, padded, with_digest
            )
        case rsa.RSAPrivateKey():
            return {"algorithm": f"{digest}_rsa"}, key.sign(signed, padding.PKCS1v15(), with_digest)
        case _:
            raise TypeError("no such key signs here")
