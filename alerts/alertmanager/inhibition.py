"""What goes without saying while something wider is told.

The hub opens nothing that a wider incident explains; here is only the belt, for what was open before. Sources are few and coarse:
inhibition per commune made Alertmanager 0.25 spend minutes of processor time on 3,321 of them. A target is muted only where it
has the label that must be equal: to Alertmanager two labels that are missing are equal too. What another ISP's line does, or a
certificate, is explained by no outage and needs no sight. `job` is the hub: one that is blind says nothing about another's communes.
"""

from dataclasses import dataclass
from typing import Any

from alerts.alertmanager.matchers import differs, equals, none_of, one_of
from alerts.cause import Cause

_QUALITY = (Cause.LINE_FLAPPING, Cause.LINE_LOSSY, Cause.LINE_SLOW)
_OF_LINES = (
    *(Cause.LINE_DOWN, Cause.SATELLITE_DOWN, Cause.SERVICE_UNREACHABLE_HERE, Cause.BACKUP_AVAILABLE),
    *(Cause.LINE_PARTLY_DOWN, *_QUALITY, Cause.AGENT_SILENT),
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
        (equals("cause", Cause.MONITOR_BLIND),),
        (
            differs("cause", ""),
            none_of("cause", (Cause.MONITOR_BLIND, Cause.SIGNING_BLOCKED, Cause.SIGNING_AT_RISK)),
        ),
        ("job",),
    ),
    Inhibition(
        (equals("cause", Cause.PROVINCE_OUTAGE),),
        (one_of("cause", (Cause.ISP_OUTAGE, Cause.UPSTREAM_OUTAGE, *_OF_LINES)), differs("province", "")),
        ("province",),
    ),
    Inhibition(
        (equals("cause", Cause.ISP_OUTAGE), *_THERE),
        (one_of("cause", (Cause.UPSTREAM_OUTAGE, *_QUALITY)), *_THERE),
        ("province", "isp"),
    ),
    Inhibition(  # one that spans provinces has no label `province`
        (equals("cause", Cause.ISP_OUTAGE), equals("province", "")),
        (one_of("cause", (Cause.UPSTREAM_OUTAGE, *_QUALITY)), differs("isp", "")),
        ("isp",),
    ),
    Inhibition(
        (equals("cause", Cause.UPSTREAM_OUTAGE), *_THERE),
        (one_of("cause", _QUALITY), *_THERE),
        ("province", "isp"),
    ),
    Inhibition(
        (equals("cause", Cause.SERVICE_OUTAGE), differs("service", "")),
        (equals("cause", Cause.SERVICE_REPORTED), differs("service", "")),
        ("service",),
    ),
    Inhibition(
        (equals("burn", "fast"),),
        (equals("burn", "slow"),),
        ("alertname", "job", "province", "service"),
    ),
)
