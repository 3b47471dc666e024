"""How long a server says its answer may be kept: the Cache-Control header (RFC 9111 section 5.2.2)."""

import re

_MAX_AGE = re.compile(r'max-age\s*=\s*"?(\d{1,9})', re.ASCII)
_NOT_AT_ALL = frozenset({"no-store", "no-cache"})


def max_age_seconds(value: str | None) -> float | None:
    """Seconds, 0 for an answer that may not be kept; None where the server says nothing of it."""
    if value is None:
        return None
    directives = [directive.strip().lower() for directive in value.split(",")]
    if any(directive.partition("=")[0].strip() in _NOT_AT_ALL for directive in directives):
        return 0.0
    found = [float(match[1]) for directive in directives if (match := _MAX_AGE.match(directive))]
    return min(found, default=None)
