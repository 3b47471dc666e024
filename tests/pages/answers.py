"""What a strict lead of a provincial duty team wants a commune to be told, written by hand and apart from the code.

For each moment (`moments.py`): call, don't call, or wait; words that the answer must hold; words of the next step. "call if" is for
what the monitor cannot judge, or after the steps: nobody is told there that a call is needless.
"""

from typing import Literal, NamedTuple

Answer = Literal["call", "call if", "wait", "don't call"]


class Wanted(NamedTuple):
    """One row."""

    answer: Answer
    says: str
    step: str


TABLE: dict[str, Wanted] = {
    # nothing is known: never "no need to call"
    "monitor_blind": Wanted(
        "call if", "không làm việc được thì gọi", "vẫn làm việc được thì không phải làm gì thêm"
    ),
    "unknown": Wanted(
        "call if", "không làm việc được thì gọi", "vẫn làm việc được thì không phải làm gì thêm"
    ),
    # shared, on record: mended elsewhere
    "province_outage": Wanted("don't call", "lỗi chung", "đường dự phòng"),
    "isp_outage": Wanted("don't call", "lỗi chung", "đường dự phòng của nhà mạng khác"),
    "upstream_outage": Wanted("don't call", "lỗi chung", "đường dự phòng đi hướng khác"),
    "service_outage": Wanted("don't call", "lỗi chung", "hồ sơ giấy"),
    "service_outage acknowledged": Wanted("don't call", "tổ trực đã tiếp nhận lúc 12:56", "hồ sơ giấy"),
    "service_slow": Wanted("don't call", "quá 15 phút thì gọi", "không bấm đi bấm lại"),
    "service_reported": Wanted("don't call", "nhiều xã báo lỗi, đã ghi nhận", "Thử lại sau 15 phút"),
    "service_reported acknowledged": Wanted(
        "don't call", "tổ trực đã tiếp nhận lúc 12:56", "Thử lại sau 15 phút"
    ),
    "authority_outage": Wanted("don't call", "phải ký gấp", "không bấm ký lại nhiều lần"),
    "isp_outage and line_down": Wanted("don't call", "lỗi chung", "đường dự phòng"),
    # our own, told to the duty team a few minutes ago: a quarter of an hour is theirs
    "line_down": Wanted("wait", "Đến 13:10 vẫn chưa có thì gọi", "mất điện"),
    "signing_blocked": Wanted("wait", "Đến 13:10 vẫn chưa có thì gọi", "thiếu chữ ký lãnh đạo hay con dấu"),
    "service_unreachable_here": Wanted("wait", "12:55", "Thử mở một trang khác"),
    "backup_available": Wanted("wait", "12:55", "Thử mở một trang quen dùng"),
    "line_partly_down": Wanted("wait", "12:55", "Thử mở một trang quen dùng"),
    "line_flapping": Wanted("wait", "12:55", "Xem ổ cắm"),
    "line_lossy": Wanted("wait", "12:55", "Tạm hoãn tải tệp lớn"),
    "line_slow": Wanted("wait", "12:55", "Tạm hoãn tải tệp lớn"),
    "agent_silent": Wanted("wait", "12:55", "máy đo có cắm điện"),
    "signing_at_risk": Wanted("wait", "12:55", "nhóm nào sắp hết hạn"),
    "line_down being checked": Wanted("wait", "đang kiểm tra lại", "mất điện"),
    "line_down and service_outage": Wanted("wait", "Đến 13:10 vẫn chưa có thì gọi", "mất điện"),
    # nobody took it on, or nobody can say whether they were told
    "line_down told long ago": Wanted("call", "chưa có người tiếp nhận", "46-K7QM-3"),
    "service_outage and signing_blocked": Wanted("call", "chưa có người tiếp nhận", "46-P3XW-1"),
    "service_reported and signing_blocked": Wanted("call", "chưa có người tiếp nhận", "46-P3XW-1"),
    "line_down not told": Wanted("call if", "chưa rõ tổ trực đã nhận được cảnh báo chưa", "mất điện"),
    "line_slow told long ago": Wanted("call if", "chưa có người tiếp nhận", "Tạm hoãn tải tệp lớn"),
    # somebody has it
    "line_down acknowledged": Wanted("don't call", "đã tiếp nhận lúc 12:56", "mất điện"),
    "line_down planned": Wanted("don't call", "dự kiến xong lúc 15:00", "giờ dự kiến phục hồi"),
    # the centre is well: its reception point does not speak for it
    "normal": Wanted("don't call", "Chưa cần gọi", "trước khi gọi"),
    "satellite_down": Wanted("wait", "12:55", "mất điện"),
    "normal and satellite_down": Wanted("don't call", "Chưa cần gọi", "trước khi gọi"),
    "service_outage and line_slow": Wanted("don't call", "lỗi chung", "hồ sơ giấy"),
}

BEGINS: dict[Answer, tuple[str, ...]] = {
    "call": ("Hãy gọi tổ trực",),
    "call if": ("Nếu không làm việc được thì gọi", "Làm các bước dưới đây, chưa được thì gọi"),
    "wait": ("Chưa cần gọi:",),
    "don't call": ("Không cần gọi", "Chưa cần gọi"),
}
"""How the first words on the page say so."""
