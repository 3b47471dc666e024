"""When a courier comes again: in time but never all at once, later after each failure, and within bounds whatever the hub says."""

from collections.abc import Mapping
from random import Random
from typing import Final

from probes.fetch.retry_after import retry_after_seconds

REPORT_SECONDS: Final = 30.0
TURN_SECONDS: Final = 1.1
"""What has waited, and the reports beside it, stay below one POST a second: a hub takes no more from one agent."""

SHORTEST_SECONDS: Final = 1.0
LONGEST_REPORT_SECONDS: Final = 300.0
LONGEST_BACKOFF_SECONDS: Final = 300.0
NOT_KNOWN_SECONDS: Final = 300.0
"""Between two attempts of an agent that the hub does not know."""

_SPREAD: Final = 0.2


def between(seconds: float) -> float:
    """What a hub asks for, within what makes sense."""
    return min(max(seconds, SHORTEST_SECONDS), LONGEST_REPORT_SECONDS)


def around(seconds: float, luck: Random) -> float:
    """Within 20 % of it."""
    return seconds * luck.uniform(1 - _SPREAD, 1 + _SPREAD)


def backoff(failures: int, luck: Random) -> float:
    """Seconds until the next attempt, after so many failures in a row: anywhere between one second and twice as long as the
    last time, so that many agents do not come back as one."""
    return luck.uniform(SHORTEST_SECONDS, min(LONGEST_BACKOFF_SECONDS, 2.0 ** min(failures, 30)))


def asked(headers: Mapping[str, str], now: float) -> float:
    """The seconds that a Retry-After asks for, at most an hour; 0 without one. now: unix seconds."""
    said = next((value for name, value in headers.items() if name.lower() == "retry-after"), None)
    return retry_after_seconds(said, now) or 0.0
