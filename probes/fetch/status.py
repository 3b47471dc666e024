"""What the head of an HTTP answer tells: its status, how long its body will be, for how long to leave the server alone."""

from collections.abc import Mapping
from typing import cast

import requests

from probes.fetch.connection import TimedResponse
from probes.fetch.retry_after import retry_after_seconds

_TELL_TO_WAIT = frozenset({429, 503})
"""The statuses with which a server may say for how long (RFC 6585 section 4, RFC 9110 section 15.6.4)."""

_WITHOUT_BODY = frozenset({204, 304})
_MOST_DIGITS = 18
"""No body is longer, and Python itself refuses numbers of thousands of digits."""


def status_measures(status: int, headers: Mapping[str, str], now: float) -> dict[str, float]:
    """http_status_code, and retry_after_seconds where the server wishes it. now: unix seconds."""
    told = {"http_status_code": float(status)}
    if status in _TELL_TO_WAIT:
        wait = retry_after_seconds(headers.get("Retry-After"), now)
        if wait is not None:
            told["retry_after_seconds"] = wait
    return told


def content_length(response: requests.Response) -> int | None:
    """How many bytes the answer says its body has; None when it does not say, or says nonsense.

    Some statuses say it themselves; in chunks nothing is said, whatever a header also says (RFC 9112 section 6.3).
    """
    if response.status_code in _WITHOUT_BODY:
        return 0
    raw = cast(TimedResponse, response.raw)
    said = (raw.headers.get("Content-Length") or "").strip()
    if raw.chunked or not (said.isascii() and said.isdigit()) or len(said) > _MOST_DIGITS:
        return None
    return int(said)
