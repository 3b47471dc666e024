"""What the agent's own page says beside its verdict."""

from collections.abc import Mapping

from probes.language import Text

AGENT: Mapping[str, Text] = {
    "since": Text("Từ", "Since"),
    "told_by_the_province_monitor": Text(
        "Theo máy giám sát của tỉnh, lúc", "Told by the province's monitor at"
    ),
    "incident": Text("Mã sự cố:", "Incident:"),
    "seen_from_here": Text("Máy đo tại đây thấy", "Seen from here"),
    "since_within": Text("từ", "since"),
    "if_your_computers_still_have": Text(
        "Nếu máy của đơn vị vẫn gặp lỗi", "If your computers still have trouble"
    ),
    "what_to_do": Text("Việc cần làm", "What to do"),
    "what_to_do_in_this": Text("Việc cần làm, theo thứ tự", "What to do, in this order"),
    "meanwhile": Text("Trong lúc chờ", "Meanwhile"),
    "what_answers_and_what_does": Text("Nơi nào có trả lời, nơi nào không", "What answers and what does not"),
    "seen_by_the_probe_here": Text("Nhìn từ máy đo tại đây", "Seen by the probe here"),
    "status": Text("Tình trạng", "Status"),
    "since_when": Text("Từ lúc", "Since"),
    "last_checked": Text("Kiểm tra lần cuối", "Last checked"),
    "nothing_yet": Text("chưa có số liệu", "nothing yet"),
    "the_probe_has_not_been": Text(
        "Máy đo chưa nhận được danh sách những nơi cần kiểm tra.",
        "The probe has not been told yet what to look at.",
    ),
    "about_this_probe": Text("Về máy đo này", "About this probe"),
    "the_province_monitor_last_answered": Text(
        "Liên lạc được với máy giám sát của tỉnh lần cuối:", "The province's monitor last answered:"
    ),
    "the_province_monitor_has_not": Text(
        "Từ khi khởi động chưa liên lạc được với máy giám sát của tỉnh.",
        "The province's monitor has not answered since this probe started.",
    ),
    "measurements_that_wait_to_be": Text("Số kết quả đo đang chờ gửi:", "Measurements that wait to be sent:"),
    "kept_and_sent_by_themselves": Text(
        "(máy đo giữ lại và tự gửi khi máy giám sát nhận)",
        "(kept, and sent by themselves once the monitor takes them)",
    ),
    "dropped_for_want_of_room": Text("Số kết quả phải bỏ vì hết chỗ chứa:", "Dropped for want of room:"),
    "ups_on_battery": Text("Bộ lưu điện: đang chạy bằng ắc quy", "UPS: on battery"),
    "ups_on_mains_power": Text("Bộ lưu điện: đang có điện lưới", "UPS: on mains power"),
    "its_battery_holds": Text("ắc quy còn", "its battery holds"),
    "lasts_about": Text("dùng được khoảng", "lasts about"),
    "machine_started": Text("Máy đo khởi động:", "Machine started:"),
    "no_plan_has_come_from": Text(
        "Chưa nhận được danh sách kiểm tra từ tỉnh.", "No plan has come from the province yet."
    ),
    "plan_confirmed_by_the_province": Text(
        "Danh sách kiểm tra nhận từ tỉnh:", "Plan confirmed by the province:"
    ),
    "working_by_the_plan_kept": Text(
        "Đang dùng danh sách kiểm tra đã lưu từ lần trước.", "Working by the plan kept from the last run."
    ),
    "a_newer_plan_was_not": Text("Danh sách mới không dùng được:", "A newer plan was not taken:"),
    "the_probe_clock_is_not": Text(
        "Đồng hồ của máy đo chưa đúng, nên trang này chỉ nói đã bao lâu.",
        "The probe's clock is not set, so this page tells only how long ago.",
    ),
    "this_page_is_written_by": Text(
        "Trang này do máy đo đặt tại trụ sở lập, xem được cả khi mất Internet. Trang chỉ nói những gì máy đo thấy; máy tính, tài khoản tại đơn vị vẫn có thể gặp lỗi riêng.",
        "This page is written by the probe inside the office and can be read without the Internet. It says only what the probe sees; computers and accounts may still have faults of their own.",
    ),
    "written_at": Text("Lập lúc", "Written at"),
    "old": Text(
        "Số liệu cũ: không liên lạc được với máy đo tại đây từ {at}, nên chưa rõ tình trạng hiện nay",
        "Old: the probe here has not been reached since {at}, so the present state is not known",
    ),
}
