import sqlite3
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exporter.delivery.agents_file import MIGRATIONS
from exporter.delivery.envelope import Batch, Dropped, Item, Refusal
from exporter.delivery.facts import Outcome
from exporter.delivery.ingest import receipts
from exporter.delivery.ingest.moment import OLDEST_SECONDS
from exporter.delivery.ingest.settling import Arrival, Delivery, Settled, settle
from exporter.delivery.ingest.shown import Shown
from probes.clock import Instant
from probes.observation import Origin, Result
from tests.fakes.batches import EPOCH, GATEWAY, PORTAL, SITE, batch, item
from tests.fakes.clock import NOON, FakeClock

HOUR, DAY = 3600.0, 86400.0


@dataclass
class Hub:
    """A file in memory, and what was written down beside the receipts."""

    database: sqlite3.Connection
    clock: FakeClock = field(default_factory=FakeClock)
    shown: Shown = field(default_factory=Shown)
    kept: list[Delivery] = field(default_factory=list)

    def take(self, sent: Batch, site: str = SITE, skew: float = 0.0) -> Settled:
        arrival = Arrival(site, sent, self.clock.now(), skew, {GATEWAY, PORTAL})
        return settle(self.database, arrival, self.shown, [lambda _database, made: self.kept.append(made)])

    def takes(self, items: Sequence[Item] = (), dropped: Sequence[Dropped] = ()) -> Settled:
        return self.take(batch(items, dropped=dropped))

    def rows(self, table: str) -> int:
        return int(self.database.execute(f"SELECT count(*) FROM {table}").fetchone()[0])  # noqa: S608  # our own names


def new_hub() -> Hub:
    database = sqlite3.connect(":memory:")
    for statements in MIGRATIONS:
        database.executescript(statements)
    return Hub(database)


@pytest.fixture
def hub() -> Iterator[Hub]:
    made = new_hub()
    with closing(made.database):
        yield made


def test_what_is_young_is_shown_and_what_is_old_is_kept_for_history(hub: Hub) -> None:
    settled = hub.takes([item(1, 8 * HOUR), item(2, 500.0, target=PORTAL), item(3, 2.0)])
    live, kept = settled.live[0], hub.kept[0].observations

    assert [one.observation.number for one in settled.live] == [3]
    assert live.observation.vantage == "agent/19789/centre"
    assert live.observation.received == NOON
    assert live.seen == Instant(NOON - 1.5, 998.5)  # 2 s ago it began, and took half a second
    assert [(one.number, one.origin) for one in kept] == [
        (1, Origin.REPLAY), (2, Origin.REPLAY), (3, Origin.LIVE),
    ]  # fmt: skip
    assert [NOON - one.observed for one in kept] == [8 * HOUR, 500.0, 2.0]
    assert settled.counts == Counter({Outcome.REPLAY: 2, Outcome.LIVE: 1, Outcome.REFUSED: 0})


def test_what_came_before_is_a_duplicate_whatever_it_came_with(hub: Hub) -> None:
    hub.takes([item(1), item(2)])
    again = hub.takes([item(2, 5.0), item(1, 900.0), item(3)])

    assert [one.observation.number for one in again.live] == [3]
    assert again.counts[Outcome.DUPLICATE] == 2
    assert again.counts[Outcome.REPLAY] == 0
    assert hub.rows("receipt") == 1


def test_another_site_s_numbers_are_others(hub: Hub) -> None:
    hub.takes([item(1)])

    assert hub.take(batch([item(1)]), site="19804/centre").counts[Outcome.LIVE] == 1


@pytest.mark.parametrize(
    ("sent", "why"),
    [
        (item(1, target="19804/centre/gateway"), Refusal.UNKNOWN_TARGET),
        (item(1, OLDEST_SECONDS + 1), Refusal.TOO_OLD),
        (item(1, result=Result(None, -1.0)), Refusal.UNREADABLE),
        (item(1, result=Result(None, 1e9)), Refusal.UNREADABLE),
        (item(1, result=Result(None, 1.0, detail="a" * 501)), Refusal.UNREADABLE),
        (item(1, result=Result(None, 1.0, detail="two\nlines")), Refusal.UNREADABLE),
        (item(1, result=Result(None, 1.0, round_trips=(0.1,) * 101)), Refusal.UNREADABLE),
        (item(1, result=Result(None, 1.0, round_trips=(0.1, -0.1))), Refusal.UNREADABLE),
        (
            item(1, result=Result(None, 1.0, measures={f"m{number}": 1.0 for number in range(101)})),
            Refusal.UNREADABLE,
        ),
        (item(1, result=Result(None, 1.0, facts={"a": "b" * 101})), Refusal.UNREADABLE),
    ],
    ids=["target", "old", "back", "long", "detail", "line", "trips", "trip", "measures", "fact"],
)
def test_what_is_refused_is_settled(sent: Item, why: Refusal, hub: Hub) -> None:
    settled = hub.takes([sent])

    assert [(one.number, one.why) for one in settled.refused] == [(1, why)]
    assert not settled.live
    assert hub.kept[0].observations == []
    assert hub.takes([item(1)]).counts[Outcome.DUPLICATE] == 1


def test_one_that_cannot_be_read_is_refused_and_the_others_are_taken(hub: Hub) -> None:
    settled = hub.take(batch([item(1)], unreadable=[(EPOCH, 2)]))

    assert [(one.number, one.why) for one in settled.refused] == [(2, Refusal.UNREADABLE)]
    assert len(settled.live) == 1


def test_what_an_agent_dropped_is_counted_once_and_closes_the_gap(hub: Hub) -> None:
    hub.takes([item(1), item(7)])
    settled = hub.takes(dropped=[Dropped(EPOCH, 2, 6), Dropped(EPOCH, 5, 7)])

    assert settled.counts[Outcome.DROPPED] == 5
    assert hub.takes(dropped=[Dropped(EPOCH, 2, 6)]).counts[Outcome.DROPPED] == 0
    assert hub.rows("receipt") == 1
    assert hub.takes([item(4)]).counts[Outcome.DUPLICATE] == 1


def test_what_was_shown_while_the_disk_failed_is_written_down_as_live_and_not_shown_again(hub: Hub) -> None:
    assert hub.shown.note_unkept(SITE, EPOCH, 1)
    settled = hub.takes([item(1, 900.0), item(2, 900.0)])

    assert settled.live == []
    assert [(one.number, one.origin) for one in hub.kept[0].observations] == [
        (1, Origin.LIVE), (2, Origin.REPLAY),
    ]  # fmt: skip
    assert hub.takes([item(1)]).counts[Outcome.DUPLICATE] == 1


@pytest.mark.parametrize("step", [-2 * HOUR, 2 * HOUR])
def test_a_wall_clock_that_is_wrong_moves_nothing_that_has_an_age(step: float, hub: Hub) -> None:
    settled = hub.take(batch([item(1, 5.0, observed=NOON + step)], sent=NOON + step), skew=step)

    assert settled.live[0].observation.observed == NOON - 5


def test_what_a_dead_clock_saw_before_a_reboot_lies_after_the_last_contact_before_it(hub: Hub) -> None:
    hub.takes([item(1)])
    hub.clock.advance(5 * HOUR)
    hub.takes([item(1, epoch="new")])  # it booted again, and first of all says what is new
    hub.clock.advance(60)
    hub.take(batch([item(1, None, epoch="between", observed=1.0e9)], turn="t"))

    assert hub.kept[-1].observations[0].observed == NOON
    assert hub.kept[-1].observations[0].origin is Origin.REPLAY


def test_an_epoch_nobody_has_delivered_of_for_long_is_forgotten(hub: Hub) -> None:
    hub.takes([item(1)])
    receipts.prune(hub.database, NOON + 59 * DAY)
    assert hub.rows("receipt") == 1

    receipts.prune(hub.database, NOON + 61 * DAY)
    assert (hub.rows("receipt"), hub.rows("epoch")) == (0, 0)


def test_a_mad_agent_forgets_only_its_own(hub: Hub) -> None:
    hub.take(batch([item(1)]), site="19804/centre")
    for turn in range(3):
        hub.clock.advance(30)
        hub.takes([item(1, epoch=f"e{turn}x{number}") for number in range(500)])
    assert hub.rows("epoch") == receipts.MOST_EPOCHS + 1
    assert hub.takes([item(1, epoch="e2x7")]).counts[Outcome.DUPLICATE] == 1

    given_up = 0
    for turn in range(5):
        odd = [item(2 * number + 1, epoch="odd") for number in range(turn * 500, turn * 500 + 500)]
        given_up += hub.takes(odd).counts[Outcome.DROPPED]
    assert given_up == 500
    assert hub.rows("receipt") <= receipts.MOST_EPOCHS + receipts.MOST_RANGES + 1
    assert hub.take(batch([item(1)]), site="19804/centre").counts[Outcome.DUPLICATE] == 1


NUMBERED = st.tuples(st.sampled_from(["a", "b"]), st.integers(1, 15))
SENT = st.tuples(NUMBERED, st.sampled_from([None, 1.0, 119.0, 121.0, 9000.0]))
DROPS = st.tuples(st.sampled_from(["a", "b"]), st.integers(1, 15), st.integers(0, 3))


@given(st.lists(st.tuples(st.lists(SENT, max_size=8), st.lists(DROPS, max_size=2)), max_size=15))
def test_whatever_the_order_and_the_repetition_each_is_applied_once_or_dropped(
    batches: list[tuple[list[tuple[tuple[str, int], float | None]], list[tuple[str, int, int]]]],
) -> None:
    hub, applied, dropped, sent = new_hub(), Counter[tuple[str, int]](), 0, set[tuple[str, int]]()
    with closing(hub.database):
        for items, drops in batches:
            hub.clock.advance(7)
            gone = [Dropped(epoch, first, first + more) for epoch, first, more in drops]
            settled = hub.takes([item(number, age, epoch=epoch) for (epoch, number), age in items], gone)
            sent |= {key for key, _ in items}
            sent |= {(one.epoch, number) for one in gone for number in range(one.first, one.last + 1)}
            shown = {one.observation.key for one in settled.live}
            new = hub.kept[-1].observations
            assert shown == {one.key for one in new if one.origin is Origin.LIVE}
            applied.update((one.epoch, one.number) for one in new)
            dropped += settled.counts[Outcome.DROPPED]

    assert set(applied.values()) <= {1}
    assert len(applied) + dropped == len(sent)
