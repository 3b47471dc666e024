"""Every state a certificate can be in, with all its reasons; which of them wins; and from whom it has them."""

from datetime import timedelta
from itertools import permutations

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from probes.pki import Trust, parse
from probes.signing.revocation import Standing
from probes.signing.state import SigningState as State
from probes.signing.verdict import Rules, best, how_bad
from tests.authority import (
    CERTIFICATES,
    DAY,
    NOW,
    Authority,
    Issued,
    dsa_key,
    new_key,
    organisation,
    rsa_key,
    with_old_digest,
)
from tests.ocsp_answers import Say, answer
from tests.probes.signing.judging import FRESH, ROOT, SUB, judged, lists, of
from tests.probes.test_pki_crl import UNKNOWN, point
from tests.resigned import resigned, with_serial, without_next_update
from tests.revocation_lists import Entry, crl_of, on_hold, revoked

HOUR = timedelta(hours=1)
SIGNER = SUB.signer()
Reasons = x509.ReasonFlags


def reasons(*args: object, **named: object) -> tuple[State, ...]:
    return judged(*args, **named).reasons  # type: ignore[arg-type]  # as `judged` takes them


# -- one state each ---------------------------------------------------------------------------------------------


def test_all_is_well() -> None:
    verdict = judged(SIGNER)

    assert (verdict.state, verdict.reasons, verdict.findings) == (State.VALID, (State.VALID,), ())
    assert verdict.trust is Trust.TRUSTED
    assert [one.standing for one in verdict.revocations] == [Standing.GOOD, Standing.GOOD]


OLD_SUB = ROOT.sub("Old Sub CA", key=rsa_key())
ENDED_SUB = ROOT.sub("Ended Sub CA", ends=NOW - DAY)
ENDED_ROOT = Authority.root("Ended Root CA", ends=NOW - DAY)
NOT_AN_AUTHORITY = ROOT.sub("No CA", constraint=x509.BasicConstraints(ca=False, path_length=None))
COMMUNE = Rules(organisation="Xã A Lưới 5")
FORMER = x509.Name([x509.NameAttribute(NameOID.ORGANIZATION_NAME, "UBND xã Hồng Thượng")])
PRESENT = x509.Name([x509.NameAttribute(NameOID.ORGANIZATION_NAME, "UBND Xã A Lưới 5")])
SHA1 = hashes.SHA1()  # noqa: S303  # old on purpose


@pytest.mark.parametrize(
    ("signer", "given", "state"),
    [
        pytest.param(SIGNER, {"crls": lists(revoked(SIGNER))}, State.REVOKED, id="listed"),
        pytest.param(SIGNER, {"said": [answer(Say(SIGNER, SUB, status="revoked"), by=SUB.issued)]}, State.REVOKED, id="answered"),
        pytest.param(SIGNER, {"crls": lists(on_hold(SIGNER))}, State.SUSPENDED, id="on hold"),
        pytest.param(SUB.signer(ends=NOW - DAY), {}, State.EXPIRED, id="ended"),
        pytest.param(SIGNER, {"crls": lists(root=[revoked(SUB.issued)])}, State.CA_UNUSABLE, id="its issuer is revoked"),
        pytest.param(SIGNER, {"crls": lists(root=[on_hold(SUB.issued)])}, State.CA_UNUSABLE, id="its issuer is on hold"),
        pytest.param(ENDED_SUB.signer(), {"subs": [ENDED_SUB]}, State.CA_UNUSABLE, id="its issuer has ended"),
        pytest.param(ENDED_ROOT.signer(), {"anchors": [ENDED_ROOT]}, State.CA_UNUSABLE, id="its anchor has ended"),
        pytest.param(SIGNER, {"anchors": [Authority.root("Other")], "subs": [SUB, ROOT]}, State.UNTRUSTED, id="its root is not pinned"),
        pytest.param(SIGNER, {"subs": [ROOT.sub("Sub CA", key_ids=False)]}, State.UNTRUSTED, id="forged"),
        pytest.param(NOT_AN_AUTHORITY.signer(), {"subs": [NOT_AN_AUTHORITY]}, State.UNTRUSTED, id="issued by no authority"),
        pytest.param(SUB.signer(extra=((UNKNOWN, True),)), {}, State.UNTRUSTED, id="with a riddle in it"),
        pytest.param(SUB.signer(usage=frozenset({"key_encipherment"})), {}, State.WRONG_USAGE, id="for encryption"),
        pytest.param(SUB.signer(usage=None), {}, State.WRONG_USAGE, id="for nothing in particular"),
        pytest.param(SUB.signer(purposes=(ExtendedKeyUsageOID.SERVER_AUTH,)), {}, State.WRONG_USAGE, id="for a server"),
        pytest.param(SUB, {}, State.WRONG_USAGE, id="an authority's own"),
        pytest.param(SUB.signer(starts=NOW + HOUR), {}, State.NOT_YET_VALID, id="not begun"),
        pytest.param(SIGNER, {"subs": []}, State.CHAIN_INCOMPLETE, id="its issuer is not known"),
        pytest.param(SIGNER, {"anchors": []}, State.CHAIN_INCOMPLETE, id="nothing is pinned"),
        pytest.param(SUB.signer(key=rsa_key(1024)), {}, State.WEAK, id="RSA with 1024 bits"),
        pytest.param(SUB.signer(key=dsa_key()), {}, State.WEAK, id="DSA"),
        pytest.param(with_old_digest(OLD_SUB.signer(), OLD_SUB, SHA1), {"subs": [OLD_SUB], "crls": (crl_of(OLD_SUB), crl_of(ROOT))}, State.WEAK, id="signed with SHA-1"),
        pytest.param(SUB.signer(subject=FORMER), {"rules": COMMUNE}, State.IDENTITY_STALE, id="a former commune's"),
        pytest.param(SIGNER, {"crls": lists(revoked(SIGNER, at=NOW + HOUR))}, State.REVOKED_SCHEDULED, id="to be revoked"),
        pytest.param(SUB.signer(ends=NOW + 59 * DAY), {}, State.RENEW_WINDOW_CLOSED, id="too late to renew"),
        pytest.param(SUB.signer(ends=NOW + 100 * DAY), {}, State.EXPIRING, id="ends soon"),
        pytest.param(SIGNER, {"crls": (crl_of(ROOT),)}, State.REVOCATION_UNKNOWN, id="no list of its issuer"),
        pytest.param(SIGNER, {"crls": (crl_of(SUB),)}, State.REVOCATION_UNKNOWN, id="no list of the root"),
        pytest.param(SUB.signer(subject=PRESENT), {"rules": COMMUNE}, State.VALID, id="the present commune's"),
        pytest.param(SUB.signer(purposes=(ExtendedKeyUsageOID.EMAIL_PROTECTION,)), {}, State.VALID, id="for e-mail"),
        pytest.param(SUB.signer(usage=frozenset({"content_commitment"})), {}, State.VALID, id="for commitment"),
        pytest.param(ROOT.signer(), {}, State.VALID, id="straight from the root"),
    ],
)  # fmt: skip
def test_every_state_alone(signer: Issued | Authority, given: dict[str, object], state: State) -> None:
    crls = given.pop("crls", FRESH)

    verdict = judged(signer, *crls, **given)  # type: ignore[misc, arg-type]  # as `judged` takes them

    told = [one for one in verdict.reasons if one is not State.REVOCATION_UNKNOWN or state is one]
    assert told == [state]
    assert verdict.state is state


# -- all reasons, the worst first -------------------------------------------------------------------------------


def test_every_reason_is_told_and_the_worst_is_the_state() -> None:
    old = OLD_SUB.signer(
        ends=NOW - DAY, key=rsa_key(1024), usage=frozenset({"key_encipherment"}), subject=FORMER
    )
    weak = with_old_digest(old, OLD_SUB, SHA1)

    verdict = judged(weak, crl_of(OLD_SUB, revoked(weak)), crl_of(ROOT), subs=[OLD_SUB], rules=COMMUNE)

    assert verdict.reasons == (
        State.REVOKED,
        State.EXPIRED,
        State.WRONG_USAGE,
        State.WEAK,
        State.IDENTITY_STALE,
    )
    assert [finding.state for finding in verdict.findings].count(State.WEAK) == 2


@pytest.mark.parametrize(
    ("signer", "given", "told"),
    [
        pytest.param(SUB.signer(ends=NOW - DAY), {}, (State.REVOKED, State.EXPIRED), id="and expired"),
        pytest.param(SUB.signer(starts=NOW + DAY), {}, (State.REVOKED, State.NOT_YET_VALID), id="and not begun"),
        pytest.param(SIGNER, {"anchors": []}, (State.REVOKED, State.CHAIN_INCOMPLETE), id="and nothing pinned"),
        pytest.param(SIGNER, {"anchors": [Authority.root("Other")], "subs": [SUB, ROOT]}, (State.REVOKED, State.UNTRUSTED), id="and not trusted"),
        pytest.param(SUB.signer(usage=None), {}, (State.REVOKED, State.WRONG_USAGE), id="and of no use"),
        pytest.param(SUB.signer(ends=NOW + 9 * DAY), {}, (State.REVOKED, State.RENEW_WINDOW_CLOSED), id="and near its end"),
    ],
)  # fmt: skip
def test_revoked_beats_everything(signer: Issued, given: dict[str, object], told: tuple[State, ...]) -> None:
    assert reasons(signer, crl_of(SUB, revoked(signer)), crl_of(ROOT), **given) == told


@pytest.mark.parametrize("root_list", [crl_of(ROOT), crl_of(ROOT, revoked(SUB.issued)), None])
@pytest.mark.parametrize("next_update", [NOW + DAY, NOW - HOUR])
def test_revoked_stays_revoked_when_the_list_is_old_or_the_issuer_is_gone(
    root_list: bytes | None, next_update: object
) -> None:
    listed = crl_of(SUB, revoked(SIGNER), next_update=next_update)  # type: ignore[arg-type]
    verdict = judged(SIGNER, listed, *([] if root_list is None else [root_list]))

    assert verdict.state is State.REVOKED


@pytest.mark.parametrize(
    ("listed", "said", "state"),
    [
        (revoked(SIGNER), "good", State.REVOKED),
        (None, "revoked", State.REVOKED),
        (revoked(SIGNER), "revoked", State.REVOKED),
        (None, "good", State.VALID),
        (None, "unknown", State.VALID),
        (revoked(SIGNER), "unknown", State.REVOKED),
    ],
)
def test_a_list_and_an_answer_that_differ(listed: Entry | None, said: str, state: State) -> None:
    kept = answer(Say(SIGNER, SUB, status=said), by=SUB.issued)

    assert judged(SIGNER, *lists(*([listed] if listed else [])), said=[kept]).state is state


def test_unknown_revocation_is_told_once_and_by_its_lowest_certificate() -> None:
    verdict = judged(SIGNER, crl_of(Authority.root("Another")))

    assert [(one.state, one.position) for one in verdict.findings] == [(State.REVOCATION_UNKNOWN, 0)]
    assert [one.standing for one in verdict.revocations] == [Standing.UNKNOWN, Standing.UNKNOWN]


def test_of_a_path_that_is_not_trusted_unknown_revocation_is_not_worth_a_word() -> None:
    assert reasons(SIGNER, crl_of(Authority.root("Another")), anchors=[]) == (State.CHAIN_INCOMPLETE,)


@pytest.mark.parametrize(
    "der",
    [
        pytest.param(crl_of(SUB, next_update=NOW - HOUR), id="out of date"),
        pytest.param(crl_of(SUB, this_update=NOW + HOUR), id="of the future"),
        pytest.param(resigned(crl_of(SUB), SUB.issued.key, without_next_update), id="old, without an end"),
        pytest.param(resigned(crl_of(SUB), SUB.issued.key, digest="sha1"), id="signed with SHA-1"),
        pytest.param(crl_of(SUB, key=new_key()), id="signed by a stranger"),
        pytest.param(crl_of(ROOT, name=organisation("Sub CA")), id="of another issuer"),
        pytest.param(crl_of(SUB, extra=((UNKNOWN, True),)), id="with a riddle in it"),
        pytest.param(crl_of(SUB, Entry(5, extra=((UNKNOWN, True),))), id="with a riddle in an entry"),
        pytest.param(crl_of(SUB, extra=(point(only_contains_ca_certs=True),)), id="of authorities"),
        pytest.param(crl_of(SUB, extra=(point(only_contains_attribute_certs=True),)), id="of attributes"),
        pytest.param(crl_of(SUB, extra=(point(only_some_reasons=frozenset({Reasons.key_compromise})),)), id="of some reasons"),
        pytest.param(crl_of(SUB, extra=((x509.DeltaCRLIndicator(1), True),)), id="of changes, without what they change"),
    ],
)  # fmt: skip
def test_a_list_that_proves_nothing_leaves_the_certificate_usable_and_unknown(der: bytes) -> None:
    verdict = judged(SIGNER, der, crl_of(ROOT))

    assert verdict.reasons == (State.REVOCATION_UNKNOWN,)
    assert verdict.state.usable


@pytest.mark.parametrize("bad", [crl_of(SUB, extra=((UNKNOWN, True),)), crl_of(SUB, number=9, key=new_key())])
def test_a_list_that_proves_nothing_hides_no_list_that_does(bad: bytes) -> None:
    for crls in permutations((bad, *FRESH)):
        assert judged(SIGNER, *crls).state is State.VALID
    for crls in permutations((bad, *lists(revoked(SIGNER)))):
        assert judged(SIGNER, *crls).state is State.REVOKED


def test_a_fresh_answer_is_enough_where_a_list_proves_nothing() -> None:
    kept = answer(Say(SIGNER, SUB), by=SUB.issued)
    changes = crl_of(SUB, extra=((x509.DeltaCRLIndicator(1), True),))

    assert judged(SIGNER, crl_of(SUB, next_update=NOW - DAY), crl_of(ROOT), said=[kept]).state is State.VALID
    assert judged(SIGNER, changes, crl_of(ROOT), said=[kept]).state is State.VALID


def test_the_point_that_a_certificate_names_is_its_list() -> None:
    here = [x509.UniformResourceIdentifier("http://crl.example.invalid/1.crl")]
    named = SUB.signer(
        extra=((x509.CRLDistributionPoints([x509.DistributionPoint(here, None, None, None)]), False),)
    )
    clean = crl_of(SUB, extra=(point(full_name=here),))

    verdict = judged(named, clean, crl_of(ROOT))

    assert (verdict.state, verdict.library) == (State.VALID, False)
    assert judged(named, crl_of(SUB, revoked(named), extra=(point(full_name=here),)), crl_of(ROOT)).state is (
        State.REVOKED
    )


# -- serial numbers, names, keys --------------------------------------------------------------------------------


def test_the_same_serial_number_under_another_issuer_is_another_certificate() -> None:
    elsewhere = ROOT.sub("Another Sub CA")
    one, other = SUB.signer(serial=77), elsewhere.signer(serial=77)
    crls = (crl_of(SUB, revoked(one)), crl_of(elsewhere), crl_of(ROOT))

    assert judged(one, *crls, subs=[SUB, elsewhere]).state is State.REVOKED
    assert judged(other, *crls, subs=[SUB, elsewhere]).state is State.VALID


@pytest.mark.parametrize("serial", [0, -1, 1 << 167])
def test_a_serial_number_that_no_authority_should_give_is_found_and_is_no_other(serial: int) -> None:
    odd = parse(resigned(SIGNER.der, SUB.issued.key, with_serial(serial)))
    listed = resigned(crl_of(SUB, revoked(SIGNER)), SUB.issued.key, with_serial(serial))

    assert judged(odd, listed, crl_of(ROOT)).state is State.REVOKED
    assert judged(SIGNER, listed, crl_of(ROOT)).state is State.VALID


RENEWED = ROOT.sub("Sub CA")


@pytest.mark.parametrize("by", [SUB, RENEWED], ids=["the old key", "the new key"])
@pytest.mark.parametrize(
    ("entry", "state"), [(revoked, State.REVOKED), (on_hold, State.SUSPENDED), (None, State.VALID)]
)
def test_an_authority_that_renewed_its_key_may_list_with_either(
    by: Authority, entry: object, state: State
) -> None:
    listed = crl_of(by, *([entry(SIGNER)] if callable(entry) else []))

    assert judged(SIGNER, listed, crl_of(ROOT), subs=[SUB, RENEWED]).state is state


def test_a_stale_list_by_the_new_key_still_revokes() -> None:
    listed = crl_of(RENEWED, revoked(SIGNER), next_update=NOW - DAY)

    assert judged(SIGNER, listed, crl_of(ROOT), subs=[SUB, RENEWED]).state is State.REVOKED


def test_a_stranger_in_the_authoritys_name_revokes_nobody() -> None:
    stranger = Authority.root("Not the root").sub("Sub CA")
    listed = crl_of(stranger, revoked(SIGNER), number=99)

    assert judged(SIGNER, *FRESH, listed, subs=[SUB, stranger]).state is State.VALID


def test_a_certificate_found_revoked_on_one_way_up_is_revoked_on_all() -> None:
    other_root = Authority.root("Other root")
    no_lists = other_root.sub("Sub CA", key=SUB.issued.key, usage=CERTIFICATES - {"crl_sign"})
    crls = (
        crl_of(SUB, revoked(SIGNER), next_update=NOW - DAY),
        crl_of(other_root),
        crl_of(ROOT, revoked(SUB.issued)),
    )

    for subs in permutations((SUB, no_lists)):
        assert judged(SIGNER, *crls, anchors=[ROOT, other_root], subs=subs).state is State.REVOKED


def test_an_authority_that_is_revoked_on_one_way_up_may_stand_on_another() -> None:
    other_root = Authority.root("Other root")
    cross = other_root.sub("Sub CA", key=SUB.issued.key)
    crls = (crl_of(SUB), crl_of(ROOT, revoked(SUB.issued)), crl_of(other_root))

    verdict = judged(SIGNER, *crls, anchors=[ROOT, other_root], subs=[SUB, cross])

    assert verdict.state is State.VALID
    assert verdict.chain[1].fingerprint == of(cross).facts.fingerprint


# -- the end ----------------------------------------------------------------------------------------------------


def test_the_earliest_end_in_the_chain_is_the_end() -> None:
    brief = ROOT.sub("Brief CA", ends=NOW + 50 * DAY)
    verdict = judged(brief.signer(ends=NOW + 900 * DAY), crl_of(brief), crl_of(ROOT), subs=[brief])

    assert verdict.effective_not_after == (NOW + 50 * DAY).timestamp()
    assert verdict.reasons == (State.RENEW_WINDOW_CLOSED,)


def test_of_a_chain_that_is_not_known_to_its_end_nobody_says_when_it_ends() -> None:
    assert judged(SIGNER, subs=[]).effective_not_after is None
    assert judged(SIGNER, anchors=[]).effective_not_after is None


# -- the old and the new ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "state"),
    [
        (SUB.signer(ends=NOW + 5 * DAY), SUB.signer(ends=NOW + 900 * DAY), State.VALID),
        (SUB.signer(ends=NOW - DAY), SUB.signer(ends=NOW + 900 * DAY), State.VALID),
        (SUB.signer(ends=NOW + 5 * DAY), SUB.signer(starts=NOW + DAY), State.RENEW_WINDOW_CLOSED),
        (SUB.signer(ends=NOW - DAY), SUB.signer(usage=None), State.WRONG_USAGE),
    ],
)
def test_of_an_old_and_a_renewed_certificate_the_one_to_sign_with_counts(
    old: Issued, new: Issued, state: State
) -> None:
    for order in ((old, new), (new, old)):
        assert best([judged(one) for one in order]).state is state


def test_of_a_revoked_old_one_and_a_good_new_one_the_new_one_counts() -> None:
    new = SUB.signer()
    crls = lists(revoked(SIGNER))

    assert best([judged(SIGNER, *crls), judged(new, *crls)]).state is State.VALID


def test_the_best_of_several_holds_only_as_long_as_the_first_of_them() -> None:
    begins = SUB.signer(starts=NOW + HOUR)
    both = best([judged(SUB.signer(ends=NOW + 5 * DAY + 12 * HOUR)), judged(begins)])

    assert both.state is State.RENEW_WINDOW_CLOSED
    assert both.holds_until == judged(begins).holds_until < (NOW + HOUR).timestamp()


def test_of_two_equally_bad_ones_the_one_with_fewer_reasons_then_the_longer_one_is_better() -> None:
    one = judged(SUB.signer(usage=None))
    more = judged(SUB.signer(usage=None, key=rsa_key(1024)))
    longer = judged(SUB.signer(usage=None, ends=NOW + 500 * DAY))

    assert how_bad(longer) < how_bad(one) < how_bad(more)


# -- names ------------------------------------------------------------------------------------------------------


def test_a_district_in_the_subject_is_a_former_name_and_the_province_is_none() -> None:
    def named(organisation: str, *units: str) -> Issued:
        attributes = [x509.NameAttribute(NameOID.ORGANIZATION_NAME, organisation)]
        attributes += [x509.NameAttribute(NameOID.ORGANIZATIONAL_UNIT_NAME, unit) for unit in units]
        return SUB.signer(subject=x509.Name(attributes))

    assert judged(named("UBND huyện A Lưới"), rules=COMMUNE).state is State.IDENTITY_STALE
    assert judged(named("UBND thành phố Huế"), rules=COMMUNE).state is State.VALID
    assert judged(named("UBND thành phố Huế", "UBND xã A Lưới 5", "Văn thư"), rules=COMMUNE).state is (
        State.VALID
    )
    assert judged(named("UBND xã Hồng Thượng")).state is State.VALID


def test_an_invalid_certificate_never_raises_even_without_any_authority() -> None:
    verdict = judged(SIGNER, anchors=[], subs=[])

    assert verdict.reasons == (State.CHAIN_INCOMPLETE,)
    assert len(verdict.chain) == 1
