"""What a token, or the module that should read it, is: one state."""

from enum import StrEnum

from probes.language import Text
from probes.reasons import Reason


class TokenState(StrEnum):
    """Worst first. The value is a metric label and part of the API: never renamed.

    The module's: nothing is known of any token. PIN_*: as the token's flags say (PKCS #11 v2.40, CK_TOKEN_INFO).
    FLAGS_UNKNOWN: no flag is up, from a module not known to raise any. ABSENT: there are slots, all empty, which is
    normal out of office hours. NO_READER: not even a slot.
    """

    MODULE_CRASHED = "module_crashed"
    MODULE_HUNG = "module_hung"
    MODULE_MISSING = "module_missing"
    PIN_LOCKED = "pin_locked"
    ERROR_STATE = "error_state"
    NOT_INITIALIZED = "not_initialized"
    NO_READER = "no_reader"
    ABSENT = "absent"
    CERT_MISMATCH = "cert_mismatch"
    NO_CERT = "no_cert"
    PIN_FINAL_TRY = "pin_final_try"
    PIN_COUNT_LOW = "pin_count_low"
    FLAGS_UNKNOWN = "flags_unknown"
    OK = "ok"

    @property
    def rank(self) -> int:
        """0 for the worst."""
        return _RANKS[self]

    @property
    def reason(self) -> Reason | None:
        """Why a look that finds this has failed; None when the token can sign as far as is known."""
        return _REASONS.get(self)

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


def state_of(reason: Reason) -> TokenState | None:
    """The state that a failed look means; None when it failed through the monitor's own fault."""
    return _BY_REASON.get(reason)


_RANKS = {state: rank for rank, state in enumerate(TokenState)}
_REASONS = {
    TokenState.MODULE_CRASHED: Reason.MODULE_CRASHED,
    TokenState.MODULE_HUNG: Reason.MODULE_HUNG,
    TokenState.MODULE_MISSING: Reason.MODULE_MISSING,
    TokenState.PIN_LOCKED: Reason.TOKEN_PIN_LOCKED,
    TokenState.ERROR_STATE: Reason.TOKEN_ERROR_STATE,
    TokenState.NOT_INITIALIZED: Reason.TOKEN_NOT_INITIALIZED,
    TokenState.NO_READER: Reason.TOKEN_NO_READER,
    TokenState.ABSENT: Reason.TOKEN_ABSENT,
    TokenState.CERT_MISMATCH: Reason.TOKEN_CERTIFICATE_MISMATCH,
    TokenState.NO_CERT: Reason.TOKEN_NO_CERTIFICATE,
}
_BY_REASON = {reason: state for state, reason in _REASONS.items()}
_SENTENCES = {
    TokenState.PIN_FINAL_TRY: Text(
        "Token chỉ còn một lần nhập PIN: sai lần nữa là bị khóa",
        "One PIN try is left: the next wrong one locks the token",
    ),
    TokenState.PIN_COUNT_LOW: Text(
        "Mã PIN của token vừa bị nhập sai", "A wrong PIN was entered since the last right one"
    ),
    TokenState.FLAGS_UNKNOWN: Text(
        "Token có cắm, nhưng thư viện của hãng không cho biết tình trạng mã PIN",
        "The token is there, but its vendor's module does not tell the state of its PIN",
    ),
    TokenState.OK: Text("Token sẵn sàng", "The token is ready"),
}
_HINTS = {
    TokenState.PIN_FINAL_TRY: Text(
        "Dừng nhập PIN; gọi tổ trực trước khi thử lại, kiểm tra Caps Lock và bộ gõ tiếng Việt",
        "Enter no more PINs; call the support team before another try, and check Caps Lock and the keyboard layout",
    ),
    TokenState.PIN_COUNT_LOW: Text(
        "Trước khi nhập lại, kiểm tra Caps Lock và bộ gõ tiếng Việt: sai liên tiếp 3 lần là khóa",
        "Before the next try check Caps Lock and the keyboard layout: three wrong ones in a row lock it",
    ),
    TokenState.FLAGS_UNKNOWN: Text(
        "Nếu không ký được, xem tình trạng PIN bằng phần mềm của hãng (TokenManager hoặc Bit4id)",
        "If signing fails, look at the PIN's state in the vendor's own software (TokenManager or Bit4id)",
    ),
}
