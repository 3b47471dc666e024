"""The sheets of an inventory workbook and their columns: the one list that template, import and export share."""

import unicodedata
from dataclasses import dataclass
from functools import cache
from typing import Literal

from probes.inventory.thresholds import Thresholds

Form = Literal["text", "id", "number", "several", "numbers", "flag", "json", "day", "moment"]


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its dotted name in the inventory, its Vietnamese heading, and how its cells are read."""

    name: str
    vi: str
    form: Form = "text"
    required: bool = False


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet: its name, its Vietnamese name, its columns, and what it is for."""

    name: str
    vi: str
    columns: tuple[Column, ...]

    def column(self, heading: str) -> Column | None:
        """The column that a heading names, in either language."""
        wanted = plainly(heading)
        return next((c for c in self.columns if wanted in (plainly(c.name), plainly(c.vi))), None)


@cache
def plainly(title: str) -> str:
    """A title as people mean it: without case, accents, line breaks and what else two hands write differently."""
    letters = unicodedata.normalize("NFD", title.casefold().replace("đ", "d"))
    return " ".join(
        "".join(letter for letter in letters if letter.isalnum() or letter in " ._\n\t\xa0").split()
    ).rstrip(".")


def _named(vi: str) -> tuple[Column, ...]:
    """What many a sheet begins with: the id of each `vi`, and its name."""
    return (Column("id", f"Mã {vi}", "id", required=True), Column("name", f"Tên {vi}", required=True))


def _thresholds(prefix: str, vi: str) -> tuple[Column, ...]:
    return tuple(
        Column(f"{prefix}thresholds.{name}", f"{vi}: {name}", "number") for name in Thresholds.model_fields
    )


LINES = Sheet(
    "lines",
    "Đường truyền",
    (
        Column("commune", "Mã xã", required=True),
        Column("name", "Tên xã", required=True),
        Column("province", "Mã tỉnh", required=True),
        Column("site", "Điểm", required=True),
        Column("link", "Đường", required=True),
        Column("role", "Vai trò"),
        Column("isp", "Nhà mạng", required=True),
        Column("medium", "Loại đường"),
        Column("address", "Địa chỉ IP"),
        Column("upstream", "Nút trên"),
        Column("circuit", "Mã kênh"),
        Column("site_kind", "Loại điểm"),
        Column("site_name", "Tên điểm"),
        Column("site_agent", "Có máy đo", "flag"),
        Column("site_courier_times", "Giờ chuyển hồ sơ", "several"),
        Column("dossiers_per_day", "Hồ sơ mỗi ngày", "number"),
        Column("email", "Thư điện tử"),
        *_thresholds("", "Ngưỡng đường"),
        *_thresholds("site.", "Ngưỡng điểm"),
    ),
)

SHEETS: tuple[Sheet, ...] = (
    LINES,
    Sheet(
        "services",
        "Dịch vụ",
        (
            *_named("dịch vụ"),
            Column("team", "Tổ phụ trách", "id"),
            Column("provinces", "Các tỉnh dùng", "several"),
            Column("kind", "Cách đo"),
            Column("url", "Địa chỉ web"),
            Column("host", "Máy chủ"),
            Column("port", "Cổng", "number"),
            Column("dns_name", "Tên miền"),
            Column("type", "Loại bản ghi"),
            Column("server", "Máy chủ DNS"),
            Column("check", "Mã phép đo", "id"),
            Column("vantages", "Đo từ", "several"),
            Column("interval", "Chu kỳ"),
            Column("timeout", "Thời gian chờ"),
            Column("method", "Phương thức"),
            Column("redirects", "Số lần chuyển hướng", "number"),
            Column("trust", "Tệp CA tin cậy"),
            Column("family", "Giao thức IP"),
            Column("expect", "Câu trả lời mong đợi", "several"),
            Column("expect.status", "Mã HTTP mong đợi", "numbers"),
            Column("expect.body", "Nội dung phải có"),
            Column("expect.body_absent", "Nội dung không được có"),
            Column("expect.headers", "Tiêu đề mong đợi", "json"),
            *_thresholds("", "Ngưỡng"),
        ),
    ),
    Sheet(
        "signers",
        "Chứng thư số",
        (
            Column("id", "Mã chứng thư", "id"),
            Column("commune", "Mã xã", required=True),
            Column("role", "Vai trò", "id", required=True),
            Column("signer_kind", "Loại thuê bao", required=True),
            Column("not_after", "Hết hạn ngày", "day"),
            Column("authority", "Tổ chức chứng thực", "id"),
            Column("group", "Nhóm vai trò"),
            Column("file", "Tệp chứng thư"),
        ),
    ),
    Sheet(
        "teams",
        "Tổ hỗ trợ",
        (
            *_named("tổ"),
            Column("phone", "Điện thoại"),
            Column("email", "Thư điện tử"),
        ),
    ),
    Sheet(
        "roster",
        "Lịch trực",
        (
            Column("team", "Mã tổ", "id", required=True),
            Column("start", "Từ", "moment", required=True),
            Column("end", "Đến", "moment", required=True),
            Column("person", "Người trực (chức danh)", required=True),
            Column("phone", "Điện thoại"),
        ),
    ),
    Sheet(
        "provinces",
        "Tỉnh, thành phố",
        (
            Column("code", "Mã tỉnh", required=True),
            Column("name", "Tên tỉnh", required=True),
            *_thresholds("", "Ngưỡng"),
        ),
    ),
    Sheet(
        "isps",
        "Nhà mạng",
        (
            *_named("nhà mạng"),
            Column("hotline", "Tổng đài"),
        ),
    ),
    Sheet(
        "upstreams",
        "Nút trên",
        (
            *_named("nút"),
            Column("isp", "Nhà mạng", "id"),
        ),
    ),
    Sheet(
        "authorities",
        "Tổ chức chứng thực",
        (
            *_named("tổ chức"),
            Column("anchors", "Tệp chứng thư gốc", "several"),
            Column("intermediates", "Tệp chứng thư trung gian", "several"),
            Column("canary", "Tệp chứng thư mẫu"),
            Column("crl", "Địa chỉ danh sách thu hồi", "several"),
            Column("crl_files", "Tệp danh sách thu hồi", "several"),
            Column("ocsp", "Địa chỉ OCSP"),
            Column("ocsp_good", "Tệp mẫu còn hiệu lực"),
            Column("ocsp_revoked", "Tệp mẫu đã thu hồi"),
            Column("timestamp", "Địa chỉ dấu thời gian"),
            Column("timestamp_anchors", "Tệp gốc dấu thời gian", "several"),
            Column("timestamp_intermediates", "Tệp trung gian dấu thời gian", "several"),
            Column("from_certificates", "Hỏi theo địa chỉ trong chứng thư", "flag"),
            Column("networks", "Mạng được phép", "several"),
            Column("rewrite", "Địa chỉ thay thế", "json"),
            Column("renewal_closes_days", "Hết quyền gia hạn khi còn (ngày)", "number"),
        ),
    ),
    Sheet(
        "hours",
        "Giờ tiếp nhận",
        (
            Column("province", "Mã tỉnh"),
            Column("commune", "Mã xã"),
            Column("days", "Các ngày", "several"),
            Column("times", "Khung giờ", "several", required=True),
            Column("season", "Mùa"),
        ),
    ),
    Sheet(
        "extra_hours",
        "Giờ tăng cường",
        (
            Column("province", "Mã tỉnh"),
            Column("commune", "Mã xã"),
            Column("start", "Từ ngày", "day", required=True),
            Column("end", "Đến hết ngày", "day", required=True),
            Column("days", "Các ngày", "several"),
            Column("times", "Khung giờ", "several", required=True),
        ),
    ),
    Sheet(
        "days",
        "Ngày nghỉ, làm bù",
        (
            Column("province", "Mã tỉnh"),
            Column("day", "Ngày", "day", required=True),
            Column("working", "Có làm việc", "flag", required=True),
            Column("name", "Tên ngày"),
        ),
    ),
    Sheet(
        "maintenance",
        "Bảo trì",
        (
            Column("province", "Mã tỉnh"),
            Column("commune", "Mã xã"),
            Column("site", "Mã điểm", "id"),
            Column("link", "Mã đường", "id"),
            Column("isp", "Nhà mạng", "id"),
            Column("upstream", "Nút trên", "id"),
            Column("service", "Mã dịch vụ", "id"),
            Column("authority", "Tổ chức chứng thực", "id"),
            Column("start", "Từ", "moment"),
            Column("end", "Đến", "moment"),
            Column("days", "Hằng tuần vào", "several"),
            Column("day_of_month", "Hằng tháng ngày", "number"),
            Column("times", "Khung giờ", "several"),
            Column("reason", "Lý do", required=True),
            Column("announced", "Ngày thông báo", "day"),
            Column("force_majeure", "Lý do bất khả kháng"),
        ),
    ),
    Sheet(
        "witnesses",
        "Nhân chứng",
        (
            Column("id", "Mã nhân chứng", "id", required=True),
            Column("address", "Địa chỉ IP", required=True),
        ),
    ),
    Sheet(
        "settings",
        "Cài đặt",
        (
            Column("setting", "Cài đặt", required=True),
            Column("value", "Giá trị", required=True),
        ),
    ),
)


def sheet_named(title: str) -> Sheet | None:
    """The sheet that a tab's title names, in either language."""
    wanted = plainly(title)
    return next((sheet for sheet in SHEETS if wanted in (sheet.name, plainly(sheet.vi))), None)
