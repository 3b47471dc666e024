"""What people who come from blackbox_exporter already have: queries of its community dashboards, and its mixin's rules.

An expression is a fact about a dashboard; it is written here as short as it means the same. `$target`, `$instance`: one check.
"""

from dataclasses import dataclass

from tests.peers.stage import LINE, PAGE

COMMUNITY = "7587 Prometheus Blackbox Exporter"
MIXIN = "blackbox-exporter-mixin"
JOB = "thongsuot"


@dataclass(frozen=True, slots=True)
class Tried:
    """One query. series: how many it finds at the stage. least, most: between which its values lie there."""

    dashboard: str
    panel: str
    expression: str
    target: str
    series: int
    least: float
    most: float

    @property
    def asked(self) -> str:
        """As Grafana would ask, with its variables filled in."""
        asked = self.expression
        for variable, value in {
            "$target": self.target,
            "$instance": self.target,
            "$job": JOB,
            "$cluster": "",
        }.items():
            asked = asked.replace(variable, value)
        return asked


_DAY = 86400.0
_ONE = 'instance=~"$target"'
_MANY = 'cluster="$cluster", job=~"$job"'
_EACH = f'{_MANY}, instance=~"$instance"'


def _community(panel: str, expression: str, least: float, most: float, series: int = 1) -> Tried:
    return Tried(COMMUNITY, panel, expression, PAGE, series, least, most)


def _mixin(
    panel: str, expression: str, least: float, most: float, series: int = 1, target: str = PAGE
) -> Tried:
    return Tried(MIXIN, panel, expression, target, series, least, most)


TRIED = (
    _community("Global Probe Duration", f"probe_duration_seconds{{{_ONE}}}", 0, 5),
    _community("Status", f"probe_success{{{_ONE}}}", 1, 1),
    _community("HTTP Duration", f"probe_http_duration_seconds{{{_ONE}}}", 0, 5, series=5),
    _community("HTTP Status Code", f"probe_http_status_code{{{_ONE}}}", 200, 200),
    _community("HTTP Version", f"probe_http_version{{{_ONE}}}", 1.1, 1.1),
    _community("SSL", f"probe_http_ssl{{{_ONE}}}", 1, 1),
    _community("SSL Expiry", f"probe_ssl_earliest_cert_expiry{{{_ONE}}} - time()", _DAY, 4000 * _DAY),
    _community("Average Probe Duration", f"avg(probe_duration_seconds{{{_ONE}}})", 0, 5),
    _community("Average DNS Lookup", f"avg(probe_dns_lookup_time_seconds{{{_ONE}}})", 0, 5),
    _mixin("Probes", f"count(probe_success{{{_MANY}}})", 10, 40),
    _mixin(
        "Probes Success",
        f"(count(probe_success{{{_MANY}}} == 1) or vector(0)) / count(probe_success{{{_MANY}}})",
        0.5,
        0.99,
    ),
    _mixin(
        "Probes SSL",
        f"count(probe_http_ssl{{{_MANY}}} == 1) / count(probe_http_version{{{_MANY}}})",
        0.5,
        0.5,
    ),
    _mixin("Probe Average Duration", f"avg(probe_duration_seconds{{{_MANY}}})", 0, 5),
    _mixin("Uptime", f"max by (instance) (probe_success{{{_EACH}}})", 1, 1),
    _mixin("Uptime 30d", f"avg_over_time(probe_success{{{_EACH}}}[30d])", 0.5, 1),
    _mixin("Latest Response Code", f"max by (instance) (probe_http_status_code{{{_EACH}}})", 200, 200),
    _mixin("SSL", f"max by (instance) (probe_http_ssl{{{_EACH}}})", 1, 1),
    _mixin("SSL Version", f"max by (instance, version) (probe_tls_version_info{{{_EACH}}})", 1, 1),
    _mixin(
        "SSL Certificate Expiry",
        f"min by (instance) (probe_ssl_earliest_cert_expiry{{{_EACH}}} - time())",
        _DAY,
        4000 * _DAY,
    ),
    _mixin("Redirects", f"max by (instance) (probe_http_redirects{{{_EACH}}})", 0, 0),
    _mixin("HTTP Version", f"max by (instance) (probe_http_version{{{_EACH}}})", 1.1, 1.1),
    _mixin("Average Latency", f"avg by (instance) (probe_duration_seconds{{{_EACH}}})", 0, 5),
    _mixin("Average DNS Lookup", f"avg by (instance) (probe_dns_lookup_time_seconds{{{_EACH}}})", 0, 5),
    _mixin(
        "Probe Duration",
        f"sum by (instance) (avg by (phase, instance) (probe_http_duration_seconds{{{_EACH}}}))",
        0,
        5,
    ),
    _mixin(
        "HTTP Probe Phases Duration",
        f"avg by (phase) (probe_http_duration_seconds{{{_EACH}}})",
        0,
        5,
        series=5,
    ),
    _mixin(
        "ICMP Probe Phases Duration",
        f"avg by (phase) (probe_icmp_duration_seconds{{{_EACH}}})",
        0,
        5,
        target=LINE,
    ),
)

RULES = {
    "BlackboxProbeFailed": 'probe_success{job="thongsuot"} == 0',
    "BlackboxLowUptime30d": 'avg_over_time(probe_success{job="thongsuot"}[30d]) * 100 < 99.9',
    "BlackboxSslCertificateWillExpireSoon": 'probe_ssl_earliest_cert_expiry{job="thongsuot"} - time() < 21 * 24 * 3600',
}
"""The mixin's three alerts, with our job where it has its own."""
