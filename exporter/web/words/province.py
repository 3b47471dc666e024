"""What the first page says beside the verdicts."""

from collections.abc import Mapping

from probes.language import Text

PROVINCE: Mapping[str, Text] = {
    "status": Text("Tình trạng", "Status"),
    "commune": Text("Đơn vị", "Commune"),
    "what_is_seen": Text("Điều nhìn thấy", "What is seen"),
    "since": Text("Từ lúc", "Since"),
    "last_checked": Text("Kiểm tra lần cuối", "Last checked"),
    "nothing_yet": Text("chưa có số liệu", "nothing yet"),
    "run_by": Text("Đơn vị vận hành:", "Run by"),
}
