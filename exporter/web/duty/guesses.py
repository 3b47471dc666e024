"""How often passwords may be tried: ever more slowly for one name, and only so often for all of them together.

Never by address: a whole province sits behind one. A browser that has signed in before has a turn of its own for its user
(`device`), so that nobody who floods the page locks out those who work with it.
"""

import hashlib
import threading
from collections import OrderedDict
from dataclasses import dataclass
from typing import Final

FREE_TRIES: Final = 3
"""So many wrong passwords in a row cost no wait: people mistype."""

FIRST_WAIT_SECONDS: Final = 5.0
LONGEST_WAIT_SECONDS: Final = 300.0
"""The wait doubles with each wrong password, up to this."""

FORGET_SECONDS: Final = 3600.0
"""So long after its last try a name begins anew."""

BURST: Final = 30.0
PER_SECOND: Final = 0.5
"""Of strangers together: so many at once, and so many a second for ever."""

_MOST_NAMES = 10_000


@dataclass(slots=True)
class _Tried:
    times: int
    last: float


class Guesses:
    """Who may try a password now. Safe from any thread; `now` is monotonic seconds."""

    def __init__(self) -> None:
        self._tried: OrderedDict[bytes, _Tried] = OrderedDict()
        self._left = BURST
        self._filled: float | None = None
        self._lock = threading.Lock()

    def admit(self, name: str, device: str | None, now: float) -> float:
        """0: try, which counts as a wrong one until `right` says otherwise, so that many at once gain nothing. Else how many
        seconds to wait; asking meanwhile makes it no longer.

        device: a browser that this user has signed in with before; None: a stranger.
        """
        with self._lock:
            key = _key(name, device)
            tried = self._tried.get(key)
            if tried is not None and now - tried.last >= FORGET_SECONDS:
                tried = None
            if tried is not None and (wait := tried.last + _wait(tried.times) - now) > 0:
                return wait
            if device is None and (wait := self._take(now)) > 0:
                return wait
            self._tried[key] = _Tried(1 if tried is None else tried.times + 1, now)
            self._tried.move_to_end(key)
            while len(self._tried) > _MOST_NAMES:
                self._tried.popitem(last=False)
            return 0.0

    def right(self, name: str, device: str | None) -> None:
        """The last try had the right password: the next one waits for nothing."""
        with self._lock:
            self._tried.pop(_key(name, device), None)
            if device is None:
                self._left = min(BURST, self._left + 1)

    def _take(self, now: float) -> float:
        filled = now if self._filled is None else self._filled
        self._left = min(BURST, self._left + max(0.0, now - filled) * PER_SECOND)
        self._filled = now
        if self._left < 1:
            return (1 - self._left) / PER_SECOND
        self._left -= 1
        return 0.0


def _wait(times: int) -> float:
    """After so many wrong ones."""
    if times < FREE_TRIES:
        return 0.0
    return min(LONGEST_WAIT_SECONDS, FIRST_WAIT_SECONDS * 2.0 ** min(times - FREE_TRIES, 20))


def _key(name: str, device: str | None) -> bytes:
    """Of one length, whatever was typed."""
    told = f"{len(name)}:{name}{'' if device is None else device}"
    return hashlib.blake2b(told.encode(errors="replace"), digest_size=16).digest()
