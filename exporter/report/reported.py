"""What communes reported, in a report: who said what when, and whether somebody dealt with it."""

from collections.abc import Mapping, Sequence

from alerts.reports import Report
from exporter.report.document import Cell, Table, moment
from probes.inventory.model import Inventory
from probes.language import Text


def reported_table(reports: Sequence[Report], inventory: Inventory, *, posts: bool) -> tuple[Table, ...]:
    """The table, or none where nothing was reported. posts: also who dealt with it, and people's own words; for those on call."""
    communes = {commune.code: commune.name for commune in inventory.communes}
    services = {service.id: service.name for service in inventory.services}
    rows = tuple(_row(one, communes, services, posts=posts) for one in reports)
    headings = (*_HEADINGS, *(_FOR_THOSE_ON_CALL if posts else ()))
    return (Table(_TITLE, headings, rows, _NOTE),) if rows else ()


def _row(
    one: Report, communes: Mapping[str, str], services: Mapping[str, str], *, posts: bool
) -> tuple[Cell, ...]:
    said, settled = one.said, one.settled
    row: tuple[Cell, ...] = (
        moment(one.at),
        communes.get(said.commune, said.commune),
        said.kind.words,
        None if said.service is None else services.get(said.service, said.service),
        _NOT_YET if settled is None else moment(settled.at),
    )
    return (*row, None if settled is None else settled.by, said.text or None) if posts else row


_NOT_YET = Text("chưa", "not yet")
_TITLE = Text("Việc các xã báo", "What communes reported")
_HEADINGS = (
    Text("Lúc", "At"),
    Text("Xã, phường", "Commune"),
    Text("Việc gặp phải", "What does not work"),
    Text("Hệ thống", "System"),
    Text("Đã xử lý lúc", "Dealt with at"),
)
_FOR_THOSE_ON_CALL = (Text("Người xử lý", "Dealt with by"), Text("Nội dung", "In their words"))
_NOTE = Text(
    "Đây là lời kể của cán bộ xã, không phải kết quả đo: không tính vào số phút mất. Sự cố do nhiều xã cùng báo có trong các bảng trên.",
    "This is what staff said, and was not measured: no lost minute counts it. The incident that several communes opened stands above.",
)
