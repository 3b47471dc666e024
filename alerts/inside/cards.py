"""What people inside are told of each cause: what it means, what to do before calling, what to do meanwhile.

A router is "bộ định tuyến (modem)", and whoever calls reads the office's name from the top of the page.
"""

from collections.abc import Mapping
from dataclasses import replace

from alerts.cards import CARDS, Card
from alerts.cards.steps import (
    CHECK_CABLES,
    CHECK_POWER,
    GO_ON_IF_ONLINE,
    GO_ON_IF_WORKING,
    RESTART_ONCE,
    TAKE_PAPER,
    TRY_ANOTHER_COMPUTER,
    USE_BACKUP,
    WARN_OF_DEADLINES,
)
from alerts.inside.cause import InsideCause
from probes.language import Text

_READ_THE_LIGHTS = Text(
    "Đã làm các bước trên mà chưa được thì gọi tổ trực, đọc tên đơn vị ghi ở đầu trang và đèn nào của thiết bị đang tắt hoặc đỏ",
    "If these steps do not help, call the duty team: give the name at the top of this page, and which lights are off or red",
)
_CHECK_THE_ROUTER = Text(
    "Xem bộ định tuyến (modem) có sáng đèn không; đèn tắt thì xem ổ cắm, phích cắm và cục nguồn của nó",
    "See whether the router (modem) is lit; if not, check its socket, plug and adapter",
)
_CHECK_THE_SWITCH = Text(
    "Xem bộ chia mạng (switch) có sáng đèn không, nếu trụ sở có dùng",
    "See whether the network switch is lit, if the office has one",
)
_CHECK_THE_WIRES = Text(
    "Cắm lại cho chặt dây mạng ở máy đo, bộ chia mạng và bộ định tuyến",
    "Push in the network cables at the probe, the switch and the router",
)
_CHECK_THE_OPTICAL_LIGHT = Text(
    "Xem đèn quang trên bộ định tuyến (thường ghi LOS hoặc PON): đỏ hoặc tắt thì có thể cáp đã đứt",
    "See the optical light of the router (often LOS or PON): if it is red or off, the cable may be cut",
)
_WAIT_FOR_THE_DEVICES = Text(
    "Chờ 5 phút: sau khi có điện, thiết bị mạng cần thời gian khởi động",
    "Wait 5 minutes: after a power cut the network's devices need time to start",
)
_NO_HURRY = Text(
    "Chờ vài phút, trang này sẽ nói rõ hơn; nếu không mở được trang nào khác thì gọi tổ trực, đọc tên đơn vị ghi ở đầu trang",
    "Wait a few minutes, this page will know more; if no other page opens, call the duty team with the name at the top of this page",
)

INSIDE: Mapping[InsideCause, Card] = {
    InsideCause.ON_BATTERY: Card(
        name=Text("Đang chạy bằng bộ lưu điện", "On battery"),
        meaning=Text(
            "Bộ lưu điện không nhận được điện lưới; hết ắc quy thì máy và thiết bị mạng sẽ tắt",
            "The UPS gets no mains power; when its battery ends, computers and network devices go off",
        ),
        before_calling=(
            Text(
                "Xem cả trụ sở mất điện hay chỉ ổ cắm của bộ lưu điện: xem phích cắm, cầu dao",
                "See whether the whole office or only the UPS's socket has no power: its plug, the circuit breaker",
            ),
            Text(
                "Lưu việc đang làm, tắt bớt thiết bị chưa cần",
                "Save your work, switch off what is not needed",
            ),
            Text(
                "Giữ điện cho thiết bị mạng và máy đang tiếp nhận hồ sơ",
                "Keep the power for the network devices and the computers that serve people",
            ),
        ),
        calling=Text(
            "Mất điện cả khu vực: hỏi điện lực, không cần báo tổ trực. Có điện lại 10 phút mà chưa có mạng thì gọi tổ trực",
            "If the area has no power, ask the power company, not the duty team. Call the team if 10 minutes after the power is back the network is not",
        ),
        meanwhile=(TAKE_PAPER, WARN_OF_DEADLINES),
    ),
    InsideCause.JUST_BOOTED: Card(
        name=Text("Máy đo vừa khởi động lại", "Just started again"),
        meaning=Text(
            "Thường gặp khi vừa có điện trở lại",
            "Mostly so right after the power came back",
        ),
        before_calling=(_WAIT_FOR_THE_DEVICES, _CHECK_THE_ROUTER, _CHECK_THE_SWITCH),
        calling=Text(
            "Sau 10 phút mà chưa có mạng, trang này sẽ chỉ rõ chỗ cần xem; lúc đó hãy gọi tổ trực",
            "If the network is not back after 10 minutes, this page will say where to look; call the duty team then",
        ),
        meanwhile=(TAKE_PAPER,),
    ),
    InsideCause.LAN_DOWN: Card(
        name=Text("Mạng nội bộ mất kết nối", "Internal network down"),
        meaning=Text(
            "Bộ định tuyến (modem) của trụ sở không trả lời máy đo: có thể do nguồn điện, thiết bị hoặc dây mạng trong trụ sở",
            "The office's router does not answer the probe: its power, the device, or a cable inside the office",
        ),
        before_calling=(
            _CHECK_THE_ROUTER,
            _CHECK_THE_SWITCH,
            _CHECK_THE_WIRES,
            TRY_ANOTHER_COMPUTER,
            RESTART_ONCE,
        ),
        calling=_READ_THE_LIGHTS,
        meanwhile=(TAKE_PAPER, WARN_OF_DEADLINES),
    ),
    InsideCause.LINE_DOWN: Card(
        name=Text("Đường truyền mất kết nối", "Line down"),
        meaning=Text(
            "Bộ định tuyến (modem) của trụ sở có trả lời, nhưng những nơi đã thử bên ngoài đều không trả lời",
            "The office's router answers, but nothing that was tried outside does",
        ),
        before_calling=(_CHECK_THE_OPTICAL_LIGHT, CHECK_CABLES, RESTART_ONCE, USE_BACKUP),
        calling=Text(
            "Bật lại thiết bị và chờ 5 phút mà chưa được thì gọi nhà mạng báo hỏng, sau đó báo tổ trực",
            "If nothing works 5 minutes after the restart, report it to the line's ISP, then tell the duty team",
        ),
        meanwhile=(TAKE_PAPER, WARN_OF_DEADLINES),
    ),
    InsideCause.CUT_OFF: Card(
        name=Text("Chưa kết nối được ra ngoài", "Cut off"),
        meaning=Text(
            "Những nơi đã thử bên ngoài đều không trả lời; chưa rõ do mạng trong trụ sở hay do đường truyền",
            "Nothing that was tried outside answers; whether the internal network or the line is at fault is not known",
        ),
        before_calling=(
            _CHECK_THE_ROUTER,
            _CHECK_THE_WIRES,
            _CHECK_THE_OPTICAL_LIGHT,
            RESTART_ONCE,
            USE_BACKUP,
        ),
        calling=_READ_THE_LIGHTS,
        meanwhile=(TAKE_PAPER, WARN_OF_DEADLINES),
    ),
    InsideCause.UNCLEAR: Card(
        name=Text("Chưa rõ mạng ra ngoài", "Not clear yet"),
        meaning=Text(
            "Máy giám sát của tỉnh không trả lời; từ lúc đó chưa thấy nơi nào khác bên ngoài trả lời",
            "The province's monitor does not answer; nothing else outside was seen to answer since",
        ),
        before_calling=(GO_ON_IF_ONLINE, CHECK_POWER, CHECK_CABLES),
        calling=_NO_HURRY,
    ),
    InsideCause.SERVICE_UNREACHABLE: replace(
        CARDS["service_unreachable_here"],
        meaning=Text(
            "Máy đo ở đây không vào được, trong khi nơi khác bên ngoài vẫn trả lời: mạng vẫn dùng được",
            "The probe here cannot reach it, while others outside answer: the network works",
        ),
        calling=Text(
            "Vẫn không được thì gọi tổ trực, đọc tên đơn vị ghi ở đầu trang, tên hệ thống, mã lỗi và giờ gặp lỗi",
            "If it still fails, call the duty team: the name at the top of this page, the system, the error code and the time",
        ),
    ),
    InsideCause.HUB_UNREACHABLE: Card(
        name=Text("Máy giám sát của tỉnh không trả lời", "The province's monitor does not answer"),
        meaning=Text(
            "Số liệu đo tại đây được giữ lại và tự gửi đi khi kết nối lại",
            "What is measured here is kept, and sent by itself once it answers again",
        ),
        before_calling=(GO_ON_IF_WORKING,),
        calling=Text(
            "Không cần gọi báo về máy giám sát; việc tiếp nhận hồ sơ không phụ thuộc vào máy này",
            "No need to call about the monitor: serving people does not depend on it",
        ),
    ),
    InsideCause.AUTHORITY_UNREACHABLE: replace(
        CARDS["authority_outage"],
        meaning=Text(
            "Máy đo ở đây không tới được danh sách thu hồi, OCSP hoặc dấu thời gian mà phần mềm ký số cần hỏi",
            "The probe here cannot reach the revocation list, OCSP or timestamps that signing software asks for",
        ),
        calling=Text(
            "Sau 15 phút vẫn không ký được thì gọi tổ trực (nhóm chữ ký số); không đọc mã PIN cho bất kỳ ai",
            "If signing still fails after 15 minutes, call the duty team (signing); tell nobody a PIN",
        ),
    ),
    InsideCause.LINE_FLAPPING: replace(CARDS["line_flapping"], calling=_READ_THE_LIGHTS),
    InsideCause.UNKNOWN: replace(
        CARDS["unknown"],
        calling=Text(
            "Không làm việc được thì gọi tổ trực, đọc tên đơn vị ghi ở đầu trang và việc đang vướng",
            "If you cannot work, call the duty team: the name at the top of this page, and what fails",
        ),
    ),
    InsideCause.NORMAL: replace(
        CARDS["normal"],
        meaning=Text(
            "Máy đo ở đây chưa thấy sự cố nào; máy tính, tài khoản tại đơn vị vẫn có thể có lỗi riêng",
            "The probe here finds nothing wrong; computers and accounts may still have faults of their own",
        ),
        calling=Text(
            "Vẫn không làm việc được thì gọi tổ trực, đọc tên đơn vị ghi ở đầu trang, việc đang làm, mã lỗi và giờ gặp lỗi",
            "If you still cannot work, call the duty team: the name at the top of this page, what you were doing, the error code and the time",
        ),
    ),
}
"""The card of each cause but FROM_HUB, whose own is in `alerts.cards`."""

SATELLITE_MEANWHILE = CARDS["satellite_down"].meanwhile
"""How people are served at a reception point that is cut off."""
