"""What agents look at from inside a commune: the way out of their own network, their hub, shared systems, authorities."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cache
from ipaddress import IPv4Address
from urllib.parse import urlsplit

from probes.expand.lines import ping_seconds, ping_spec
from probes.expand.revocation import guard_of
from probes.expand.services import service_target
from probes.inventory.model import Authority, Commune, Inventory, Medium, Site, Vantage
from probes.inventory.summary import (
    AGENT_PINGS,
    addresses_of,
    agent_of,
    agents_of,
    authorities_of_agents,
    seen_by_agents,
)
from probes.kinds.tcp import TcpTarget
from probes.policy import policy
from probes.targets import Target

KNOWN_INSIDE = IPv4Address("0.0.0.0")  # noqa: S104  # a mark, never bound
"""Stands where only the agent knows the address: its own gateway, its hub. Nothing is ever sent there."""

_PORTS = {"http": 80, "https": 443}


def agents(inventory: Inventory) -> Iterator[Target]:
    """A target for everything that agents look at and the hub does not."""
    with_agents = agents_of(inventory)
    yield from _pings(with_agents, inventory)
    provinces = {commune.province for commune, _ in with_agents}
    for service in inventory.services:
        for check in service.checks:
            if Vantage.HUB not in check.vantages and seen_by_agents(service, check, provinces):
                yield _at_the_pace_of_agents(service_target(service, check, inventory), inventory)
    for authority in authorities_of_agents(inventory):
        yield from _reached(authority, inventory)


def agent_targets(inventory: Inventory, commune: str, site: str) -> tuple[Target, ...]:
    """What the agent in a site looks at, at its own pace, its gateway first; nothing where the inventory has no agent.

    commune, site: code and id. The addresses of its gateway and of its hub are `KNOWN_INSIDE`.
    """
    found = agent_of(inventory, commune, site)
    if found is None:
        return ()
    home, _ = found
    return (
        *_pings((found,), inventory),
        *_services(home, inventory),
        *_authorities(home, inventory),
    )


def _pings(sites: Iterable[tuple[Commune, Site]], inventory: Inventory) -> Iterator[Target]:
    rhythm = inventory.settings.rhythm
    provinces = {province.code: province for province in inventory.provinces}
    policy_of = cache(policy)  # thousands of agents share a handful of policies
    spec = ping_spec(KNOWN_INSIDE, rhythm)
    for commune, site in sites:
        levels = (inventory.settings.thresholds, provinces[commune.province].thresholds, site.thresholds)
        way_out = site.links[0].medium if site.links else Medium.FIBER
        for name in AGENT_PINGS:
            yield Target(
                id=f"{commune.code}/{site.id}/{name}",
                kind="ping",
                spec=spec,
                interval_seconds=rhythm.link_interval,
                timeout_seconds=ping_seconds(rhythm),
                policy=policy_of(
                    rhythm.link_interval,
                    levels,
                    way_out if name == "hub" else Medium.FIBER,
                    rhythm.link_interval,
                ),
                labels={"province": commune.province, "commune": commune.code, "site": site.id},
                place=name,
                from_hub=False,
            )


def _services(commune: Commune, inventory: Inventory) -> Iterator[Target]:
    for service in inventory.services:
        for check in service.checks:
            if seen_by_agents(service, check, (commune.province,)):
                yield _at_the_pace_of_agents(service_target(service, check, inventory), inventory)


def _authorities(commune: Commune, inventory: Inventory) -> Iterator[Target]:
    named = {signer.authority for signer in inventory.signers if signer.commune == commune.code}
    for authority in inventory.authorities:
        if authority.id in named:
            yield from _reached(authority, inventory)


def _reached(authority: Authority, inventory: Inventory) -> Iterator[Target]:
    """Whether each of an authority's servers can be reached at all: what it answers is for the hub to judge."""
    rhythm = inventory.settings.rhythm
    for name, written in addresses_of(authority):
        parts = urlsplit(guard_of(authority).rewritten(written) or written)
        spec = TcpTarget(host=parts.hostname or "", port=parts.port or _PORTS[parts.scheme])
        yield Target(
            id=f"authority/{authority.id}/{name}-here",
            kind="tcp",
            spec=spec,
            interval_seconds=rhythm.agent_interval,
            timeout_seconds=rhythm.service_timeout,
            policy=policy(
                rhythm.agent_interval,
                (inventory.settings.thresholds,),
                agent_interval=rhythm.agent_interval,
            ),
            labels={"authority": authority.id},
            from_hub=False,
        )


def _at_the_pace_of_agents(target: Target, inventory: Inventory) -> Target:
    interval = max(target.interval_seconds, inventory.settings.rhythm.agent_interval)
    return replace(target, interval_seconds=interval, policy=replace(target.policy, interval=interval))
