"""Signing: what keeps documents from being issued, now or soon. Forms and times: Decree 68/2024, Decree 130/2018 art. 63.

Nothing here asks for a person's name, a picture of a card or a PIN.
"""

from collections.abc import Mapping

from alerts.cards.card import Card, TeamId, Visit
from alerts.cards.steps import GUARD_THE_PIN, SEND_THE_REQUEST
from probes.language import Text

_ON_PAPER = Text(
    "Văn bản gấp: xin ý kiến lãnh đạo về việc ký giấy, đóng dấu và gửi theo đường văn thư",
    "For an urgent document, ask the leader about signing and sealing it on paper and sending it by post",
)
_STAND_IN = Text(
    "Người có thẩm quyền khác mà chứng thư còn dùng được thì ký thay theo quy chế",
    "Another authorised person whose certificate can be used signs instead, as the rules allow",
)

SIGNING: Mapping[str, Card] = {
    "signing_blocked": Card(
        name=Text("Chưa ký ban hành được văn bản", "Documents cannot be signed for issue"),
        meaning=Text(
            "Văn bản đi phải có chữ ký số của lãnh đạo và của cơ quan (con dấu); trong các chứng thư đã khai báo, có nhóm không còn cái nào dùng được",
            "A document needs a leader's signature and the organisation's seal; of the declared certificates of one of these, none can be used",
        ),
        before_calling=(
            Text(
                "Xem ở mục chứng thư chữ ký số: thiếu chữ ký lãnh đạo hay con dấu",
                "See under signing certificates which is missing, a leader's signature or the seal",
            ),
            Text(
                "Không ký bằng chứng thư đã hết hạn, bị thu hồi hoặc tạm dừng: văn bản có thể không hợp lệ",
                "Do not sign with a certificate that has expired, is revoked or on hold: the document may not be valid",
            ),
            Text(
                "Lập đề nghị cấp mới: Mẫu 01 cho cá nhân, Mẫu 02 cho cơ quan",
                "Apply for a new one: form 01 for a person, form 02 for the organisation",
            ),
            SEND_THE_REQUEST,
            Text(
                "Thiết bị bị khóa PIN: dừng nhập, lập đề nghị khôi phục (Mẫu 06), không để ai khởi tạo lại vì sẽ mất khóa",
                "If a token's PIN is locked: stop, apply to have it restored (form 06), let nobody initialise it: the key would be lost",
            ),
        ),
        calling=Text(
            "Gọi tổ trực (nhóm chữ ký số), đọc tên xã, mã sự cố và 6 ký tự cuối của số chứng thư; "
            "không gửi ảnh căn cước, không đọc mã PIN cho bất kỳ ai",
            "Call the duty team (signing): the commune, the incident's code, the last 6 characters of the certificate's number; "
            "send no picture of an identity card, tell nobody a PIN",
        ),
        meanwhile=(_STAND_IN, _ON_PAPER),
        team=TeamId.SIGNING,
        visit=Visit.REMOTE,
    ),
    "signing_at_risk": Card(
        name=Text("Sắp không ký ban hành được văn bản", "Documents soon cannot be signed"),
        meaning=Text(
            "Chữ ký số cần để ban hành văn bản chỉ còn dùng được ít ngày làm việc, và chưa có chữ ký nào thay được",
            "A signature that documents need can be used for a few more working days only, and nothing stands in",
        ),
        before_calling=(
            Text(
                "Xem ở mục chứng thư chữ ký số: nhóm nào sắp hết hạn, còn bao nhiêu ngày",
                "See under signing certificates which group ends, and in how many days",
            ),
            Text(
                "Lập đề nghị ngay hôm nay: gia hạn theo Mẫu 04 nếu còn trong thời hạn cho gia hạn, "
                "nếu không thì cấp mới (Mẫu 01 cho cá nhân, Mẫu 02 cho cơ quan)",
                "Apply today: for renewal (form 04) if that is still open, else for a new one (form 01 for a person, "
                "form 02 for the organisation)",
            ),
            SEND_THE_REQUEST,
        ),
        calling=Text(
            "Gọi tổ trực (nhóm chữ ký số) khi chỉ còn dưới 03 ngày làm việc, hoặc gửi đã quá 03 ngày làm việc chưa có kết quả",
            "Call the duty team (signing) when fewer than 3 working days are left, or nothing has come 3 working days after you applied",
        ),
        meanwhile=(
            Text(
                "Trong thời gian chờ vẫn ký bình thường, cho đến khi chứng thư hết hạn",
                "Go on signing until the certificate ends",
            ),
            Text(
                "Bố trí trước người ký thay cho những ngày sau đó, theo quy chế",
                "Arrange who signs instead from then on, as the rules allow",
            ),
        ),
        team=TeamId.SIGNING,
        visit=Visit.REMOTE,
    ),
    "authority_outage": Card(
        name=Text("Dịch vụ của tổ chức chứng thực có sự cố", "A certification authority's service fails"),
        meaning=Text(
            "Danh sách thu hồi, OCSP hoặc dấu thời gian của tổ chức chứng thực trả lời không đúng hoặc không trả lời: "
            "ký số có thể chậm hoặc báo lỗi",
            "The authority's revocation list, OCSP or timestamps do not answer, or not as they must: signing may be slow or fail",
        ),
        before_calling=(
            Text(
                "Chờ đến 3 phút, không bấm ký lại nhiều lần",
                "Wait up to 3 minutes; do not sign again and again",
            ),
            Text("Chưa được thì thử lại sau 15 phút", "If it fails, try again after 15 minutes"),
            GUARD_THE_PIN,
            Text(
                "Không cài lại phần mềm ký số hay thiết bị: lỗi này không nằm ở đó",
                "Do not reinstall the signing software or the token: this fault is not there",
            ),
        ),
        calling=Text(
            "Không cần gọi báo về sự cố chung này; văn bản phải ký gấp thì hỏi tổ trực (nhóm chữ ký số) phương án ký",
            "No need to report this shared fault; for an urgent document ask the duty team (signing) how to sign it",
        ),
        meanwhile=(
            Text(
                "Soạn và trình duyệt trước, khi dịch vụ có lại thì ký",
                "Write documents and have them approved; sign when the service is back",
            ),
            _ON_PAPER,
        ),
        team=TeamId.SIGNING,
        visit=Visit.REMOTE,
    ),
}
