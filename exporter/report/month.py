"""What stands in the evidence sheet of one commune, to be shown to the provider of its lines."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from alerts.cards import CARDS
from alerts.report.month import Interruption, LineMonth, MonthSheet
from exporter.report.document import STILL_OPEN, Cell, Document, Share, Table, minutes, moment
from exporter.report.inside import HEADING, inside_table
from probes.inventory.model import Role
from probes.inventory.summary import link_id
from probes.inventory.values import VIETNAM
from probes.language import Text


def month_document(sheet: MonthSheet) -> Document:
    """The sheet as a document."""
    began = datetime.fromtimestamp(sheet.history.began, VIETNAM)
    first, last = moment(sheet.history.began), moment(sheet.history.ended)
    name = sheet.commune.name
    province = next((one.name for one in sheet.inventory.provinces if one.code == sheet.commune.province), "")
    return Document(
        title=Text(
            f"Phiếu theo dõi đường truyền tháng {began:%m/%Y}: {name}",
            f"Line evidence sheet, {began:%Y-%m}: {name}",
        ),
        lead=(
            Text(
                f"{name} (mã {sheet.commune.code}), {province}. Từ {first.vi} đến {last.vi}, giờ Việt Nam.",
                f"{name} (code {sheet.commune.code}), {province}. From {first.en} to {last.en}, Vietnam time.",
            ),
        ),
        tables=(
            _whole(sheet),
            _lines(sheet),
            _interruptions(sheet),
            *inside_table(
                (one.incident.code, sheet.commune, one.inside)
                for one in sheet.interruptions
                if one.inside is not None
            ),
            _evidence(sheet),
        ),
        method=_method(sheet),
    )


def _whole(sheet: MonthSheet) -> Table:
    total = sheet.history.ended - sheet.history.began

    def row(what: Text, whole: float, watched: float, lost: float, ratio: float | None) -> tuple[Cell, ...]:
        unwatched = minutes(whole - watched)
        share = None if ratio is None else Share(ratio)
        return (what, minutes(whole), unwatched, minutes(lost), share)

    return Table(
        Text("Trung tâm có đường truyền", "The centre had a line"),
        (
            Text("Tính trong", "Within"),
            Text("Tổng số phút", "Minutes in all"),
            Text("Phút không quan sát được", "Minutes nobody watched"),
            Text("Phút mất đường truyền", "Minutes without a line"),
            Text("Độ khả dụng", "Availability"),
        ),
        (
            row(
                Text("Giờ tiếp nhận", "Reception hours"),
                sheet.reception,
                sheet.reception_watched,
                sheet.reception_lost,
                sheet.reception_availability,
            ),
            row(Text("Cả ngày đêm", "Day and night"), total, sheet.watched, sheet.lost, sheet.availability),
        ),
    )


def _lines(sheet: MonthSheet) -> Table:
    isps = {isp.id: isp.name for isp in sheet.inventory.isps}

    def row(one: LineMonth) -> tuple[Cell, ...]:
        known = one.known
        return (
            link_id(sheet.commune, one.site, one.link).partition("/")[2],
            _ROLES[one.link.role],
            isps.get(one.link.isp, one.link.isp),
            one.link.circuit,
            one.drops if known else None,
            minutes(one.down) if known else None,
            None if one.availability is None else Share(one.availability),
        )

    return Table(
        Text("Từng đường truyền, cả ngày đêm", "Each line, day and night"),
        (
            Text("Đường truyền", "Line"),
            Text("Vai trò", "Role"),
            Text("Nhà mạng", "ISP"),
            Text("Mã kênh", "Circuit"),
            Text("Số lần mất", "Times down"),
            Text("Phút mất", "Minutes down"),
            Text("Độ khả dụng", "Availability"),
        ),
        tuple(row(one) for one in sheet.lines),
    )


def _interruptions(sheet: MonthSheet) -> Table:
    isps = {isp.id: isp.name for isp in sheet.inventory.isps}
    isp_of = {link_id(sheet.commune, one.site, one.link): one.link.isp for one in sheet.lines}

    def row(one: Interruption) -> tuple[Cell, ...]:
        incident = one.incident
        taken = incident.acknowledged
        return (
            incident.code,
            CARDS[incident.cause.value].name,
            moment(one.began),
            STILL_OPEN if one.ended is None else moment(one.ended),
            minutes(one.lasted),
            minutes(one.in_reception),
            ", ".join(isps.get(isp, isp) for isp in _isps(one, isp_of)) or None,
            incident.isp_ticket,
            None if taken is None else taken.by,
            None if taken is None else moment(taken.at),
            one.part_of,
            None if one.inside is None else one.inside.found.label,
        )

    return Table(
        Text("Các lần gián đoạn", "Interruptions"),
        (
            Text("Mã", "Code"),
            Text("Sự cố", "What"),
            Text("Từ", "From"),
            Text("Đến", "To"),
            Text("Phút", "Minutes"),
            Text("Phút trong giờ tiếp nhận", "Minutes in reception hours"),
            Text("Nhà mạng", "ISP"),
            Text("Mã phiếu nhà mạng", "ISP's ticket"),
            Text("Tiếp nhận", "Taken on by"),
            Text("Lúc", "At"),
            Text("Gộp vào", "Part of"),
            HEADING,
        ),
        tuple(row(one) for one in sheet.interruptions),
        Text(
            "Các lần có thể trùng giờ nhau; bảng trên cùng tính mỗi phút một lần. Chỉ những lần trung tâm không còn đường truyền nào mới tính là mất.",
            "Interruptions may overlap; the first table counts each minute once, and only those without any line as lost.",
        ),
    )


def _isps(one: Interruption, isp_of: Mapping[str, str]) -> Sequence[str]:
    """The ISP it is an incident of, else those of the lines that it rests on."""
    if (isp := one.incident.ids.get("isp")) is not None:
        return [isp]
    return list(dict.fromkeys(isp_of[look.target] for look in one.evidence))


def _evidence(sheet: MonthSheet) -> Table:
    return Table(
        Text("Bằng chứng: những lần đo đầu tiên của mỗi sự cố", "Evidence: the first looks of each incident"),
        (
            Text("Mã", "Code"),
            Text("Lúc", "At"),
            Text("Đường truyền", "Line"),
            Text("Đo từ", "Seen from"),
            Text("Kết quả", "Result"),
        ),
        tuple(
            (
                one.incident.code,
                moment(look.observed),
                look.target.partition("/")[2],
                Text("máy giám sát của tỉnh", "the province's monitor")
                if look.vantage == "hub"
                else look.vantage,
                None if look.reason is None else look.reason.sentence,
            )
            for one in sheet.interruptions
            for look in one.evidence
        ),
    )


def _method(sheet: MonthSheet) -> tuple[Text, ...]:
    rhythm = sheet.inventory.settings.rhythm
    return (
        Text(
            f"Cách đo: máy giám sát của tỉnh gửi {rhythm.link_packets} gói ICMP tới mỗi đường truyền, {rhythm.link_interval:g} giây một lần, "
            f"chờ mỗi gói {rhythm.link_timeout:g} giây. Một lần đo hỏng thì đo thêm ngay để kiểm chứng; thường sau 3 lần liên tiếp không gói nào "
            "trở về mới ghi là mất, sau 2 lần liên tiếp có trả lời mới ghi là có lại. Thời điểm ghi là lúc bắt đầu lần đo đầu tiên của chuỗi ấy.",
            f"How it was measured: the province's monitor sends {rhythm.link_packets} ICMP packets to each line every {rhythm.link_interval:g} "
            f"seconds and waits {rhythm.link_timeout:g} seconds for each. A failed look is confirmed at once; as a rule a line is down after 3 looks in "
            "a row without a packet back, and up after 2 that were answered. The moment written down is that of the first of these.",
        ),
        Text(
            "Độ khả dụng = 1 − số phút mất / (tổng số phút − số phút không quan sát được). Quãng máy giám sát ngừng hoặc tự mất mạng "
            "không tính là tốt, cũng không tính là mất.",
            "Availability = 1 − minutes lost / (minutes in all − minutes nobody watched). While the monitor stopped or was cut off itself, "
            "time is neither good nor lost.",
        ),
        Text(
            "Nhìn từ tỉnh: một lần mất có thể do điện, thiết bị tại trung tâm hoặc đường cáp; chỉ phân biệt được ở cột “Nhìn từ trong xã”, "
            "khi xã có máy đo.",
            "Seen from the province: power, a device in the centre or the cable may be why; only where the commune has a probe of its own, "
            "the column “Seen from inside” tells them apart.",
        ),
    )


_ROLES = {Role.PRIMARY: Text("chính", "primary"), Role.BACKUP: Text("dự phòng", "backup")}
