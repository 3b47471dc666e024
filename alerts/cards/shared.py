"""Causes that many lines go down of at once, and the monitor's own: mended elsewhere, whatever a commune does."""

from collections.abc import Mapping

from alerts.cards.card import Card, TeamId, Visit
from alerts.cards.steps import (
    CHECK_CABLES,
    CHECK_POWER,
    GO_ON_IF_WORKING,
    NO_CALL_UNTIL_OVER,
    TAKE_PAPER,
    USE_BACKUP,
    WARN_OF_DEADLINES,
)
from probes.language import Text

SHARED: Mapping[str, Card] = {
    "monitor_blind": Card(
        name=Text("Máy giám sát mất kết nối", "The monitor is cut off"),
        meaning=Text(
            "Máy giám sát của tỉnh đang mất mạng, nên chưa biết nơi nào bình thường, nơi nào có sự cố",
            "The province's monitor cannot see the network, so which places are well and which are not is not known",
        ),
        before_calling=(
            GO_ON_IF_WORKING,
            CHECK_POWER,
            CHECK_CABLES,
        ),
        calling=Text(
            "Đơn vị không làm việc được thì gọi tổ trực ngay: lúc này máy giám sát không báo thay được",
            "If you cannot work, call the duty team at once: for now the monitor cannot do it for you",
        ),
        team=TeamId.NETWORK,
        visit=Visit.MAYBE_ON_SITE,
    ),
    "province_outage": Card(
        name=Text("Mất kết nối diện rộng", "Wide outage"),
        meaning=Text(
            "Nhiều đường truyền trong tỉnh mất kết nối gần như cùng lúc: lỗi chung, không riêng đơn vị nào",
            "Many lines of the province went down at nearly the same time: a shared fault, not one centre's",
        ),
        calling=NO_CALL_UNTIL_OVER,
        meanwhile=(USE_BACKUP, TAKE_PAPER, WARN_OF_DEADLINES),
        team=TeamId.NETWORK,
        visit=Visit.REMOTE,
    ),
    "isp_outage": Card(
        name=Text("Sự cố của nhà mạng", "An ISP's outage"),
        meaning=Text(
            "Nhiều đường truyền của cùng một nhà mạng mất kết nối gần như cùng lúc: lỗi chung, không riêng đơn vị nào",
            "Many lines of one ISP went down at nearly the same time: a shared fault, not one centre's",
        ),
        calling=NO_CALL_UNTIL_OVER,
        meanwhile=(
            Text(
                "Nếu có đường dự phòng của nhà mạng khác thì chuyển sang dùng tạm",
                "If there is a backup of another ISP, use it for now",
            ),
            TAKE_PAPER,
            WARN_OF_DEADLINES,
        ),
        team=TeamId.ISPS,
        visit=Visit.REMOTE,
    ),
    "upstream_outage": Card(
        name=Text("Sự cố tại điểm mạng dùng chung", "Outage of a shared network point"),
        meaning=Text(
            "Nhiều đường truyền đi qua cùng một điểm mạng hoặc tuyến cáp mất kết nối gần như cùng lúc",
            "Many lines that pass the same network point or cable went down at nearly the same time",
        ),
        calling=NO_CALL_UNTIL_OVER,
        meanwhile=(
            Text(
                "Nếu có đường dự phòng đi hướng khác (4G, nhà mạng khác) thì chuyển sang dùng tạm",
                "If there is a backup that goes another way (4G, another ISP), use it for now",
            ),
            TAKE_PAPER,
            WARN_OF_DEADLINES,
        ),
        team=TeamId.ISPS,
        visit=Visit.REMOTE,
    ),
}
