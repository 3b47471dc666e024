"""Which message leaves next, and what becomes of it."""

import sqlite3
from pathlib import Path

import pytest

from alerts.relay.message import Kind
from alerts.relay.queue import Queue
from alerts.relay.queue.outbox import Work
from tests.alerts.relay.posts import alert, notification
from tests.alerts.relay.queues import FIRST, SECOND, TEAM, drain, queue_in, told
from tests.fakes.clock import NOON

DAYS = 86400.0


@pytest.fixture
def queue(tmp_path: Path) -> Queue:
    found = queue_in(tmp_path)
    found.cases.take(notification(alert()), TEAM, NOON)
    return found


def claimed(queue: Queue, now: float = NOON + 10, channel: str = FIRST) -> Work:
    work = queue.outbox.claim(channel, now)
    assert work is not None
    return work


def test_a_message_waits_a_moment_for_company(queue: Queue) -> None:
    assert queue.outbox.claim(FIRST, NOON + 1.9) is None
    assert claimed(queue, NOON + 2).kind is Kind.FIRING


def test_the_end_waits_until_the_beginning_is_settled(queue: Queue) -> None:
    firing = claimed(queue)
    queue.cases.take(notification(alert(ends=NOON)), TEAM, NOON)
    assert queue.outbox.claim(SECOND, NOON + 59) is None
    queue.outbox.sent(firing, None, NOON + 60)

    assert claimed(queue, NOON + 61).kind is Kind.RESOLVED


def test_what_is_over_before_its_beginning_has_left_is_told_by_its_end_alone(queue: Queue) -> None:
    firing = claimed(queue)
    queue.cases.take(notification(alert(ends=NOON)), TEAM, NOON)
    queue.outbox.move(firing, NOON + 60, NOON + 10, uncertain=False, failed=FIRST, spent=None)
    assert queue.outbox.claim(FIRST, NOON + 20) is None  # its beginning may still be on its way

    assert told(queue, NOON + 60, SECOND) == []
    assert told(queue, NOON + 60) == [(Kind.RESOLVED, ("19753",))]


def test_another_group_does_not_wait(queue: Queue) -> None:
    queue.outbox.again(claimed(queue), NOON + 60, NOON + 10, uncertain=False)
    queue.cases.take(notification(alert("20194")), TEAM, NOON)

    assert told(queue, NOON + 10) == [(Kind.FIRING, ("20194",))]


def test_what_was_being_sent_when_the_program_ended_is_sent_again_and_says_so(queue: Queue) -> None:
    assert not claimed(queue).uncertain
    assert queue.outbox.recover(NOON + 20) == 1

    assert claimed(queue, NOON + 20).uncertain


def test_what_waited_when_the_program_ended_is_sent_once_and_says_nothing(
    queue: Queue, tmp_path: Path
) -> None:
    queue.disk.close()
    queue = queue_in(tmp_path)
    assert queue.outbox.recover(NOON + 20) == 0

    assert [work.uncertain for work in drain(queue, NOON + 20)] == [False]


def test_what_could_not_be_settled_is_sent_again_and_says_so(queue: Queue) -> None:
    first = claimed(queue)  # it arrived, and the disk was full when that was to be noted

    again = claimed(queue, NOON + 20)
    assert (again.id, again.uncertain) == (first.id, True)


def test_what_another_channel_is_sending_is_left_to_it(queue: Queue) -> None:
    claimed(queue)

    assert queue.outbox.claim(SECOND, NOON + 20) is None
    assert queue.outbox.claim(FIRST, NOON + 20) is not None


def test_after_the_last_channel_the_first_is_tried_again(queue: Queue) -> None:
    for channel in (FIRST, SECOND):
        queue.outbox.move(
            claimed(queue, NOON + 10, channel),
            NOON + 10,
            NOON + 10,
            uncertain=False,
            failed=channel,
            spent=None,
        )

    assert claimed(queue).attempts == 1


def test_a_clock_that_was_set_back_holds_nothing(queue: Queue) -> None:
    queue.outbox.again(claimed(queue), NOON + 300, NOON + 10, uncertain=False)

    assert claimed(queue, NOON - 86400).attempts == 2


def test_a_message_for_a_channel_that_is_gone_begins_its_team_s_chain_anew(tmp_path: Path) -> None:
    queue = queue_in(tmp_path)
    queue.cases.take(notification(alert()), TEAM, NOON)
    with sqlite3.connect(tmp_path / "relay.sqlite") as database:
        database.execute("UPDATE message SET channel = 'fax', step = 7")
    database.close()
    queue.outbox.recover(NOON)

    assert claimed(queue).step == 0


def test_what_belongs_to_a_team_that_is_gone_is_given_up_and_counted(tmp_path: Path) -> None:
    queue = queue_in(tmp_path)
    queue.cases.take(notification(alert()), TEAM, NOON)
    with sqlite3.connect(tmp_path / "relay.sqlite") as database:
        database.execute("UPDATE message SET team = 'gone', channel = 'fax'")
    database.close()
    queue.outbox.recover(NOON)

    assert (queue.outbox.waiting(), queue.outbox.settled()) == ({}, {("fax", "failed"): 1})


def test_the_day_s_messages_are_counted_by_channel(queue: Queue) -> None:
    drain(queue, NOON + 10)

    assert [queue.outbox.sent_since(FIRST, since) for since in (NOON, NOON + 11)] == [1, 0]
    assert queue.outbox.sent_since(SECOND, NOON) == 0


def test_so_are_those_that_a_crash_or_a_full_disk_left_unknown(queue: Queue) -> None:
    claimed(queue, NOON + 10)
    claimed(queue, NOON + 20)
    queue.outbox.recover(NOON + 30)

    assert queue.outbox.sent_since(FIRST, NOON) == 2


def test_what_ended_a_quarter_of_a_year_ago_is_forgotten_and_what_is_open_is_not(queue: Queue) -> None:
    queue.cases.take(notification(alert("20194")), TEAM, NOON)
    queue.cases.take(notification(alert("20194", ends=NOON + 5)), TEAM, NOON + 5)
    drain(queue, NOON + 10)
    queue.outbox.recover(NOON + 91 * DAYS)

    assert queue.outbox.settled() == {}
    rows = queue.disk.read("SELECT labels FROM alert")
    assert ["19753" in row["labels"] for row in rows] == [True]


def test_a_later_message_about_the_same_knows_the_reference_of_the_first(queue: Queue) -> None:
    drain(queue, NOON + 10)
    queue.cases.take(notification(alert(ends=NOON + 5)), TEAM, NOON + 20)

    assert claimed(queue, NOON + 30).before == "reference-1"
