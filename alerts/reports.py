"""What staff report because no probe can see it: that they cannot sign in, that a token is locked, that a system answers
and does not work."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final
from unicodedata import normalize

from alerts.cause import Cause
from alerts.incident import Acknowledgement
from alerts.masking import masked
from probes.language import Text

SHOWN_SECONDS: Final = 86400.0
"""How long a report is shown to those on call."""

TWICE_SECONDS: Final = 120.0
"""Within this time the same report of one commune is one report: somebody pressed the button again."""

LONGEST_TEXT: Final = 500


class ReportKind(StrEnum):
    """What does not work. The value is kept on disk and told to programs: never renamed."""

    SIGN_IN = "sign_in"
    PIN_LOCKED = "pin_locked"
    TOKEN = "token"  # noqa: S105  # a USB device
    SIGNING = "signing"
    SERVICE = "service"
    OTHER = "other"

    @property
    def words(self) -> Text:
        """What it is called."""
        return _WORDS[self]


@dataclass(frozen=True, slots=True)
class Reported:
    """What somebody said: of which commune, what, of which shared system (its id; None: of none), and in which words."""

    commune: str
    kind: ReportKind
    service: str | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """What was said, and when, unix seconds. cause: what the monitor itself made of the commune at that moment, None when
    nothing yet. settled: who on call dealt with it, and when."""

    id: int
    said: Reported
    at: float
    cause: Cause | None = None
    settled: Acknowledgement | None = None


class ReportRefused(ValueError):
    """These words are not taken; `why` says why, and what to do."""

    def __init__(self, why: Text) -> None:
        super().__init__(why.en)
        self.why = why


def clean_text(typed: str) -> str:
    """The words as they are kept: on one line, without identity numbers and phones. Raises ReportRefused."""
    words = " ".join(normalize("NFC", typed).split())
    if len(words) > LONGEST_TEXT:
        raise ReportRefused(_TOO_LONG.format(length=len(words), most=LONGEST_TEXT))
    if not words.isprintable():
        raise ReportRefused(_UNPRINTABLE)
    return masked(words)


_WORDS: Final = {
    ReportKind.SIGN_IN: Text("Không đăng nhập được", "Cannot sign in"),
    ReportKind.PIN_LOCKED: Text("Thiết bị ký số bị khóa PIN", "The token's PIN is locked"),
    ReportKind.TOKEN: Text("Máy không nhận thiết bị ký số", "The token is not recognised"),
    ReportKind.SIGNING: Text("Không ký số được", "Cannot sign"),
    ReportKind.SERVICE: Text("Vào được hệ thống nhưng không dùng được", "A system opens, and does not work"),
    ReportKind.OTHER: Text("Việc khác", "Something else"),
}
_TOO_LONG = Text(
    "Nội dung dài {length} ký tự; hãy viết gọn lại, nhiều nhất {most} ký tự",
    "The text has {length} characters; please keep it to {most}",
)
_UNPRINTABLE = Text(
    "Nội dung có ký tự không hiển thị được; hãy gõ lại thay vì dán vào",
    "The text holds characters that cannot be shown; please type it instead of pasting it",
)
