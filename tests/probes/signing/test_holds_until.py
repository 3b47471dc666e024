"""A verdict says until when it holds: until then judging again must say the very same, or the province would read old truths.

Random chains, lists and answers whose dates lie close to the moment; the last instant before `holds_until` is the one that counts.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from math import floor, inf, nextafter
from typing import Any

import pytest
from cryptography import x509
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from probes.pki import Certificate
from probes.pki.crl import Crl, read_crl
from probes.pki.times import DAY
from probes.signing.authorities import Authorities
from probes.signing.evidence import Evidence
from probes.signing.verdict import Answers, Rules, Verdict, judge
from tests.authority import NOW, Authority, Issued
from tests.ocsp_answers import Say, answer, responder
from tests.probes.signing.judging import FRESH, ROOT, SUB, answers, judged, of
from tests.probes.signing.test_odd_lists import AUTHORITY_KEY, CHANGES, FRESHEST
from tests.probes.test_pki_crl import point
from tests.resigned import resigned, without_next_update
from tests.revocation_lists import Entry, crl_of

MINUTE, HOUR, ONE_DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
Reasons = x509.ReasonFlags
RULES = Rules(lead_days=(3, 2, 1), renewal_closes_days=1)
SOON = st.sampled_from(
    [-ONE_DAY, -HOUR, -4 * MINUTE, MINUTE, 20 * MINUTE, HOUR, 5 * HOUR, ONE_DAY, 2 * ONE_DAY]
)
OTHER_ROOT = Authority.root("Other root")
LIBRARYS_STEP = 1e-5  # it tells the time in microseconds, rounded


@dataclass(frozen=True)
class World:
    """What a verdict rests on."""

    signer: Certificate
    authorities: tuple[list[Certificate], list[Certificate]]
    crls: list[Crl]
    said: Answers

    def at(self, moment: float, *, full: bool = False) -> Verdict:
        """The verdict by these, with nothing remembered from another one."""
        return judge(
            self.signer, Authorities(*self.authorities), Evidence(self.crls), moment, RULES, self.said, full=full
        )  # fmt: skip


@st.composite
def worlds(draw: Any) -> World:
    """A signer under one to three authorities of one name, with up to four lists and up to one answer."""
    subs = [
        draw(st.sampled_from([ROOT, OTHER_ROOT])).sub(
            "Sub CA",
            key=draw(st.sampled_from([None, SUB.issued.key])),
            starts=NOW + draw(st.sampled_from([-9 * ONE_DAY, MINUTE, HOUR])),
            ends=NOW + draw(st.sampled_from([2 * HOUR, ONE_DAY, 400 * ONE_DAY])),
        )
        for _ in range(draw(st.integers(0, 2)))
    ]
    subs.append(SUB)
    issuer = draw(st.sampled_from(subs))
    starts = NOW + draw(st.sampled_from([-9 * ONE_DAY, MINUTE, HOUR]))
    signer = issuer.signer(starts=starts, ends=NOW + draw(st.sampled_from([2 * HOUR, ONE_DAY, 3 * ONE_DAY, 99 * ONE_DAY])))  # fmt: skip
    crls = [draw(_lists(subs, signer)) for _ in range(draw(st.integers(0, 4)))]
    crls += [crl_of(root, next_update=NOW + 9 * ONE_DAY) for root in (ROOT, OTHER_ROOT)]
    kept = [draw(_answers(issuer, signer))] if draw(st.booleans()) else []
    anchors = [ROOT, *draw(st.sampled_from([[], [OTHER_ROOT]]))]
    known = [of(one) for one in anchors], [of(one) for one in subs]
    return World(of(signer), known, [read_crl(crl) for crl in crls], answers(*kept))


@st.composite
def _lists(draw: Any, subs: list[Authority], signer: Issued) -> bytes:
    by = draw(st.sampled_from(subs))
    extra: list[Any] = draw(
        st.sampled_from(
            [
                [],
                [AUTHORITY_KEY, FRESHEST],
                [AUTHORITY_KEY, CHANGES],
                [point(only_some_reasons=frozenset({Reasons.key_compromise}))],
                [point(indirect_crl=True)],
                [point(only_contains_user_certs=True)],
            ]
        )
    )
    reasons = [None, Reasons.key_compromise, Reasons.certificate_hold, Reasons.remove_from_crl]
    entries = [
        Entry(signer.certificate.serial_number, NOW + draw(SOON), draw(st.sampled_from(reasons)))
        for _ in range(draw(st.integers(0, 1)))
    ]
    this_update = NOW + draw(SOON)
    der = crl_of(
        by,
        *entries,
        number=draw(st.sampled_from([None, 1, 2])),
        this_update=this_update,
        next_update=max(this_update, NOW + draw(SOON)),
        extra=extra,
    )
    odd = draw(st.sampled_from(["", "", "", "endless", "sha1"]))
    match odd:
        case "endless":
            return resigned(der, by.issued.key, without_next_update)
        case "sha1":
            return resigned(der, by.issued.key, digest="sha1")
        case _:
            return der


@st.composite
def _answers(draw: Any, issuer: Authority, signer: Issued) -> bytes:
    by = draw(st.sampled_from([issuer.issued, responder(issuer, ends=NOW + draw(st.sampled_from([HOUR, ONE_DAY])))]))  # fmt: skip
    this_update = NOW - draw(st.sampled_from([MINUTE, HOUR, ONE_DAY]))
    said = Say(
        signer,
        issuer,
        status=draw(st.sampled_from(["good", "revoked", "unknown"])),
        this_update=this_update,
        next_update=draw(st.sampled_from([None, this_update + HOUR, this_update + 3 * ONE_DAY])),
        revoked_at=NOW + draw(SOON),
        reason=draw(st.sampled_from([None, "key_compromise", "certificate_hold"])),
    )
    return answer(said, by=by, produced=this_update)


def same(one: Verdict, other: Verdict) -> bool:
    return replace(one, holds_until=0.0) == replace(other, holds_until=0.0)


def holds(world: World, moment: float, share: float) -> None:
    first = world.at(moment)
    assert moment < first.holds_until <= moment + DAY

    last = first.holds_until - LIBRARYS_STEP
    between = moment + share * (last - moment)
    for later in (between, last, floor(nextafter(first.holds_until, -inf))):
        if moment <= later:
            again = world.at(later)
            assert same(first, again), (later - moment, first.findings, again.findings)


moments = st.builds(
    lambda near, seconds: (NOW + near).timestamp() + seconds, SOON, st.sampled_from([-1, -0.5, 0, 0, 0.5, 1])
)


@given(world=worlds(), moment=moments, share=st.floats(0, 1))
@settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_a_verdict_holds_until_it_says(world: World, moment: float, share: float) -> None:
    holds(world, moment, share)


@pytest.mark.long
@pytest.mark.timeout(900)
@given(world=worlds(), moment=moments, share=st.floats(0, 1))
@settings(max_examples=2_000, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_two_thousand_verdicts_hold_until_they_say(world: World, moment: float, share: float) -> None:
    holds(world, moment, share)


@pytest.mark.parametrize(
    ("given", "edge"),
    [
        pytest.param({"signer": SUB.signer(ends=NOW + HOUR)}, NOW + HOUR, id="its end"),
        pytest.param({"signer": SUB.signer(starts=NOW + HOUR)}, NOW + HOUR - 5 * MINUTE, id="its beginning"),
        pytest.param({"signer": SUB.signer(ends=NOW + 90 * ONE_DAY + HOUR)}, NOW + HOUR, id="a lead time"),
        pytest.param({"signer": SUB.signer(ends=NOW + 60 * ONE_DAY + HOUR)}, NOW + HOUR, id="the end of the right to renew"),
        pytest.param({"signer": SUB.signer(ends=NOW + 42 * ONE_DAY + HOUR)}, NOW + HOUR, id="a day less that is left"),
        pytest.param({"crls": (crl_of(SUB, next_update=NOW + HOUR), FRESH[1])}, NOW + HOUR, id="the end of its list"),
        pytest.param({"crls": (FRESH[0], crl_of(ROOT, next_update=NOW + HOUR))}, NOW + HOUR, id="the end of the root's list"),
        pytest.param({"crls": (crl_of(SUB, this_update=NOW + HOUR), FRESH[1])}, NOW + HOUR - 5 * MINUTE, id="a list of the future"),
    ],
)  # fmt: skip
def test_it_turns_when_it_says_and_not_before(given: dict[str, Any], edge: datetime) -> None:
    signer, crls = given.get("signer", SUB.signer()), given.get("crls", FRESH)
    verdict = judged(signer, *crls)

    assert edge.timestamp() <= verdict.holds_until <= nextafter(edge.timestamp(), inf)
    assert same(verdict, judged(signer, *crls, moment=nextafter(verdict.holds_until, -inf)))
    assert not same(verdict, judged(signer, *crls, moment=edge.timestamp() + 1))


def test_a_revocation_to_come_and_the_end_of_an_answer_are_edges_too() -> None:
    signer = SUB.signer()
    scheduled = crl_of(SUB, Entry(signer.certificate.serial_number, NOW + HOUR, Reasons.superseded))
    kept = answer(Say(signer, SUB, next_update=NOW + 2 * HOUR), by=responder(SUB, ends=NOW + HOUR))

    assert judged(signer, scheduled, FRESH[1]).holds_until == (NOW + HOUR).timestamp()
    assert judged(signer, FRESH[1], said=[kept]).holds_until == (NOW + HOUR).timestamp()


def test_where_nothing_is_due_it_holds_for_a_day() -> None:
    far = [crl_of(one, next_update=NOW + 9 * ONE_DAY) for one in (SUB, ROOT)]

    assert judged(SUB.signer(), *far).holds_until == NOW.timestamp() + DAY
