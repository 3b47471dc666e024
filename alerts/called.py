"""What people call the thing that an incident struck: the commune, the line's ISP, the shared system."""

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
