"""Whatever certificates, lists and answers are damaged, judging ends in a verdict, and no damage makes a bad certificate good."""

from random import Random

import pytest
from cryptography import x509
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from probes.pki import UnreadableError, parse
from probes.pki.crl import Crl, read_crl
from probes.signing.authorities import Authorities
from probes.signing.evidence import Evidence
from probes.signing.state import SigningState as State
from probes.signing.verdict import Rules, Verdict, judge
from tests.authority import DAY, NOW, PERSON, Authority
from tests.fuzz.der import damaged
from tests.ocsp_answers import Say, answer, responder
from tests.probes.signing.judging import answers
from tests.probes.signing.test_odd_lists import AUTHORITY_KEY, CHANGES, FRESHEST
from tests.probes.test_pki_crl import point
from tests.revocation_lists import crl_of, revoked

MOMENT = NOW.timestamp()
VIETNAM = x509.DirectoryName(x509.Name([x509.NameAttribute(NameOID.COUNTRY_NAME, "VN")]))
ROOT = Authority.root("Root CA")
SUB = ROOT.sub(
    "Sub CA",
    constraint=x509.BasicConstraints(ca=True, path_length=1),
    extra=((x509.NameConstraints([VIETNAM], None), True), (x509.PolicyConstraints(2, 1), True)),
)
PLAIN_SUB = ROOT.sub("Plain Sub CA")
NAMED = x509.DistributionPoint(
    [x509.UniformResourceIdentifier("http://a.invalid/1.crl")], None, None, [x509.DirectoryName(ROOT.certificate.subject)]
)  # fmt: skip
SIGNER = SUB.signer(
    subject=PERSON,
    purposes=(ExtendedKeyUsageOID.EMAIL_PROTECTION,),
    extra=((x509.CRLDistributionPoints([NAMED]), False),),
)
PLAIN = PLAIN_SUB.signer()
ROOT_LIST = crl_of(ROOT)
GOOD_LISTS = (
    crl_of(SUB),
    crl_of(PLAIN_SUB, extra=(AUTHORITY_KEY, FRESHEST)),
    crl_of(PLAIN_SUB, number=2, extra=(AUTHORITY_KEY, CHANGES)),
    crl_of(ROOT, extra=(point(indirect_crl=True),)),
)
BAD_LIST = crl_of(PLAIN_SUB, revoked(PLAIN))
SAID = (
    answer(Say(PLAIN, PLAIN_SUB), by=PLAIN_SUB.issued),
    answer(Say(SIGNER, SUB, status="revoked"), by=responder(SUB), named="by_name"),
)
DERS = (SIGNER.der, PLAIN.der, SUB.issued.der, PLAIN_SUB.issued.der, ROOT.issued.der)
WHOLE = {x509.load_der_x509_certificate(der).tbs_certificate_bytes for der in DERS}
AUTHORITIES = (SUB.issued.der, PLAIN_SUB.issued.der)
RULES = Rules(organisation="Xã A Lưới 5")
fuzzed = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


class Damage:
    """Damages some of what it is given, always in the same way for one seed."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)

    def __call__(self, data: bytes, share: float = 0.5) -> bytes:
        if self.random.random() >= share:
            return data
        return damaged(data, self.random, self._mutate)

    def _mutate(self, part: bytes) -> bytes:
        random, at = self.random, self.random.randint(0, len(part))
        return part[:at] + random.randbytes(random.randint(0, 3)) + part[at + random.randint(0, 3) :]

    def list_of(self, data: bytes, share: float = 0.5) -> list[Crl]:
        """The list, damaged or not, if it can still be read."""
        try:
            return [read_crl(self(data, share))]
        except UnreadableError:
            return []


def verdict_after(seed: int) -> tuple[Verdict, bool]:
    """The verdict on a certificate, all of it more or less damaged; and whether the certificate itself is whole."""
    damage = Damage(seed)
    random = damage.random
    whole = random.choice((SIGNER, PLAIN))
    try:
        certificate = parse(damage(whole.der))
    except UnreadableError:
        certificate = parse(whole.der)
    others = []
    for der in AUTHORITIES:
        try:
            others.append(parse(damage(der, 0.3)))
        except UnreadableError:
            continue
    lists = [crl for der in (*GOOD_LISTS, ROOT_LIST) for crl in damage.list_of(der, 0.4)]
    verdict = judge(
        certificate,
        Authorities([parse(ROOT.issued.der)] if random.random() < 0.9 else [], others),
        Evidence(lists),
        MOMENT,
        RULES,
        answers(*(damage(said) for said in SAID)),
        full=random.random() < 0.5,
    )
    return verdict, certificate.parsed.tbs_certificate_bytes in WHOLE


def ends_in_a_verdict(seed: int) -> None:
    verdict, whole = verdict_after(seed)

    assert verdict.reasons
    assert MOMENT < verdict.holds_until <= MOMENT + 86400
    if not whole:
        assert not verdict.state.usable


def stays_revoked_or_unknown(seed: int) -> None:
    """The only list revokes: damaged it may say nothing any more, but never that all is well."""
    damage = Damage(seed)
    lists = [*damage.list_of(BAD_LIST, 1.0), read_crl(ROOT_LIST)]
    verdict = judge(
        parse(PLAIN.der), Authorities([parse(ROOT.issued.der)], [parse(PLAIN_SUB.issued.der)]), Evidence(lists), MOMENT
    )  # fmt: skip

    assert verdict.state in (State.REVOKED, State.REVOCATION_UNKNOWN)


@given(seed=st.integers(0, 2**32))
@settings(fuzzed, max_examples=200)
def test_judging_damaged_things_ends_in_a_verdict(seed: int) -> None:
    ends_in_a_verdict(seed)


@given(seed=st.integers(0, 2**32))
@settings(fuzzed, max_examples=200)
def test_no_damage_to_a_list_makes_a_revoked_certificate_good(seed: int) -> None:
    stays_revoked_or_unknown(seed)


@pytest.mark.long
@pytest.mark.timeout(900)
def test_judging_four_thousand_damaged_things_ends_in_verdicts() -> None:
    for seed in range(4_000):
        ends_in_a_verdict(seed)
        stays_revoked_or_unknown(seed)


@pytest.mark.parametrize("moment", [0.0, -1e10, 1e10, 253402300800.0, 1e15, float(DAY.total_seconds())])
def test_any_moment_can_be_judged(moment: float) -> None:
    verdict = judge(
        parse(PLAIN.der),
        Authorities([parse(ROOT.issued.der)], [parse(PLAIN_SUB.issued.der)]),
        Evidence([read_crl(BAD_LIST)]),
        moment,
        full=True,
    )

    assert not verdict.state.usable
