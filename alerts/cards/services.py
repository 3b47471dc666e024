"""Shared systems, by what is measured and what is reported; the one that only this centre cannot reach; what stops as planned."""

from collections.abc import Mapping

from alerts.cards.card import Card, TeamId, Visit
from alerts.cards.steps import (
    CHECK_CLOCK,
    NO_CALL_UNTIL_OVER,
    NOTE_THE_ERROR,
    TAKE_PAPER,
    TRY_ANOTHER_BROWSER,
    TRY_ANOTHER_COMPUTER,
    WARN_OF_DEADLINES,
)
from probes.language import Text

SERVICES: Mapping[str, Card] = {
    "service_outage": Card(
        name=Text("Hệ thống dùng chung có sự cố", "Shared system failing"),
        meaning=Text(
            "Nhìn từ tỉnh hoặc từ nhiều xã, hệ thống này báo lỗi hoặc không trả lời: lỗi chung, không riêng đơn vị nào",
            "Seen from the province, or from many communes, this system fails or does not answer: a shared fault, not one centre's",
        ),
        before_calling=(
            Text(
                "Nếu đơn vị vẫn vào được thì cứ dùng, nhớ lưu thường xuyên",
                "If it still works here, use it, and save your work often",
            ),
            Text(
                "Không bấm gửi lại nhiều lần: hồ sơ hoặc khoản thanh toán có thể bị trùng",
                "Do not send again and again: a dossier or a payment may go through twice",
            ),
        ),
        calling=NO_CALL_UNTIL_OVER,
        meanwhile=(
            TAKE_PAPER,
            Text(
                "Ghi lại mã hồ sơ đang làm dở để kiểm tra khi hệ thống có lại",
                "Note the number of a dossier you were in the middle of, and check it afterwards",
            ),
            WARN_OF_DEADLINES,
        ),
        team=TeamId.PROCEDURES,
        visit=Visit.REMOTE,
    ),
    "service_slow": Card(
        name=Text("Hệ thống dùng chung không ổn định", "Shared system unsteady"),
        meaning=Text(
            "Hệ thống này vẫn dùng được nhưng trả lời chậm, hoặc nơi vào được nơi không",
            "This system can be used, but answers slowly, or not everywhere",
        ),
        before_calling=(
            Text(
                "Chờ trang tải xong, không bấm đi bấm lại",
                "Wait for the page, and do not click over and over",
            ),
            Text("Lưu nháp thường xuyên", "Save drafts often"),
        ),
        calling=Text(
            "Chậm thì cứ chờ; nếu đơn vị hoàn toàn không vào được quá 15 phút thì gọi tổ trực, đọc tên xã và tên hệ thống",
            "If it is only slow, be patient; if nothing works here for 15 minutes, call the duty team and name the system",
        ),
        meanwhile=(
            Text("Việc không cần đến hệ thống này thì làm trước", "Do first what does not need this system"),
        ),
        team=TeamId.PROCEDURES,
        visit=Visit.REMOTE,
    ),
    "service_reported": Card(
        name=Text("Nhiều xã báo lỗi", "Reported by several communes"),
        meaning=Text(
            "Từ ba xã trở lên cùng báo lỗi của hệ thống này trong 15 phút; đây là lời báo, máy giám sát có thể chưa đo thấy",
            "Three communes or more report trouble with this system within 15 minutes; the monitor itself may not see it",
        ),
        before_calling=(
            Text(
                "Thử lại sau 15 phút; đơn vị vẫn dùng được phần nào thì cứ dùng, nhớ lưu thường xuyên",
                "Try again in 15 minutes; use what still works here, and save your work often",
            ),
            NOTE_THE_ERROR,
        ),
        calling=Text(
            "Không cần gọi lại việc đã báo: tổ trực thấy mọi báo cáo; gặp việc khác thì báo thêm, gấp thì gọi tổ trực",
            "No need to call about what was reported: the duty team sees every report; report anything else, and call if it is urgent",
        ),
        meanwhile=(TAKE_PAPER, WARN_OF_DEADLINES),
        team=TeamId.PROCEDURES,
        visit=Visit.REMOTE,
    ),
    "service_unreachable_here": Card(
        name=Text("Đơn vị không vào được hệ thống", "A system is out of reach here"),
        meaning=Text(
            "Máy đo tại trung tâm không vào được hệ thống này, trong khi nơi khác vẫn vào được",
            "The centre's own probe cannot reach this system, while other places can",
        ),
        before_calling=(
            Text(
                "Thử mở một trang khác (ví dụ chinhphu.vn): cũng không được thì có thể là lỗi mạng, không phải lỗi hệ thống",
                "Try another page (chinhphu.vn, say): if that fails too, it may be the network and not the system",
            ),
            TRY_ANOTHER_COMPUTER,
            CHECK_CLOCK,
            TRY_ANOTHER_BROWSER,
            NOTE_THE_ERROR,
        ),
        calling=Text(
            "Vẫn không được thì gọi tổ trực, đọc tên xã, tên hệ thống, mã lỗi và giờ gặp lỗi",
            "If it still fails, call the duty team: the commune, the system, the error code and the time",
        ),
        meanwhile=(TAKE_PAPER, WARN_OF_DEADLINES),
        team=TeamId.NETWORK,
        visit=Visit.REMOTE,
    ),
}

MAINTENANCE = Card(
    name=Text("Bảo trì theo kế hoạch", "Planned maintenance"),
    meaning=Text(
        "Phần này tạm ngừng theo kế hoạch đã báo trước; các phần khác không nằm trong đợt bảo trì",
        "This part is stopped as announced; the others have no part in it",
    ),
    calling=Text(
        "Không cần gọi báo trong giờ bảo trì; quá giờ dự kiến phục hồi mà chưa dùng được thì gọi tổ trực",
        "No need to call while it lasts; if nothing works after the announced end, call the duty team",
    ),
    meanwhile=(
        Text(
            "Xem giờ dự kiến phục hồi để hẹn người dân cho đúng",
            "Tell people to come back after the announced end",
        ),
        TAKE_PAPER,
    ),
)
