"""The signature on an OCSP answer, whichever reader read it: its algorithm, its digest, and whether a key made it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed448, ed25519, padding, rsa

from probes.pki.certificate import Certificate
from probes.pki.ocsp.answer import Body
from probes.pki.pieces import BROKEN, elements

_SEQUENCE, _OID, _INTEGER, _OCTETS, _CONTEXT_0, _CONTEXT_2 = 0x30, 0x06, 0x02, 0x04, 0xA0, 0xA2
_Family = Literal["rsa", "pss", "ec", "ed"]
_Digest = Callable[[], hashes.HashAlgorithm]
_RSA, _ECDSA, _NIST = "2a864886f70d0101", "2a8648ce3d04", "608648016503040"
# The contents of object identifiers, in hex: RFC 8017 appendix C, RFC 5758 section 3.2, RFC 8410 section 3.
_SIMPLE: dict[str, tuple[_Family, _Digest | None]] = {
    _RSA + "04": ("rsa", hashes.MD5),
    _RSA + "05": ("rsa", hashes.SHA1),
    _RSA + "0e": ("rsa", hashes.SHA224),
    _RSA + "0b": ("rsa", hashes.SHA256),
    _RSA + "0c": ("rsa", hashes.SHA384),
    _RSA + "0d": ("rsa", hashes.SHA512),
    _ECDSA + "01": ("ec", hashes.SHA1),
    _ECDSA + "0301": ("ec", hashes.SHA224),
    _ECDSA + "0302": ("ec", hashes.SHA256),
    _ECDSA + "0303": ("ec", hashes.SHA384),
    _ECDSA + "0304": ("ec", hashes.SHA512),
    "2b6570": ("ed", None),
    "2b6571": ("ed", None),
}
_PSS, _MGF1 = _RSA + "0a", _RSA + "08"
_DIGESTS: dict[str, _Digest] = {
    "2b0e03021a": hashes.SHA1,
    _NIST + "204": hashes.SHA224,
    _NIST + "201": hashes.SHA256,
    _NIST + "202": hashes.SHA384,
    _NIST + "203": hashes.SHA512,
}
_PSS_DEFAULT_SALT = 20  # RFC 8017 appendix A.2.3, where every digest left out is SHA-1


@dataclass(frozen=True, slots=True)
class _Algorithm:
    family: _Family
    digest: hashes.HashAlgorithm | None
    mask_digest: hashes.HashAlgorithm | None = None
    salt_bytes: int = 0


def algorithm_of(data: bytes) -> bytes:
    """The DER of the signature's AlgorithmIdentifier in an OCSPResponse with a basic response. Raises ValueError."""
    _, (_, _, explicit) = _inside(data, _SEQUENCE, 2)
    _, (tag, _, octets) = _inside(explicit, _SEQUENCE, 2)
    if tag != _OCTETS:
        raise ValueError("no octets")
    _, (tag, whole, _) = _inside(octets, _SEQUENCE, 2)
    if tag != _SEQUENCE:
        raise ValueError("no algorithm")
    return whole


def digest_name(body: Body) -> str:
    """Such as `sha256`; empty where the algorithm has none of its own (EdDSA) or is not known here."""
    algorithm = _algorithm(body.algorithm)
    return "" if algorithm is None or algorithm.digest is None else algorithm.digest.name


def signed_with(body: Body, signer: Certificate) -> bool:
    """True when `signer`'s key made the signature on `body`, however old the digest."""
    algorithm = _algorithm(body.algorithm)
    try:
        key = signer.parsed.public_key()
        match key, algorithm:
            case rsa.RSAPublicKey(), _Algorithm("rsa", hashes.HashAlgorithm() as digest):
                key.verify(body.signature, body.signed, padding.PKCS1v15(), digest)
            case rsa.RSAPublicKey(), _Algorithm(
                "pss", hashes.HashAlgorithm() as digest, hashes.HashAlgorithm() as mask, salt
            ):
                key.verify(body.signature, body.signed, padding.PSS(padding.MGF1(mask), salt), digest)
            case ec.EllipticCurvePublicKey(), _Algorithm("ec", hashes.HashAlgorithm() as digest):
                key.verify(body.signature, body.signed, ec.ECDSA(digest))
            case ((ed25519.Ed25519PublicKey() | ed448.Ed448PublicKey()), _Algorithm("ed")):
                key.verify(body.signature, body.signed)
            case _:
                return False
    except (InvalidSignature, *BROKEN):
        return False
    return True


def _algorithm(der: bytes) -> _Algorithm | None:
    try:
        oid, parameters = _identifier(der)
        if oid == _PSS:
            return _pss(parameters)
    except (ValueError, KeyError):
        return None
    if oid not in _SIMPLE:
        return None
    family, digest = _SIMPLE[oid]
    return _Algorithm(family, None if digest is None else digest())


def _pss(parameters: bytes) -> _Algorithm:
    """RSASSA-PSS-params (RFC 8017 appendix A.2.3). Raises ValueError, KeyError."""
    ((_, _, content),) = elements(parameters)
    said = {tag: inner for tag, _, inner in elements(content)}
    digest: _Digest = hashes.SHA1
    mask: _Digest = hashes.SHA1
    salt = _PSS_DEFAULT_SALT
    if _CONTEXT_0 in said:
        digest = _DIGESTS[_identifier(said[_CONTEXT_0])[0]]
    if _CONTEXT_0 + 1 in said:
        generator, inner = _identifier(said[_CONTEXT_0 + 1])
        if generator != _MGF1:
            raise ValueError("another mask generation")
        mask = _DIGESTS[_identifier(inner)[0]]
    if _CONTEXT_2 in said:
        ((tag, _, number),) = elements(said[_CONTEXT_2])
        if tag != _INTEGER:
            raise ValueError("no salt length")
        salt = int.from_bytes(number, signed=True)
    return _Algorithm("pss", digest(), mask(), salt)


def _identifier(der: bytes) -> tuple[str, bytes]:
    """An AlgorithmIdentifier: the contents of its OID in hex, and its parameters. Raises ValueError."""
    ((tag, _, content),) = elements(der)
    inner = list(elements(content))
    if tag != _SEQUENCE or not 1 <= len(inner) <= 2 or inner[0][0] != _OID:
        raise ValueError("no algorithm identifier")
    return inner[0][2].hex(), inner[1][1] if len(inner) == 2 else b""


def _inside(data: bytes, tag: int, count: int) -> list[tuple[int, bytes, bytes]]:
    """The first `count` elements in the one element that `data` is. Raises ValueError."""
    ((found, _, content),) = elements(data)
    inner = list(elements(content))[:count]
    if found != tag or len(inner) != count:
        raise ValueError("another element was wanted")
    return inner
