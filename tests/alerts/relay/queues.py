"""A queue of one team with two channels, for tests."""

from pathlib import Path

from alerts.relay.message import Kind
from alerts.relay.queue import Queue, open_queue
from alerts.relay.queue.outbox import Work
from alerts.relay.settings import Fold

TEAM = "ha_tang_wan"
FIRST, SECOND = "zalo", "mail"
FOLD = Fold()


def queue_in(folder: Path, fold: Fold = FOLD, *, editable: bool = False) -> Queue:
    """The queue in `folder`. editable: whether the first channel can change what it has sent."""
    chains = {TEAM: (FIRST, SECOND)}
    return open_queue(folder / "relay.sqlite", chains, fold, frozenset({FIRST} if editable else ()))


def drain(queue: Queue, now: float, channel: str = FIRST, person: str | None = None) -> list[Work]:
    """Send all that may leave at `now`: a call to whom it is for, the rest to `person`, None for the team."""
    left = []
    while (work := queue.outbox.claim(channel, now)) is not None:
        queue.outbox.sent(work, f"reference-{work.id}", now, work.person or person)
        left.append(work)
    return left


def told(queue: Queue, now: float, channel: str = FIRST) -> list[tuple[Kind, tuple[str, ...]]]:
    """The same, as kinds of messages with the communes they are about."""
    return [
        (work.kind, tuple(case.labels["commune"] for case in work.cases))
        for work in drain(queue, now, channel)
    ]
