"""What agents saw, in runs of like looks, and when their machines booted: a hub's memory of what only an agent was there to see.

A run is one outcome of one target for as long as it was met again soon enough. Runs of different outcomes may overlap: a
gateway that fails now and then has a run of answers and one of failures. So looks may come in any order, live ones before
the backlog, and the runs are the same.
"""

import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from probes.observation import Observation, Origin
from probes.reasons import Reason

AGENTS: Final = "agents.sqlite"
"""The file in a hub's data folder."""

SCHEMA: Final = """
    CREATE TABLE inside_run (
        site TEXT NOT NULL, target TEXT NOT NULL, reason TEXT NOT NULL, began REAL NOT NULL, ended REAL NOT NULL,
        looks INTEGER NOT NULL, learnt REAL, PRIMARY KEY (site, target, reason, began)
    ) WITHOUT ROWID;
    CREATE TABLE inside_boot (
        site TEXT NOT NULL, at REAL NOT NULL, said REAL NOT NULL, learnt REAL NOT NULL, PRIMARY KEY (site, at)
    ) WITHOUT ROWID;
"""
"""`reason` is empty for a look that was answered. `said`: when the same boot was, as told last."""

RETENTION_SECONDS: Final = 400 * 86400.0
MOST_RUNS = 2000
"""Of one site. A site that makes more loses its oldest."""

PING_GAP_SECONDS: Final = 120.0
SERVICE_GAP_SECONDS: Final = 900.0
"""Two like looks no further apart than this are of one run: some rounds of what is pinged, of what is asked politely."""

_REASONS: Final = {reason.value: reason for reason in Reason}
_OF_SITES: Final = "site IN (SELECT value FROM json_each(?)) AND"
_SAME_BOOT_SECONDS = 120.0
_TOLD_ANEW_SECONDS = 20.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """Like looks at one target. began, ended: when the first and the last of them began, unix seconds.

    reason: why they failed; None where they were answered. looks: how many. learnt: when the last of those came that came
    late; None where all were told as they happened.
    """

    target: str
    reason: Reason | None
    began: float
    ended: float
    looks: int = 1
    learnt: float | None = None


@dataclass(frozen=True, slots=True)
class Boot:
    """The agent's machine booted at this moment; the hub heard of it at `learnt`. Unix seconds."""

    at: float
    learnt: float


@dataclass(frozen=True, slots=True)
class SiteJournal:
    """What is known of one site, oldest first."""

    runs: Sequence[Run] = ()
    boots: Sequence[Boot] = ()


def keep(
    database: sqlite3.Connection, site: str, observations: Sequence[Observation], booted: float | None
) -> None:
    """Add looks of the agent of a site, `19789/centre`, each given once, in any order; inside the caller's transaction.

    booted: when its machine booted, unix seconds by the hub's clock; it may drift by a little each time, and is heeded together with looks
    only. What failed for a reason of
    the agent's own says nothing of a target, and is left out; that it had no network is the very thing asked for. Raises sqlite3.Error.
    """
    if not observations:
        return
    received = max(one.received for one in observations)
    added = sum(_join(database, site, run) for run in _runs(site, observations))
    if booted is not None:
        added += _note_boot(database, site, Boot(booted, received))
    if added:
        _forget(database, site, received)


def read_inside(
    path: Path, began: float, ended: float, sites: Iterable[str] | None = None
) -> Mapping[str, SiteJournal]:
    """By site, of these or of all, what touches [began, ended), unix seconds; from any thread or process. Nothing where no
    agent has ever reported. Raises sqlite3.Error."""
    if not path.exists():
        return {}
    only, wanted = ("", ()) if sites is None else (_OF_SITES, (json.dumps(list(sites)),))
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as database:
        runs: defaultdict[str, list[Run]] = defaultdict(list)
        for site, target, reason, *rest in database.execute(
            f"SELECT site, target, reason, began, ended, looks, learnt FROM inside_run WHERE {only}"  # noqa: S608
            " ended >= ? AND began < ? ORDER BY began",
            (*wanted, began, ended),
        ):
            first, last, looks, learnt = rest
            why = _REASONS.get(reason)
            if reason and why is None:  # a word of a later version
                continue
            runs[site].append(
                Run(target=target, reason=why, began=first, ended=last, looks=looks, learnt=learnt)
            )
        boots: defaultdict[str, list[Boot]] = defaultdict(list)
        for site, at, learnt in database.execute(
            f"SELECT site, at, learnt FROM inside_boot WHERE {only} at >= ? AND at < ? ORDER BY at",  # noqa: S608
            (*wanted, began, ended),
        ):
            boots[site].append(Boot(at, learnt))
    return {site: SiteJournal(runs.get(site, ()), boots.get(site, ())) for site in runs.keys() | boots.keys()}


def gap_of(site: str, target: str) -> float:
    """How far apart two like looks at a target may be and still be of one run, in seconds."""
    return PING_GAP_SECONDS if target.startswith(f"{site}/") else SERVICE_GAP_SECONDS


def _runs(site: str, observations: Sequence[Observation]) -> Iterator[Run]:
    """The runs that these looks alone make."""
    alike: defaultdict[tuple[str, Reason | None], list[Observation]] = defaultdict(list)
    for one in sorted(observations, key=lambda one: one.observed):
        reason = one.result.reason
        if reason is not None and reason.ours and reason is not Reason.NETWORK_DOWN_HERE:
            continue
        looks = alike[one.target, reason]
        if looks and one.observed - looks[-1].observed > gap_of(site, one.target):
            yield _run(looks)
            looks.clear()
        looks.append(one)
    yield from map(_run, alike.values())


def _run(looks: Sequence[Observation]) -> Run:
    """Like looks, in their order."""
    return Run(
        target=looks[0].target,
        reason=looks[0].result.reason,
        began=looks[0].observed,
        ended=looks[-1].observed,
        looks=len(looks),
        learnt=max((one.received for one in looks if one.origin is Origin.REPLAY), default=None),
    )


def _together(runs: Sequence[Run]) -> Run:
    return replace(
        runs[0],
        began=min(run.began for run in runs),
        ended=max(run.ended for run in runs),
        looks=sum(run.looks for run in runs),
        learnt=max((run.learnt for run in runs if run.learnt is not None), default=None),
    )


def _join(database: sqlite3.Connection, site: str, run: Run) -> bool:
    """Write a run down together with those it reaches; True where it reaches none."""
    gap = gap_of(site, run.target)
    key = (site, run.target, "" if run.reason is None else run.reason.value)
    reached: list[Run] = []
    for began, ended, looks, learnt in database.execute(
        "SELECT began, ended, looks, learnt FROM inside_run"
        " WHERE site = ? AND target = ? AND reason = ? AND began <= ? ORDER BY began DESC",
        (*key, run.ended + gap),
    ):
        if run.began - ended > gap:
            break
        reached.append(replace(run, began=began, ended=ended, looks=looks, learnt=learnt))
    whole = _together([run, *reached])
    if len(reached) == 1 and reached[0].began == whole.began:
        database.execute(
            "UPDATE inside_run SET ended = ?, looks = ?, learnt = ?"
            " WHERE site = ? AND target = ? AND reason = ? AND began = ?",
            (whole.ended, whole.looks, whole.learnt, *key, whole.began),
        )
        return False
    database.executemany(
        "DELETE FROM inside_run WHERE site = ? AND target = ? AND reason = ? AND began = ?",
        [(*key, one.began) for one in reached],
    )
    database.execute(
        "INSERT INTO inside_run VALUES (?, ?, ?, ?, ?, ?, ?)",
        (*key, whole.began, whole.ended, whole.looks, whole.learnt),
    )
    return not reached


def _note_boot(database: sqlite3.Connection, site: str, boot: Boot) -> bool:
    """True where it is another than the last. What is told of one and the same boot creeps away from it as two clocks do."""
    last = database.execute(
        "SELECT at, said FROM inside_boot WHERE site = ? ORDER BY at DESC LIMIT 1", (site,)
    ).fetchone()
    if last is None or abs(boot.at - last[1]) > _SAME_BOOT_SECONDS:
        database.execute(
            "INSERT OR IGNORE INTO inside_boot VALUES (?, ?, ?, ?)", (site, boot.at, boot.at, boot.learnt)
        )
        return True
    if abs(boot.at - last[1]) > _TOLD_ANEW_SECONDS:
        database.execute(
            "UPDATE inside_boot SET said = ? WHERE site = ? AND at = ?", (boot.at, site, last[0])
        )
    return False


def _forget(database: sqlite3.Connection, site: str, received: float) -> None:
    oldest = received - RETENTION_SECONDS
    for table, ended, key in (("inside_run", "ended", "target, reason, began"), ("inside_boot", "at", "at")):
        database.execute(f"DELETE FROM {table} WHERE site = ? AND {ended} < ?", (site, oldest))  # noqa: S608
        database.execute(
            f"DELETE FROM {table} WHERE site = ? AND ({key}) IN"  # noqa: S608  # words of our own
            f" (SELECT {key} FROM {table} WHERE site = ? ORDER BY {ended} DESC LIMIT -1 OFFSET ?)",
            (site, site, MOST_RUNS),
        )
