"""What is pinged: the lines and the witnesses."""

from collections.abc import Iterator
from functools import cache

from probes.inventory.model import Inventory
from probes.inventory.settings import Rhythm
from probes.inventory.summary import link_id, links_of
from probes.inventory.values import IPAddress
from probes.kinds.ping import PingTarget
from probes.policy import policy
from probes.targets import Target

_GRACE_SECONDS = 1.0


def lines(inventory: Inventory) -> Iterator[Target]:
    """A target for every line with an address."""
    rhythm = inventory.settings.rhythm
    provinces = {province.code: province for province in inventory.provinces}
    policy_of = cache(policy)  # thousands of lines share a handful of policies
    for commune, site, link in links_of(inventory):
        if link.address is None:
            continue
        levels = (
            inventory.settings.thresholds,
            provinces[commune.province].thresholds,
            site.thresholds,
            link.thresholds,
        )
        upstream = () if link.upstream is None else (("upstream", link.upstream),)
        yield Target(
            id=link_id(commune, site, link),
            kind="ping",
            spec=ping_spec(link.address, rhythm),
            interval_seconds=rhythm.link_interval,
            timeout_seconds=ping_seconds(rhythm),
            policy=policy_of(rhythm.link_interval, levels, link.medium),
            labels={
                "province": commune.province,
                "commune": commune.code,
                "site": site.id,
                "link": link.id,
                "isp": link.isp,
            },
            groups=(*upstream, ("isp", link.isp), ("province", commune.province)),
            place=link.address,
        )


def witnesses(inventory: Inventory) -> Iterator[Target]:
    """A target for every witness."""
    rhythm = inventory.settings.rhythm
    for witness in inventory.witnesses:
        yield Target(
            id=f"witness/{witness.id}",
            kind="ping",
            spec=ping_spec(witness.address, rhythm),
            interval_seconds=rhythm.witness_interval,
            timeout_seconds=ping_seconds(rhythm),
            policy=policy(rhythm.witness_interval, (inventory.settings.thresholds,)),
            place=witness.address,
            witness=True,
        )


def ping_spec(address: IPAddress, rhythm: Rhythm) -> PingTarget:
    """How an address is pinged in this rhythm."""
    return PingTarget(
        address=address,
        count=rhythm.link_packets,
        gap_seconds=rhythm.link_gap,
        timeout_seconds=rhythm.link_timeout,
    )


def ping_seconds(rhythm: Rhythm) -> float:
    """Until the last packet has timed out, and a moment to say so before the look is cut off."""
    return (rhythm.link_packets - 1) * rhythm.link_gap + rhythm.link_timeout + _GRACE_SECONDS
