"""How long an answer may be used without asking again: what its headers say (RFC 9111 section 4.2)."""

import re
from collections.abc import Mapping
from datetime import UTC
from email.utils import parsedate_to_datetime

_MAX_AGE = re.compile(r'max-age\s*=\s*"?(\d{1,9})', re.ASCII)
_NOT_AT_ALL = frozenset({"no-store", "no-cache"})


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
    max_age = _max_age_seconds(headers.get("Cache-Control"))
    if max_age is not None:
        return max(0.0, max_age - age)
    if "Expires" not in headers:
        return None
    expires = http_date(headers["Expires"])
    sent = http_date(headers.get("Date"))
    return 0.0 if expires is None else max(0.0, expires - (moment if sent is None else sent) - age)


def _max_age_seconds(value: str | None) -> float | None:
    """Cache-Control (RFC 9111 section 5.2.2): seconds, 0 for what may not be kept; None where it says nothing of it."""
    if value is None:
        return None
    directives = [directive.strip().lower() for directive in value.split(",")]
    if any(directive.partition("=")[0].strip() in _NOT_AT_ALL for directive in directives):
        return 0.0
    found = [float(match[1]) for directive in directives if (match := _MAX_AGE.match(directive))]
    return min(found, default=None)
