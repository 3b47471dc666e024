"""One day of all communes, from what is kept of it: pure, and reckoned as the day's report reckons what it cost."""

from array import array
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from alerts.cause import CommuneStatus
from alerts.incident import Incident
from alerts.report.history import History, down_spans
from alerts.report.toll import LACKING, Lacking, lacking_spans, lines_of, spans_here
from alerts.spans import Spans, seconds, shared, union, without
from exporter.history.bars import CommuneSpans, DayBar, DayFigures, Kinds
from probes.inventory.model import Commune, Inventory, SiteKind
from probes.states.flip import Flip
from probes.states.state import Status

MOST_CODES = 5
ANSWERING = (Status.UP, Status.DEGRADED)
_BLANK = (Status.UNKNOWN, Status.UNVERIFIED)


@dataclass(frozen=True, slots=True)
class Places:
    """What of an inventory the reckoning needs: its communes, each with a place in the order of codes, and the watched lines of
    their centres, both ways."""

    communes: Mapping[str, Commune]
    lines: Mapping[str, Sequence[str]]
    commune_of: Mapping[str, str]
    place_of: Mapping[str, int]

    def like(self, other: "Places") -> bool:
        """Whether what was reckoned for the one holds for the other: the same lines, in the same provinces."""
        return (
            self.lines == other.lines
            and self.communes.keys() == other.communes.keys()
            and all(one.province == other.communes[code].province for code, one in self.communes.items())
        )


class FirstSeen(NamedTuple):
    """A line's first change: when it was written down, and since when that state held, unix seconds."""

    at: float
    since: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """What is kept of one day up to `ended`, unix seconds.

    standing: the last change before it of those centres' lines that did not answer after it. flips: the changes of that day.
    first: of each line that was ever seen, so far.
    """

    date: date
    began: float
    ended: float
    whole: bool
    incidents: Sequence[Incident]
    watched: Spans
    standing: Mapping[str, Flip]
    flips: Mapping[str, Sequence[Flip]]
    first: Mapping[str, FirstSeen]

    def of_line(self, line: str) -> Sequence[Flip]:
        """Its changes of the day, after the one that it stood in."""
        before = (self.standing[line],) if line in self.standing else ()
        return (*before, *self.flips.get(line, ()))


def places_of(inventory: Inventory) -> Places:
    """The places of an inventory."""
    lines = {commune.code: tuple(lines_of(commune, SiteKind.CENTRE)) for commune in inventory.communes}
    return Places(
        communes={commune.code: commune for commune in inventory.communes},
        lines=lines,
        commune_of={line: code for code, several in lines.items() for line in several},
        place_of={code: place for place, code in enumerate(sorted(lines))},
    )


def seen_since(places: Places, first: Mapping[str, FirstSeen]) -> Mapping[str, float]:
    """By commune, since when any watched line of its centre has been seen; those never seen are left out."""
    found: dict[str, float] = {}
    for line, seen in first.items():
        code = places.commune_of.get(line)
        if code is not None:
            found[code] = min(seen.since, found.get(code, seen.since))
    return found


def reckon(places: Places, past: Past, pause: Callable[[], object]) -> DayFigures:
    """The figures of the day. `pause` is called after each commune to which something happened."""
    day = _history(past, past.incidents, {})
    unseen = day.unwatched
    usual = _bar(past, CommuneSpans((), (), unseen), ())
    by_commune: dict[str, list[Incident]] = {}
    for incident in past.incidents:
        if incident.cause.nature.status in (CommuneStatus.OUTAGE, CommuneStatus.DEGRADED):
            for code in incident.affected:
                by_commune.setdefault(code, []).append(incident)
    blank = _blank_communes(places, past)
    others: dict[str, DayBar] = {}
    spans: dict[str, CommuneSpans] = {}
    alike: dict[tuple[str, ...], tuple[CommuneSpans, DayBar]] = {}
    for code in by_commune.keys() | blank:
        commune = places.communes.get(code)
        if commune is None:
            continue
        own = by_commune.get(code, [])
        shared_fate = code not in blank and all(map(_keeps_lines, own))
        key = tuple(one.code for one in own)
        if not shared_fate or key not in alike:
            reckoned = _commune(commune, own, past, unseen, code in blank)
            if shared_fate:
                alike[key] = reckoned
        else:
            reckoned = alike[key]
        found, bar = reckoned
        if bar != usual:
            spans[code], others[code] = found, bar
        pause()
    kinds, which = _compact(usual, others, places.place_of)
    return DayFigures(
        began=past.began,
        ended=past.ended,
        kinds=kinds,
        which=which,
        unseen=unseen,
        spans=spans,
        hit=_hit(places, others),
        nothing=_bar(past, CommuneSpans((), (), ((past.began, past.ended),)), ()),
    )


def _compact(
    usual: DayBar, others: Mapping[str, DayBar], place_of: Mapping[str, int]
) -> tuple[Kinds, Sequence[int]]:
    kinds = {usual: 0}
    which = array("H", bytes(2 * len(place_of)))
    for code, bar in others.items():
        which[place_of[code]] = kinds.setdefault(bar, len(kinds))
    return Kinds.of(list(kinds)), which


def _keeps_lines(incident: Incident) -> bool:
    return LACKING.get(incident.cause) is not Lacking.LINE


def _history(past: Past, incidents: Sequence[Incident], down: Mapping[str, Spans]) -> History:
    return History(
        began=past.began,
        ended=past.ended,
        incidents=incidents,
        parts={},
        watched=past.watched,
        down=down,
        drops={},
    )


def _commune(
    commune: Commune, incidents: Sequence[Incident], past: Past, unseen: Spans, is_blank: bool
) -> tuple[CommuneSpans, DayBar]:
    lines = lines_of(commune, SiteKind.CENTRE)
    down: dict[str, Spans] = {}
    if not all(map(_keeps_lines, incidents)):
        known = (line for line in lines if line in past.first and past.first[line].at < past.ended)
        down = {line: down_spans(past.of_line(line), past.began, past.ended) for line in known}
    own = _history(past, incidents, down)
    any_down = union(span for spans in down.values() for span in spans)
    outage = without(lacking_spans(commune, own, Lacking.LINE), unseen)
    told: list[tuple[Incident, Spans]] = []
    degraded: list[Spans] = []
    for incident in incidents:
        here = spans_here(incident, commune, own)
        if _keeps_lines(incident):
            degraded.append(here)
        else:  # one line of several is gone: people are served over the others
            degraded.append(shared((own.open_span(incident),), any_down))
        told.append((incident, without((*here, *degraded[-1]), unseen)))
    worse = without(without(union(span for spans in degraded for span in spans), unseen), outage)
    nothing = unseen
    if is_blank:
        blank = without(without(_blank(lines, past), outage), worse)
        nothing = union((*unseen, *blank))
    spans = CommuneSpans(outage, worse, nothing)
    struck = sorted(
        (one for one, here in told if here), key=lambda one: (one.cause.rank, one.since, one.code)
    )
    return spans, _bar(past, spans, tuple(one.code for one in struck[:MOST_CODES]))


def _bar(past: Past, spans: CommuneSpans, codes: tuple[str, ...]) -> DayBar:
    return DayBar(
        date=past.date,
        length=past.ended - past.began,
        outage_seconds=seconds(spans.outage),
        degraded_seconds=seconds(spans.degraded),
        unwatched_seconds=seconds(spans.unwatched),
        whole=past.whole,
        incidents=codes,
    )


def _blank_communes(places: Places, past: Past) -> frozenset[str]:
    """Those with a line of which nothing was known at some moment of the day, or that was first seen in it."""
    lines = [line for line, flip in past.standing.items() if flip.after in _BLANK]
    lines += [line for line, flips in past.flips.items() if any(flip.after in _BLANK for flip in flips)]
    lines += [line for line in past.flips if past.began < past.first[line].since]
    return frozenset(places.commune_of[line] for line in lines)


def _blank(lines: Iterable[str], past: Past) -> Spans:
    """When nothing was known of any of these lines."""
    blank: Spans = ((past.began, past.ended),)
    for line in lines:
        blank = shared(blank, _blank_of(line, past))
    return blank


def _blank_of(line: str, past: Past) -> Spans:
    first = past.first.get(line)
    if first is None or first.at >= past.ended:
        return ((past.began, past.ended),)
    spans = [(past.began, first.since)]
    since: float | None = None
    for flip in past.of_line(line):
        if flip.after in _BLANK:
            since = flip.since if since is None else since
        elif since is not None:
            spans.append((since, flip.at))
            since = None
    if since is not None:
        spans.append((since, past.ended))
    return shared(union(spans), ((past.began, past.ended),))


def _hit(places: Places, others: Mapping[str, DayBar]) -> Mapping[str, tuple[int, int]]:
    found: dict[str, tuple[int, int]] = {}
    for code, bar in others.items():
        province = places.communes[code].province
        outage, degraded = found.get(province, (0, 0))
        status = bar.status
        found[province] = (
            outage + (status is CommuneStatus.OUTAGE),
            degraded + (status is CommuneStatus.DEGRADED),
        )
    return found
