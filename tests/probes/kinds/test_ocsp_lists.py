"""When the ocsp kind need not ask, or not believe: a revocation list that tells already."""

from dataclasses import replace
from datetime import timedelta

import pytest
from cryptography import x509

from probes.reasons import Reason
from tests.authority import NOW
from tests.ocsp_answers import answer, responder
from tests.probes.kinds.ocsp_world import DELEGATE, GOOD, OTHER, ROOT, SIGNER, SUB, World, crl, write_crl

# what a list tells

ONLY_CA = x509.IssuingDistributionPoint(
    full_name=None,
    relative_name=None,
    only_contains_user_certs=False,
    only_contains_ca_certs=True,
    only_some_reasons=None,
    indirect_crl=False,
    only_contains_attribute_certs=False,
)


@pytest.mark.parametrize(
    ("data", "how"),
    [
        (crl(), "crl"),
        (crl(revoked=SIGNER), "crl"),
        (crl(revoked=OTHER), "crl"),
        (crl(ends=NOW - timedelta(seconds=1)), "yes"),
        (crl(scope=ONLY_CA), "yes"),
        (crl(by=ROOT.issued), "yes"),
        (crl(by=replace(SUB.issued, key=OTHER.key)), "yes"),
        (b"hong", "yes"),
    ],
    ids=[
        "fresh",
        "fresh, and names it",
        "fresh, and names another",
        "out of date",
        "about authorities only",
        "another authority's",
        "signed by another key",
        "no list",
    ],
)
def test_a_fresh_list_that_speaks_for_the_certificate_spares_the_question(
    data: bytes, how: str, here: World
) -> None:
    write_crl(here, data)

    assert here.how() == how
    assert len(here.asked) == (1 if how == "yes" else 0)


def test_a_list_says_nothing_about_the_responder(here: World) -> None:
    write_crl(here, crl())
    result = here.look()

    assert result.facts == {"asked": "crl"}
    assert result.measures == {}


# who answers

OUTDATED = NOW - timedelta(seconds=1)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (crl(revoked=DELEGATE, ends=OUTDATED), Reason.SIGNER_WRONG),
        (crl(revoked=DELEGATE, scope=ONLY_CA), Reason.SIGNER_WRONG),
        (crl(revoked=OTHER, ends=OUTDATED), None),
        (crl(by=replace(SUB.issued, key=OTHER.key), revoked=DELEGATE), None),
        (crl(by=ROOT.issued, revoked=DELEGATE), None),
    ],
    ids=["out of date", "of another scope", "names another", "forged", "another authority's"],
)
def test_whoever_the_issuers_lists_name_is_not_believed(
    data: bytes, reason: Reason | None, here: World
) -> None:
    assert here.how() == "yes"
    write_crl(here, data)
    here.said = replace(GOOD, this_update=NOW)
    result = here.look()

    assert result.reason is reason
    assert result.facts["asked"] == ("kept" if reason is None else "yes")
    assert ("status" in result.facts) is (reason is None)
    if reason is not None:
        assert result.detail == "its certificate was revoked"
        assert result.facts["state"] == "bad_signer"


def test_a_revoked_signer_is_found_out_where_every_look_asks(here: World) -> None:
    write_crl(here, crl(revoked=DELEGATE))

    assert here.look(folder=None).reason is Reason.SIGNER_WRONG


def test_a_signer_that_need_not_be_asked_about_is_not_looked_for(here: World) -> None:
    freed = responder(SUB, no_check=True)
    write_crl(here, crl(revoked=freed, ends=OUTDATED))
    here.data = answer(GOOD, by=freed)

    assert here.how() == "yes"


def test_without_a_folder_of_lists_none_is_looked_for(here: World) -> None:
    write_crl(here, crl())

    assert here.how(crls=None) == "yes"


def test_a_folder_of_lists_that_is_not_there_is_no_list(here: World) -> None:
    assert here.how(crls=str(here.crls / "mat")) == "yes"
