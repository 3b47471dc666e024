"""Bytes to certificates: everything readable is given, everything else is named by its place."""

from dataclasses import dataclass

from cryptography.hazmat.primitives.serialization import Encoding

from probes.language import Text
from probes.pki.certificate import Certificate, UnreadableError, parse
from probes.pki.pieces import pieces

EMPTY = Text("tệp trống", "the file is empty")
NO_CERTIFICATE = Text("tệp không chứa chứng thư nào", "the file holds no certificate")
NOT_A_CERTIFICATE = Text(
    "mục thứ {position} không phải là chứng thư", "entry {position} is not a certificate"
)
_MOST = 1000  # a file of 1 MiB holds fewer real ones


@dataclass(frozen=True, slots=True)
class Unreadable:
    """What could not be read. position: which entry of the file, from 1; None for the file as a whole."""

    position: int | None
    what: Text


@dataclass(frozen=True, slots=True)
class Read:
    """What a file holds: its certificates in their order, without repetition, and what could not be read."""

    certificates: tuple[Certificate, ...]
    unreadable: tuple[Unreadable, ...] = ()


def read_certificates(data: bytes) -> Read:
    """The certificates in PEM, DER or PKCS#7 bytes. Never raises; one bad entry does not hide the good ones."""
    if not data.strip():
        return Read((), (Unreadable(None, EMPTY),))
    found: dict[bytes, Certificate] = {}
    bad: list[Unreadable] = []
    for piece in pieces(data)[:_MOST]:
        try:
            certificate = parse(piece.der or b"")
        except UnreadableError:
            bad.append(Unreadable(piece.position, NOT_A_CERTIFICATE.format(position=piece.position)))
        else:
            found.setdefault(certificate.identity, certificate)
    if not found and len(bad) <= 1:
        return Read((), (Unreadable(None, NO_CERTIFICATE),))
    return Read(tuple(found.values()), tuple(bad))


def pem_of(certificate: Certificate) -> bytes:
    """The certificate in PEM, as `read_certificates` reads it."""
    return certificate.parsed.public_bytes(Encoding.PEM)
