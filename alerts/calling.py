"""Must a commune call, and whom has it been told to already: one answer for each thing that holds there, the weightiest first.

Nothing is claimed that was not seen: that an alert was sent is said once it was, and where the present state is not known nobody
is told that there is no need to call.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from alerts.call import Call
from alerts.cards import CARDS, MAINTENANCE, Card
from alerts.cause import SHARED_LINE_CAUSES, Cause, Severity
from alerts.finding import Work
from alerts.incident import Incident
from alerts.times import clock_time
from alerts.verdict import Told, Verdict
from probes.language import Text

PATIENCE_SECONDS = 900.0
"""How long somebody on call has to take an incident on before the commune is asked to call."""

SHARED_CAUSES = frozenset(
    {
        *SHARED_LINE_CAUSES,
        Cause.SERVICE_OUTAGE,
        Cause.SERVICE_SLOW,
        Cause.SERVICE_REPORTED,
        Cause.AUTHORITY_OUTAGE,
    }
)
"""What is the same for many communes: mended elsewhere, and no better for being reported once more."""

_BESIDE = frozenset({Cause.SATELLITE_DOWN})
"""What is told beside the centre's own answer, and never in its place."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a commune is told of one thing that holds there. Moments are unix seconds.

    seen: what was seen, as the verdict says it. sentence: whether to call. next_step: what to do first.
    recorded: when the incident opened; told: when its first message left; acknowledged: when somebody on call took it on; each
    None while that is not so, or not known. call_at: from when on to call if nobody has taken it on by then.
    """

    cause: Cause
    call: Call
    seen: Text
    sentence: Text
    next_step: Text
    card: Card
    since: float | None = None
    incident: str | None = None
    recorded: float | None = None
    told: float | None = None
    acknowledged: float | None = None
    call_at: float | None = None
    work: Work | None = None


def answers(verdict: Verdict, incidents: Mapping[str, Incident], now: float) -> Sequence[Answer]:
    """One answer for the headline and one for each other thing that holds, the one that the page must begin with first.

    incidents: the open ones, by code. now: unix seconds. An own fault that has to be called about comes before a shared one that
    has not, whatever the headline is; what is part of a wider fault gets no answer of its own.
    """
    headline = Told(verdict.cause, verdict.headline, verdict.since, verdict.incident, verdict.work)
    shared_line = verdict.cause in SHARED_LINE_CAUSES
    every = [_answer(headline, incidents, now)]
    for told in verdict.others:
        own = None if told.incident is None else incidents.get(told.incident)
        explained = (own is not None and own.parent is not None) or (
            shared_line and told.cause is Cause.LINE_DOWN
        )
        if not explained:
            every.append(_answer(told, incidents, now))
    return sorted(every, key=_weight)


def _weight(answer: Answer) -> int:
    """0 first; the order is kept among equals, and with it that of headlines."""
    if answer.cause in _BESIDE:
        return 3
    if answer.call is Call.NOW:
        return 0
    severity = answer.cause.nature.severity
    if answer.call is not Call.NO and severity is Severity.CRITICAL:
        return 1
    return 2


def _answer(told: Told, incidents: Mapping[str, Incident], now: float) -> Answer:
    incident = None if told.incident is None else incidents.get(told.incident)
    card = CARDS[told.cause]
    if told.work is not None:
        call, sentence, next_step, card = (
            Call.NO,
            _PLANNED.format(until=_at(told.work.ends, now)),
            None,
            MAINTENANCE,
        )
    elif told.cause in (Cause.MONITOR_BLIND, Cause.UNKNOWN):
        call, sentence, next_step = Call.AFTER_STEPS, _UNKNOWN, None
    elif told.cause is Cause.NORMAL:
        call, sentence, next_step = Call.NO, _NORMAL, _NORMAL_STEP
    elif told.cause in SHARED_CAUSES:
        call, sentence, next_step = _shared(told.cause, incident, now)
    else:
        call, sentence, next_step = _own(told, incident, now)
    acknowledged = None if incident is None or incident.acknowledged is None else incident.acknowledged.at
    waits = call is Call.NOT_YET and incident is not None and incident.told is not None
    return Answer(
        cause=told.cause,
        call=call,
        seen=told.sentence,
        sentence=sentence,
        next_step=next_step or _first_step(card),
        card=card,
        since=told.since,
        incident=told.incident,
        recorded=None if incident is None else incident.opened,
        told=None if incident is None else incident.told,
        acknowledged=acknowledged,
        call_at=(incident.told or 0.0) + PATIENCE_SECONDS if waits and incident is not None else None,
        work=told.work,
    )


def _shared(cause: Cause, incident: Incident | None, now: float) -> tuple[Call, Text, Text | None]:
    if incident is None:
        return Call.NOT_YET, _SHARED_NOT_SURE, None
    if cause is Cause.AUTHORITY_OUTAGE:
        return Call.NO, _AUTHORITY, None
    if cause is Cause.SERVICE_SLOW:
        return Call.NO, _SLOW, None
    if cause is Cause.SERVICE_REPORTED:
        taken = incident.acknowledged
        return Call.NO, _REPORTED if taken is None else _REPORTED_TAKEN.format(at=_at(taken.at, now)), None
    if incident.acknowledged is not None:
        return Call.NO, _SHARED_TAKEN.format(at=_at(incident.acknowledged.at, now)), _meanwhile(cause)
    return Call.NO, _SHARED, _meanwhile(cause)


def _own(told: Told, incident: Incident | None, now: float) -> tuple[Call, Text, Text | None]:
    if incident is None:
        return Call.NOT_YET, _NOT_SURE, None
    if incident.acknowledged is not None:
        return Call.NO, _TAKEN.format(at=_at(incident.acknowledged.at, now)), None
    critical = told.cause.nature.severity is Severity.CRITICAL
    if incident.told is None:
        overdue = critical and now - incident.opened >= PATIENCE_SECONDS
        if overdue:
            return Call.NOW, _CALL_UNTOLD.format(at=_at(incident.opened, now)), _call_step(incident)
        return Call.AFTER_STEPS, _RECORDED.format(at=_at(incident.opened, now)), None
    if now - incident.told < PATIENCE_SECONDS:
        until = _at(incident.told + PATIENCE_SECONDS, now)
        return Call.NOT_YET, _SENT.format(at=_at(incident.told, now), until=until), None
    if critical:
        return Call.NOW, _CALL.format(at=_at(incident.told, now)), _call_step(incident)
    return Call.AFTER_STEPS, _SENT_LONG_AGO.format(at=_at(incident.told, now)), None


def _at(wall: float, now: float) -> str:
    return clock_time(wall, now)


def _call_step(incident: Incident) -> Text:
    return _CALL_STEP.format(code=incident.code)


def _meanwhile(cause: Cause) -> Text | None:
    meanwhile = CARDS[cause].meanwhile
    return meanwhile[0] if meanwhile else None


def _first_step(card: Card) -> Text:
    return next(iter((*card.before_calling, *card.meanwhile, card.calling)))


_NORMAL = Text("Chưa cần gọi", "No need to call")
_NORMAL_STEP = Text(
    "Máy của đơn vị vẫn gặp lỗi: làm các bước dưới đây trước khi gọi",
    "If your own computers still fail, do the steps below before you call",
)
_UNKNOWN = Text("Nếu không làm việc được thì gọi tổ trực", "If you cannot work, call the duty team")
_PLANNED = Text(
    "Không cần gọi: bảo trì theo kế hoạch, dự kiến xong lúc {until}",
    "No need to call: planned maintenance, to end at {until}",
)
_SHARED = Text("Không cần gọi: lỗi chung, đã được ghi nhận", "No need to call: a shared fault, on record")
_SHARED_TAKEN = Text(
    "Không cần gọi: lỗi chung, tổ trực đã tiếp nhận lúc {at}",
    "No need to call: a shared fault, which the duty team took on at {at}",
)
_SHARED_NOT_SURE = Text(
    "Chưa cần gọi: đang kiểm tra, vài phút nữa trang này sẽ rõ hơn",
    "No need to call yet: being checked, this page will know more in minutes",
)
_SLOW = Text(
    "Không cần gọi báo chậm; hoàn toàn không vào được quá 15 phút thì gọi",
    "No need to report that it is slow; call if nothing works here for 15 minutes",
)
_REPORTED = Text(
    "Không cần gọi: nhiều xã báo lỗi, đã ghi nhận",
    "No need to call: several communes report this, it is on record",
)
_REPORTED_TAKEN = Text(
    "Không cần gọi: nhiều xã báo lỗi, tổ trực đã tiếp nhận lúc {at}",
    "No need to call: several communes report this, and the duty team took it on at {at}",
)
_AUTHORITY = Text(
    "Không cần gọi: lỗi chung của nơi cấp chứng thư; chỉ hỏi tổ trực khi phải ký gấp",
    "No need to call: a shared fault of the authority; ask the duty team only about an urgent document",
)
_NOT_SURE = Text(
    "Chưa cần gọi: đang kiểm tra lại, vài phút nữa trang này sẽ rõ hơn",
    "No need to call yet: being checked again, this page will know more in minutes",
)
_TAKEN = Text(
    "Không cần gọi: tổ trực đã tiếp nhận lúc {at}", "No need to call: the duty team took it on at {at}"
)
_SENT = Text(
    "Chưa cần gọi: đã gửi cảnh báo lúc {at}, chưa có người tiếp nhận. Đến {until} vẫn chưa có thì gọi",
    "No need to call yet: the alert went out at {at}, nobody has taken it on. Call if still so at {until}",
)
_SENT_LONG_AGO = Text(
    "Làm các bước dưới đây, chưa được thì gọi: đã gửi cảnh báo lúc {at}, chưa có người tiếp nhận",
    "Do the steps below, and call if they do not help: the alert went out at {at}, nobody has taken it on",
)
_RECORDED = Text(
    "Làm các bước dưới đây, chưa được thì gọi: đã ghi nhận lúc {at}, chưa rõ tổ trực đã nhận được cảnh báo chưa",
    "Do the steps below, and call if they do not help: on record since {at}, whether the alert has reached the duty team is not known",
)
_CALL = Text(
    "Hãy gọi tổ trực: đã gửi cảnh báo từ {at} mà chưa có người tiếp nhận",
    "Call the duty team: the alert went out at {at}, and nobody has taken it on",
)
_CALL_UNTOLD = Text(
    "Hãy gọi tổ trực: đã ghi nhận từ {at}, chưa rõ cảnh báo có tới tổ trực không",
    "Call the duty team: on record since {at}, and whether the alert has reached it is not known",
)
_CALL_STEP = Text("Gọi và đọc mã sự cố {code}", "Call, and give the incident's code {code}")
