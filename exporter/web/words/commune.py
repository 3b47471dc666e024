"""What the page of a commune says beside its verdict, its cards and its incidents."""

from collections.abc import Mapping

from probes.language import Text

COMMUNE: Mapping[str, Text] = {
    "all_of": Text("Các đơn vị của {province}", "All of {province}"),
    "first_step": Text("Việc trước hết:", "First:"),
    "since": Text("từ {at} ({span})", "since {at} ({span})"),
    "code": Text("Mã sự cố: {code}", "Incident: {code}"),
    "recorded": Text("Ghi nhận lúc {at}", "Recorded at {at}"),
    "told": Text("Gửi cảnh báo lúc {at}", "Alert sent at {at}"),
    "acknowledged": Text("Tổ trực tiếp nhận lúc {at}", "Taken on at {at}"),
    "beside": Text("Ngoài ra", "Besides"),
    "if_it_still_fails": Text(
        "Máy của đơn vị vẫn gặp lỗi: làm lần lượt", "If your own computers still fail, in this order"
    ),
    "steps": Text("Việc cần làm, theo thứ tự", "What to do, in this order"),
    "one_step": Text("Việc cần làm", "What to do"),
    "meanwhile": Text("Trong lúc chờ", "Meanwhile"),
    "calling": Text("Khi nào gọi, gọi ai", "When to call, and whom"),
    "no_phone": Text("(chưa khai báo số điện thoại)", "(no number is declared)"),
    "seen_from_the_province": Text("Nhìn từ tỉnh", "Seen from the province"),
    "seen_from_the_commune": Text("Nhìn từ xã", "Seen from the commune"),
    "status": Text("Tình trạng", "Status"),
    "since_when": Text("Từ lúc", "Since"),
    "last_checked": Text("Kiểm tra lần cuối", "Last checked"),
    "reported": Text("Nhiều xã báo lỗi", "Several communes report trouble"),
    "nothing_yet": Text("chưa có số liệu", "nothing yet"),
    "lines": Text("Đường truyền", "Lines"),
    "line": Text("Đường truyền", "Line"),
    "no_line_is_declared": Text("Chưa khai báo đường truyền nào.", "No line is declared."),
    "points": Text("Điểm tiếp nhận", "Reception points"),
    "point": Text("Điểm tiếp nhận", "Reception point"),
    "courier_next": Text(
        "Chuyến chuyển hồ sơ kế tiếp hôm nay: {at}", "The next courier to the centre today: {at}"
    ),
    "courier_none_left": Text(
        "Hôm nay không còn chuyến chuyển hồ sơ về trung tâm", "No courier to the centre is left today"
    ),
    "courier_all": Text("(các chuyến: {times})", "(runs: {times})"),
    "courier_not_declared": Text(
        "Chưa khai báo giờ chuyển hồ sơ về trung tâm", "No courier to the centre is declared"
    ),
    "at_a_silent_point": Text(
        "Tại điểm tiếp nhận không trả lời", "At a reception point that does not answer"
    ),
    "shared_systems": Text("Hệ thống dùng chung", "Shared systems"),
    "system": Text("Hệ thống", "System"),
    "own_probe": Text("Máy đo đặt tại xã", "The commune's own probe"),
    "last_heard": Text("lần cuối lúc {at}", "last heard {at}"),
    "while_the_line_is_cut": Text(
        "Khi đường truyền đứt, máy vẫn đo và gửi bù khi có mạng trở lại.",
        "While the line is cut it goes on looking, and delivers when the line is back.",
    ),
    "signing_certificates": Text("Chứng thư chữ ký số", "Signing certificates"),
    "by_their_state": Text(
        "Số chứng thư đã khai báo, theo tình trạng:", "The declared certificates, by their state:"
    ),
    "what_to_do": Text("Việc cần làm:", "What to do:"),
    "incidents": Text("Sự cố đang có và trong 24 giờ qua", "Incidents now and within 24 hours"),
    "no_incident": Text("Không ghi nhận sự cố nào.", "None on record."),
    "until": Text("{since} – {closed}", "{since} – {closed}"),
    "goes_on": Text("từ {since}, chưa hết", "since {since}, not over"),
    "to_send": Text("Tin nhắn gửi nhóm Zalo", "A message for the Zalo group"),
    "to_send_hint": Text(
        "Chép đoạn này gửi vào nhóm hỗ trợ. Đừng ghi thêm tên, số căn cước hay số điện thoại của công dân.",
        "Copy this into the support group. Add no citizen's name, identity number or phone number.",
    ),
    "copy": Text("Sao chép", "Copy"),
    "poster": Text("Tờ dán tường có mã QR của trang này", "A sheet for the wall, with this page's QR code"),
    "copied": Text("Đã sao chép", "Copied"),
}
