"""From the demo's inventory to who may be struck, what people call them, and which addresses are theirs."""

from collections import defaultdict
from collections.abc import Iterator
from ipaddress import ip_address
from urllib.parse import urlsplit

from exporter.demo.province import NAME_SERVICE, PORTAL, TLS_SERVICES
from exporter.demo.scripted_pinger import Places
from exporter.demo.signing import AUTHORITY, SOUND_SIGNERS
from exporter.demo.story import Cast
from probes.inventory.model import (
    Check,
    Commune,
    DnsCheck,
    HttpCheck,
    Inventory,
    Link,
    Role,
    Site,
    SiteKind,
    TcpCheck,
)
from probes.inventory.summary import agents_of, link_id, links_of
from probes.inventory.values import IPAddress
from probes.language import Text

_LINE = {
    Role.PRIMARY: Text("Đường truyền chính của {place}", "The primary line of {place}"),
    Role.BACKUP: Text("Đường truyền dự phòng của {place}", "The backup line of {place}"),
}
_AGENT = Text("Máy đo tại {place}", "The agent in {place}")
_SIGNER = Text("Chứng thư số của UBND {place}", "The certificate of the People's Committee of {place}")


def cast_of(inventory: Inventory) -> Cast:
    """Who plays in the story: only lines with an address, because the others are not watched."""
    sole: list[str] = []
    backed: list[str] = []
    satellite: list[str] = []
    called: dict[str, Text] = {}
    for _, commune, site, link in _lines(inventory):
        name = link_id(commune, site, link)
        called[name] = _LINE[link.role].format(place=_place(commune, site))
        if site.kind is SiteKind.SATELLITE:
            satellite.append(name)
        elif link.role is Role.PRIMARY and not site.agent:
            (sole if len(site.links) == 1 else backed).append(name)
    called |= {isp.id: Text(isp.name, isp.name) for isp in inventory.isps}
    called |= {service.id: Text(service.name, service.name) for service in inventory.services}
    called |= {one.id: Text(one.name, one.name) for one in inventory.authorities}
    agents = {f"{commune.code}/{site.id}": _place(commune, site) for commune, site in agents_of(inventory)}
    called |= {site: _AGENT.format(place=place) for site, place in agents.items()}
    names = {commune.code: commune.name for commune in inventory.communes}
    for signer in inventory.signers:
        if signer.id in SOUND_SIGNERS:
            called[signer.id] = _SIGNER.format(place=names[signer.commune])
    return Cast(
        sole_lines=sole,
        backed_lines=backed,
        satellite_lines=satellite,
        isps=[isp.id for isp in inventory.isps],
        portal=PORTAL,
        tls_services=TLS_SERVICES,
        name_services=[NAME_SERVICE],
        signers=SOUND_SIGNERS,
        authority=AUTHORITY,
        agents=tuple(agents),
        called=called,
    )


def places_of(inventory: Inventory) -> Places:
    """By address: the line and its ISP, or the service, or the authority, or the witness that is there."""
    places: defaultdict[IPAddress, set[str]] = defaultdict(set)
    for address, commune, site, link in _lines(inventory):
        places[address] |= {link_id(commune, site, link), link.isp}
    for service in inventory.services:
        for check in service.checks:
            if (server := _server(check)) is not None:
                places[server].add(service.id)
    for authority in inventory.authorities:
        places[_host(authority.timestamp or "")].add(authority.id)
    for witness in inventory.witnesses:
        places[witness.address].add(witness.id)
    return {address: frozenset(names) for address, names in places.items()}


def pinged_addresses(inventory: Inventory) -> list[IPAddress]:
    """The addresses that answer pings: every line's, and the witnesses'."""
    return [
        *(address for address, _, _, _ in _lines(inventory)),
        *(witness.address for witness in inventory.witnesses),
    ]


def _lines(inventory: Inventory) -> Iterator[tuple[IPAddress, Commune, Site, Link]]:
    for commune, site, link in links_of(inventory):
        if link.address is not None:
            yield link.address, commune, site, link


def _place(commune: Commune, site: Site) -> str:
    return commune.name if site.kind is SiteKind.CENTRE else f"{commune.name}, {site.name or site.id}"


def _host(url: str) -> IPAddress:
    return ip_address(urlsplit(url).hostname or "")


def _server(check: Check) -> IPAddress | None:
    match check:
        case HttpCheck(url=url):
            return _host(url)
        case TcpCheck(host=host):
            return ip_address(host)
        case DnsCheck(server=server):
            return server
