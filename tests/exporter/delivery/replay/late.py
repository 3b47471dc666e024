"""Late observations, and the hub's file of agents that holds them."""

import sqlite3
from collections.abc import Iterable, Sequence
from contextlib import closing
from pathlib import Path

from alerts.layout import agent_vantage
from exporter.delivery.replay import queue
from exporter.delivery.replay.encode import Sample
from probes.observation import Observation, Origin, Result
from probes.reasons import Reason
from tests.fakes.clock import NOON


def late(
    number: int, seconds_ago: float = 3600.0, target: str = "portal/http", up: bool = True
) -> Observation:
    """What the agent of 19753/centre saw so long before noon."""
    return Observation(
        target=target,
        vantage=agent_vantage("19753", "centre"),
        epoch="e",
        number=number,
        observed=NOON - seconds_ago,
        received=NOON,
        origin=Origin.REPLAY,
        result=Result(None if up else Reason.TIMEOUT, 0.25),
    )


def agents_file(folder: Path) -> Path:
    """An empty one."""
    path = folder / "agents.sqlite"
    with closing(sqlite3.connect(path)) as database:
        database.execute("PRAGMA journal_mode = WAL")
        database.executescript(queue.SCHEMA)
    return path


def kept(path: Path, *observations: Observation) -> None:
    """Keep them, as the hub does when it has taken a batch."""
    with closing(sqlite3.connect(path)) as database, database:
        queue.keep(database, observations)


def parked_in(path: Path) -> list[tuple[str, str, str]]:
    """Destination, why and what of each sample that was parked."""
    with closing(sqlite3.connect(path)) as database:
        return database.execute("SELECT destination, why, what FROM replay_parked ORDER BY number").fetchall()


def one_sample_each(observations: Sequence[Observation]) -> Iterable[Sequence[Sample] | None]:
    """One sample for each, of a series named by its target; none for what is gone."""
    for one in observations:
        labels = (("__name__", one.target),)
        milliseconds = round(one.observed * 1000)
        yield None if one.target == "gone" else (Sample(labels, milliseconds, float(one.number)),)
