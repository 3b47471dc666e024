"""What belongs to what: the inventory sorted by the questions that verdicts ask, once, for as long as it holds."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from alerts.finding import Labels, labelled
from probes.inventory.model import Commune, Inventory, Role, SiteKind
from probes.inventory.summary import AuthorityService, link_id
from probes.targets import Target

_AGENT = "agent/"


@dataclass(frozen=True, slots=True)
class LinePlace:
    """A watched line. `target`: the id of its target; `labels`: all that an incident of this line is labelled with."""

    target: str
    role: Role
    province: str
    commune: str
    site: str
    isp: str
    upstream: str | None
    labels: Labels

    @property
    def passes(self) -> Labels:
        """All that it can fail with: its own labels, and the point that it passes."""
        return labelled(**dict(self.labels), upstream=self.upstream)

    @property
    def spot(self) -> tuple[str, str]:
        """The site it serves: two lines of one site fail together for reasons of the site's own."""
        return (self.commune, self.site)


@dataclass(frozen=True, slots=True)
class ServicePlace:
    """A shared system, the ids of its targets, and the communes that use it (every one: None)."""

    id: str
    name: str
    targets: tuple[str, ...]
    provinces: frozenset[str]


@dataclass(frozen=True, slots=True)
class CommunePlace:
    """A commune: the watched lines of its centre and of each satellite, the shared systems and authorities it needs.

    unwatched: how many lines of the centre have no address. agents: the vantages from which its own agents look.
    """

    code: str
    province: str
    lines: tuple[LinePlace, ...]
    unwatched: int
    satellites: tuple[tuple[LinePlace, ...], ...]
    services: tuple[ServicePlace, ...]
    authorities: tuple[str, ...]
    agents: tuple[str, ...]
    labels: Labels


class Layout:
    """One inventory with the targets made from it."""

    def __init__(self, inventory: Inventory, targets: Mapping[str, Target]) -> None:
        self.inventory = inventory
        self.targets = targets
        self.services = _services(inventory, targets)
        self.authorities = _authorities(inventory, targets)
        self.authority_names = {authority.id: authority.name for authority in inventory.authorities}
        self.province_names = {province.code: province.name for province in inventory.provinces}
        self.isp_names = {isp.id: isp.name for isp in inventory.isps}
        self.upstream_names = {upstream.id: upstream.name for upstream in inventory.upstreams}
        self.commune_names = {commune.code: commune.name for commune in inventory.communes}
        self.site_names = {
            (commune.code, site.id): site.name for commune in inventory.communes for site in commune.sites
        }
        by_province: dict[str, tuple[ServicePlace, ...]] = {
            province.code: tuple(
                service
                for service in self.services.values()
                if not service.provinces or province.code in service.provinces
            )
            for province in inventory.provinces
        }
        signing: defaultdict[str, set[str]] = defaultdict(set)
        for signer in inventory.signers:
            if signer.authority is not None and signer.authority in self.authorities:
                signing[signer.commune].add(signer.authority)
        self.communes = {
            commune.code: _place(
                commune, targets, by_province[commune.province], tuple(sorted(signing[commune.code]))
            )
            for commune in inventory.communes
        }
        self.lines = tuple(
            line
            for commune in self.communes.values()
            for lines in (commune.lines, *commune.satellites)
            for line in lines
        )
        self.line_of = {line.target: line for line in self.lines}
        self.agents = frozenset(agent for commune in self.communes.values() for agent in commune.agents)


def agent_vantage(commune: str, site: str) -> str:
    """What the agent in a site is called among vantages."""
    return f"{_AGENT}{commune}/{site}"


def agent_site(vantage: str) -> tuple[str, str] | None:
    """The commune and the site whose agent looks from there; None for another vantage."""
    if not vantage.startswith(_AGENT):
        return None
    commune, _, site = vantage.removeprefix(_AGENT).partition("/")
    return commune, site


def _place(
    commune: Commune,
    targets: Mapping[str, Target],
    services: tuple[ServicePlace, ...],
    authorities: tuple[str, ...],
) -> CommunePlace:
    centre: list[LinePlace] = []
    satellites = []
    unwatched = 0
    for site in commune.sites:
        lines = tuple(
            LinePlace(
                target=id_,
                role=link.role,
                province=commune.province,
                commune=commune.code,
                site=site.id,
                isp=link.isp,
                upstream=link.upstream,
                labels=labelled(
                    province=commune.province, commune=commune.code, site=site.id, link=link.id, isp=link.isp
                ),
            )
            for link in site.links
            if (id_ := link_id(commune, site, link)) in targets
        )
        if site.kind is SiteKind.CENTRE:
            centre += lines
            unwatched += len(site.links) - len(lines)
        elif lines:
            satellites.append(lines)
    return CommunePlace(
        code=commune.code,
        province=commune.province,
        lines=tuple(centre),
        unwatched=unwatched,
        satellites=tuple(satellites),
        services=services,
        authorities=authorities,
        agents=tuple(agent_vantage(commune.code, site.id) for site in commune.sites if site.agent),
        labels=labelled(province=commune.province, commune=commune.code),
    )


def _services(inventory: Inventory, targets: Mapping[str, Target]) -> Mapping[str, ServicePlace]:
    checks: defaultdict[str, list[str]] = defaultdict(list)
    for target in targets.values():
        if (service := target.labels.get("service")) is not None:
            checks[service].append(target.id)
    return {
        service.id: ServicePlace(
            service.id, service.name, tuple(checks[service.id]), frozenset(service.provinces)
        )
        for service in inventory.services
    }


def _authorities(inventory: Inventory, targets: Mapping[str, Target]) -> Mapping[str, Sequence[str]]:
    """By authority, the targets that ask its services; what is asked of it about single signers is not among them."""
    return {
        authority.id: tuple(
            id_ for service in _ASKED if (id_ := f"authority/{authority.id}/{service.value}") in targets
        )
        for authority in inventory.authorities
    }


_ASKED = (AuthorityService.CRL, AuthorityService.OCSP, AuthorityService.TIMESTAMP)
