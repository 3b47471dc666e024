"""A list that the library must read is prepared for it once, and every certificate under it gets its own answer."""

import pytest
from asn1crypto.crl import CertificateList
from cryptography import x509

from probes.pki.crl import read_crl
from probes.signing import second_opinion
from probes.signing.authorities import Authorities
from probes.signing.evidence import Evidence
from probes.signing.state import SigningState as State
from probes.signing.verdict import judge
from tests.authority import NOW
from tests.probes.signing.judging import ROOT, SUB, of
from tests.probes.signing.test_odd_lists import COMPROMISED, FULL, OTHERS, ROOT_LIST, some
from tests.revocation_lists import crl_of, on_hold

POINT = (x509.CRLDistributionPoints([x509.DistributionPoint(FULL, None, None, None)]), False)
GOOD, HELD = SUB.signer(extra=(POINT,)), SUB.signer(extra=(POINT,))
AUTHORITIES = Authorities([of(ROOT)], [of(SUB)])


@pytest.fixture
def loaded(monkeypatch: pytest.MonkeyPatch) -> list[bytes]:
    """The lists that were prepared for the library, in their order."""
    second_opinion._prepared.cache_clear()
    load = CertificateList.load
    found: list[bytes] = []

    def noting(der: bytes, *arguments: object, **options: object) -> CertificateList:
        found.append(der)
        return load(der, *arguments, **options)

    monkeypatch.setattr(CertificateList, "load", noting)
    return found


def states(lists: list[bytes]) -> list[State]:
    evidence = Evidence(map(read_crl, lists))
    signers = (GOOD, HELD, GOOD, HELD)
    return [judge(of(one), AUTHORITIES, evidence, NOW.timestamp()).state for one in signers]


def test_many_certificates_under_one_list_need_it_prepared_once(loaded: list[bytes]) -> None:
    lists = [some(COMPROMISED), some(OTHERS, on_hold(HELD)), ROOT_LIST]

    assert states(lists) == [State.VALID, State.SUSPENDED] * 2
    assert loaded
    assert len(loaded) == len(set(loaded))


def test_a_new_list_is_prepared_anew(loaded: list[bytes]) -> None:
    lists = [some(COMPROMISED), some(OTHERS), ROOT_LIST]
    assert states(lists) == [State.VALID] * 4

    assert (
        states([lists[0], some(OTHERS, on_hold(HELD), number=2), ROOT_LIST])
        == [
            State.VALID,
            State.SUSPENDED,
        ]
        * 2
    )
    assert len(loaded) > len(set(lists))


def test_with_a_list_that_is_too_long_for_the_library_it_is_not_asked(
    loaded: list[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    lists = [some(COMPROMISED), some(OTHERS), ROOT_LIST]
    monkeypatch.setattr(second_opinion, "_LARGEST_LIST_BYTES", max(map(len, lists)) - 1)
    evidence = Evidence(map(read_crl, lists))

    verdict = judge(of(GOOD), AUTHORITIES, evidence, NOW.timestamp())

    assert verdict.state is State.REVOCATION_UNKNOWN
    assert verdict.findings[0].what.en.startswith("the list is of a special kind, and too long")
    assert (loaded, verdict.library, verdict.disagrees) == ([], False, False)


def test_who_is_named_on_a_list_that_is_too_long_for_the_library_is_found_all_the_same(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(second_opinion, "_LARGEST_LIST_BYTES", 10)

    on_it = [State.REVOCATION_UNKNOWN, State.SUSPENDED] * 2
    assert states([some(COMPROMISED), some(OTHERS, on_hold(HELD)), ROOT_LIST]) == on_it


def test_a_good_list_of_the_usual_kind_may_be_as_long_as_it_likes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(second_opinion, "_LARGEST_LIST_BYTES", 10)

    assert states([crl_of(SUB), ROOT_LIST]) == [State.VALID] * 4
