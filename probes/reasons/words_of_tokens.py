"""What is said of USB tokens and the vendors' modules that read them."""

from probes.language import Text

WORDS: dict[str, tuple[Text, Text]] = {
    "token_absent": (
        Text("Chưa cắm USB Token", "No USB token is plugged in"),
        Text(
            "Cắm token vào máy; nếu đã cắm, thử cổng USB khác và xem đèn của token",
            "Plug the token in; if it is, try another USB port and look at its light",
        ),
    ),
    "token_no_reader": (
        Text("Máy không thấy đầu đọc hay token nào", "The machine sees no reader and no token"),
        Text(
            "Kiểm tra trình điều khiển (SafeNet hay Bit4id) đã cài đúng loại token chưa, rồi cắm lại token",
            "Check that the driver (SafeNet or Bit4id) is the one for this token, then plug it in again",
        ),
    ),
    "token_not_initialized": (
        Text("Token chưa được khởi tạo", "The token has not been initialised"),
        Text(
            "Không tự khởi tạo; liên hệ nơi cấp token",
            "Do not initialise it yourself; ask whoever issued it",
        ),
    ),
    "token_no_certificate": (
        Text("Token không chứa chứng thư nào", "The token holds no certificate"),
        Text(
            "Mở phần mềm quản lý token để kiểm tra; nếu trống thật thì liên hệ nơi cấp",
            "Look with the token's own software; if it is really empty, ask whoever issued it",
        ),
    ),
    "token_certificate_mismatch": (
        Text(
            "Token đang cắm không phải token của chứng thư này", "Another certificate's token is plugged in"
        ),
        Text(
            "Rút ra và cắm đúng token của chứng thư cần ký",
            "Take it out and plug in the token of the certificate to sign with",
        ),
    ),
    "token_pin_locked": (
        Text("Token bị khóa do nhập sai mã PIN", "The token is locked after wrong PINs"),
        Text(
            "Dừng nhập PIN và không khởi tạo lại token (sẽ mất khóa); lập đề nghị khôi phục (Mẫu 06)",
            "Enter no more PINs and do not initialise the token (its key would be lost); apply to restore it (form 06)",
        ),
    ),
    "token_error_state": (
        Text("Token báo đang ở trạng thái lỗi", "The token reports an error state"),
        Text(
            "Rút ra, chờ 10 giây rồi cắm lại; nếu vẫn lỗi thì liên hệ nơi cấp",
            "Take it out, wait 10 seconds and plug it in again; if it stays so, ask whoever issued it",
        ),
    ),
    "module_missing": (
        Text(
            "Không nạp được thư viện PKCS#11 của hãng token",
            "The token vendor's PKCS#11 module cannot be loaded",
        ),
        Text(
            "Kiểm tra đường dẫn thư viện trong khai báo và cài lại phần mềm của hãng token",
            "Check the module's path, and install the token vendor's software again",
        ),
    ),
    "module_hung": (
        Text("Thư viện của hãng token bị treo", "The token vendor's module hangs"),
        Text(
            "Rút token, đóng các phần mềm ký số khác rồi đo lại; nếu lặp lại thì cập nhật phần mềm của hãng",
            "Take the token out, close other signing software, look again; if it recurs, update the vendor's software",
        ),
    ),
    "module_crashed": (
        Text("Thư viện của hãng token bị sập", "The token vendor's module crashed"),
        Text(
            "Cập nhật phần mềm của hãng token; gửi cho tổ trực tên và phiên bản của nó",
            "Update the token vendor's software; tell the support team its name and version",
        ),
    ),
}
"""By the value of a reason: one sentence, and what to do next."""
