"""What a commune's page shows of its past, ready for `public/history.html`; and the same as JSON."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from alerts.times import rfc3339
from exporter.history.bars import Bars, DayBar
from exporter.view import Moment
from exporter.web.public.strips import Row, availability_words, bar_rows, bars_svg, strip_rows, strip_svg
from probes.language import Language, Text


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryFacts:
    """The strip and the bars in one language, and the rows behind them, the newest first.

    complete: False while only the newest days have been reckoned.
    """

    strip: Markup
    strip_rows: Sequence[Row]
    bars: Markup
    bar_rows: Sequence[Row]
    availability: Text | None
    complete: bool


def history_of(code: str, bars: Bars, moment: Moment, language: Language) -> HistoryFacts | None:
    """The past of a commune; None while nothing has been reckoned of it."""
    days = bars.days(code)
    if not days:
        return None
    now, spans = moment.at.wall, bars.strip(code, moment)
    return HistoryFacts(
        strip=strip_svg(spans, now, language),
        strip_rows=strip_rows(spans, now),
        bars=bars_svg(days, language),
        bar_rows=bar_rows(days),
        availability=availability_words(bars.availability(code)),
        complete=bars.complete,
    )


def history_json(code: str, bars: Bars, moment: Moment) -> dict[str, Any]:
    """/api/v1/communes/<code>/history: the last 90 days, the oldest first, and the last 24 hours of a commune. `status` of a span is null where nobody can say.

    `complete` is false while not all days have been reckoned: soon after a start. `availability` is null when too little was watched.
    """
    return {
        "generated_at": rfc3339(moment.at.wall),
        "code": code,
        "complete": bars.complete,
        "availability": bars.availability(code),
        "days": [_day(day) for day in bars.days(code)],
        "last_24_hours": [
            {
                "began": rfc3339(one.began),
                "ended": rfc3339(one.ended),
                "status": None if one.status is None else one.status.value,
            }
            for one in bars.strip(code, moment)
        ],
    }


def _day(day: DayBar) -> dict[str, Any]:
    return {
        "date": day.date.isoformat(),
        "status": day.status.value,
        "outage_seconds": round(day.outage_seconds),
        "degraded_seconds": round(day.degraded_seconds),
        "unwatched_seconds": round(day.unwatched_seconds),
        "whole": day.whole,
        "incidents": list(day.incidents),
    }
