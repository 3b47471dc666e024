"""A commune's own lines, its reception points, and the probe that stands in its centre."""

from collections.abc import Mapping

from alerts.cards.card import Card, TeamId, Visit
from alerts.cards.steps import (
    CALL_WITH_CODE,
    CHECK_CABLES,
    CHECK_POWER,
    GO_ON_IF_ONLINE,
    POSTPONE_HEAVY_USE,
    RESTART_ONCE,
    TAKE_PAPER,
    TRY_ANOTHER_COMPUTER,
    USE_BACKUP,
    WARN_OF_DEADLINES,
)
from probes.language import Text

_READ_THE_LIGHTS = Text(
    "Đã làm các bước trên mà chưa được thì gọi tổ trực, đọc tên xã, mã sự cố và đèn nào của thiết bị đang tắt hoặc đỏ",
    "If these steps do not help, call the duty team: give the commune's name, the incident's code, and which lights are off or red",
)
_LOWER_THE_PICTURE = Text(
    "Đang họp trực tuyến mà hình, tiếng bị giật: tắt bớt hình và báo điểm cầu chủ trì",
    "In a choppy online meeting, switch pictures off and tell whoever chairs it",
)

LINES: Mapping[str, Card] = {
    "line_down": Card(
        name=Text("Mất kết nối", "Line down"),
        meaning=Text(
            "Nhìn từ tỉnh, mọi đường truyền theo dõi được của trung tâm đều không trả lời: có thể do điện, thiết bị hoặc đường cáp",
            "Seen from the province, no watched line of the centre answers: it may be power, a device or the cable",
        ),
        before_calling=(CHECK_POWER, CHECK_CABLES, RESTART_ONCE, TRY_ANOTHER_COMPUTER, USE_BACKUP),
        calling=_READ_THE_LIGHTS,
        meanwhile=(TAKE_PAPER, WARN_OF_DEADLINES),
        team=TeamId.NETWORK,
        visit=Visit.MAYBE_ON_SITE,
    ),
    "satellite_down": Card(
        name=Text("Điểm tiếp nhận mất kết nối", "Reception point cut off"),
        meaning=Text(
            "Nhìn từ tỉnh, đường truyền của điểm tiếp nhận không trả lời; trung tâm của xã được theo dõi riêng",
            "Seen from the province, the reception point's line does not answer; the centre is watched on its own",
        ),
        before_calling=(CHECK_POWER, CHECK_CABLES, RESTART_ONCE, TRY_ANOTHER_COMPUTER),
        calling=_READ_THE_LIGHTS,
        meanwhile=(
            Text(
                "Nhận hồ sơ giấy, chuyển về trung tâm theo chuyến bưu điện kế tiếp trong ngày",
                "Take dossiers on paper and send them to the centre with the day's next courier",
            ),
            Text(
                "Ai cần kết quả gấp: gọi hỏi trung tâm trước, rồi hướng dẫn người dân đến đó",
                "Ring the centre, then show people in a hurry the way there",
            ),
        ),
        team=TeamId.NETWORK,
        visit=Visit.MAYBE_ON_SITE,
    ),
    "backup_available": Card(
        name=Text(
            "Mất đường truyền chính, đường dự phòng có trả lời", "Primary line down, the backup answers"
        ),
        meaning=Text(
            "Đường truyền chính đang mất kết nối; đường dự phòng có trả lời, nhưng máy tính có thể chưa tự chuyển sang",
            "The primary line is down; the backup answers, but computers may not have switched over by themselves",
        ),
        before_calling=(
            GO_ON_IF_ONLINE,
            Text(
                "Không vào được thì chuyển sang đường dự phòng, theo cách trung tâm đã được hướng dẫn",
                "If not, switch to the backup as the centre has been shown",
            ),
            CHECK_POWER,
            CHECK_CABLES,
        ),
        calling=Text(
            "Không chuyển được sang đường dự phòng thì gọi tổ trực, đọc tên xã và mã sự cố",
            "If you cannot switch over, call the duty team and give the commune's name and the incident's code",
        ),
        meanwhile=(
            Text(
                "Đường dự phòng thường chậm hơn: ưu tiên tiếp nhận và trả kết quả, hoãn họp trực tuyến và tải tệp lớn",
                "A backup is often slower: serve people first, put off online meetings and large files",
            ),
        ),
        team=TeamId.NETWORK,
        visit=Visit.REMOTE,
    ),
    "line_partly_down": Card(
        name=Text("Một phần đường truyền mất kết nối", "Some lines down"),
        meaning=Text(
            "Có đường truyền của trung tâm đang mất kết nối; những đường còn lại có trả lời hoặc chưa rõ",
            "A line of the centre is down; the others answer, or are not known",
        ),
        before_calling=(
            GO_ON_IF_ONLINE,
            CHECK_POWER,
            CHECK_CABLES,
        ),
        calling=Text(
            "Không vào được mạng thì gọi tổ trực ngay; vẫn vào được thì báo khi tiện, kèm mã sự cố",
            "If you cannot get online, call the duty team at once; if you can, tell them when convenient, with the code",
        ),
        meanwhile=(
            Text(
                "Lúc này có thể không còn đường dự phòng: lưu việc đang làm thường xuyên hơn",
                "There may be no backup now: save your work more often",
            ),
        ),
        team=TeamId.NETWORK,
        visit=Visit.MAYBE_ON_SITE,
    ),
    "line_flapping": Card(
        name=Text("Đường truyền chập chờn", "Line keeps dropping"),
        meaning=Text(
            "Đường truyền mất kết nối rồi có lại nhiều lần; việc đang làm dở có thể bị ngắt giữa chừng",
            "The line drops and comes back again and again; work may be cut off half way",
        ),
        before_calling=(
            Text(
                "Xem ổ cắm, phích cắm và cục nguồn của thiết bị mạng có lỏng hay nóng bất thường không",
                "See whether the network device's socket, plug or adapter is loose or unusually hot",
            ),
            CHECK_CABLES,
            Text(
                "Không khởi động lại thiết bị nhiều lần: mỗi lần lại thêm một lần mất mạng",
                "Do not restart the device again and again: each time is one more cut",
            ),
        ),
        calling=CALL_WITH_CODE,
        meanwhile=(
            Text(
                "Ký số, nộp hồ sơ, thanh toán: chờ đường truyền ổn định ít nhất 10 phút rồi hãy làm",
                "Wait for 10 steady minutes before you sign, submit or pay",
            ),
            Text(
                "Không cần ghi giờ mất mạng: hệ thống đã ghi",
                "There is no need to write down the cuts: they are recorded",
            ),
        ),
        team=TeamId.NETWORK,
        visit=Visit.MAYBE_ON_SITE,
    ),
    "line_lossy": Card(
        name=Text("Đường truyền mất gói tin", "Line loses packets"),
        meaning=Text(
            "Đường truyền vẫn dùng được nhưng dữ liệu bị rơi rớt dọc đường: trang có thể mở chậm, họp trực tuyến bị giật, ký số bị lỗi",
            "The line works but loses data on the way: pages may be slow, meetings choppy, and signing may fail",
        ),
        before_calling=(
            POSTPONE_HEAVY_USE,
            CHECK_CABLES,
            Text(
                "Cắm dây mạng thay cho Wi-Fi ở máy làm việc quan trọng",
                "Use a cable instead of Wi-Fi where the work matters",
            ),
        ),
        calling=Text(
            "Sau 15 phút vẫn ảnh hưởng đến việc tiếp dân thì gọi tổ trực, đọc tên xã và mã sự cố",
            "If people still cannot be served well after 15 minutes, call the duty team with the commune's name and the code",
        ),
        meanwhile=(_LOWER_THE_PICTURE,),
        team=TeamId.NETWORK,
        visit=Visit.REMOTE,
    ),
    "line_slow": Card(
        name=Text("Đường truyền chậm", "Line slow"),
        meaning=Text(
            "Đường truyền vẫn dùng được nhưng trả lời chậm hơn mức cho phép; thường gặp khi nhiều người dùng cùng lúc",
            "The line works but answers more slowly than allowed; often so when many use it at once",
        ),
        before_calling=(
            POSTPONE_HEAVY_USE,
            Text(
                "Rút thiết bị lạ khỏi mạng, tắt Wi-Fi cho khách",
                "Unplug devices that do not belong there, and switch the guests' Wi-Fi off",
            ),
            Text("Đóng bớt các thẻ trình duyệt không dùng đến", "Close browser tabs that are not needed"),
        ),
        calling=Text(
            "Sau 15 phút vẫn chậm thì gọi tổ trực, đọc tên xã và mã sự cố",
            "If it is still slow after 15 minutes, call the duty team with the commune's name and the code",
        ),
        meanwhile=(_LOWER_THE_PICTURE,),
        team=TeamId.NETWORK,
        visit=Visit.REMOTE,
    ),
    "agent_silent": Card(
        name=Text("Máy đo tại trung tâm không gửi tin", "The centre's probe is silent"),
        meaning=Text(
            "Đường truyền có trả lời nhưng máy đo đặt tại trung tâm thì không: có thể do điện, mạng nội bộ hoặc chính máy đo",
            "The line answers, the probe inside the centre does not: power, the internal network, or the box itself",
        ),
        before_calling=(
            Text(
                "Xem máy đo có cắm điện, sáng đèn và cắm dây mạng không",
                "See whether the probe is plugged in, lit, and on its network cable",
            ),
            TRY_ANOTHER_COMPUTER,
            CHECK_POWER,
        ),
        calling=Text(
            "Máy tính cũng không vào được mạng thì gọi tổ trực ngay; nếu chỉ máy đo tắt thì báo khi tiện",
            "If computers are offline too, call the duty team at once; if only the probe is off, tell them when convenient",
        ),
        meanwhile=(
            Text(
                "Máy tính vẫn vào được mạng thì cứ làm việc: máy đo chỉ để theo dõi",
                "If computers are online, go on working: the probe only watches",
            ),
        ),
        team=TeamId.NETWORK,
        visit=Visit.MAYBE_ON_SITE,
    ),
}
