"""Expressions that several dashboards ask for."""

from alerts.cause import LABELS
from exporter.metrics import catalogue
from grafana.query import most, named, of

PLACE = ("province", "commune")
INCIDENT = ("scope", "cause", "severity", *LABELS)


def communes(status: str, *by: str, **labels: str) -> str:
    """How many communes have this status, for each of `by`, as long as one hub watches each province."""
    each = most(of(catalogue.COMMUNES, status=status, **labels), "province", "status")
    return f"sum by ({', '.join(by)}) ({each})" if by else f"sum ({each})"


def commune_state(**labels: str) -> str:
    """Each commune's status as a number, `grafana.scale.STATUS_CODES`: the worst that any hub knows, before what one does not."""
    degraded, outage, unknown = (
        of(catalogue.COMMUNE_STATUS, status=status, **labels) for status in ("degraded", "outage", "unknown")
    )
    by_hub = f"sum by (job, instance, province, commune) ({degraded} or 2 * {outage} or -1 * {unknown})"
    return most(by_hub, *PLACE)


def share_in(status: str, period: str, **labels: str) -> str:
    """For how much of the time it was seen in the period each commune had this status, 0 to 1; nothing if it never was."""

    def share(of_status: str) -> str:
        return f"avg_over_time({of(catalogue.COMMUNE_STATUS, status=of_status, **labels)}[{period}])"

    known = f"(1 - {share('unknown')} > 0)"
    return most(f"{share(status)} / on (job, instance, province, commune) {known}", *PLACE)


def sight_of_the_worst() -> str:
    """The share of its witnesses that answer the hub with the least sight."""
    return f"min (avg by (job, instance) ({of(catalogue.WITNESS_UP)}))"


def own_scrapes() -> str:
    """Whether Prometheus can scrape each of what telling people rests on: hubs, their relays, Alertmanager and itself."""
    told_by = (
        of(catalogue.BUILD_INFO),
        of("alertmanager_build_info", job=".+"),
        of("prometheus_build_info", job=".+"),
    )
    lately = " or ".join(f"last_over_time ({each}[30d])" for each in told_by)
    return f"({of('up', job='$job-relay')} or {of('up', job='.+')} and on (job) ({lately}))"


def open_incidents(**labels: str) -> str:
    """Each open incident, as 1."""
    return f"{most(of(catalogue.INCIDENT_OPEN, **labels), *INCIDENT)} == 1"


def counted(found: str, of_what: str) -> str:
    """How many there are in `found`: 0 as long as there is any of what it is found in, and nothing without."""
    return f"count ({found}) or 0 * count ({of_what})"


def open_count(province: str, commune: str = "", **labels: str) -> str:
    """How many incidents are open in a commune, or in provinces with those that are no province's own.

    Nothing when no hub watches the place.
    """
    if commune:
        place = {"province": province, "commune": commune}
        return counted(open_incidents(**place, **labels), of(catalogue.COMMUNE_INFO, **place))
    found = open_incidents(province=f"{province}|", **labels)
    return counted(found, of(catalogue.COMMUNE_INFO, province=province))


def incident_starts(**labels: str) -> str:
    """When each open incident began, in milliseconds, with the commune's name where it hits one."""
    starts = most(of(catalogue.INCIDENT_START, **labels), *INCIDENT)
    return f"1000 * ({named(starts)} or on ({', '.join(INCIDENT)}) {starts})"


def incident_spread(**labels: str) -> str:
    """How many communes each open incident has hit."""
    return most(of(catalogue.INCIDENT_AFFECTED, **labels), *INCIDENT)


def budget_left(record: str, objective: float, period: str, **labels: str) -> str:
    """How much of what may fail in the period is left, 1 to less than 0, by the recorded share that failed."""
    worst = f"max without (job) (avg_over_time({of(record, **labels)}[{period}]))"
    return f"1 - {worst} / {1 - objective:.6g}"


COMMUNES_OUT = "job_province:thongsuot_communes_out:ratio"
SERVICE_FAILING = "job_service:thongsuot_service_failing:ratio"
