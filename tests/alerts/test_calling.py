from collections.abc import Mapping
from dataclasses import replace

import pytest

from alerts.call import Call
from alerts.calling import SHARED_CAUSES, Answer, answers
from alerts.cards import CARDS
from alerts.cause import Cause, Severity
from alerts.finding import Work, labelled
from alerts.incident import Acknowledgement, Incident
from alerts.verdict import Told, Verdict
from probes.language import Text
from tests.fakes.clock import NOON

MINUTE = 60.0
SEEN = Text("Điều nhìn thấy", "What was seen")
WORK = Work(NOON - 3600, NOON + 3600, "thay thiết bị")
OWN = [
    cause
    for cause in Cause
    if cause.nature.severity is not None and cause not in SHARED_CAUSES | {Cause.MONITOR_BLIND}
]
CRITICAL = [cause for cause in OWN if cause.nature.severity is Severity.CRITICAL]


def _incident(
    cause: Cause, *, told: float | None = None, taken: float | None = None, opened: float = NOON - MINUTE
) -> Incident:
    return Incident(
        code=f"46-{cause.value}-1",
        cause=cause,
        labels=labelled(province="46", commune="19753"),
        opening=1,
        since=opened - 20,
        opened=opened,
        told=told,
        acknowledged=None if taken is None else Acknowledgement("Tổ trực 1", taken),
    )


def _said(
    cause: Cause, *open_: Incident, others: tuple[Told, ...] = (), work: Work | None = None
) -> list[Answer]:
    codes = {incident.cause: incident.code for incident in open_}
    verdict = Verdict(cause.nature.status, cause, SEEN, NOON - 100, codes.get(cause), others, work)
    return list(answers(verdict, _by_code(*open_), NOON))


def _by_code(*open_: Incident) -> Mapping[str, Incident]:
    return {incident.code: incident for incident in open_}


def _other(incident: Incident) -> Told:
    return Told(incident.cause, SEEN, NOON - 100, incident.code)


@pytest.mark.parametrize("cause", OWN)
def test_an_own_fault_is_waited_for_then_called_about_then_left_to_who_took_it_on(cause: Cause) -> None:
    late = Call.NOW if cause in CRITICAL else Call.AFTER_STEPS
    (unsure,) = _said(cause)
    (sent,) = _said(cause, _incident(cause, told=NOON - 3 * MINUTE))
    (unheard,) = _said(cause, _incident(cause, told=NOON - 15 * MINUTE))
    (taken,) = _said(cause, _incident(cause, told=NOON - 20 * MINUTE, taken=NOON - 5 * MINUTE))
    (untold,) = _said(cause, _incident(cause))
    (long_untold,) = _said(cause, _incident(cause, opened=NOON - 15 * MINUTE))

    assert [one.call for one in (unsure, sent, unheard, taken, untold, long_untold)] == [
        Call.NOT_YET,
        Call.NOT_YET,
        late,
        Call.NO,
        Call.AFTER_STEPS,
        late,
    ]
    assert "12:57" in sent.sentence.vi
    assert "Đến 13:12" in sent.sentence.vi
    assert sent.call_at == NOON + 12 * MINUTE
    assert "12:55" in taken.sentence.vi


def test_that_an_alert_was_sent_is_said_only_when_it_was() -> None:
    (untold,) = _said(Cause.LINE_DOWN, _incident(Cause.LINE_DOWN))

    assert "Đã gửi" not in untold.sentence.vi
    assert "chưa rõ tổ trực đã nhận được cảnh báo chưa" in untold.sentence.vi
    assert "went out" not in untold.sentence.en


@pytest.mark.parametrize("cause", sorted(SHARED_CAUSES))
def test_a_shared_fault_on_record_needs_no_call_however_long_nobody_takes_it_on(cause: Cause) -> None:
    (unsure,) = _said(cause)
    (known,) = _said(cause, _incident(cause, opened=NOON - 3 * 3600, told=NOON - 3 * 3600))

    assert (unsure.call, known.call) == (Call.NOT_YET, Call.NO)
    assert known.sentence.vi.startswith("Không cần gọi")


@pytest.mark.parametrize("cause", [Cause.UNKNOWN, Cause.MONITOR_BLIND])
def test_where_nothing_is_known_nobody_is_told_not_to_call(cause: Cause) -> None:
    for open_ in ((), (_incident(cause, told=NOON - 60, taken=NOON),)):
        (answer,) = _said(cause, *open_)
        assert answer.call is Call.AFTER_STEPS
        assert "gọi tổ trực" in answer.sentence.vi
        assert "ần gọi" not in answer.sentence.vi
        assert "need" not in answer.sentence.en


def test_planned_work_says_until_when() -> None:
    (answer,) = _said(Cause.LINE_DOWN, work=WORK)

    assert answer.call is Call.NO
    assert answer.sentence.vi == "Không cần gọi: bảo trì theo kế hoạch, dự kiến xong lúc 14:00"


def test_what_is_normal_is_claimed_no_further_than_it_was_seen() -> None:
    (answer,) = _said(Cause.NORMAL)

    assert (answer.call, answer.sentence.vi, answer.seen) == (Call.NO, "Chưa cần gọi", SEEN)
    assert "trước khi gọi" in answer.next_step.vi


@pytest.mark.parametrize(
    ("headline", "other", "first"),
    [
        # a shared fault does not hide an own one that has to be called about
        (
            _incident(Cause.SERVICE_OUTAGE),
            _incident(Cause.SIGNING_BLOCKED, told=NOON - 16 * MINUTE),
            Cause.SIGNING_BLOCKED,
        ),
        (
            _incident(Cause.SERVICE_OUTAGE),
            _incident(Cause.SIGNING_BLOCKED, told=NOON - 60),
            Cause.SIGNING_BLOCKED,
        ),
        # and what somebody has taken on does not come before what everybody asks about
        (_incident(Cause.SERVICE_OUTAGE), _incident(Cause.SIGNING_BLOCKED, taken=NOON), Cause.SERVICE_OUTAGE),
        (_incident(Cause.SERVICE_OUTAGE), _incident(Cause.LINE_SLOW), Cause.SERVICE_OUTAGE),
        (_incident(Cause.LINE_DOWN), _incident(Cause.SERVICE_OUTAGE), Cause.LINE_DOWN),
        (
            _incident(Cause.LINE_DOWN, taken=NOON),
            _incident(Cause.SIGNING_BLOCKED, opened=NOON - 3600),
            Cause.SIGNING_BLOCKED,
        ),
    ],
)
def test_of_two_the_one_that_needs_the_call_stands_first(
    headline: Incident, other: Incident, first: Cause
) -> None:
    both = _said(headline.cause, headline, other, others=(_other(other),))

    assert len(both) == 2
    assert both[0].cause is first


@pytest.mark.parametrize("age", [1, 20])
def test_a_reception_point_never_speaks_for_the_centre(age: int) -> None:
    point = _incident(Cause.SATELLITE_DOWN, told=NOON - age * MINUTE)

    centre, beside = _said(Cause.NORMAL, point, others=(_other(point),))

    assert (centre.cause, beside.cause) == (Cause.NORMAL, Cause.SATELLITE_DOWN)
    assert centre.call is Call.NO


def test_what_is_part_of_a_wider_fault_gets_no_answer_of_its_own() -> None:
    wide = _incident(Cause.ISP_OUTAGE)
    own = replace(_incident(Cause.LINE_DOWN, told=NOON - 3600), parent=wide.code)
    unopened = Told(Cause.LINE_DOWN, SEEN, NOON - 100)

    for other in (_other(own), unopened):
        (answer,) = _said(Cause.ISP_OUTAGE, wide, own, others=(other,))
        assert (answer.cause, answer.call) == (Cause.ISP_OUTAGE, Call.NO)


def test_every_answer_names_a_step() -> None:
    for cause in Cause:
        (answer,) = _said(cause)
        assert answer.next_step.vi
        assert answer.card is CARDS[cause]
