"""What a stretch of time cost a commune: the reception time lost, by what was lacking, and the time nobody can speak for."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from alerts.cause import SHARED_LINE_CAUSES, Cause
from alerts.incident import Incident
from alerts.report.history import History
from alerts.spans import Spans, shared, union, without
from probes.inventory.model import Commune, SiteKind
from probes.inventory.summary import link_id


class Lacking(StrEnum):
    """What a centre lacked. The others may well have been there: a system that is out takes no line down."""

    LINE = "line"
    SERVICES = "services"
    SIGNING = "signing"


LACKING: Mapping[Cause, Lacking] = {
    **dict.fromkeys((*SHARED_LINE_CAUSES, Cause.LINE_DOWN), Lacking.LINE),
    Cause.SERVICE_OUTAGE: Lacking.SERVICES,
    Cause.SERVICE_UNREACHABLE_HERE: Lacking.SERVICES,
    Cause.SIGNING_BLOCKED: Lacking.SIGNING,
}
"""The causes that cost time. The rest (slow, lossy, flapping, on the backup, a satellite ...) is told, and costs none: people
could be served, if not well."""


class Hours(Protocol):
    """The reception hours, as `alerts.hours.Calendar` knows them. Moments are unix seconds."""

    def reception_seconds(self, commune: str, began: float, ended: float) -> float:
        """How long people were to be received there between two moments."""
        ...

    def dossiers_affected(self, commune: str, began: float, ended: float) -> float:
        """How many dossiers would have been taken in there between two moments."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Toll:
    """Of one commune, or of several together. Seconds inside reception hours, unless said otherwise.

    reception: how long people were to be received. unwatched: how much of it nothing was seen of; neither good nor lost.
    lost: by what was lacking; at one moment more than one thing may be. lost_to_any: when at least one was.
    dossiers: how many would have been taken in while something was lacking. drops: how often lines went down, at any hour.
    """

    reception: float
    unwatched: float
    lost: Mapping[Lacking, float]
    lost_to_any: float
    dossiers: float
    drops: int

    @property
    def line_availability(self) -> float | None:
        """The share of the watched reception time in which there was a line; None where none was watched."""
        watched = self.reception - self.unwatched
        return 1.0 - self.lost[Lacking.LINE] / watched if watched > 0 else None


def toll_of(commune: Commune, history: History, hours: Hours) -> Toll:
    """What this stretch of time cost a commune.

    Overlapping incidents count once. Of an outage of lines, be it shared, only the time counts in which every watched line of
    this centre was down itself; where nothing is kept of its lines, all of the outage. A shared system counts as lacking
    from when the incident began until it closed, for every commune it hit: when each got it back is not kept.
    """
    unseen = history.unwatched
    lacking = {one: without(lacking_spans(commune, history, one), unseen) for one in Lacking}
    any_of_them = union(span for spans in lacking.values() for span in spans)

    def reception(spans: Spans) -> float:
        return sum(hours.reception_seconds(commune.code, *span) for span in spans)

    return Toll(
        reception=reception(((history.began, history.ended),)),
        unwatched=reception(unseen),
        lost={one: reception(spans) for one, spans in lacking.items()},
        lost_to_any=reception(any_of_them),
        dossiers=sum(hours.dossiers_affected(commune.code, *span) for span in any_of_them),
        drops=sum(history.drops.get(line, 0) for line in lines_of(commune)),
    )


def together(tolls: Iterable[Toll]) -> Toll:
    """Of several communes: every figure is the sum."""
    several = list(tolls)
    return Toll(
        reception=sum(toll.reception for toll in several),
        unwatched=sum(toll.unwatched for toll in several),
        lost={one: sum(toll.lost[one] for toll in several) for one in Lacking},
        lost_to_any=sum(toll.lost_to_any for toll in several),
        dossiers=sum(toll.dossiers for toll in several),
        drops=sum(toll.drops for toll in several),
    )


def lacking_spans(commune: Commune, history: History, what: Lacking) -> Spans:
    """When a commune lacked something, at any hour, as far as is known."""
    return union(
        span
        for incident in history.incidents
        if LACKING.get(incident.cause) is what and commune.code in incident.affected
        for span in spans_here(incident, commune, history)
    )


def spans_here(incident: Incident, commune: Commune, history: History) -> Spans:
    """When an incident struck this commune: where it took the line away, while the centre's own lines were all down.

    An incident closes some looks after the line is back, and a shared one when the last of many is.
    """
    whole = union((history.open_span(incident),))
    if LACKING.get(incident.cause) is not Lacking.LINE:
        return whole
    for line in lines_of(commune, SiteKind.CENTRE):
        if line in history.down:
            whole = shared(whole, history.down[line])
    return whole


def lines_of(commune: Commune, kind: SiteKind | None = None) -> Sequence[str]:
    """The ids of a commune's watched lines, or of those of its sites of one kind."""
    return [
        link_id(commune, site, link)
        for site in commune.sites
        for link in site.links
        if link.address is not None and kind in (None, site.kind)
    ]
