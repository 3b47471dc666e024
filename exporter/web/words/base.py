"""What every page says."""

from collections.abc import Mapping

from probes.language import Text

BASE: Mapping[str, Text] = {
    "other_language": Text("English", "Tiếng Việt"),
    "other_code": Text("en", "vi"),
    "skip": Text("Bỏ qua phần đầu trang", "Skip to the content"),
    "limits": Text(
        "Trang này chỉ nói những gì máy giám sát của tỉnh thấy được: đường truyền, các hệ thống dùng chung có trả lời hay không, "
        "và chứng thư chữ ký số đã khai báo còn dùng được hay không. Máy tính, mạng nội bộ hoặc tài khoản tại đơn vị vẫn có thể "
        "gặp lỗi riêng.",
        "This page says only what the province's monitor sees: whether lines and shared systems answer, and whether the declared "
        "signing certificates can be used. Computers, the internal network or accounts in a commune may still have faults of "
        "their own.",
    ),
    "valid": Text("Số liệu lúc {at}, có giá trị đến {until}.", "As of {at}, good until {until}."),
    "renews": Text("Trang tự làm mới.", "This page renews itself."),
    "old": Text(
        "Số liệu cũ: không liên lạc được với máy giám sát từ {at}, nên chưa rõ tình trạng hiện nay",
        "Old: the monitor has not been reached since {at}, so the present state is not known",
    ),
    "pages": Text("Các trang", "Pages"),
    "incidents": Text("Sự cố", "Incidents"),
    "report": Text("Báo cáo", "Report"),
    "back": Text("Về trang đầu", "Back to the first page"),
}
