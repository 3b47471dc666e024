"""What is said of each finding to the people of a commune: one sentence that claims no more than was seen."""

from datetime import datetime

from alerts.finding import Work
from probes.inventory.values import VIETNAM
from probes.language import Text

PLANNED = Text(
    "Bảo trì theo kế hoạch đến {until} ({reason}). ", "Planned maintenance until {until} ({reason}). "
)
BLIND = Text(
    "Máy giám sát của tỉnh đang mất kết nối nên chưa biết tình trạng hiện tại",
    "The province's monitor is itself cut off, so the present state is not known",
)
PROVINCE_OUT = Text(
    "Sự cố diện rộng: nhiều đường truyền trong tỉnh cùng mất kết nối, trong đó có trung tâm",
    "A wide outage: many lines of the province are down at once, the centre's among them",
)
ISP_OUT = Text(
    "Sự cố của nhà mạng {isp}: nhiều đường truyền cùng mất kết nối, trong đó có trung tâm",
    "An outage of {isp}: many of its lines are down at once, the centre's among them",
)
UPSTREAM_OUT = Text(
    "Sự cố tại một điểm mạng dùng chung: các đường truyền đi qua đây cùng mất kết nối, trong đó có trung tâm",
    "An outage at a shared network point: the lines that pass it are down at once, the centre's among them",
)
LINE_DOWN = Text(
    "Nhìn từ tỉnh: đường truyền của trung tâm đang mất kết nối",
    "Seen from the province: the centre's line is down",
)
LINES_DOWN = Text(
    "Nhìn từ tỉnh: mọi đường truyền của trung tâm đều đang mất kết nối",
    "Seen from the province: every line of the centre is down",
)
SERVICE_OUT = Text("Nhìn từ tỉnh: {service} đang có sự cố", "Seen from the province: {service} is failing")
SERVICE_OUT_FOR_COMMUNES = Text(
    "Nhiều xã không tới được {service}, dù máy giám sát của tỉnh vẫn tới được",
    "Many communes cannot reach {service}, though the province's monitor can",
)
SERVICES_OUT = Text(
    "Nhìn từ tỉnh: {service} và {others} hệ thống dùng chung khác đang có sự cố",
    "Seen from the province: {service} and {others} more shared systems are failing",
)
SERVICE_SLOW = Text(
    "Nhìn từ tỉnh: {service} hoạt động không ổn định",
    "Seen from the province: {service} does not run as it should",
)
SERVICES_SLOW = Text(
    "Nhìn từ tỉnh: {service} và {others} hệ thống dùng chung khác hoạt động không ổn định",
    "Seen from the province: {service} and {others} more shared systems do not run as they should",
)
SERVICE_REFUTED = Text(
    "Máy giám sát của tỉnh không tới được {service}, nhưng phần lớn các xã vẫn tới được",
    "The province's monitor cannot reach {service}, but most communes can",
)
SERVICE_UNREACHABLE_HERE = Text(
    "Máy đo tại trung tâm không tới được {service}, trong khi nhìn từ tỉnh {service} vẫn trả lời",
    "The centre's own probe cannot reach {service}, though seen from the province it answers",
)
SERVICE_REPORTED = Text(
    "Nhiều xã báo lỗi khi dùng {service}",
    "Several communes report trouble with {service}",
)
AUTHORITY_OUT = Text(
    "Dịch vụ của {authority} (kiểm tra thu hồi hoặc dấu thời gian) đang có sự cố; ký số có thể chậm hoặc báo lỗi",
    "A service of {authority} (revocation or timestamps) is failing; signing may be slow or fail",
)
BACKUP_AVAILABLE = Text(
    "Nhìn từ tỉnh: đường truyền chính đang mất kết nối, đường dự phòng có trả lời; có thể phải chuyển tay",
    "Seen from the province: the primary line is down, the backup answers; it may have to be switched by hand",
)
BACKUP_DOWN = Text(
    "Nhìn từ tỉnh: đường truyền chính có trả lời, đường dự phòng đang mất kết nối",
    "Seen from the province: the primary line answers, the backup is down",
)
REST_UNKNOWN = Text(
    "Nhìn từ tỉnh: một phần đường truyền đang mất kết nối, phần còn lại chưa rõ",
    "Seen from the province: some lines are down, and the others are not known",
)
FLAPPING = Text(
    "Nhìn từ tỉnh: đường truyền chập chờn, mất kết nối lặp lại",
    "Seen from the province: a line keeps dropping and coming back",
)
LOSSY = Text("Nhìn từ tỉnh: đường truyền bị mất gói tin", "Seen from the province: a line loses packets")
SLOW = Text(
    "Nhìn từ tỉnh: đường truyền chậm hơn bình thường", "Seen from the province: a line is slower than usual"
)
AGENT_SILENT = Text(
    "Đường truyền có trả lời, nhưng máy đo tại trung tâm không gửi tin về: có thể do mạng nội bộ, mất điện hoặc máy đo",
    "The line answers, but the centre's own probe is silent: its network, its power or the box itself",
)
SATELLITE_DOWN = Text(
    "Nhìn từ tỉnh: một điểm tiếp nhận của xã đang mất kết nối",
    "Seen from the province: a reception point of the commune is cut off",
)
SIGNING_BLOCKED = {
    ("leader",): Text(
        "Không còn chữ ký số nào của lãnh đạo dùng được: chưa thể ký ban hành văn bản",
        "No leader's signature can be used: documents cannot be signed for issue",
    ),
    ("seal",): Text(
        "Chữ ký số của cơ quan (con dấu) không dùng được: chưa thể ban hành văn bản",
        "The organisation's seal cannot be used: documents cannot be issued",
    ),
    ("leader", "seal"): Text(
        "Cả chữ ký số của lãnh đạo và của cơ quan đều không dùng được: chưa thể ban hành văn bản",
        "Neither a leader's signature nor the organisation's seal can be used: documents cannot be issued",
    ),
}
SIGNING_AT_RISK = Text(
    "Chữ ký số cần cho ban hành văn bản chỉ còn dùng được {days} ngày làm việc và chưa có chữ ký thay thế",
    "A signature needed to issue documents can be used for {days} more working days, and nothing stands in",
)
NOTHING_FRESH = Text(
    "Chưa có số liệu mới về đường truyền của trung tâm", "Nothing fresh is known about the centre's lines"
)
NOT_WATCHED = Text(
    "Chưa theo dõi được đường truyền nào của trung tâm", "None of the centre's lines can be watched yet"
)
STILL_OPEN = Text(
    "Chưa có số liệu mới; sự cố đã biết vẫn chưa rõ đã hết hay chưa",
    "Nothing fresh is known; whether the known incident is over is not clear yet",
)
SOME_ANSWER = Text(
    "Nhìn từ tỉnh: {up}/{lines} đường truyền có trả lời, chưa rõ phần còn lại",
    "Seen from the province: {up} of {lines} lines answer, the rest is not known",
)
LINES_ANSWER = Text("Nhìn từ tỉnh: đường truyền có trả lời", "Seen from the province: the line answers")
LINES_AND_SERVICES_ANSWER = Text(
    "Nhìn từ tỉnh: đường truyền và các hệ thống dùng chung có trả lời",
    "Seen from the province: the line and the shared systems answer",
)


def planned(work: Work, sentence: Text) -> Text:
    """What is said of a finding that planned work covers: the work first."""
    until = f"{datetime.fromtimestamp(work.ends, VIETNAM):%H:%M, %d/%m/%Y}"
    announced = PLANNED.format(until=until, reason=work.reason)
    return Text(announced.vi + sentence.vi, announced.en + sentence.en)
