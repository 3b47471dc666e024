"""What the page of a day's report says beside the report itself."""

from collections.abc import Mapping

from probes.language import Text

DAY_REPORT: Mapping[str, Text] = {
    "before": Text("Ngày trước", "The day before"),
    "after": Text("Ngày sau", "The day after"),
    "being_made": Text(
        "Đang lập báo cáo ngày {day}; trang sẽ tự hiện sau ít giây.",
        "The report of {day} is being made; this page will show it in seconds.",
    ),
    "cannot_read": Text(
        "Chưa đọc được số liệu của ngày {day}.", "What was kept of {day} cannot be read now."
    ),
    "method": Text("Cách tính", "How the figures came about"),
}
