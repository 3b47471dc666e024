"""The day's report: what happened in each commune and province, what it cost, and how other days went."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from alerts.incident import Incident
from alerts.inside.correction import Correction, corrections
from alerts.report.due import Ends, due
from alerts.report.history import History
from alerts.report.inside import Unreached, unreached
from alerts.report.toll import Hours, Toll, together, toll_of
from probes.inventory.model import Inventory, RoleGroup
from probes.inventory.values import VIETNAM

ReadHistory = Callable[[float, float], History]
"""The history between two moments, unix seconds."""

_DAY_SECONDS = 86400.0  # Việt Nam keeps one time all year


@dataclass(frozen=True, slots=True)
class Day:
    """One day up to some time of it. tolls: by commune."""

    history: History
    tolls: Mapping[str, Toll]

    @property
    def began(self) -> float:
        """Its midnight."""
        return self.history.began

    def opened(self) -> int:
        """How many incidents opened on it."""
        return sum(one.opened >= self.began for one in self.history.incidents)


@dataclass(frozen=True, slots=True, kw_only=True)
class DayReport:
    """The report of one day, with the day before it and the same day of the week before, each up to the same time of day;
    None of which nothing was watched.

    corrections: by incident, what it was as seen from inside the commune. unreached: systems that only an agent saw fail.
    due: by commune, how many certificates end within 30 days, by what the signature is needed for.
    """

    day: Day
    inventory: Inventory
    yesterday: Day | None
    week_ago: Day | None
    corrections: Mapping[str, Correction]
    unreached: Sequence[Unreached]
    due: Mapping[str, Mapping[RoleGroup, int]]


def day_report(
    inventory: Inventory, hours: Hours, read: ReadHistory, ends: Ends, on: date, now: float
) -> DayReport:
    """The report of a day, up to `now` while it lasts. Raises what `read` raises."""
    began, ended = span_of(on, now)

    def before(days: int) -> Day | None:
        earlier = _day(inventory, hours, read(began - days * _DAY_SECONDS, ended - days * _DAY_SECONDS))
        return earlier if earlier.history.watched else None

    today = read(began, ended)
    return DayReport(
        day=_day(inventory, hours, today),
        inventory=inventory,
        yesterday=before(1),
        week_ago=before(7),
        corrections=corrections(today.incidents, inventory, today.inside, ended),
        unreached=[one for commune in inventory.communes for one in unreached(commune, inventory, today)],
        due=due(ends, ended),
    )


def span_of(on: date, now: float) -> tuple[float, float]:
    """From a day's midnight to the next, or to now while it lasts; unix seconds."""
    began = datetime.combine(on, time(), VIETNAM).timestamp()
    return began, min(datetime.combine(on + timedelta(1), time(), VIETNAM).timestamp(), max(now, began))


def tolls_by_province(day: Day, inventory: Inventory) -> Mapping[str, Toll]:
    """By province, the sum of its communes."""
    codes: dict[str, list[str]] = {}
    for commune in inventory.communes:
        codes.setdefault(commune.province, []).append(commune.code)
    return {province: together(day.tolls[code] for code in codes) for province, codes in codes.items()}


def striking(incidents: Sequence[Incident], communes: frozenset[str]) -> Sequence[Incident]:
    """Those that hit any of these communes."""
    return [one for one in incidents if not communes.isdisjoint(one.affected)]


def _day(inventory: Inventory, hours: Hours, history: History) -> Day:
    return Day(history, {commune.code: toll_of(commune, history, hours) for commune in inventory.communes})
