"""Why a look failed: a closed list, each with a sentence for people, and whose fault it speaks of."""

from enum import StrEnum

from probes.language import Text


class Reason(StrEnum):
    """Why a look failed. The value is a metric label and part of the agents' protocol: never renamed."""

    # the path
    NO_REPLY = "no_reply"
    UNREACHABLE = "unreachable"
    TTL_EXCEEDED = "ttl_exceeded"
    TIMEOUT = "timeout"
    REFUSED = "refused"
    RESET = "reset"
    # names
    NAME_NOT_FOUND = "name_not_found"
    NAME_NO_ADDRESS = "name_no_address"
    RESOLVER_FAILED = "resolver_failed"
    ANSWER_MISMATCH = "answer_mismatch"
    # TLS
    TLS_FAILED = "tls_failed"
    TLS_EXPIRED = "tls_expired"
    TLS_NOT_YET_VALID = "tls_not_yet_valid"
    TLS_WRONG_HOST = "tls_wrong_host"
    TLS_UNTRUSTED = "tls_untrusted"
    # HTTP
    HTTP_STATUS = "http_status"
    HTTP_INVALID = "http_invalid"
    HTTP_TOO_LARGE = "http_too_large"
    REDIRECT_LOOP = "redirect_loop"
    REDIRECT_REFUSED = "redirect_refused"
    BODY_MISMATCH = "body_mismatch"
    HEADER_MISMATCH = "header_mismatch"
    # certificates
    CERTIFICATE_MISSING = "certificate_missing"
    CERTIFICATE_UNREADABLE = "certificate_unreadable"
    CERTIFICATE_EXPIRED = "certificate_expired"
    CERTIFICATE_NOT_YET_VALID = "certificate_not_yet_valid"
    CERTIFICATE_UNTRUSTED = "certificate_untrusted"
    CERTIFICATE_CHAIN_INCOMPLETE = "certificate_chain_incomplete"
    CERTIFICATE_WRONG_USAGE = "certificate_wrong_usage"
    CERTIFICATE_WEAK = "certificate_weak"
    # ourselves: these say nothing about the target
    NETWORK_DOWN_HERE = "network_down_here"
    NO_PERMISSION = "no_permission"
    TRUST_UNREADABLE = "trust_unreadable"
    NO_RESOURCES = "no_resources"
    CANCELLED = "cancelled"
    BUG = "bug"

    @property
    def ours(self) -> bool:
        """True when the probe itself failed: the target's state becomes unknown, never down."""
        return self in _OURS

    @property
    def sentence(self) -> Text:
        """One plain sentence for people, without a closing full stop."""
        return SENTENCES[self]

    @property
    def hint(self) -> Text:
        """What to do next, one plain sentence for people, without a closing full stop."""
        return HINTS[self]


_OURS = frozenset(
    {
        Reason.NETWORK_DOWN_HERE,
        Reason.NO_PERMISSION,
        Reason.TRUST_UNREADABLE,
        Reason.NO_RESOURCES,
        Reason.CANCELLED,
        Reason.BUG,
    }
)

SENTENCES: dict[Reason, Text] = {
    Reason.NO_REPLY: Text("Không có gói tin nào được trả lời", "None of the packets was answered"),
    Reason.UNREACHABLE: Text(
        "Thiết bị trên đường đi báo không tới được địa chỉ này",
        "A device on the way says this address cannot be reached",
    ),
    Reason.TTL_EXCEEDED: Text(
        "Gói tin đi vòng quanh mà không tới nơi", "The packets ran in a circle and never arrived"
    ),
    Reason.TIMEOUT: Text(
        "Hết thời gian chờ mà chưa có trả lời đầy đủ", "No complete answer within the time allowed"
    ),
    Reason.REFUSED: Text("Máy chủ từ chối kết nối: cổng không mở", "Connection refused: the port is closed"),
    Reason.RESET: Text("Kết nối bị ngắt giữa chừng", "The connection was cut off half way"),
    Reason.NAME_NOT_FOUND: Text("Tên miền không tồn tại", "The name does not exist"),
    Reason.NAME_NO_ADDRESS: Text(
        "Tên miền có thật nhưng không có địa chỉ loại cần tìm",
        "The name exists but has no address of the wanted kind",
    ),
    Reason.RESOLVER_FAILED: Text(
        "Máy chủ tên miền (DNS) không trả lời được", "The name server could not answer"
    ),
    Reason.ANSWER_MISMATCH: Text("Câu trả lời khác với mong đợi", "The answer is not the expected one"),
    Reason.TLS_FAILED: Text("Không thiết lập được kết nối mã hóa (TLS)", "The TLS handshake failed"),
    Reason.TLS_EXPIRED: Text(
        "Chứng chỉ TLS của máy chủ đã hết hạn", "The server's TLS certificate has expired"
    ),
    Reason.TLS_NOT_YET_VALID: Text(
        "Chứng chỉ TLS của máy chủ chưa có hiệu lực", "The server's TLS certificate is not valid yet"
    ),
    Reason.TLS_WRONG_HOST: Text(
        "Chứng chỉ TLS của máy chủ cấp cho tên miền khác", "The server's TLS certificate is for another name"
    ),
    Reason.TLS_UNTRUSTED: Text(
        "Chứng chỉ TLS của máy chủ không do tổ chức tin cậy cấp",
        "The server's TLS certificate is not from a trusted authority",
    ),
    Reason.HTTP_STATUS: Text(
        "Máy chủ có phản hồi nhưng báo lỗi", "The server answers, but with an error status"
    ),
    Reason.HTTP_INVALID: Text("Câu trả lời không đúng giao thức HTTP", "The answer is not valid HTTP"),
    Reason.HTTP_TOO_LARGE: Text("Câu trả lời dài quá mức cho phép", "The answer is larger than allowed"),
    Reason.REDIRECT_LOOP: Text("Trang chuyển hướng lòng vòng", "The page redirects in a circle"),
    Reason.REDIRECT_REFUSED: Text(
        "Trang chuyển hướng tới nơi không được phép", "The page redirects to a place that is not allowed"
    ),
    Reason.BODY_MISMATCH: Text(
        "Nội dung trang khác với mong đợi", "The page does not contain what is expected"
    ),
    Reason.HEADER_MISMATCH: Text("Tiêu đề HTTP khác với mong đợi", "An HTTP header is not as expected"),
    Reason.CERTIFICATE_MISSING: Text("Không tìm thấy tệp chứng thư", "The certificate file is not there"),
    Reason.CERTIFICATE_UNREADABLE: Text(
        "Không đọc được tệp chứng thư", "The certificate file cannot be read"
    ),
    Reason.CERTIFICATE_EXPIRED: Text("Chứng thư đã hết hạn", "The certificate has expired"),
    Reason.CERTIFICATE_NOT_YET_VALID: Text("Chứng thư chưa có hiệu lực", "The certificate is not valid yet"),
    Reason.CERTIFICATE_UNTRUSTED: Text(
        "Chứng thư không nối được tới tổ chức chứng thực đã tin cậy",
        "The certificate does not lead to a trusted authority",
    ),
    Reason.CERTIFICATE_CHAIN_INCOMPLETE: Text(
        "Thiếu chứng thư trung gian để kiểm tra",
        "An intermediate certificate needed for the check is missing",
    ),
    Reason.CERTIFICATE_WRONG_USAGE: Text(
        "Chứng thư không dùng để ký văn bản", "The certificate is not meant for signing documents"
    ),
    Reason.CERTIFICATE_WEAK: Text(
        "Khóa hoặc thuật toán của chứng thư quá yếu", "The certificate's key or algorithm is too weak"
    ),
    Reason.NETWORK_DOWN_HERE: Text(
        "Mạng tại máy giám sát có vấn đề, không nói được gì về nơi cần đo",
        "The network at the monitor itself is at fault; this says nothing about the target",
    ),
    Reason.NO_PERMISSION: Text(
        "Máy giám sát chưa được cấp quyền để đo", "The monitor lacks the permission for this look"
    ),
    Reason.TRUST_UNREADABLE: Text(
        "Máy giám sát không đọc được chứng thư tin cậy đã khai báo",
        "The monitor cannot read the trusted certificates it was given",
    ),
    Reason.NO_RESOURCES: Text(
        "Máy giám sát hết tài nguyên để đo", "The monitor has run out of resources for this look"
    ),
    Reason.CANCELLED: Text(
        "Lần đo bị dừng vì chương trình đang tắt", "The look was stopped because the program is shutting down"
    ),
    Reason.BUG: Text(
        "Lỗi trong chính chương trình giám sát, hãy báo cho nhóm phát triển",
        "A fault in this program itself; please report it",
    ),
}

HINTS: dict[Reason, Text] = {
    Reason.NO_REPLY: Text(
        "Xem điện, UPS và đèn thiết bị mạng tại nơi đó; nếu vẫn sáng đủ thì báo nhà mạng kèm mã kênh",
        "Check power, UPS and the lights of the network device there; if all are lit, call the ISP with the circuit id",
    ),
    Reason.UNREACHABLE: Text(
        "Báo nhà mạng: thiết bị của họ không còn đường tới địa chỉ này; kiểm tra lại địa chỉ đã khai báo",
        "Tell the ISP that its device has no route to this address, and check the address that was declared",
    ),
    Reason.TTL_EXCEEDED: Text(
        "Báo nhà mạng hoặc người quản trị định tuyến: có vòng lặp trên đường đi",
        "Tell the ISP or whoever runs the routing: there is a loop on the way",
    ),
    Reason.TIMEOUT: Text(
        "Đo lại sau vài phút và đo thêm một địa chỉ khác để biết chậm do máy chủ hay do đường truyền",
        "Look again in a few minutes, and at another address, to tell a slow server from a slow line",
    ),
    Reason.REFUSED: Text(
        "Máy còn sống nhưng dịch vụ không chạy: báo đơn vị vận hành khởi động lại, hoặc kiểm tra lại số cổng",
        "The machine lives but the service does not run: ask its operator to start it, or check the port number",
    ),
    Reason.RESET: Text(
        "Đo lại; nếu vẫn bị ngắt thì hỏi đơn vị vận hành về tường lửa hoặc dịch vụ đang quá tải",
        "Look again; if it stays so, ask the operator about a firewall or an overloaded service",
    ),
    Reason.NAME_NOT_FOUND: Text(
        "Kiểm tra cách viết tên miền; nếu đúng thì báo đơn vị quản lý tên miền",
        "Check how the name is written; if it is right, tell whoever manages the domain",
    ),
    Reason.NAME_NO_ADDRESS: Text(
        "Thử loại địa chỉ khác (IPv4 hoặc IPv6), hoặc báo đơn vị quản lý tên miền bổ sung bản ghi",
        "Try the other address family (IPv4 or IPv6), or ask whoever manages the domain to add the record",
    ),
    Reason.RESOLVER_FAILED: Text(
        "Kiểm tra máy chủ DNS mà máy này đang dùng, rồi thử với một máy chủ DNS khác",
        "Check the name server that this machine uses, then try another one",
    ),
    Reason.ANSWER_MISMATCH: Text(
        "So lại giá trị mong đợi với bản ghi thật; nếu bản ghi bị đổi ngoài kế hoạch thì báo đơn vị quản lý",
        "Compare the expected value with the record; if nobody planned the change, tell whoever manages it",
    ),
    Reason.TLS_FAILED: Text(
        "Hỏi đơn vị vận hành về phiên bản và cấu hình TLS của máy chủ; kiểm tra cổng có đúng là cổng HTTPS không",
        "Ask the operator about the server's TLS versions and settings; check that this really is an HTTPS port",
    ),
    Reason.TLS_EXPIRED: Text(
        "Kiểm tra ngày giờ của máy này trước; nếu đúng thì báo đơn vị vận hành thay chứng chỉ",
        "Check this machine's date and time first; if right, ask the operator to replace the certificate",
    ),
    Reason.TLS_NOT_YET_VALID: Text(
        "Kiểm tra ngày giờ của máy này trước; nếu đúng thì báo đơn vị vận hành",
        "Check this machine's date and time first; if right, tell the operator",
    ),
    Reason.TLS_WRONG_HOST: Text(
        "Kiểm tra địa chỉ đã gõ; nếu đúng thì báo đơn vị vận hành vì người dân cũng thấy cảnh báo này",
        "Check the address that was typed; if right, tell the operator: citizens see this warning too",
    ),
    Reason.TLS_UNTRUSTED: Text(
        "Nếu máy chủ dùng tổ chức chứng thực riêng thì khai báo chứng thư gốc của tổ chức đó; nếu không, báo đơn vị vận hành",
        "If the server uses an authority of its own, declare that authority's root; otherwise tell the operator",
    ),
    Reason.HTTP_STATUS: Text(
        "Lỗi ở phía dịch vụ, không phải đường truyền: báo đơn vị vận hành kèm mã lỗi và giờ đo",
        "The service is at fault, not the line: tell its operator the status code and the time",
    ),
    Reason.HTTP_INVALID: Text(
        "Kiểm tra cổng và giao thức (http hay https); có thể một thiết bị trung gian đã trả lời thay",
        "Check port and protocol (http or https); something in between may have answered instead",
    ),
    Reason.HTTP_TOO_LARGE: Text(
        "Đo một trang nhẹ hơn, chẳng hạn trang kiểm tra tình trạng của dịch vụ",
        "Look at a lighter page, such as the service's health page",
    ),
    Reason.REDIRECT_LOOP: Text(
        "Báo đơn vị vận hành: trang tự chuyển hướng về chính nó nên không ai mở được",
        "Tell the operator: the page sends everybody back to itself, so nobody can open it",
    ),
    Reason.REDIRECT_REFUSED: Text(
        "Xem nơi mà trang chuyển tới; nếu đó là nơi hợp lệ thì khai báo thẳng địa chỉ ấy",
        "See where the page sends people; if that is right, declare that address itself",
    ),
    Reason.BODY_MISMATCH: Text(
        "Mở trang bằng trình duyệt và so với nội dung mong đợi; trang lỗi thường vẫn trả mã 200",
        "Open the page in a browser and compare; error pages often still come with status 200",
    ),
    Reason.HEADER_MISMATCH: Text(
        "So tiêu đề thật với giá trị mong đợi; có thể một thiết bị trung gian đã trả lời thay",
        "Compare the header with the expected value; something in between may have answered instead",
    ),
    Reason.CERTIFICATE_MISSING: Text(
        "Kiểm tra đường dẫn của tệp; xuất lại chứng thư (không kèm khóa bí mật) nếu tệp đã mất",
        "Check the path; export the certificate again (without its private key) if the file is gone",
    ),
    Reason.CERTIFICATE_UNREADABLE: Text(
        "Xuất lại chứng thư ở dạng .cer, .crt, .pem hoặc .p7b, không kèm khóa bí mật",
        "Export the certificate again as .cer, .crt, .pem or .p7b, without its private key",
    ),
    Reason.CERTIFICATE_EXPIRED: Text(
        "Không dùng để ký nữa; chuyển người có thẩm quyền khác ký thay và đề nghị cấp mới",
        "Sign with it no more; let another authorised person sign, and ask for a new one",
    ),
    Reason.CERTIFICATE_NOT_YET_VALID: Text(
        "Kiểm tra ngày giờ của máy này; nếu đúng thì chờ tới ngày có hiệu lực",
        "Check this machine's date and time; if right, wait for the first day",
    ),
    Reason.CERTIFICATE_UNTRUSTED: Text(
        "Chưa dùng để ký văn bản; hỏi nơi cấp và đối chiếu chứng thư gốc đã ghim",
        "Do not sign with it yet; ask who issued it, and check the pinned roots",
    ),
    Reason.CERTIFICATE_CHAIN_INCOMPLETE: Text(
        "Tải chứng thư trung gian từ trang của tổ chức chứng thực rồi bổ sung vào khai báo",
        "Fetch the intermediate certificate from the authority's site and add it to the inventory",
    ),
    Reason.CERTIFICATE_WRONG_USAGE: Text(
        "Kiểm tra đã chọn đúng chứng thư ký chưa; nếu đúng thì đề nghị cấp chứng thư có mục đích ký số",
        "Check that this is the signing certificate; if so, ask for one that is meant for signing",
    ),
    Reason.CERTIFICATE_WEAK: Text(
        "Đề nghị cấp mới với khóa RSA từ 2048 bit trở lên và SHA-256",
        "Ask for a new one with an RSA key of at least 2048 bits and SHA-256",
    ),
    Reason.NETWORK_DOWN_HERE: Text(
        "Kiểm tra dây mạng, địa chỉ và bảng định tuyến của chính máy giám sát",
        "Check cable, address and routes of the monitor itself",
    ),
    Reason.NO_PERMISSION: Text(
        "Cấp quyền cho chương trình: quyền mở ICMP (net.ipv4.ping_group_range hoặc CAP_NET_RAW) hay quyền đọc tệp",
        "Grant the program what it lacks: ICMP (net.ipv4.ping_group_range or CAP_NET_RAW), or reading the file",
    ),
    Reason.TRUST_UNREADABLE: Text(
        "Kiểm tra các tệp chứng thư gốc và trung gian trong khai báo trên máy giám sát",
        "Check the files of roots and intermediates named in the monitor's inventory",
    ),
    Reason.NO_RESOURCES: Text(
        "Tăng giới hạn tệp mở (ulimit -n), hoặc giảm số lần đo cùng lúc",
        "Raise the limit of open files (ulimit -n), or look at fewer targets at once",
    ),
    Reason.CANCELLED: Text("Chạy lại lần đo", "Run the look again"),
    Reason.BUG: Text(
        "Gửi cho nhóm phát triển câu lệnh đã chạy và nhật ký của chương trình",
        "Send the command that was run and the program's log to the developers",
    ),
}


class ProbeFailed(Exception):
    """A look failed for a reason of the closed list.

    `detail` is for people and logs: the value seen and the value wanted. It never becomes a label and never
    carries personal data. `measures` and `facts` hold what was seen before the failure (phases that did happen,
    the expiry of a chain that failed verification).
    """

    def __init__(
        self,
        reason: Reason,
        detail: str = "",
        *,
        measures: dict[str, float] | None = None,
        facts: dict[str, str] | None = None,
        round_trips: tuple[float | None, ...] = (),
    ) -> None:
        super().__init__(f"{reason}: {detail}" if detail else str(reason))
        self.reason = reason
        self.detail = detail
        self.measures = measures or {}
        self.facts = facts or {}
        self.round_trips = round_trips
