"""What the strip of 24 hours and the bars of 90 days say, and the tables behind them."""

from collections.abc import Mapping

from probes.language import Text

HISTORY: Mapping[str, Text] = {
    "heading": Text("Diễn biến đã ghi nhận", "What was recorded"),
    "last_24_hours": Text("24 giờ qua", "The last 24 hours"),
    "last_90_days": Text("90 ngày qua", "The last 90 days"),
    "yesterday": Text("24 giờ trước", "24 hours ago"),
    "now": Text("bây giờ", "now"),
    "ninety_days_ago": Text("90 ngày trước", "90 days ago"),
    "today": Text("hôm nay", "today"),
    "show_the_figures": Text("Xem bảng số liệu", "Show the figures"),
    "when": Text("Thời gian", "When"),
    "status": Text("Tình trạng", "Status"),
    "lasted": Text("Kéo dài", "For how long"),
    "availability": Text(
        "Có đường truyền trong {share} thời gian theo dõi được.",
        "There was a line for {share} of the watched time.",
    ),
    "unwatched": Text(
        "Màu xám: không có số liệu, chưa biết tốt hay xấu.", "Grey: no data, neither good nor bad."
    ),
    "still_being_reckoned": Text(
        "Các ngày trước đó đang được tính; hãy xem lại sau một phút.",
        "The earlier days are still being reckoned; look again in a minute.",
    ),
}
