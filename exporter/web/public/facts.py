"""What the public may know: states, since when, last seen. Never an address, a circuit, an ISP, a signer or a person."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from alerts.cause import CommuneStatus
from alerts.sight import worst_of
from alerts.signing import CommuneSigning
from alerts.verdict import Verdict
from exporter.view import Moment
from exporter.web.public.reach import InsideFacts, Reach, inside_of, last_looked, reach_of
from probes.inventory.model import Commune, Link, Province, Role, Service, Site, SiteKind
from probes.inventory.summary import link_id
from probes.language import Text
from probes.observation import HUB
from probes.states.state import Status

_WORST_FIRST = tuple(CommuneStatus)


@dataclass(frozen=True, slots=True)
class CommuneFacts:
    """One commune in a list. `last_checked`: when the newest look at a line of its centre ended, unix seconds."""

    code: str
    name: str
    verdict: Verdict
    last_checked: float | None


@dataclass(frozen=True, slots=True)
class ProvinceFacts:
    """A province and its communes, worst first."""

    code: str
    name: str
    communes: Sequence[CommuneFacts]

    @property
    def counts(self) -> Mapping[CommuneStatus, int]:
        """How many communes have each status, worst first."""
        counted = Counter(commune.verdict.status for commune in self.communes)
        return {status: counted[status] for status in _WORST_FIRST}


@dataclass(frozen=True, slots=True)
class PartFacts:
    """A line or a shared system. `status` is None when it is not watched; `flapping` is a line's, whatever its status.

    inside: whether the commune's agents reach a system; None: they do not look. only_inside: the province does not look.
    """

    name: Text
    status: Status | None
    flapping: bool = False
    since: float | None = None
    last_checked: float | None = None
    inside: Reach | None = None
    only_inside: bool = False


@dataclass(frozen=True, slots=True)
class CommunePage:
    """All that the public may know of one commune. `inside`: its agents; None when it has none. `signing`: how many
    certificates are in which state, never whose; None when no signer is declared."""

    facts: CommuneFacts
    province: Province
    lines: Sequence[PartFacts]
    services: Sequence[PartFacts]
    inside: InsideFacts | None
    signing: CommuneSigning | None


def provinces_of(moment: Moment) -> Sequence[ProvinceFacts]:
    """Every province of the inventory that has communes: the one with the worst commune first."""
    communes: dict[str, list[CommuneFacts]] = {}
    for commune in moment.inventory.communes:
        communes.setdefault(commune.province, []).append(_facts(commune, moment))
    provinces = [
        ProvinceFacts(province.code, province.name, sorted(communes[province.code], key=_rank))
        for province in moment.inventory.provinces
        if province.code in communes
    ]
    return sorted(provinces, key=lambda province: (_rank(province.communes[0])[0], province.code))


def commune_page(moment: Moment, code: str) -> CommunePage | None:
    """One commune, None when the inventory has no such code."""
    for commune in moment.inventory.communes:
        if commune.code == code:
            break
    else:
        return None
    province = next(each for each in moment.inventory.provinces if each.code == commune.province)
    services = [
        _service(service, commune, moment)
        for service in moment.inventory.services
        if not service.provinces or commune.province in service.provinces
    ]
    return CommunePage(
        _facts(commune, moment),
        province,
        _lines(commune, moment),
        services,
        inside_of(commune, moment),
        moment.signing.communes.get(code),
    )


def _rank(commune: CommuneFacts) -> tuple[int, str]:
    return (_WORST_FIRST.index(commune.verdict.status), commune.code)


def _facts(commune: Commune, moment: Moment) -> CommuneFacts:
    centre = (
        link_id(commune, site, link)
        for site in commune.sites
        if site.kind is SiteKind.CENTRE
        for link in site.links
    )
    return CommuneFacts(
        commune.code, commune.name, moment.verdicts[commune.code], _last_checked(centre, moment)
    )


def _lines(commune: Commune, moment: Moment) -> Sequence[PartFacts]:
    return [
        _line(link_id(commune, site, link), _line_name(site, link), moment)
        for site in commune.sites
        for link in site.links
    ]


def _line_name(site: Site, link: Link) -> Text:
    role = _ROLES[link.role]
    if site.kind is SiteKind.CENTRE:
        return Text(f"Trung tâm: {role.vi}", f"Centre: {role.en}")
    if site.name is None:
        return Text(f"Điểm tiếp nhận: {role.vi}", f"Reception point: {role.en}")
    return Text(f"{site.name}: {role.vi}", f"{site.name}: {role.en}")


def _line(target: str, name: Text, moment: Moment) -> PartFacts:
    if target not in moment.snapshot.targets:
        return PartFacts(name, None)
    status, state = _status(target, moment), moment.snapshot.states.get((target, HUB))
    if state is None or status in (Status.UNKNOWN, Status.UNVERIFIED):
        return PartFacts(name, status, last_checked=_last_checked([target], moment))
    since = state.flapping_since if state.flapping and status is not Status.DOWN else state.since
    return PartFacts(name, status, state.flapping, since, _last_checked([target], moment))


def _service(service: Service, commune: Commune, moment: Moment) -> PartFacts:
    checks = moment.layout.services[service.id].targets
    name = Text(service.name, service.name)
    inside = reach_of(service, commune, moment)
    from_hub = [check for check in checks if moment.snapshot.targets[check].from_hub]
    if not from_hub:
        looked = last_looked(service, commune, moment)
        return PartFacts(name, None, last_checked=looked, inside=inside, only_inside=bool(checks))
    seen = worst_of(from_hub, moment.snapshot, moment.at.monotonic)
    since = None if seen.status is Status.UNKNOWN else seen.since
    return PartFacts(
        name, seen.status, since=since, last_checked=_last_checked(from_hub, moment), inside=inside
    )


def _status(target: str, moment: Moment) -> Status:
    return moment.snapshot.status(target, HUB, moment.at.monotonic)


def _last_checked(targets: Iterable[str], moment: Moment) -> float | None:
    states = moment.snapshot.states
    return max(
        (states[target, HUB].last.received for target in targets if (target, HUB) in states), default=None
    )


_ROLES = {
    Role.PRIMARY: Text("đường truyền chính", "primary line"),
    Role.BACKUP: Text("đường truyền dự phòng", "backup line"),
}
