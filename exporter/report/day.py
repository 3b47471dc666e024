"""What stands in the day's report, for those who meet at the end of the day."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from alerts.called import called, called_in_public
from alerts.cards import CARDS
from alerts.cause import Cause
from alerts.incident import Incident
from alerts.layout import Layout
from alerts.report.day import Day, DayReport, striking, tolls_by_province
from alerts.report.toll import Lacking, Toll
from alerts.spans import seconds
from exporter.report.document import STILL_OPEN, Cell, Document, Share, Table, minutes, moment
from exporter.report.inside import HEADING, inside_table
from exporter.report.reported import reported_table
from probes.inventory.model import Commune, RoleGroup
from probes.inventory.values import VIETNAM
from probes.language import Text

GROUPS = {
    RoleGroup.LEADER: Text("Lãnh đạo", "Leaders"),
    RoleGroup.SEAL: Text("Cơ quan (con dấu)", "Organisation (seal)"),
    RoleGroup.STAFF: Text("Công chức", "Staff"),
    RoleGroup.DEVICE: Text("Thiết bị, hệ thống", "Devices, systems"),
}


def day_document(report: DayReport, *, posts: bool = True) -> Document:
    """The day's report as a document. posts: whether it says which post took an incident on; everybody is told only when."""
    history = report.day.history
    on = datetime.fromtimestamp(history.began, VIETNAM)
    blind = minutes(seconds(history.unwatched))
    lead = [
        Text(
            f"Từ 00:00 đến {_time(history.ended)}, giờ Việt Nam. Phút mất và hồ sơ bị ảnh hưởng chỉ tính trong giờ tiếp nhận.",
            f"From 00:00 to {_time(history.ended)}, Vietnam time. Minutes lost and dossiers count in reception hours only.",
        )
    ]
    if blind >= 1:
        lead.append(
            Text(
                f"Máy giám sát không quan sát được {blind:.0f} phút trong ngày; quãng này không tính là tốt, cũng không tính là mất.",
                f"The monitor saw nothing for {blind:.0f} minutes of the day; these count neither as good nor as lost.",
            )
        )
    return Document(
        title=Text(f"Báo cáo cuối ngày {on:%d/%m/%Y}", f"End-of-day report of {on:%Y-%m-%d}"),
        lead=tuple(lead),
        tables=(
            _provinces(report),
            _incidents(report, posts=posts),
            *_inside(report),
            *reported_table(report.day.history.reports, report.inventory, posts=posts),
            _communes(report),
            _due(report),
        ),
        method=_METHOD,
    )


def _provinces(report: DayReport) -> Table:
    days = (report.day, report.yesterday, report.week_ago)
    rows: list[tuple[Cell, ...]] = []
    for province in report.inventory.provinces:
        communes = frozenset(one.code for one in report.inventory.communes if one.province == province.code)
        if communes:
            columns = [
                _NOTHING if day is None else list(_figures(day, report, province.code, communes))
                for day in days
            ]
            rows += [
                (province.name, figure, *cells) for figure, *cells in zip(_FIGURES, *columns, strict=True)
            ]
    return Table(
        Text("Toàn tỉnh, so với các ngày trước", "The province, and how other days went"),
        (
            Text("Tỉnh, thành phố", "Province"),
            Text("Chỉ tiêu", "Figure"),
            Text("Hôm nay", "Today"),
            Text("Hôm trước", "The day before"),
            Text("Cùng thứ tuần trước", "Same day last week"),
        ),
        tuple(rows),
        Text(
            "Phút là tổng của các xã: hai xã cùng mất 10 phút là 20 phút. Các ngày trước tính đến cùng giờ; dấu – là ngày không có số liệu.",
            "Minutes are summed over communes: two that lose ten each lose twenty. Other days count up to the same time; – where nothing is known.",
        ),
    )


def _figures(day: Day, report: DayReport, province: str, communes: frozenset[str]) -> Iterator[Cell]:
    toll = tolls_by_province(day, report.inventory)[province]
    yield sum(one.opened >= day.began for one in striking(day.history.incidents, communes))
    yield from (minutes(toll.lost[one]) for one in Lacking)
    yield minutes(toll.lost_to_any)
    yield toll.dossiers
    yield toll.drops
    yield minutes(toll.unwatched)
    yield None if toll.line_availability is None else Share(toll.line_availability)


_FIGURES = (
    Text("Sự cố mở trong ngày", "Incidents opened that day"),
    Text("Phút mất đường truyền", "Minutes without a line"),
    Text("Phút mất hệ thống dùng chung", "Minutes without a shared system"),
    Text("Phút không ký ban hành được", "Minutes when nothing could be signed"),
    Text("Phút mất, mỗi phút tính một lần", "Minutes lost, each counted once"),
    Text("Hồ sơ bị ảnh hưởng (ước tính)", "Dossiers affected (estimate)"),
    Text("Số lần đường truyền mất kết nối", "Times a line went down"),
    Text("Phút không quan sát được", "Minutes nobody watched"),
    Text("Độ khả dụng đường truyền", "Availability of lines"),
)
_NOTHING: list[Cell] = [None] * len(_FIGURES)


def _incidents(report: DayReport, *, posts: bool) -> Table:
    layout = Layout(report.inventory, {})
    history = report.day.history
    where = called if posts else called_in_public

    def row(one: Incident) -> tuple[Cell, ...]:
        taken = one.acknowledged
        began, ended = history.open_span(one)
        return (
            one.code,
            where(one, layout),
            CARDS[one.cause.value].name,
            moment(one.since),
            STILL_OPEN if one.closed is None else moment(one.closed),
            minutes(max(0.0, ended - began)),
            len(one.affected),
            *((None if taken is None else taken.by,) if posts else ()),
            None if taken is None else moment(taken.at),
            None if taken is None else minutes(taken.at - one.opened),
            history.parts.get(one.code),
            None if (seen := report.corrections.get(one.code)) is None else seen.found.label,
        )

    return Table(
        Text("Sự cố trong ngày", "Incidents of the day"),
        (
            Text("Mã", "Code"),
            Text("Nơi", "Where"),
            Text("Sự cố", "What"),
            Text("Từ", "From"),
            Text("Đến", "To"),
            Text("Phút trong ngày", "Minutes of the day"),
            Text("Số xã", "Communes"),
            *((Text("Tiếp nhận", "Taken on by"),) if posts else ()),
            Text("Lúc", "At") if posts else Text("Tiếp nhận lúc", "Taken on at"),
            Text("Sau (phút)", "After (min)"),
            Text("Gộp vào", "Part of"),
            HEADING,
        ),
        tuple(row(one) for one in history.incidents),
        empty=Text("Không có sự cố nào trong ngày.", "No incident that day."),
    )


def _inside(report: DayReport) -> Sequence[Table]:
    communes = {commune.code: commune for commune in report.inventory.communes}
    corrections = [
        (one.code, communes[one.ids["commune"]], report.corrections[one.code])
        for one in report.day.history.incidents
        if one.code in report.corrections
    ]
    return inside_table(corrections, report.unreached)


def _communes(report: DayReport) -> Table:
    told = [one for one in report.day.history.incidents if one.cause is not Cause.MONITOR_BLIND]

    def incidents_of(commune: Commune) -> int:
        return len(striking(told, frozenset([commune.code])))

    def row(commune: Commune, toll: Toll) -> tuple[Cell, ...]:
        return (
            commune.code,
            commune.name,
            incidents_of(commune),
            *(minutes(toll.lost[one]) for one in Lacking),
            minutes(toll.lost_to_any),
            toll.dossiers,
            toll.drops,
            minutes(toll.unwatched),
        )

    worst = sorted(
        (
            (commune, toll)
            for commune in report.inventory.communes
            if (toll := report.day.tolls[commune.code]).lost_to_any or toll.drops or incidents_of(commune)
        ),
        key=lambda each: (-each[1].lost_to_any, -each[1].drops, each[0].code),
    )
    quiet = len(report.inventory.communes) - len(worst)
    return Table(
        Text("Theo xã, phường, nơi mất nhiều trước", "By commune, the worst first"),
        (
            Text("Mã xã", "Code"),
            Text("Xã, phường", "Commune"),
            Text("Sự cố", "Incidents"),
            Text("Phút mất đường truyền", "Minutes without a line"),
            Text("Phút mất hệ thống dùng chung", "Minutes without a shared system"),
            Text("Phút không ký ban hành được", "Minutes when nothing could be signed"),
            Text("Phút mất, tính một lần", "Minutes lost, counted once"),
            Text("Hồ sơ bị ảnh hưởng", "Dossiers affected"),
            Text("Lần mất kết nối", "Times down"),
            Text("Phút không quan sát được", "Minutes unwatched"),
        ),
        tuple(row(*each) for each in worst),
        Text(
            f"{quiet} xã, phường khác không ghi nhận sự cố nào.",
            f"Of {quiet} other communes no incident is known.",
        )
        if quiet and worst
        else None,
        Text("Không xã, phường nào ghi nhận sự cố.", "Of no commune an incident is known."),
    )


def _due(report: DayReport) -> Table:
    return Table(
        Text("Chứng thư số hết hạn trong 30 ngày tới", "Certificates that end within 30 days"),
        (Text("Mã xã", "Code"), Text("Xã, phường", "Commune"), *GROUPS.values()),
        tuple(
            (commune.code, commune.name, *(counts.get(group, 0) for group in GROUPS))
            for commune in report.inventory.communes
            if (counts := report.due.get(commune.code)) is not None
        ),
        Text(
            "Chỉ đếm số lượng, theo ngày hết hạn ghi trên chứng thư hoặc đã khai báo.",
            "Counts only, by the date on the certificate or the declared one.",
        ),
    )


_METHOD = (
    Text(
        "Mất đường truyền: không đường nào theo dõi được của trung tâm trả lời khi nhìn từ tỉnh. Chập chờn, chậm, đang chạy đường dự phòng "
        "thì có nêu nhưng không tính là phút mất.",
        "Without a line: no watched line of the centre answered, seen from the province. Flapping, slow lines and running on the backup are "
        "told and cost no minutes.",
    ),
    Text(
        "Sự cố chung của nhà mạng, tỉnh: mỗi xã chỉ bị tính quãng mà chính các đường truyền của xã không trả lời. Hệ thống dùng chung: "
        "tính từ lúc bắt đầu đến lúc đóng sự cố cho mọi xã bị ảnh hưởng.",
        "Outages of an ISP or a province: a commune is charged with the time its own lines were out. Shared systems: from when the trouble "
        "began until the incident closed, for every commune it hit.",
    ),
    Text(
        "Hồ sơ bị ảnh hưởng là ước tính: số hồ sơ mỗi ngày của xã (đã khai, hoặc 50) chia đều theo giờ tiếp nhận.",
        "Dossiers affected are an estimate: a commune's dossiers per day (as declared, else 50), spread evenly over reception hours.",
    ),
    Text(
        "Đường truyền mất quá ngắn để thành một lần mất kết nối (dưới 3 lần đo liên tiếp) không nằm trong số lần; chúng được báo là chập chờn.",
        "Drops too short to count as down (fewer than three looks in a row) are not among the times; they are told as flapping.",
    ),
)


def _time(wall: float) -> str:
    then = datetime.fromtimestamp(wall, VIETNAM)
    return "24:00" if (then.hour, then.minute) == (0, 0) else f"{then:%H:%M}"
