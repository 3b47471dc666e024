"""The evidence sheet of one commune: every interruption of its lines in a month, to be shown to those who provide them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from alerts.cause import Cause
from alerts.incident import Evidence, Incident
from alerts.inside.correction import Correction, corrected
from alerts.report.day import span_of
from alerts.report.history import History
from alerts.report.toll import LACKING, Hours, Lacking, lacking_spans, spans_here
from alerts.spans import Spans, seconds, without
from probes.inventory.model import Commune, Inventory, Link, Site
from probes.inventory.summary import link_id

SHOWN_CAUSES = frozenset(
    {
        *(cause for cause, lacking in LACKING.items() if lacking is Lacking.LINE),
        Cause.BACKUP_AVAILABLE,
        Cause.LINE_PARTLY_DOWN,
        Cause.LINE_FLAPPING,
        Cause.LINE_LOSSY,
        Cause.LINE_SLOW,
        Cause.SATELLITE_DOWN,
    }
)
"""What concerns a commune's lines, whether it cost reception time or not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LineMonth:
    """One line in the month. down, watched: seconds at any hour, what nobody watched left out. drops: how often it went down.

    known: False where nothing was kept of it.
    """

    site: Site
    link: Link
    known: bool
    down: float
    watched: float
    drops: int

    @property
    def availability(self) -> float | None:
        """The share of the watched time in which it answered; None where nothing is known."""
        return 1.0 - self.down / self.watched if self.known and self.watched > 0 else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Interruption:
    """One incident of the commune's lines, as it struck here: seconds of this month, and those in reception hours, what
    nobody watched left out. evidence: the looks at this commune's own lines. inside: what it was, as its agent saw it."""

    incident: Incident
    part_of: str | None
    began: float
    ended: float | None
    lasted: float
    in_reception: float
    evidence: Sequence[Evidence]
    inside: Correction | None


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthSheet:
    """The month, up to now while it lasts. Seconds: at any hour, and in reception hours; watched: what was seen of them,
    lost: of that, when the centre had no line."""

    commune: Commune
    inventory: Inventory
    history: History
    watched: float
    lost: float
    reception: float
    reception_watched: float
    reception_lost: float
    lines: Sequence[LineMonth]
    interruptions: Sequence[Interruption]

    @property
    def availability(self) -> float | None:
        """The share of all watched time in which the centre had a line; None where none was watched."""
        return 1.0 - self.lost / self.watched if self.watched > 0 else None

    @property
    def reception_availability(self) -> float | None:
        """The same of the reception hours."""
        return 1.0 - self.reception_lost / self.reception_watched if self.reception_watched > 0 else None


def month_of(year: int, month: int, now: float) -> tuple[float, float]:
    """From its first midnight to the next month's, or to now while it lasts; unix seconds."""
    first = date(year, month, 1)
    following = date(year + month // 12, month % 12 + 1, 1)
    began, _ = span_of(first, now)
    return began, min(span_of(following, now)[0], max(now, began))


def month_sheet(commune: Commune, inventory: Inventory, history: History, hours: Hours) -> MonthSheet:
    """The sheet of one commune for the stretch of `history`."""
    unseen = history.unwatched
    seen = without(((history.began, history.ended),), unseen)
    lost = without(lacking_spans(commune, history, Lacking.LINE), unseen)

    def reception(spans: Spans) -> float:
        return sum(hours.reception_seconds(commune.code, *span) for span in spans)

    def interruptions() -> Iterator[Interruption]:
        own = {link_id(commune, site, link) for site in commune.sites for link in site.links}
        for incident in history.incidents:
            if incident.cause not in SHOWN_CAUSES or commune.code not in incident.affected:
                continue
            spans = spans_here(incident, commune, history)
            if not spans:
                continue
            counted = without(spans, unseen)
            still = incident.closed is None and spans[-1][1] == history.ended
            yield Interruption(
                incident=incident,
                part_of=history.parts.get(incident.code),
                began=spans[0][0],
                ended=None if still else spans[-1][1],
                lasted=seconds(counted),
                in_reception=reception(counted),
                evidence=[one for one in incident.evidence if one.target in own],
                inside=corrected(incident, commune, history.inside, (spans[0][0], spans[-1][1])),
            )

    return MonthSheet(
        commune=commune,
        inventory=inventory,
        history=history,
        watched=seconds(seen),
        lost=seconds(lost),
        reception=reception(((history.began, history.ended),)),
        reception_watched=reception(seen),
        reception_lost=reception(lost),
        lines=[
            LineMonth(
                site=site,
                link=link,
                known=line in history.down,
                down=seconds(without(history.down.get(line, ()), unseen)),
                watched=seconds(seen),
                drops=history.drops.get(line, 0),
            )
            for site in commune.sites
            for link in site.links
            for line in (link_id(commune, site, link),)
        ],
        interruptions=list(interruptions()),
    )
