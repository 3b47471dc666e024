"""One observation as it waits, in memory or on the disk."""

import json
from dataclasses import dataclass

from exporter.delivery.envelope import Item
from probes.observation import result_from_json

_ROW_BYTES = 200
"""What an observation takes on the disk beside its words: its rows, and its places in the indices."""

Key = tuple[str, int]
"""(epoch, number)"""


@dataclass(frozen=True, slots=True)
class Entry:
    """An observation that is not yet settled everywhere.

    observed: when the look began, unix seconds by the wall clock of then. began: the same by the clock of `boot`.
    result: JSON. changed: whether the target's reason differs from its last; such are dropped last.
    """

    epoch: str
    number: int
    target: str
    observed: float
    boot: str
    began: float
    changed: bool
    result: str

    @property
    def key(self) -> Key:
        """What the hub knows it by."""
        return self.epoch, self.number

    @property
    def size(self) -> int:
        """The bytes it takes."""
        return len(self.result) + len(self.target) + _ROW_BYTES

    def item(self, age: float | None) -> Item:
        """As it is sent. Raises ValueError, TypeError, KeyError or AttributeError when the disk gave back something else."""
        return Item(
            self.epoch,
            self.number,
            self.target,
            age,
            self.observed,
            result_from_json(json.loads(self.result)),
        )
