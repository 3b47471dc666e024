"""Whether what somebody typed is their commune's code: what staff may do and read that the public may not."""

import logging

from exporter.codes import Codes, CodesUnusable
from exporter.web.limits import Limit, Rate
from probes.language import Text

log = logging.getLogger(__name__)

LONGEST_CODE = 40
_QUARTER = 900.0


class Refused(Exception):
    """Nothing is taken and nothing opened, and the form is shown again under this HTTP status, saying why."""

    def __init__(self, status: int, why: Text) -> None:
        super().__init__(why.en)
        self.status = status
        self.why = why


class OwnCode:
    """One for all forms that ask for the code, so that they share one limit. Safe from any thread.

    Who knows the code is let in however often others guess wrongly: at 50 bits guessing leads nowhere, and a commune must not be
    shut out by it. The limit of wrong codes only keeps the hub from working for whoever guesses.
    """

    def __init__(self, codes: Codes | None) -> None:
        """codes: None while they cannot be used."""
        self._codes = codes
        self._wrong = Limit(Rate(10, _QUARTER), Rate(200, _QUARTER))

    @property
    def open(self) -> bool:
        """Whether codes can be checked at all."""
        return self._codes is not None

    def check(self, commune: str, typed: str, now: float) -> None:
        """Return if this is the commune's code. now: monotonic seconds. Raises Refused."""
        if self._codes is None:
            raise Refused(503, _CLOSED)
        try:
            right = self._codes.matches(commune, typed[:LONGEST_CODE])
        except CodesUnusable as error:
            log.warning("codes of communes cannot be checked: %s", error)
            raise Refused(503, _CLOSED) from error
        if not right:
            if self._wrong.wait(commune, now) > 0:
                raise Refused(429, _WRONG_TOO_OFTEN)
            raise Refused(403, _WRONG_CODE)


_WRONG_CODE = Text(
    "Mã của đơn vị chưa đúng. Hãy xem lại mã mà tỉnh đã gửi riêng cho đơn vị; nếu không tìm thấy, hãy gọi tổ trực",
    "The commune's code is not right. Look again at the one the province gave you; if it is lost, call those on duty",
)
_WRONG_TOO_OFTEN = Text(
    "Mã của đơn vị chưa đúng, và đã có nhiều lần nhập sai. Hãy gọi tổ trực để hỏi lại mã",
    "The commune's code is not right, after many wrong ones. Call those on duty and ask for it",
)
_CLOSED = Text(
    "Hiện chưa kiểm tra được mã của đơn vị; hãy gọi tổ trực",
    "The commune's code cannot be checked now; call those on duty",
)
