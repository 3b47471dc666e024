"""Our own look-up of revocation: any proof of it beats any proof against it, and "good" is said sparingly."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import permutations

import pytest
from cryptography import x509

from probes.pki import Certificate, parse
from probes.pki.crl import read_crl
from probes.pki.ocsp import OcspStatus, known_status
from probes.pki.times import CLOCK_TOLERANCE_SECONDS, UNDATED_SECONDS
from probes.signing.evidence import Evidence
from probes.signing.revocation import Cause, Revocation, Standing, look_up
from tests.authority import DAY, NOW, Authority, Issued, new_key, organisation
from tests.ocsp_answers import Say, answer, responder
from tests.probes.test_pki_crl import UNKNOWN, point
from tests.resigned import resigned, with_serial, without_next_update
from tests.revocation_lists import Entry, crl_of, on_hold, revoked

HOUR, SECOND = timedelta(hours=1), timedelta(seconds=1)
MOMENT = NOW.timestamp()
ROOT = Authority.root()
SUB = ROOT.sub()
SIGNER, OTHER = SUB.signer(), SUB.signer()
Reasons = x509.ReasonFlags

CLEAN = crl_of(SUB, revoked(OTHER), number=2)
NAMES_IT = crl_of(SUB, revoked(OTHER), revoked(SIGNER), number=2)
HELD = crl_of(SUB, on_hold(SIGNER), number=2)
FRESH_GOOD = Say(SIGNER, SUB)
FRESH_REVOKED = Say(SIGNER, SUB, status="revoked", reason="key_compromise")


def of(issued: Issued | Authority) -> Certificate:
    return parse((issued.issued if isinstance(issued, Authority) else issued).der)


def told(*said: Say, by: Issued = SUB.issued, moment: datetime = NOW) -> OcspStatus | None:
    """What an answer is worth, None when it is worth nothing."""
    known = known_status(answer(*said, by=by), of(SIGNER), of(SUB), moment.timestamp())
    return known if isinstance(known, OcspStatus) else None


def look(
    *lists: bytes,
    said: OcspStatus | None = None,
    about: Issued | Authority = SIGNER,
    issuer: Authority = SUB,
    moment: datetime = NOW,
    others: Sequence[Authority] = (),
) -> Revocation:
    return look_up(
        of(about),
        of(issuer),
        Evidence(map(read_crl, lists)),
        moment.timestamp(),
        said,
        [of(one) for one in others],
    )


def is_unknown(known: Revocation, cause: Cause) -> bool:
    return (known.standing, known.cause) == (Standing.UNKNOWN, cause)


# -- one list ---------------------------------------------------------------------------------------------------


def test_a_fresh_full_list_without_it_proves_it_good_until_the_next_list_is_due() -> None:
    assert look(CLEAN) == Revocation(
        Standing.GOOD, source="crl", evidence=(NOW - DAY).timestamp(), fresh_until=(NOW + DAY).timestamp()
    )


def test_a_list_with_it_says_since_when_and_why() -> None:
    known = look(NAMES_IT)

    assert (known.standing, known.at, known.reason, known.source) == (
        Standing.REVOKED,
        (NOW - DAY).timestamp(),
        "keyCompromise",
        "crl",
    )


@pytest.mark.parametrize("reason", [one for one in Reasons if one is not Reasons.remove_from_crl])
def test_every_reason_but_a_hold_revokes_for_good(reason: x509.ReasonFlags) -> None:
    known = look(crl_of(SUB, revoked(SIGNER, reason=reason)))

    hold = reason is Reasons.certificate_hold
    assert known.standing is (Standing.SUSPENDED if hold else Standing.REVOKED)
    assert known.reason == reason.value


@pytest.mark.parametrize(
    "der",
    [
        pytest.param(crl_of(SUB, revoked(SIGNER), next_update=NOW - HOUR), id="out of date"),
        pytest.param(resigned(NAMES_IT, SUB.issued.key, digest="sha1"), id="signed with SHA-1"),
        pytest.param(resigned(NAMES_IT, SUB.issued.key, without_next_update), id="without an end"),
        pytest.param(crl_of(SUB, revoked(SIGNER), extra=((UNKNOWN, True),)), id="with a riddle in it"),
        pytest.param(crl_of(SUB, revoked(SIGNER), extra=((x509.DeltaCRLIndicator(1), True),)), id="of changes"),
        pytest.param(
            crl_of(SUB, revoked(SIGNER), extra=(point(only_some_reasons=frozenset({Reasons.key_compromise})),)),
            id="of some reasons",
        ),
        pytest.param(crl_of(SUB, revoked(SIGNER), extra=(point(only_contains_ca_certs=True),)), id="of authorities"),
        pytest.param(crl_of(SUB, revoked(SIGNER), this_update=NOW + DAY, next_update=NOW + 2 * DAY), id="of tomorrow"),
    ],
)  # fmt: skip
def test_a_list_that_could_not_prove_it_good_still_proves_it_revoked(der: bytes) -> None:
    assert look(der).standing is Standing.REVOKED


@pytest.mark.parametrize(
    ("lists", "cause"),
    [
        pytest.param([], Cause.NO_EVIDENCE, id="no list"),
        pytest.param([crl_of(SUB, next_update=NOW - SECOND)], Cause.STALE, id="out of date"),
        pytest.param([resigned(CLEAN, SUB.issued.key, without_next_update)], Cause.STALE, id="old, without an end"),
        pytest.param([crl_of(SUB, this_update=NOW + HOUR)], Cause.FUTURE, id="of the future"),
        pytest.param([resigned(CLEAN, SUB.issued.key, digest="sha1")], Cause.WEAK, id="signed with SHA-1"),
        pytest.param(
            [resigned(crl_of(SUB, next_update=NOW - DAY), SUB.issued.key, digest="sha1")], Cause.WEAK, id="old in both ways"
        ),
        pytest.param([crl_of(SUB, extra=((UNKNOWN, True),))], Cause.NOT_UNDERSTOOD, id="with a riddle in it"),
        pytest.param(
            [crl_of(SUB, Entry(5, extra=((UNKNOWN, True),)))], Cause.NOT_UNDERSTOOD, id="with a riddle in an entry"
        ),
        pytest.param([crl_of(SUB, extra=(point(only_contains_ca_certs=True),))], Cause.OUT_OF_SCOPE, id="of authorities"),
        pytest.param([crl_of(SUB, extra=(point(indirect_crl=True),))], Cause.OUT_OF_SCOPE, id="for others too"),
        pytest.param([crl_of(SUB, extra=((x509.DeltaCRLIndicator(1), True),))], Cause.OUT_OF_SCOPE, id="of changes"),
        pytest.param([crl_of(ROOT)], Cause.NO_EVIDENCE, id="of another issuer"),
        pytest.param([crl_of(ROOT, revoked(SIGNER))], Cause.NO_EVIDENCE, id="of another issuer, with its number"),
        pytest.param([crl_of(SUB, revoked(SIGNER), key=new_key())], Cause.NO_EVIDENCE, id="signed by a stranger"),
        pytest.param(
            [crl_of(SUB, revoked(SIGNER), name=organisation("?"))], Cause.NO_EVIDENCE, id="in a stranger's name"
        ),
    ],
)  # fmt: skip
def test_what_proves_nothing_says_why(lists: list[bytes], cause: Cause) -> None:
    assert is_unknown(look(*lists), cause)


@pytest.mark.parametrize(
    ("moment", "standing"),
    [
        (NOW + DAY, Standing.GOOD),
        (NOW + DAY + SECOND, Standing.UNKNOWN),
        (NOW - DAY - timedelta(seconds=CLOCK_TOLERANCE_SECONDS), Standing.GOOD),
        (NOW - DAY - timedelta(seconds=CLOCK_TOLERANCE_SECONDS + 1), Standing.UNKNOWN),
    ],
)
def test_a_list_counts_from_its_date_to_its_end(moment: datetime, standing: Standing) -> None:
    assert look(CLEAN, moment=moment).standing is standing


def test_a_list_without_an_end_counts_for_half_an_hour() -> None:
    endless = resigned(crl_of(SUB, this_update=NOW), SUB.issued.key, without_next_update)
    end = NOW + timedelta(seconds=UNDATED_SECONDS)

    assert look(endless, moment=end).standing is Standing.GOOD
    assert is_unknown(look(endless, moment=end + SECOND), Cause.STALE)


def test_an_entry_that_says_removed_is_none() -> None:
    assert look(crl_of(SUB, revoked(SIGNER, reason=Reasons.remove_from_crl))).standing is Standing.GOOD


def test_a_revocation_to_come_is_scheduled_until_its_second() -> None:
    listed = crl_of(SUB, revoked(SIGNER, at=NOW + HOUR))

    assert look(listed).standing is Standing.SCHEDULED
    assert look(listed).at == (NOW + HOUR).timestamp()
    assert look(listed, moment=NOW + HOUR - SECOND).standing is Standing.SCHEDULED
    assert look(listed, moment=NOW + HOUR).standing is Standing.REVOKED


def test_a_list_of_the_future_tells_what_had_been_revoked_by_then_and_no_more() -> None:
    listed = crl_of(
        SUB, revoked(SIGNER, at=NOW), revoked(OTHER, at=NOW + DAY), this_update=NOW + 2 * DAY, next_update=NOW + 9 * DAY
    )  # fmt: skip

    assert look(listed).standing is Standing.REVOKED
    assert is_unknown(look(listed, about=OTHER), Cause.FUTURE)
    assert is_unknown(look(listed, moment=NOW - SECOND), Cause.FUTURE)


# -- several lists ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("lists", "standing"),
    [
        pytest.param([HELD, crl_of(SUB, number=3)], Standing.GOOD, id="a hold, lifted by the next list"),
        pytest.param([crl_of(SUB, number=1), HELD], Standing.SUSPENDED, id="a new hold"),
        pytest.param([crl_of(SUB, number=1), NAMES_IT], Standing.REVOKED, id="a new revocation"),
        pytest.param([CLEAN, NAMES_IT], Standing.REVOKED, id="two lists with one number"),
        pytest.param([CLEAN, HELD, NAMES_IT], Standing.REVOKED, id="three lists with one number"),
        pytest.param([CLEAN, crl_of(SUB, number=3, next_update=NOW - HOUR)], Standing.UNKNOWN, id="the newest is stale"),
        pytest.param([CLEAN, crl_of(SUB, number=3, this_update=NOW + HOUR)], Standing.GOOD, id="the newest is not out yet"),
        pytest.param([CLEAN, crl_of(SUB, revoked(SIGNER), number=9, key=new_key())], Standing.GOOD, id="a stranger's newer list"),
        pytest.param([CLEAN, crl_of(SUB, extra=(point(only_contains_ca_certs=True),))], Standing.GOOD, id="another scope says nothing"),
        pytest.param(
            [CLEAN, crl_of(SUB, revoked(SIGNER), extra=((x509.DeltaCRLIndicator(2), True),))], Standing.REVOKED, id="a change says revoked"
        ),
        pytest.param(
            [crl_of(SUB, this_update=NOW - HOUR, extra=(point(only_contains_user_certs=True),)), HELD],
            Standing.GOOD,
            id="a hold, and a newer list of another scope says good",
        ),
    ],
)  # fmt: skip
def test_of_several_lists_the_order_does_not_matter(lists: list[bytes], standing: Standing) -> None:
    for order in permutations(lists):
        assert look(*order).standing is standing


def test_serial_numbers_are_compared_as_numbers_and_under_their_own_issuer() -> None:
    one, eleven = SUB.signer(serial=1), SUB.signer(serial=0x11)
    elsewhere = ROOT.sub("Another CA")
    same_number = elsewhere.signer(serial=1)
    lists = (crl_of(SUB, revoked(one)), crl_of(elsewhere))

    assert look(*lists, about=one).standing is Standing.REVOKED
    assert look(*lists, about=eleven).standing is Standing.GOOD
    assert look(*lists, about=same_number, issuer=elsewhere).standing is Standing.GOOD


@pytest.mark.parametrize("serial", [0, -7, 1 << 167])
def test_odd_serial_numbers_are_found(serial: int) -> None:
    odd = parse(resigned(SIGNER.der, SUB.issued.key, with_serial(serial)))
    listed = resigned(crl_of(SUB, revoked(SIGNER)), SUB.issued.key, with_serial(serial))

    assert look_up(odd, of(SUB), Evidence([read_crl(listed)]), MOMENT).standing is Standing.REVOKED
    assert look_up(of(SIGNER), of(SUB), Evidence([read_crl(listed)]), MOMENT).standing is Standing.GOOD


# -- one name, two keys -----------------------------------------------------------------------------------------

RENEWED = ROOT.sub()


def test_a_list_signed_with_an_authoritys_other_key_can_prove_a_revocation_and_nothing_else() -> None:
    by_the_new_key = crl_of(RENEWED, revoked(SIGNER), next_update=NOW - HOUR)

    assert look(by_the_new_key).standing is Standing.UNKNOWN
    assert look(by_the_new_key, others=[RENEWED]).standing is Standing.REVOKED
    assert is_unknown(look(crl_of(RENEWED), others=[RENEWED]), Cause.NO_EVIDENCE)
    assert look(crl_of(RENEWED, on_hold(SIGNER)), others=[RENEWED]).standing is Standing.SUSPENDED


def test_each_key_of_an_authority_has_its_own_newest_list() -> None:
    lists = (crl_of(RENEWED, number=9), crl_of(SUB, revoked(SIGNER), number=1))

    assert look(*lists, others=[RENEWED]).standing is Standing.REVOKED


# -- lists and answers ------------------------------------------------------------------------------------------

OLD_HOLD = Say(SIGNER, SUB, status="revoked", reason="certificate_hold", this_update=NOW - 3 * DAY, next_update=NOW - 2 * DAY)  # fmt: skip
NEW_HOLD = Say(SIGNER, SUB, status="revoked", reason="certificate_hold")
STALE = {"this_update": NOW - 3 * DAY, "next_update": NOW - 2 * DAY}


@pytest.mark.parametrize(
    ("lists", "said", "standing"),
    [
        pytest.param([], FRESH_GOOD, Standing.GOOD, id="good by OCSP alone"),
        pytest.param([], FRESH_REVOKED, Standing.REVOKED, id="revoked by OCSP alone"),
        pytest.param([NAMES_IT], FRESH_GOOD, Standing.REVOKED, id="OCSP good, list revoked"),
        pytest.param([CLEAN], FRESH_REVOKED, Standing.REVOKED, id="list good, OCSP revoked"),
        pytest.param([CLEAN], FRESH_GOOD, Standing.GOOD, id="both good"),
        pytest.param([CLEAN], Say(SIGNER, SUB, status="unknown"), Standing.GOOD, id="OCSP unknown, list good"),
        pytest.param([NAMES_IT], Say(SIGNER, SUB, status="unknown"), Standing.REVOKED, id="OCSP unknown, list revoked"),
        pytest.param([crl_of(SUB, next_update=NOW - HOUR)], FRESH_GOOD, Standing.GOOD, id="stale list, OCSP good"),
        pytest.param([HELD], FRESH_REVOKED, Standing.REVOKED, id="held, then revoked"),
        pytest.param([HELD], FRESH_GOOD, Standing.GOOD, id="held, and a newer answer says good"),
        pytest.param([CLEAN], NEW_HOLD, Standing.SUSPENDED, id="good, and a newer answer says held"),
        pytest.param([CLEAN], OLD_HOLD, Standing.GOOD, id="a hold that a newer list does not know"),
        pytest.param([NAMES_IT], Say(SIGNER, SUB, this_update=NOW), Standing.REVOKED, id="no newer good undoes a revocation"),
        pytest.param([CLEAN], Say(SIGNER, SUB, status="revoked", revoked_at=NOW + HOUR), Standing.SCHEDULED, id="to be revoked"),
    ],
)  # fmt: skip
def test_lists_and_answers_together(lists: list[bytes], said: Say, standing: Standing) -> None:
    assert look(*lists, said=told(said)).standing is standing


def test_a_stale_good_answer_proves_nothing_and_a_stale_revoked_one_everything() -> None:
    assert is_unknown(look(said=told(Say(SIGNER, SUB, **STALE))), Cause.STALE)  # type: ignore[arg-type]
    assert (
        look(said=told(Say(SIGNER, SUB, status="revoked", **STALE))).standing is Standing.REVOKED  # type: ignore[arg-type]
    )


def test_an_answer_that_does_not_know_it_says_so() -> None:
    found = look(said=told(Say(SIGNER, SUB, status="unknown")))

    assert is_unknown(found, Cause.ANSWERED_UNKNOWN)
    assert (found.source, found.evidence) == ("", None)  # what does not know is no evidence, however fresh


def test_of_an_answer_without_a_date_of_revocation_its_own_date_counts() -> None:
    said = OcspStatus("revoked", MOMENT - 60, None, None, None, MOMENT + 1e6)

    assert look(said=said).at == MOMENT - 60


def test_an_answer_without_an_end_counts_for_half_an_hour() -> None:
    said = OcspStatus("good", MOMENT, None, None, None, MOMENT + 1e6)
    end = NOW + timedelta(seconds=UNDATED_SECONDS)

    assert look(said=said, moment=end).standing is Standing.GOOD
    assert look(said=said, moment=end + SECOND).standing is Standing.UNKNOWN


def test_an_answer_dated_in_the_future_says_nothing_good() -> None:
    said = OcspStatus("good", MOMENT + 3600, MOMENT + 7200, None, None, MOMENT + 1e6)

    assert is_unknown(look(said=said), Cause.FUTURE)


def test_a_good_answer_ends_with_the_right_of_its_signer() -> None:
    signer = responder(SUB, ends=NOW + 60 * SECOND)

    for moment, standing in ((NOW + 60 * SECOND, Standing.GOOD), (NOW + 61 * SECOND, Standing.UNKNOWN)):
        said = told(FRESH_GOOD, by=signer, moment=moment)
        assert said is not None
        assert look(said=said, moment=moment).standing is standing
    assert look(said=told(FRESH_GOOD, by=signer)).fresh_until == (NOW + 60 * SECOND).timestamp()
