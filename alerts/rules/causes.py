"""How each cause is told by Prometheus: the labels that make it one incident, and its sentences.

`<commune>`, `<isp>` and the like are filled in when an alert is told. `alerts.cards` says more, to people.
"""

from dataclasses import dataclass

from alerts.cause import Cause
from probes.language import Text

_LINE = ("province", "commune", "site", "link", "isp")


@dataclass(frozen=True, slots=True)
class Told:
    """One cause. labels: those of `thongsuot_incident_open` that tell its incidents apart."""

    labels: tuple[str, ...]
    summary: Text
    description: Text


CAUSES: dict[Cause, Told] = {
    Cause.MONITOR_BLIND: Told(
        (),
        Text("Máy giám sát không nhìn thấy mạng", "The hub cannot see the network"),
        Text(
            "Phần lớn điểm làm chứng không trả lời: tình trạng các xã đang là chưa rõ, không phải bình thường. "
            "Kiểm tra đường mạng của chính máy giám sát trước.",
            "Most witnesses do not answer: how the communes are is not known, which is not the same as well. "
            "Look at the hub's own network first.",
        ),
    ),
    Cause.PROVINCE_OUTAGE: Told(
        ("province",),
        Text("<province>: mất kết nối diện rộng", "<province>: a wide outage"),
        Text(
            "<affected> xã mất kết nối cùng lúc. Kiểm tra mạng truyền số liệu và thiết bị trung tâm của tỉnh trước; "
            "các xã không cần gọi riêng.",
            "<affected> communes went down together. Look at the province's network and its central devices first; "
            "communes need not call one by one.",
        ),
    ),
    Cause.ISP_OUTAGE: Told(
        ("isp", "province"),
        Text("Nhà mạng <isp>: sự cố diện rộng<in_province>", "ISP <isp>: a wide outage<in_province>"),
        Text(
            "<affected> xã mất đường truyền của nhà mạng này cùng lúc. Gọi đường dây nóng của nhà mạng và ghi lại mã "
            "phiếu của họ.",
            "<affected> communes lost this ISP's lines together. Call its hotline and note its ticket number.",
        ),
    ),
    Cause.UPSTREAM_OUTAGE: Told(
        ("upstream", "isp", "province"),
        Text(
            "Điểm mạng <upstream>: các đường truyền đi qua mất kết nối<in_province>",
            "Upstream <upstream>: the lines that pass it are down<in_province>",
        ),
        Text(
            "<affected> xã bị ảnh hưởng, cùng đi qua một điểm. Gọi nhà mạng <isp>, nêu tên điểm này.",
            "<affected> communes are hit, and all pass one point. Call the ISP <isp> and name it.",
        ),
    ),
    Cause.SERVICE_OUTAGE: Told(
        ("service",),
        Text("<service>: không sử dụng được", "<service>: out of service"),
        Text(
            "Lỗi chung của hệ thống, không phải lỗi tại xã: nhìn từ tỉnh cũng không vào được. Báo đơn vị vận hành hệ thống.",
            "The system itself fails, not a commune: the province cannot reach it either. Tell those who run it.",
        ),
    ),
    Cause.SERVICE_SLOW: Told(
        ("service",),
        Text("<service>: chậm hoặc không ổn định", "<service>: slow or unsteady"),
        Text(
            "Hệ thống có trả lời nhưng không như thường lệ. Xem biểu đồ từng pha để biết chậm ở đâu.",
            "It answers, but not as it usually does. The phases on the dashboard show where the time goes.",
        ),
    ),
    Cause.SERVICE_REPORTED: Told(
        ("service",),
        Text("<service>: nhiều xã báo lỗi", "<service>: reported by several communes"),
        Text(
            "<affected> xã báo lỗi trong khoảng thời gian ngắn, máy đo chưa kết luận là sự cố. Xem nội dung báo ở trang trực, thử lại, "
            "rồi báo đơn vị vận hành hệ thống.",
            "<affected> communes reported it within a short time; what is measured does not say so yet. Read the reports on the "
            "page of those on call, try it, then tell those who run it.",
        ),
    ),
    Cause.AUTHORITY_OUTAGE: Told(
        ("authority",),
        Text("Tổ chức chứng thực <authority>: dịch vụ có lỗi", "Authority <authority>: a service fails"),
        Text(
            "Danh sách thu hồi, OCSP hoặc dấu thời gian không trả lời đúng; ký số có thể chậm hoặc báo lỗi dù chứng thư "
            "vẫn còn hiệu lực.",
            "Its revocation list, OCSP or timestamps do not answer as they must; signing may be slow or fail although "
            "certificates are valid.",
        ),
    ),
    Cause.LINE_DOWN: Told(
        ("province", "commune"),
        Text("<commune>: mất kết nối", "<commune>: the line is down"),
        Text(
            "Không đường truyền nào của trung tâm trả lời; nơi khác vẫn bình thường. Hỏi xã về điện và thiết bị, rồi báo "
            "nhà mạng kèm mã kênh.",
            "No line of the centre answers; other places do. Ask the commune about power and devices, then call the "
            "ISP with the circuit's number.",
        ),
    ),
    Cause.SATELLITE_DOWN: Told(
        ("province", "commune", "site"),
        Text("<commune>: điểm tiếp nhận <site> mất kết nối", "<commune>: the reception point <site> is down"),
        Text(
            "Trung tâm của xã không bị ảnh hưởng; người dân ở điểm tiếp nhận này chưa được phục vụ.",
            "The commune's centre is not hit; people at this reception point cannot be served.",
        ),
    ),
    Cause.SIGNING_BLOCKED: Told(
        ("province", "commune"),
        Text("<commune>: không ký số được", "<commune>: cannot sign"),
        Text(
            "Thiếu chữ ký lãnh đạo hoặc con dấu còn dùng được, nên chưa phát hành được văn bản. Tìm người được ký thay "
            "và làm thủ tục với tổ chức chứng thực.",
            "No leader's signature or no seal can be used, so no document can go out. Find who may sign instead, and "
            "apply to the authority.",
        ),
    ),
    Cause.SERVICE_UNREACHABLE_HERE: Told(
        ("province", "commune", "service"),
        Text(
            "<commune>: không vào được <service>, nơi khác vẫn vào được",
            "<commune>: <service> cannot be reached from here, elsewhere it can",
        ),
        Text(
            "Đường truyền của xã có trả lời. Kiểm tra phân giải tên miền, tường lửa, proxy tại xã.",
            "The commune's line answers. Look at its name resolution, firewall and proxy.",
        ),
    ),
    Cause.BACKUP_AVAILABLE: Told(
        ("province", "commune"),
        Text(
            "<commune>: mất đường truyền chính, đường dự phòng có trả lời",
            "<commune>: the primary line is down, the backup answers",
        ),
        Text(
            "Có thể phải hướng dẫn xã chuyển sang đường dự phòng. Báo nhà mạng của đường chính.",
            "The commune may have to be helped to switch over. Tell the primary line's ISP.",
        ),
    ),
    Cause.LINE_PARTLY_DOWN: Told(
        ("province", "commune"),
        Text("<commune>: một phần đường truyền mất kết nối", "<commune>: some of its lines are down"),
        Text(
            "Xã vẫn còn đường truyền trả lời, nhưng không còn dự phòng đầy đủ.",
            "A line still answers, but there is no full backup any more.",
        ),
    ),
    Cause.LINE_FLAPPING: Told(
        _LINE,
        Text("<commune>: đường truyền <link> chập chờn", "<commune>: the line <link> keeps dropping"),
        Text(
            "Mất kết nối lặp lại, mỗi lần ngắn. Kiểm tra nguồn điện, đầu nối, rồi báo nhà mạng <isp> kèm biểu đồ.",
            "It drops again and again, briefly. Look at power and plugs, then send the ISP <isp> the graph.",
        ),
    ),
    Cause.LINE_LOSSY: Told(
        _LINE,
        Text("<commune>: đường truyền <link> mất gói tin", "<commune>: the line <link> loses packets"),
        Text(
            "Tỷ lệ mất gói cao hơn mức cho phép trong nhiều phút. Họp trực tuyến, ký số có thể bị ảnh hưởng. Báo nhà mạng <isp>.",
            "More packets are lost than allowed, for many minutes; meetings and signing may suffer. Tell the ISP <isp>.",
        ),
    ),
    Cause.LINE_SLOW: Told(
        _LINE,
        Text("<commune>: đường truyền <link> chậm", "<commune>: the line <link> is slow"),
        Text(
            "Độ trễ cao hơn mức cho phép trong nhiều phút. Xem có quá tải không trước khi báo nhà mạng <isp>.",
            "Round trips are longer than allowed, for many minutes. See whether it is overloaded, then tell the ISP <isp>.",
        ),
    ),
    Cause.AGENT_SILENT: Told(
        ("province", "commune"),
        Text("<commune>: máy đo đặt tại xã không gửi tin", "<commune>: the agent in the commune is silent"),
        Text(
            "Đường truyền có trả lời nhưng máy đo thì không: điện, mạng nội bộ hoặc chính máy đo.",
            "The line answers, the agent does not: power, the local network or the box itself.",
        ),
    ),
    Cause.SIGNING_AT_RISK: Told(
        ("province", "commune"),
        Text("<commune>: sắp không ký số được", "<commune>: will soon be unable to sign"),
        Text(
            "Chứng thư sắp hết hạn mà chưa có người ký thay. Lập hồ sơ gia hạn hoặc cấp mới ngay; xử lý mất 03 ngày làm việc.",
            "A certificate is about to end and nobody can stand in. Apply for renewal or a new one now; it takes 3 working days.",
        ),
    ),
}
