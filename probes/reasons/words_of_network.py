"""What is said of lines, names, ports and pages that do not answer as they should."""

from probes.language import Text

WORDS: dict[str, tuple[Text, Text]] = {
    "no_reply": (
        Text("Không có gói tin nào được trả lời", "None of the packets was answered"),
        Text(
            "Xem điện, UPS và đèn thiết bị mạng tại nơi đó; nếu vẫn sáng đủ thì báo nhà mạng kèm mã kênh",
            "Check power, UPS and the lights of the network device there; if all are lit, call the ISP with the circuit id",
        ),
    ),
    "unreachable": (
        Text(
            "Thiết bị trên đường đi báo không tới được địa chỉ này",
            "A device on the way says this address cannot be reached",
        ),
        Text(
            "Báo nhà mạng: thiết bị của họ không còn đường tới địa chỉ này; kiểm tra lại địa chỉ đã khai báo",
            "Tell the ISP that its device has no route to this address, and check the address that was declared",
        ),
    ),
    "ttl_exceeded": (
        Text("Gói tin đi vòng quanh mà không tới nơi", "The packets ran in a circle and never arrived"),
        Text(
            "Báo nhà mạng hoặc người quản trị định tuyến: có vòng lặp trên đường đi",
            "Tell the ISP or whoever runs the routing: there is a loop on the way",
        ),
    ),
    "timeout": (
        Text("Hết thời gian chờ mà chưa có trả lời đầy đủ", "No complete answer within the time allowed"),
        Text(
            "Đo lại sau vài phút và đo thêm một địa chỉ khác để biết chậm do máy chủ hay do đường truyền",
            "Look again in a few minutes, and at another address, to tell a slow server from a slow line",
        ),
    ),
    "refused": (
        Text("Máy chủ từ chối kết nối: cổng không mở", "Connection refused: the port is closed"),
        Text(
            "Máy còn sống nhưng dịch vụ không chạy: báo đơn vị vận hành khởi động lại, hoặc kiểm tra lại số cổng",
            "The machine lives but the service does not run: ask its operator to start it, or check the port number",
        ),
    ),
    "reset": (
        Text("Kết nối bị ngắt giữa chừng", "The connection was cut off half way"),
        Text(
            "Đo lại; nếu vẫn bị ngắt thì hỏi đơn vị vận hành về tường lửa hoặc dịch vụ đang quá tải",
            "Look again; if it stays so, ask the operator about a firewall or an overloaded service",
        ),
    ),
    "name_not_found": (
        Text("Tên miền không tồn tại", "The name does not exist"),
        Text(
            "Kiểm tra cách viết tên miền; nếu đúng thì báo đơn vị quản lý tên miền",
            "Check how the name is written; if it is right, tell whoever manages the domain",
        ),
    ),
    "name_no_address": (
        Text(
            "Tên miền có thật nhưng không có địa chỉ loại cần tìm",
            "The name exists but has no address of the wanted kind",
        ),
        Text(
            "Thử loại địa chỉ khác (IPv4 hoặc IPv6), hoặc báo đơn vị quản lý tên miền bổ sung bản ghi",
            "Try the other address family (IPv4 or IPv6), or ask whoever manages the domain to add the record",
        ),
    ),
    "resolver_failed": (
        Text("Máy chủ tên miền (DNS) không trả lời được", "The name server could not answer"),
        Text(
            "Kiểm tra máy chủ DNS mà máy này đang dùng, rồi thử với một máy chủ DNS khác",
            "Check the name server that this machine uses, then try another one",
        ),
    ),
    "answer_mismatch": (
        Text("Câu trả lời khác với mong đợi", "The answer is not the expected one"),
        Text(
            "So lại giá trị mong đợi với bản ghi thật; nếu bản ghi bị đổi ngoài kế hoạch thì báo đơn vị quản lý",
            "Compare the expected value with the record; if nobody planned the change, tell whoever manages it",
        ),
    ),
    "tls_failed": (
        Text("Không thiết lập được kết nối mã hóa (TLS)", "The TLS handshake failed"),
        Text(
            "Hỏi đơn vị vận hành về phiên bản và cấu hình TLS của máy chủ; kiểm tra cổng có đúng là cổng HTTPS không",
            "Ask the operator about the server's TLS versions and settings; check that this really is an HTTPS port",
        ),
    ),
    "tls_expired": (
        Text("Chứng chỉ TLS của máy chủ đã hết hạn", "The server's TLS certificate has expired"),
        Text(
            "Kiểm tra ngày giờ của máy này trước; nếu đúng thì báo đơn vị vận hành thay chứng chỉ",
            "Check this machine's date and time first; if right, ask the operator to replace the certificate",
        ),
    ),
    "tls_not_yet_valid": (
        Text("Chứng chỉ TLS của máy chủ chưa có hiệu lực", "The server's TLS certificate is not valid yet"),
        Text(
            "Kiểm tra ngày giờ của máy này trước; nếu đúng thì báo đơn vị vận hành",
            "Check this machine's date and time first; if right, tell the operator",
        ),
    ),
    "tls_wrong_host": (
        Text(
            "Chứng chỉ TLS của máy chủ cấp cho tên miền khác",
            "The server's TLS certificate is for another name",
        ),
        Text(
            "Kiểm tra địa chỉ đã gõ; nếu đúng thì báo đơn vị vận hành vì người dân cũng thấy cảnh báo này",
            "Check the address that was typed; if right, tell the operator: citizens see this warning too",
        ),
    ),
    "tls_untrusted": (
        Text(
            "Chứng chỉ TLS của máy chủ không do tổ chức tin cậy cấp",
            "The server's TLS certificate is not from a trusted authority",
        ),
        Text(
            "Nếu máy chủ dùng tổ chức chứng thực riêng thì khai báo chứng thư gốc của tổ chức đó; nếu không, báo đơn vị vận hành",
            "If the server uses an authority of its own, declare that authority's root; otherwise tell the operator",
        ),
    ),
    "http_status": (
        Text("Máy chủ có phản hồi nhưng báo lỗi", "The server answers, but with an error status"),
        Text(
            "Lỗi ở phía dịch vụ, không phải đường truyền: báo đơn vị vận hành kèm mã lỗi và giờ đo",
            "The service is at fault, not the line: tell its operator the status code and the time",
        ),
    ),
    "http_invalid": (
        Text("Câu trả lời không đúng giao thức HTTP", "The answer is not valid HTTP"),
        Text(
            "Kiểm tra cổng và giao thức (http hay https); có thể một thiết bị trung gian đã trả lời thay",
            "Check port and protocol (http or https); something in between may have answered instead",
        ),
    ),
    "http_too_large": (
        Text("Câu trả lời dài quá mức cho phép", "The answer is larger than allowed"),
        Text(
            "Đo một trang nhẹ hơn, chẳng hạn trang kiểm tra tình trạng của dịch vụ",
            "Look at a lighter page, such as the service's health page",
        ),
    ),
    "redirect_loop": (
        Text("Trang chuyển hướng lòng vòng", "The page redirects in a circle"),
        Text(
            "Báo đơn vị vận hành: trang tự chuyển hướng về chính nó nên không ai mở được",
            "Tell the operator: the page sends everybody back to itself, so nobody can open it",
        ),
    ),
    "redirect_refused": (
        Text(
            "Máy chủ chuyển hướng theo cách không được phép đi theo",
            "The server redirects in a way that may not be followed",
        ),
        Text(
            "Mở địa chỉ bằng trình duyệt xem bị chuyển đi đâu: đúng nơi thì khai báo thẳng địa chỉ ấy; trang đăng nhập mạng thì hỏi người quản trị tường lửa",
            "Open the address in a browser to see where it leads: if that is right, declare it instead; if it is a login page of the network, ask whoever runs the firewall",
        ),
    ),
    "body_mismatch": (
        Text("Nội dung trang khác với mong đợi", "The page does not contain what is expected"),
        Text(
            "Mở trang bằng trình duyệt và so với nội dung mong đợi; trang lỗi thường vẫn trả mã 200",
            "Open the page in a browser and compare; error pages often still come with status 200",
        ),
    ),
    "header_mismatch": (
        Text("Tiêu đề HTTP khác với mong đợi", "An HTTP header is not as expected"),
        Text(
            "So tiêu đề thật với giá trị mong đợi; có thể một thiết bị trung gian đã trả lời thay",
            "Compare the header with the expected value; something in between may have answered instead",
        ),
    ),
}
"""By the value of a reason: one sentence, and what to do next."""
