"""What agents look at from inside a commune, and what of it the hub keeps out of its own rounds."""

from typing import Any

from probes.expand import agent_targets, targets_of
from probes.expand.agents import KNOWN_INSIDE
from probes.inventory.load import load
from probes.inventory.model import Inventory
from probes.inventory.summary import counts_of
from probes.kinds import KINDS
from probes.kinds.tcp import TcpTarget
from probes.targets import Target, seen_from_hub
from tests.inventories.small import small, small_values

VANTAGE = "agent/03405/centre"


def values() -> dict[str, Any]:
    """The small inventory with an agent in the centre of Tả Lèng, in a province that the document system does not serve."""
    found = small_values()
    found["communes"][0]["sites"][0]["agent"] = True
    found["services"][0]["checks"][0]["vantages"] = ["hub", "agent"]
    found["services"][1]["provinces"] = ["46"]
    found["services"][1]["checks"][0]["vantages"] = ["agent"]
    found["authorities"][0] |= {
        "crl": ["http://crl.test/a.crl", "https://mirror.test:8443/a.crl"],
        "ocsp": "http://ocsp.test/",
        "timestamp": "http://tsa.inside/",
        "rewrite": {"http://tsa.inside": "http://tsa.test:8080"},
    }
    return found


def inventory(**settings: Any) -> Inventory:
    found = values()
    found["settings"] |= settings
    return Inventory.model_validate(found)


def by_id(targets: tuple[Target, ...]) -> dict[str, Target]:
    return {target.id: target for target in targets}


def test_an_agent_looks_at_its_gateway_first_then_the_hub_the_services_and_the_authorities() -> None:
    assert list(by_id(agent_targets(inventory(), "03405", "centre"))) == [
        "03405/centre/gateway",
        "03405/centre/hub",
        "portal/http",
        "portal/lan",
        "authority/ca/crl-here",
        "authority/ca/crl-2-here",
        "authority/ca/ocsp-here",
        "authority/ca/timestamp-here",
    ]


def test_a_site_without_an_agent_looks_at_nothing() -> None:
    assert agent_targets(inventory(), "03405", "ban-giang") == agent_targets(inventory(), "00000", "x") == ()


def test_a_commune_whose_signers_name_no_authority_looks_at_none() -> None:
    found = values()
    found["communes"][1]["sites"][0]["agent"] = True

    looked_at = by_id(agent_targets(Inventory.model_validate(found), "99999", "centre"))

    assert list(looked_at) == ["99999/centre/gateway", "99999/centre/hub", "portal/http", "portal/lan"]


def test_the_hub_knows_everything_that_agents_look_at_and_looks_at_none_of_what_only_they_see() -> None:
    everything = by_id(targets_of(inventory()))
    from_hub = set(by_id(seen_from_hub(everything.values())))

    assert set(by_id(agent_targets(inventory(), "03405", "centre"))) <= set(everything)
    assert set(everything) - from_hub == {
        "03405/centre/gateway",
        "03405/centre/hub",
        "portal/lan",
        "authority/ca/crl-here",
        "authority/ca/crl-2-here",
        "authority/ca/ocsp-here",
        "authority/ca/timestamp-here",
    }
    assert "documents/tcp" not in everything  # its only check is the agents' of another province


def test_without_an_agent_nothing_is_only_theirs() -> None:
    assert seen_from_hub(targets_of(small())) == targets_of(small())


def test_as_many_are_made_as_are_counted() -> None:
    counts = counts_of(inventory())

    assert counts.targets == len(targets_of(inventory()))
    assert counts.agents == 1


def test_every_spec_is_of_its_kinds_own_type() -> None:
    found = agent_targets(inventory(), "03405", "centre")

    assert all(type(target.spec) is KINDS[target.kind].target for target in found)


def test_what_only_the_agent_knows_is_left_to_it() -> None:
    gateway, hub, *_ = agent_targets(inventory(), "03405", "centre")

    assert gateway.spec.address == hub.spec.address == KNOWN_INSIDE
    assert (gateway.where, hub.where) == ("ping gateway", "ping hub")
    assert gateway.labels == {"province": "12", "commune": "03405", "site": "centre"}


def test_an_authority_is_only_reached_for_where_its_addresses_lead() -> None:
    found = by_id(agent_targets(inventory(), "03405", "centre"))

    assert found["authority/ca/crl-here"].spec == TcpTarget(host="crl.test", port=80)
    assert found["authority/ca/crl-2-here"].spec == TcpTarget(host="mirror.test", port=8443)
    assert found["authority/ca/timestamp-here"].spec == TcpTarget(host="tsa.test", port=8080)


def test_agents_ask_in_their_own_rhythm_and_a_check_that_is_to_be_rarer_stays_rarer() -> None:
    found = values()
    found["settings"]["rhythm"] = {"agent_interval": "10m", "link_interval": "20s"}
    found["services"][0]["checks"][2]["interval"] = "1h"

    looked_at = by_id(agent_targets(Inventory.model_validate(found), "03405", "centre"))

    assert looked_at["portal/http"].interval_seconds == 600.0
    assert looked_at["portal/lan"].interval_seconds == 3600.0
    assert looked_at["authority/ca/ocsp-here"].interval_seconds == 600.0
    assert looked_at["03405/centre/gateway"].interval_seconds == 20.0


def test_the_hubs_own_rhythm_is_not_the_agents() -> None:
    found = by_id(targets_of(inventory(rhythm={"agent_interval": "10m"})))

    assert found["portal/http"].interval_seconds == 60.0
    assert found["portal/http"].policy.stale_from(VANTAGE) == 1800.0
    assert found["portal/http"].policy.stale_after == 180.0


def test_a_ping_of_an_agent_stays_fresh_while_a_batch_or_two_is_late() -> None:
    found = by_id(targets_of(inventory()))["03405/centre/hub"].policy

    assert found.stale_from(VANTAGE) == 120.0


def test_the_way_to_the_hub_is_as_slow_as_the_sites_line_and_the_gateway_is_near() -> None:
    found = values()
    found["settings"], found["provinces"][0]["thresholds"] = {}, None
    found["communes"][0]["sites"][0]["links"][0]["medium"] = "vsat"

    gateway, hub, *_ = agent_targets(Inventory.model_validate(found), "03405", "centre")

    assert (gateway.policy.rtt_degraded, hub.policy.rtt_degraded) == (0.05, 0.7)


def test_agents_may_ask_oftener_where_everything_is_on_this_very_machine(tmp_path: Any) -> None:
    path = tmp_path / "own.yml"
    path.write_text(
        "settings: {rhythm: {agent_interval: 5s}}\n"
        "services: [{id: own, name: Own, checks: [{kind: tcp, host: 127.0.0.1, port: 1, vantages: [agent]}]}]\n"
        "witnesses: [{id: a, address: 192.0.2.1}, {id: b, address: 192.0.2.2}, {id: c, address: 192.0.2.3}]\n",
        encoding="utf-8",
    )

    assert load(path).settings.rhythm.agent_interval == 5.0
