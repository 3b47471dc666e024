from pathlib import Path

from exporter.delivery.envelope import Dropped, Item
from exporter.delivery.ingest.settling import is_plausible
from probes.observation import Result
from probes.reasons import Reason
from tests.exporter.delivery.outbox.boxes import DEAD, WELL, A, B, crash, numbers, outbox, put, rows
from tests.fakes.boot import FakeBoot
from tests.fakes.clock import FakeClock


def test_what_was_put_waits_for_each_hub_until_that_hub_settled_it(path: Path, clock: FakeClock) -> None:
    box = outbox(path, clock, A, B)
    put(box, WELL, WELL)
    assert box.commit()

    box.settled(A, box.live(A)[0])

    assert box.waiting(A) == (0, None)
    assert numbers(box.live(B)[0]) == [1, 2]


def test_it_is_there_before_the_disk_knows_it(path: Path, clock: FakeClock) -> None:
    box = outbox(path, clock)
    put(box, DEAD)

    (item,) = box.live(A)[0]

    assert (item.epoch, item.number, item.target, item.age) == (box.epoch, 1, "line", 0.0)
    assert item.result == DEAD
    assert not path.exists()


def test_what_a_hub_settled_before_the_commit_never_comes_again(path: Path, clock: FakeClock) -> None:
    box = outbox(path, clock, A, B)
    put(box, WELL, WELL)
    box.settled(A, box.live(A)[0][:1])
    box.commit()

    assert numbers(box.backlog(A)) == [2]
    assert numbers(box.backlog(B)) == [1, 2]


def test_what_every_hub_settled_leaves_the_disk(path: Path, clock: FakeClock) -> None:
    box = outbox(path, clock, A, B)
    put(box, *[WELL] * 100)
    box.commit()
    for hub in (A, B):
        box.settled(hub, box.backlog(hub))
        box.commit()

    assert rows(path, "SELECT count(*) FROM observation") == [(0,)]
    assert rows(path, "SELECT sum(bytes) FROM room") == [(0,)]


def test_what_was_committed_outlives_the_process_and_what_follows_has_an_epoch_of_its_own(
    path: Path, clock: FakeClock
) -> None:
    first = outbox(path, clock)
    put(first, WELL, DEAD)
    first.commit()
    put(first, WELL)
    crash(first)
    second = outbox(path, clock)
    put(second, WELL)
    second.commit()

    waiting = second.backlog(A)

    assert [(item.epoch, item.number) for item in waiting] == [
        (first.epoch, 1),
        (first.epoch, 2),
        (second.epoch, 1),
    ]


def test_live_is_what_began_within_two_minutes_newest_last(path: Path, clock: FakeClock) -> None:
    box = outbox(path, clock)
    put(box, WELL)
    box.commit()
    clock.advance(100)
    put(box, WELL)
    box.commit()
    clock.advance(21)
    put(box, WELL)

    assert numbers(box.live(A)[0]) == [2, 3]
    assert numbers(box.live(A, most=1)[0]) == [3]
    assert [item.age for item in box.live(A)[0]] == [21.0, 0.0]


def test_an_age_counts_from_the_begin_of_the_look(path: Path, clock: FakeClock) -> None:
    box = outbox(path, clock)
    put(box, Result(None, duration_seconds=7.0))

    assert box.live(A)[0][0].age == 7.0


def test_a_step_of_the_wall_clock_changes_no_age(path: Path, clock: FakeClock) -> None:
    box = outbox(path, clock)
    put(box, WELL)
    clock.step_wall(-7200)
    clock.advance(30)

    assert box.live(A)[0][0].age == 30.0


def test_what_an_earlier_boot_saw_has_an_age_by_the_hubs_clock(path: Path, clock: FakeClock) -> None:
    first = outbox(path, clock)
    first.anchor(A, 5_000_000.0)
    clock.advance(10)
    put(first, WELL)
    first.commit()
    crash(first)
    clock.advance(600)
    clock.step_wall(-86400)
    second = outbox(path, clock, boot=FakeBoot(clock, "boot-2", began=clock.monotonic - 60))

    before = second.backlog(A)
    second.anchor(A, 5_000_610.0)
    after = second.backlog(A)
    second.commit()

    assert [item.age for item in before] == [None]
    assert [item.age for item in after] == [600.0]
    assert [item.age for item in second.backlog(A)] == [600.0]
    assert second.live(A)[0] == ()


def test_without_an_answer_in_the_earlier_boot_there_is_no_age(path: Path, clock: FakeClock) -> None:
    first = outbox(path, clock, A, B)
    first.anchor(B, 5_000_000.0)
    put(first, WELL)
    first.commit()
    crash(first)
    second = outbox(path, clock, A, B, boot=FakeBoot(clock, "boot-2", began=clock.monotonic))
    second.anchor(A, 5_000_000.0)

    assert [item.age for item in second.backlog(A)] == [None]


def test_what_an_earlier_boot_saw_is_older_than_this_boot_whatever_the_hubs_clock_did(
    path: Path, clock: FakeClock
) -> None:
    first = outbox(path, clock)
    first.anchor(A, 5_000_000.0)
    put(first, WELL)
    first.commit()
    crash(first)
    clock.advance(600)
    second = outbox(path, clock, boot=FakeBoot(clock, "boot-2", began=clock.monotonic - 500))
    second.anchor(A, 4_000_000.0)

    assert [item.age for item in second.backlog(A)] == [500.0]


def test_without_room_the_oldest_go_and_what_changed_goes_last(path: Path, clock: FakeClock) -> None:
    box = outbox(path, clock, most_bytes=10 * 250)
    put(box, WELL, WELL, WELL, DEAD, *[DEAD] * 16)
    box.commit()

    kept = numbers(box.backlog(A))
    _, dropped = box.live(A)

    assert kept[:2] == [1, 4]
    assert kept[2:] == list(range(kept[2], 21))
    assert dropped == (Dropped(box.epoch, 2, 3), Dropped(box.epoch, 5, kept[2] - 1))
    assert box.dropped == 20 - len(kept)


def test_drops_are_told_to_each_hub_until_it_settled_them(path: Path, clock: FakeClock) -> None:
    box = outbox(path, clock, A, B, most_bytes=2500)
    put(box, *[WELL] * 30)
    box.commit()
    items, dropped = box.live(A)
    box.settled(A, items, dropped)

    assert dropped
    for _ in range(2):
        assert box.live(A) == ((), ())
        assert box.live(B)[1] == dropped
        box.commit()


def test_drops_told_are_not_forgotten_where_more_followed(path: Path, clock: FakeClock) -> None:
    box = outbox(path, clock, most_bytes=2500)
    put(box, *[WELL] * 30)
    box.commit()
    told = box.live(A)[1]
    put(box, *[WELL] * 30)
    box.commit()
    box.settled(A, (), told)

    (left,) = box.live(A)[1]

    assert (left.first, left.epoch) == (told[0].last + 1, box.epoch)


def test_a_hub_that_never_answers_costs_the_others_nothing(path: Path, clock: FakeClock) -> None:
    box = outbox(path, clock, A, B, most_bytes=100 * 300)
    for _ in range(100):
        put(box, *[WELL] * 20)
        assert len(box.live(A)[0]) == 20
        box.settled(A, *box.live(A))
        box.commit()

    assert box.live(A) == ((), ())
    ((room,),) = rows(path, "SELECT sum(bytes) FROM room")
    assert 0 < room <= 100 * 300


def test_the_changes_that_wait_for_a_lost_hub_leave_room_for_what_is_new(
    path: Path, clock: FakeClock
) -> None:
    box = outbox(path, clock, A, B, most_bytes=100 * 250)
    for _ in range(10):
        put(box, *[WELL, DEAD] * 20)
        box.settled(A, *box.live(A))
        box.commit()
    put(box, *[DEAD] * 45)
    box.commit()

    assert len(box.backlog(A)) == 45
    assert box.live(A)[1] == ()


def test_a_new_hub_is_owed_what_is_put_from_then_on(path: Path, clock: FakeClock) -> None:
    first = outbox(path, clock, A)
    put(first, WELL)
    first.commit()
    crash(first)
    second = outbox(path, clock, A, B)
    put(second, WELL)
    second.commit()

    assert [item.epoch for item in second.backlog(A)] == [first.epoch, second.epoch]
    assert [item.epoch for item in second.backlog(B)] == [second.epoch]


def test_a_hub_that_is_gone_is_forgotten_with_all_that_waited_for_it(path: Path, clock: FakeClock) -> None:
    first = outbox(path, clock, A, B)
    put(first, WELL)
    first.commit()
    first.settled(A, first.backlog(A))
    first.commit()
    crash(first)
    second = outbox(path, clock, A)
    put(second, WELL)
    second.commit()

    assert rows(path, "SELECT count(*) FROM observation") == [(1,)]
    assert [item.epoch for item in second.backlog(A)] == [second.epoch]


def test_what_one_hub_cannot_take_is_told_as_dropped(path: Path, clock: FakeClock) -> None:
    box = outbox(path, clock, A, B)
    put(box, WELL, WELL)
    box.commit()
    box.drop(A, box.backlog(A, most=1))

    for _ in range(2):
        items, dropped = box.live(A)
        assert (numbers(items), dropped) == ([2], (Dropped(box.epoch, 1, 1),))
        assert numbers(box.backlog(B)) == [1, 2]
        box.commit()
    assert box.dropped == 1


def test_an_answer_about_what_never_was_changes_nothing(path: Path, clock: FakeClock) -> None:
    box = outbox(path, clock)
    put(box, WELL)
    box.commit()
    strangers = [Item("ffff", 1, "x", 0.0, 0.0, WELL), Item(box.epoch, 1 << 50, "x", 0.0, 0.0, WELL)]
    box.settled(A, strangers, (Dropped("ffff", 1, 1 << 52),))
    assert box.commit()

    assert box.waiting(A) == (1, 0.0)


def test_waiting_counts_what_the_disk_does_not_know_yet(path: Path, clock: FakeClock) -> None:
    box = outbox(path, clock)
    put(box, WELL)
    box.commit()
    clock.advance(300)
    put(box, WELL)

    assert box.waiting(A) == (2, 300.0)
    box.settled(A, box.backlog(A, most=1))
    assert box.waiting(A) == (1, 0.0)


def test_the_thread_commits_by_itself_and_at_the_stop(path: Path, clock: FakeClock) -> None:
    box = outbox(path, clock)
    box.start()
    put(box, WELL)
    box.stop()

    assert rows(path, "SELECT count(*) FROM waiting") == [(1,)]


def test_a_look_that_took_longer_than_what_is_live_hides_no_younger_one(path: Path, clock: FakeClock) -> None:
    box = outbox(path, clock)
    put(box, WELL)
    put(box, Result(Reason.TIMEOUT, 150.0))
    box.commit()

    assert numbers(box.live(A)[0]) == [1]


def test_words_of_strangers_cost_no_observation(path: Path, clock: FakeClock) -> None:
    box = outbox(path, clock)
    put(
        box,
        Result(None, 0.1, f"200 OK https://sso.example/?state={'x' * 600}"),
        Result(None, 0.1, "a\tb\ud800"),
    )
    box.commit()
    items, _ = box.live(A)

    assert all(is_plausible(item.result) for item in items)
    assert [item.result.detail[:8] for item in items] == ["200 OK h", "a b "]
