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


_OURS = frozenset(
    {Reason.NETWORK_DOWN_HERE, Reason.NO_PERMISSION, Reason.NO_RESOURCES, Reason.CANCELLED, Reason.BUG}
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
