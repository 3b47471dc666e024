"""How often something may be done: by each key, and by all of them together.

Never by address: all communes of a province come from one.
"""

from dataclasses import dataclass
from threading import Lock


@dataclass(frozen=True, slots=True)
class Rate:
    """So many within so many seconds: all of them at once, and then one after each `seconds / most`."""

    most: int
    seconds: float


@dataclass(slots=True)
class _Bucket:
    """What was left at a moment, monotonic seconds."""

    left: float
    at: float


class Limit:
    """Safe from any thread. Keys that have rested long enough are forgotten."""

    def __init__(self, each: Rate, together: Rate) -> None:
        """each: what one key may; together: what all may."""
        self._each = each
        self._together = together
        self._all = _Bucket(together.most, float("-inf"))
        self._buckets: dict[str, _Bucket] = {}
        self._swept = float("-inf")
        self._lock = Lock()

    def wait(self, key: str, now: float) -> float:
        """Take one if both have one left, and return 0; else take none, and return after how many seconds to come again.

        now: monotonic seconds.
        """
        with self._lock:
            self._sweep(now)
            mine = self._buckets.get(key) or _Bucket(self._each.most, now)
            waits = max(_wait(mine, self._each, now), _wait(self._all, self._together, now))
            if waits == 0:
                mine.left -= 1
                self._all.left -= 1
                self._buckets[key] = mine
            return waits

    def is_for_all(self, now: float) -> bool:
        """Whether it is all of them together that may do no more just now, and not the one who was told to wait."""
        with self._lock:
            return _wait(self._all, self._together, now) > 0

    def _sweep(self, now: float) -> None:
        if now - self._swept >= self._each.seconds:
            self._swept = now
            rested = [key for key, one in self._buckets.items() if now - one.at >= self._each.seconds]
            for key in rested:
                del self._buckets[key]


def _wait(bucket: _Bucket, rate: Rate, now: float) -> float:
    """Fill a bucket up to now; after how many seconds there is one in it."""
    if bucket.at > float("-inf"):
        bucket.left = min(rate.most, bucket.left + max(0.0, now - bucket.at) * rate.most / rate.seconds)
    bucket.at = now
    missing = 1 - bucket.left
    return 0.0 if missing <= 1e-9 else missing * rate.seconds / rate.most
