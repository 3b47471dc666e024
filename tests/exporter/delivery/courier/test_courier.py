import json
import random
from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise
from pathlib import Path

import pytest

from exporter.delivery.courier import Courier, PostFailed, Reply
from exporter.delivery.envelope import (
    AgentState,
    Answer,
    Batch,
    Dropped,
    Kind,
    Refusal,
    Refused,
    ToldVerdict,
    Turn,
    answer_to_json,
)
from exporter.delivery.outbox import Outbox
from probes.language import Text
from probes.observation import Result
from tests.fakes.boot import FakeBoot
from tests.fakes.clock import NOON, FakeClock
from tests.fakes.hub import FakeHub

HUB = "https://hub.example"
WELL = Result(None, 0.0)
LATE = PostFailed(Text("chậm", "late"), late=True)


class Delivery:
    """A courier between an outbox and a fake hub, in time moved by hand."""

    def __init__(self, folder: Path) -> None:
        self.clock = FakeClock(monotonic=100_000.0)
        self.hub = FakeHub(lambda: self.clock.wall)
        self.box = Outbox(folder / "outbox.sqlite", (HUB,), self.clock, FakeBoot(self.clock))
        self.plan: str | None = "plan-1"
        self.plans: list[str] = []
        self.told: list[Answer] = []
        self.courier = self.new_courier()

    def new_courier(self, seed: int = 1) -> Courier:
        return Courier(
            HUB,
            self.box,
            "secret",
            self.hub.post,
            self.clock,
            lambda backlog, oldest: AgentState("1.0", self.plan, 60.0, backlog, oldest),
            plan_changed=self.plans.append,
            told=self.told.append,
            luck=random.Random(seed),
        )

    def put(self, count: int = 1) -> None:
        for _ in range(count):
            self.box.put("line", self.clock.wall, WELL)
        self.box.commit()

    def go(self, seconds: float) -> list[float]:
        """Let so much time pass; when each POST went out, seconds from now."""
        began = self.clock.monotonic
        posted: list[float] = []
        while True:
            before = len(self.hub.batches)
            wait = self.courier.step()
            posted += [self.clock.monotonic - began] * (len(self.hub.batches) - before)
            self.box.commit()
            left = began + seconds - self.clock.monotonic
            if wait > left:
                self.clock.advance(left)
                return posted
            self.clock.advance(wait)

    def batches(self, kind: Kind) -> list[Batch]:
        return [batch for batch in self.hub.batches if batch.kind is kind]


@pytest.fixture
def delivery(tmp_path: Path) -> Delivery:
    return Delivery(tmp_path)


def gaps(moments: Sequence[float]) -> list[float]:
    return [after - before for before, after in pairwise(moments)]


def numbers(batch: Batch) -> list[int]:
    return [item.number for item in batch.items]


def test_it_comes_every_half_minute_more_or_less_and_also_with_nothing(delivery: Delivery) -> None:
    posted = delivery.go(3600)

    assert 0 <= posted[0] <= 15
    assert all(24 <= gap <= 36 for gap in gaps(posted))
    assert len({round(gap) for gap in gaps(posted)}) > 5
    assert {batch.kind for batch in delivery.hub.batches} == {Kind.LIVE}


def test_agents_that_start_together_do_not_come_together(delivery: Delivery) -> None:
    firsts = [delivery.new_courier(seed).step() for seed in range(200)]

    assert min(firsts) < 1
    assert max(firsts) > 14
    assert max(firsts) <= 15


def test_what_was_taken_is_done_with_and_bears_the_token(delivery: Delivery) -> None:
    delivery.put(3)
    delivery.go(60)

    assert [numbers(batch) for batch in delivery.hub.batches[:2]] == [[1, 2, 3], []]
    assert delivery.hub.batches[0].state.backlog == 0
    assert delivery.hub.headers[0]["Authorization"] == "Bearer secret"
    assert delivery.hub.headers[0]["Content-Encoding"] == "gzip"
    assert delivery.box.waiting(HUB) == (0, None)


def test_a_lost_answer_lets_it_come_again(delivery: Delivery) -> None:
    delivery.put()
    delivery.hub.loses_answers = True
    delivery.go(30)
    delivery.hub.loses_answers = False
    delivery.go(30)

    assert [numbers(batch) for batch in delivery.hub.batches if batch.items][:2] == [[1], [1]]
    assert delivery.box.waiting(HUB) == (0, None)


def test_what_has_waited_goes_only_with_a_turn_and_never_makes_the_new_late(delivery: Delivery) -> None:
    delivery.put(5000)
    delivery.clock.advance(300)
    delivery.put()
    delivery.go(60)
    assert delivery.batches(Kind.BACKLOG) == []
    assert delivery.hub.batches[0].state.backlog == 5000
    assert delivery.hub.batches[0].state.oldest_age is not None
    delivery.hub.turn = Turn("turn", 400)
    delivery.go(60)

    backlog = delivery.batches(Kind.BACKLOG)
    assert [number for batch in backlog for number in numbers(batch)] == list(range(1, 5001))
    assert max(len(batch.items) for batch in backlog) == 400
    assert {batch.turn for batch in backlog} == {"turn"}


def test_the_new_goes_in_time_while_a_long_backlog_crawls(delivery: Delivery) -> None:
    delivery.put(3000)
    delivery.clock.advance(300)
    delivery.hub.turn = Turn("turn", 50)
    post = delivery.hub.post
    live: list[float] = []

    def slow(path: str, body: bytes, headers: Mapping[str, str]) -> Reply:
        reply = post(path, body, headers)
        delivery.clock.advance(4.0)
        if delivery.hub.batches[-1].kind is Kind.LIVE:
            live.append(delivery.clock.monotonic)
        return reply

    delivery.courier._post = slow
    delivery.go(240)

    assert len(live) >= 6
    assert max(gaps(live)) <= 36 + 2 * 4
    assert len(delivery.batches(Kind.BACKLOG)) > 30


def test_all_together_stays_below_one_post_a_second(delivery: Delivery) -> None:
    delivery.put(1000)
    delivery.clock.advance(300)
    delivery.hub.turn = Turn("turn", 10)
    delivery.go(20)
    posted = delivery.go(60)

    assert 50 < len(posted) < 60
    assert delivery.box.waiting(HUB)[0] > 0


def test_whoever_comes_too_late_for_a_turn_asks_when_the_hub_says(delivery: Delivery) -> None:
    delivery.put(10)
    delivery.clock.advance(300)
    delivery.hub.turn = Turn("turn", 1000)
    over = [Reply(429, {"Retry-After": "4"}, b"")]
    delivery.hub.refuses = lambda batch: over.pop() if over and batch.kind is Kind.BACKLOG else None
    posted = delivery.go(30)

    assert [batch.kind for batch in delivery.hub.batches[:4]] == [
        Kind.LIVE,
        Kind.BACKLOG,
        Kind.LIVE,
        Kind.BACKLOG,
    ]
    assert 4 <= posted[2] - posted[1] <= 5


def test_without_a_turn_it_asks_again_when_that_makes_sense(delivery: Delivery) -> None:
    delivery.put()
    delivery.clock.advance(300)
    delivery.hub.ask_again = 5.0

    assert all(5 <= gap <= 6 for gap in gaps(delivery.go(60)))


def test_the_hub_sets_the_pace_within_what_makes_sense(delivery: Delivery) -> None:
    delivery.hub.report_every = 60.0
    assert all(48 <= gap <= 72 for gap in gaps(delivery.go(900)))
    delivery.hub.report_every = 1e9
    delivery.go(72)
    assert all(240 <= gap <= 360 for gap in gaps(delivery.go(3600)[1:]))
    delivery.hub.report_every = -5.0
    delivery.go(360)
    assert all(0.8 <= gap <= 1.2 for gap in gaps(delivery.go(20)))


def test_it_backs_off_up_to_five_minutes_and_comes_back_at_once(delivery: Delivery) -> None:
    moments: list[float] = []

    def cut(*_: object) -> Reply:
        moments.append(delivery.clock.monotonic)
        raise PostFailed(Text("đứt", "cut"))

    delivery.courier._post = cut
    delivery.go(8 * 3600)
    waits = gaps(moments)

    assert 1 <= waits[0] <= 2
    assert waits[1] <= 4
    assert 270 < max(waits) <= 300
    assert min(waits[20:]) < 60
    assert 8 * 12 < len(moments) < 8 * 12 * 4
    failure = delivery.courier.contact.failure
    assert failure == Text("đứt", "cut")
    delivery.courier._post = delivery.hub.post
    delivery.go(300)
    posted = delivery.go(600)
    assert max(gaps(posted)) <= 36
    assert delivery.courier.contact.failure is None


@pytest.mark.parametrize("status", [429, 500, 502, 503])
def test_it_waits_as_long_as_it_is_asked_to(delivery: Delivery, status: int) -> None:
    delivery.hub.says = [Reply(status, {"retry-after": "1200"}, b"")]
    first, second = delivery.go(1230)[:2]

    assert 1200 <= second - first <= 1215


def test_it_waits_no_longer_than_an_hour(delivery: Delivery) -> None:
    delivery.hub.says = [Reply(503, {"Retry-After": "999999999"}, b"")]

    assert gaps(delivery.go(3700))[0] == 3600


def test_an_agent_that_the_hub_does_not_know_asks_seldom_and_says_so(delivery: Delivery) -> None:
    delivery.put()
    delivery.hub.refuses = lambda _: Reply(401, {}, b"")
    posted = delivery.go(3600)

    assert all(240 <= gap <= 360 for gap in gaps(posted))
    contact = delivery.courier.contact
    assert contact.unknown
    assert contact.failure is not None
    assert "ghi danh lại" in contact.failure.vi
    delivery.hub.refuses = lambda _: None
    delivery.hub.turn = Turn("turn", 1000)
    delivery.go(400)
    assert not delivery.courier.contact.unknown
    assert (delivery.box.epoch, 1) in delivery.hub.taken


@pytest.mark.parametrize("status", [400, 413])
def test_one_observation_that_the_hub_cannot_take_is_dropped_and_the_others_arrive(
    delivery: Delivery, status: int
) -> None:
    delivery.put(700)
    bad = (delivery.box.epoch, 333)
    delivery.hub.refuses = lambda batch: (
        Reply(status, {}, b"") if bad in {(item.epoch, item.number) for item in batch.items} else None
    )
    delivery.go(120)

    assert sorted(number for _, number in delivery.hub.taken) == [n for n in range(1, 701) if n != 333]
    assert delivery.hub.dropped == {delivery.box.epoch: [Dropped(delivery.box.epoch, 333, 333)]}
    assert delivery.box.dropped == 1
    assert delivery.box.waiting(HUB) == (0, None)


def test_a_hub_that_is_heard_again_is_told_within_half_a_minute(delivery: Delivery) -> None:
    delivery.hub.cut = True
    delivery.go(8 * 3600)
    delivery.hub.cut = False
    assert delivery.courier.step() > 30  # it would sit out its wait

    delivery.courier.hub_heard()

    assert len(delivery.go(30)) == 1


def test_a_hub_that_asked_for_patience_is_not_pressed_when_it_is_heard(delivery: Delivery) -> None:
    delivery.hub.says = [Reply(503, {"Retry-After": "600"}, b"")]
    delivery.go(30)

    delivery.courier.hub_heard()

    assert delivery.go(300) == []


def test_the_head_of_the_backlog_blocks_nothing(delivery: Delivery) -> None:
    delivery.put(500)
    delivery.clock.advance(600)
    delivery.hub.turn = Turn("turn", 1000)
    delivery.hub.refuses = lambda batch: Reply(400, {}, b"") if 1 in numbers(batch) else None
    delivery.go(300)

    assert sorted(number for _, number in delivery.hub.taken) == list(range(2, 501))
    assert delivery.box.waiting(HUB) == (0, None)


def test_several_that_the_hub_cannot_take_new_and_old_block_nothing(delivery: Delivery) -> None:
    delivery.put(100)
    delivery.clock.advance(600)
    delivery.put(100)
    delivery.hub.turn = Turn("turn", 1000)
    bad = {1, 2, 50, 100, 101, 133, 199, 200}
    delivery.hub.refuses = lambda batch: Reply(400, {}, b"") if bad & set(numbers(batch)) else None
    delivery.go(600)

    assert {number for _, number in delivery.hub.taken} == set(range(1, 201)) - bad
    assert all(delivery.hub.knows(delivery.box.epoch, number) for number in bad)


def test_a_sick_hub_that_refuses_everything_costs_no_observation(delivery: Delivery) -> None:
    delivery.put(100)
    delivery.hub.refuses = lambda _: Reply(400, {}, b"")
    delivery.go(8 * 3600)
    assert len(delivery.hub.batches) < 8 * 12 * 4
    delivery.hub.refuses = lambda _: None
    delivery.hub.turn = Turn("turn", 1000)
    delivery.go(600)

    lost = [n for n in range(1, 101) if (delivery.box.epoch, n) not in delivery.hub.taken]
    assert len(lost) <= 1  # the last one that was tried alone


def test_batches_shrink_on_a_slow_line_and_grow_again(delivery: Delivery) -> None:
    delivery.put(1000)
    delivery.hub.says = [LATE, LATE]
    delivery.go(60)

    assert [len(batch.items) for batch in delivery.hub.batches[:5]] == [1000, 500, 250, 500, 250]
    assert len(delivery.hub.taken) == 1000


@pytest.mark.parametrize(
    "reply",
    [
        Reply(200, {}, b"<html>please log in</html>"),
        Reply(200, {}, b"{}"),
        Reply(200, {}, b"[" * 100_000),
        Reply(302, {"Location": "http://portal.example"}, b""),
        Reply(404, {}, b""),
    ],
)
def test_who_is_no_hub_settles_nothing(delivery: Delivery, reply: Reply) -> None:
    delivery.put()
    delivery.hub.says = [reply]
    delivery.go(20)
    assert delivery.box.waiting(HUB)[0] == 1 or len(delivery.hub.batches) > 1
    delivery.go(60)

    assert numbers(delivery.hub.batches[0]) == numbers(delivery.hub.batches[1]) == [1]


def test_a_turn_that_is_over_costs_nothing_but_the_turn(delivery: Delivery) -> None:
    delivery.put(10)
    delivery.clock.advance(300)
    delivery.hub.turn = Turn("turn", 1000)
    over = [Reply(429, {"Retry-After": "900"}, b"")]
    delivery.hub.refuses = lambda batch: over.pop() if over and batch.kind is Kind.BACKLOG else None

    assert max(gaps(delivery.go(90))) <= 36
    assert len(delivery.hub.taken) == 10


def test_what_the_hub_refuses_is_counted_by_its_word_and_not_what_was_never_sent(
    delivery: Delivery, answering: Callable[[Answer], Reply]
) -> None:
    delivery.put()
    epoch = delivery.box.epoch
    refused = tuple(
        Refused(epoch, number, why)
        for number, why in [(1, Refusal.TOO_OLD), (2, Refusal.TOO_OLD), (10**9, Refusal.UNREADABLE)]
    )
    delivery.hub.says = [answering(Answer(NOON, 30.0, "plan-1", refused=refused))]
    delivery.go(20)

    assert delivery.courier.contact.refused == {"too_old": 1}
    delivery.put()
    assert delivery.box.waiting(HUB)[0] == 1


def test_the_plan_in_force_is_told_of_until_it_is_ours(delivery: Delivery) -> None:
    delivery.hub.plan = "plan-2"
    delivery.go(50)
    told = len(delivery.hub.batches)
    assert delivery.plans == ["plan-2"] * told
    delivery.plan = "plan-2"
    delivery.go(100)

    assert len(delivery.plans) == told


def test_what_the_hub_makes_of_it_is_passed_on_and_kept(
    delivery: Delivery, answering: Callable[[Answer], Reply]
) -> None:
    verdict = ToldVerdict("down", "line_cut", Text("Đứt đường truyền", "The line is cut"), NOON, None)
    delivery.hub.says = [answering(Answer(NOON + 7, 30.0, "plan-1", verdict=verdict))]
    delivery.go(16)

    (answer,) = delivery.told
    assert answer.verdict == verdict
    contact = delivery.courier.contact
    assert contact.answer == answer
    assert contact.answered is not None


def test_a_listener_that_crashes_ends_no_delivery(
    delivery: Delivery, caplog: pytest.LogCaptureFixture
) -> None:
    def crash(_: Answer) -> None:
        raise RuntimeError("nobody listens")

    delivery.courier._told = crash
    delivery.put()
    delivery.go(60)

    assert delivery.box.waiting(HUB) == (0, None)
    assert "nobody listens" in caplog.text


def test_drops_reach_the_hub_with_the_next_report(delivery: Delivery, tmp_path: Path) -> None:
    delivery.box = Outbox(tmp_path / "small.sqlite", (HUB,), delivery.clock, FakeBoot(delivery.clock), 10_000)
    delivery.courier = delivery.new_courier()
    delivery.put(200)
    delivery.go(60)

    assert all(delivery.hub.knows(delivery.box.epoch, number) for number in range(1, 201))
    assert delivery.box.live(HUB) == ((), ())


def test_no_batch_is_larger_than_the_hub_takes(delivery: Delivery) -> None:
    chance = random.Random(7)
    long = Result(None, 0.0, detail=chance.randbytes(30_000).hex())
    for _ in range(60):
        delivery.box.put("line", delivery.clock.wall, long)
    bodies: list[int] = []
    post = delivery.hub.post

    def measured(path: str, body: bytes, headers: Mapping[str, str]) -> Reply:
        bodies.append(len(body))
        return post(path, body, headers)

    delivery.courier._post = measured
    delivery.go(60)

    assert max(bodies) <= 1 << 20
    assert len(delivery.hub.taken) == 60


def test_the_thread_delivers_and_ends(tmp_path: Path) -> None:
    delivery = Delivery(tmp_path)
    delivery.put()
    delivery.clock.advance(15)
    delivery.courier.start()
    while not delivery.told:
        delivery.courier._stopping.wait(0.01)
    delivery.courier.stop()

    assert not delivery.courier._thread.is_alive()
    assert delivery.box.waiting(HUB) == (0, None)


@pytest.fixture
def answering() -> Callable[[Answer], Reply]:
    return lambda answer: Reply(200, {}, json.dumps(answer_to_json(answer)).encode())
