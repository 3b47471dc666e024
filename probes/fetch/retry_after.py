"""How long an overloaded server asks to be left alone: the Retry-After header (RFC 9110 section 10.2.3)."""

from probes.fetch.freshness import http_date

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
    moment = http_date(value)
    return None if moment is None else min(max(0.0, moment - now), LONGEST_SECONDS)
