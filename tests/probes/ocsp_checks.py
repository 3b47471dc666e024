"""An authority, a signer, and what our verification makes of an OCSP answer about it."""

from dataclasses import replace
from datetime import timedelta

from probes.pki import Certificate, parse
from probes.pki.ocsp import Refused, Verified, read_answer, verify
from probes.reasons import Reason
from tests.authority import NOW, PERSON, Authority, Issued
from tests.ocsp_answers import HOUR, Say

ROOT = Authority.root()
SUB = ROOT.sub()
SIGNER = SUB.signer(subject=PERSON)
MOMENT = NOW.timestamp()
FRACTION = timedelta(microseconds=250_000)
"""No strict reader takes a time with this in it."""
GOOD = Say(SIGNER, SUB)

STALE = replace(GOOD, this_update=NOW - 9 * HOUR, next_update=NOW - HOUR)


def known(issued: Issued | Authority) -> Certificate:
    return parse((issued.issued if isinstance(issued, Authority) else issued).der)


def judged(data: bytes, about: Issued = SIGNER, issuer: Authority = SUB) -> Verified | Refused:
    return verify(read_answer(data), known(about), known(issuer), MOMENT)


def verified(data: bytes, about: Issued = SIGNER, issuer: Authority = SUB) -> Verified:
    found = judged(data, about, issuer)
    assert isinstance(found, Verified), found
    return found


def refused(data: bytes, about: Issued = SIGNER, issuer: Authority = SUB) -> Reason:
    found = judged(data, about, issuer)
    assert isinstance(found, Refused)
    return found.reason
