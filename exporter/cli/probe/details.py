"""The details of looks at an authority's services in the reader's language: in a Result they are English, for logs."""

import errno
import os
import re
from dataclasses import replace

from exporter.cli.probe.certificate_page import DETAILS
from probes.kinds import ocsp, trust
from probes.language import Language
from probes.observation import Result
from probes.pki.ocsp.words import WORDS
from probes.signing.list_rules import FORGED, MAY_NOT_SIGN, UNKNOWN_ISSUER
from probes.signing.named_lists import NO_ADDRESS


def translated(result: Result, language: Language) -> Result:
    """The same result with its detail in `language`; what is not in the table stays as it is."""
    if language is Language.EN or not result.detail:
        return result
    return replace(result, detail="; ".join(map(_in_vietnamese, result.detail.split("; "))))


def _in_vietnamese(detail: str) -> str:
    if detail in WHOLE:
        return WHOLE[detail]
    for pattern, vietnamese in _PATTERNS:
        detail = pattern.sub(vietnamese, detail)
    name, mark, why = detail.rpartition(": ")  # `<a file's name, or the error's>: <why>`
    return f"{name}{mark}{WHOLE[why]}" if why in WHOLE else detail


_NETWORK = {
    errno.ECONNREFUSED: "kết nối bị từ chối",
    errno.ECONNRESET: "kết nối bị cắt ngang",
    errno.EHOSTUNREACH: "không có đường đến máy chủ",
    errno.ENETUNREACH: "không có đường đến mạng đó",
    errno.ETIMEDOUT: "hết thời gian chờ",
}
WHOLE = (
    {text.en: text.vi for text in (*WORDS, ocsp.NO_ADDRESS, ocsp.UNKNOWN_ISSUER, trust.NOT_A_ROOT)}
    | {text.en: text.vi for text in (UNKNOWN_ISSUER, MAY_NOT_SIGN, FORGED, NO_ADDRESS)}
    | {english: text.vi for english, text in DETAILS.items()}
    | {os.strerror(number): vietnamese for number, vietnamese in _NETWORK.items()}
    | {
        "a web page": "một trang web",
        "an empty answer": "câu trả lời rỗng",
        "not a DER sequence": "không phải dữ liệu DER",
        "not a timestamp answer, or cut short": "không phải dấu thời gian, hoặc bị cắt ngang",
        "closed without an answer": "ngắt kết nối mà không trả lời",
        "closed in the middle of the headers": "ngắt kết nối giữa chừng",
        "the body ends too early": "nội dung bị cắt ngang",
        "not a possible address": "địa chỉ viết không đúng",
        "a broken address, or one with a user name in it": "địa chỉ viết không đúng, hoặc có kèm tên người dùng",
        "no anchor is pinned": "chưa ghim chứng thư gốc nào",
        "a pinned certificate is not an authority's": "có chứng thư được ghim không phải của tổ chức chứng thực",
        "no pinned anchor is valid yet": "chưa chứng thư gốc nào đến ngày có hiệu lực",
        "every pinned anchor has expired, or is not valid yet": "mọi chứng thư gốc đã ghim đều hết hạn hoặc chưa có hiệu lực",
        "another hash than ours was stamped": "đóng dấu cho mã băm khác",
        "no nonce came back": "không trả lại số ngẫu nhiên đã gửi",
        "another nonce than ours came back": "trả lại số ngẫu nhiên khác",
        "the signer's certificate cannot be read": "không đọc được chứng thư của nơi ký",
        "the signer's certificate is not in the answer": "không kèm chứng thư của nơi ký",
        "the signature is about another content": "chữ ký của nội dung khác",
        "the signature does not verify": "chữ ký không khớp",
        "the signature does not name this certificate": "chữ ký không ghi đúng chứng thư này",
        "the extensions of its certificate are malformed": "chứng thư của nơi ký có phần mở rộng sai định dạng",
        "its certificate is not for timestamps alone": "chứng thư của nơi ký không chỉ dùng để cấp dấu thời gian",
        "its certificate does not make the purpose critical": "chứng thư của nơi ký không đánh dấu mục đích sử dụng là bắt buộc",
        "the key of its certificate may not sign": "khóa của nơi ký không được dùng để ký",
        "OpenSSL does not accept its certificate": "OpenSSL không chấp nhận chứng thư của nơi ký",
    }
)
# What holds numbers or names is recognised by its words.
_PATTERNS = tuple(
    (re.compile(pattern), vietnamese)
    for pattern, vietnamese in (
        (r"^(\d+) bytes$", r"\1 byte"),
        (r"^(\d+) bytes, Content-Type '(.*)'$", r"\1 byte, kiểu nội dung '\2'"),
        (r", kiểu nội dung ''$", ", không ghi kiểu nội dung"),
        (r"^more than (\d+) bytes$", r"nhiều hơn \1 byte"),
        (r"^(\d+) s older$", r"cũ hơn \1 giây"),
        (r"^number (\d+) after (\d+)$", r"bản số \1, đã có bản số \2"),
        (r"^(\d+) entries after (\d+)$", r"chỉ còn \1 mục, trước đó \2"),
        (r"\banother scheme\b", "giao thức khác"),
        (r"\bno scheme\b", "không ghi giao thức"),
        (r", only (.+)$", r", chỉ có \1"),
        (
            r"^(\d+) s (?:ahead of|behind) the server's clock$",
            r"lệch \1 giây so với giờ của máy chủ",
        ),
        (
            r"^the stamp is (\d+) s (?:before|after) our time(?:, and the server's own Date is with it)?$",
            r"giờ trên dấu lệch \1 giây so với máy này",
        ),
        (r"^(.+): only http and https are supported$", r"\1: chỉ dùng được http và https"),
        (r"^(.+): (.+) is not on the public Internet$", r"\1: \2 không thuộc Internet công cộng"),
        (r"^no answer from (\S+) port (\d+)$", r"\1 cổng \2 không trả lời"),
        (r"^back at (.+)$", r"quay lại \1"),
        (r"^the known certificate: ", "chứng thư mẫu: "),
        (r"^" + re.escape(NO_ADDRESS.en), NO_ADDRESS.vi),
    )
)
