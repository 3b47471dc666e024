"""What /metrics says of agents, and of what they see."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from prometheus_client.parser import text_string_to_metric_families
from prometheus_client.samples import Sample

from alerts.layout import agent_vantage
from exporter.delivery.facts import AgentFacts, Outcome, ReplayFacts
from exporter.metrics.own import SelfMetrics
from exporter.metrics.render import Renderer
from exporter.view import View
from probes.observation import Result
from probes.policy import Policy
from probes.reasons import Reason
from probes.states.state import State, Status
from probes.targets import Target
from tests.fakes.everything import AGENT, with_agent
from tests.fakes.source import GOOD_HTTP, FakeSource, line_state, line_target, province, state_of

SITE = {"province": "46", "commune": "19753", "site": "centre"}
GATEWAY = replace(
    line_target("19753", "gateway"), policy=Policy(15, agent_interval=15), labels=SITE, from_hub=False
)


@pytest.fixture
def source() -> FakeSource:
    source = province([("19753", "Phường Phú Xuân"), ("19774", "Phường Kim Long")], [("portal", "Cổng")])
    source.known_inventory = with_agent(source.known_inventory)
    known: dict[str, Target] = {**source.known.targets, GATEWAY.id: GATEWAY}
    source.known = replace(source.known, targets=known)
    return source


def inside(state: State, commune: str = "19753") -> State:
    """The same, as the agent of this commune's centre sees it."""
    return replace(state, vantage=agent_vantage(commune, "centre"))


def samples(source: FakeSource) -> list[Sample]:
    renderer = Renderer(source, View(source), SelfMetrics(["ping"]))
    text = b"".join(renderer.chunks(openmetrics=False)).decode()
    return [sample for family in text_string_to_metric_families(text) for sample in family.samples]


def seen_inside(source: FakeSource) -> Iterator[tuple[str, float]]:
    for sample in samples(source):
        if sample.labels.get("vantage") == "agent":
            assert sample.labels.items() >= SITE.items()
            yield f"{sample.labels['instance']} {sample.name}", sample.value


def of_agents(source: FakeSource) -> dict[str, float]:
    found = {}
    for sample in samples(source):
        if sample.name.startswith(("thongsuot_agent_", "thongsuot_replay_")):
            rest = {name: value for name, value in sample.labels.items() if name not in SITE}
            found[" ".join([sample.name, *rest.values()])] = sample.value
    return found


def test_what_an_agent_sees_of_a_service_is_three_series_with_its_own_site(source: FakeSource) -> None:
    source.see(inside(state_of("portal/http", GOOD_HTTP)))

    assert dict(seen_inside(source)) == {
        "portal/http probe_success": 1,
        "portal/http probe_duration_seconds": 0.25,
        "portal/http thongsuot_target_state": 0,
    }


def test_what_an_agent_pings_is_three_series_as_well(source: FakeSource) -> None:
    source.see(inside(line_state(GATEWAY.id, round_trips=(0.001, None, 0.003))))

    assert dict(seen_inside(source)) == {
        f"{GATEWAY.id} probe_success": 1,
        f"{GATEWAY.id} probe_icmp_duration_seconds": 0.002,
        f"{GATEWAY.id} thongsuot_target_state": 0,
    }


def test_a_gateway_that_is_silent_has_no_round_trip(source: FakeSource) -> None:
    source.see(inside(line_state(GATEWAY.id, Status.DOWN)))

    assert dict(seen_inside(source)) == {
        f"{GATEWAY.id} probe_success": 0,
        f"{GATEWAY.id} thongsuot_target_state": 2,
    }


def test_a_fault_of_the_agent_itself_says_nothing_of_the_target(source: FakeSource) -> None:
    source.see(inside(state_of("portal/http", Result(Reason.NO_PERMISSION, 0.1), Status.UNKNOWN)))

    assert dict(seen_inside(source)) == {"portal/http probe_duration_seconds": 0.1}


def test_two_agents_and_the_hub_see_one_service_in_series_of_their_own(source: FakeSource) -> None:
    seen = state_of("portal/http", GOOD_HTTP)

    source.see(inside(seen), inside(seen, "19774"))

    told = [
        tuple(sorted(sample.labels.items())) for sample in samples(source) if sample.name == "probe_success"
    ]
    of_portal = [dict(labels) for labels in told if ("instance", "portal/http") in labels]
    assert len(set(told)) == len(told)
    assert [labels.get("commune") for labels in of_portal] == ["19753", "19774", None]


def test_a_silent_agents_series_end_when_what_it_saw_is_old(source: FakeSource) -> None:
    source.see(inside(line_state(GATEWAY.id)))

    source.clock.advance(118)
    assert len(dict(seen_inside(source))) == 3
    source.clock.advance(4)
    assert dict(seen_inside(source)) == {}


def test_a_blind_hub_still_tells_what_agents_see(source: FakeSource) -> None:
    source.see(inside(state_of("portal/http", GOOD_HTTP)))
    source.known = replace(source.known, blind=True)

    states = [sample for sample in samples(source) if sample.name == "thongsuot_target_state"]

    assert [sample.labels["vantage"] for sample in states] == ["agent"]


def test_an_agent_that_was_heard_is_told_with_all_that_is_known(source: FakeSource) -> None:
    source.heard = {"19753/centre": replace(AGENT, conflict=True, on_battery=True)}

    assert of_agents(source) == {
        "thongsuot_agent_last_contact_timestamp_seconds": AGENT.last_contact,
        "thongsuot_agent_clock_skew_seconds": -1.5,
        "thongsuot_agent_backlog_observations": 240,
        "thongsuot_agent_observations_total live": 900,
        "thongsuot_agent_observations_total replay": 60,
        "thongsuot_agent_observations_total duplicate": 0,
        "thongsuot_agent_observations_total refused": 0,
        "thongsuot_agent_observations_total dropped": 3,
        "thongsuot_agent_boot_timestamp_seconds": AGENT.booted,
        "thongsuot_agent_ups_on_battery": 1,
        "thongsuot_agent_info 0.5.0": 1,
        "thongsuot_agent_conflict": 1,
    }


def test_what_an_agent_does_not_say_is_absent(source: FakeSource) -> None:
    source.heard = {"19753/centre": AgentFacts(last_contact=AGENT.last_contact)}

    assert {name.split()[0] for name in of_agents(source)} == {
        "thongsuot_agent_last_contact_timestamp_seconds",
        "thongsuot_agent_observations_total",
        "thongsuot_agent_conflict",
    }


def test_an_agent_that_the_inventory_no_longer_has_is_not_told(source: FakeSource) -> None:
    source.heard = {"19774/centre": AGENT, "00000/centre": AGENT}

    assert of_agents(source) == {}


def test_what_becomes_of_replay_is_told_by_destination(source: FakeSource) -> None:
    source.replayed = {"victoria": ReplayFacts(written=9, parked=1, waiting=4, dropped=2)}

    assert of_agents(source) == {
        "thongsuot_replay_samples_total victoria written": 9,
        "thongsuot_replay_samples_total victoria parked": 1,
        "thongsuot_replay_samples_total victoria dropped": 2,
        "thongsuot_replay_waiting victoria": 4,
    }


def test_every_outcome_of_the_protocol_is_counted() -> None:
    assert {outcome.value for outcome in Outcome} == {"live", "replay", "duplicate", "refused", "dropped"}
