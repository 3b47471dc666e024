"""/api/v1/communes/<code>/history: the days and the hours behind the bars and the strip, for other programs."""

from typing import Any

from alerts.times import rfc3339
from exporter.history.bars import Bars, DayBar
from exporter.view import Moment


def history_json(code: str, bars: Bars, moment: Moment) -> dict[str, Any]:
    """The last 90 days, the oldest first, and the last 24 hours of a commune. `status` of a span is null where nobody can say.

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
