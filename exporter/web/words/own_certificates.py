"""What the page says on which a commune reads the ends of its own certificates."""

from collections.abc import Mapping

from probes.language import Text

OWN_CERTIFICATES: Mapping[str, Text] = {
    "title": Text("Chứng thư chữ ký số theo vai trò", "Signing certificates by role"),
    "invitation": Text(
        "Xem ngày hết hạn theo vai trò (cần mã của đơn vị)", "When each of them ends, by role (with the code)"
    ),
    "purpose": Text(
        "Dành cho cán bộ của đơn vị: chứng thư của vai trò nào, tình trạng ra sao, ngày nào hết hạn. Trang này không có tên người và số chứng thư.",
        "For the commune's own staff: which role's certificate, in which state, ending when. No person's name and no number is shown.",
    ),
    "open": Text("Xem", "Show"),
    "closed": Text(
        "Hiện chưa kiểm tra được mã của đơn vị; hãy gọi tổ trực",
        "The commune's code cannot be checked now; call those on duty",
    ),
    "none": Text("Chưa khai báo chứng thư nào.", "None is declared."),
    "as_of": Text("Tính đến {at}.", "As of {at}."),
    "again": Text("Xem xong hãy đóng trang này.", "Close this page when you have read it."),
}
