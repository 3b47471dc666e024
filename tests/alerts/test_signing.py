"""Who can sign: counted by commune, state and group; what nobody has seen is never counted as if it were known."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from alerts.signing import CommuneSigning, Signers, Signing
from probes.inventory.model import RoleGroup, Signer
from probes.observation import Result
from probes.reasons import Reason
from probes.signing.state import SigningState
from tests.fakes.clock import NOON
from tests.fakes.signers import DAY, certificate, declare, seen, signer
from tests.fakes.source import FakeSource, province

STARTED = NOON - 1000 * DAY
RENEWED = NOON - 10 * DAY


def counted(*looks: tuple[Signer, Result | None], monotonic: float = 1000.0) -> Signing:
    source = province([("19753", "Phường Phú Xuân"), ("19774", "Phường Kim Long")])
    declare(source, *(one for one, _ in looks))
    source.see(*(seen(one, result) for one, result in looks if result is not None))
    return Signers(source.inventory()).count(source.snapshot(), monotonic)


def commune(*looks: tuple[Signer, Result | None], monotonic: float = 1000.0) -> CommuneSigning:
    return counted(*looks, monotonic=monotonic).communes["19753"]


@pytest.mark.parametrize("state", SigningState)
def test_a_signer_counts_in_its_state_and_as_usable_only_if_it_can_sign(state: SigningState) -> None:
    found = commune((signer("chu-tich"), certificate(state)))

    nobody = 0 if state.known else None
    assert found.states == {state: 1}
    assert found.usable == {RoleGroup.LEADER: 1 if state.usable else nobody}
    assert found.blocked == ({RoleGroup.LEADER: {state}} if state.known and not state.usable else {})


def test_leaders_and_the_seal_are_counted_apart() -> None:
    found = commune(
        (signer("chu-tich"), certificate()),
        (signer("pho-chu-tich"), certificate(SigningState.EXPIRED)),
        (signer("con-dau", kind="organisation"), certificate(SigningState.EXPIRING)),
        (signer("van-thu"), certificate(SigningState.REVOKED)),
        (signer("may-chu", kind="device"), certificate(SigningState.DECLARED)),
    )

    assert found.usable == {
        RoleGroup.LEADER: 1,
        RoleGroup.SEAL: 1,
        RoleGroup.STAFF: 0,
        RoleGroup.DEVICE: 1,
    }


def test_a_groups_first_end_is_that_of_who_can_sign_and_of_the_authorities_above() -> None:
    found = commune(
        (signer("chu-tich"), certificate(ends=NOON + 90 * DAY)),
        (signer("pho-chu-tich"), certificate(SigningState.EXPIRING, ends=NOON + 20 * DAY)),
        (signer("lanh-dao"), certificate(SigningState.REVOKED, ends=NOON + 5 * DAY)),
        (signer("con-dau", kind="organisation"), certificate(SigningState.DECLARED, ends=NOON + 70 * DAY)),
        (signer("van-thu"), certificate(SigningState.EXPIRED, ends=NOON - DAY)),
    )

    assert found.ends == {RoleGroup.LEADER: NOON + 19 * DAY, RoleGroup.SEAL: NOON + 70 * DAY}


@pytest.mark.parametrize(
    ("looks", "usable"),
    [
        ([SigningState.EXPIRED, SigningState.REVOKED], 0),
        ([SigningState.EXPIRED, SigningState.NOT_OBSERVED], None),
        ([SigningState.UNREADABLE, SigningState.CHAIN_INCOMPLETE], None),
        ([SigningState.VALID, SigningState.NOT_OBSERVED], 1),
        ([SigningState.EXPIRED, None], None),
        ([None], None),
    ],
)
def test_nobody_usable_is_said_only_when_everybody_is_known(
    looks: Sequence[SigningState | None], usable: int | None
) -> None:
    found = commune(
        *(
            (signer(f"chu-tich-{number}"), None if state is None else certificate(state))
            for number, state in enumerate(looks)
        )
    )

    assert found.usable == {RoleGroup.LEADER: usable}


def test_who_was_never_looked_at_or_not_lately_is_not_observed() -> None:
    two = (signer("chu-tich"), certificate()), (signer("van-thu"), None)

    assert commune(*two).states == {SigningState.VALID: 1, SigningState.NOT_OBSERVED: 1}
    assert commune(*two, monotonic=999.0 + 3 * 3600).states == {
        SigningState.VALID: 1,
        SigningState.NOT_OBSERVED: 1,
    }
    assert commune(*two, monotonic=1000.0 + 3 * 3600).states == {SigningState.NOT_OBSERVED: 2}


@pytest.mark.parametrize(
    "result",
    [
        Result(Reason.TRUST_UNREADABLE, 0.1),
        Result(Reason.BUG, 0.1),
        Result(None, 0.1, facts={"state": "fine"}),
    ],
)
def test_a_look_that_says_nothing_of_the_certificate_is_none(result: Result) -> None:
    found = commune((signer("chu-tich"), result))

    assert found == CommuneSigning("46", {SigningState.NOT_OBSERVED: 1}, {RoleGroup.LEADER: None}, {}, {})


def test_what_the_hub_reads_from_files_it_knows_also_when_it_is_blind() -> None:
    source = province([("19753", "Phường Phú Xuân")])
    chair = signer("chu-tich")
    declare(source, chair)
    source.see(seen(chair, certificate()))

    found = Signers(source.inventory()).count(replace(source.snapshot(), blind=True), 1000.0)

    assert found.communes["19753"].usable == {RoleGroup.LEADER: 1}


@pytest.mark.parametrize(
    "old",
    [
        SigningState.EXPIRED,
        SigningState.WEAK,
        SigningState.IDENTITY_STALE,
        SigningState.RENEW_WINDOW_CLOSED,
        SigningState.EXPIRING,
    ],
)
def test_a_renewed_certificate_stands_for_the_old_one(old: SigningState) -> None:
    found = commune(
        (signer("chu-tich-cu", role="chu-tich"), certificate(old, began=STARTED)),
        (signer("chu-tich-moi", role="chu-tich"), certificate(began=RENEWED)),
    )

    assert found == CommuneSigning(
        "46",
        {SigningState.VALID: 1},
        {RoleGroup.LEADER: 1},
        {RoleGroup.LEADER: NOON + 264 * DAY},
        {},
        {RoleGroup.LEADER: NOON + 264 * DAY},
    )


@pytest.mark.parametrize("old", [SigningState.REVOKED, SigningState.SUSPENDED])
def test_whoever_was_revoked_does_not_disappear_behind_a_colleague(old: SigningState) -> None:
    found = commune(
        (signer("mot", role="pho-chu-tich"), certificate(old, began=STARTED)),
        (signer("hai", role="pho-chu-tich"), certificate(began=RENEWED)),
    )

    assert found.states == {old: 1, SigningState.VALID: 1}


def test_an_old_one_counts_until_the_new_one_can_sign() -> None:
    found = commune(
        (signer("cu", role="chu-tich"), certificate(SigningState.EXPIRING, began=STARTED)),
        (signer("moi", role="chu-tich"), certificate(SigningState.NOT_YET_VALID, began=RENEWED)),
    )

    assert found.states == {SigningState.EXPIRING: 1, SigningState.NOT_YET_VALID: 1}
    assert found.usable == {RoleGroup.LEADER: 1}


def test_of_three_after_each_other_the_newest_counts() -> None:
    found = commune(
        (signer("hai", role="chu-tich"), certificate(SigningState.EXPIRING, began=NOON - 500 * DAY)),
        (signer("mot", role="chu-tich"), certificate(SigningState.EXPIRED, began=STARTED)),
        (signer("ba", role="chu-tich"), certificate(began=RENEWED)),
    )

    assert found.states == {SigningState.VALID: 1}


def test_two_people_in_one_role_stay_two() -> None:
    expired = certificate(SigningState.EXPIRED, began=STARTED)
    one, other, new = (signer(name, role="pho-chu-tich") for name in ("mot", "hai", "moi"))

    assert commune((one, certificate(began=STARTED)), (other, certificate(began=RENEWED))).usable == {
        RoleGroup.LEADER: 2
    }
    assert commune((one, expired), (other, expired), (new, certificate(began=RENEWED))).states == {
        SigningState.EXPIRED: 1,
        SigningState.VALID: 1,
    }


@pytest.mark.parametrize(
    "other",
    [
        signer("khac", role="pho-chu-tich"),
        signer("khac", role="chu-tich", kind="organisation"),
        signer("khac", "19774", role="chu-tich"),
    ],
)
def test_another_role_kind_or_commune_replaces_nothing(other: Signer) -> None:
    found = counted(
        (signer("chu-tich"), certificate(SigningState.EXPIRED, began=STARTED)),
        (other, certificate(began=RENEWED)),
    )

    assert sum(one.states.get(SigningState.EXPIRED, 0) for one in found.communes.values()) == 1


def test_disagreements_and_routes_are_counted_of_what_was_judged() -> None:
    found = counted(
        (signer("chu-tich"), certificate(disagrees="yes", route="library")),
        (signer("van-thu"), certificate(SigningState.EXPIRED)),
        (signer("con-dau", "19774", kind="organisation"), certificate()),
        (signer("khong-tep", "19774"), certificate(SigningState.NOT_OBSERVED)),
    )

    assert found.disagreements == {"46": 1}
    assert found.routes == {"index": 2, "library": 1}


def test_where_nothing_was_judged_nothing_is_counted() -> None:
    assert counted((signer("chu-tich"), None)).disagreements == {}
    assert counted((signer("chu-tich"), None)).routes == {}
    assert counted().communes == {}


class Told:
    """One who asks again and again."""

    def __init__(self, source: FakeSource) -> None:
        self.source = source
        self.signers = Signers(source.inventory())

    def states(self) -> dict[str, dict[SigningState, int]]:
        found = self.signers.count(self.source.snapshot(), self.source.clock.monotonic)
        assert found == Signers(self.source.inventory()).count(
            self.source.snapshot(), self.source.clock.monotonic
        )
        return {code: dict(one.states) for code, one in found.communes.items()}


def test_what_changes_or_grows_old_is_counted_anew_and_the_rest_is_kept() -> None:
    source = province([("19753", "Phường Phú Xuân"), ("19774", "Phường Kim Long")])
    here, there = signer("chu-tich"), signer("chu-tich", "19774")
    declare(source, here, there)
    source.see(seen(here, certificate()))
    told = Told(source)
    before = told.signers.count(source.snapshot(), source.clock.monotonic)

    assert told.states() == {"19753": {SigningState.VALID: 1}, "19774": {SigningState.NOT_OBSERVED: 1}}
    source.see(seen(there, certificate(SigningState.REVOKED), last_seen=999.0 + 3600))
    assert told.states() == {"19753": {SigningState.VALID: 1}, "19774": {SigningState.REVOKED: 1}}
    after = told.signers.count(source.snapshot(), source.clock.monotonic)
    assert after.communes["19753"] is before.communes["19753"]
    source.clock.advance(3 * 3600)
    assert told.states() == {"19753": {SigningState.NOT_OBSERVED: 1}, "19774": {SigningState.REVOKED: 1}}
