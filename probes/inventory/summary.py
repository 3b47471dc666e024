"""What an inventory amounts to: how many of each, what cannot be watched yet, which codes the State does not list."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from enum import StrEnum

from probes.inventory.model import (
    Authority,
    Check,
    Commune,
    Inventory,
    Link,
    Service,
    Signer,
    Site,
    Vantage,
    check_id,
)
from probes.inventory.official import official_communes

AGENT_PINGS = ("gateway", "hub")
"""What every agent pings: the way out of its own network, and its hub. Each is the last part of its target's id."""


class AuthorityService(StrEnum):
    """What of an authority is looked at; the value is the last part of its target's id."""

    TRUST = "trust"
    CRL = "crl"
    OCSP = "ocsp"
    TIMESTAMP = "timestamp"


@dataclass(frozen=True, slots=True)
class Counts:
    """How many of each; `targets` is what `probes.expand.targets_of` will give."""

    communes: int
    sites: int
    links: int
    links_without_address: int
    agents: int
    services: int
    signers: int
    witnesses: int
    targets: int


def counts_of(inventory: Inventory) -> Counts:
    """Count without building a single target, so that `thongsuot check` imports no kind."""
    links = [link for _, _, link in links_of(inventory)]
    watched = sum(link.address is not None for link in links)
    agents = agents_of(inventory)
    provinces = {commune.province for commune, _ in agents}
    checks = sum(
        Vantage.HUB in check.vantages or seen_by_agents(service, check, provinces)
        for service in inventory.services
        for check in service.checks
    )
    reached = sum(len(tuple(addresses_of(authority))) for authority in authorities_of_agents(inventory))
    certified = {signer.authority for signer in inventory.signers if signer.file is not None}
    authorities = sum(
        len(tuple(services_of(authority, certified=authority.id in certified)))
        for authority in inventory.authorities
    )
    answering = {authority.id for authority in inventory.authorities if answers_about_signers(authority)}
    answers = sum(signer.file is not None and signer.authority in answering for signer in inventory.signers)
    return Counts(
        communes=len(inventory.communes),
        sites=sum(len(commune.sites) for commune in inventory.communes),
        links=len(links),
        links_without_address=len(links) - watched,
        agents=len(agents),
        services=len(inventory.services),
        signers=len(inventory.signers),
        witnesses=len(inventory.witnesses),
        targets=watched
        + len(agents) * len(AGENT_PINGS)
        + checks
        + authorities
        + reached
        + len(inventory.signers)
        + answers
        + len(inventory.witnesses),
    )


def services_of(authority: Authority, *, certified: bool) -> Iterator[AuthorityService]:
    """What of an authority can be looked at.

    certified: whether certificates of its signers are there, to read addresses from and to ask about.
    """
    pinned = bool(authority.anchors or authority.intermediates)
    named = authority.from_certificates and certified
    if pinned:
        yield AuthorityService.TRUST
        if authority.crl or named:
            yield AuthorityService.CRL
        canaries = authority.ocsp_good is not None or authority.ocsp_revoked is not None
        if (canaries or certified) and answers_about_signers(authority):
            yield AuthorityService.OCSP
    if authority.timestamp is not None and (pinned or authority.timestamp_anchors):
        yield AuthorityService.TIMESTAMP


def answers_about_signers(authority: Authority) -> bool:
    """Whether the authority can be asked about single certificates, and its answer verified."""
    pinned = bool(authority.anchors or authority.intermediates)
    return pinned and (authority.ocsp is not None or authority.from_certificates)


def agents_of(inventory: Inventory) -> tuple[tuple[Commune, Site], ...]:
    """Every site with an agent."""
    return tuple((commune, site) for commune in inventory.communes for site in commune.sites if site.agent)


def agent_of(inventory: Inventory, code: str, id_: str) -> tuple[Commune, Site] | None:
    """The site with an agent of this commune (code) and id; None where there is none."""
    return next(
        (
            (commune, site)
            for commune in inventory.communes
            if commune.code == code
            for site in commune.sites
            if site.id == id_ and site.agent
        ),
        None,
    )


def seen_by_agents(service: Service, check: Check, provinces: Collection[str]) -> bool:
    """Whether agents in these provinces make the check."""
    served = not service.provinces or any(province in service.provinces for province in provinces)
    return Vantage.AGENT in check.vantages and bool(provinces) and served


def checks_without_agent(inventory: Inventory) -> tuple[str, ...]:
    """The targets that only agents were to look at, where no site has one: nobody looks."""
    provinces = {commune.province for commune, _ in agents_of(inventory)}
    return tuple(
        f"{service.id}/{check_id(check)}"
        for service in inventory.services
        for check in service.checks
        if Vantage.HUB not in check.vantages and not seen_by_agents(service, check, provinces)
    )


def authorities_of_agents(inventory: Inventory) -> tuple[Authority, ...]:
    """Those that sign for communes with an agent."""
    codes = {commune.code for commune, _ in agents_of(inventory)}
    named = {signer.authority for signer in inventory.signers if signer.commune in codes}
    return tuple(authority for authority in inventory.authorities if authority.id in named)


def addresses_of(authority: Authority) -> Iterator[tuple[str, str]]:
    """Where the inventory says an authority's services are: a name for each, and its URL."""
    for number, url in enumerate(authority.crl, start=1):
        yield AuthorityService.CRL if number == 1 else f"{AuthorityService.CRL}-{number}", url
    if authority.ocsp is not None:
        yield AuthorityService.OCSP, authority.ocsp
    if authority.timestamp is not None:
        yield AuthorityService.TIMESTAMP, authority.timestamp


def links_of(inventory: Inventory) -> Iterator[tuple[Commune, Site, Link]]:
    """Every line with its site and commune."""
    for commune in inventory.communes:
        for site in commune.sites:
            for link in site.links:
                yield commune, site, link


def link_id(commune: Commune, site: Site, link: Link) -> str:
    """What a line is called everywhere: the id of its target, if it has an address."""
    return f"{commune.code}/{site.id}/{link.id}"


def signer_id(signer: Signer) -> str:
    """The id of a signer's target."""
    return f"{signer.commune}/signer/{signer.id}"


def unjudged_signers(inventory: Inventory) -> tuple[Signer, ...]:
    """Those with a certificate and without an authority: under which roots to trust it is not known, so none is valid."""
    return tuple(
        signer for signer in inventory.signers if signer.file is not None and signer.authority is None
    )


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
