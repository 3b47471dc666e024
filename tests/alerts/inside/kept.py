"""What an agent of Kim Long saw on 26 November 2026, as observations and as a journal of them."""

import sqlite3
from collections.abc import Iterable, Sequence
from contextlib import closing
from itertools import count
from pathlib import Path

from alerts.inside.journal import SCHEMA, keep
from alerts.layout import agent_vantage
from probes.observation import Observation, Origin, Result
from probes.reasons import Reason
from tests.alerts.report.made import KIM_LONG, at

SITE = f"{KIM_LONG}/tt"
GATEWAY, HUB = f"{SITE}/gateway", f"{SITE}/hub"
_numbers = count(1)


def look(
    target: str, observed: float, reason: Reason | None = None, received: float | None = None
) -> Observation:
    """Told as it happened, unless it is said when it was received."""
    return Observation(
        target=target,
        vantage=agent_vantage(*SITE.split("/")),
        epoch="e",
        number=next(_numbers),
        observed=observed,
        received=observed + 1.0 if received is None else received,
        origin=Origin.LIVE if received is None else Origin.REPLAY,
        result=Result(reason, 0.1),
    )


def looks(
    target: str,
    began: str,
    ended: str,
    reason: Reason | None = None,
    *,
    every: float = 15.0,
    received: str | None = None,
) -> list[Observation]:
    """From one time of that day to before another."""
    first, last = at(began), at(ended)
    late = None if received is None else at(received)
    return [look(target, first + n * every, reason, late) for n in range(int((last - first) // every))]


def database(path: Path) -> sqlite3.Connection:
    """A new file that a hub would keep."""
    made = sqlite3.connect(path)
    made.executescript(SCHEMA)
    return made


def kept(path: Path, *batches: Sequence[Observation], booted: str | None = None, site: str = SITE) -> None:
    """A file with these batches in it; the machine booted before the last of them."""
    with closing(database(path)) as made, made:
        for batch in batches:
            last = batch is batches[-1]
            keep(made, site, batch, at(booted) if booted is not None and last else None)


def rows(made: sqlite3.Connection) -> list[tuple[object, ...]]:
    """Every run as it is on disk."""
    return made.execute("SELECT * FROM inside_run ORDER BY site, target, reason, began").fetchall()


def together(*parts: Iterable[Observation]) -> list[Observation]:
    """All of them, one after another."""
    return [one for part in parts for one in part]
