"""How often agents report: as often as wished while the hub keeps up, seldomer when it does not."""

from typing import Final

LATE_SECONDS: Final = 1.0
SLOWEST_SECONDS: Final = 60.0
"""Half of what is live: one lost batch makes nothing late."""

_SLOWER, _FASTER = 1.25, 0.98
_MOST = 64.0


class Pace:
    """How much seldomer than wished, by how long batches had to wait."""

    def __init__(self) -> None:
        self._factor = 1.0

    def waited(self, seconds: float) -> None:
        """The oldest of the batches that were taken together had waited so long."""
        changed = self._factor * (_SLOWER if seconds > LATE_SECONDS else _FASTER)
        self._factor = min(max(changed, 1.0), _MOST)

    def report_every(self, wished: float) -> float:
        """Seconds between an agent's reports; what was wished is never made oftener."""
        return min(wished * self._factor, max(SLOWEST_SECONDS, wished))
