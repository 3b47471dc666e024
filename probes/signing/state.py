"""What a signing certificate is: exactly one state, the worst of all its reasons."""

from enum import StrEnum

from probes.language import Text
from probes.reasons import Reason


class SigningState(StrEnum):
    """Worst first. The value is a metric label and part of the API: never renamed.

    Beside the states of a certificate: UNREADABLE, something is there and is no certificate; NOT_OBSERVED, nothing is.
    """

    REVOKED = "revoked"
    SUSPENDED = "suspended"
    EXPIRED = "expired"
    CA_UNUSABLE = "ca_unusable"
    UNREADABLE = "unreadable"
    UNTRUSTED = "untrusted"
    WRONG_USAGE = "wrong_usage"
    NOT_YET_VALID = "not_yet_valid"
    CHAIN_INCOMPLETE = "chain_incomplete"
    WEAK = "weak"
    NOT_OBSERVED = "not_observed"
    IDENTITY_STALE = "identity_stale"
    REVOKED_SCHEDULED = "revoked_scheduled"
    RENEW_WINDOW_CLOSED = "renew_window_closed"
    EXPIRING = "expiring"
    REVOCATION_UNKNOWN = "revocation_unknown"
    DECLARED = "declared"
    VALID = "valid"

    @property
    def rank(self) -> int:
        """0 for the worst."""
        return _RANKS[self]

    @property
    def reason(self) -> Reason | None:
        """Why a look that finds this has failed; None when the certificate may sign as far as is known."""
        return _REASONS.get(self)

    @property
    def usable(self) -> bool:
        """True when the signer can sign today, whatever must be done soon."""
        return self not in _REASONS

    @property
    def known(self) -> bool:
        """False when nothing is known that would say whether the signer can sign."""
        return self not in _UNKNOWN

    @property
    def sentence(self) -> Text:
        """One plain sentence for people, without a closing full stop."""
        reason = self.reason
        return _SENTENCES[self] if reason is None else reason.sentence

    @property
    def hint(self) -> Text | None:
        """What to do next; None when nothing needs doing."""
        reason = self.reason
        return _HINTS.get(self) if reason is None else reason.hint


_RANKS = {state: rank for rank, state in enumerate(SigningState)}
_REASONS = {
    SigningState.REVOKED: Reason.CERTIFICATE_REVOKED,
    SigningState.SUSPENDED: Reason.CERTIFICATE_SUSPENDED,
    SigningState.EXPIRED: Reason.CERTIFICATE_EXPIRED,
    SigningState.CA_UNUSABLE: Reason.CERTIFICATE_ISSUER_UNUSABLE,
    SigningState.UNREADABLE: Reason.CERTIFICATE_UNREADABLE,
    SigningState.UNTRUSTED: Reason.CERTIFICATE_UNTRUSTED,
    SigningState.WRONG_USAGE: Reason.CERTIFICATE_WRONG_USAGE,
    SigningState.NOT_YET_VALID: Reason.CERTIFICATE_NOT_YET_VALID,
    SigningState.CHAIN_INCOMPLETE: Reason.CERTIFICATE_CHAIN_INCOMPLETE,
    SigningState.WEAK: Reason.CERTIFICATE_WEAK,
    SigningState.NOT_OBSERVED: Reason.CERTIFICATE_MISSING,
}
_UNKNOWN = frozenset({SigningState.UNREADABLE, SigningState.CHAIN_INCOMPLETE, SigningState.NOT_OBSERVED})
_SENTENCES = {
    SigningState.IDENTITY_STALE: Text(
        "Thông tin trên chứng thư không còn phù hợp với tên đơn vị hiện nay",
        "What the certificate says of its holder is no longer what the body is called",
    ),
    SigningState.REVOKED_SCHEDULED: Text(
        "Chứng thư đã có lịch thu hồi", "The certificate is about to be revoked"
    ),
    SigningState.RENEW_WINDOW_CLOSED: Text(
        "Chứng thư sắp hết hạn và đã quá hạn làm thủ tục gia hạn",
        "The certificate ends soon, and it is too late to renew it",
    ),
    SigningState.EXPIRING: Text("Chứng thư sắp hết hạn", "The certificate ends soon"),
    SigningState.REVOCATION_UNKNOWN: Text(
        "Chưa xác định được trạng thái thu hồi", "Whether it has been revoked is not known"
    ),
    SigningState.DECLARED: Text(
        "Chỉ có ngày hết hạn do đơn vị khai, chưa xem được chứng thư",
        "Only its declared end is known; the certificate itself was not seen",
    ),
    SigningState.VALID: Text("Chứng thư còn hiệu lực", "The certificate is valid"),
}
_HINTS = {
    SigningState.IDENTITY_STALE: Text(
        "Vẫn ký được, nhưng phải đề nghị thay đổi nội dung thông tin (Mẫu 04), và có thể sắp bị thu hồi",
        "It still signs, but its content must be changed (form 04), and it may soon be revoked",
    ),
    SigningState.REVOKED_SCHEDULED: Text(
        "Chuẩn bị người ký thay và đề nghị cấp mới trước ngày thu hồi",
        "Arrange a stand-in and apply for a new one before that day",
    ),
    SigningState.RENEW_WINDOW_CLOSED: Text(
        "Lập đề nghị cấp mới ngay (Mẫu 01 hoặc 02); trong lúc chờ vẫn ký bình thường",
        "Apply for a new one now (form 01 or 02); it signs until its last day",
    ),
    SigningState.EXPIRING: Text(
        "Lập đề nghị gia hạn ngay (Mẫu 04): sát ngày hết hạn thì chỉ còn cách xin cấp mới",
        "Ask for renewal now (form 04): close to the end only a new certificate is left",
    ),
    SigningState.REVOCATION_UNKNOWN: Text(
        "Không phải lỗi của chứng thư: chờ danh sách thu hồi hoặc OCSP có lại, rồi xem lại",
        "The certificate is not at fault: wait until the revocation list or OCSP is back, then look again",
    ),
    SigningState.DECLARED: Text(
        "Xuất chứng thư (không kèm khóa bí mật) và khai báo tệp để chương trình tự kiểm tra",
        "Export the certificate (without its private key) and declare its file, so that it can be checked",
    ),
}
