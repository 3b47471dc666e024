"""What a commune pastes into its support group: what is known, in a few lines of plain text."""

from alerts.times import clock_time
from exporter.view import Moment
from exporter.web.public.commune import CommunePage
from probes.language import Language, Text


def message(page: CommunePage, moment: Moment, language: Language) -> str:
    """The commune, what is seen there and since when, the incident's code, what was done about it, and where to look."""
    answer, now = page.answers[0], moment.at.wall
    lines = [_TITLE.format(commune=page.facts.name, code=page.facts.code), answer.seen]
    if answer.since is not None:
        lines.append(_SINCE.format(at=clock_time(answer.since, now)))
    if answer.incident is not None:
        lines.append(_CODE.format(code=answer.incident))
    if answer.told is not None and answer.acknowledged is None:
        lines.append(_TOLD.format(at=clock_time(answer.told, now)))
    if answer.acknowledged is not None:
        lines.append(_TAKEN.format(at=clock_time(answer.acknowledged, now)))
    lines.append(_SEEN_AT.format(at=clock_time(now, 0.0)))
    if (address := address_of_page(moment, page.facts.code)) is not None:
        lines.append(Text(address, address))
    return "\n".join(line.in_(language) for line in lines)


def address_of_page(moment: Moment, code: str) -> str | None:
    """Where a commune's page is for everybody; None where the operator has not said."""
    operator = moment.inventory.settings.operator
    base = None if operator is None else operator.status_page
    return None if base is None else f"{base.rstrip('/')}/xa/{code}"


_TITLE = Text("[{commune} – mã {code}]", "[{commune} – {code}]")
_SINCE = Text("Từ: {at}", "Since: {at}")
_CODE = Text("Mã sự cố: {code}", "Incident: {code}")
_TOLD = Text(
    "Đã gửi cảnh báo cho tổ trực lúc {at}, chưa có người tiếp nhận", "Alert sent at {at}, not taken on yet"
)
_TAKEN = Text("Tổ trực đã tiếp nhận lúc {at}", "Taken on by the duty team at {at}")
_SEEN_AT = Text("Số liệu lúc {at}", "As of {at}")
