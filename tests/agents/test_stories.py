"""Real hub, real agents, real portal, real packets: what a cut, kills and a hub's own death leave behind on both sides."""

import json
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from functools import partial
from typing import Any

import pytest

from probes.observation import LIVE_SECONDS
from tests.agents.country import Agent, Country, country
from tests.agents.lab import NOBODY, PORTAL

pytestmark = [pytest.mark.long, pytest.mark.needs("root", "namespaces"), pytest.mark.timeout(1500)]

TROUBLE_SECONDS = 160.0
"""Longer than what arrives may be late and still count as live: the first 40 seconds of it come as replay."""


@pytest.fixture(scope="module")
def land(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Country]:
    with country(tmp_path_factory.mktemp("land"), communes=5) as it:
        for agent in it.agents:
            it.until(partial(sees_portal, it, agent), f"{agent.code} to see the portal")
        yield it


def sees_portal(it: Country, agent: Agent) -> bool:
    return 1.0 in it.series("probe_success", vantage="agent", commune=agent.code, service="portal").values()


def inside(it: Country, agent: Agent) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(it.page(agent, "/api/v1/status") or "{}")
    return told


def epochs(it: Country, agent: Agent) -> dict[str, set[int]]:
    return dict(it.receipts(agent.site))


def looks(it: Country, agent: Agent) -> int:
    """How many observations of an agent the hub applied, as its journal counts them."""
    with closing(sqlite3.connect(f"file:{it.folder / 'data' / 'agents.sqlite'}?mode=ro", uri=True)) as file:
        return int(
            file.execute("SELECT sum(looks) FROM inside_run WHERE site = ?", (agent.site,)).fetchone()[0]
        )


def test_every_observation_is_applied_once_whatever_happens(land: Country) -> None:
    cut, flapping, poor, killed, unplugged = land.agents
    committed: set[tuple[str, int]] = set()
    began, wall = time.monotonic(), time.time()
    cut.commune.carry(cut=True)
    unplugged.commune.unplug()
    poor.commune.carry(loss_ratio=0.16)  # each way: 30 % of round trips

    land.until(lambda: "line_down" in land.causes(cut.code), "the hub to see the cut")
    land.until(lambda: inside(land, cut)["cause"] == "line_down", "the page behind the cut to say so")
    land.until(lambda: inside(land, unplugged)["cause"] == "lan_down", "the page to name the local network")
    number = 0
    while time.monotonic() < began + TROUBLE_SECONDS:
        number += 1
        flapping.commune.carry(cut=True)
        time.sleep(3)
        flapping.commune.carry()
        land.agent_dies(killed)
        committed |= killed.waiting()
        land.agent_starts(killed)
        if number == 4:
            poor.commune.carry(delay_seconds=1.0)
        if number == 6:
            land.hub_process.kill()
            land.hub_ends()
            land.hub_starts()
        time.sleep(5)
    mended = time.time()
    for agent in land.agents:
        agent.commune.carry()
    unplugged.commune.plug_in()

    land.until(lambda: not land.causes(cut.code), "the outage to close")
    for agent in land.agents:
        land.until(partial(is_delivered, land, agent), f"{agent.code} to have delivered", 120.0)
        land.agent_ends(agent)
        settled = epochs(land, agent)
        # what it saw after its last report is still on its disk
        assert all(kept > max(settled.get(epoch, {0})) for epoch, kept in agent.waiting()), agent.code
        for epoch, numbers in settled.items():
            # what a kill took away before it was committed leaves no hole: it has the last numbers of its epoch
            assert numbers == set(range(1, max(numbers) + 1)), (agent.code, epoch)
        assert looks(land, agent) == sum(map(len, settled.values())), agent.code
    settled = epochs(land, killed)
    assert len(settled) > number
    assert all(kept in settled[epoch] for epoch, kept in committed)
    assert no_state_changed_between(land, cut, wall, mended - LIVE_SECONDS)
    (outage,) = [one for one in told_incidents(land) if one["labels"].get("commune") == cut.code]
    assert outage["seen_inside"]["found"] == "line", outage
    for agent in land.agents:
        land.agent_starts(agent)


def is_delivered(it: Country, agent: Agent) -> bool:
    backlog = it.series("thongsuot_agent_backlog_observations", commune=agent.code).values()
    contact = it.series("thongsuot_agent_last_contact_timestamp_seconds", commune=agent.code).values()
    return list(backlog) == [0.0] and all(time.time() - at < 10 for at in contact) and sees_portal(it, agent)


def no_state_changed_between(it: Country, agent: Agent, began: float, ended: float) -> bool:
    """Whether nothing that this agent saw then, and told later, moved a state."""
    path = it.folder / "data" / "thongsuot.sqlite"
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as file:
        found = file.execute(
            "SELECT target, since FROM flip WHERE vantage = ? AND since > ? AND since < ?",
            (f"agent/{agent.site}", began + 5, ended - 5),
        ).fetchall()
    return not found


def told_incidents(it: Country) -> list[dict[str, Any]]:
    told = json.loads(it.operations("/api/v1/incidents"))
    return [one for one in told["incidents"] if one["cause"] == "line_down"]


def test_a_portal_out_of_reach_for_one_commune_is_told_from_one_that_is_out(land: Country) -> None:
    here, *others = land.agents
    for agent in land.agents:
        land.until(partial(sees_portal, land, agent), f"{agent.code} to see the portal")
    here.commune.modem.run(f"ip route add blackhole {PORTAL}")

    land.until(
        lambda: "service_unreachable_here" in land.causes(here.code), "the portal to be out of reach here"
    )
    assert not any("service_unreachable_here" in land.causes(agent.code) for agent in others)
    land.until(
        lambda: inside(land, here)["from_hub"]["cause"] == "service_unreachable_here", "its page to say so"
    )

    for agent in others[:3]:
        agent.commune.modem.run(f"ip route add blackhole {PORTAL}")
    land.until(
        lambda: "service_outage" in {one["cause"] for one in land.incidents()},
        "most agents to outweigh the hub",
    )
    for agent in land.agents[:4]:
        agent.commune.modem.run(f"ip route del blackhole {PORTAL}")
    land.until(
        lambda: (
            not {"service_outage", "service_unreachable_here"} & {one["cause"] for one in land.incidents()}
        ),
        "both to close",
        120.0,
    )


def test_a_portal_that_only_the_hub_does_not_reach_is_not_out(land: Country) -> None:
    hub_sees = partial(land.series, "thongsuot_target_state", vantage="hub", service="portal")
    land.until(lambda: list(hub_sees().values()) == [0.0], "the hub to see the portal")
    land.lab.hub.run(f"ip route add {PORTAL} via {NOBODY}")

    land.until(lambda: list(hub_sees().values()) == [2.0], "the hub to lose the portal")
    land.until(
        lambda: "service_slow" in {one["cause"] for one in land.incidents()}, "the agents to say otherwise"
    )
    assert "service_outage" not in {one["cause"] for one in land.incidents()}

    land.lab.hub.run(f"ip route del {PORTAL} via {NOBODY}")
    land.until(lambda: "service_slow" not in {one["cause"] for one in land.incidents()}, "it to close", 120.0)


def test_an_agent_that_says_nothing_while_its_line_answers_is_told(land: Country) -> None:
    *_, killed, last = land.agents
    land.agent_dies(killed)

    land.until(lambda: "agent_silent" in land.causes(killed.code), "its silence to be told", 400.0)
    assert "agent_silent" not in land.causes(last.code)

    land.agent_starts(killed)
    land.until(lambda: "agent_silent" not in land.causes(killed.code), "it to be heard again", 120.0)
