"""The last 24 hours as a strip and the last 90 days as bars: SVG without any style of its own, words for who cannot see it, and
rows for the table behind it. Height tells what colour tells: full, two thirds, one third; a dashed outline where nothing is known."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from math import ceil, floor

from markupsafe import Markup

from alerts.cause import CommuneStatus
from alerts.times import clock_time, span
from exporter.history.bars import STRIP_SECONDS, DayBar, StripSpan
from probes.language import Language, Text

DAYS_SHOWN = 90
MOST_ROWS = 60
WORDS: Mapping[CommuneStatus, Text] = {
    CommuneStatus.OUTAGE: Text("Mất kết nối", "Cut off"),
    CommuneStatus.DEGRADED: Text("Không ổn định", "Unstable"),
    CommuneStatus.UNKNOWN: Text("Không có số liệu", "No data"),
    CommuneStatus.NORMAL: Text("Không ghi nhận sự cố", "No trouble recorded"),
}
"""Of the past no more is said than what was recorded."""

_SLOTS = 288
_SLOT_SECONDS = STRIP_SECONDS / _SLOTS
_SLOT_WIDTH = 5
_FULL = 48
_TOPS = {
    CommuneStatus.OUTAGE: 0,
    CommuneStatus.DEGRADED: _FULL // 3,
    CommuneStatus.NORMAL: _FULL * 2 // 3,
    CommuneStatus.UNKNOWN: _FULL * 5 // 6,
}
_BARELY_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the table: when, how it was, for how long, and the codes of its incidents."""

    when: Text
    status: CommuneStatus
    word: Text
    lasted: Text
    incidents: Sequence[str] = ()


def strip_svg(spans: Sequence[StripSpan], now: float, language: Language) -> Markup:
    """The 24 hours before `now` (unix seconds) in 288 slots of five minutes. The worst of a slot shows, however short it was."""
    runs: list[tuple[CommuneStatus, int, int]] = []
    at = 0
    for status, slots in groupby(_slots(spans, now)):
        width = len(list(slots))
        runs.append((status, at * _SLOT_WIDTH, width * _SLOT_WIDTH))
        at += width
    return _svg("strip", _SLOTS * _SLOT_WIDTH, strip_words(spans).in_(language), runs)


def bars_svg(days: Sequence[DayBar], language: Language) -> Markup:
    """One bar for each of 90 days, today at the right; those that were not reckoned are as those without data."""
    statuses = _padded(days)
    runs = [(status, place * 5, 4) for place, status in enumerate(statuses)]
    return _svg("bars", len(statuses) * 5, bars_words(days).in_(language), runs)


def strip_words(spans: Sequence[StripSpan]) -> Text:
    """What the strip shows, in one sentence."""
    lasted: defaultdict[CommuneStatus, float] = defaultdict(float)
    for one in spans:
        lasted[_status(one)] += one.ended - one.began
    told = [
        _THING.format(word=_small(WORDS[status]), much=span(lasted[status]))
        for status in (CommuneStatus.OUTAGE, CommuneStatus.DEGRADED, CommuneStatus.UNKNOWN)
        if lasted[status] >= _BARELY_SECONDS
    ]
    return _LAST_24_HOURS.format(what=_listed(told) if told else _small(WORDS[CommuneStatus.NORMAL]))


def bars_words(days: Sequence[DayBar]) -> Text:
    """What the bars show, in one sentence."""
    counts = Counter(_padded(days))
    told = [
        _DAYS.format(count=counts[status], day="day" if counts[status] == 1 else "days", word=_small(word))
        for status, word in WORDS.items()
        if counts[status]
    ]
    return _LAST_90_DAYS.format(what=_listed(told))


def strip_rows(spans: Sequence[StripSpan], now: float) -> Sequence[Row]:
    """The strip as a table, the newest first; of more than 60 spans the oldest share one row."""
    rows = [
        Row(
            Text(*(f"{clock_time(one.began, now)} – {clock_time(one.ended, now)}",) * 2),
            _status(one),
            WORDS[_status(one)],
            span(one.ended - one.began),
        )
        for one in reversed(spans[-MOST_ROWS:])
    ]
    if older := spans[:-MOST_ROWS]:
        status = min(map(_status, older), key=list(WORDS).index)
        when = Text(*(f"{clock_time(older[0].began, now)} – {clock_time(older[-1].ended, now)}",) * 2)
        lasted = span(older[-1].ended - older[0].began)
        rows.append(Row(when, status, _OLDER.format(count=len(older)), lasted))
    return rows


def bar_rows(days: Sequence[DayBar]) -> Sequence[Row]:
    """The bars as a table, the newest first; days in a row of which there is nothing to tell but the same share one row."""
    return list(_bar_rows(days))


def availability_words(share: float | None) -> Text | None:
    """How much of the watched time there was a line, `99,95 %`; rounded down, so that 100 % is all of it. None stays None."""
    if share is None:
        return None
    percent = f"{floor(share * 10_000 + 1e-9) / 100:.2f}"
    return Text(f"{percent.replace('.', ',')} %", f"{percent} %")


def _bar_rows(days: Sequence[DayBar]) -> Iterator[Row]:
    for (status, lasted, codes), several in groupby(reversed(days), key=_told):
        same = list(several)
        brief = status is CommuneStatus.NORMAL and any(
            one.outage_seconds + one.degraded_seconds for one in same
        )
        word = _BRIEFLY if brief else WORDS[status]
        yield Row(_dates(same[-1].date, same[0].date), status, word, lasted, codes)


def _told(day: DayBar) -> tuple[CommuneStatus, Text, tuple[str, ...]]:
    """What there is to tell of a day: of one that is blank from end to end, how long it was is of no interest."""
    figures = (
        (CommuneStatus.OUTAGE, day.outage_seconds),
        (CommuneStatus.DEGRADED, day.degraded_seconds),
        (CommuneStatus.UNKNOWN, day.unwatched_seconds),
    )
    lasted = [(which, span(much)) for which, much in figures if much >= _BARELY_SECONDS]
    if not lasted or day.unwatched_seconds >= day.length - _BARELY_SECONDS:
        return day.status, _NOTHING, day.incidents
    if [which for which, _ in lasted] == [day.status]:
        return day.status, lasted[0][1], day.incidents
    told = [_THING.format(word=_small(WORDS[which]), much=much) for which, much in lasted]
    return day.status, _listed(told), day.incidents


def _dates(first: date, last: date) -> Text:
    if first == last:
        return Text(*(f"{last:%d/%m/%Y}",) * 2)
    return Text(*(f"{first:%d/%m/%Y} – {last:%d/%m/%Y}",) * 2)


def _padded(days: Sequence[DayBar]) -> Sequence[CommuneStatus]:
    shown = [day.status for day in days[-DAYS_SHOWN:]]
    return [CommuneStatus.UNKNOWN] * (DAYS_SHOWN - len(shown)) + shown


def _slots(spans: Sequence[StripSpan], now: float) -> Sequence[CommuneStatus]:
    began = now - STRIP_SECONDS
    found = [CommuneStatus.UNKNOWN] * _SLOTS
    shared: defaultdict[int, dict[CommuneStatus, float]] = defaultdict(dict)
    for one in spans:
        status = _status(one)
        first, last = max(0.0, one.began - began), min(STRIP_SECONDS, one.ended - began)
        from_slot, to_slot = ceil(first / _SLOT_SECONDS), floor(last / _SLOT_SECONDS)
        if from_slot < to_slot:
            found[from_slot:to_slot] = [status] * (to_slot - from_slot)
        for slot in {from_slot - 1, to_slot}:  # the same one twice where it neither begins nor ends another
            much = min(last, (slot + 1) * _SLOT_SECONDS) - max(first, slot * _SLOT_SECONDS)
            if much > 0 and not from_slot <= slot < to_slot:
                shared[slot][status] = shared[slot].get(status, 0.0) + much
    for slot, lasted in shared.items():
        found[slot] = _of_slot(lasted)
    return found


def _of_slot(lasted: Mapping[CommuneStatus, float]) -> CommuneStatus:
    for status in (CommuneStatus.OUTAGE, CommuneStatus.DEGRADED):
        if status in lasted:
            return status
    enough = lasted.get(CommuneStatus.NORMAL, 0.0) >= _SLOT_SECONDS / 2
    return CommuneStatus.NORMAL if enough else CommuneStatus.UNKNOWN


def _status(one: StripSpan) -> CommuneStatus:
    return CommuneStatus.UNKNOWN if one.status is None else one.status


def _svg(name: str, width: int, label: str, runs: Sequence[tuple[CommuneStatus, int, int]]) -> Markup:
    """One path for each status."""
    paths: dict[CommuneStatus, list[str]] = {}
    for status, x, w in runs:
        top = _TOPS[status]
        paths.setdefault(status, []).append(f"M{x} {top}h{w}V{_FULL}H{x}z")
    drawn = Markup().join(
        Markup('<path class="{}" d="{}"/>').format(status.value, "".join(paths[status]))
        for status in _TOPS
        if status in paths
    )
    return Markup(
        '<svg class="{}" role="img" aria-label="{}" viewBox="0 0 {} {}" preserveAspectRatio="none">{}</svg>'
    ).format(name, label, width, _FULL, drawn)


def _listed(told: Sequence[Text]) -> Text:
    return Text(", ".join(one.vi for one in told), ", ".join(one.en for one in told))


def _small(word: Text) -> Text:
    return Text(word.vi[0].lower() + word.vi[1:], word.en[0].lower() + word.en[1:])


_LAST_24_HOURS = Text("24 giờ qua: {what}", "Last 24 hours: {what}")
_LAST_90_DAYS = Text("90 ngày qua: {what}", "Last 90 days: {what}")
_NOTHING = Text("–", "–")
_BRIEFLY = Text("Có sự cố ngắn", "Brief trouble")
_OLDER = Text("{count} quãng trước đó, lúc được lúc không", "{count} earlier spells, on and off")
_THING = Text("{word} {much}", "{word} {much}")
_DAYS = Text("{count} ngày {word}", "{count} {day}: {word}")
