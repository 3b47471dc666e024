"""Why a target that answers is nevertheless not well: judged on sums that chance does not explain, never on one packet."""

from collections.abc import Mapping

from probes.observation import Result
from probes.policy import Policy
from probes.states.state import Sums

LOSS, RTT, JITTER, SLOW, EXPIRY = "loss", "rtt", "jitter", "slow", "expiry"

_NOT_AFTER = "not_after_timestamp_seconds"


def of_window(window: Sums, policy: Policy) -> dict[str, bool]:
    """By cause, whether this window is bad. Without a reply nothing is known of round trips."""
    lost = window.sent - window.received
    found = {LOSS: lost >= policy.loss_packets and lost >= policy.loss_degraded * window.sent}
    if window.rtt_median is not None:
        found[RTT] = window.rtt_median > policy.rtt_degraded
    if window.jitter is not None:
        found[JITTER] = window.jitter > policy.jitter_degraded
    return found


def of_duration(result: Result, policy: Policy) -> dict[str, bool]:
    """By cause, whether this answer took too long as a whole."""
    return {SLOW: result.duration_seconds > policy.slow}


def counted(streaks: Mapping[str, int], found: Mapping[str, bool], policy: Policy) -> dict[str, int]:
    """How often in a row each cause has now been found bad (above 0) or good (below 0); more than enough is not counted."""
    counts = dict(streaks)
    enough = policy.degraded_windows
    for cause, bad in found.items():
        before = counts.get(cause, 0)
        counts[cause] = min(max(before, 0) + 1, enough) if bad else max(min(before, 0) - 1, -enough)
    return counts


def settled(causes: frozenset[str], streaks: Mapping[str, int], policy: Policy) -> frozenset[str]:
    """The causes that hold: one begins after enough bad findings in a row, and ends after as many good ones."""
    enough = policy.degraded_windows
    begun = {cause for cause, run in streaks.items() if run >= enough}
    ended = {cause for cause, run in streaks.items() if run <= -enough}
    return (causes | begun) - ended


def with_expiry(causes: frozenset[str], result: Result, policy: Policy, wall: float) -> frozenset[str]:
    """A certificate's end is a date and no chance: one look is enough. A look that saw no certificate changes nothing."""
    ends = [value for name, value in result.measures.items() if name.endswith(_NOT_AFTER)]
    if not ends:
        return causes
    return causes | {EXPIRY} if min(ends) - wall < policy.expiry_degraded else causes - {EXPIRY}
