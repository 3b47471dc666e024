"""The headlines of a verdict from inside: one sentence each, for people at the counter, that claims no more than was seen."""

from collections.abc import Mapping, Sequence

from alerts.inside.cause import InsideCause
from alerts.inside.facts import Place
from probes.language import Text

HEADLINES: Mapping[InsideCause, Text] = {
    InsideCause.ON_BATTERY: Text(
        "Bộ lưu điện (UPS) đang chạy bằng ắc quy: có thể {here} đang mất điện",
        "The UPS runs on its battery: {here} may be without mains power",
    ),
    InsideCause.JUST_BOOTED: Text(
        "Máy đo vừa khởi động lại, mạng của {here} chưa có trở lại",
        "The probe has just started again, and the network of {here} is not back yet",
    ),
    InsideCause.LAN_DOWN: Text(
        "Mạng nội bộ của {here} đang mất kết nối",
        "The internal network of {here} is down",
    ),
    InsideCause.LINE_DOWN: Text(
        "Đường truyền từ {here} ra ngoài đang mất kết nối; mạng trong trụ sở vẫn tốt",
        "The line out of {here} is down; the network inside the office is well",
    ),
    InsideCause.CUT_OFF: Text(
        "Từ {here} chưa kết nối được ra bên ngoài",
        "Nothing outside can be reached from {here}",
    ),
    InsideCause.UNCLEAR: Text(
        "Chưa kết nối được tới máy giám sát của tỉnh; chưa rõ mạng ra ngoài còn hay mất",
        "The province's monitor does not answer; whether anything else outside does is not known yet",
    ),
    InsideCause.SERVICE_UNREACHABLE: Text(
        "Từ {here} chưa vào được {service}", "{service} cannot be reached from {here}"
    ),
    InsideCause.HUB_UNREACHABLE: Text(
        "Mạng ra ngoài vẫn dùng được; chỉ máy giám sát của tỉnh là chưa kết nối được",
        "The network works; only the province's monitor does not answer",
    ),
    InsideCause.AUTHORITY_UNREACHABLE: Text(
        "Từ {here} chưa kết nối được dịch vụ của {authority}: ký số có thể chậm hoặc báo lỗi",
        "A service of {authority} cannot be reached from {here}: signing may be slow or fail",
    ),
    InsideCause.LINE_FLAPPING: Text(
        "Kết nối từ {here} ra ngoài đang chập chờn",
        "The connection out of {here} keeps dropping",
    ),
    InsideCause.UNKNOWN: Text(
        "Chưa đủ số liệu mới để biết mạng của {here} thế nào",
        "Too little fresh is known to say how the network of {here} is",
    ),
    InsideCause.NORMAL: Text("Nhìn từ {here}: {what} có trả lời", "Seen from {here}, these answer: {what}"),
}
"""Of FROM_HUB the headline is the hub's."""

SEVERAL_SERVICES = Text(
    "Từ {here} chưa vào được {service} và {others} hệ thống khác",
    "{service} and {others} more systems cannot be reached from {here}",
)

ROUTER_ANSWERS = Text("mạng nội bộ", "the internal network")
LINE_ANSWERS = Text("đường truyền", "the line")
SERVICES_ANSWER = Text("các hệ thống dùng chung", "the shared systems")

DUTY_TEAM = Text("Tổ trực hỗ trợ kỹ thuật", "The duty team")
SAY_THE_PLACE = Text("đọc tên đơn vị ghi ở đầu trang này", "give the name at the top of this page")
SAY_THE_INCIDENT = Text(
    "đọc tên đơn vị ghi ở đầu trang này và mã sự cố {incident}",
    "give the name at the top of this page and the incident's code, {incident}",
)
REPORT_A_LINE = {
    False: Text("báo hỏng đường truyền chính", "report that the primary line is down"),
    True: Text("nếu đường truyền dự phòng cũng không dùng được", "if the backup line does not work either"),
}
WITH_CIRCUIT = Text("{report}, đọc mã kênh {circuit}", "{report}: circuit {circuit}")

_CENTRE = Text("trung tâm", "the centre")
_SATELLITE = Text("điểm tiếp nhận", "the reception point")


def here(place: Place) -> Text:
    """What this site is called within a sentence."""
    return _SATELLITE if place.satellite else _CENTRE


def listed(parts: Sequence[Text]) -> Text:
    """One or several things in a row."""
    if len(parts) == 1:
        return parts[0]
    *first, last = parts
    return Text(
        f"{', '.join(part.vi for part in first)} và {last.vi}",
        f"{', '.join(part.en for part in first)} and {last.en}",
    )
