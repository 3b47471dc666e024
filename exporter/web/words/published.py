"""What pages on a plain web host say of themselves."""

from collections.abc import Mapping

from probes.language import Text

PUBLISHED: Mapping[str, Text] = {
    "copy": Text(
        "Bản sao của trang tình trạng, đặt ở nơi khác để xem được bằng mạng di động khi đường truyền của đơn vị bị đứt.",
        "A copy of the status page, kept elsewhere to be read over a mobile network while the commune's own line is cut.",
    ),
    "after": Text(
        "Sau giờ đó trang này đã cũ: chưa rõ tình trạng hiện nay.",
        "After that it is old, and the present state is not known.",
    ),
    "old": Text(
        "Trang này đã cũ, chỉ có giá trị đến {until}: chưa rõ tình trạng hiện nay. Nếu không làm việc được thì gọi tổ trực",
        "This page is old, it was good until {until}: the present state is not known. If you cannot work, call the duty team",
    ),
}
