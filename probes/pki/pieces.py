"""A file's bytes, cut into its certificates in DER: from PEM, DER or PKCS#7, alone or many together."""

import base64
import binascii
import re
import warnings
from collections.abc import Iterator
from dataclasses import dataclass, field

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.serialization import Encoding, pkcs7
from cryptography.utils import CryptographyDeprecationWarning
from cryptography.x509 import DuplicateExtension, InvalidVersion, UnsupportedGeneralNameType

# What the library warns of in foreign bytes (a serial number of 0, BER instead of DER, a long name) is ours to judge, and
# no news for a terminal. Said once: warnings.catch_warnings changes the whole process, and needs a lock around each read.
warnings.filterwarnings("ignore", category=CryptographyDeprecationWarning)
warnings.filterwarnings("ignore", "PKCS#7 certificates could not be parsed as DER", UserWarning)
warnings.filterwarnings("ignore", "Attribute's length must be", UserWarning)

_ARMOUR = re.compile(
    rb"-----BEGIN (?P<label>(?:X509 )?CERTIFICATE|PKCS7|CMS)-----(?P<body>.*?)(?:-----END (?P=label)-----|(?=-----BEGIN )|\Z)",
    re.DOTALL,
)
_SEQUENCE, _OID, _CONTEXT_0 = 0x30, 0x06, 0xA0
_SIGNED_DATA = bytes.fromhex("2a864886f70d010702")  # 1.2.840.113549.1.7.2, RFC 5652 section 5.1

# Every way in which the library says "this is not what it should be". Its sentences are never passed on: they may
# quote what they could not read.
BROKEN = (
    ValueError,
    UnsupportedAlgorithm,
    InvalidVersion,
    TypeError,
    OverflowError,
    DuplicateExtension,
    UnsupportedGeneralNameType,
)


@dataclass(frozen=True, slots=True)
class Piece:
    """One certificate's bytes, not parsed yet. position: counts from 1 within the file. der: None where it is no DER."""

    position: int
    der: bytes | None = field(repr=False)


def pieces(data: bytes) -> tuple[Piece, ...]:
    """Every certificate that `data` seems to hold, in the file's order. Never raises."""
    if blocks := list(_ARMOUR.finditer(data)):
        ders = [der for block in blocks for der in _from_armour(block["label"], block["body"])]
    elif (members := _from_pkcs7(data)) is not None:
        ders = members
    else:
        ders = [trimmed(data)]
    return tuple(Piece(position, der) for position, der in enumerate(ders, 1))


def _from_armour(label: bytes, body: bytes) -> list[bytes | None]:
    try:
        der = base64.b64decode(b"".join(body.split()), validate=True)
    except binascii.Error:
        return [None]
    if label.endswith(b"CERTIFICATE"):
        return [der]
    return _from_pkcs7(der) or [None]


def _from_pkcs7(data: bytes) -> list[bytes | None] | None:
    """The certificates of a PKCS#7 bundle; None when `data` is no such bundle.

    Walked here rather than by the library, which gives up the whole bundle for one bad certificate. What the walk
    cannot follow (BER of indefinite length, as some Java tools write it) the library is asked for.
    """
    try:
        return list(_members(data))
    except ValueError:
        pass
    if not data.startswith(bytes([_SEQUENCE])) or _SIGNED_DATA not in data[:32]:
        return None
    try:
        return [
            certificate.public_bytes(Encoding.DER) for certificate in pkcs7.load_der_pkcs7_certificates(data)
        ]
    except BROKEN:
        return [None]


def _members(data: bytes) -> Iterator[bytes | None]:
    """ContentInfo { signedData, [0] { SignedData { version, digests, content, [0] certificates, ... } } }."""
    kind, explicit = _exactly(_SEQUENCE, data)[:2]
    if kind[0] != _OID or kind[2] != _SIGNED_DATA or explicit[0] != _CONTEXT_0:
        raise ValueError("not signed data")
    for tag, _, content in _exactly(_SEQUENCE, explicit[2]):
        if tag == _CONTEXT_0:
            yield from (whole for _, whole, _ in elements(content))


def _exactly(tag: int, data: bytes) -> list[tuple[int, bytes, bytes]]:
    found = list(elements(trimmed(data)))
    if len(found) != 1 or found[0][0] != tag:
        raise ValueError("another element was wanted")
    inner = list(elements(found[0][2]))
    if len(inner) < 2:
        raise ValueError("too few elements")
    return inner


def trimmed(data: bytes) -> bytes:
    """`data` without the line end that an editor or a shell may have put behind the last byte."""
    length = length_of(data)
    return data if length is None or data[length:].strip() else data[:length]


def elements(data: bytes) -> Iterator[tuple[int, bytes, bytes]]:
    """The DER elements of `data`, each as (tag, whole, content). Raises ValueError where it is not DER."""
    while data:
        length = length_of(data)
        if length is None or length > len(data):
            raise ValueError("cut short")
        header = 2 if data[1] < 0x80 else 2 + (data[1] & 0x7F)
        yield data[0], data[:length], data[header:length]
        data = data[length:]


def length_of(data: bytes) -> int | None:
    """How long the first DER element of `data` says it is, header included (X.690 section 8.1.3); None if unsaid."""
    if len(data) < 2 or data[0] & 0x1F == 0x1F:
        return None
    if data[1] < 0x80:
        return 2 + data[1]
    octets = data[1] & 0x7F
    if not 1 <= octets <= 4 or len(data) < 2 + octets:
        return None
    return 2 + octets + int.from_bytes(data[2 : 2 + octets])
