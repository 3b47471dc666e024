"""How long an answer may be used without asking again: what its headers say (RFC 9111 section 4.2)."""

from collections.abc import Mapping
from datetime import UTC
from email.utils import parsedate_to_datetime

from probes.fetch.max_age import max_age_seconds


def http_date(value: str | None) -> float | None:
    """A moment of a header (RFC 9110 section 5.6.7), unix seconds; None when there is none."""
    if value is None:
        return None
    try:
        moment = parsedate_to_datetime(value)
        # RFC 5322's "-0000" and asctime's form name no zone; HTTP dates are always UTC
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
    except (ValueError, OverflowError, IndexError):  # IndexError: some shapes of nonsense
        return None


def age_seconds(headers: Mapping[str, str]) -> float:
    """For how long a cache on the way has had the answer (RFC 9111 section 5.1); 0 when it came straight."""
    age = headers.get("Age", "").strip()
    return float(age[:9]) if age.isascii() and age.isdigit() else 0.0


def fresh_seconds(headers: Mapping[str, str], moment: float) -> float | None:
    """Seconds from `moment` (unix seconds) on, 0 for not at all; None when the server says nothing of it.

    Cache-Control goes before Expires; an Expires that cannot be read means: already over.
    """
    age = age_seconds(headers)
    max_age = max_age_seconds(headers.get("Cache-Control"))
    if max_age is not None:
        return max(0.0, max_age - age)
    if "Expires" not in headers:
        return None
    expires = http_date(headers["Expires"])
    sent = http_date(headers.get("Date"))
    return 0.0 if expires is None else max(0.0, expires - (moment if sent is None else sent) - age)
