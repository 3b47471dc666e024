"""When a target counts as down, degraded or flapping, as an inventory says it."""

from typing import Annotated

from probes.inventory.part import Part
from probes.inventory.values import Ratio, Seconds, whole


class Thresholds(Part):
    """When a target counts as down, degraded or flapping. Every field may be left out: the wider level's value holds.

    Order, widest first: settings, province, site or service, link. The defaults stand in `probes.policy`.
    """

    down_after: Annotated[int, whole(1, 20)] | None = None
    up_after: Annotated[int, whole(1, 20)] | None = None
    confirm_every: Seconds | None = None
    window: Seconds | None = None
    loss_degraded: Ratio | None = None
    rtt_degraded: Seconds | None = None
    jitter_degraded: Seconds | None = None
    slow: Seconds | None = None
    flap_changes: Annotated[int, whole(2, 100)] | None = None
    flap_window: Seconds | None = None
    flap_clear: Seconds | None = None
    expiry_degraded: Seconds | None = None
