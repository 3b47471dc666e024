"""One batch inside the transaction: which of its observations are new, live, late or refused; receipts for all of them.

Every number of a batch is settled when this is done. Nothing is decided by the order in which batches come.
"""

import sqlite3
from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from typing import Final

from alerts.layout import agent_vantage
from exporter.delivery.envelope import LONGEST_DETAIL, Batch, Item, Kind, Refusal, Refused
from exporter.delivery.facts import Outcome
from exporter.delivery.ingest import receipts
from exporter.delivery.ingest.moment import Moment, moment_of
from exporter.delivery.ingest.ranges import Range, add, holds, missing
from exporter.delivery.ingest.receipts import Contact, Epoch
from exporter.delivery.ingest.shown import Shown
from probes.clock import Instant
from probes.observation import Observation, Origin, Result, once

_LONGEST_WORD: Final = 100
_MOST_MEASURES: Final = 100
_LONGEST_LOOK_SECONDS: Final = 3600.0


@dataclass(frozen=True, slots=True)
class Delivery:
    """What a batch brought that was not known: each observation once, whether shown live or late.

    site: `19789/centre`. booted: when its machine booted, unix seconds by the hub's clock.
    """

    site: str
    observations: Sequence[Observation]
    booted: float


Keep = Callable[[sqlite3.Connection, Delivery], None]
"""Writes down what concerns it, inside the transaction that settles the batch."""


@dataclass(frozen=True, slots=True)
class Live:
    """An observation to be shown; its look ended at `seen`, by this machine's clocks."""

    observation: Observation
    seen: Instant


@dataclass(slots=True)
class Settled:
    """What became of a batch. live: to be shown, oldest first. newest: the epoch of its newest observation, where that was
    not known before."""

    live: list[Live] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)
    counts: Counter[Outcome] = field(default_factory=Counter)
    newest: str | None = None


@dataclass(frozen=True, slots=True)
class Arrival:
    """A batch as it came. skew: how far the agent's wall clock is ahead, in seconds. targets: what this agent may write."""

    site: str
    batch: Batch
    received: Instant
    skew: float
    targets: Collection[str]

    @property
    def booted(self) -> float:
        """When the agent's machine booted, unix seconds by the hub's clock."""
        return self.received.wall - self.batch.state.uptime


def settle(database: sqlite3.Connection, arrival: Arrival, shown: Shown, keeps: Sequence[Keep]) -> Settled:
    """Settle every number of a batch. Raises sqlite3.Error."""
    batch, site, now = arrival.batch, arrival.site, arrival.received.wall
    contact = _contact(database, arrival)
    book = _Book(database, site, contact.before)
    settled = Settled()
    new: list[Observation] = []
    for item in batch.items:
        if not book.settle(item.epoch, item.number):
            settled.counts[Outcome.DUPLICATE] += 1
        elif item.target not in arrival.targets:
            settled.refused.append(Refused(item.epoch, item.number, Refusal.UNKNOWN_TARGET))
        elif not is_plausible(item.result):
            settled.refused.append(Refused(item.epoch, item.number, Refusal.UNREADABLE))
        else:
            moment = moment_of(item, now, arrival.skew, book.after(item.epoch))
            if shown.holds(site, item.epoch, item.number):
                settled.counts[Outcome.DUPLICATE] += 1  # it was counted when it was shown
                if moment is not None:
                    new.append(observation_of(item, arrival, moment, Origin.LIVE))
            elif moment is None:
                settled.refused.append(Refused(item.epoch, item.number, Refusal.TOO_OLD))
            else:
                origin = Origin.LIVE if moment.live else Origin.REPLAY
                new.append(observation_of(item, arrival, moment, origin))
                settled.counts[Outcome.LIVE if moment.live else Outcome.REPLAY] += 1
                if moment.live:
                    settled.live.append(live_of(new[-1], arrival.received, moment))
            settled.newest = item.epoch
    for epoch, number in batch.unreadable:
        if book.settle(epoch, number):
            settled.refused.append(Refused(epoch, number, Refusal.UNREADABLE))
    for one in batch.dropped:
        settled.counts[Outcome.DROPPED] += book.drop(one.epoch, one.first, one.last)
    settled.counts[Outcome.REFUSED] += len(settled.refused)
    settled.counts[Outcome.DROPPED] += book.write(now)
    settled.live.sort(key=lambda one: (one.seen.monotonic, one.observation.number))
    delivery = Delivery(site, new, arrival.booted)
    for keep in keeps:
        keep(database, delivery)
    return settled


def observation_of(item: Item, arrival: Arrival, moment: Moment, origin: Origin) -> Observation:
    """The observation that an item stands for, by the hub's clock."""
    commune, _, site = arrival.site.partition("/")
    return Observation(
        target=item.target,
        vantage=once(agent_vantage(commune, site)),
        epoch=item.epoch,
        number=item.number,
        observed=moment.observed,
        received=arrival.received.wall,
        origin=origin,
        result=item.result,
    )


def live_of(observation: Observation, received: Instant, moment: Moment) -> Live:
    """What is to be shown, with the moment at which its look ended: never later than it came."""
    ended = max((moment.age or 0.0) - observation.result.duration_seconds, 0.0)
    return Live(observation, Instant(received.wall - ended, received.monotonic - ended))


def is_plausible(result: Result) -> bool:
    """Whether a result is of a size that looks have: its words end up on pages, its numbers in sums."""
    words = (*result.facts, *result.facts.values(), *result.measures)
    trips = [trip for trip in result.round_trips if trip is not None]
    return (
        len(result.detail) <= LONGEST_DETAIL
        and result.detail.isprintable()
        and max(len(words), len(result.round_trips)) <= _MOST_MEASURES
        and all(len(word) <= _LONGEST_WORD and word.isprintable() for word in words)
        and all(0 <= seconds <= _LONGEST_LOOK_SECONDS for seconds in (result.duration_seconds, *trips))
    )


def _contact(database: sqlite3.Connection, arrival: Arrival) -> Contact:
    """Note that the site was heard; and since when its machine runs as it does now, if that is news."""
    batch, now = arrival.batch, arrival.received.wall
    last = receipts.contact_of(database, arrival.site)
    newest = batch.items[-1].epoch if batch.kind is Kind.LIVE and batch.items else None
    if last is None:
        contact = Contact(now, newest)
    elif newest in (None, last.epoch):
        contact = Contact(now, last.epoch, last.before)
    else:
        contact = Contact(now, newest, last.last)
    receipts.note_contact(database, arrival.site, contact)
    return contact


class _Book:
    """The receipts of the epochs that one batch is about."""

    def __init__(self, database: sqlite3.Connection, site: str, after: float | None) -> None:
        self._database = database
        self._site = site
        self._after = after
        self._epochs: dict[str, tuple[Epoch, list[Range]]] = {}

    def settle(self, epoch: str, number: int) -> bool:
        """Write a receipt for a number; False when there was one."""
        settled = self._of(epoch).settled
        if holds(settled, number):
            return False
        add(settled, number, number)
        return True

    def drop(self, epoch: str, first: int, last: int) -> int:
        """Write a receipt for a whole range; how many of its numbers had none."""
        settled = self._of(epoch).settled
        without = missing(settled, first, last)
        add(settled, first, last)
        return without

    def after(self, epoch: str) -> float | None:
        """When the observations of this epoch cannot have been made before."""
        return self._of(epoch).after

    def write(self, now: float) -> int:
        """Keep the receipts; how many numbers were given up, so that they may be kept."""
        given_up = sum(
            receipts.keep(self._database, self._site, epoch, known, before, now)
            for epoch, (known, before) in self._epochs.items()
        )
        if self._epochs:
            receipts.bound(self._database, self._site)
        return given_up

    def _of(self, epoch: str) -> Epoch:
        if epoch not in self._epochs:
            known = receipts.epoch_of(self._database, self._site, epoch, self._after)
            self._epochs[epoch] = known, list(known.settled)
        return self._epochs[epoch][0]
