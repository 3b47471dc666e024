"""What people call the thing that an incident struck: the commune, the line's ISP, the shared system. Everybody and those on call
are told the same, but for the points that many lines pass: where those are is for those on call alone."""

from alerts.cards import CARDS
from alerts.cause import Cause, Scope
from alerts.incident import Incident
from alerts.layout import Layout
from probes.language import Text


def called(incident: Incident, layout: Layout) -> Text:
    """Its name for a headline; the id where the inventory no longer knows it."""
    struck = incident.ids
    match incident.cause.nature.scope:
        case Scope.MONITOR:
            return Text("Máy giám sát của tỉnh", "The province's monitor")
        case Scope.PROVINCE:
            return _same(layout.province_names, struck["province"])
        case Scope.ISP:
            return _in_province(_same(layout.isp_names, struck["isp"]), struck.get("province"), layout)
        case Scope.UPSTREAM:
            return _in_province(
                _same(layout.upstream_names, struck["upstream"]), struck.get("province"), layout
            )
        case Scope.SERVICE:
            service = layout.services.get(struck["service"])
            name = struck["service"] if service is None else service.name
            return Text(name, name)
        case Scope.AUTHORITY:
            return _same(layout.authority_names, struck["authority"])
        case Scope.COMMUNE:
            return _commune(incident, layout)


def headline(incident: Incident, where: Text) -> Text:
    """What befell what is called `where`, in a few words."""
    name = CARDS[incident.cause].name
    return Text(f"{where.vi}: {name.vi}", f"{where.en}: {name.en}")


def called_in_public(incident: Incident, layout: Layout) -> Text:
    """The same for everybody: of a point that many lines pass only whose it is, since its name says where a network is weak."""
    if incident.cause.nature.scope is not Scope.UPSTREAM:
        return called(incident, layout)
    isp, province = incident.ids.get("isp"), incident.ids.get("province")
    if isp is None:
        return _in_province(_SOME_POINT, province, layout)
    return _in_province(_POINT_OF.format(isp=layout.isp_names.get(isp, isp)), province, layout)


def _commune(incident: Incident, layout: Layout) -> Text:
    struck = incident.ids
    name = layout.commune_names.get(struck["commune"], struck["commune"])
    if incident.cause is Cause.SATELLITE_DOWN:
        site = layout.site_names.get((struck["commune"], struck["site"])) or struck["site"]
        return Text(f"{name} (điểm tiếp nhận {site})", f"{name} (reception point {site})")
    if incident.cause is Cause.SERVICE_UNREACHABLE_HERE:
        service = layout.services.get(struck["service"])
        called_ = struck["service"] if service is None else service.name
        return Text(f"{name} – {called_}", f"{name} – {called_}")
    return Text(name, name)


def _in_province(name: Text, province: str | None, layout: Layout) -> Text:
    if province is None:
        return name
    where = layout.province_names.get(province, province)
    return Text(f"{name.vi} tại {where}", f"{name.en} in {where}")


def _same(names: dict[str, str], id_: str) -> Text:
    name = names.get(id_, id_)
    return Text(name, name)


_SOME_POINT = Text("Một điểm mạng", "A network point")
_POINT_OF = Text("Một điểm mạng của {isp}", "A network point of {isp}")
