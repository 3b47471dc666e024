"""What an inventory amounts to: how many of each, what cannot be watched yet, which codes the State does not list."""

from collections.abc import Iterator
from dataclasses import dataclass

from probes.inventory.model import Commune, Inventory, Link, Site, Vantage
from probes.inventory.official import official_communes


@dataclass(frozen=True, slots=True)
class Counts:
    """How many of each; `targets` is what `probes.expand.targets_of` will give."""

    communes: int
    sites: int
    links: int
    links_without_address: int
    services: int
    signers: int
    witnesses: int
    targets: int


def counts_of(inventory: Inventory) -> Counts:
    """Count without building a single target, so that `thongsuot check` imports no kind."""
    links = [link for _, _, link in links_of(inventory)]
    watched = sum(link.address is not None for link in links)
    checks = sum(Vantage.HUB in check.vantages for service in inventory.services for check in service.checks)
    certificates = sum(signer.file is not None for signer in inventory.signers)
    return Counts(
        communes=len(inventory.communes),
        sites=sum(len(commune.sites) for commune in inventory.communes),
        links=len(links),
        links_without_address=len(links) - watched,
        services=len(inventory.services),
        signers=len(inventory.signers),
        witnesses=len(inventory.witnesses),
        targets=watched + checks + certificates + len(inventory.witnesses),
    )


def links_of(inventory: Inventory) -> Iterator[tuple[Commune, Site, Link]]:
    """Every line with its site and commune."""
    for commune in inventory.communes:
        for site in commune.sites:
            for link in site.links:
                yield commune, site, link


def link_id(commune: Commune, site: Site, link: Link) -> str:
    """What a line is called everywhere: the id of its target, if it has an address."""
    return f"{commune.code}/{site.id}/{link.id}"


def unwatched_links(inventory: Inventory) -> tuple[tuple[Commune, Site, Link], ...]:
    """The lines without an address: shown as "chưa theo dõi được", never as up or down."""
    return tuple(found for found in links_of(inventory) if found[2].address is None)


def unofficial_communes(inventory: Inventory) -> tuple[Commune, ...]:
    """The communes whose code is not in the State's list: new ones, or a slip of the pen."""
    official = official_communes()
    return tuple(commune for commune in inventory.communes if commune.code not in official)


def differently_named(inventory: Inventory) -> tuple[tuple[Commune, str], ...]:
    """The communes whose name is not the one that the State's list gives to their code, with that one.

    `Phú Xuân` and `P. Phú Xuân` are taken for `Phường Phú Xuân`: only a name that is another commune's is worth a word.
    """
    official = official_communes()
    return tuple(
        (commune, official[commune.code].name)
        for commune in inventory.communes
        if commune.code in official and _own_name(official[commune.code].name) not in commune.name.casefold()
    )


def _own_name(name: str) -> str:
    for rank in ("Phường ", "Xã ", "Đặc khu "):
        name = name.removeprefix(rank)
    return name.casefold()
