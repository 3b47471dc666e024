"""OCSP (RFC 6960): what to ask an authority's responder, and what its answer is worth. Pure, no I/O.

`ocsp_request` -> bytes; bytes -> `read_answer` -> `Answer` -> `verify` -> `Verified` or `Refused`. `known_status` does the
last three in one step, for answers that are kept.
"""

from probes.pki.ocsp.answer import Answer, AnswerStatus, Body, CertificateStatus, Entry
from probes.pki.ocsp.reading import read_answer, unreadable_reason
from probes.pki.ocsp.request import nonce_of, ocsp_request, responder_urls
from probes.pki.ocsp.status import OcspStatus, as_it_was, known_status
from probes.pki.ocsp.verify import Refused, Verified, verify
from probes.pki.strength import OLD_DIGESTS

__all__ = [
    "OLD_DIGESTS",
    "Answer",
    "AnswerStatus",
    "Body",
    "CertificateStatus",
    "Entry",
    "OcspStatus",
    "Refused",
    "Verified",
    "as_it_was",
    "known_status",
    "nonce_of",
    "ocsp_request",
    "read_answer",
    "responder_urls",
    "unreadable_reason",
    "verify",
]
