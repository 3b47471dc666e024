"""How states are put into a word, a colour and a shape, and a whole list of communes into its first line."""

from collections.abc import Mapping, Sequence

from alerts.cause import CommuneStatus
from exporter.web.public.facts import ProvinceFacts
from exporter.web.public.parts import PartFacts
from probes.language import Text
from probes.states.state import Status

COMMUNE_WORDS = {
    CommuneStatus.OUTAGE: Text("Mất kết nối", "Cut off"),
    CommuneStatus.DEGRADED: Text("Không ổn định", "Unstable"),
    CommuneStatus.UNKNOWN: Text("Chưa rõ", "Not known"),
    CommuneStatus.NORMAL: Text("Bình thường", "Normal"),
}
PART_WORDS = {
    Status.UP: (CommuneStatus.NORMAL, Text("Có trả lời", "Answers")),
    Status.DEGRADED: (CommuneStatus.DEGRADED, Text("Không ổn định", "Unstable")),
    Status.DOWN: (CommuneStatus.OUTAGE, Text("Không trả lời", "Does not answer")),
    Status.UNKNOWN: (CommuneStatus.UNKNOWN, Text("Chưa có số liệu mới", "Nothing fresh known")),
    Status.UNVERIFIED: (CommuneStatus.UNKNOWN, Text("Chưa từng trả lời", "Has never answered yet")),
}
SERVICE_WORDS = PART_WORDS | {
    # A system that answers with an error, or with a certificate that has ended, does answer.
    Status.DOWN: (CommuneStatus.OUTAGE, Text("Đang có sự cố", "Failing")),
    Status.UNVERIFIED: (CommuneStatus.UNKNOWN, Text("Chưa lần nào dùng được", "Has never worked yet")),
}
NOT_WATCHED = (CommuneStatus.UNKNOWN, Text("Chưa theo dõi được", "Not watched yet"))
ONLY_INSIDE = (CommuneStatus.UNKNOWN, Text("Chỉ đo từ xã", "Only from communes"))
FLAPPING = (CommuneStatus.DEGRADED, Text("Chập chờn", "Keeps dropping"))


def banner(provinces: Sequence[ProvinceFacts], *, blind: bool) -> tuple[CommuneStatus, Text]:
    """The first line answers the question: the worst status there is, and one sentence that claims no more than was seen."""
    total = sum(len(province.communes) for province in provinces)
    counts = {status: sum(province.counts[status] for province in provinces) for status in CommuneStatus}
    if blind:
        return CommuneStatus.UNKNOWN, _BLIND
    if counts[CommuneStatus.OUTAGE]:
        return CommuneStatus.OUTAGE, _OUTAGE.format(count=counts[CommuneStatus.OUTAGE], total=total)
    if counts[CommuneStatus.DEGRADED]:
        return CommuneStatus.DEGRADED, _DEGRADED.format(count=counts[CommuneStatus.DEGRADED], total=total)
    if counts[CommuneStatus.UNKNOWN] == total:
        return CommuneStatus.UNKNOWN, _NOTHING
    if counts[CommuneStatus.UNKNOWN]:
        return CommuneStatus.UNKNOWN, _UNKNOWN.format(count=counts[CommuneStatus.UNKNOWN], total=total)
    return CommuneStatus.NORMAL, _NORMAL.format(total=total)


def part_word(
    part: PartFacts, words: Mapping[Status, tuple[CommuneStatus, Text]]
) -> tuple[CommuneStatus, Text]:
    """How a line or a system is: the colour and shape of its mark, and the word beside it."""
    if part.status is None:
        return ONLY_INSIDE if part.only_inside else NOT_WATCHED
    if part.flapping and part.status is not Status.DOWN:
        return FLAPPING
    return words[part.status]


_BLIND = Text(
    "Máy giám sát của tỉnh đang mất kết nối: tình trạng dưới đây tạm thời chưa biết được",
    "The province's monitor is itself cut off: what is below is not known for now",
)
_OUTAGE = Text("{count}/{total} đơn vị đang mất kết nối", "{count} of {total} communes are cut off")
_DEGRADED = Text(
    "{count}/{total} đơn vị đang hoạt động không ổn định", "{count} of {total} communes are unstable"
)
_NOTHING = Text("Chưa có số liệu của đơn vị nào", "Nothing is known of any commune yet")
_UNKNOWN = Text(
    "Chưa rõ tình trạng của {count}/{total} đơn vị", "The state of {count} of {total} communes is not known"
)
_NORMAL = Text(
    "Nhìn từ tỉnh: đường truyền của cả {total} đơn vị đều có trả lời",
    "Seen from the province: the lines of all {total} communes answer",
)
