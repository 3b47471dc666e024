"""Bytes to an answer: strictly first, and by a second opinion where the strict reader refuses.

Some responders write times with fractions of a second, which DER allows and RFC 6960 (by RFC 5280 section 4.1.2.5.2) does
not; cryptography refuses the whole answer, OpenSSL and Windows read it. Such a responder serves, with a blemish.
"""

from contextlib import suppress

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.x509 import ocsp

from probes.pki.certificate import UnreadableError, comparable_name
from probes.pki.ocsp.answer import Answer, AnswerStatus, Body, CertificateStatus, Entry
from probes.pki.ocsp.extensions import extensions_of
from probes.pki.ocsp.lenient import read_leniently
from probes.pki.ocsp.outline import outline_of
from probes.pki.pieces import BROKEN, length_of
from probes.reasons import Reason

_SEQUENCE = 0x30
_STATUSES: dict[ocsp.OCSPCertStatus, CertificateStatus] = {
    ocsp.OCSPCertStatus.GOOD: "good",
    ocsp.OCSPCertStatus.REVOKED: "revoked",
    ocsp.OCSPCertStatus.UNKNOWN: "unknown",
}


def read_answer(data: bytes) -> Answer:
    """The answer in `data`. Raises UnreadableError, and nothing else, when neither reader makes sense of it."""
    answer = _strictly(data) or read_leniently(data)
    if answer is None:
        raise UnreadableError("not an OCSP answer")
    return answer


def unreadable_reason(data: bytes) -> Reason:
    """Why `read_answer` refused `data`: something else altogether (a page, a PEM file, nothing), or a damaged answer."""
    der = data[:1] == bytes([_SEQUENCE]) and length_of(data) is not None
    return Reason.ANSWER_MALFORMED if der else Reason.ANSWER_NOT_DER


def _strictly(data: bytes) -> Answer | None:
    with suppress(*BROKEN):
        parsed = ocsp.load_der_ocsp_response(data)
        status = AnswerStatus(parsed.response_status.name.lower())
        return Answer(status, _body(parsed, data) if status is AnswerStatus.SUCCESSFUL else None)
    return None


def _body(parsed: ocsp.OCSPResponse, data: bytes) -> Body:
    name, outline = parsed.responder_name, outline_of(data)
    extensions = extensions_of(outline.signed)
    return Body(
        produced_at=parsed.produced_at_utc.timestamp(),
        entries=tuple(
            _entry(single, puzzling=puzzling)
            for single, puzzling in zip(parsed.responses, extensions.puzzling_entries, strict=True)
        ),
        nonce=extensions.nonce,
        responder_name=None if name is None else comparable_name(name),
        responder_key=parsed.responder_key_hash,
        algorithm=outline.algorithm,
        signed=outline.signed,
        signature=outline.signature,
        certificates=outline.certificates,
        puzzling=extensions.puzzling,
    )


def _entry(single: ocsp.OCSPSingleResponse, *, puzzling: bool) -> Entry:
    try:
        digest = single.hash_algorithm.name
    except UnsupportedAlgorithm:
        digest = ""
    reason, revoked_at, next_update = (
        single.revocation_reason,
        single.revocation_time_utc,
        single.next_update_utc,
    )
    return Entry(
        digest=digest,
        name_hash=single.issuer_name_hash,
        key_hash=single.issuer_key_hash,
        serial=single.serial_number,
        status=_STATUSES[single.certificate_status],
        this_update=single.this_update_utc.timestamp(),
        next_update=None if next_update is None else next_update.timestamp(),
        revoked_at=None if revoked_at is None else revoked_at.timestamp(),
        reason=None if reason is None else reason.name,
        puzzling=puzzling,
    )
