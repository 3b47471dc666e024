"""What is said when the monitor itself is at fault: nothing about the target."""

from probes.language import Text

WORDS: dict[str, tuple[Text, Text]] = {
    "network_down_here": (
        Text(
            "Mạng tại máy giám sát có vấn đề, không nói được gì về nơi cần đo",
            "The network at the monitor itself is at fault; this says nothing about the target",
        ),
        Text(
            "Kiểm tra dây mạng, địa chỉ và bảng định tuyến của chính máy giám sát",
            "Check cable, address and routes of the monitor itself",
        ),
    ),
    "no_permission": (
        Text("Máy giám sát chưa được cấp quyền để đo", "The monitor lacks the permission for this look"),
        Text(
            "Cấp quyền cho chương trình: quyền mở ICMP (net.ipv4.ping_group_range hoặc CAP_NET_RAW) hay quyền đọc tệp",
            "Grant the program what it lacks: ICMP (net.ipv4.ping_group_range or CAP_NET_RAW), or reading the file",
        ),
    ),
    "trust_unreadable": (
        Text(
            "Máy giám sát không đọc được chứng thư tin cậy đã khai báo",
            "The monitor cannot read the trusted certificates it was given",
        ),
        Text(
            "Kiểm tra các tệp chứng thư gốc và trung gian trong khai báo trên máy giám sát",
            "Check the files of roots and intermediates named in the monitor's inventory",
        ),
    ),
    "no_resources": (
        Text("Máy giám sát hết tài nguyên để đo", "The monitor has run out of resources for this look"),
        Text(
            "Tăng giới hạn tệp mở (ulimit -n), hoặc giảm số lần đo cùng lúc",
            "Raise the limit of open files (ulimit -n), or look at fewer targets at once",
        ),
    ),
    "cancelled": (
        Text(
            "Lần đo bị dừng vì chương trình đang tắt",
            "The look was stopped because the program is shutting down",
        ),
        Text("Chạy lại lần đo", "Run the look again"),
    ),
    "bug": (
        Text(
            "Lỗi trong chính chương trình giám sát, hãy báo cho nhóm phát triển",
            "A fault in this program itself; please report it",
        ),
        Text(
            "Gửi cho nhóm phát triển câu lệnh đã chạy và nhật ký của chương trình",
            "Send the command that was run and the program's log to the developers",
        ),
    ),
    "monitor_clock": (
        Text(
            "Đồng hồ của máy giám sát chạy sai, chưa nói được gì về hạn của câu trả lời",
            "The monitor's own clock is wrong; whether the answer is in date cannot be said",
        ),
        Text(
            "Chỉnh lại giờ của máy giám sát và kiểm tra dịch vụ đồng bộ giờ (NTP)",
            "Set the monitor's clock and check its time synchronisation (NTP)",
        ),
    ),
    "not_installed": (
        Text(
            "Chương trình thiếu một thư viện tùy chọn cần cho lần đo này",
            "The program lacks an optional library that this look needs",
        ),
        Text(
            "Cài lại với phần mở rộng được nêu, ví dụ thongsuot[sign]",
            "Install the program with the extra that is named, such as thongsuot[sign]",
        ),
    ),
}
"""By the value of a reason: one sentence, and what to do next."""
