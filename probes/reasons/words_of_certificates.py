"""What is said of signing certificates and tokens."""

from probes.language import Text

WORDS: dict[str, tuple[Text, Text]] = {
    "certificate_missing": (
        Text("Không tìm thấy tệp chứng thư", "The certificate file is not there"),
        Text(
            "Kiểm tra đường dẫn của tệp; xuất lại chứng thư (không kèm khóa bí mật) nếu tệp đã mất",
            "Check the path; export the certificate again (without its private key) if the file is gone",
        ),
    ),
    "certificate_unreadable": (
        Text("Không đọc được tệp chứng thư", "The certificate file cannot be read"),
        Text(
            "Xuất lại chứng thư ở dạng .cer, .crt, .pem hoặc .p7b, không kèm khóa bí mật",
            "Export the certificate again as .cer, .crt, .pem or .p7b, without its private key",
        ),
    ),
    "certificate_expired": (
        Text("Chứng thư đã hết hạn", "The certificate has expired"),
        Text(
            "Không dùng để ký nữa; chuyển người có thẩm quyền khác ký thay và đề nghị cấp mới",
            "Sign with it no more; let another authorised person sign, and ask for a new one",
        ),
    ),
    "certificate_not_yet_valid": (
        Text("Chứng thư chưa có hiệu lực", "The certificate is not valid yet"),
        Text(
            "Kiểm tra ngày giờ của máy này; nếu đúng thì chờ tới ngày có hiệu lực",
            "Check this machine's date and time; if right, wait for the first day",
        ),
    ),
    "certificate_untrusted": (
        Text(
            "Chứng thư không nối được tới tổ chức chứng thực đã tin cậy",
            "The certificate does not lead to a trusted authority",
        ),
        Text(
            "Chưa dùng để ký văn bản; hỏi nơi cấp và đối chiếu chứng thư gốc đã ghim",
            "Do not sign with it yet; ask who issued it, and check the pinned roots",
        ),
    ),
    "certificate_chain_incomplete": (
        Text(
            "Chưa đủ chứng thư gốc và trung gian để kiểm tra",
            "A root or intermediate certificate needed for the check is missing",
        ),
        Text(
            "Tải chứng thư còn thiếu từ trang của tổ chức chứng thực, đối chiếu vân tay, rồi bổ sung vào khai báo",
            "Fetch the missing one from the authority's site, compare its fingerprint, and add it to the inventory",
        ),
    ),
    "certificate_wrong_usage": (
        Text("Chứng thư không dùng để ký văn bản", "The certificate is not meant for signing documents"),
        Text(
            "Kiểm tra đã chọn đúng chứng thư ký chưa; nếu đúng thì đề nghị cấp chứng thư có mục đích ký số",
            "Check that this is the signing certificate; if so, ask for one that is meant for signing",
        ),
    ),
    "certificate_weak": (
        Text("Khóa hoặc thuật toán của chứng thư quá yếu", "The certificate's key or algorithm is too weak"),
        Text(
            "Đề nghị cấp mới với khóa RSA từ 2048 bit trở lên và SHA-256",
            "Ask for a new one with an RSA key of at least 2048 bits and SHA-256",
        ),
    ),
    "certificate_revoked": (
        Text("Chứng thư đã bị thu hồi", "The certificate has been revoked"),
        Text(
            "Không dùng để ký nữa; chuyển người có thẩm quyền khác ký thay, rồi đề nghị cấp mới (Mẫu 01 hoặc 02)",
            "Sign with it no more; let another authorised person sign, and apply for a new one (form 01 or 02)",
        ),
    ),
    "certificate_suspended": (
        Text("Chứng thư đang bị tạm dừng", "The certificate is on hold"),
        Text(
            "Tạm thời không dùng để ký; hỏi cơ quan quản lý thuê bao lý do tạm dừng và bao giờ được dùng lại",
            "Do not sign with it for now; ask the managing body why it is on hold and until when",
        ),
    ),
    "certificate_issuer_unusable": (
        Text(
            "Chứng thư của tổ chức chứng thực cấp trên không còn dùng được",
            "A certificate of the issuing authority can no longer be relied on",
        ),
        Text(
            "Lỗi này chung cho mọi chứng thư cùng nơi cấp: báo tổ chữ ký số, không cần làm gì tại xã",
            "All certificates of that authority share this: tell the signing team, nothing to do at the commune",
        ),
    ),
}
"""By the value of a reason: one sentence, and what to do next."""
