"""An OCSP answer as facts, whichever library read it. Nothing here has been verified yet."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal

CertificateStatus = Literal["good", "revoked", "unknown"]


class AnswerStatus(StrEnum):
    """What a responder says of the request itself (RFC 6960 section 4.2.1)."""

    SUCCESSFUL = "successful"
    MALFORMED_REQUEST = "malformed_request"
    INTERNAL_ERROR = "internal_error"
    TRY_LATER = "try_later"
    SIG_REQUIRED = "sig_required"
    UNAUTHORIZED = "unauthorized"


@dataclass(frozen=True, slots=True)
class Entry:
    """What an answer says of one certificate. All moments in unix seconds.

    digest, name_hash, key_hash, serial: the CertID (RFC 6960 section 4.1.1); digest is empty for one that is not known here.
    reason: of a revocation, such as `key_compromise`; None where none is given.
    puzzling: it carries a critical extension that is not understood here, so it may not be used.
    """

    digest: str
    name_hash: bytes = field(repr=False)
    key_hash: bytes = field(repr=False)
    serial: int = field(repr=False)
    status: CertificateStatus
    this_update: float
    next_update: float | None
    revoked_at: float | None
    reason: str | None
    puzzling: bool = False


@dataclass(frozen=True, slots=True)
class Body:
    """A basic response (RFC 6960 section 4.2.1).

    responder_name: the digest of its name, as `Certificate.subject`; responder_key: the SHA-1 of its key. One of them is None.
    algorithm: the DER of the signature's AlgorithmIdentifier. signed: the bytes under the signature.
    certificates: the DER of those that came along, whatever they are.
    puzzling: as in Entry, for the answer as a whole.
    """

    produced_at: float
    entries: tuple[Entry, ...]
    nonce: bytes | None
    responder_name: bytes | None = field(repr=False)
    responder_key: bytes | None = field(repr=False)
    algorithm: bytes = field(repr=False)
    signed: bytes = field(repr=False)
    signature: bytes = field(repr=False)
    certificates: tuple[bytes, ...] = field(repr=False)
    puzzling: bool


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer of a responder.

    body: None unless the status is successful. strict: False when only the lenient parser could read it.
    """

    status: AnswerStatus
    body: Body | None = None
    strict: bool = True
