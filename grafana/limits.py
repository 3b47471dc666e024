"""What counts as bad, from one place: the inventory's settings, else the program's defaults."""

from dataclasses import dataclass

from probes.inventory.settings import Settings
from probes.kinds.timestamp import SLOW_SECONDS
from probes.observation import LIVE_SECONDS
from probes.policy import policy

_NO_STATUS_PAGE = "http://127.0.0.1:9740"
_DAY = 86400.0
_WEEK = 7 * _DAY


@dataclass(frozen=True, slots=True)
class Limits:
    """Ratios, seconds; the end of a certificate in seconds from now. status_page: where links to it begin."""

    status_page: str
    loss: float
    rtt: float
    jitter: float
    slow: float
    communes_objective: float
    services_objective: float
    tls_warning: float
    tls_critical: float
    lead: tuple[float, ...]
    renewal_closes: float
    rounds_late: float
    stamp_slow: float
    agent_quiet: float

    @property
    def horizon(self) -> float:
        """How far ahead the ends of certificates are listed: the longest lead time."""
        return max(self.lead)

    @property
    def urgent(self) -> float:
        """From when an end is near: the shortest lead time of a week or more, the longest where all are shorter."""
        return min((lead for lead in self.lead if lead >= _WEEK), default=self.horizon)


def limits_of(settings: Settings) -> Limits:
    """Those of an inventory. A link has its own where its site or province says so: a dashboard draws the common ones."""
    common = policy(settings.rhythm.link_interval, (settings.thresholds,))
    operator, alerting = settings.operator, settings.alerting
    page = None if operator is None else operator.status_page
    return Limits(
        status_page=page.rstrip("/") if page is not None and page.startswith("http") else _NO_STATUS_PAGE,
        loss=common.loss_degraded,
        rtt=common.rtt_degraded,
        jitter=common.jitter_degraded,
        slow=common.slow,
        communes_objective=alerting.communes_objective,
        services_objective=alerting.services_objective,
        tls_warning=alerting.tls_warning,
        tls_critical=alerting.tls_critical,
        lead=tuple(_DAY * days for days in settings.signing.lead_days),
        renewal_closes=_DAY * settings.signing.renewal_closes_days,
        rounds_late=alerting.rounds_late,
        stamp_slow=SLOW_SECONDS,
        agent_quiet=LIVE_SECONDS,
    )
