"""What Alertmanager says, and says again, and what is told of it."""

from pathlib import Path

import pytest

from alerts.relay.message import Kind
from alerts.relay.queue import Queue
from tests.alerts.relay.posts import BEGAN, alert, notification
from tests.alerts.relay.queues import TEAM, drain, queue_in, told
from tests.fakes.clock import NOON


@pytest.fixture
def queue(tmp_path: Path) -> Queue:
    return queue_in(tmp_path)


def take(queue: Queue, *alerts: dict[str, object], at: float = NOON) -> bool:
    return queue.cases.take(notification(*alerts), TEAM, at)


FIRING, RESOLVED = (Kind.FIRING, ("19753",)), (Kind.RESOLVED, ("19753",))


def test_the_same_said_twice_is_told_once(queue: Queue) -> None:
    assert take(queue, alert())
    assert not take(queue, alert())
    assert told(queue, NOON + 10) == [FIRING]
    assert take(queue, alert(ends=NOON))
    assert not take(queue, alert(ends=NOON))

    assert told(queue, NOON + 20) == [RESOLVED]


def test_an_end_whose_beginning_was_never_told_is_not_told(queue: Queue) -> None:
    assert not take(queue, alert(ends=NOON))

    assert told(queue, NOON + 10) == []


def test_a_firing_that_comes_after_its_own_end_opens_nothing(queue: Queue) -> None:
    take(queue, alert())
    take(queue, alert(ends=NOON))
    assert not take(queue, alert(), at=NOON + 5)

    assert queue.cases.open_cases() == {}


def test_firing_anew_is_a_new_case_with_a_code_of_its_own(queue: Queue) -> None:
    take(queue, alert())
    (first, _) = next(iter(queue.cases.open_cases().values()))
    assert told(queue, NOON + 10) == [FIRING]
    take(queue, alert(ends=NOON))
    assert take(queue, alert(starts=NOON + 60), at=NOON + 100)
    (second, _) = next(iter(queue.cases.open_cases().values()))

    assert first.code != second.code
    assert told(queue, NOON + 200) == [RESOLVED, FIRING]


def test_a_start_that_moves_while_it_fires_is_the_same_case(queue: Queue) -> None:
    # a Prometheus that was restarted says a later start
    take(queue, alert())
    assert not take(queue, alert(starts=NOON - 5))
    assert told(queue, NOON + 10) == [FIRING]
    assert take(queue, alert(starts=NOON - 5, ends=NOON))
    assert not take(queue, alert(starts=NOON - 5))  # a retry that comes late

    assert told(queue, NOON + 20) == [RESOLVED]


def test_the_end_of_an_earlier_firing_does_not_end_this_one(queue: Queue) -> None:
    take(queue, alert())
    take(queue, alert(ends=NOON))
    take(queue, alert(starts=NOON + 60))
    assert not take(queue, alert(ends=NOON))

    assert len(queue.cases.open_cases()) == 1


def test_a_case_closed_as_an_orphan_opens_again_when_alertmanager_still_has_it(queue: Queue) -> None:
    take(queue, alert())
    queue.cases.close_orphans(list(queue.cases.open_cases()), NOON + 60)
    assert take(queue, alert(), at=NOON + 90)

    assert told(queue, NOON + 100) == [FIRING, RESOLVED, FIRING]


def test_an_orphan_s_end_is_told_once_though_alertmanager_tells_it_later(queue: Queue) -> None:
    take(queue, alert())
    ids = list(queue.cases.open_cases())
    assert told(queue, NOON + 10) == [FIRING]
    queue.cases.close_orphans(ids, NOON + 60)
    queue.cases.close_orphans(ids, NOON + 61)
    assert not take(queue, alert(ends=NOON + 50), at=NOON + 90)

    assert told(queue, NOON + 100) == [RESOLVED]


def test_an_end_in_the_future_is_now(queue: Queue) -> None:
    take(queue, alert())
    take(queue, alert(ends=NOON + 900))
    (resolved,) = drain(queue, NOON + 10)

    assert resolved.cases[0].closed == NOON


def test_an_end_whose_start_moved_back_is_an_end(queue: Queue) -> None:
    take(queue, alert())
    assert take(queue, alert(starts=BEGAN - 15, ends=NOON))

    assert queue.cases.open_cases() == {}


def test_a_team_is_told_what_another_was_told_as_well(tmp_path: Path) -> None:
    queue = queue_in(tmp_path)
    take(queue, alert())
    queue.cases.take(notification(alert()), "another", NOON)  # a team that relay.yml has no more

    assert [case.team for case, _ in queue.cases.open_cases().values()] == [TEAM, "another"]
    assert told(queue, NOON + 10) == [FIRING]
