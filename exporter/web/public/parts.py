"""A commune's lines and the shared systems it needs, as its page shows them: never an address, a circuit or an ISP."""

from collections.abc import Sequence
from dataclasses import dataclass

from alerts.cause import Cause
from alerts.sight import worst_of
from exporter.view import Moment
from exporter.web.public.facts import last_checked
from exporter.web.public.reach import Reach, last_looked, reach_of
from probes.inventory.model import Commune, Link, Role, Service, Site, SiteKind
from probes.inventory.summary import link_id
from probes.language import Text
from probes.observation import HUB
from probes.states.state import Status


@dataclass(frozen=True, slots=True)
class PartFacts:
    """A line or a shared system. `status` is None when it is not watched; `flapping` is a line's, whatever its status.

    inside: whether the commune's agents reach a system; None: they do not look. only_inside: the province does not look.
    reported: several communes report trouble with a system, whatever is measured.
    """

    name: Text
    status: Status | None
    flapping: bool = False
    since: float | None = None
    last_checked: float | None = None
    inside: Reach | None = None
    only_inside: bool = False
    reported: bool = False


def lines_of(commune: Commune, moment: Moment) -> Sequence[PartFacts]:
    """Every line of the centre and of its reception points."""
    return [line for site in commune.sites for line in lines_at(site, commune, moment)]


def lines_at(site: Site, commune: Commune, moment: Moment) -> Sequence[PartFacts]:
    """Every line of one site."""
    return [_line(link_id(commune, site, link), _line_name(site, link), moment) for link in site.links]


def services_of(commune: Commune, moment: Moment) -> Sequence[PartFacts]:
    """Every shared system that this commune needs."""
    return [
        _service(service, commune, moment)
        for service in moment.inventory.services
        if not service.provinces or commune.province in service.provinces
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
        return PartFacts(name, status, last_checked=last_checked([target], moment))
    since = state.flapping_since if state.flapping and status is not Status.DOWN else state.since
    return PartFacts(name, status, state.flapping, since, last_checked([target], moment))


def _service(service: Service, commune: Commune, moment: Moment) -> PartFacts:
    checks = moment.layout.services[service.id].targets
    name = Text(service.name, service.name)
    inside = reach_of(service, commune, moment)
    reported = any(
        one.cause is Cause.SERVICE_REPORTED and one.ids["service"] == service.id for one in moment.incidents
    )
    from_hub = [check for check in checks if moment.snapshot.targets[check].from_hub]
    if not from_hub:
        looked = last_looked(service, commune, moment)
        return PartFacts(
            name, None, last_checked=looked, inside=inside, only_inside=bool(checks), reported=reported
        )
    seen = worst_of(from_hub, moment.snapshot, moment.at.monotonic)
    since = None if seen.status is Status.UNKNOWN else seen.since
    return PartFacts(
        name,
        seen.status,
        since=since,
        last_checked=last_checked(from_hub, moment),
        inside=inside,
        reported=reported,
    )


def _status(target: str, moment: Moment) -> Status:
    return moment.snapshot.status(target, HUB, moment.at.monotonic)


_ROLES = {
    Role.PRIMARY: Text("đường truyền chính", "primary line"),
    Role.BACKUP: Text("đường truyền dự phòng", "backup line"),
}
