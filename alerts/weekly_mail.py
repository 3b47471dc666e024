"""The weekly mail to a commune's office: which signing certificates end soon, what to do, by when, whom to call.

Counts by role group only, as the hub's public page tells them: nothing here can name a person or a certificate.
Forms and times: Decree 68/2024, Decree 130/2018 art. 63.
"""

import html
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from alerts.cards import CARDS, TeamId
from alerts.cards.steps import SEND_THE_REQUEST
from probes.inventory.model import Inventory, RoleGroup
from probes.inventory.values import VIETNAM
from probes.language import Language, Text
from probes.signing.state import SigningState


@dataclass(frozen=True, slots=True, kw_only=True)
class Certificates:
    """What the hub tells of a commune's certificates.

    usable: by role group, how many can sign today; None where that is not known. days_left: by role group, in how many
    whole days the first of the usable ones ends. states: how many are in each state.
    """

    usable: Mapping[RoleGroup, int | None]
    days_left: Mapping[RoleGroup, int]
    states: Mapping[SigningState, int]


@dataclass(frozen=True, slots=True)
class Rules:
    """notice_days: what ends later is not told yet; renewal_closes_days: what ends sooner can only be issued anew."""

    notice_days: int
    renewal_closes_days: int


@dataclass(frozen=True, slots=True)
class WeeklyMail:
    """What one office is sent: as plain text, and the same as HTML."""

    subject: str
    text: str
    page: str


@dataclass(frozen=True, slots=True)
class _Section:
    title: Text
    lines: Sequence[Text]


def weekly_mail(
    name: str,
    certificates: Certificates,
    rules: Rules,
    contact: Text | None,
    link: str | None,
    now: float,
    language: Language,
) -> WeeklyMail | None:
    """The mail to the office of the commune `name`; None when there is nothing to do in the coming notice_days.

    contact: who is called; link: the commune's page; now: unix seconds, of the day that days are counted from.
    """
    if not _needs_anything(certificates, rules):
        return None
    today = datetime.fromtimestamp(now, VIETNAM)
    groups = [
        _group(group, certificates, rules, today) for group in RoleGroup if group in certificates.usable
    ]
    calling = [CARDS["signing_at_risk"].calling, *([] if contact is None else [contact])]
    sections = [
        _Section(title, lines)
        for title, lines in (
            (_GROUPS_TITLE, groups),
            (_STATES_TITLE, list(_states(certificates))),
            (_STEPS_TITLE, _STEPS),
            (_CALL_TITLE, calling),
        )
        if lines
    ]
    greeting = _GREETING.format(name=name, day=_day(today)).in_(language)
    closing = _CLOSING.in_(language)
    text = [
        greeting,
        *(_plain(section, language) for section in sections),
        *([link] if link else []),
        closing,
    ]
    return WeeklyMail(
        _SUBJECT.format(name=name, day=_day(today)).in_(language),
        "\n\n".join(text) + "\n",
        _page(greeting, sections, link, closing, language),
    )


def contact_of(inventory: Inventory) -> Text | None:
    """Who is called about certificates: the signing team, else whoever runs the hub; None when neither has a number."""
    team = next((team for team in inventory.teams if team.id == TeamId.SIGNING), None)
    if team is not None and team.phone is not None:
        return Text(f"{team.name}: {team.phone}", f"{team.name}: {team.phone}")
    operator = inventory.settings.operator
    if operator is not None and operator.contact is not None:
        return Text(f"{operator.name}: {operator.contact}", f"{operator.name}: {operator.contact}")
    return None


def _needs_anything(certificates: Certificates, rules: Rules) -> bool:
    return (
        any(days <= rules.notice_days for days in certificates.days_left.values())
        or 0 in certificates.usable.values()
        or any(certificates.states.get(state) for state in _TO_BE_DONE)
    )


def _group(group: RoleGroup, certificates: Certificates, rules: Rules, today: datetime) -> Text:
    usable = certificates.usable[group]
    days = certificates.days_left.get(group)
    said = [_WORDS[group]]
    if usable is None:
        said.append(_UNKNOWN)
    elif usable == 0:
        said.append(_with_form(_NONE, group))
    else:
        said.append(_USABLE.format(count=usable))
    if days is not None:
        said.append(_ends(days, today))
        if days <= rules.notice_days:
            said.append(_to_do(group, days, rules, today))
    return Text(
        f"{said[0].vi}: " + "; ".join(text.vi for text in said[1:]),
        f"{said[0].en}: " + "; ".join(text.en for text in said[1:]),
    )


def _ends(days: int, today: datetime) -> Text:
    if days == 0:
        return _ENDS_TODAY
    left = "1 day" if days == 1 else f"{days} days"
    day = _day(today + timedelta(days=days))
    return Text(
        f"chứng thư hết hạn sớm nhất còn {days} ngày, dùng được ít nhất đến {day}",
        f"the first to end has {left} left, and can be used until {day} at least",
    )


def _to_do(group: RoleGroup, days: int, rules: Rules, today: datetime) -> Text:
    spare = days - rules.renewal_closes_days
    if spare < 0:
        return _with_form(_ANEW, group)
    return _RENEW.format(day=_day(today + timedelta(days=spare)))


def _with_form(text: Text, group: RoleGroup) -> Text:
    form = _FORMS[group]
    return Text(text.vi.format(form=form.vi), text.en.format(form=form.en))


def _states(certificates: Certificates) -> Iterator[Text]:
    for state in _TOLD:
        if count := certificates.states.get(state):
            hint = state.hint
            said = _COUNTED.format(count=count)
            yield Text(
                f"{state.sentence.vi}: {said.vi}" + (f". {hint.vi}" if hint else ""),
                f"{state.sentence.en}: {said.en}" + (f". {hint.en}" if hint else ""),
            )


def _day(day: datetime) -> str:
    return day.strftime("%d/%m/%Y")


def _plain(section: _Section, language: Language) -> str:
    return "\n".join([section.title.in_(language), *(f"- {line.in_(language)}." for line in section.lines)])


def _page(
    greeting: str, sections: Sequence[_Section], link: str | None, closing: str, language: Language
) -> str:
    parts = [f"<p>{html.escape(greeting).replace(chr(10), '<br>')}</p>"]
    for section in sections:
        lines = "".join(f"<li>{html.escape(line.in_(language))}.</li>" for line in section.lines)
        parts.append(f"<h3>{html.escape(section.title.in_(language))}</h3><ul>{lines}</ul>")
    if link is not None:
        safe = html.escape(link)
        parts.append(f'<p><a href="{safe}">{safe}</a></p>')
    parts.append(f"<p>{html.escape(closing)}</p>")
    return (
        f'<!doctype html><html lang="{language}"><meta charset="utf-8"><body>{"".join(parts)}</body></html>'
    )


_TO_BE_DONE = (
    SigningState.SUSPENDED,
    SigningState.IDENTITY_STALE,
    SigningState.REVOKED_SCHEDULED,
    SigningState.RENEW_WINDOW_CLOSED,
    SigningState.EXPIRING,
)
"""What somebody must act on while the others still sign. One that has ended is told, and is no reason to write by itself."""
_TOLD = (SigningState.REVOKED, SigningState.EXPIRED, *_TO_BE_DONE)
_OF_A_PERSON = Text("Mẫu 01", "form 01")
_FORMS = {
    RoleGroup.LEADER: _OF_A_PERSON,
    RoleGroup.SEAL: Text("Mẫu 02", "form 02"),
    RoleGroup.STAFF: _OF_A_PERSON,
    RoleGroup.DEVICE: Text("hỏi tổ trực dùng mẫu nào", "ask the duty team which form"),
}
"""How one is issued anew."""
_WORDS = {
    RoleGroup.LEADER: Text("Chứng thư của lãnh đạo", "Leaders"),
    RoleGroup.SEAL: Text("Chứng thư con dấu", "The seal"),
    RoleGroup.STAFF: Text("Chứng thư của công chức, viên chức khác", "Other staff"),
    RoleGroup.DEVICE: Text("Chứng thư của thiết bị, phần mềm", "Devices and programs"),
}
_SUBJECT = Text(
    "{name}: chứng thư chữ ký số cần xử lý (ngày {day})",
    "{name}: signing certificates that need action ({day})",
)
_GREETING = Text(
    "Kính gửi Ủy ban nhân dân {name},\nĐây là tình hình chứng thư chữ ký số của đơn vị đến ngày {day} và những việc cần làm.",
    "To the People's Committee of {name},\nthis is how your signing certificates stand on {day}, and what needs to be done.",
)
_GROUPS_TITLE = Text("Theo từng nhóm", "By role group")
_STATES_TITLE = Text("Chứng thư cần chú ý", "Certificates that need attention")
_STEPS_TITLE = Text("Cách làm", "How to do it")
_CALL_TITLE = Text("Khi cần hỗ trợ", "When you need help")
_UNKNOWN = Text("chưa xác định được có ký được hay không", "whether they can sign is not known")
_NONE = Text(
    "không có chứng thư nào ký được; hãy báo tổ trực ngay, và chuẩn bị đề nghị cấp mới ({form})",
    "none can sign; tell the duty team now, and prepare the request for a new one ({form})",
)
_USABLE = Text("{count} chứng thư đang ký được", "{count} can sign")
_ENDS_TODAY = Text(
    "chứng thư hết hạn sớm nhất còn chưa đầy 1 ngày", "the first to end has less than a day left"
)
_RENEW = Text(
    "còn gia hạn được: gửi đề nghị gia hạn (Mẫu 04) chậm nhất ngày {day}",
    "it can still be renewed: send the request (form 04) by {day}",
)
_ANEW = Text(
    "không còn gia hạn được, phải xin cấp mới: gửi đề nghị ({form}) ngay hôm nay",
    "it can no longer be renewed, only issued anew: send the request ({form}) today",
)
_COUNTED = Text("{count} chứng thư", "{count}")
_STEPS = (
    Text(
        "Văn thư hoặc công chức phụ trách lập đề nghị: gia hạn theo Mẫu 04; cấp mới theo Mẫu 01 cho cá nhân, Mẫu 02 cho cơ quan",
        "The clerk or whoever is in charge writes the request: form 04 to renew; for a new one form 01 for a person, "
        "form 02 for the organisation",
    ),
    SEND_THE_REQUEST,
    Text(
        "Trong thời gian chờ vẫn ký bình thường cho đến khi chứng thư hết hạn; "
        "không ký bằng chứng thư đã hết hạn, bị thu hồi hoặc tạm dừng",
        "Go on signing until a certificate ends; do not sign with one that has expired, is revoked or on hold",
    ),
)
_CLOSING = Text(
    "Thư này do hệ thống giám sát tự động gửi mỗi tuần khi có việc cần làm, chỉ nêu số lượng, không nêu tên ai. "
    "Xin đừng gửi mã PIN hay ảnh căn cước cho bất kỳ ai.",
    "The monitoring system sends this mail each week in which there is something to do; it gives counts and no names. "
    "Send nobody a PIN or a picture of an identity card.",
)
