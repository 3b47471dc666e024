"""Everything that has to be told, on disk: taken in once, told in order, at least once.

* An alert is taken in and its messages planned in one transaction: what was answered with 2xx will be told.
* Within a lane (one Alertmanager group of a team; one digest) the next message waits until the one before is settled.
* A message that was being sent when the program died is sent again, and says so.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from alerts.relay.queue.calls import Calls
from alerts.relay.queue.cases import Cases
from alerts.relay.queue.disk import Disk
from alerts.relay.queue.outbox import Outbox
from alerts.relay.queue.plan import Plan
from alerts.relay.settings import Fold


@dataclass(frozen=True, slots=True)
class Queue:
    """The views of one file. All times are unix seconds; every method may raise sqlite3.Error."""

    disk: Disk
    cases: Cases
    calls: Calls
    outbox: Outbox


def open_queue(
    path: Path,
    chains: Mapping[str, Sequence[str]],
    fold: Fold,
    editable: frozenset[str] = frozenset(),
) -> Queue:
    """The queue in this file. Raises QueueUnusable. chains: the channels of each team; editable: see Plan."""
    disk, plan = Disk(path), Plan(chains, fold, editable)
    return Queue(disk, Cases(disk, plan), Calls(disk, plan), Outbox(disk, chains))
