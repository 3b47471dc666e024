"""The second opinion on an OCSP answer: asn1crypto, which reads what a strict reader of DER refuses.

asn1crypto belongs to the extra `sign`; without it there is no second opinion, and what cannot be read strictly is malformed.
"""

import importlib.util
from datetime import datetime
from typing import Any

from probes.pki.asn1 import ONE_READER
from probes.pki.certificate import digest_of, folded
from probes.pki.ocsp.answer import Answer, AnswerStatus, Body, Entry
from probes.pki.ocsp.extensions import extensions_of
from probes.pki.ocsp.outline import Outline, outline_of
from probes.pki.pieces import trimmed

# It parses while it is asked, and lets whatever Python says of the pieces through.
_BROKEN = (ValueError, TypeError, KeyError, IndexError, AttributeError, OverflowError, RecursionError)


def read_leniently(data: bytes) -> Answer | None:
    """The answer as asn1crypto understands it; None when it does not. Never raises."""
    if importlib.util.find_spec("asn1crypto") is None:
        return None
    # Imported here: only answers that are out of order pay for it.
    from asn1crypto.ocsp import OCSPResponse, ResponseData

    data = trimmed(data)
    try:
        with ONE_READER:
            parsed = OCSPResponse.load(data, strict=True)
            status = AnswerStatus(parsed["response_status"].native)
            if status is not AnswerStatus.SUCCESSFUL:
                return Answer(status, strict=False)
            if parsed["response_bytes"]["response_type"].native != "basic_ocsp_response":
                return None
            outline = outline_of(data)
            body = _body(ResponseData.load(outline.signed, strict=True), outline)
            return Answer(status, body, strict=False)
    except _BROKEN:
        return None


def _body(tbs: Any, outline: Outline) -> Body:  # asn1crypto has no types
    responder = tbs["responder_id"]
    by_name = responder.name == "by_name"
    extensions = extensions_of(outline.signed)
    return Body(
        produced_at=_seconds(tbs["produced_at"].native),
        entries=tuple(
            _entry(single, puzzling=puzzling)
            for single, puzzling in zip(tbs["responses"], extensions.puzzling_entries, strict=True)
        ),
        nonce=extensions.nonce,
        responder_name=digest_of(_rdns(responder.chosen)) if by_name else None,
        responder_key=None if by_name else responder.chosen.native,
        algorithm=outline.algorithm,
        signed=outline.signed,
        signature=outline.signature,
        certificates=outline.certificates,
        puzzling=extensions.puzzling,
    )


def _entry(single: Any, *, puzzling: bool) -> Entry:
    named, status = single["cert_id"], single["cert_status"]
    revoked = status.name == "revoked"
    reason = status.chosen["revocation_reason"].native if revoked else None
    next_update = single["next_update"].native
    return Entry(
        digest=named["hash_algorithm"]["algorithm"].native,
        name_hash=named["issuer_name_hash"].native,
        key_hash=named["issuer_key_hash"].native,
        serial=named["serial_number"].native,
        status=status.name,
        this_update=_seconds(single["this_update"].native),
        next_update=None if next_update is None else _seconds(next_update),
        revoked_at=_seconds(status.chosen["revocation_time"].native) if revoked else None,
        reason=reason,  # both libraries name the reasons alike
        puzzling=puzzling,
    )


def _rdns(name: Any) -> list[list[tuple[str, str]]]:
    """As `comparable_rdns` gives them."""
    return [
        sorted((part["type"].dotted, folded(part["value"].native)) for part in rdn) for rdn in name.chosen
    ]


def _seconds(moment: datetime) -> float:
    return moment.timestamp()
