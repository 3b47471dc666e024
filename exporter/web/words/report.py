"""What the form says with which staff report trouble."""

from collections.abc import Mapping

from probes.language import Text

REPORT: Mapping[str, Text] = {
    "title": Text("Báo sự cố", "Report trouble"),
    "purpose": Text(
        "Dành cho cán bộ của đơn vị, để báo việc mà máy giám sát không tự thấy được. Báo cáo được ghi lại cho tổ trực của tỉnh; không có chuông báo, nên việc gấp hãy gọi.",
        "For the commune's own staff, to report what the monitor cannot see by itself. It is put down for those on duty; no phone rings, so call if it is urgent.",
    ),
    "warning": Text(
        "Đừng ghi tên, số căn cước hay số điện thoại của ai, cũng đừng ghi mật khẩu hay mã PIN.",
        "Write nobody's name, identity number or phone number, and no password or PIN.",
    ),
    "kind": Text("Việc đang gặp", "What does not work"),
    "service": Text("Hệ thống", "System"),
    "no_service": Text("(không rõ, hoặc không thuộc hệ thống nào)", "(not known, or none of these)"),
    "text": Text(
        "Ghi thêm, nếu cần (nhiều nhất {most} ký tự)", "More, if need be (at most {most} characters)"
    ),
    "code": Text("Mã của đơn vị", "The commune's code"),
    "code_hint": Text(
        "10 chữ và số, tỉnh đã gửi riêng cho đơn vị. Gõ chữ hoa hay thường, có hay không có gạch nối đều được.",
        "10 letters and digits that the province gave your commune. Capitals, spaces and dashes do not matter.",
    ),
    "send": Text("Gửi báo cáo", "Send"),
    "sent": Text("Đã ghi lại cho tổ trực của tỉnh", "Put down for the province's team on duty"),
    "sent_then": Text(
        "Không cần gửi lại. Nếu công dân đang chờ, hãy tiếp nhận hồ sơ giấy; nếu gấp, hãy gọi tổ trực.",
        "No need to send it again. If people are waiting, take in paper dossiers; if it is urgent, call those on duty.",
    ),
    "closed": Text(
        "Hiện chưa nhận được báo cáo qua trang này; hãy gọi tổ trực",
        "Reports cannot be taken on this page now; call those on duty",
    ),
    "back": Text("Về trang của {name}", "Back to {name}"),
    "invitation": Text("Báo việc mà máy giám sát không thấy", "Report what the monitor cannot see"),
}
