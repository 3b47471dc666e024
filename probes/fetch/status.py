"""What the status of an HTTP answer tells, and for how long an overloaded server asks to be left alone."""

from collections.abc import Mapping

from probes.fetch.retry_after import retry_after_seconds

_TELL_TO_WAIT = frozenset({429, 503})
"""The statuses with which a server may say for how long (RFC 6585 section 4, RFC 9110 section 15.6.4)."""


def status_measures(status: int, headers: Mapping[str, str], now: float) -> dict[str, float]:
    """http_status_code, and retry_after_seconds where the server wishes it. now: unix seconds."""
    told = {"http_status_code": float(status)}
    if status in _TELL_TO_WAIT:
        wait = retry_after_seconds(headers.get("Retry-After"), now)
        if wait is not None:
            told["retry_after_seconds"] = wait
    return told
