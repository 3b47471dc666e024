"""Where the hub is: by its name, and by no more than its name."""

from collections.abc import Iterator
from ipaddress import ip_address

from exporter.agent.config import AgentConfig
from exporter.agent.looks import Around
from exporter.agent.neighbours import Neighbours
from probes.gate.resolver import Resolver
from probes.inventory.values import IPAddress

ONE, OTHER, THIRD = (ip_address(f"203.0.113.{number}") for number in (1, 2, 3))


def test_a_hub_of_two_addresses_stays_at_one_however_its_name_server_turns_them() -> None:
    answers: Iterator[list[IPAddress]] = iter([[ONE, OTHER], [OTHER, ONE], [THIRD, OTHER]])
    resolver = Resolver(lambda *_: next(answers), threads=1)
    config = AgentConfig.model_validate({"site": "19789/centre", "hubs": [{"url": "https://hub.example"}]})
    neighbours = Neighbours(config, resolver, lambda: None)
    around = Around()
    seen = []
    for _ in range(3):
        around = neighbours.now(around)
        seen.append(around.hub)
    resolver.stop()

    assert seen == [ONE, ONE, THIRD]
