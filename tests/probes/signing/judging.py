"""Short words for tests of verdicts: a throwaway chain, its lists, and what we make of them."""

from collections.abc import Iterable
from datetime import datetime

from probes.pki import Certificate, parse
from probes.pki.crl import read_crl
from probes.pki.ocsp import OcspStatus, known_status
from probes.signing.authorities import Authorities
from probes.signing.evidence import Evidence
from probes.signing.verdict import Answers, Rules, Verdict, judge
from tests.authority import DAY, NOW, Authority, Issued
from tests.revocation_lists import Entry, crl_of

ROOT = Authority.root("Root CA")
SUB = ROOT.sub("Sub CA")
FAR = NOW + 5000 * DAY


def of(issued: Issued | Authority | Certificate) -> Certificate:
    """The certificate as the program reads it."""
    if isinstance(issued, Certificate):
        return issued
    return parse((issued.issued if isinstance(issued, Authority) else issued).der)


def lists(*entries: Entry, root: Iterable[Entry] = ()) -> tuple[bytes, ...]:
    """Fresh lists of SUB and ROOT."""
    return crl_of(SUB, *entries), crl_of(ROOT, *root)


FRESH = lists()


def answers(*said: bytes) -> Answers:
    """The first of some kept OCSP answers that counts."""

    def about(certificate: Certificate, issuer: Certificate, moment: float) -> OcspStatus | None:
        known = (known_status(data, certificate, issuer, moment) for data in said)
        return next((one for one in known if isinstance(one, OcspStatus)), None)

    return about


def judged(
    signer: Issued | Authority | Certificate,
    *crls: bytes,
    anchors: Iterable[Authority] = (ROOT,),
    subs: Iterable[Authority] = (SUB,),
    moment: datetime | float = NOW,
    rules: Rules | None = None,
    said: Iterable[bytes] = (),
    full: bool = False,
) -> Verdict:
    """The verdict on `signer`, given these lists and OCSP answers; with none given, fresh lists without it."""
    at = moment.timestamp() if isinstance(moment, datetime) else moment
    return judge(
        of(signer),
        Authorities([of(one) for one in anchors], [of(one) for one in subs]),
        Evidence(read_crl(crl) for crl in (crls or FRESH)),
        at,
        rules or Rules(),
        answers(*said),
        full=full,
    )
