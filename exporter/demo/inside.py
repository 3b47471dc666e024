"""The story as the agent in one commune meets it: what is beyond its gateway, and what its gateway is."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from ipaddress import ip_address
from pathlib import Path

from exporter.agent.config import Hub
from exporter.delivery.courier import HubLine, PostFailed, Reply
from exporter.demo.cast import places_of
from exporter.demo.faults import Effects
from exporter.demo.province import PORTAL
from exporter.demo.scripted_pinger import Places
from exporter.demo.story import Script
from probes.clock import Clock
from probes.inventory.model import Commune, Inventory, Site
from probes.inventory.summary import agents_of, link_id
from probes.inventory.values import IPAddress
from probes.language import Text

_GATEWAY, _HUB, _OUTSIDE, _PORTAL_FROM_HERE = "gateway", "hub", "outside", "portal-from-here"


@dataclass(frozen=True, slots=True)
class InsideStory:
    """A Script for one agent's gate. site: `<commune>/<site>`. lines: what its line goes by in the story: its id, its ISP's."""

    story: Script
    site: str
    lines: frozenset[str]

    def effects(self, monotonic: float) -> Effects:
        """What is broken at this moment, seen from there."""
        told = self.story.effects(monotonic)
        cut = set()
        if self.site in told.gateways_dead:
            cut |= {_GATEWAY, _OUTSIDE}
        if not told.cut.isdisjoint(self.lines):
            cut.add(_OUTSIDE)
        if self.site in told.portal_unreachable:
            cut.add(_PORTAL_FROM_HERE)
        if told.blind:  # which is the hub's own network
            cut.add(_HUB)
        return replace(
            told,
            blind=False,
            cut=frozenset(cut),
            added_seconds={_OUTSIDE: told.delay_seconds(self.lines)},
            lost={_OUTSIDE: told.loss(self.lines)},
        )


def inside_story(story: Script, inventory: Inventory, site: str) -> InsideStory:
    """The story of the agent in this site, `<commune>/<site>`."""
    commune, place = _home(inventory, site)
    lines = {link_id(commune, place, link) for link in place.links} | {link.isp for link in place.links}
    return InsideStory(story, site, frozenset(lines))


def inside_places(inventory: Inventory, gateway: str, hub: str) -> Places:
    """By address, what an agent may reach: its gateway, its hub, and shared systems beyond both."""
    systems = {service.id for service in inventory.services} | {one.id for one in inventory.authorities}
    places: dict[IPAddress, frozenset[str]] = {
        address: names | {_OUTSIDE} | ({_PORTAL_FROM_HERE} if PORTAL in names else set())
        for address, names in places_of(inventory).items()
        if names & systems
    }
    return {
        **places,
        ip_address(gateway): frozenset({_GATEWAY}),
        ip_address(hub): frozenset({_HUB, _OUTSIDE}),
    }


class InsideLine(HubLine):
    """The way to the hub, while the story leaves one."""

    def __init__(self, hub: Hub, story: Script, clock: Clock) -> None:
        super().__init__(hub.url, None if hub.ca is None else Path(hub.ca))
        self._story = story
        self._clock = clock

    def _ask(self, method: str, path: str, body: bytes | None, headers: Mapping[str, str]) -> Reply:
        if self._story.effects(self._clock.now().monotonic).cuts({_HUB, _OUTSIDE}):
            raise PostFailed(_NO_WAY)
        return super()._ask(method, path, body, headers)


def _home(inventory: Inventory, site: str) -> tuple[Commune, Site]:
    return next(found for found in agents_of(inventory) if f"{found[0].code}/{found[1].id}" == site)


_NO_WAY = Text("không kết nối được (mô phỏng)", "no connection (simulated)")
