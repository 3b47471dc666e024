"""Why a commune is not well: the closed list of causes, worst first, and what is fixed about each of them."""

from dataclasses import dataclass
from enum import StrEnum


class CommuneStatus(StrEnum):
    """Whether a commune's centre can serve people, as far as was seen."""

    OUTAGE = "outage"
    DEGRADED = "degraded"
    UNKNOWN = "unknown"
    NORMAL = "normal"


class Scope(StrEnum):
    """How much one cause hits."""

    MONITOR = "monitor"
    PROVINCE = "province"
    ISP = "isp"
    UPSTREAM = "upstream"
    SERVICE = "service"
    AUTHORITY = "authority"
    COMMUNE = "commune"


class Severity(StrEnum):
    """CRITICAL calls people day and night, WARNING in working hours."""

    CRITICAL = "critical"
    WARNING = "warning"


class Cause(StrEnum):
    """In the order of headlines: of several that fit a commune, the first is told first.

    The value is part of the API, of metrics and of alerts: never renamed.
    """

    MONITOR_BLIND = "monitor_blind"
    PROVINCE_OUTAGE = "province_outage"
    ISP_OUTAGE = "isp_outage"
    UPSTREAM_OUTAGE = "upstream_outage"
    LINE_DOWN = "line_down"
    SERVICE_OUTAGE = "service_outage"
    SIGNING_BLOCKED = "signing_blocked"
    SERVICE_UNREACHABLE_HERE = "service_unreachable_here"
    SERVICE_REPORTED = "service_reported"
    AUTHORITY_OUTAGE = "authority_outage"
    BACKUP_AVAILABLE = "backup_available"
    LINE_PARTLY_DOWN = "line_partly_down"
    LINE_FLAPPING = "line_flapping"
    LINE_LOSSY = "line_lossy"
    LINE_SLOW = "line_slow"
    AGENT_SILENT = "agent_silent"
    SERVICE_SLOW = "service_slow"
    SIGNING_AT_RISK = "signing_at_risk"
    SATELLITE_DOWN = "satellite_down"
    UNKNOWN = "unknown"
    NORMAL = "normal"

    @property
    def rank(self) -> int:
        """Its place in the order of headlines, 0 first."""
        return _RANKS[self]

    @property
    def nature(self) -> "Nature":
        """What is fixed about it."""
        return _NATURES[self]


@dataclass(frozen=True, slots=True)
class Nature:
    """What is fixed about a cause.

    status: what a commune that it hits is. severity: None for what is no incident (UNKNOWN, NORMAL).
    """

    scope: Scope
    severity: Severity | None
    status: CommuneStatus


LABELS = ("province", "commune", "site", "link", "isp", "upstream", "service", "authority")
"""What an incident may be labelled with, in the order it is written."""

SHARED_LINE_CAUSES = (Cause.PROVINCE_OUTAGE, Cause.ISP_OUTAGE, Cause.UPSTREAM_OUTAGE)
"""The causes that many lines go down of at once, widest first."""

_OUTAGE, _DEGRADED = CommuneStatus.OUTAGE, CommuneStatus.DEGRADED
_CRITICAL, _WARNING = Severity.CRITICAL, Severity.WARNING
_NATURES = {
    Cause.MONITOR_BLIND: Nature(Scope.MONITOR, _CRITICAL, CommuneStatus.UNKNOWN),
    Cause.PROVINCE_OUTAGE: Nature(Scope.PROVINCE, _CRITICAL, _OUTAGE),
    Cause.ISP_OUTAGE: Nature(Scope.ISP, _CRITICAL, _OUTAGE),
    Cause.UPSTREAM_OUTAGE: Nature(Scope.UPSTREAM, _CRITICAL, _OUTAGE),
    Cause.LINE_DOWN: Nature(Scope.COMMUNE, _CRITICAL, _OUTAGE),
    Cause.SERVICE_OUTAGE: Nature(Scope.SERVICE, _CRITICAL, _DEGRADED),
    Cause.SIGNING_BLOCKED: Nature(Scope.COMMUNE, _CRITICAL, _DEGRADED),
    Cause.SERVICE_UNREACHABLE_HERE: Nature(Scope.COMMUNE, _WARNING, _DEGRADED),
    Cause.SERVICE_REPORTED: Nature(Scope.SERVICE, _WARNING, _DEGRADED),
    Cause.AUTHORITY_OUTAGE: Nature(Scope.AUTHORITY, _WARNING, _DEGRADED),
    Cause.BACKUP_AVAILABLE: Nature(Scope.COMMUNE, _WARNING, _DEGRADED),
    Cause.LINE_PARTLY_DOWN: Nature(Scope.COMMUNE, _WARNING, _DEGRADED),
    Cause.LINE_FLAPPING: Nature(Scope.COMMUNE, _WARNING, _DEGRADED),
    Cause.LINE_LOSSY: Nature(Scope.COMMUNE, _WARNING, _DEGRADED),
    Cause.LINE_SLOW: Nature(Scope.COMMUNE, _WARNING, _DEGRADED),
    Cause.AGENT_SILENT: Nature(Scope.COMMUNE, _WARNING, _DEGRADED),
    Cause.SERVICE_SLOW: Nature(Scope.SERVICE, _WARNING, _DEGRADED),
    Cause.SIGNING_AT_RISK: Nature(Scope.COMMUNE, _WARNING, _DEGRADED),
    Cause.SATELLITE_DOWN: Nature(Scope.COMMUNE, _WARNING, CommuneStatus.NORMAL),
    Cause.UNKNOWN: Nature(Scope.COMMUNE, None, CommuneStatus.UNKNOWN),
    Cause.NORMAL: Nature(Scope.COMMUNE, None, CommuneStatus.NORMAL),
}
_RANKS = {cause: rank for rank, cause in enumerate(Cause)}
