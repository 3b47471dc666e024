"""How long an overloaded server asks to be left alone: the Retry-After header (RFC 9110 section 10.2.3)."""

from datetime import UTC
from email.utils import parsedate_to_datetime

LONGEST_SECONDS = 3600.0


def retry_after_seconds(value: str | None, now: float) -> float | None:
    """Seconds from `now` (unix seconds), between 0 and one hour; None when there is no such wish, or it cannot be read.

    The cap keeps one mistyped header from blinding us for a day.
    """
    if value is None:
        return None
    value = value.strip()
    if value.isascii() and value.isdigit():
        return min(float(value[:9]), LONGEST_SECONDS)
    try:
        moment = parsedate_to_datetime(value)
    except ValueError:
        return None
    if moment.tzinfo is None:  # RFC 5322's "-0000"; HTTP dates are always UTC
        moment = moment.replace(tzinfo=UTC)
    return min(max(0.0, moment.timestamp() - now), LONGEST_SECONDS)
