"""Certificates: bytes to facts and judgements. Pure, no I/O; the names in them never leave.

`read_certificates` -> `Certificate` -> `judge` -> `Judgement`.
"""

from probes.pki.certificate import Certificate, CertificateFacts, UnreadableError, parse
from probes.pki.ends import chain_not_after
from probes.pki.judgement import WORST_FIRST, Finding, Judgement, Trust, best, day, judge, judge_ways
from probes.pki.reading import EMPTY, NO_CERTIFICATE, Read, Unreadable, pem_of, read_certificates

__all__ = [
    "EMPTY",
    "NO_CERTIFICATE",
    "WORST_FIRST",
    "Certificate",
    "CertificateFacts",
    "Finding",
    "Judgement",
    "Read",
    "Trust",
    "Unreadable",
    "UnreadableError",
    "best",
    "chain_not_after",
    "day",
    "judge",
    "judge_ways",
    "parse",
    "pem_of",
    "read_certificates",
]
