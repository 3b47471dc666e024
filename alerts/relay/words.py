"""The words of every message: what broke, where, since when, whose job it is, what to do; and what became of it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from alerts.cards import CARDS
from alerts.masking import masked
from alerts.relay.case import AT_THE_HUB, Case
from alerts.relay.message import Kind, Message, Recipient, shortened
from alerts.relay.names import Names
from alerts.times import clock_time, span
from probes.language import Language, Text

_MOST_IN_A_DIGEST = 40
_LONGEST_LINE = 200
_LONGEST_LIST = 2800
"""Characters of a digest's list: a page of Telegram holds it whole, with what stands before it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """What a message says of its own way. resent: an earlier attempt may have arrived.

    failed: the channel that should have carried it and could not; spent: the one whose day's quota is used up.
    calls: how many were called before, without an acknowledgement.
    """

    resent: bool = False
    failed: str | None = None
    spent: str | None = None
    calls: int = 0


class Writer:
    """Writes messages in the names of one inventory. `status_page`: what links begin with."""

    def __init__(self, names: Names, status_page: str | None) -> None:
        self._names = names
        self._status_page = status_page

    def about(
        self,
        id_: str,
        kind: Kind,
        case: Case,
        recipient: Recipient,
        language: Language,
        now: float,
        note: Note,
    ) -> Message:
        """The message about one case."""
        told_open = kind is not Kind.RESOLVED
        what, severity = self._what(case, language), _severity(case).in_(language)
        until = now if case.closed is None else case.closed
        since, lasted = clock_time(case.starts, now), span(until - case.starts).in_(language)
        if told_open:
            mark, times = severity, _SINCE.format(since=since, lasted=span(now - case.starts).in_(language))
        else:
            mark = _ended(case).in_(language)
            times = _LASTED.format(since=since, until=clock_time(until, now), lasted=lasted)
        title = (
            f"[{_called(mark, kind, note, language)}] {what} {times.in_(language)}{_resent(note, language)}"
        )
        link = self._link(case.labels)
        return Message(
            id=id_,
            kind=kind,
            language=language,
            team=case.team,
            recipient=recipient,
            title=title,
            facts=_said(self._facts(case, kind, recipient, language, note), language),
            link=link,
            open=told_open,
            fields=_fields(
                language,
                id=id_,
                title=title,
                severity=severity,
                place=self._names.place(case.labels),
                what=what,
                since=since,
                duration=lasted,
                state=(_FIRING if told_open else _ended(case)).in_(language),
                team=self._names.team(case.team).name,
                code=case.code,
                link=link or "",
            ),
        )

    def digest(
        self,
        id_: str,
        kind: Kind,
        code: str,
        cases: Sequence[Case],
        recipient: Recipient,
        language: Language,
        now: float,
        note: Note,
    ) -> Message:
        """The message about many cases of one team: those that are open first, the worst first."""
        ordered = sorted(cases, key=lambda case: (case.closed is not None, not case.critical, case.starts))
        still = [case for case in cases if case.closed is None]
        team = self._names.team(cases[0].team)
        counts = _COUNTS.format(all=len(cases), open=len(still), closed=len(cases) - len(still)).in_(language)
        mark = _called(_DIGEST.in_(language), kind, note, language)
        title = f"[{mark}] {team.name}: {counts}{_resent(note, language)}"
        # Before the list: channels cut from the end, and whoever can read the message must be able to take it on.
        head = [(_CODE, code)]
        if any(case.acknowledged is None for case in still):
            head.append((_TAKE_ON, _command(code, recipient)))
        head += [(_ON_DUTY, recipient.post), *_way(note, language)]
        worst = next((case for case in ordered if case.critical), ordered[0])
        since = clock_time(min(case.starts for case in cases), now)
        return Message(
            id=id_,
            kind=kind,
            language=language,
            team=team.id,
            recipient=recipient,
            title=title,
            facts=(*_said(head, language), *self._list(ordered, language, now)),
            link=self._status_page,
            open=bool(still),
            fields=_fields(
                language,
                id=id_,
                title=title,
                severity=_severity(worst).in_(language),
                place=team.name,
                what=counts,
                since=since,
                duration=span(now - min(case.starts for case in cases)).in_(language),
                state=(_FIRING if still else _RESOLVED).in_(language),
                team=team.name,
                code=code,
                link=self._status_page or "",
            ),
        )

    def _facts(
        self, case: Case, kind: Kind, recipient: Recipient, language: Language, note: Note
    ) -> Iterable[tuple[Text, str]]:
        yield _CODE, case.code
        if kind is not Kind.RESOLVED and case.acknowledged is None:
            yield _TAKE_ON, _command(case.code, recipient)
        yield _WHERE, self._names.place(case.labels)
        if kind is not Kind.RESOLVED:
            yield _IMPACT, self._said(case, "description", language)
            for line in self._names.line(case.labels):
                yield _LINE, line.in_(language)
            yield _WHOSE, self._names.team(case.team).name
            yield _ON_DUTY, recipient.post
            yield _WHAT_TO_DO, _how(case, language)
        elif case.orphaned:
            yield _NOTE, _ORPHANED.in_(language)
        if case.acknowledged_by is not None:
            by = case.acknowledged_by
            yield _ACKNOWLEDGED, _HUB.in_(language) if by == AT_THE_HUB else by
        yield from _way(note, language)

    def _list(self, cases: Sequence[Case], language: Language, now: float) -> Iterable[tuple[str, str]]:
        """A line for each of the first cases; the last line says how many more there are."""
        room = _LONGEST_LIST
        for number, case in enumerate(cases):
            line = shortened(self._line(case, language, now), _LONGEST_LINE)
            room -= len(case.code) + len(line)
            if number == _MOST_IN_A_DIGEST or room < 0:
                yield "…", _MORE.format(more=len(cases) - number).in_(language)
                return
            yield case.code, line

    def _line(self, case: Case, language: Language, now: float) -> str:
        if case.closed is None:
            lasted = _SINCE.format(
                since=clock_time(case.starts, now), lasted=span(now - case.starts).in_(language)
            )
            return f"[{_severity(case).in_(language)}] {self._what(case, language)} {lasted.in_(language)}"
        lasted = _LASTED.format(
            since=clock_time(case.starts, now),
            until=clock_time(case.closed, now),
            lasted=span(case.closed - case.starts).in_(language),
        )
        return f"[{_ended(case).in_(language)}] {self._what(case, language)} {lasted.in_(language)}"

    def _what(self, case: Case, language: Language) -> str:
        named = f"{case.labels.get('alertname', '')} {self._names.place(case.labels)}"
        return self._said(case, "summary", language) or " ".join(named.split())

    def _said(self, case: Case, annotation: str, language: Language) -> str:
        return self._names.spelled(_annotation(case, annotation, language), case.labels)

    def _link(self, labels: Mapping[str, str]) -> str | None:
        if self._status_page is None:
            return None
        return self._status_page.rstrip("/") + (f"/xa/{labels['commune']}" if labels.get("commune") else "/")


def _annotation(case: Case, name: str, language: Language) -> str:
    """The annotation in `language`, on one line; in the other language rather than not at all. No personal number."""
    vi, en = case.annotations.get(name, ""), case.annotations.get(f"{name}_en", "")
    return masked(" ".join(((vi or en) if language is Language.VI else (en or vi)).split()))


def _how(case: Case, language: Language) -> str:
    """From the desk or on site, and where the runbook is."""
    card = CARDS.get(case.labels.get("cause", ""))
    visit = "" if card is None or card.visit is None else card.visit.words.in_(language)
    return ". ".join(filter(None, (visit, case.annotations.get("runbook_url", ""))))


def _ended(case: Case) -> Text:
    """Nobody has seen that an orphan is mended: it is closed, no more."""
    return _CLOSED if case.orphaned else _RESOLVED


def _severity(case: Case) -> Text:
    return _SEVERITIES.get(case.labels.get("severity", ""), _SEVERITIES["warning"])


def _called(mark: str, kind: Kind, note: Note, language: Language) -> str:
    if kind is not Kind.CALL:
        return mark
    return f"{_CALL.format(number=note.calls + 1).in_(language)} · {mark}"


def _command(code: str, recipient: Recipient) -> str:
    return f'thongsuot relay ack {code} --by "{recipient.post}"'


def _resent(note: Note, language: Language) -> str:
    return f" {RESENT.in_(language)}" if note.resent else ""


def _way(note: Note, language: Language) -> Iterable[tuple[Text, str]]:
    if note.calls:
        yield _NOTE, _NOBODY.format(calls=note.calls).in_(language)
    if note.spent is not None:
        yield _NOTE, _SPENT.format(channel=note.spent).in_(language)
    if note.failed is not None:
        yield _NOTE, _FAILED.format(channel=note.failed).in_(language)


def _said(facts: Iterable[tuple[Text, str]], language: Language) -> tuple[tuple[str, str], ...]:
    return tuple((label.in_(language), text) for label, text in facts if text)


def _fields(language: Language, **values: str) -> Mapping[str, str]:
    """`text` begins with the code: an SMS is cut from its end."""
    code = _CODE_SHORT.format(code=values["code"]).in_(language)
    return values | {"text": ". ".join(filter(None, (code, values["title"], values["link"])))}


_SEVERITIES = {
    "critical": Text("Nghiêm trọng", "Critical"),
    "warning": Text("Cảnh báo", "Warning"),
    "info": Text("Thông tin", "Info"),
    "none": Text("Thông tin", "Info"),
}
_RESOLVED = Text("Đã khắc phục", "Resolved")
_CLOSED = Text("Đã đóng", "Closed")
_FIRING = Text("Đang xảy ra", "Ongoing")
_DIGEST = Text("Tổng hợp", "Digest")
_CALL = Text("Gọi lần {number}", "Call {number}")
_SINCE = Text("từ {since} ({lasted})", "since {since} ({lasted})")
_LASTED = Text("từ {since} đến {until} ({lasted})", "from {since} to {until} ({lasted})")
RESENT = Text("(gửi lại)", "(sent again)")
_COUNTS = Text(
    "{all} sự cố, {open} đang xảy ra, {closed} đã kết thúc",
    "{all} incidents, {open} ongoing, {closed} over",
)
_MORE = Text("và {more} sự cố nữa", "and {more} more")
_WHERE = Text("Nơi xảy ra", "Where")
_IMPACT = Text("Ảnh hưởng", "Impact")
_LINE = Text("Đường truyền", "Line")
_WHOSE = Text("Đơn vị xử lý", "Whose job")
_ON_DUTY = Text("Người trực", "On duty")
_WHAT_TO_DO = Text("Cách xử lý", "What to do")
_ACKNOWLEDGED = Text("Đã tiếp nhận", "Taken on by")
_HUB = Text("đã có người, ghi ở máy giám sát", "somebody, at the hub")
_CODE = Text("Mã sự cố", "Incident code")
_CODE_SHORT = Text("Mã {code}", "Code {code}")
_TAKE_ON = Text("Tiếp nhận xử lý", "To take it on")
_NOTE = Text("Ghi chú", "Note")
_ORPHANED = Text(
    "Alertmanager không còn cảnh báo này; chưa có tin báo đã khắc phục, hãy xem lại trang trạng thái",
    "Alertmanager no longer has this alert, and never said that it was resolved: look at the status page",
)
_NOBODY = Text("đã gọi {calls} lần, chưa có người tiếp nhận", "nobody has taken it on; calls so far: {calls}")
_SPENT = Text(
    "kênh {channel} đã hết hạn mức tin của hôm nay nên tin này gửi qua đường khác",
    "the day's quota of {channel} is used up, so this came another way",
)
_FAILED = Text(
    "kênh {channel} không gửi được nên tin này gửi qua đường khác",
    "{channel} could not send this, so it came another way",
)
