"""What people on call do with an incident, as their forms say it."""

from collections.abc import Callable, Mapping

from alerts.incidents import Incidents
from alerts.masking import masked
from probes.clock import Instant
from probes.language import Text

Asked = Callable[[Incidents, Instant], object]
"""What somebody does; raises NoSuchIncident."""

LONGEST_TEXT = 2_000
LONGEST_NAME = 100


class Unsaid(ValueError):
    """The form leaves open what it must say; `why` says what."""

    def __init__(self, why: Text) -> None:
        super().__init__(why.en)
        self.why = why


ACTS = ("tiep-nhan", "ghi-chu", "phieu-nha-mang", "ban-giao")
"""The last part of a form's address."""


def act_of(code: str, what: str, by: str, brought: Mapping[str, str]) -> Asked:
    """What one of `ACTS` asks for. by: who is signed in. Raises Unsaid."""
    match what:
        case "tiep-nhan":
            return lambda incidents, now: incidents.acknowledge(code, by, now)
        case "ghi-chu":
            text = masked(_words(brought, LONGEST_TEXT))
            return lambda incidents, now: incidents.note(code, by, text, now)
        case "phieu-nha-mang":
            ticket = _words(brought, LONGEST_NAME)
            return lambda incidents, now: incidents.isp_ticket(code, by, ticket, now)
        case _:
            to = masked(_words(brought, LONGEST_NAME))
            return lambda incidents, now: incidents.hand_over(code, by, to, now)


def _words(brought: Mapping[str, str], most: int) -> str:
    words = " ".join(brought.get("text", "").split())
    if not words:
        raise Unsaid(_EMPTY)
    if len(words) > most:
        raise Unsaid(_TOO_LONG.format(most=most))
    if not words.isprintable():
        raise Unsaid(_UNPRINTABLE)
    return words


DONE = {
    "tiep-nhan": Text("Đã ghi nhận: sự cố có người tiếp nhận", "Kept: it is taken on"),
    "ghi-chu": Text("Đã lưu ghi chú", "The note is kept"),
    "phieu-nha-mang": Text("Đã lưu số phiếu của nhà mạng", "The ISP's ticket number is kept"),
    "ban-giao": Text("Đã ghi nhận bàn giao", "Handed over"),
    "bao-tri": Text(
        "Đã ghi lịch bảo trì; có hiệu lực ngay", "The maintenance is announced; it counts from now on"
    ),
    "da-xu-ly": Text("Đã ghi nhận: việc được báo đã xử lý", "Kept: the report is dealt with"),
    "huy": Text("Đã hủy lịch bảo trì", "The maintenance is called off"),
}
"""What a page says after what was done, by `?done=`."""

_EMPTY = Text("Chưa nhập nội dung", "Nothing was typed in")
_TOO_LONG = Text("Nội dung dài quá {most} ký tự", "What was typed in is longer than {most} characters")
_UNPRINTABLE = Text("Nội dung có ký tự điều khiển", "What was typed in holds control characters")
