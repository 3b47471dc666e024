"""What a signing certificate is: exactly one state, the worst of all its reasons."""

from probes.language import Text
from probes.reasons import Graded, Reason, Words


class SigningState(Graded):
    """Worst first. The value is a metric label and part of the API: never renamed.

    Beside the states of a certificate: UNREADABLE, something is there and is no certificate; NOT_OBSERVED, nothing is.
    """

    REVOKED = "revoked", Reason.CERTIFICATE_REVOKED
    SUSPENDED = "suspended", Reason.CERTIFICATE_SUSPENDED
    EXPIRED = "expired", Reason.CERTIFICATE_EXPIRED
    CA_UNUSABLE = "ca_unusable", Reason.CERTIFICATE_ISSUER_UNUSABLE
    UNREADABLE = "unreadable", Reason.CERTIFICATE_UNREADABLE
    UNTRUSTED = "untrusted", Reason.CERTIFICATE_UNTRUSTED
    WRONG_USAGE = "wrong_usage", Reason.CERTIFICATE_WRONG_USAGE
    NOT_YET_VALID = "not_yet_valid", Reason.CERTIFICATE_NOT_YET_VALID
    CHAIN_INCOMPLETE = "chain_incomplete", Reason.CERTIFICATE_CHAIN_INCOMPLETE
    WEAK = "weak", Reason.CERTIFICATE_WEAK
    NOT_OBSERVED = "not_observed", Reason.CERTIFICATE_MISSING
    IDENTITY_STALE = (
        "identity_stale",
        Words(
            Text(
                "Thông tin trên chứng thư không còn phù hợp với tên đơn vị hiện nay",
                "What the certificate says of its holder is no longer what the body is called",
            ),
            Text(
                "Vẫn ký được, nhưng phải đề nghị thay đổi nội dung thông tin (Mẫu 04), và có thể sắp bị thu hồi",
                "It still signs, but its content must be changed (form 04), and it may soon be revoked",
            ),
        ),
    )
    REVOKED_SCHEDULED = (
        "revoked_scheduled",
        Words(
            Text("Chứng thư đã có lịch thu hồi", "The certificate is about to be revoked"),
            Text(
                "Chuẩn bị người ký thay và đề nghị cấp mới trước ngày thu hồi",
                "Arrange a stand-in and apply for a new one before that day",
            ),
        ),
    )
    RENEW_WINDOW_CLOSED = (
        "renew_window_closed",
        Words(
            Text(
                "Chứng thư sắp hết hạn và đã quá hạn làm thủ tục gia hạn",
                "The certificate ends soon, and it is too late to renew it",
            ),
            Text(
                "Lập đề nghị cấp mới ngay (Mẫu 01 hoặc 02); trong lúc chờ vẫn ký bình thường",
                "Apply for a new one now (form 01 or 02); it signs until its last day",
            ),
        ),
    )
    EXPIRING = (
        "expiring",
        Words(
            Text("Chứng thư sắp hết hạn", "The certificate ends soon"),
            Text(
                "Lập đề nghị gia hạn ngay (Mẫu 04): sát ngày hết hạn thì chỉ còn cách xin cấp mới",
                "Ask for renewal now (form 04): close to the end only a new certificate is left",
            ),
        ),
    )
    REVOCATION_UNKNOWN = (
        "revocation_unknown",
        Words(
            Text("Chưa xác định được trạng thái thu hồi", "Whether it has been revoked is not known"),
            Text(
                "Không phải lỗi của chứng thư: chờ danh sách thu hồi hoặc OCSP có lại, rồi xem lại",
                "The certificate is not at fault: wait until the revocation list or OCSP is back, then look again",
            ),
        ),
    )
    DECLARED = (
        "declared",
        Words(
            Text(
                "Chỉ có ngày hết hạn do đơn vị khai, chưa xem được chứng thư",
                "Only its declared end is known; the certificate itself was not seen",
            ),
            Text(
                "Xuất chứng thư (không kèm khóa bí mật) và khai báo tệp để chương trình tự kiểm tra",
                "Export the certificate (without its private key) and declare its file, so that it can be checked",
            ),
        ),
    )
    VALID = "valid", Words(Text("Chứng thư còn hiệu lực", "The certificate is valid"))

    @property
    def usable(self) -> bool:
        """True when the signer can sign today, whatever must be done soon."""
        return self.reason is None

    @property
    def known(self) -> bool:
        """False when nothing is known that would say whether the signer can sign."""
        return self not in _UNKNOWN


_UNKNOWN = frozenset({SigningState.UNREADABLE, SigningState.CHAIN_INCOMPLETE, SigningState.NOT_OBSERVED})
