"""Planned work: what is covered now, until when and why. What is covered is measured and shown, and opens no incident."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from itertools import chain

from alerts.cause import Cause
from alerts.finding import Finding, Labels, Work
from alerts.findings import Findings
from alerts.layout import Layout
from probes.inventory.calendar import Maintenance, Weekday
from probes.inventory.values import VIETNAM

_TARGETS = ("province", "commune", "site", "link", "isp", "upstream", "service", "authority")
_SIGNING = (Cause.SIGNING_BLOCKED, Cause.SIGNING_AT_RISK)
_WEEK = tuple(Weekday)


@dataclass(frozen=True, slots=True)
class _Window:
    said: Maintenance
    covers: Mapping[str, str]


class Windows:
    """All windows of an inventory. Safe from any thread."""

    def __init__(self, windows: Iterable[Maintenance]) -> None:
        self._windows = tuple(_Window(said, covers_of(said)) for said in windows)

    def noted(self, found: Findings, layout: Layout, wall: float) -> Findings:
        """The same findings, each with the work that covers it: it itself, or every line that it rests on."""
        if not self._windows:
            return found
        noted = {
            finding: self._noted(finding, layout, wall)
            for finding in (*found.shared, *chain.from_iterable(found.communes.values()))
        }
        return replace(
            found,
            shared={noted[finding]: codes for finding, codes in found.shared.items()},
            communes={
                code: tuple(noted[finding] for finding in several) for code, several in found.communes.items()
            },
        )

    def _noted(self, finding: Finding, layout: Layout, wall: float) -> Finding:
        work = self.covering(finding.cause, finding.labels, wall)
        if work is None:
            lines = [
                line for target, _ in finding.evidence if (line := layout.line_of.get(target)) is not None
            ]
            works = [self.covering(finding.cause, line.passes, wall) for line in lines]
            known = [work for work in works if work is not None]
            if known and len(known) == len(works):
                work = min(known, key=lambda work: work.ends)
        if work is None and finding.said is not None:
            # What was said while work went on was said of that work, also to a hub that has just started again.
            meanwhile = self.covering(finding.cause, finding.labels, finding.said)
            return finding if meanwhile is None else replace(finding, settled=False)
        return finding if work is None else replace(finding, work=work)

    def covering(self, cause: Cause, labels: Labels, wall: float) -> Work | None:
        """The work that covers this cause at this moment, the longest of several; None: none does.

        A window on lines says nothing of services, authorities or certificates, nor the other way round.
        """
        if not self._windows or cause in _SIGNING:
            return None
        struck = dict(labels)
        works = [
            work
            for window in self._windows
            if _covers(window.covers, struck) and (work := _at(window.said, wall)) is not None
        ]
        return max(works, key=lambda work: work.ends, default=None)


def next_stretch(said: Maintenance, wall: float, until: float) -> Work | None:
    """The stretch of a window that holds this moment, or else the next one that begins before `until` (unix seconds)."""
    now = _at(said, wall)
    if now is not None:
        return now
    if not said.times:
        if said.start is None or said.end is None:
            return None
        once = Work(said.start.timestamp(), said.end.timestamp(), said.reason)
        return once if wall < once.begins < until else None
    first, last = (datetime.fromtimestamp(moment, VIETNAM).date() for moment in (wall, until))
    begins = (work.begins for work in _stretches(said, first, last) if wall < work.begins < until)
    begun = min(begins, default=None)
    return None if begun is None else _at(said, begun)


def covers_of(said: Maintenance) -> Mapping[str, str]:
    """What a window covers, by label."""
    return {name: value for name in _TARGETS if (value := getattr(said, name)) is not None}


def _covers(covers: Mapping[str, str], struck: Mapping[str, str]) -> bool:
    if any(name in struck and name not in covers for name in ("service", "authority")):
        return False
    return all(struck.get(name) == value for name, value in covers.items())


def _at(said: Maintenance, wall: float) -> Work | None:
    """The stretch of a window that holds this moment; stretches that meet at midnight are one."""
    if not said.times:
        if said.start is None or said.end is None:  # which the inventory refuses
            return None
        once = Work(said.start.timestamp(), said.end.timestamp(), said.reason)
        return once if once.begins <= wall < once.ends else None
    today = datetime.fromtimestamp(wall, VIETNAM).date()
    found: Work | None = None
    for work in _stretches(said, today - timedelta(1), today + timedelta(1)):
        if found is not None and work.begins <= found.ends:
            found = Work(found.begins, max(found.ends, work.ends), said.reason)
        elif found is None or found.ends <= wall:
            found = work
    return found if found is not None and found.begins <= wall < found.ends else None


def _stretches(said: Maintenance, first: date, last: date) -> Iterator[Work]:
    """A recurring window, day by day, between its own start and end."""
    starts = float("-inf") if said.start is None else said.start.timestamp()
    ends = float("inf") if said.end is None else said.end.timestamp()
    for ahead in range((last - first).days + 1):
        day = first + timedelta(ahead)
        if day.day != said.day_of_month and _WEEK[day.weekday()] not in said.days:
            continue
        midnight = datetime.combine(day, time(), VIETNAM).timestamp()
        for begin, end in sorted(said.times):
            begins, until = max(starts, midnight + begin * 60), min(ends, midnight + end * 60)
            if begins < until:
                yield Work(begins, until, said.reason)
