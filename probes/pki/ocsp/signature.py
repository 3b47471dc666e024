"""The signature on an OCSP answer: its algorithm as `probes.pki.signature` takes it.

For answers the library tells the digest and nothing else, so the AlgorithmIdentifier is read here.
"""

from collections.abc import Callable

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding

from probes.pki.certificate import Certificate
from probes.pki.ocsp.answer import Body
from probes.pki.pieces import elements
from probes.pki.signature import Parameters, Signature, made_by

_SEQUENCE, _OID, _INTEGER = 0x30, 0x06, 0x02
_DIGEST, _MASK, _SALT = 0xA0, 0xA1, 0xA2  # the fields of RSASSA-PSS-params
_Digest = Callable[[], hashes.HashAlgorithm]
_RSA, _ECDSA, _NIST = "2a864886f70d0101", "2a8648ce3d04", "608648016503040"
# The contents of object identifiers, in hex: RFC 8017 appendix C, RFC 5758 section 3.2, RFC 8410 section 3.
_WITH_RSA: dict[str, _Digest] = {
    _RSA + "04": hashes.MD5,
    _RSA + "05": hashes.SHA1,
    _RSA + "0e": hashes.SHA224,
    _RSA + "0b": hashes.SHA256,
    _RSA + "0c": hashes.SHA384,
    _RSA + "0d": hashes.SHA512,
}
_WITH_ECDSA: dict[str, _Digest] = {
    _ECDSA + "01": hashes.SHA1,
    _ECDSA + "0301": hashes.SHA224,
    _ECDSA + "0302": hashes.SHA256,
    _ECDSA + "0303": hashes.SHA384,
    _ECDSA + "0304": hashes.SHA512,
}
_WITH_EDWARDS = frozenset({"2b6570", "2b6571"})
_PSS, _MGF1 = _RSA + "0a", _RSA + "08"
_DIGESTS: dict[str, _Digest] = {
    "2b0e03021a": hashes.SHA1,
    _NIST + "204": hashes.SHA224,
    _NIST + "201": hashes.SHA256,
    _NIST + "202": hashes.SHA384,
    _NIST + "203": hashes.SHA512,
}
_PSS_DEFAULT_SALT = 20  # RFC 8017 appendix A.2.3, where every digest left out is SHA-1


def digest_name(body: Body) -> str:
    """Such as `sha256`; empty where the algorithm has none of its own (EdDSA) or is not known here."""
    algorithm = _algorithm(body.algorithm)
    return "" if algorithm is None or algorithm[1] is None else algorithm[1].name


def signed_with(body: Body, signer: Certificate) -> bool:
    """True when `signer`'s key made the signature on `body`, however old the digest. Never raises."""
    algorithm = _algorithm(body.algorithm)
    return algorithm is not None and made_by(signer, Signature(body.signature, body.signed, *algorithm))


def _algorithm(der: bytes) -> tuple[Parameters, hashes.HashAlgorithm | None] | None:
    """Padding or scheme, and digest; None for an algorithm that is not known here."""
    try:
        oid, parameters = _identifier(der)
        if oid == _PSS:
            return _pss(parameters)
    except (ValueError, KeyError):
        return None
    if oid in _WITH_RSA:
        return padding.PKCS1v15(), _WITH_RSA[oid]()
    if oid in _WITH_ECDSA:
        digest = _WITH_ECDSA[oid]()
        return ec.ECDSA(digest), digest
    return (None, None) if oid in _WITH_EDWARDS else None


def _pss(parameters: bytes) -> tuple[padding.PSS, hashes.HashAlgorithm]:
    """RSASSA-PSS-params (RFC 8017 appendix A.2.3). Raises ValueError, KeyError."""
    ((_, _, content),) = elements(parameters)
    said = {tag: inner for tag, _, inner in elements(content)}
    digest: _Digest = hashes.SHA1
    mask: _Digest = hashes.SHA1
    salt = _PSS_DEFAULT_SALT
    if _DIGEST in said:
        digest = _DIGESTS[_identifier(said[_DIGEST])[0]]
    if _MASK in said:
        generator, inner = _identifier(said[_MASK])
        if generator != _MGF1:
            raise ValueError("another mask generation")
        mask = _DIGESTS[_identifier(inner)[0]]
    if _SALT in said:
        ((tag, _, number),) = elements(said[_SALT])
        if tag != _INTEGER:
            raise ValueError("no salt length")
        salt = int.from_bytes(number, signed=True)
    return padding.PSS(padding.MGF1(mask()), salt), digest()


def _identifier(der: bytes) -> tuple[str, bytes]:
    """An AlgorithmIdentifier: the contents of its OID in hex, and its parameters. Raises ValueError."""
    ((tag, _, content),) = elements(der)
    inner = list(elements(content))
    if tag != _SEQUENCE or not 1 <= len(inner) <= 2 or inner[0][0] != _OID:
        raise ValueError("no algorithm identifier")
    return inner[0][2].hex(), inner[1][1] if len(inner) == 2 else b""
