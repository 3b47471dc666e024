"""Certificates and revocation lists as no decent library makes them: changed element by element, and signed anew.

resigned(crl_of(sub), sub.issued.key, without_next_update)
resigned(signer.der, sub.issued.key, with_serial(-1), digest="sha1")
"""

from collections.abc import Callable

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa

from probes.pki.pieces import elements
from tests.authority import PrivateKey

Change = Callable[[list[bytes]], list[bytes]]
"""From the DER elements of a signed part to others."""

_SEQUENCE, _INTEGER, _BITS = 0x30, 0x02, 0x03
_TIMES = (0x17, 0x18)
_DIGESTS: dict[str, hashes.HashAlgorithm] = {
    "md5": hashes.MD5(),  # noqa: S303  # old on purpose
    "sha1": hashes.SHA1(),  # noqa: S303
    "sha256": hashes.SHA256(),
}
_RSA, _ECDSA = "06092a864886f70d0101", "2a8648ce3d04"  # RFC 8017 appendix C; RFC 5758 section 3.2
_ALGORITHMS = {
    "md5 rsa": _RSA + "040500",
    "sha1 rsa": _RSA + "050500",
    "sha256 rsa": _RSA + "0b0500",
    "sha1 ecdsa": "0607" + _ECDSA + "01",
    "sha256 ecdsa": "0608" + _ECDSA + "0302",
}


def resigned(der: bytes, key: PrivateKey, *changes: Change, digest: str = "sha256") -> bytes:
    """A certificate or list with `changes` made to its signed part, signed with `key`, RSA or EC."""
    signed, algorithm, _ = _inside(der)
    parts = _inside(signed)
    for change in changes:
        parts = change(parts)
    scheme = "rsa" if isinstance(key, rsa.RSAPrivateKey) else "ecdsa"
    wanted = tlv(_SEQUENCE, bytes.fromhex(_ALGORITHMS[f"{digest} {scheme}"]))
    signed = tlv(_SEQUENCE, *(wanted if part == algorithm else part for part in parts))
    return tlv(_SEQUENCE, signed, wanted, tlv(_BITS, b"\0", _sign(key, signed, digest)))


def without_next_update(parts: list[bytes]) -> list[bytes]:
    """A list that does not say when the next one comes."""
    first = next(at for at, part in enumerate(parts) if part[0] in _TIMES)
    return [*parts[: first + 1], *parts[first + 2 :]]


def with_serial(serial: int) -> Change:
    """A certificate's serial number, or that of a list's first entry: zero, negative, or longer than the 20 bytes allowed."""
    written = tlv(_INTEGER, serial.to_bytes((serial.bit_length() + 8) // 8, signed=True))

    def change(parts: list[bytes]) -> list[bytes]:
        if parts[0][0] != _INTEGER:  # a certificate: its version stands in a tag of its own
            return [parts[0], written, *parts[2:]]
        at = max(at for at, part in enumerate(parts) if part[0] == _SEQUENCE)
        entry, *others = _inside(parts[at])
        changed = tlv(_SEQUENCE, written, *_inside(entry)[1:])
        return [*parts[:at], tlv(_SEQUENCE, changed, *others), *parts[at + 1 :]]

    return change


def tlv(tag: int, *contents: bytes) -> bytes:
    """A DER element."""
    content = b"".join(contents)
    if len(content) < 0x80:
        return bytes([tag, len(content)]) + content
    length = len(content).to_bytes((len(content).bit_length() + 7) // 8)
    return bytes([tag, 0x80 | len(length)]) + length + content


def _inside(der: bytes) -> list[bytes]:
    ((_, _, content),) = elements(der)
    return [whole for _, whole, _ in elements(content)]


def _sign(key: PrivateKey, data: bytes, digest: str) -> bytes:
    match key:
        case rsa.RSAPrivateKey():
            return key.sign(data, padding.PKCS1v15(), _DIGESTS[digest])
        case ec.EllipticCurvePrivateKey():
            return key.sign(data, ec.ECDSA(_DIGESTS[digest]))
        case _:
            raise TypeError("no such key signs here")
