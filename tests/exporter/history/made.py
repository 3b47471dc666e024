"""A hub's data folder as it would be after some days, and what is reckoned from it."""

import sqlite3
from collections.abc import Sequence
from pathlib import Path

from alerts.incident import Incident
from alerts.ledger import Ledger
from alerts.report.history import INCIDENTS, STATES
from alerts.spans import Span
from exporter.history.keeper import Keeper
from probes.clock import Instant
from probes.inventory.model import Inventory
from probes.states.flip import Flip
from probes.states.state import Status
from probes.store import Store
from tests.alerts.report.made import KIM_LONG_BACKUP, KIM_LONG_LINE, PHU_XUAN_LINE, at, inventory

LINES = (KIM_LONG_LINE, KIM_LONG_BACKUP, PHU_XUAN_LINE)
UP, DOWN, UNKNOWN, UNVERIFIED = Status.UP, Status.DOWN, Status.UNKNOWN, Status.UNVERIFIED


def flip(line: str, since: float, before: Status, after: Status, told: float = 15.0) -> Flip:
    """A change that was told so many seconds after it began."""
    return Flip(
        target=line,
        vantage="hub",
        at=since + told,
        since=since,
        before=before,
        after=after,
        flapping=False,
        reason=None,
    )


def cut(line: str, began: float, ended: float) -> Sequence[Flip]:
    """A line that was down for a while."""
    return [flip(line, began, UP, DOWN), flip(line, ended, DOWN, UP)]


def cut_off(began: float, ended: float) -> Sequence[Flip]:
    """Both lines of Kim Long were down for a while."""
    return [*cut(KIM_LONG_LINE, began, ended), *cut(KIM_LONG_BACKUP, began, ended)]


def seen(since: float, *lines: str) -> Sequence[Flip]:
    """Lines that answered for the first time."""
    return [flip(line, since, UNVERIFIED, UP, told=1.0) for line in lines]


def province(folder: Path, **sections: object) -> Inventory:
    """The small province, kept in this folder."""
    return inventory(settings={"data_dir": str(folder)}, **sections)


def keep(
    folder: Path,
    *,
    incidents: Sequence[Incident] = (),
    flips: Sequence[Flip] = (),
    watched: Sequence[Span] = (),
) -> None:
    """Write this down as the hub does; what is there stays."""
    now = Instant(wall=at("00:00", -100), monotonic=0.0)
    ledger = Ledger(folder / INCIDENTS)
    ledger.open(now)
    ledger.save(incidents, [], now)
    ledger.close()
    with sqlite3.connect(folder / INCIDENTS) as database:
        database.executemany("INSERT OR REPLACE INTO watch VALUES (?, ?)", watched)
    database.close()
    store = Store(folder / STATES)
    store.open(now)
    store.close(flips, [], now)


def kept_until(folder: Path, now: float, known: Inventory | None = None) -> Keeper:
    """What a hub has reckoned that was started at `now`."""
    keeper = Keeper()
    keeper.refresh(known or province(folder), now, lambda: None)
    return keeper
