"""One moment, read by everybody: the snapshot, the inventory and what they mean, which pages and metrics share."""

import threading
from collections.abc import Mapping
from dataclasses import dataclass

from alerts.signing import Signers, Signing
from alerts.verdict import Verdict, verdicts
from exporter.source import Source
from probes.clock import Instant
from probes.inventory.model import Inventory
from probes.states.state import Snapshot

_FRESH_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class Moment:
    """What was known at `at`. Verdicts by commune code; who can sign, in counts."""

    at: Instant
    snapshot: Snapshot
    inventory: Inventory
    verdicts: Mapping[str, Verdict]
    signing: Signing


class View:
    """Judges each snapshot once, for all readers. Ages move on without new snapshots: judged again after a second."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._lock = threading.Lock()
        self._last: Moment | None = None
        self._signers: tuple[Inventory, Signers] | None = None

    def now(self) -> Moment:
        """The present moment. Safe from any thread."""
        with self._lock:
            at, snapshot, inventory = (
                self._source.clock.now(),
                self._source.snapshot(),
                self._source.inventory(),
            )
            last = self._last
            if (
                last is not None
                and last.snapshot is snapshot
                and last.inventory is inventory
                and 0 <= at.monotonic - last.at.monotonic < _FRESH_SECONDS
            ):
                return last
            moment = Moment(
                at,
                snapshot,
                inventory,
                verdicts(inventory, snapshot, at.monotonic),
                self._signers_of(inventory).count(snapshot, at.monotonic),
            )
            self._last = moment
            return moment

    def _signers_of(self, inventory: Inventory) -> Signers:
        if self._signers is None or self._signers[0] is not inventory:
            self._signers = (inventory, Signers(inventory))
        return self._signers[1]
