"""Moments and spans as Vietnamese readers write them: 24 hours, dd/mm/yyyy, Vietnam's time."""

from datetime import UTC, datetime

from probes.inventory.values import VIETNAM
from probes.language import Text

_MINUTE, _HOUR, _DAY = 60, 3600, 86400


def clock_time(wall: float, now: float, *, seconds: bool = False) -> str:
    """The time of day, with the date when it is not today's. Unix seconds in."""
    then, today = datetime.fromtimestamp(wall, VIETNAM), datetime.fromtimestamp(now, VIETNAM)
    time = then.strftime("%H:%M:%S" if seconds else "%H:%M")
    return time if then.date() == today.date() else f"{time}, {then.strftime('%d/%m/%Y')}"


def span(seconds: float) -> Text:
    """How long, in the two units that matter: `3 giờ 5 phút`."""
    whole = max(0, int(seconds))
    if whole < _MINUTE:
        return Text("chưa đầy 1 phút", "under a minute")
    if whole < _HOUR:
        return Text(f"{whole // _MINUTE} phút", f"{whole // _MINUTE} min")
    if whole < _DAY:
        return _two(whole, _HOUR, Text("giờ", "h"), _MINUTE, Text("phút", "min"))
    return _two(whole, _DAY, Text("ngày", "d"), _HOUR, Text("giờ", "h"))


def rfc3339(wall: float | None) -> str | None:
    """A moment as machines read it (RFC 3339, in UTC, to the second); None stays None."""
    if wall is None:
        return None
    return datetime.fromtimestamp(wall, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _two(whole: int, large: int, large_word: Text, small: int, small_word: Text) -> Text:
    many, few = whole // large, whole % large // small
    if not few:
        return Text(f"{many} {large_word.vi}", f"{many} {large_word.en}")
    return Text(
        f"{many} {large_word.vi} {few} {small_word.vi}", f"{many} {large_word.en} {few} {small_word.en}"
    )
