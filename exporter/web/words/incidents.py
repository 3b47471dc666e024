"""What the pages of incidents say beside the incidents themselves."""

from collections.abc import Mapping

from probes.language import Text

INCIDENTS: Mapping[str, Text] = {
    "title": Text("Sự cố", "Incidents"),
    "open": Text("Đang có", "Open now"),
    "none_open": Text("Không có sự cố nào đang mở.", "No incident is open."),
    "blind": Text(
        "Máy giám sát của tỉnh đang mất kết nối: sự cố mới tạm thời chưa biết được",
        "The province's monitor is itself cut off: what is new is not known for now",
    ),
    "open_more": Text("và {count} sự cố nữa", "and {count} more"),
    "of_commune": Text("Chỉ các sự cố liên quan đến {commune}.", "Only what concerns {commune}."),
    "all_communes": Text("Xem mọi đơn vị", "Show all communes"),
    "past": Text("Đã kết thúc", "Over"),
    "covers": Text("Từ {first} đến {last}", "From {first} to {last}"),
    "from_day": Text("Từ ngày", "From"),
    "to_day": Text("Đến ngày", "To"),
    "show": Text("Xem", "Show"),
    "none_past": Text(
        "Không có sự cố nào kết thúc trong những ngày này.", "No incident ended in these days."
    ),
    "cannot_read": Text(
        "Chưa đọc được các sự cố đã kết thúc; danh sách trên vẫn là hiện tại.",
        "What is over cannot be read now; the list above is the present.",
    ),
    "goes_on": Text("từ {since} ({span})", "since {since} ({span})"),
    "lasted": Text("{since} – {closed} ({span})", "{since} – {closed} ({span})"),
    "several": Text("{count} đơn vị", "{count} communes"),
    "part_of": Text("gộp vào {code}", "part of {code}"),
    "acknowledged": Text("tổ trực tiếp nhận lúc {at}", "taken on at {at}"),
    "not_acknowledged": Text("chưa có người tiếp nhận", "not taken on yet"),
    "more": Text("Xem tiếp", "More"),
    "code": Text("Mã sự cố {code}", "Incident {code}"),
    "is_open": Text("Đang có", "Open"),
    "is_over": Text("Đã kết thúc", "Over"),
    "course": Text("Diễn biến", "What happened"),
    "hit": Text("Đơn vị bị ảnh hưởng", "Communes that it hit"),
    "and_more": Text("và {count} đơn vị nữa", "and {count} more"),
    "what_to_do": Text("Việc cần làm", "What to do"),
    "back": Text("Mọi sự cố", "All incidents"),
    "seen_inside": Text("Máy đo đặt tại xã cho biết", "What the commune's own probe saw"),
}
