"""A timestamp authority below a pinned root, and what our verification makes of its answers."""

import pytest

from probes.pki import parse
from probes.pki.timestamp import Stamp, new_request, verify
from probes.reasons import ProbeFailed
from tests.authority import DAY, NOW, Authority, Issued
from tests.servers.timestamping import Answering, authority_of, stamper, stamps

ROOT = Authority.root()
SUB = ROOT.sub()
TSA = stamper(SUB)
TWIN = stamper(SUB, key=TSA.key, serial=TSA.certificate.serial_number, ends=NOW + 900 * DAY)
"""Another certificate for the same key, with the same issuer and number."""
OTHER_ROOT = Authority.root("Root CA không quen")
ANCHORS = (parse(ROOT.issued.der),)
MOMENT = NOW.timestamp()


def stamped_by(issued: Issued, **changes: object) -> Answering:
    return stamps(authority_of(issued), **changes)  # type: ignore[arg-type]  # the knobs' own types


def says(what: bytes) -> Answering:
    return lambda _query: what


def check(answering: Answering, *, moment: float = MOMENT) -> Stamp:
    request = new_request()
    return verify(answering(request.der), request, ANCHORS, (), moment)


def failure(answering: Answering, *, moment: float = MOMENT) -> ProbeFailed:
    with pytest.raises(ProbeFailed) as caught:
        check(answering, moment=moment)
    return caught.value
