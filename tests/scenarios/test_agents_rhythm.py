"""Agents are waited for as long as their own rhythm takes, be it slower than usual."""

from dataclasses import replace

from alerts.cause import Cause
from probes.inventory.settings import Rhythm, Settings
from tests.scenarios.acts import cut
from tests.scenarios.provinces import AGENTS, portal
from tests.scenarios.world import World


def test_agents_that_look_every_ten_minutes_are_waited_for_before_an_outage_is_told() -> None:
    rhythm = Rhythm.model_validate({"agent_interval": "10m"})
    inventory = AGENTS.inventory.model_copy(update={"settings": Settings(rhythm=rhythm)})
    world = World(replace(AGENTS, inventory=inventory))
    world.run(620)  # they have all just looked: their next look comes at 1200

    world.do(cut(portal()))
    world.run(1150)
    assert _open(world) == set()

    world.run(1300)
    assert _open(world) == {Cause.SERVICE_SLOW}


def _open(world: World) -> set[Cause]:
    return {incident.cause for incident in world.judgement.incidents}
