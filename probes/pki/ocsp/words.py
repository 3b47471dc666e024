"""What is said of an answer that may not be used."""

from probes.language import Text

NOT_UNDERSTOOD = Text(
    "có phần mở rộng bắt buộc mà chương trình không hiểu", "a critical extension that is not understood"
)
ANOTHER = Text("câu trả lời nói về một chứng thư khác", "the answer is about another certificate")
NO_SIGNER = Text("không kèm chứng thư của nơi đã ký", "the certificate of its signer did not come along")
NOT_ITS_KEY = Text("không khớp với khóa của nơi đã ký", "not made by the key of its signer")
NOT_ISSUED = Text(
    "chứng thư của nơi ký không do tổ chức đã cấp chứng thư này cấp",
    "its signer's certificate was not issued by the certificate's issuer",
)
NO_PURPOSE = Text(
    "chứng thư của nơi ký không dùng để ký câu trả lời OCSP",
    "its signer's certificate is not meant for signing OCSP answers",
)
SIGNER_EXPIRED = Text("chứng thư của nơi ký đã hết hạn", "its signer's certificate has expired")
SIGNER_NOT_YET = Text("chứng thư của nơi ký chưa có hiệu lực", "its signer's certificate is not valid yet")
SIGNER_REVOKED = Text("chứng thư của nơi ký đã bị thu hồi", "its certificate was revoked")
ERRORS = {
    "malformed_request": Text("không đọc được câu hỏi", "malformed request"),
    "internal_error": Text("lỗi bên trong máy chủ", "internal error"),
    "try_later": Text("hẹn thử lại sau", "try later"),
    "sig_required": Text("đòi câu hỏi phải được ký", "sig required"),
    "unauthorized": Text("không có quyền trả lời về chứng thư này", "unauthorized"),
}


def weak(digest: str) -> Text:
    """The signature rests on an old digest."""
    return Text(f"ký bằng {digest}, thuật toán không còn an toàn", f"signed with {digest}, which is broken")


def signer_weak(digest: str) -> Text:
    """The signer's certificate rests on an old digest."""
    return Text(
        f"chứng thư của nơi ký được ký bằng {digest}, thuật toán không còn an toàn",
        f"its signer's certificate is signed with {digest}, which is broken",
    )


def signer_weak_key(key: str) -> Text:
    """The signer's key, such as `RSA 1024`, can be broken."""
    return Text(f"khóa của nơi ký quá yếu: {key} bit", f"its signer's key is too weak: {key} bits")


WORDS = (
    NOT_UNDERSTOOD,
    ANOTHER,
    NO_SIGNER,
    NOT_ITS_KEY,
    NOT_ISSUED,
    NO_PURPOSE,
    SIGNER_EXPIRED,
    SIGNER_NOT_YET,
    SIGNER_REVOKED,
    *map(weak, ("md5", "sha1")),
    *map(signer_weak, ("md5", "sha1")),
    *map(signer_weak_key, ("RSA 1024", "DSA 1024")),
    *ERRORS.values(),
)
"""All of them; the others that `verify` says only repeat how old an answer is."""
