from dataclasses import replace
from itertools import islice, pairwise

import pytest

from exporter.demo.faults import CALM, HUB, OF_AUTHORITIES, Fault, What
from exporter.demo.story import LOOP_SECONDS, Cast, Story, sentence, turns, write_story
from probes.language import Language, Text

CAST = Cast(
    sole_lines=[f"197{number}/centre/primary" for number in range(10, 40)],
    backed_lines=["20044/centre/primary"],
    satellite_lines=["19819/phong-my/primary"],
    isps=["vnpt", "viettel"],
    portal="portal",
    tls_services=["portal", "vneid"],
    name_services=["names"],
    signers=["ubnd-19753", "ubnd-19789", "ubnd-19819"],
    authority="demo-ca",
    agents=["19753/centre", "19774/centre", "19777/centre"],
    called={"portal": Text("Cổng", "the portal")},
)
SEEDS = range(20)


def test_the_same_seed_tells_the_same_story() -> None:
    assert write_story(CAST, 7) == write_story(CAST, 7)


def test_another_seed_tells_another_story() -> None:
    assert write_story(CAST, 7) != write_story(CAST, 8)


@pytest.mark.parametrize("seed", SEEDS)
def test_every_story_is_calm_for_a_minute_and_again_before_it_begins_anew(seed: int) -> None:
    faults = write_story(CAST, seed)

    assert min(fault.at_seconds for fault in faults) >= 60
    assert max(fault.until_seconds for fault in faults) <= LOOP_SECONDS - 60


@pytest.mark.parametrize("seed", SEEDS)
def test_every_story_has_every_fault_for_a_minute_at_least(seed: int) -> None:
    faults = write_story(CAST, seed)

    assert {fault.what for fault in faults} == set(What)
    assert all(fault.until_seconds - fault.at_seconds >= 60 for fault in faults)


@pytest.mark.parametrize("seed", SEEDS)
def test_each_agents_commune_has_a_trouble_of_its_own_and_the_rest_of_the_story_stays(seed: int) -> None:
    faults = write_story(CAST, seed)

    struck = {fault.what: fault.whom for fault in faults if fault.whom.startswith(tuple(CAST.agents))}
    assert struck == {
        What.PORTAL_UNREACHABLE: "19753/centre",
        What.GATEWAY_DEAD: "19774/centre",
        What.LINE_CUT: "19777/centre/primary",
    }
    without = [fault for fault in faults if not fault.whom.startswith(tuple(CAST.agents))]
    assert without == list(write_story(replace(CAST, agents=[]), seed))


@pytest.mark.parametrize("seed", SEEDS)
def test_the_portal_answers_everybody_else_while_one_agent_cannot_reach_it(seed: int) -> None:
    faults = write_story(CAST, seed)
    (unreached,) = (fault for fault in faults if fault.what is What.PORTAL_UNREACHABLE)

    assert not [fault for fault in faults if fault.whom == CAST.portal and _overlap(fault, unreached)]


def test_a_single_agent_has_all_of_the_troubles_one_after_the_other() -> None:
    faults = write_story(replace(CAST, agents=["19753/centre"]), 1)

    own = [fault for fault in faults if fault.whom.startswith("19753/centre")]
    assert [fault.what for fault in own] == [
        What.PORTAL_UNREACHABLE,
        What.LINE_CUT,
        What.GATEWAY_DEAD,
    ]
    assert all(before.until_seconds < after.at_seconds for before, after in pairwise(own))


@pytest.mark.parametrize("seed", SEEDS)
def test_nothing_else_is_broken_while_the_hub_is_blind(seed: int) -> None:
    faults = write_story(CAST, seed)
    blind = next(fault for fault in faults if fault.whom == HUB)

    # a certificate that was revoked stays so
    broken = [fault for fault in faults if fault.what is not What.SIGNER_REVOKED]
    assert [fault for fault in broken if _overlap(fault, blind)] == [blind]


@pytest.mark.parametrize("seed", SEEDS)
def test_a_revocation_lasts_until_the_story_begins_anew(seed: int) -> None:
    faults = write_story(CAST, seed)
    (revoked,) = [fault for fault in faults if fault.what is What.SIGNER_REVOKED]

    assert revoked.until_seconds == max(fault.until_seconds for fault in faults)
    assert revoked.whom not in {fault.whom for fault in faults if fault is not revoked}


@pytest.mark.parametrize("seed", SEEDS)
def test_each_service_of_the_authority_has_one_trouble_at_a_time_and_well_moments_in_between(
    seed: int,
) -> None:
    faults = write_story(CAST, seed)
    for service in (
        (What.OCSP_TRY_LATER, What.OCSP_STALE, What.OCSP_FORGETFUL, What.LOGIN_PAGE),
        (What.CRL_STALE, What.LOGIN_PAGE),
        (What.STAMPS_SLOW, What.STAMPS_FAILING, What.LOGIN_PAGE),
    ):
        own = [fault for fault in faults if fault.what in service]

        assert [fault.what for fault in own] == list(service)
        assert all(before.until_seconds <= after.at_seconds for before, after in pairwise(own))


def test_the_acts_of_lines_and_services_stay_where_they_are_whatever_happens_to_signers() -> None:
    fewer = replace(CAST, signers=CAST.signers[:2])
    of_signing = {*OF_AUTHORITIES, What.SIGNER_ON_HOLD, What.SIGNER_REVOKED}
    without = [fault for fault in write_story(CAST, 7) if fault.what not in of_signing]

    assert without == [fault for fault in write_story(fewer, 7) if fault.what not in of_signing]


def test_the_portal_answers_with_errors_from_the_moment_on_that_it_accepts_connections_again() -> None:
    faults = {fault.what: fault for fault in write_story(CAST, 1)}

    assert faults[What.SERVICE_REFUSED].until_seconds == faults[What.SERVICE_ERRORS].at_seconds


def test_the_story_is_played_faster_and_over_and_over() -> None:
    story = Story((Fault(60, 90, What.HUB_BLIND, HUB),), began=1000.0, speed=10)

    assert story.effects(999.0) == CALM
    assert story.effects(1005.9) == CALM
    assert story.effects(1006.0).blind
    assert story.effects(1009.0) == CALM
    assert story.effects(1006.0 + LOOP_SECONDS / 10).blind


def test_turns_come_in_order_and_ends_before_beginnings() -> None:
    first = Fault(60, 90, What.SERVICE_REFUSED, "portal")
    second = Fault(90, 95, What.SERVICE_ERRORS, "portal")
    seen = [(turn.after_seconds, turn.fault, turn.begins) for turn in islice(turns([second, first]), 5)]

    assert seen == [
        (60, first, True),
        (90, first, False),
        (90, second, True),
        (95, second, False),
        (LOOP_SECONDS + 60, first, True),
    ]


def test_a_story_without_faults_has_no_turns() -> None:
    assert list(turns([])) == []


@pytest.mark.parametrize("what", What)
def test_every_fault_has_a_sentence_in_both_languages(what: What) -> None:
    said = sentence(Fault(0, 1, what, "portal"), CAST.called)

    assert said.vi != said.en
    assert "{" not in said.vi + said.en
    if what is not What.HUB_BLIND:
        assert said.in_(Language.VI).startswith("Cổng: ")
        assert said.in_(Language.EN).startswith("the portal: ")


def _overlap(one: Fault, other: Fault) -> bool:
    return one.at_seconds < other.until_seconds and other.at_seconds < one.until_seconds
