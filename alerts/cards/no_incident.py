"""What is no incident: nothing known, and nothing found wrong."""

from collections.abc import Mapping

from alerts.cards.card import Card, TeamId, Visit
from alerts.cards.steps import (
    CHECK_CABLES,
    CHECK_CLOCK,
    CHECK_POWER,
    GO_ON_IF_WORKING,
    GUARD_THE_PIN,
    NOTE_THE_ERROR,
    TRY_ANOTHER_BROWSER,
    TRY_ANOTHER_COMPUTER,
)
from probes.language import Text

NO_INCIDENT: Mapping[str, Card] = {
    "unknown": Card(
        name=Text("Chưa rõ", "Not known"),
        meaning=Text(
            "Chưa đủ số liệu mới để kết luận: không có nghĩa là bình thường, cũng không có nghĩa là có sự cố",
            "Too little fresh is known to judge by: that means neither that all is well nor that something is wrong",
        ),
        before_calling=(
            GO_ON_IF_WORKING,
            CHECK_POWER,
            CHECK_CABLES,
            TRY_ANOTHER_COMPUTER,
        ),
        calling=Text(
            "Không làm việc được thì gọi tổ trực, đọc tên xã và việc đang vướng",
            "If you cannot work, call the duty team: the commune, and what fails",
        ),
        team=TeamId.NETWORK,
        visit=Visit.REMOTE,
    ),
    "normal": Card(
        name=Text("Bình thường", "Normal"),
        meaning=Text(
            "Nhìn từ tỉnh, đường truyền của trung tâm có trả lời và chưa thấy sự cố nào; "
            "máy tính, mạng nội bộ, tài khoản tại đơn vị vẫn có thể có lỗi riêng",
            "Seen from the province, the centre's line answers and nothing was found wrong; "
            "computers, the internal network and accounts may still have faults of their own",
        ),
        before_calling=(
            TRY_ANOTHER_COMPUTER,
            CHECK_CLOCK,
            TRY_ANOTHER_BROWSER,
            Text(
                "Quên mật khẩu hoặc bị khóa tài khoản: hỏi người quản trị tài khoản của xã",
                "For a forgotten password or a locked account, ask the commune's account administrator",
            ),
            Text(
                "Không ký số được: rút thiết bị ký ra cắm cổng USB khác, xem phần mềm ký số đã chạy chưa",
                "If you cannot sign, plug the token into another USB port and see whether the signing software runs",
            ),
            GUARD_THE_PIN,
            NOTE_THE_ERROR,
        ),
        calling=Text(
            "Vẫn không làm việc được thì gọi tổ trực, đọc tên xã, việc đang làm, mã lỗi và giờ gặp lỗi",
            "If you still cannot work, call the duty team: the commune, what you were doing, the error code and the time",
        ),
    ),
}
