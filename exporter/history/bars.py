"""The last 90 days by commune and day, and the last 24 hours by the moment, as pages read them: immutable, cheap to ask."""

from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from alerts.cause import CommuneStatus
from alerts.judgement import Judgement
from alerts.spans import Span, Spans, shared, union, without
from alerts.verdict import Verdict

STRIP_SECONDS = 86400.0
TOLD_SECONDS = 60.0
"""What lasted shorter in a day does not colour it; the figures tell it still."""

SPEAKS_SECONDS = 86400.0
"""Who was watched for less in all has no availability yet: one bad hour of three would read as 67 %."""

_LATE_SECONDS = 120.0
_STALLED_SECONDS = 300.0
_NOTHING_MISSED = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class DayBar:
    """One day of one commune, by Vietnam's clock. Seconds at any hour, each in one of them only, the worst first: outage (the
    centre had no line), degraded (something else that people feel), unwatched (nobody can speak for it).

    length: how long the day is, so far while `whole` is False. incidents: the codes of at most 5 that struck here, worst first.
    """

    date: date
    length: float
    outage_seconds: float
    degraded_seconds: float
    unwatched_seconds: float
    whole: bool
    incidents: tuple[str, ...] = ()

    @property
    def watched_seconds(self) -> float:
        """How much of it was seen."""
        return max(0.0, self.length - self.unwatched_seconds)

    @property
    def status(self) -> CommuneStatus:
        """The worst that the day tells: a minute of outage or more makes it an outage; a minute of both together, degraded.

        Else it is normal if at least half of it was watched, and unknown if not: never green where nobody watched.
        """
        if self.outage_seconds >= TOLD_SECONDS:
            return CommuneStatus.OUTAGE
        if self.outage_seconds + self.degraded_seconds >= TOLD_SECONDS:
            return CommuneStatus.DEGRADED
        if self.watched_seconds < max(self.length / 2, _NOTHING_MISSED):
            return CommuneStatus.UNKNOWN
        return CommuneStatus.NORMAL


@dataclass(frozen=True, slots=True)
class StripSpan:
    """How a commune was from `began` to `ended`, unix seconds; status None: nobody can say."""

    began: float
    ended: float
    status: CommuneStatus | None


@dataclass(frozen=True, slots=True)
class DayHit:
    """One day of a province: how many of its communes had an outage that day, and how many others were degraded."""

    date: date
    outage: int
    degraded: int


@dataclass(frozen=True, slots=True)
class CommuneSpans:
    """When something was wrong at a commune, and when nobody can say. None overlaps another."""

    outage: Spans
    degraded: Spans
    unwatched: Spans


@dataclass(frozen=True, slots=True)
class Kinds:
    """The bars that a day has, without an object for each: over 90 days there are tens of thousands.

    usual: the first of them. seconds: three of each, of outage, degraded and unwatched. codes: a line of text for each.
    """

    usual: DayBar
    seconds: Sequence[float]
    codes: str

    @classmethod
    def of(cls, bars: Sequence[DayBar]) -> "Kinds":
        """These bars of one day, the usual one first."""
        seconds = array("d")
        for bar in bars:
            seconds.extend((bar.outage_seconds, bar.degraded_seconds, bar.unwatched_seconds))
        return cls(bars[0], seconds, "\n".join(" ".join(bar.incidents) for bar in bars))

    def __getitem__(self, kind: int) -> DayBar:
        outage, degraded, unwatched = self.seconds[3 * kind : 3 * kind + 3]
        return replace(
            self.usual,
            outage_seconds=outage,
            degraded_seconds=degraded,
            unwatched_seconds=unwatched,
            incidents=tuple(self.codes.split("\n", kind + 1)[kind].split()),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class DayFigures:
    """One day of all communes, up to `ended`. kinds: the bars that there are, first the usual one, of those to which nothing happened.
    which: by the place of a commune, which of them is its own; two bytes a day, since most days of most communes are alike.

    unseen: when the hub itself saw nothing. spans: by commune, of those that are not usual, kept of the newest days only.
    nothing: the bar of a commune that was not watched yet. hit: by province, how many communes had an outage, and how many others were degraded.
    """

    began: float
    ended: float
    kinds: Kinds
    which: Sequence[int]
    unseen: Spans
    spans: Mapping[str, CommuneSpans]
    hit: Mapping[str, tuple[int, int]]
    nothing: DayBar

    def of(self, place: int, seen: float) -> DayBar:
        """The day of the commune in this place that was first seen then, unix seconds."""
        kind = self.which[place]
        if kind:
            return self.kinds[kind]
        return self.kinds.usual if seen < self.ended else self.nothing


@dataclass(frozen=True, slots=True)
class Bars:
    """What is known of the past at one moment. Safe from any thread. Empty before the first reckoning.

    days_kept: the oldest first, today last. places: by commune of the inventory. seen: by commune of the inventory, since when a line of its centre has been watched,
    unix seconds; those never seen are not in it. complete: False while only the newest days have been reckoned.
    """

    days_kept: Sequence[DayFigures] = ()
    seen: Mapping[str, float] = field(default_factory=dict)
    places: Mapping[str, int] = field(default_factory=dict)
    complete: bool = False

    def days(self, code: str) -> Sequence[DayBar]:
        """The days of a commune, the oldest first and today last; none for one that is not known."""
        place = self.places.get(code)
        if place is None:
            return ()
        seen = self.seen.get(code, float("inf"))
        return [day.of(place, seen) for day in self.days_kept]

    def availability(self, code: str) -> float | None:
        """The share of the watched time of these days in which the centre had a line; None when less than a day was watched, or
        when not all days have been reckoned yet."""
        days = self.days(code)
        watched = sum(day.watched_seconds for day in days)
        if not self.complete or watched < SPEAKS_SECONDS:
            return None
        return max(0.0, 1.0 - sum(day.outage_seconds for day in days) / watched)

    def hits(self, province: str) -> Sequence[DayHit]:
        """The days of a province, the oldest first and today last."""
        return [DayHit(day.nothing.date, *day.hit.get(province, (0, 0))) for day in self.days_kept]

    def strip(self, code: str, moment: Judgement) -> Sequence[StripSpan]:
        """The 24 hours before a moment, without gap or overlap; of the last minute or so, what the commune is told now.

        Empty before the first reckoning. What planned work covers opens no incident, so it shows here as nothing wrong.
        """
        if code not in self.places or not self.days_kept:
            return ()
        now = moment.at.wall
        window: Span = (now - STRIP_SECONDS, now)
        outage, degraded, known = self._kept(code, window)
        reckoned = min(self.days_kept[-1].ended, now)
        verdict = moment.verdicts.get(code)
        status = None if verdict is None else _told(verdict)
        if status is not None:
            began = reckoned if now - reckoned <= _STALLED_SECONDS else now - TOLD_SECONDS
            since = None if verdict is None else verdict.since
            if status is not CommuneStatus.NORMAL and since is not None:
                # it began before it could be told: what was reckoned meanwhile says nothing of it yet
                began = min(began, max(since, began - _LATE_SECONDS))
            newest: Spans = ((began, now),)
            if status is not CommuneStatus.NORMAL:
                degraded = without(degraded, newest)
            if status is CommuneStatus.OUTAGE:
                outage = union((*outage, *newest))
            elif status is CommuneStatus.DEGRADED:
                degraded = union((*degraded, *without(newest, outage)))
            known = union((*known, *newest))
        return list(_in_order(window, outage, degraded, known))

    def _kept(self, code: str, window: Span) -> tuple[Spans, Spans, Spans]:
        """Of this window: outage, degraded, and what was seen at all."""
        outage: list[Span] = []
        degraded: list[Span] = []
        known: list[Span] = []
        seen = self.seen.get(code, float("inf"))
        for day in self.days_kept[-2:]:
            if day.ended <= window[0]:
                continue
            own = day.spans.get(code)
            stretch: Spans = ((day.began, day.ended),)
            if own is not None:
                outage += own.outage
                degraded += own.degraded
                known += without(stretch, own.unwatched)
            elif seen < day.ended:
                known += without(stretch, day.unseen)
        return (
            shared(union(outage), (window,)),
            shared(union(degraded), (window,)),
            shared(union(known), (window,)),
        )


def _told(verdict: Verdict) -> CommuneStatus | None:
    if verdict.work is not None:
        return CommuneStatus.NORMAL
    return None if verdict.status is CommuneStatus.UNKNOWN else verdict.status


def _in_order(window: Span, outage: Spans, degraded: Spans, known: Spans) -> Iterator[StripSpan]:
    """Every moment of the window once, the worst that is said of it."""
    worse = union((*outage, *degraded))
    normal = without(known, worse)
    nothing = without((window,), union((*known, *worse)))
    told: Iterable[tuple[Span, CommuneStatus | None]] = (
        *((span, CommuneStatus.OUTAGE) for span in outage),
        *((span, CommuneStatus.DEGRADED) for span in without(degraded, outage)),
        *((span, CommuneStatus.NORMAL) for span in normal),
        *((span, None) for span in nothing),
    )
    for (began, ended), status in sorted(told, key=lambda one: one[0]):
        yield StripSpan(began, ended, status)
