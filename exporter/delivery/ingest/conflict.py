"""Whether two machines deliver with one token: a copied disk, or a stolen token."""

from collections import deque
from typing import Final

CONFLICT_SECONDS: Final = 3600.0
_RETURNS: Final = 3
_REMEMBERED: Final = 8


class Interleaving:
    """The newest epochs of one site. An agent that starts again leaves its epoch for good; two take turns.

    There and back once is none yet: a batch from just before a restart may come after the first from behind it.
    """

    def __init__(self) -> None:
        self._left: deque[str] = deque(maxlen=_REMEMBERED)
        self._epoch: str | None = None
        self._returns: deque[float] = deque(maxlen=_RETURNS)

    def hear(self, epoch: str, now: float) -> None:
        """A live batch came whose newest observation, not known before, is of this epoch. now: monotonic seconds."""
        if epoch == self._epoch:
            return
        if epoch in self._left:
            self._returns.append(now)
        if self._epoch is not None and self._epoch not in self._left:
            self._left.append(self._epoch)
        self._epoch = epoch

    def conflict(self, now: float) -> bool:
        """Whether it happened within the last hour."""
        return len(self._returns) == _RETURNS and now - self._returns[0] <= CONFLICT_SECONDS
