"""What a token, or the module that should read it, is: one state."""

from probes.language import Text
from probes.reasons import Graded, Reason, Words


class TokenState(Graded):
    """Worst first. The value is a metric label and part of the API: never renamed.

    The module's: nothing is known of any token. PIN_*: as the token's flags say (PKCS #11 v2.40, CK_TOKEN_INFO).
    FLAGS_UNKNOWN: no flag is up, from a module not known to raise any. ABSENT: there are slots, all empty, which is
    normal out of office hours. NO_READER: not even a slot.
    """

    MODULE_CRASHED = "module_crashed", Reason.MODULE_CRASHED
    MODULE_HUNG = "module_hung", Reason.MODULE_HUNG
    MODULE_MISSING = "module_missing", Reason.MODULE_MISSING
    PIN_LOCKED = "pin_locked", Reason.TOKEN_PIN_LOCKED
    ERROR_STATE = "error_state", Reason.TOKEN_ERROR_STATE
    NOT_INITIALIZED = "not_initialized", Reason.TOKEN_NOT_INITIALIZED
    NO_READER = "no_reader", Reason.TOKEN_NO_READER
    ABSENT = "absent", Reason.TOKEN_ABSENT
    CERT_MISMATCH = "cert_mismatch", Reason.TOKEN_CERTIFICATE_MISMATCH
    NO_CERT = "no_cert", Reason.TOKEN_NO_CERTIFICATE
    PIN_FINAL_TRY = (
        "pin_final_try",
        Words(
            Text(
                "Token chỉ còn một lần nhập PIN: sai lần nữa là bị khóa",
                "One PIN try is left: the next wrong one locks the token",
            ),
            Text(
                "Dừng nhập PIN; gọi tổ trực trước khi thử lại, kiểm tra Caps Lock và bộ gõ tiếng Việt",
                "Enter no more PINs; call the support team before another try, and check Caps Lock and the keyboard layout",
            ),
        ),
    )
    PIN_COUNT_LOW = (
        "pin_count_low",
        Words(
            Text("Mã PIN của token vừa bị nhập sai", "A wrong PIN was entered since the last right one"),
            Text(
                "Trước khi nhập lại, kiểm tra Caps Lock và bộ gõ tiếng Việt: sai liên tiếp 3 lần là khóa",
                "Before the next try check Caps Lock and the keyboard layout: three wrong ones in a row lock it",
            ),
        ),
    )
    FLAGS_UNKNOWN = (
        "flags_unknown",
        Words(
            Text(
                "Token có cắm, nhưng thư viện của hãng không cho biết tình trạng mã PIN",
                "The token is there, but its vendor's module does not tell the state of its PIN",
            ),
            Text(
                "Nếu không ký được, xem tình trạng PIN bằng phần mềm của hãng (TokenManager hoặc Bit4id)",
                "If signing fails, look at the PIN's state in the vendor's own software (TokenManager or Bit4id)",
            ),
        ),
    )
    OK = "ok", Words(Text("Token sẵn sàng", "The token is ready"))


def state_of(reason: Reason) -> TokenState | None:
    """The state that a failed look means; None when it failed through the monitor's own fault."""
    return _BY_REASON.get(reason)


_BY_REASON = {state.reason: state for state in TokenState if state.reason is not None}
