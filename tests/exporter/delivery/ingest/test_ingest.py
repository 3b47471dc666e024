import logging
import sqlite3
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

import pytest

from exporter.delivery import registry
from exporter.delivery.agents_file import agents_file
from exporter.delivery.disk import Disk, NotKept
from exporter.delivery.envelope import Answer, Batch, Dropped, Item, ToldVerdict, Turn
from exporter.delivery.facts import Outcome
from exporter.delivery.ingest.ingest import MOST_WAITING, Hub, Ingest, NoTurn, Overloaded
from exporter.delivery.ingest.settling import Delivery
from exporter.delivery.plans import Held
from exporter.delivery.registry import Tokens
from probes.clock import Instant
from probes.language import Text
from probes.observation import Observation, Origin
from tests.exporter.delivery.outbox.boxes import disk_full
from tests.fakes.batches import GATEWAY, PORTAL, SITE, batch, item
from tests.fakes.clock import NOON, FakeClock

PLAN = Held("p1", frozenset({GATEWAY, PORTAL}))
VERDICT = ToldVerdict(
    "outage", "line_down", Text("Đứt đường truyền", "The line is cut"), NOON - 60, "46-K7QMA"
)
ANSWER_SECONDS = 20.0


@dataclass
class Rig:
    """An intake on a real file; `full` makes the disk take nothing, as an `INSERT` finds it."""

    folder: Path
    clock: FakeClock = field(default_factory=FakeClock)
    put: list[Observation] = field(default_factory=list)
    kept: list[Observation] = field(default_factory=list)
    full: bool = False
    trips_on: int | None = None

    def __post_init__(self) -> None:
        self.disk = agents_file(self.folder)
        self.disk.write(self.enrolled)
        self.ingest = self.started(self.disk)

    @staticmethod
    def enrolled(database: sqlite3.Connection) -> None:
        code = registry.new_code(database, SITE, NOON - 3600)
        registry.enrol(database, code, "t" * 43, frozenset({SITE}), NOON - 3600)

    def started(self, disk: Disk) -> Ingest:
        hub = Hub(
            put=lambda observation, _seen: self.put.append(observation),
            verdict=lambda _site: VERDICT,
            report_every=lambda: 30.0,
            keeps=[self.keep],
        )
        ingest = Ingest(disk, Tokens(), self.clock, hub)
        ingest.start()
        return ingest

    def restart(self) -> None:
        self.ingest.stop()
        self.disk.close()
        self.disk = agents_file(self.folder)
        self.ingest = self.started(self.disk)

    def keep(self, _database: sqlite3.Connection, delivery: Delivery) -> None:
        if self.full:
            raise sqlite3.OperationalError("database or disk is full")
        if any(one.number == self.trips_on for one in delivery.observations):
            raise ZeroDivisionError
        self.kept.extend(delivery.observations)

    def send(self, sent: Batch, site: str = SITE) -> Answer:
        return self.ingest.submit(site, sent, self.clock.now(), PLAN).result(ANSWER_SECONDS)

    def turned_away(self, sent: Batch) -> None:
        with pytest.raises(NotKept):
            self.send(sent)

    @property
    def shown(self) -> list[int]:
        return [one.number for one in self.put]


@pytest.fixture
def rig(tmp_path: Path) -> Iterator[Rig]:
    made = Rig(tmp_path)
    yield made
    made.ingest.stop()
    made.disk.close()


def test_an_answer_says_what_the_hub_makes_of_the_commune(rig: Rig) -> None:
    answer = rig.send(batch([item(1), item(2, target="elsewhere")]))

    assert (answer.now, answer.report_every, answer.plan, answer.verdict) == (NOON, 30.0, "p1", VERDICT)
    assert [one.number for one in answer.refused] == [2]
    assert (answer.turn, answer.ask_again) == (None, None)
    assert rig.shown == [1]


def test_a_hub_that_restarts_knows_what_it_had(rig: Rig) -> None:
    rig.send(batch([item(1)]))
    rig.restart()
    rig.send(batch([item(1), item(2)]))

    assert rig.shown == [1, 2]
    assert rig.ingest.facts()[SITE].counts[Outcome.DUPLICATE] == 1


def test_a_hub_that_restarts_knows_when_each_was_heard(rig: Rig) -> None:
    rig.send(batch())
    rig.clock.advance(500)
    rig.restart()

    facts = rig.ingest.facts()[SITE]
    assert (facts.last_contact, facts.version) == (NOON, None)


def test_what_is_live_is_shown_once_also_while_the_disk_is_full(rig: Rig) -> None:
    rig.send(batch([item(1)]))
    rig.full = True
    rig.turned_away(batch([item(1), item(2), item(3, 500.0)]))
    rig.turned_away(batch([item(1), item(2), item(3, 500.0), item(4)]))
    assert rig.shown == [1, 2, 4]

    rig.full = False
    rig.clock.advance(1000)
    rig.send(batch([item(2, 1003.0), item(3, 1500.0), item(4, 1003.0)]))
    assert rig.shown == [1, 2, 4]
    assert [(one.number, one.origin) for one in rig.kept] == [
        (1, Origin.LIVE), (2, Origin.LIVE), (3, Origin.REPLAY), (4, Origin.LIVE),
    ]  # fmt: skip


def test_a_disk_that_is_really_full_loses_nothing_and_shows_what_is_live(rig: Rig) -> None:
    rig.send(batch([item(1)]))
    with disk_full():
        rig.turned_away(batch([item(1), item(2), item(3, 500.0)]))
        rig.clock.advance(2)
        rig.ingest.refresh()
        assert SITE in rig.ingest.facts()
    assert rig.shown == [1, 2]

    rig.send(batch([item(2), item(3, 500.0)]))
    rig.restart()
    rig.send(batch([item(number) for number in range(1, 5)]))
    assert rig.shown == [1, 2, 4]
    assert rig.ingest.facts()[SITE].counts[Outcome.DUPLICATE] == 3


def test_a_hub_that_starts_on_a_full_disk_knows_its_agents_once_there_is_room(rig: Rig) -> None:
    rig.ingest.stop()
    rig.disk.close()
    with disk_full():
        rig.restart()
        rig.turned_away(batch([item(1)]))
    rig.send(batch([item(1)]))
    rig.ingest.refresh()

    assert SITE in rig.ingest.facts()
    assert rig.shown == [1]


def test_a_disk_that_is_back_is_used_again(rig: Rig, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        rig.full = True
        rig.turned_away(batch())
        rig.full = False
        rig.send(batch([item(1)]))

    assert len(caplog.records) == 2


def test_whoever_gives_up_waiting_holds_nobody_up(rig: Rig) -> None:
    gone = rig.ingest.submit(SITE, batch([item(1)]), rig.clock.now(), PLAN)

    assert not gone.cancel()
    rig.send(batch([item(1), item(2)]))
    assert sorted(rig.shown) == [1, 2]


def test_what_the_program_trips_on_in_one_batch_concerns_no_other(rig: Rig) -> None:
    rig.trips_on = 7
    rig.turned_away(batch([item(7)]))
    rig.send(batch([item(1)]))
    assert rig.shown == [1]

    rig.trips_on = None
    rig.send(batch([item(7)]))
    assert rig.shown == [1, 7]


def test_the_backlog_goes_by_turns(rig: Rig) -> None:
    answer = rig.send(batch([item(9)], backlog=3))
    assert isinstance(answer.turn, Turn)
    with pytest.raises(NoTurn):
        rig.send(batch([item(1, 9000.0)], turn="made-up"))
    answer = rig.send(batch([item(1, 9000.0), item(2, 8000.0)], turn=answer.turn.token, backlog=1))
    assert isinstance(answer.turn, Turn)
    answer = rig.send(batch([item(3, 7000.0)], turn=answer.turn.token))

    assert answer.turn is None
    assert rig.shown == [9]
    assert [one.number for one in rig.kept] == [9, 1, 2, 3]


def test_a_turn_that_met_a_full_disk_is_free_again(rig: Rig) -> None:
    turn = rig.send(batch(backlog=1)).turn
    assert turn is not None
    rig.full = True
    rig.turned_away(batch([item(1, 9000.0)], turn=turn.token))
    rig.full = False

    assert isinstance(rig.send(batch(backlog=1)).turn, Turn)


def test_more_than_can_wait_are_told_to_come_later(tmp_path: Path) -> None:
    rig = Rig(tmp_path)
    rig.ingest.stop()
    with pytest.raises(Overloaded):  # it takes nothing any more
        rig.send(batch())
    hub = Hub(lambda _observation, _seen: None, lambda _site: None, lambda: 30.0)
    never_started = Ingest(rig.disk, Tokens(), rig.clock, hub)
    for number in range(MOST_WAITING):
        never_started.submit(f"site {number}", batch(), rig.clock.now(), PLAN)
    with pytest.raises(Overloaded):
        never_started.submit(SITE, batch(), rig.clock.now(), PLAN)


def test_what_is_known_of_an_agent(rig: Rig) -> None:
    rig.send(batch([item(1), item(2, 500.0)], sent=NOON + 7200, backlog=12, uptime=600.0))
    rig.clock.advance(30)
    rig.send(batch([item(1)], dropped=[Dropped("b", 1, 5)], sent=NOON + 7230, uptime=630.4))

    facts = rig.ingest.facts()[SITE]
    assert facts.last_contact == NOON + 30
    assert facts.clock_skew == 7200
    assert facts.backlog == 0
    assert facts.booted == NOON - 600
    assert facts.version == "1.0"
    assert facts.on_battery is None
    assert Counter(facts.counts) == Counter(
        {Outcome.LIVE: 1, Outcome.REPLAY: 1, Outcome.DUPLICATE: 1, Outcome.DROPPED: 5}
    )


def test_who_is_not_enrolled_any_more_is_not_told_of(rig: Rig) -> None:
    rig.send(batch(), site="19804/centre")

    assert SITE not in rig.ingest.facts()
    assert "19804/centre" not in rig.ingest.facts()


def test_two_machines_with_one_token_are_noticed_and_lose_nothing(
    rig: Rig, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING):
        for number in range(1, 6):
            for epoch in ("one", "two"):
                rig.send(batch([item(number, epoch=epoch)]))

    assert rig.ingest.facts()[SITE].conflict
    assert len(caplog.records) == 1
    assert Counter((one.epoch, one.number) for one in rig.put) == Counter(
        (epoch, number) for number in range(1, 6) for epoch in ("one", "two")
    )


def test_a_storm_of_repeats_restarts_and_a_failing_disk_applies_each_once(rig: Rig) -> None:
    """The ledger of both sides: what was answered is settled; what was made reached `put` or the replay once."""
    chance = Random(5)
    waiting: dict[int, float] = {}  # number -> when it was made, monotonic
    made = 0

    def everything() -> list[Item]:
        return [item(number, rig.clock.monotonic - at) for number, at in waiting.items()]

    for _ in range(150):
        rig.clock.advance(chance.choice([1, 20, 200]))
        if chance.random() < 0.05:
            rig.full = not rig.full
        if chance.random() < 0.05 and not rig.full:
            rig.send(batch(everything()))  # or what was shown while the disk was full would be shown again
            rig.restart()
        for _ in range(chance.randint(0, 4)):
            made += 1
            waiting[made] = rig.clock.monotonic
        sent = chance.sample(sorted(waiting), min(len(waiting), chance.randint(0, 12)))
        items: list[Item] = [item(number, rig.clock.monotonic - waiting[number]) for number in sent]
        try:
            rig.send(batch(items))
        except NotKept:
            continue
        for number in sent:
            if chance.random() < 0.7:  # else the answer was lost
                del waiting[number]
    rig.full = False
    rig.send(batch(everything()))

    replayed = Counter(one.number for one in rig.kept if one.origin is Origin.REPLAY)
    assert Counter(rig.shown) + replayed == Counter(range(1, made + 1))
    assert Counter(one.number for one in rig.kept) == Counter(range(1, made + 1))


def test_the_moment_at_which_a_look_ended_is_told_with_it(tmp_path: Path) -> None:
    rig, seen = Rig(tmp_path), list[Instant]()
    hub = Hub(lambda _observation, at: seen.append(at), lambda _site: None, lambda: 30.0)
    ingest = Ingest(rig.disk, Tokens(), rig.clock, hub)
    ingest.start()
    ingest.submit(SITE, batch([item(1, 10.0)]), rig.clock.now(), PLAN).result(ANSWER_SECONDS)
    ingest.stop()
    rig.ingest.stop()

    assert seen == [Instant(NOON - 9.5, 990.5)]
