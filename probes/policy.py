"""The thresholds that hold for one target, after every level of the inventory has had its say."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from probes.inventory.model import Medium
from probes.inventory.settings import AGENT_INTERVAL_SECONDS
from probes.inventory.thresholds import Thresholds
from probes.observation import HUB, LIVE_SECONDS

_RTT_DEGRADED_SECONDS = {Medium.FIBER: 0.05, Medium.LTE: 0.15, Medium.VSAT: 0.7}


@dataclass(frozen=True, slots=True)
class Policy:
    """When a target changes state. Seconds and ratios; counts are rounds.

    A window is `window` seconds of packets; it counts only from `window_packets` on, and a target is degraded
    after `degraded_windows` bad ones in a row, each with at least `loss_packets` lost (one packet is chance).
    agent_interval: how far apart the looks of an agent are at least.
    known_at_once: a failed look that measured something has seen the target, be it the first: a certificate that was
    read is no stranger because it has expired.
    """

    interval: float
    down_after: int = 3
    up_after: int = 2
    confirm_every: float = 5.0
    window: float = 300.0
    window_packets: int = 50
    degraded_windows: int = 3
    loss_packets: int = 2
    loss_degraded: float = 0.01
    rtt_degraded: float = 0.05
    jitter_degraded: float = 0.03
    slow: float = 2.0
    flap_changes: int = 4
    flap_window: float = 1800.0
    flap_clear: float = 1800.0
    expiry_degraded: float = 30 * 86400.0
    agent_interval: float = AGENT_INTERVAL_SECONDS
    known_at_once: bool = False

    @property
    def stale_after(self) -> float:
        """Seconds after which a result of the hub no longer counts: three intervals."""
        return self.stale_from(HUB)

    def stale_from(self, vantage: str) -> float:
        """Seconds after which a result from there no longer counts: three intervals, an agent's being longer.

        What an agent delivers counts at least for as long as it is live: a batch or two may be late.
        """
        if vantage == HUB:
            return 3 * self.interval
        return max(3 * max(self.interval, self.agent_interval), LIVE_SECONDS)


def policy(
    interval: float,
    levels: Iterable[Thresholds | None],
    medium: Medium = Medium.FIBER,
    agent_interval: float = AGENT_INTERVAL_SECONDS,
) -> Policy:
    """The policy of one target: the defaults for its medium, then each level's own values, widest level first."""
    values: dict[str, float] = {}
    for level in levels:
        if level is not None:
            values |= level.model_dump(exclude_none=True)
    usual = Policy(
        interval=interval, rtt_degraded=_RTT_DEGRADED_SECONDS[medium], agent_interval=agent_interval
    )
    return replace(usual, **values)  # type: ignore[arg-type]  # both name the same fields; a test holds it
