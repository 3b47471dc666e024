"""Several communes report one shared system: when that is a cause of its own, whom it hits, and when it is over.

Reports that follow one another within the hour belong together. What is over is over: once somebody on call has settled them
all, or an outage that explains them has ended, it takes new reports to begin again.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from alerts.reports import Report, ReportKind

LEAST_COMMUNES = 3
TOGETHER_SECONDS = 900.0
"""So many communes within this time are no coincidence."""

LATE_SECONDS = 60.0
"""How much later than it was said it may be heeded, by a hub that is busy or has just started again, to open an incident."""

LASTING_SECONDS = 3600.0
"""How long after the last report it is taken to go on."""

_OWN = frozenset({ReportKind.PIN_LOCKED, ReportKind.TOKEN})
"""What is wrong with one commune's own device, whatever system it was to be used for: no matter how many, nothing shared."""

Age = Callable[[float], float]
"""How many seconds ago a moment was that a clock gave as unix seconds."""


@dataclass(frozen=True, slots=True)
class Together:
    """One shared system that several communes report. communes: their codes, in their order.

    since: when the first of them reported; said: since when enough of them have, counting each one's latest; unix seconds.
    fresh: that was just now, and not found out only later.
    """

    communes: tuple[str, ...]
    since: float
    said: float
    fresh: bool


def reported_together(
    reports: Iterable[Report], recovered: Mapping[str, float], age: Age
) -> Mapping[str, Together]:
    """What several communes report, by the id of the shared system.

    reports: the oldest first. recovered: by shared system, when its last outage ended, unix seconds.
    """
    by_service: defaultdict[str, list[Report]] = defaultdict(list)
    for report in reports:
        if (service := report.said.service) is not None and report.said.kind not in _OWN:
            over = recovered.get(service)
            if over is None or age(report.at) < age(over):
                by_service[service].append(report)
    found = {service: _together(_latest(several, age), age) for service, several in by_service.items()}
    return {service: one for service, one in found.items() if one is not None}


def _latest(reports: Iterable[Report], age: Age) -> Sequence[Report]:
    """The last of them that belong together; none once they are over."""
    run: list[Report] = []
    latest = settled = 0.0  # how long ago the last report was, and the last that somebody did about one
    waiting = False
    for report in reports:
        ago = age(report.at)
        if run and (latest - ago >= LASTING_SECONDS or (not waiting and settled >= ago)):
            run = []
        if not run:
            settled, waiting = float("inf"), False
        run.append(report)
        latest = ago
        if report.settled is None:
            waiting = True
        else:
            settled = min(settled, age(report.settled.at))
    return run if waiting and latest < LASTING_SECONDS else ()


def _together(run: Sequence[Report], age: Age) -> Together | None:
    first = _first(run, age)
    if first is None:
        return None
    latest = {report.said.commune: report.at for report in run[first:]}
    said = sorted(latest.values(), key=age)[LEAST_COMMUNES - 1]
    return Together(tuple(sorted(latest)), run[first].at, said, age(said) <= TOGETHER_SECONDS + LATE_SECONDS)


def _first(run: Sequence[Report], age: Age) -> int | None:
    """Where those begin that are enough within so short a time; None when they never were."""
    first = 0
    within: Counter[str] = Counter()
    for report in run:
        within[report.said.commune] += 1
        while age(run[first].at) - age(report.at) > TOGETHER_SECONDS:
            gone = run[first].said.commune
            within[gone] -= 1
            if not within[gone]:
                del within[gone]
            first += 1
        if len(within) >= LEAST_COMMUNES:
            return first
    return None
