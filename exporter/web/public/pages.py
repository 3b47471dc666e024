"""The public pages: facts into HTML, in the reader's language."""

import threading
from collections.abc import Mapping, Sequence

from alerts.cards import CARDS
from alerts.cause import Cause, CommuneStatus
from exporter.view import Moment
from exporter.web.html import Templates
from exporter.web.public.commune import CommunePage
from exporter.web.public.facts import ProvinceFacts, provinces_of
from exporter.web.public.message import message
from exporter.web.public.parts import PartFacts
from exporter.web.public.reach import REACH_WORDS, inside_word
from exporter.web.public.signing import first_ends, missing_groups, signing_counts
from probes.language import Language, Text
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
_REWRITE_SECONDS = 1.0


class Pages:
    """Writes the pages. The province page is written once a second and language while it tells the same, however many
    phones ask: for a whole country that takes 0.15 s, and the states are told anew four times a second."""

    def __init__(self) -> None:
        self._templates = Templates()
        self._lock = threading.Lock()
        self._written: tuple[Moment, dict[Language, str]] | None = None

    def province(self, moment: Moment, language: Language) -> str:
        """The first page: every commune, worst first."""
        with self._lock:
            if self._written is None or not _tells_the_same(self._written[0], moment):
                self._written = (moment, {})
            written = self._written[1]
            if language not in written:
                written[language] = self._province(moment, language)
            return written[language]

    def commune(self, page: CommunePage, moment: Moment, language: Language) -> str:
        """The page of one commune."""
        return self._write(
            "public/commune.html",
            moment.at.wall,
            language,
            page=page,
            part_word=part_word,
            point_card=CARDS[Cause.SATELLITE_DOWN],
            calm=page.answers[0].cause is Cause.NORMAL,
            message=message(page, moment, language),
            line_words=PART_WORDS,
            service_words=SERVICE_WORDS,
            reach_words=REACH_WORDS,
            inside_word=inside_word,
            missing=[] if page.signing is None else missing_groups(page.signing),
            signing_counts=[] if page.signing is None else signing_counts(page.signing),
            first_ends=None if page.signing is None else first_ends(page.signing, moment.at.wall),
        )

    def error(self, sentence: Text, now: float, language: Language) -> str:
        """A page for what went wrong, in one sentence."""
        return self._write("error.html", now, language, sentence=sentence)

    def _province(self, moment: Moment, language: Language) -> str:
        provinces = provinces_of(moment)
        operator = moment.inventory.settings.operator
        return self._write(
            "public/province.html",
            moment.at.wall,
            language,
            provinces=provinces,
            banner=banner(provinces, blind=moment.snapshot.blind),
            operator=None if operator is None else operator.name,
        )

    def _write(self, template: str, now: float, language: Language, **facts: object) -> str:
        return self._templates.write(template, now, language, words=COMMUNE_WORDS, **facts)


def _tells_the_same(before: Moment, moment: Moment) -> bool:
    return before is moment or (
        before.inventory is moment.inventory
        and before.snapshot.blind == moment.snapshot.blind
        and 0 <= moment.at.monotonic - before.at.monotonic < _REWRITE_SECONDS
        and before.verdicts == moment.verdicts
    )


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
