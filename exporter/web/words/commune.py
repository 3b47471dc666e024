"""What the page of a commune says beside its verdict."""

from collections.abc import Mapping

from probes.language import Text

COMMUNE: Mapping[str, Text] = {
    "seen_from_the_province": Text("Nhìn từ tỉnh", "Seen from the province"),
    "seen_from_the_commune": Text("Nhìn từ xã", "Seen from the commune"),
    "status": Text("Tình trạng", "Status"),
    "since": Text("Từ lúc", "Since"),
    "last_checked": Text("Kiểm tra lần cuối", "Last checked"),
    "nothing_yet": Text("chưa có số liệu", "nothing yet"),
    "since_within": Text("từ", "since"),
    "incident_code": Text("Mã sự cố:", "Incident:"),
    "what_to_do": Text("Việc cần làm:", "What to do:"),
    "lines": Text("Đường truyền", "Lines"),
    "line": Text("Đường truyền", "Line"),
    "no_line_is_declared": Text("Chưa khai báo đường truyền nào.", "No line is declared."),
    "shared_systems": Text("Hệ thống dùng chung", "Shared systems"),
    "system": Text("Hệ thống", "System"),
    "the_commune_own_probe": Text("Máy đo đặt tại xã", "The commune's own probe"),
    "last_heard": Text("lần cuối lúc", "last heard"),
    "while_the_line_is_cut": Text(
        "Khi đường truyền đứt, máy vẫn đo và gửi bù khi có mạng trở lại.",
        "While the line is cut it goes on looking, and delivers when the line is back.",
    ),
    "signing_certificates": Text("Chứng thư chữ ký số", "Signing certificates"),
    "the_declared_certificates_by_their": Text(
        "Số chứng thư đã khai báo, theo tình trạng:", "The declared certificates, by their state:"
    ),
}
