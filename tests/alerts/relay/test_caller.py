"""Who is called about what nobody has taken on, and when the calls end."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from alerts.relay.caller import call_next
from alerts.relay.message import Kind
from alerts.relay.queue import Queue
from alerts.relay.roster import callees, phone_of
from alerts.relay.settings import Escalation
from probes.inventory.model import Duty
from tests.alerts.relay.posts import alert, notification
from tests.alerts.relay.queues import TEAM, drain, queue_in
from tests.fakes.clock import NOON

ESCALATION = Escalation()
HOURS, MINUTES = 3600.0, 60.0


def duty(person: str, start: float, end: float, phone: str | None = None) -> Duty:
    return Duty(
        team=TEAM,
        start=datetime.fromtimestamp(start, UTC),
        end=datetime.fromtimestamp(end, UTC),
        person=person,
        phone=phone,
    )


ROSTER = (
    duty("Tổ trực 2", NOON + 8 * HOURS, NOON + 16 * HOURS),
    duty("Tổ trực 1", NOON - HOURS, NOON + 8 * HOURS),
    duty("Tổ trực 3", NOON + 16 * HOURS, NOON + 24 * HOURS),
    duty("Tổ trực 4", NOON + 24 * HOURS, NOON + 32 * HOURS),
)


@pytest.fixture
def queue(tmp_path: Path) -> Queue:
    found = queue_in(tmp_path)
    found.cases.take(notification(alert()), TEAM, NOON - 2)
    drain(found, NOON, person="Tổ trực 1")
    return found


def calls(
    queue: Queue, until: int, roster: tuple[Duty, ...] = ROSTER, since: int = 0
) -> list[tuple[int, str | None]]:
    """(minutes after noon, who) of every call between two of them, looked at once a minute."""
    found = []
    for minute in range(since, until + 1):
        now = NOON + minute * MINUTES
        call_next(queue.calls, roster, ESCALATION, now)
        on_duty = next((turn.person for turn in callees(roster, TEAM, now)), None)
        left = drain(queue, now, person=on_duty)
        found += [(minute, work.person) for work in left if work.kind is Kind.CALL]
    return found


def code_of(queue: Queue) -> str:
    ((case, _),) = queue.cases.open_cases().values()
    return case.code


def test_every_ten_minutes_the_next_person_is_called_then_whoever_is_on_duty_every_four_hours(
    queue: Queue,
) -> None:
    assert calls(queue, 510) == [(10, "Tổ trực 2"), (20, "Tổ trực 3"), (260, None), (500, None)]


def test_a_change_of_shift_calls_neither_who_went_home_nor_leaves_out_who_came(tmp_path: Path) -> None:
    queue = queue_in(tmp_path)
    queue.cases.take(notification(alert()), TEAM, NOON - 2)
    drain(queue, NOON, person="Tổ trực 1")
    roster = (
        duty("Tổ trực 1", NOON - HOURS, NOON + 5 * MINUTES),
        duty("Tổ trực 2", NOON + 5 * MINUTES, NOON + 15 * MINUTES),
        duty("Tổ trực 3", NOON + 15 * MINUTES, NOON + 24 * HOURS),
    )

    assert calls(queue, 30, roster) == [(10, "Tổ trực 2"), (20, "Tổ trực 3")]


def test_at_night_with_nobody_on_duty_the_next_turn_s_person_is_called_after_ten_minutes(
    tmp_path: Path,
) -> None:
    queue = queue_in(tmp_path)
    queue.cases.take(notification(alert()), TEAM, NOON - 2)
    drain(queue, NOON)  # to the team

    assert calls(queue, 30, ROSTER[:1]) == [(10, "Tổ trực 2")]


def test_without_a_roster_the_team_is_told_again_every_four_hours(queue: Queue) -> None:
    assert calls(queue, 250, roster=()) == [(240, None)]


def test_taking_it_on_ends_the_calls(queue: Queue) -> None:
    calls(queue, 10)
    assert queue.calls.acknowledge(code_of(queue), "Tổ trực 2", NOON + 11 * MINUTES) == 1

    assert calls(queue, 600) == []


def test_so_does_its_end(queue: Queue) -> None:
    queue.cases.take(notification(alert(ends=NOON)), TEAM, NOON + 60)

    assert calls(queue, 600) == []


def test_a_call_that_waits_while_it_is_taken_on_calls_nobody(queue: Queue) -> None:
    call_next(queue.calls, ROSTER, ESCALATION, NOON + 10 * MINUTES)
    queue.calls.acknowledge(code_of(queue), "Tổ trực 1", NOON + 10 * MINUTES)

    assert drain(queue, NOON + 11 * MINUTES) == []


def test_whoever_took_it_on_first_has_it(queue: Queue) -> None:
    for post in ("Tổ trực 1", "Tổ trực 2"):
        assert queue.calls.acknowledge(code_of(queue), post, NOON + 60) == 1

    ((case, _),) = queue.cases.open_cases().values()
    assert case.acknowledged_by == "Tổ trực 1"


def test_an_unknown_code_takes_nothing_on(queue: Queue) -> None:
    assert queue.calls.acknowledge("46-NONE2", "Tổ trực 1", NOON) == 0


def test_nobody_is_called_about_a_warning(tmp_path: Path) -> None:
    queue = queue_in(tmp_path)
    queue.cases.take(notification(alert(severity="warning")), TEAM, NOON - 2)
    drain(queue, NOON)

    assert calls(queue, 600) == []


def test_nobody_is_called_before_the_first_message_has_left(tmp_path: Path) -> None:
    queue = queue_in(tmp_path)
    queue.cases.take(notification(alert()), TEAM, NOON)

    assert call_next(queue.calls, ROSTER, ESCALATION, NOON + HOURS) == 0


def test_a_digest_is_called_about_once_and_its_code_takes_all_of_it_on(tmp_path: Path) -> None:
    queue = queue_in(tmp_path)
    for commune in range(10):
        queue.cases.take(notification(alert(f"{commune:05d}")), TEAM, NOON - 2)
    (digest,) = drain(queue, NOON, person="Tổ trực 1")
    assert digest.digest is not None

    assert calls(queue, 10) == [(10, "Tổ trực 2")]
    assert queue.calls.acknowledge(digest.digest, "Tổ trực 2", NOON + 11 * MINUTES) == 10
    assert calls(queue, 600) == []


def test_what_comes_after_a_digest_was_taken_on_calls_again(tmp_path: Path) -> None:
    queue = queue_in(tmp_path)
    for commune in range(10):
        queue.cases.take(notification(alert(f"{commune:05d}")), TEAM, NOON - 2)
    (digest,) = drain(queue, NOON, person="Tổ trực 1")
    queue.calls.acknowledge(str(digest.digest), "Tổ trực 1", NOON)
    queue.cases.take(notification(alert("19753")), TEAM, NOON)

    assert calls(queue, 12) == [(11, "Tổ trực 2")]


def test_what_joins_a_digest_that_nobody_has_taken_on_is_called_about_from_its_own_beginning(
    tmp_path: Path,
) -> None:
    queue = queue_in(tmp_path, editable=True)
    for commune in range(10):
        queue.cases.take(notification(alert(f"{commune:05d}")), TEAM, NOON - 2)
    drain(queue, NOON, person="Tổ trực 1")
    assert calls(queue, 9) == []
    queue.cases.take(notification(alert("19753")), TEAM, NOON + 9 * MINUTES)

    found = calls(queue, 30, since=9)
    assert found == [(10, "Tổ trực 2"), (20, "Tổ trực 3"), (20, "Tổ trực 2"), (30, "Tổ trực 3")]


def test_a_team_that_is_gone_is_not_called(tmp_path: Path) -> None:
    queue = queue_in(tmp_path)
    queue.cases.take(notification(alert()), "gone", NOON)
    with queue.disk.write() as database:
        database.execute("UPDATE alert SET called = 0")

    assert call_next(queue.calls, ROSTER, ESCALATION, NOON + HOURS) == 0


def test_the_number_of_a_post_is_that_of_its_turn_now_or_next() -> None:
    roster = (
        duty("Tổ trực 1", NOON - 10 * HOURS, NOON - 2 * HOURS, "0901 000 001"),
        duty("Tổ trực 1", NOON + 9 * HOURS, NOON + 10 * HOURS, "0901 000 003"),
        duty("Tổ trực 1", NOON + HOURS, NOON + 2 * HOURS, "0901 000 002"),
    )

    assert phone_of(roster, TEAM, "Tổ trực 1", NOON) == "0901 000 002"
    assert phone_of(roster, TEAM, "Tổ trực 1", NOON + 24 * HOURS) is None
