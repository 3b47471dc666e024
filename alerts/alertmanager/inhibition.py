"""What goes without saying while something wider is told.

The hub opens nothing that a wider incident explains; here is only the belt, for what was open before. Sources are few and coarse:
inhibition per commune made Alertmanager 0.25 spend minutes of processor time on 3,321 of them. A target is muted only where it
has the label that must be equal: to Alertmanager two labels that are missing are equal too. What another ISP's line does, or a
certificate, is explained by no outage and needs no sight. `job` is the hub: one that is blind says nothing about another's communes.
"""

from dataclasses import dataclass
from typing import Any

from alerts.alertmanager.matchers import differs, equals, none_of, one_of

_QUALITY = ("line_flapping", "line_lossy", "line_slow")
_OF_LINES = (
    *("line_down", "satellite_down", "service_unreachable_here", "backup_available"),
    *("line_partly_down", *_QUALITY, "agent_silent"),
)


@dataclass(frozen=True, slots=True)
class Inhibition:
    """While an alert fits `source`, those that fit `target` and have the same `equal` labels are not told."""

    source: tuple[str, ...]
    target: tuple[str, ...]
    equal: tuple[str, ...]

    def written(self) -> dict[str, Any]:
        """As Alertmanager reads it."""
        return {
            "source_matchers": list(self.source),
            "target_matchers": list(self.target),
            "equal": list(self.equal),
        }


_THERE = differs("province", ""), differs("isp", "")

INHIBITIONS = (
    Inhibition(
        (equals("cause", "monitor_blind"),),
        (differs("cause", ""), none_of("cause", ("monitor_blind", "signing_blocked", "signing_at_risk"))),
        ("job",),
    ),
    Inhibition(
        (equals("cause", "province_outage"),),
        (one_of("cause", ("isp_outage", "upstream_outage", *_OF_LINES)), differs("province", "")),
        ("province",),
    ),
    Inhibition(
        (equals("cause", "isp_outage"), *_THERE),
        (one_of("cause", ("upstream_outage", *_QUALITY)), *_THERE),
        ("province", "isp"),
    ),
    Inhibition(  # one that spans provinces has no label `province`
        (equals("cause", "isp_outage"), equals("province", "")),
        (one_of("cause", ("upstream_outage", *_QUALITY)), differs("isp", "")),
        ("isp",),
    ),
    Inhibition(
        (equals("cause", "upstream_outage"), *_THERE),
        (one_of("cause", _QUALITY), *_THERE),
        ("province", "isp"),
    ),
    Inhibition(
        (equals("burn", "fast"),),
        (equals("burn", "slow"),),
        ("alertname", "job", "province", "service"),
    ),
)
