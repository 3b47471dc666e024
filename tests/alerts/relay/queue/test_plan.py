"""Many messages become one digest, and no more of it than people can read."""

from pathlib import Path

import pytest

from alerts.relay.message import Kind
from alerts.relay.queue import Queue
from alerts.relay.settings import Fold
from tests.alerts.relay.posts import alert, notification
from tests.alerts.relay.queues import FIRST, TEAM, drain, queue_in, told
from tests.fakes.clock import NOON


@pytest.fixture
def queue(tmp_path: Path) -> Queue:
    return queue_in(tmp_path)


def fire(queue: Queue, *communes: int, at: float = NOON) -> None:
    for commune in communes:
        queue.cases.take(notification(alert(f"{commune:05d}", starts=at - 30)), TEAM, at)


def end(queue: Queue, *communes: int, at: float) -> None:
    for commune in communes:
        over = alert(f"{commune:05d}", starts=NOON - 30, ends=at)
        queue.cases.take(notification(over), TEAM, at)


def test_five_messages_are_five_messages(queue: Queue) -> None:
    fire(queue, *range(5))

    assert [kind for kind, _ in told(queue, NOON + 2)] == [Kind.FIRING] * 5


def test_forty_causes_at_once_are_one_digest(queue: Queue) -> None:
    fire(queue, *range(40))

    ((kind, communes),) = told(queue, NOON + 2)
    assert kind is Kind.DIGEST
    assert communes == tuple(f"{commune:05d}" for commune in range(40))


def test_forty_alerts_in_one_post_are_one_digest_too(queue: Queue) -> None:
    alerts = [alert(f"{commune:05d}") for commune in range(40)]
    queue.cases.take(notification(*alerts, group="{}"), TEAM, NOON)

    assert [len(communes) for _, communes in told(queue, NOON + 2)] == [40]


def test_what_has_left_before_the_sixth_came_is_not_told_again(queue: Queue) -> None:
    fire(queue, *range(5))
    assert len(told(queue, NOON + 2)) == 5
    fire(queue, 5, 6, at=NOON + 60)

    assert told(queue, NOON + 62) == [(Kind.DIGEST, ("00005", "00006"))]


def test_a_digest_that_cannot_be_edited_is_told_anew_once_a_window_with_all_that_came(queue: Queue) -> None:
    fire(queue, *range(6))
    assert len(told(queue, NOON + 2)) == 1
    for minute in range(1, 10):
        fire(queue, 100 + minute, at=NOON + 60 * minute)
    end(queue, *range(6), at=NOON + 570)
    assert told(queue, NOON + 601) == []

    ((kind, communes),) = told(queue, NOON + 602)
    assert (kind, len(communes)) == (Kind.DIGEST, 15)


def test_a_digest_that_can_be_edited_is_edited_once_a_minute(tmp_path: Path) -> None:
    queue = queue_in(tmp_path, editable=True)
    fire(queue, *range(6))
    (first,) = drain(queue, NOON + 2)
    end(queue, 3, at=NOON + 10)
    assert drain(queue, NOON + 61) == []

    (second,) = drain(queue, NOON + 62)
    assert (second.before, second.digest) == (f"reference-{first.id}", first.digest)


def test_what_is_critical_and_new_is_a_message_of_its_own_and_no_edit(tmp_path: Path) -> None:
    queue = queue_in(tmp_path, editable=True)
    fire(queue, *range(6))
    (first,) = drain(queue, NOON + 2)
    fire(queue, 7, 8, at=NOON + 10)
    assert drain(queue, NOON + 61) == []

    (second,) = drain(queue, NOON + 62)
    assert second.before is None
    assert second.digest != first.digest
    assert [case.labels["commune"] for case in second.cases] == ["00007", "00008"]


def test_a_critical_message_that_still_waits_is_not_folded_into_an_edit(tmp_path: Path) -> None:
    queue = queue_in(tmp_path, Fold(messages=6), editable=True)
    fire(queue, *range(7))
    (first,) = drain(queue, NOON + 2)
    with queue.disk.write() as database:  # what was folded counts no longer: the next one stands alone
        database.execute("UPDATE message SET created = created - 1000")
    fire(queue, 7, at=NOON + 10)
    queue.cases.take(
        notification(*(alert(f"{each:05d}", severity="warning") for each in range(20, 30))), TEAM, NOON + 11
    )

    (second,) = drain(queue, NOON + 100)
    assert (second.before, second.digest == first.digest) == (None, False)


def test_after_a_quiet_window_messages_are_single_again(queue: Queue) -> None:
    fire(queue, *range(6))
    drain(queue, NOON + 2)
    fire(queue, 7, at=NOON + 700)

    assert told(queue, NOON + 702) == [(Kind.FIRING, ("00007",))]


def test_what_comes_after_a_digest_was_taken_on_is_a_digest_of_its_own(queue: Queue) -> None:
    fire(queue, *range(6))
    (first,) = drain(queue, NOON + 2)
    assert first.digest is not None
    queue.calls.acknowledge(first.digest, "Tổ trực 1", NOON + 30)
    fire(queue, 7, at=NOON + 60)

    (second,) = drain(queue, NOON + 62)
    assert second.digest != first.digest
    assert [case.labels["commune"] for case in second.cases] == ["00007"]


def test_what_piled_up_behind_a_dead_channel_is_one_digest(queue: Queue) -> None:
    for number in range(20):  # one every quarter of an hour: never many at once
        fire(queue, number, at=NOON + 900 * number)
        if (work := queue.outbox.claim(FIRST, NOON + 900 * number + 2)) is not None:
            queue.outbox.again(work, NOON + 86400, NOON + 900 * number + 2, uncertain=False)

    left = told(queue, NOON + 86400)
    assert sum(len(communes) for _, communes in left) == 20
    assert len(left) <= 6


def test_nothing_is_planned_for_a_team_that_has_no_channels(queue: Queue) -> None:
    queue.cases.take(notification(alert()), "gone", NOON)
    queue.cases.close_orphans(list(queue.cases.open_cases()), NOON)

    assert queue.outbox.waiting() == {}
