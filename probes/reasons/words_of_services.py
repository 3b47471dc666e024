"""What is said of the services of certification authorities: OCSP, CRL, timestamps."""

from probes.language import Text

WORDS: dict[str, tuple[Text, Text]] = {
    "address_missing": (
        Text(
            "Chứng thư không ghi địa chỉ của dịch vụ này",
            "The certificate does not say where this service is",
        ),
        Text(
            "Hỏi tổ chức chứng thực địa chỉ dịch vụ rồi khai báo (ocsp hoặc crl của tổ chức đó, hay --url)",
            "Ask the authority for the address and declare it (the authority's ocsp or crl, or --url)",
        ),
    ),
    "address_refused": (
        Text(
            "Địa chỉ này dẫn tới nơi không được phép kết nối",
            "This address leads to a place that may not be connected to",
        ),
        Text(
            "Xem địa chỉ do đâu mà có (chứng thư ghi hay máy chủ chuyển hướng); chỉ khi đúng mới thêm mạng của nó vào networks",
            "See who names it, a certificate or a redirect; only if it is right, add its network to networks",
        ),
    ),
    "answer_not_der": (
        Text(
            "Máy chủ trả lời bằng thứ khác, có thể là trang đăng nhập mạng",
            "The server answered with something else, perhaps a login page of the network",
        ),
        Text(
            "Mở địa chỉ bằng trình duyệt để xem ai trả lời; hỏi người quản trị tường lửa hoặc proxy",
            "Open the address in a browser to see who answers; ask whoever runs the firewall or proxy",
        ),
    ),
    "answer_malformed": (
        Text(
            "Câu trả lời của tổ chức chứng thực bị hỏng hoặc bị cắt ngang",
            "The authority's answer is damaged or cut short",
        ),
        Text(
            "Đo lại; nếu vẫn vậy thì báo tổ chức chứng thực kèm giờ đo",
            "Look again; if it stays so, tell the authority and name the time",
        ),
    ),
    "responder_error": (
        Text(
            "Dịch vụ của tổ chức chứng thực tự báo là đang lỗi",
            "The authority's service itself reports an error",
        ),
        Text(
            "Lỗi ở phía tổ chức chứng thực: chờ và thử lại sau 15 phút, nếu kéo dài thì báo họ",
            "The authority is at fault: wait and try again in 15 minutes, and tell them if it lasts",
        ),
    ),
    "signature_wrong": (
        Text(
            "Chữ ký trên câu trả lời của tổ chức chứng thực không đúng",
            "The signature on the authority's answer is wrong",
        ),
        Text(
            "Không tin câu trả lời này; báo tổ chữ ký số kiểm tra xem có ai trả lời thay không",
            "Do not believe this answer; have the signing team check whether somebody else answers",
        ),
    ),
    "signer_wrong": (
        Text(
            "Câu trả lời được ký bằng chứng thư không có quyền trả lời",
            "The answer is signed with a certificate that has no right to give it",
        ),
        Text(
            "Xem chứng thư gốc và trung gian đã khai báo đủ chưa (--trust, --chain); nếu đủ thì báo tổ chức chứng thực",
            "Check that the declared roots and intermediates are complete (--trust, --chain); if so, tell the authority",
        ),
    ),
    "answer_stale": (
        Text(
            "Câu trả lời của tổ chức chứng thực đã quá hạn sử dụng",
            "The authority's answer is out of date",
        ),
        Text(
            "Báo tổ chức chứng thực phát hành bản mới; kiểm tra giờ của máy giám sát nếu nhiều nơi cùng quá hạn",
            "Ask the authority to publish a new one; check the monitor's clock if several are out of date at once",
        ),
    ),
    "answer_future": (
        Text(
            "Câu trả lời của tổ chức chứng thực ghi giờ ở tương lai",
            "The authority's answer is dated in the future",
        ),
        Text(
            "Kiểm tra giờ của máy giám sát trước; nếu đúng thì báo tổ chức chứng thực",
            "Check the monitor's clock first; if it is right, tell the authority",
        ),
    ),
    "crl_rollback": (
        Text(
            "Danh sách thu hồi mới tải về lại cũ hơn bản đã có",
            "The revocation list fetched now is older than the one already known",
        ),
        Text(
            "Vẫn dùng bản mới hơn; báo tổ chức chứng thực hoặc kiểm tra bộ nhớ đệm ở giữa",
            "The newer one stays in use; tell the authority, or check a cache in between",
        ),
    ),
    "crl_too_many": (
        Text(
            "Một địa chỉ cho quá nhiều loại danh sách thu hồi khác nhau",
            "One address gives too many different kinds of revocation lists",
        ),
        Text(
            "Danh sách vừa tải về chưa được dùng; hỏi tổ chức chứng thực vì sao có nhiều loại như vậy",
            "The list fetched now is not used; ask the authority why there are so many kinds",
        ),
    ),
    "canary_wrong": (
        Text(
            "Chứng thư mẫu cho kết quả khác với điều đã biết trước",
            "A known certificate does not come out as it must",
        ),
        Text(
            "Chưa tin các kết quả khác có cùng nguồn; kiểm tra lại chứng thư mẫu, chứng thư gốc và trung gian, rồi báo tổ chức chứng thực",
            "Do not rely on other results of the same source; check the known certificate, roots and intermediates, then tell the authority",
        ),
    ),
}
"""By the value of a reason: one sentence, and what to do next."""
