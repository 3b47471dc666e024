"""Moments and lengths of time, as Grafana writes them. Moments come in milliseconds."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from probes.language import Language

_UNITS = {
    "dateTimeAsIso": "YYYY-MM-DD HH:mm:ss",
    "dateTimeAsIsoNoDateIfToday": "YYYY-MM-DD HH:mm:ss",
    "dateTimeAsSystem": "YYYY-MM-DD HH:mm:ss",
    "dateTimeAsUS": "MM/DD/YYYY h:mm:ss a",
}
_TOKENS = {"YYYY": "%Y", "MM": "%m", "DD": "%d", "HH": "%H", "mm": "%M", "ss": "%S", "h": "%-I", "a": "%p"}
_TOKEN = re.compile("|".join(sorted(_TOKENS, key=len, reverse=True)))
_PARTS = (
    ("year", 31536000),
    ("month", 2592000),
    ("week", 604800),
    ("day", 86400),
    ("hour", 3600),
    ("minute", 60),
    ("second", 1),
)
_AGES = (
    (45, 1, "a few seconds", ""),
    (90, 60, "a minute", ""),
    (45 * 60, 60, "", "minutes"),
    (90 * 60, 3600, "an hour", ""),
    (22 * 3600, 3600, "", "hours"),
    (36 * 3600, 86400, "a day", ""),
    (26 * 86400, 86400, "", "days"),
    (45 * 86400, 2629800, "a month", ""),
    (320 * 86400, 2629800, "", "months"),
    (548 * 86400, 31557600, "a year", ""),
)


@dataclass(frozen=True, slots=True)
class Look:
    """Who looks, and when: what a moment is called depends on both. now: unix seconds."""

    zone: ZoneInfo
    now: float
    language: Language = Language.VI

    def local(self, seconds: float) -> datetime:
        """A moment by the looker's clock."""
        return datetime.fromtimestamp(seconds, UTC).astimezone(self.zone)


def is_time_unit(unit: str) -> bool:
    """Whether the unit means a moment."""
    return unit in _UNITS or unit in {"dateTimeAsLocal", "dateTimeFromNow"} or unit.startswith("time:")


def clock_time(milliseconds: float, unit: str, look: Look) -> str:
    """The moment, in the words of the unit."""
    try:
        moment = look.local(milliseconds / 1000)
    except (ValueError, OverflowError, OSError):  # beyond the year 9999, or endless
        return "Invalid date"
    if unit == "dateTimeFromNow":
        return ago(look.now - milliseconds / 1000)
    if unit == "dateTimeAsLocal":
        local = "HH:mm:ss DD/MM/YYYY" if look.language is Language.VI else "MM/DD/YYYY, h:mm:ss a"
        return in_words(moment, local)
    if unit == "dateTimeAsIsoNoDateIfToday" and moment.date() == look.local(look.now).date():
        return in_words(moment, "HH:mm:ss")
    return in_words(moment, _UNITS.get(unit) or unit.removeprefix("time:"))


def in_words(moment: datetime, pattern: str) -> str:
    """A moment after a pattern such as `HH:mm`."""
    return moment.strftime(_TOKEN.sub(lambda token: _TOKENS[token[0]], pattern.replace("%", "%%")))


def ago(seconds: float) -> str:
    """How long ago, or in how long."""
    size = abs(seconds)
    said = f"{max(2, round(size / 31557600))} years"
    for below, unit, one, several in _AGES:
        if size < below:
            said = one or f"{max(2, round(size / unit))} {several}"
            break
    return f"{said} ago" if seconds >= 0 else f"in {said}"


def counted(seconds: float, *, days: bool) -> str:
    """As a clock counts a length, `2 d 03:04:05`; without `days` its hours go on beyond 24."""
    whole = int(abs(seconds))
    count, rest = divmod(whole, 86400) if days else (0, whole)
    said = f"{rest // 3600:02}:{rest // 60 % 60:02}:{rest % 60:02}"
    return f"{f'{count} d ' if count else ''}{said}{' ago' if seconds < 0 else ''}"


def length(seconds: float, decimals: int | None) -> str:
    """So many parts of a length after the first, such as `2 days, 3 hours`."""
    if seconds == 0:
        return "0 seconds"
    parts: list[str] = []
    rest = abs(seconds)
    for name, size in _PARTS:
        count, left = divmod(rest, size)
        if parts or count:
            parts.append(f"{int(count)} {name}{'' if count == 1 else 's'}")
            rest = left
        if len(parts) > (decimals or 0):
            break
    said = ", ".join(parts) or f"{round(abs(seconds) * 1000)} milliseconds"
    return said if seconds > 0 else f"{said} ago"
