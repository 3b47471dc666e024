"""A timestamp authority of our own (RFC 3161): a query's bytes in, the signed answer's bytes out. Needs the extra `sign`.

`answer` does it all; its two steps, `info_for` and `signed`, stand alone so that a test can put one fault between them.
"""

import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from asn1crypto import algos, cms, core, tsp
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding

QUERY_TYPE = "application/timestamp-query"
REPLY_TYPE = "application/timestamp-reply"

_DIGEST_BYTES = {"sha256": 32, "sha384": 48, "sha512": 64}
_POLICY = "1.3.6.1.4.1.32473.1"  # below the arc that RFC 5612 sets aside for examples
# Every way in which asn1crypto says "this is not what it should be".
_BROKEN = (ValueError, TypeError, KeyError, IndexError, AttributeError, OverflowError)


@dataclass(frozen=True, slots=True)
class TimestampAuthority:
    """Who signs. certificate: its only extended key usage is a critical id-kp-timeStamping (RFC 3161 section 2.3).

    above: the authorities' certificates to send along, without the root.
    """

    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey
    above: tuple[x509.Certificate, ...] = ()


class _Answer(core.Sequence):  # type: ignore[misc]  # asn1crypto ships no types
    """TimeStampResp. asn1crypto's own demands a token, which a refusal does not have (RFC 3161 section 2.4.2)."""

    _fields = [  # noqa: RUF012  # the way asn1crypto declares a structure
        ("status", tsp.PKIStatusInfo),
        ("time_stamp_token", cms.ContentInfo, {"optional": True}),
    ]


def answer(authority: TimestampAuthority, query: bytes, moment: datetime) -> bytes:
    """The answer to `query`, dated `moment` (aware): a token, or a refusal that says why. Never raises."""
    try:
        asked = tsp.TimeStampReq.load(query, strict=True)
        digest = asked["message_imprint"]["hash_algorithm"]["algorithm"].native
        length = len(asked["message_imprint"]["hashed_message"].native)
        asked["nonce"].native, asked["cert_req"].native  # asn1crypto reads on demand: now, not later
    except _BROKEN:
        return refusal("bad_data_format")
    if _DIGEST_BYTES.get(digest) != length:
        return refusal("bad_alg")
    if asked["req_policy"].native not in {None, _POLICY}:
        return refusal("unaccepted_policy")
    return signed(authority, info_for(asked, moment), with_certificates=asked["cert_req"].native)


def refusal(why: str, status: str = "rejection") -> bytes:
    """An answer without a token. why: a PKIFailureInfo of RFC 3161 section 2.4.2, in asn1crypto's words."""
    return bytes(_Answer({"status": {"status": status, "fail_info": {why}}}).dump())


def info_for(asked: tsp.TimeStampReq, moment: datetime) -> dict[str, object]:
    """The TSTInfo that answers `asked`, not signed yet (RFC 3161 section 2.4.2): to the second, whole seconds true."""
    info: dict[str, object] = {
        "version": "v1",
        "policy": _POLICY,
        "message_imprint": asked["message_imprint"],
        "serial_number": secrets.randbits(63),
        "gen_time": moment.astimezone(UTC).replace(microsecond=0),
        "accuracy": {"seconds": 1},
    }
    if asked["nonce"].native is not None:
        info["nonce"] = asked["nonce"].native
    return info


def signed(
    authority: TimestampAuthority,
    info: Mapping[str, object],
    *,
    with_certificates: bool = True,
    status: str = "granted",
) -> bytes:
    """The granted answer with `info` as its token, signed (RFC 5652 section 5, RFC 3161 section 2.4.2)."""
    content = tsp.TSTInfo(info).dump()
    own = asn1_x509.Certificate.load(authority.certificate.public_bytes(Encoding.DER))
    sha256 = algos.DigestAlgorithm({"algorithm": "sha256"})
    attributes = cms.CMSAttributes(
        [
            _attribute("content_type", "tst_info"),
            _attribute("message_digest", hashlib.sha256(content).digest()),
            # which certificate the signer means: RFC 5816
            _attribute(
                "signing_certificate_v2", {"certs": [{"cert_hash": hashlib.sha256(own.dump()).digest()}]}
            ),
        ]
    )
    algorithm, signature = _sign(authority.key, attributes.dump())
    signer = {
        "version": "v1",
        "sid": cms.SignerIdentifier(
            {"issuer_and_serial_number": {"issuer": own.issuer, "serial_number": own.serial_number}}
        ),
        "digest_algorithm": sha256,
        "signed_attrs": attributes,
        "signature_algorithm": {"algorithm": algorithm},
        "signature": signature,
    }
    data: dict[str, object] = {
        "version": "v3",
        "digest_algorithms": [sha256],
        "encap_content_info": {"content_type": "tst_info", "content": core.ParsableOctetString(content)},
        "signer_infos": [signer],
    }
    if with_certificates:
        above = [asn1_x509.Certificate.load(one.public_bytes(Encoding.DER)) for one in authority.above]
        data["certificates"] = [own, *above]
    token = cms.ContentInfo({"content_type": "signed_data", "content": cms.SignedData(data)})
    return bytes(_Answer({"status": {"status": status}, "time_stamp_token": token}).dump())


def _attribute(name: str, value: object) -> cms.CMSAttribute:
    return cms.CMSAttribute({"type": name, "values": [value]})


def _sign(key: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey, attributes: bytes) -> tuple[str, bytes]:
    if isinstance(key, ec.EllipticCurvePrivateKey):
        return "sha256_ecdsa", key.sign(attributes, ec.ECDSA(hashes.SHA256()))
    return "sha256_rsa", key.sign(attributes, padding.PKCS1v15(), hashes.SHA256())
