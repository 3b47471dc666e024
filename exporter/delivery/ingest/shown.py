"""What this run of the hub has shown as live: so that it is shown once, also while the disk takes nothing.

Bounded for each site. What was kept on the disk may be forgotten here, for the disk knows it; what was not, never is.
"""

from collections import OrderedDict
from typing import Final

from exporter.delivery.ingest.ranges import Range, add, holds

MOST_EPOCHS: Final = 8
MOST_RANGES: Final = 200


class Shown:
    """Numbers by site and epoch. Used by one thread."""

    def __init__(self) -> None:
        self._sites: dict[str, OrderedDict[str, list[Range]]] = {}

    def holds(self, site: str, epoch: str, number: int) -> bool:
        """Whether this observation was shown."""
        epochs = self._sites.get(site)
        return epochs is not None and holds(epochs.get(epoch, ()), number)

    def note(self, site: str, epoch: str, number: int) -> None:
        """It was shown, and is on the disk: what is oldest makes room."""
        ranges = self._of(site, epoch)
        add(ranges, number, number)
        del ranges[:-MOST_RANGES]
        epochs = self._sites[site]
        epochs.move_to_end(epoch)
        while len(epochs) > MOST_EPOCHS:
            epochs.popitem(last=False)

    def note_unkept(self, site: str, epoch: str, number: int) -> bool:
        """It is about to be shown, and is not on the disk; False when there is no room to remember it."""
        epochs = self._sites.setdefault(site, OrderedDict())
        if len(epochs.get(epoch, ())) >= MOST_RANGES or (epoch not in epochs and len(epochs) >= MOST_EPOCHS):
            return False
        add(self._of(site, epoch), number, number)
        return True

    def _of(self, site: str, epoch: str) -> list[Range]:
        return self._sites.setdefault(site, OrderedDict()).setdefault(epoch, [])
