"""What to do next, for whoever looks by hand: an option where the hub's own words name the inventory."""

from collections.abc import Mapping
from types import MappingProxyType

from probes.language import Text
from probes.reasons import Reason


def by_hand(reason: Reason) -> Text:
    """What to do about `reason` at the command line."""
    return _HINTS.get(reason, reason.hint)


_HINTS: Mapping[Reason, Text] = MappingProxyType(
    {
        Reason.UNREACHABLE: Text(
            "Kiểm tra lại địa chỉ đã gõ; nếu đúng thì báo nhà mạng: thiết bị của họ không còn đường tới địa chỉ này",
            "Check the address that was typed; if right, tell the ISP that its device has no route to it",
        ),
        Reason.TLS_UNTRUSTED: Text(
            "Nếu máy chủ dùng tổ chức chứng thực riêng thì đưa chứng thư gốc của tổ chức đó bằng --trust; nếu không, báo đơn vị vận hành",
            "If the server uses an authority of its own, give that authority's root with --trust; otherwise tell the operator",
        ),
        Reason.REDIRECT_REFUSED: Text(
            "Xem nơi mà trang chuyển tới; nếu đó là nơi hợp lệ thì đo thẳng địa chỉ ấy",
            "See where the page sends people; if that is right, look at that address itself",
        ),
        Reason.ADDRESS_REFUSED: Text(
            "Xem địa chỉ do đâu mà có (chứng thư ghi hay máy chủ chuyển hướng); chỉ khi đúng mới cho phép mạng của nó bằng --network",
            "See who names it, a certificate or a redirect; only if it is right, allow its network with --network",
        ),
        Reason.ADDRESS_MISSING: Text(
            "Hỏi tổ chức chứng thực địa chỉ của dịch vụ, rồi đưa địa chỉ ấy bằng --url",
            "Ask the authority for the address of its service, and give it with --url",
        ),
        Reason.TRUST_UNREADABLE: Text(
            "Kiểm tra các tệp chứng thư đã đưa bằng --trust, --chain và --canary",
            "Check the files of certificates given with --trust, --chain and --canary",
        ),
        Reason.SIGNER_WRONG: Text(
            "Xem chứng thư gốc (--trust) và trung gian (--chain) đã đủ chưa; nếu đủ thì báo tổ chức chứng thực",
            "Check that roots (--trust) and intermediates (--chain) are complete; if so, tell the authority",
        ),
        Reason.CERTIFICATE_CHAIN_INCOMPLETE: Text(
            "Tải chứng thư còn thiếu từ trang của tổ chức chứng thực, đối chiếu vân tay, rồi đưa bằng --trust (gốc) hoặc --chain (trung gian)",
            "Fetch the missing one from the authority's site, compare its fingerprint, and give it with --trust (a root) or --chain (an intermediate)",
        ),
        Reason.CERTIFICATE_NOT_YET_VALID: Text(
            "Kiểm tra thời điểm ghi ở --at, hoặc ngày giờ của máy này; nếu đúng thì chờ tới ngày có hiệu lực",
            "Check the moment given with --at, or else this machine's date and time; if right, wait for the first day",
        ),
        Reason.MODULE_MISSING: Text(
            "Kiểm tra đường dẫn của thư viện và cài lại phần mềm của hãng token",
            "Check the module's path, and install the token vendor's software again",
        ),
    }
)
