"""What the sheet for the wall says beside the commune's name and address."""

from collections.abc import Mapping

from probes.language import Text

POSTER: Mapping[str, Text] = {
    "heading": Text("Trước khi gọi, xem trang này", "Look here before you call"),
    "code": Text("Mã QR của trang {address}", "QR code of {address}"),
    "how": Text(
        "Mạng chậm, không vào được hệ thống hoặc ký số bị lỗi: quét mã bằng máy ảnh của điện thoại, hoặc gõ địa chỉ trên vào "
        "trình duyệt.",
        "The network is slow, a system does not open or signing fails: scan the code with your phone's camera, or type the address "
        "above into a browser.",
    ),
    "what": Text(
        "Trang cho biết đang có sự cố gì, nên làm gì trước, có cần gọi hay không và gọi số nào.",
        "The page says what is wrong, what to do first, whether to call, and which number.",
    ),
    "without_the_line": Text(
        "Máy tính của đơn vị mất mạng thì thử mở trang bằng dữ liệu di động (3G, 4G) của điện thoại.",
        "When the office's computers are cut off, try the page over your phone's mobile data.",
    ),
    "only_inside": Text(
        "Trang chỉ mở được khi điện thoại hoặc máy tính đang nối vào mạng của cơ quan.",
        "The page opens only where the phone or computer is on the office's network.",
    ),
    "to_print": Text(
        "In trên giấy A4 khổ đứng (Ctrl+P), quét thử mã, rồi dán ở nơi cán bộ ngồi trực dễ thấy.",
        "Print on A4, upright (Ctrl+P), try the code, and put it where staff can see it.",
    ),
    "back": Text("Trang của {commune}", "The page of {commune}"),
    "cannot": Text("Chưa in được tờ này", "This sheet cannot be printed yet"),
    "not_said": Text(
        "Tỉnh chưa khai báo địa chỉ của trang trạng thái, nên chưa có mã QR.",
        "The address of the status page is not declared, so there is no QR code.",
    ),
    "cannot_be_opened": Text(
        "Địa chỉ trang trạng thái đã khai báo không phải là địa chỉ mà điện thoại mở được, nên không in thành mã QR.",
        "The declared address of the status page is none that a phone can open, so no QR code is made of it.",
    ),
    "what_to_set": Text(
        "Người quản trị điền {key} trong bản khai báo (inventory), ví dụ {example}, rồi mở lại trang này.",
        "The administrator sets {key} in the inventory, for example {example}, and opens this page again.",
    ),
}
