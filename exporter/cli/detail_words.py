"""The Vietnamese of what a look's detail says in English. `{}` stands for a name or a value, which may be words as well."""

import os
from errno import (
    EACCES,
    EADDRNOTAVAIL,
    ECONNREFUSED,
    ECONNRESET,
    EHOSTUNREACH,
    EISDIR,
    EMFILE,
    ENETDOWN,
    ENETUNREACH,
    ENOENT,
    ENOSPC,
    ENOTDIR,
    EPERM,
    EPIPE,
    EROFS,
    ETIMEDOUT,
)

from probes.inventory.certificate_files import NOT_A_FILE, TOO_LARGE
from probes.kinds import ocsp, trust
from probes.language import Text
from probes.pki import EMPTY, NO_CERTIFICATE
from probes.pki.ocsp.words import WORDS as OF_OCSP
from probes.said import UNSAID
from probes.signing.files import NO_FILE, PRIVATE_KEY
from probes.signing.list_rules import FORGED, MAY_NOT_SIGN, UNKNOWN_ISSUER
from probes.signing.named_lists import NO_ADDRESS
from probes.tokens import process

_SYSTEM = {
    EACCES: "không được phép",
    EADDRNOTAVAIL: "máy này hết cổng, hoặc không có địa chỉ ấy",
    ECONNREFUSED: "kết nối bị từ chối",
    ECONNRESET: "kết nối bị cắt ngang",
    EHOSTUNREACH: "không có đường đến máy chủ",
    EISDIR: "đây là thư mục",
    EMFILE: "mở quá nhiều tệp",
    ENETDOWN: "mạng của máy này đang tắt",
    ENETUNREACH: "không có đường đến mạng đó",
    ENOENT: "không có tệp này",
    ENOTDIR: "không phải là thư mục",
    EPERM: "không được phép",
    ENOSPC: "ổ đĩa đã đầy",
    EROFS: "ổ đĩa chỉ cho đọc",
    EPIPE: "kết nối bị cắt ngang",
    ETIMEDOUT: "hết thời gian chờ",
}
# gai_strerror(3); Python does not give these sentences by their numbers.
_RESOLVER = {
    "Name or service not known": "không có tên này",
    "No address associated with hostname": "tên này không có địa chỉ",
    "Address family for hostname not supported": "tên này không có địa chỉ loại ấy",
    "Temporary failure in name resolution": "máy chủ DNS chưa trả lời được",
    "Non-recoverable failure in name resolution": "máy chủ DNS báo lỗi",
}
_NETWORK = {
    "no answer from {} port {}": "{} cổng {} không trả lời",
    "no answer from the resolver about {}": "máy chủ DNS không trả lời về {}",
    "{} port {}": "{} cổng {}",
    "{}: not a possible name": "{} không thể là tên máy",
    "{} is not an {} address": "{} không phải là địa chỉ {}",
    "no {} for {}": "không có bản ghi {} cho {}",
    "{} is not in {}": "không có {} trong {}",
    "an answer to another question": "trả lời cho câu hỏi khác",
    "the server closed before its answer was whole": "máy chủ ngắt kết nối khi chưa trả lời hết",
    "the pinger is closed": "phần gửi ping đã dừng",
    "{} of {} pings ended in time": "chỉ {} trên {} lượt ping xong trong thời gian chờ",
    "{} of {} packets answered": "{} trên {} gói tin được trả lời",
    "this machine would not send: {}": "máy này không gửi được: {}",
    "this machine has no IPv{}: {}": "máy này không có IPv{}: {}",
    "ICMPv{} socket: {}": "socket ICMPv{}: {}",
    'no ICMPv{} socket may be opened: allow this group with sysctl net.ipv4.ping_group_range="0 2147483647", '
    "or give the program CAP_NET_RAW (systemd: AmbientCapabilities=CAP_NET_RAW)": (
        'không được mở socket ICMPv{}: cho phép nhóm này bằng sysctl net.ipv4.ping_group_range="0 2147483647", '
        "hoặc cấp CAP_NET_RAW cho chương trình (systemd: AmbientCapabilities=CAP_NET_RAW)"
    ),
    "a raw ICMP socket needs CAP_NET_RAW": "socket ICMP thô cần quyền CAP_NET_RAW",
}
_WEB = {
    "closed without an answer": "ngắt kết nối mà không trả lời",
    "closed in the middle of the headers": "ngắt kết nối giữa chừng",
    "closed in the middle of TLS": "ngắt kết nối giữa lúc bắt tay TLS",
    "the body ends too early": "nội dung bị cắt ngang",
    "the body ends {} bytes too early": "nội dung bị cắt ngang, còn thiếu {} byte",
    "a chunk without a size": "một đoạn nội dung không ghi độ dài",
    "a header line above 64 kB": "một dòng tiêu đề dài hơn 64 kB",
    "more than 100 headers": "nhiều hơn 100 tiêu đề",
    "status line {}": "dòng trạng thái {}",
    "not {}: {}": "nội dung không phải {}: {}",
    "{} without a Location": "{} mà không ghi địa chỉ chuyển đến",
    "{} in answer to {}": "trả lời {} cho yêu cầu {}",
    "back at {}": "quay lại {}",
    "more than {} redirects": "chuyển hướng hơn {} lần",
    "more than {} bytes": "nhiều hơn {} byte",
    "to {}": "đến {}",
    "to a broken address": "đến một địa chỉ viết không đúng",
    "from https to http, {}": "từ https xuống http, {}",
    "contains {}": "có {}",
    "does not contain {}": "không có {}",
    "longer than {} bytes, not all of it was searched": "dài hơn {} byte nên chưa tìm hết",
    "{} takes too long on this answer": "tìm {} trong nội dung này lâu quá",
    "{}: {} is not {}": "{}: {} không phải {}",
    "trust store {}: {}": "kho chứng chỉ tin cậy {}: {}",
    # OpenSSL's own sentences
    "certificate has expired": "chứng chỉ đã hết hạn",
    "certificate is not yet valid": "chứng chỉ chưa có hiệu lực",
    "self-signed certificate": "chứng chỉ tự ký",
    "self-signed certificate in certificate chain": "chuỗi có chứng chỉ tự ký",
    "unable to get local issuer certificate": "không có chứng chỉ của nơi cấp",
    "unable to get issuer certificate": "không có chứng chỉ của nơi cấp",
    "unable to verify the first certificate": "không kiểm tra được chứng chỉ của máy chủ",
    "Hostname mismatch, certificate is not valid for '{}'.": "chứng chỉ không dành cho tên '{}'",
    "IP address mismatch, certificate is not valid for '{}'.": "chứng chỉ không dành cho địa chỉ '{}'",
    "wrong version number": "máy chủ không nói TLS ở cổng này",
    "unsupported protocol": "phiên bản TLS không được hỗ trợ",
    "tlsv1 alert protocol version": "phiên bản TLS không được hỗ trợ",
    "sslv3 alert handshake failure": "máy chủ từ chối bắt tay TLS",
}
_ADDRESSES = {
    "{}: only http and https are supported": "{}: chỉ dùng được http và https",
    "no scheme": "không ghi giao thức",
    "another scheme": "giao thức khác",
    "not a possible address": "địa chỉ viết không đúng",
    "a broken address, or one with a user name in it": "địa chỉ viết không đúng, hoặc có kèm tên người dùng",
    "not a possible host": "tên máy viết không đúng",
    "{} is not a possible host": "{} không thể là tên máy",
    UNSAID: "một tên máy không nhắc lại ở đây",
    "{}: {} is not on the public Internet": "{}: {} không thuộc Internet công cộng",
    "{}: neither public nor in the agent's networks": "{}: không thuộc Internet công cộng, cũng không thuộc mục networks của máy đo",
    "{} was not checked": "{} chưa được kiểm tra",
    f"{NO_ADDRESS.en}, only {{}}": f"{NO_ADDRESS.vi}, chỉ có {{}}",
}
_AUTHORITIES = {
    "{} bytes": "{} byte",
    "{} bytes, Content-Type {}": "{} byte, kiểu nội dung {}",
    "{} bytes, Content-Type ''": "{} byte, không ghi kiểu nội dung",
    "no request can be made for this certificate": "không lập được câu hỏi về chứng thư này",
    "a certificate known to be {} is answered as {}": "chứng thư mẫu {} được trả lời là {}",
    "good": "không bị thu hồi",
    "revoked": "đã bị thu hồi",
    "unknown": "không biết",
    "{} s older": "cũ hơn {} giây",
    "number {} after {}": "bản số {}, đã có bản số {}",
    "no number after {}": "không ghi số, đã có bản số {}",
    "{} entries after {}": "chỉ còn {} mục, trước đó {}",
    "dated {} s ahead of our clock": "ghi giờ nhanh hơn máy này {} giây",
    "due {} s ago": "quá hạn {} giây",
    "held until {} s ago": "quá hạn {} giây",
    "{} s {} the server's clock": "giờ máy này {1} giờ của máy chủ {0} giây",
    "ahead of": "nhanh hơn",
    "behind": "chậm hơn",
}
_TIMESTAMPS = {
    "an empty answer": "câu trả lời rỗng",
    "a web page": "một trang web",
    "not a DER sequence": "không phải dữ liệu DER",
    "not a timestamp answer, or cut short": "không phải dấu thời gian, hoặc bị cắt ngang",
    "the stamp is {} s {} our time": "giờ trên dấu {1} giờ máy này {0} giây",
    "{}, and the server's own Date is with it": "{}, và giờ của máy chủ khớp với dấu",
    "before": "chậm hơn",
    "after": "nhanh hơn",
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
    "its certificate does not make the purpose critical": (
        "chứng thư của nơi ký không đánh dấu mục đích sử dụng là bắt buộc"
    ),
    "the key of its certificate may not sign": "khóa của nơi ký không được dùng để ký",
    "OpenSSL does not accept its certificate": "OpenSSL không chấp nhận chứng thư của nơi ký",
    # RFC 3161 section 2.4.2
    "rejection": "từ chối",
    "waiting": "bảo chờ",
    "granted with mods": "đóng dấu khác với yêu cầu",
    "bad alg": "không nhận thuật toán băm này",
    "bad request": "không nhận yêu cầu này",
    "bad data format": "không đọc được yêu cầu",
    "time not available": "nguồn giờ đang hỏng",
    "unaccepted policy": "không nhận chính sách này",
    "unaccepted extension": "không nhận phần mở rộng này",
    "system failure": "hệ thống hỏng",
}
_TRUST = {
    "more than {}": "nhiều hơn {}",
    "no anchor is pinned": "chưa ghim chứng thư gốc nào",
    "a pinned certificate is not an authority's": "có chứng thư được ghim không phải của tổ chức chứng thực",
    "no pinned anchor is valid yet": "chưa chứng thư gốc nào đến ngày có hiệu lực",
    "every pinned anchor has expired, or is not valid yet": (
        "mọi chứng thư gốc đã ghim đều hết hạn hoặc chưa có hiệu lực"
    ),
    "it leads to no pinned anchor": "không nối được tới chứng thư gốc đã ghim",
    "the known certificate: {}": "chứng thư mẫu: {}",
}
_CERTIFICATES = {
    "no file is declared": "chưa khai báo tệp",
    "entry {} is not a certificate": "mục thứ {} không phải là chứng thư",
    "the certificate file may not be read": "không được phép đọc tệp chứng thư",
    "the certificate folder may not be read": "không được phép đọc thư mục chứng thư",
    "the Windows certificate store cannot be opened": "không mở được kho chứng thư Windows",
    "the Windows certificate store exists on Windows only": "chỉ Windows mới có kho chứng thư này",
    # what is found wrong with one
    "the certificate": "chứng thư",
    "the certificate of the authority at level {}": "chứng thư của tổ chức chứng thực cấp {}",
    "{} expired on {}": "{} đã hết hạn ngày {}",
    "{} is valid only from {}": "{} chỉ có hiệu lực từ ngày {}",
    "the extensions of {} are malformed": "phần mở rộng của {} không đúng định dạng",
    "the key of {} is of an unknown kind": "khóa của {} thuộc loại chưa hỗ trợ",
    "the key of {} is {} with {} bits": "khóa của {} là {} {} bit",
    "{} is signed with {}": "{} được ký bằng {}",
    "this is an authority's own certificate": "đây là chứng thư của tổ chức chứng thực",
    "it does not say what its key may be used for": "chứng thư không ghi mục đích sử dụng khóa",
    "its key may not be used for signatures": "khóa không được phép dùng để ký",
    "it is meant for machines or services only": "chứng thư chỉ dành cho máy chủ hoặc dịch vụ",
    "the certificate {} is missing": "thiếu chứng thư {}",
    "of “{}”": "của “{}”",
    "of the next authority": "cấp trên",
    "the chain leads to a root that is not among the pinned ones": (
        "chuỗi dẫn tới một chứng thư gốc không nằm trong danh sách tin cậy"
    ),
    "the signature on {} is wrong": "chữ ký của tổ chức chứng thực trên {} không đúng",
    "{} may not issue certificates": "{} không có quyền cấp chứng thư",
    "{} may not have that many authorities below it": "{} không được phép có thêm cấp chứng thực bên dưới",
    "{} issued outside the names it may issue for": "{} cấp chứng thư ngoài phạm vi tên được phép",
    "{} has a critical extension that this program does not understand": (
        "{} có phần mở rộng bắt buộc mà chương trình không hiểu"
    ),
}
# Behind what the system's loader means, its own English adds nothing but the name of a missing library.
_TOKENS = {
    f"{meaning.en}: {{}}": meaning.vi
    for meaning in (process.NO_LIBRARY, process.NO_PKCS11, process.OTHER_MACHINE)
} | {
    f"{process.LACKS_LIBRARY.en}: {{}}: cannot open shared object file: {{}}": f"{process.LACKS_LIBRARY.vi}: {{}}"
}
_HAVE_BOTH = (
    *OF_OCSP,
    *(text for text in vars(process).values() if isinstance(text, Text)),
    *(ocsp.NO_ADDRESS, ocsp.UNKNOWN_ISSUER, ocsp.OLDER, ocsp.REVOKED_FOR_GOOD, trust.NOT_A_ROOT),
    *(UNKNOWN_ISSUER, MAY_NOT_SIGN, FORGED, NO_ADDRESS),
    *(EMPTY, NO_CERTIFICATE, NOT_A_FILE, PRIVATE_KEY, TOO_LARGE, NO_FILE),
)
WORDS = (
    {os.strerror(number): vietnamese for number, vietnamese in _SYSTEM.items()}
    | _RESOLVER
    | _NETWORK
    | _WEB
    | _ADDRESSES
    | _AUTHORITIES
    | _TIMESTAMPS
    | _TRUST
    | _CERTIFICATES
    | _TOKENS
    | {text.en: text.vi for text in _HAVE_BOTH}
)
"""English to Vietnamese, whole sentences."""
