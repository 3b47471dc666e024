"""What the lists of communes say beside the verdicts: all provinces, or one."""

from collections.abc import Mapping

from probes.language import Text

COMMUNES: Mapping[str, Text] = {
    "search": Text("Tìm xã, phường", "Find a commune"),
    "search_hint": Text("tên hoặc mã, không cần dấu", "name or code, accents not needed"),
    "show": Text("Tình trạng", "Status"),
    "all": Text("Tất cả", "All"),
    "find": Text("Tìm", "Find"),
    "status": Text("Tình trạng", "Status"),
    "commune": Text("Đơn vị", "Commune"),
    "what_is_seen": Text("Điều nhìn thấy", "What is seen"),
    "since": Text("Từ lúc", "Since"),
    "last_checked": Text("Kiểm tra lần cuối", "Last checked"),
    "nothing_yet": Text("chưa có số liệu", "nothing yet"),
    "found": Text("Tìm thấy {count} đơn vị", "{count} communes found"),
    "more": Text("Còn {count} đơn vị nữa: hãy tìm rõ hơn.", "{count} more: search more closely."),
    "none": Text("Không có đơn vị nào như vậy.", "There is no such commune."),
    "see_all": Text("Xem tất cả", "Show all"),
    "provinces": Text("Các tỉnh, thành phố", "Provinces"),
    "open_incidents": Text("Sự cố đang có", "Open incidents"),
    "incident": Text("{headline}, từ {at} ({span})", "{headline}, since {at} ({span})"),
    "several": Text("{count} đơn vị", "{count} communes"),
    "acknowledged": Text("tổ trực tiếp nhận lúc {at}", "taken on at {at}"),
    "not_acknowledged": Text("chưa có người tiếp nhận", "not taken on yet"),
    "chart": Text(
        "Sơ đồ các đơn vị: mỗi dấu là một xã, phường; danh sách bên dưới nói cùng một điều",
        "Where the communes lie: a mark for each; the list below says the same",
    ),
    "satellites": Text("Điểm tiếp nhận mất kết nối", "Reception point cut off"),
    "run_by": Text("Đơn vị vận hành: {operator}", "Run by {operator}"),
    "back": Text("Tất cả các tỉnh, thành phố", "All provinces"),
}
