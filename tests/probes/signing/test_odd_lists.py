"""Lists that tell changes, speak for others, or tell only a part: the library reads them, and we believe the stricter voice."""

from time import process_time

import pytest
from cryptography import x509

from probes.signing.state import SigningState as State
from tests.authority import CERTIFICATES, DAY, NOW, Authority, Issued, organisation
from tests.ocsp_answers import Say, answer
from tests.probes.signing.judging import ROOT, SUB, judged
from tests.probes.test_pki_crl import point
from tests.resigned import resigned
from tests.revocation_lists import Entry, crl_of, on_hold, revoked

Reasons = x509.ReasonFlags
Extension = tuple[x509.ExtensionType, bool]
SIGNER = SUB.signer()
ROOT_LIST = crl_of(ROOT)


def at(url: str) -> list[x509.GeneralName]:
    return [x509.UniformResourceIdentifier(url)]


# -- changes ----------------------------------------------------------------------------------------------------

AUTHORITY_KEY: Extension = (
    x509.AuthorityKeyIdentifier.from_issuer_public_key(SUB.issued.key.public_key()),
    False,
)
FRESHEST: Extension = (
    x509.FreshestCRL([x509.DistributionPoint(at("http://crl.example.invalid/delta"), None, None, None)]),
    False,
)
CHANGES: Extension = (x509.DeltaCRLIndicator(1), True)
REMOVED = revoked(SIGNER, reason=Reasons.remove_from_crl)


def base(*entries: Entry, **how: object) -> bytes:
    return crl_of(SUB, *entries, number=1, extra=(AUTHORITY_KEY, FRESHEST), **how)  # type: ignore[arg-type]


def changes(*entries: Entry, number: int = 2, **how: object) -> bytes:
    return crl_of(SUB, *entries, number=number, extra=(AUTHORITY_KEY, CHANGES), **how)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("lists", "state", "asked"),
    [
        pytest.param([base(), changes()], State.VALID, False, id="nothing changed"),
        pytest.param([base()], State.VALID, False, id="without its changes"),
        pytest.param([base(), changes(revoked(SIGNER))], State.REVOKED, False, id="revoked since"),
        pytest.param([base(), changes(on_hold(SIGNER))], State.SUSPENDED, True, id="put on hold since"),
        pytest.param([base(on_hold(SIGNER)), changes(REMOVED)], State.VALID, True, id="let go since"),
        pytest.param([base(on_hold(SIGNER)), changes()], State.SUSPENDED, True, id="still on hold"),
        pytest.param([base(on_hold(SIGNER)), changes(revoked(SIGNER))], State.REVOKED, False, id="on hold, then revoked"),
        pytest.param([base(revoked(SIGNER)), changes(REMOVED)], State.REVOKED, False, id="revoked, and no change undoes that"),
        pytest.param([base(on_hold(SIGNER)), changes(REMOVED, next_update=NOW - DAY / 2)], State.SUSPENDED, True, id="old changes"),
        pytest.param([base(next_update=NOW - DAY / 2), changes()], State.REVOCATION_UNKNOWN, True, id="an old base"),
        pytest.param([changes()], State.REVOCATION_UNKNOWN, True, id="changes alone"),
        pytest.param([changes(REMOVED)], State.REVOCATION_UNKNOWN, True, id="changes alone, that let go"),
        pytest.param([changes(revoked(SIGNER))], State.REVOKED, False, id="changes alone, that revoke"),
        pytest.param(
            [base(on_hold(SIGNER)), resigned(changes(REMOVED), SUB.issued.key, digest="sha1")],
            State.SUSPENDED,
            False,
            id="changes signed with SHA-1",
        ),
    ],
)  # fmt: skip
def test_changes_count_as_far_as_they_are_proven(lists: list[bytes], state: State, asked: bool) -> None:
    for order in (lists, lists[::-1]):
        verdict = judged(SIGNER, *order, ROOT_LIST)
        assert (verdict.state, verdict.library) == (state, asked)


# -- a part of the reasons --------------------------------------------------------------------------------------

COMPROMISED = frozenset({Reasons.key_compromise, Reasons.ca_compromise})
OTHERS = frozenset(Reasons) - COMPROMISED - {Reasons.unspecified, Reasons.remove_from_crl}
FULL = at("http://crl.example.invalid/sub.crl")
POINTED = SUB.signer(
    extra=((x509.CRLDistributionPoints([x509.DistributionPoint(FULL, None, None, None)]), False),)
)


def some(reasons: frozenset[x509.ReasonFlags], *entries: Entry, number: int = 1) -> bytes:
    return crl_of(SUB, *entries, number=number, extra=(point(only_some_reasons=reasons, full_name=FULL),))


@pytest.mark.parametrize(
    ("lists", "state"),
    [
        pytest.param([some(COMPROMISED), some(OTHERS)], State.VALID, id="all reasons, in two lists"),
        pytest.param([some(COMPROMISED)], State.REVOCATION_UNKNOWN, id="some reasons only"),
        pytest.param([some(COMPROMISED, revoked(POINTED)), some(OTHERS)], State.REVOKED, id="revoked in the first"),
        pytest.param([some(COMPROMISED), some(OTHERS, revoked(POINTED, reason=Reasons.superseded))], State.REVOKED, id="revoked in the second"),
        pytest.param([some(COMPROMISED), some(OTHERS, on_hold(POINTED))], State.SUSPENDED, id="held in the second"),
        pytest.param([some(COMPROMISED), crl_of(SUB)], State.VALID, id="beside a full list"),
        pytest.param([some(COMPROMISED, revoked(POINTED)), crl_of(SUB)], State.REVOKED, id="revoked beside a full list"),
    ],
)  # fmt: skip
def test_lists_of_some_reasons_prove_good_only_together(lists: list[bytes], state: State) -> None:
    for order in (lists, lists[::-1]):
        assert judged(POINTED, *order, ROOT_LIST).state is state


# -- for others -------------------------------------------------------------------------------------------------

LISTER = ROOT.sub("List office")
BY_ANOTHER = SUB.signer(
    extra=(
        (
            x509.CRLDistributionPoints(
                [
                    x509.DistributionPoint(
                        at("http://crl.example.invalid/all.crl"),
                        None,
                        None,
                        [x509.DirectoryName(LISTER.certificate.subject)],
                    )
                ]
            ),
            False,
        ),
    )
)


def about(issued: Issued, authority: Authority, reason: x509.ReasonFlags = Reasons.key_compromise) -> Entry:
    whose = x509.CertificateIssuer([x509.DirectoryName(authority.certificate.subject)])
    return Entry(issued.certificate.serial_number, NOW - DAY, reason, ((whose, True),))


def indirect(*entries: Entry, by: Authority = LISTER, **how: object) -> bytes:
    limit = point(indirect_crl=True, full_name=at("http://crl.example.invalid/all.crl"))
    return crl_of(by, *entries, extra=(limit,), **how)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("listed", "state"),
    [
        pytest.param(indirect(), State.VALID, id="not on it"),
        pytest.param(indirect(about(BY_ANOTHER, SUB)), State.REVOKED, id="on it"),
        pytest.param(indirect(about(BY_ANOTHER, SUB, Reasons.certificate_hold)), State.SUSPENDED, id="held on it"),
        pytest.param(indirect(about(BY_ANOTHER, ROOT)), State.VALID, id="its number under another issuer"),
        pytest.param(indirect(next_update=NOW - DAY / 2), State.REVOCATION_UNKNOWN, id="out of date"),
        pytest.param(indirect(by=Authority.root("Stranger").sub("List office")), State.REVOCATION_UNKNOWN, id="by a stranger"),
        pytest.param(crl_of(LISTER), State.REVOCATION_UNKNOWN, id="not for others"),
        pytest.param(resigned(indirect(), LISTER.issued.key, digest="sha1"), State.REVOCATION_UNKNOWN, id="signed with SHA-1"),
    ],
)  # fmt: skip
def test_a_list_by_another_authority_counts_where_the_certificate_names_it(
    listed: bytes, state: State
) -> None:
    assert judged(BY_ANOTHER, listed, ROOT_LIST, subs=[SUB, LISTER]).state is state


def test_a_list_by_another_authority_revokes_whatever_the_issuer_itself_says() -> None:
    named = about(BY_ANOTHER, SUB)
    good = answer(Say(BY_ANOTHER, SUB), by=SUB.issued)

    for crls, said in (
        ([indirect(named)], [good]),
        ([indirect(named), crl_of(SUB)], []),
        ([indirect(named, next_update=NOW - DAY / 2)], [good]),
        ([indirect(named, next_update=NOW - DAY / 2), crl_of(SUB)], []),
        ([indirect(named, number=1), indirect(number=2, this_update=NOW - DAY / 2)], []),
    ):
        verdict = judged(BY_ANOTHER, *crls, ROOT_LIST, subs=[SUB, LISTER], said=said)
        assert verdict.state is State.REVOKED


def test_each_entry_goes_on_speaking_of_the_issuer_before_it() -> None:
    first, then = about(SIGNER, ROOT), Entry(BY_ANOTHER.certificate.serial_number)
    back = about(BY_ANOTHER, SUB)

    for entries, state in (([first, then], State.VALID), ([first, then, back], State.REVOKED)):
        assert judged(BY_ANOTHER, indirect(*entries), ROOT_LIST, subs=[SUB, LISTER]).state is state


def test_a_list_office_that_was_revoked_proves_nothing() -> None:
    gone = crl_of(ROOT, revoked(LISTER.issued))

    assert judged(BY_ANOTHER, indirect(), gone, subs=[SUB, LISTER]).state is State.REVOCATION_UNKNOWN


def test_a_certificate_that_names_no_other_authority_is_not_judged_by_its_list() -> None:
    verdict = judged(SIGNER, indirect(about(SIGNER, SUB)), ROOT_LIST, subs=[SUB, LISTER])

    assert verdict.state is State.REVOCATION_UNKNOWN


def test_a_fresh_answer_stands_where_the_lists_leave_a_question() -> None:
    kept = answer(Say(BY_ANOTHER, SUB), by=SUB.issued)

    verdict = judged(
        BY_ANOTHER, indirect(next_update=NOW - DAY / 2), ROOT_LIST, subs=[SUB, LISTER], said=[kept]
    )

    assert verdict.state is State.VALID


# -- many and large ---------------------------------------------------------------------------------------------


def test_two_hundred_shards_cost_no_question_to_the_library() -> None:
    shards = [
        crl_of(SUB, Entry(number + 1), extra=(point(full_name=at(f"http://crl.example.invalid/{number}")),))
        for number in range(200)
    ]
    mine = x509.DistributionPoint(at("http://crl.example.invalid/77"), None, None, None)
    signer = SUB.signer(extra=((x509.CRLDistributionPoints([mine]), False),))

    verdict = judged(signer, *shards, ROOT_LIST)

    assert (verdict.state, verdict.library) == (State.VALID, False)
    assert judged(signer, *shards[:70], ROOT_LIST).reasons == (State.REVOCATION_UNKNOWN,)


def test_large_lists_of_some_reasons_are_judged_in_seconds() -> None:
    entries = [Entry(number) for number in range(1, 20_001)]
    lists = (some(COMPROMISED, *entries), some(OTHERS, *entries), ROOT_LIST)
    started = process_time()

    assert judged(POINTED, *lists).state is State.VALID
    assert process_time() - started < 30


def test_many_authorities_of_one_name_end_in_an_answer() -> None:
    same = [ROOT.sub("Sub CA") for _ in range(30)]
    lists = [crl_of(one, this_update=NOW - DAY) for one in same]

    started = process_time()
    verdict = judged(same[0].signer(), *lists, ROOT_LIST, subs=same)

    assert verdict.state is State.VALID
    assert process_time() - started < 30


def test_authorities_that_certify_each_other_in_a_ring_end_in_an_answer() -> None:
    one = ROOT.sub("One", usage=CERTIFICATES)
    other = one.sub("Other")
    back = other.sub("One", key=one.issued.key)
    signer = other.signer()

    verdict = judged(
        signer, crl_of(other), crl_of(one, name=organisation("One")), ROOT_LIST, subs=[one, other, back]
    )

    assert verdict.state is State.VALID
