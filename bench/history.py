"""The 90 days and 24 hours behind the pages of the whole country: CPU, memory, and how long the work holds on without a pause.

.venv/bin/python -m bench.history [--incidents 20000]

3,321 communes with two lines each; incidents as a bad quarter has them: single lines, wide outages in which hundreds of lines go
down, a shared system that fails for all of them every other day, an hour in which the hub was blind, and nights when it was off.
"""

import argparse
import gc
import random
import sqlite3
import tempfile
import time
import tracemalloc
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from datetime import datetime
from pathlib import Path

from alerts.cause import Cause
from alerts.finding import Labels, labelled
from alerts.incident import Incident
from alerts.ledger import Ledger
from alerts.report.history import INCIDENTS, STATES
from exporter.history.keeper import DAYS, Keeper
from exporter.web.public.history import history_of
from probes.clock import Instant
from probes.inventory.model import Inventory
from probes.inventory.official import official_communes
from probes.inventory.values import VIETNAM
from probes.language import Language
from probes.observation import HUB
from probes.states.flip import Flip
from probes.states.state import Status
from probes.store import Store
from tests.exporter.history.moments import told

MINUTE_BAR_SECONDS = 0.5
MEMORY_BAR_MB = 20.0
SLICE_BAR_SECONDS = 0.1
NOW = datetime(2026, 11, 26, 16, tzinfo=VIETNAM).timestamp()
_LINES = ("main", "backup")
_MINUTES = 5


def main() -> int:
    """Measure and print; 1 when a bar is missed."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--incidents", type=int, default=20_000)
    several = parser.parse_args().incidents
    with tempfile.TemporaryDirectory() as name:
        inventory = country(Path(name))
        flips = fill(Path(name), [commune.code for commune in inventory.communes], several)
        print(
            f"{len(inventory.communes)} communes, {several} incidents, {flips} changes of lines, {DAYS} days"
        )
        return _measure(inventory)


def _measure(inventory: Inventory) -> int:
    keeper = Keeper()
    longest = _Longest()
    whole = _cpu(lambda: keeper.refresh(inventory, NOW, longest))
    minutes = [
        _cpu(lambda number=number: keeper.refresh(inventory, NOW + 60.0 * number, longest))  # type: ignore[misc]
        for number in range(1, _MINUTES + 1)
    ]
    hour = _cpu(lambda: keeper.refresh(inventory, NOW + 3700.0, longest))
    moments = {commune.code: told(NOW + 3730.0, code=commune.code) for commune in inventory.communes[::40]}
    bars = keeper.bars
    one = _cpu(
        lambda: [history_of(code, bars, moment, Language.VI) for code, moment in moments.items()]
    ) / len(moments)
    keeper = Keeper()
    gc.collect()
    tracemalloc.start()
    keeper.refresh(inventory, NOW, lambda: None)
    gc.collect()
    kept, peak = (size / 1e6 for size in tracemalloc.get_traced_memory())
    tracemalloc.stop()
    minute = max(minutes)
    print(f"all {DAYS} days, once after a start          {whole:7.2f} s of CPU")
    print(f"today, every minute                    {minute:7.2f} s of CPU  <= {MINUTE_BAR_SECONDS}")
    print(f"today and yesterday, every hour        {hour:7.2f} s of CPU")
    print(f"the longest between two pauses         {longest.seconds:7.3f} s         <= {SLICE_BAR_SECONDS}")
    print(
        f"memory kept, and at the peak           {kept:7.1f} MB, {peak:.1f} MB  <= {MEMORY_BAR_MB:.0f} at the peak"
    )
    print(f"the strip and the bars of one commune  {one * 1000:7.2f} ms of CPU")
    return int(minute > MINUTE_BAR_SECONDS or peak > MEMORY_BAR_MB or longest.seconds > SLICE_BAR_SECONDS)


class _Longest:
    """A pause that only notes how long the work went on without one."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self._since: float | None = None

    def __call__(self) -> None:
        now = time.thread_time()
        if self._since is not None:
            self.seconds = max(self.seconds, now - self._since)
        self._since = now


def _cpu(work: Callable[[], object]) -> float:
    began = time.process_time()
    work()
    return time.process_time() - began


def country(folder: Path) -> Inventory:
    """Every commune with two lines."""
    links = [{"id": line, "isp": "vnpt", "address": "10.0.0.1"} for line in _LINES]
    return Inventory.model_validate(
        {
            "settings": {"data_dir": str(folder)},
            "isps": [{"id": "vnpt", "name": "VNPT"}],
            "communes": [
                {
                    "code": code,
                    "name": commune.name,
                    "province": commune.province_code,
                    "sites": [{"id": "centre", "links": links}],
                }
                for code, commune in official_communes().items()
            ],
        }
    )


def fill(folder: Path, codes: Sequence[str], several: int, until: float = NOW) -> int:
    """Write down what such a quarter leaves that ends at `until`, unix seconds; how many changes of lines it has."""
    chance = random.Random(6)
    start = until - (DAYS + 1) * 86400.0
    flips = [_flip(code, line, start, Status.UNVERIFIED, Status.UP) for code in codes for line in _LINES]
    incidents: list[Incident] = []
    for number in range(several):
        began = chance.uniform(start, until - 600)
        closed = None if chance.random() < 0.005 else min(until - 1, began + chance.expovariate(1 / 2400))
        cause, hit = _what(chance, number, codes)
        incidents.append(_incident(cause, number, began, closed, hit))
        if cause in (Cause.LINE_DOWN, Cause.ISP_OUTAGE):
            for code in hit:
                flips += _cut(code, began + chance.uniform(0, 10), closed)
    now = Instant(start, 0.0)
    ledger = Ledger(folder / INCIDENTS)
    ledger.open(now)
    ledger.save(incidents, [], now)
    ledger.close()
    with closing(sqlite3.connect(folder / INCIDENTS)) as database, database:
        database.executemany("INSERT INTO watch VALUES (?, ?)", list(_watched(start, until)))
    store = Store(folder / STATES)
    store.open(now)
    flips.sort(key=lambda flip: flip.at)
    for first in range(0, len(flips), 50_000):  # as many as wait for the disk at once
        store.save(flips[first : first + 50_000], [], now)
    store.close([], [], now)
    return len(flips)


def _what(chance: random.Random, number: int, codes: Sequence[str]) -> tuple[Cause, Sequence[str]]:
    if number % 450 == 0:
        return Cause.SERVICE_OUTAGE, codes
    if number % 100 == 1:
        first = chance.randrange(len(codes))
        return Cause.ISP_OUTAGE, codes[first : first + chance.choice((8, 40, 150))]
    cause = chance.choice((Cause.LINE_DOWN, Cause.LINE_DOWN, Cause.BACKUP_AVAILABLE, Cause.LINE_LOSSY))
    return cause, (chance.choice(codes),)


def _incident(cause: Cause, number: int, began: float, closed: float | None, hit: Sequence[str]) -> Incident:
    return Incident(
        code=f"46-BENCH-{number}",
        cause=cause,
        labels=_labels(cause, hit),
        opening=number,
        since=began,
        opened=began + 20,
        closed=closed,
        affected=tuple(hit),
    )


def _labels(cause: Cause, hit: Sequence[str]) -> Labels:
    if cause is Cause.SERVICE_OUTAGE:
        return labelled(service="page-1")
    return labelled(province="46", isp="vnpt") if cause is Cause.ISP_OUTAGE else labelled(commune=hit[0])


def _cut(code: str, began: float, closed: float | None) -> Iterator[Flip]:
    for line in _LINES:
        yield _flip(code, line, began, Status.UP, Status.DOWN)
        if closed is not None:
            yield _flip(code, line, max(began + 1, closed - 15), Status.DOWN, Status.UP)


def _flip(code: str, line: str, at: float, before: Status, after: Status) -> Flip:
    return Flip(
        target=f"{code}/centre/{line}",
        vantage=HUB,
        at=at,
        since=at,
        before=before,
        after=after,
        flapping=False,
        reason=None,
    )


def _watched(start: float, until: float) -> Iterator[tuple[float, float]]:
    """From one stop to the next, a week apart, each an hour long."""
    began = start
    while began < until:
        yield began, min(began + 7 * 86400 - 3600, until + 7200)
        began += 7 * 86400


if __name__ == "__main__":
    raise SystemExit(main())
