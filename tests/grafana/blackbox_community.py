"""The best known dashboards of blackbox_exporter's users, query by query, read from copies in public repositories.

A query is a fact about a dashboard; nothing else of them is here.
"""

from tests.grafana.blackbox_queries import (
    AUTHORS_JOB,
    DAYS_LEFT,
    NO_OWN_LABELS,
    NO_TARGET_LABEL,
    ONE,
    OWN_LABELS,
    PHASES,
    SECONDS,
    SHARE,
    STATUS,
    TIME_LEFT,
    VERSION,
    Dashboard,
    Found,
    Nothing,
    Query,
    Variable,
)

_BY_TARGET = 'target=~"$target"'
_BY_INSTANCE = 'instance=~"$target"'
_ALL_UP_OR_DOWN = Found(6, 0, 1, or_more=True)


def _page(where: str, nothing: Nothing) -> tuple[Query, ...]:
    """What 7587 shows of one page, and those that were made from it."""
    return (
        Query("Global Probe Duration", f"probe_duration_seconds{{{where}}}", SECONDS, nothing),
        Query("Status", f"probe_success{{{where}}}", ONE, nothing),
        Query("HTTP Duration", f"probe_http_duration_seconds{{{where}}}", PHASES, nothing),
        Query("Probe Duration", f"probe_duration_seconds{{{where}}}", SECONDS, nothing),
        Query("HTTP Status Code", f"probe_http_status_code{{{where}}}", STATUS, nothing),
        Query("HTTP Version", f"probe_http_version{{{where}}}", VERSION, nothing),
        Query("SSL", f"probe_http_ssl{{{where}}}", ONE, nothing),
        Query("SSL Expiry", f"probe_ssl_earliest_cert_expiry{{{where}}} - time()", TIME_LEFT, nothing),
        Query("Average Probe Duration", f"avg(probe_duration_seconds{{{where}}})", SECONDS, nothing),
        Query("Average DNS Lookup", f"avg(probe_dns_lookup_time_seconds{{{where}}})", SECONDS, nothing),
    )


def _details(panel: str, where: str, nothing: Nothing) -> tuple[Query, ...]:
    """The table of 9965, and those that were made from it."""
    return (
        Query(panel, f"probe_success{{{where}}} - 0", ONE, nothing),
        Query(panel, f"probe_http_ssl{{{where}}} - 0", ONE, nothing),
        Query(panel, f"probe_http_status_code{{{where}}} - 0", STATUS, nothing),
        Query(panel, f"probe_ssl_earliest_cert_expiry{{{where}}} - time()", TIME_LEFT, nothing),
    )


_INSTANCES = Variable("target", "probe_success", "instance", "page")
_TARGETS = Variable("target", "probe_success", "target", "page", NO_TARGET_LABEL)

_7587 = Dashboard("7587", "Prometheus Blackbox Exporter", (_INSTANCES,), _page(_BY_INSTANCE, {}))

_CHOSEN = 'job=~"$job", instance=~"$instance"'
_13659 = Dashboard(
    "13659",
    "Blackbox Exporter (HTTP prober)",
    (
        Variable("job", "probe_success", "job", "job"),
        Variable("instance", 'probe_success{job=~"$job"}', "instance", "page"),
    ),
    (
        Query("HTTP Probe Overview", f"probe_success{{{_CHOSEN}}}", ONE),
        Query("HTTP Probe Overview", f"probe_http_ssl{{{_CHOSEN}}} > 0", ONE),
        Query(
            "HTTP Probe Overview",
            f"(probe_ssl_earliest_cert_expiry{{{_CHOSEN}}} - time()) / 3600 / 24",
            DAYS_LEFT,
        ),
        Query("HTTP Probe Overview", f"probe_http_status_code{{{_CHOSEN}}} > 0", STATUS),
        Query("HTTP Probe Overview", f"avg_over_time(probe_duration_seconds{{{_CHOSEN}}}[1m])", SECONDS),
        Query("HTTP Probe Overview", f"probe_tls_version_info{{{_CHOSEN}}}", ONE),
        Query(
            "HTTP Probe Overview",
            f"avg_over_time(probe_dns_lookup_time_seconds{{{_CHOSEN}}}[1m])",
            SECONDS,
        ),
        Query(
            "HTTP Probe Duration",
            f"sum(probe_http_duration_seconds{{{_CHOSEN}}}) by (instance)",
            SECONDS,
        ),
        Query("HTTP Probe Phases Duration", f"probe_http_duration_seconds{{{_CHOSEN}}}", PHASES),
    ),
)

_14928 = Dashboard(
    "14928",
    "Prometheus Blackbox Exporter",
    (_TARGETS, Variable("phase", "probe_http_duration_seconds", "phase", "processing")),
    (
        Query("HTTP Status Code", f"probe_http_status_code{{{_BY_TARGET}}}", STATUS, NO_TARGET_LABEL),
        Query("Status", f"probe_success{{{_BY_TARGET}}}", ONE, NO_TARGET_LABEL),
        Query("HTTP Version", f"probe_http_version{{{_BY_TARGET}}}", VERSION, NO_TARGET_LABEL),
        Query("Probe Duration", f"probe_duration_seconds{{{_BY_TARGET}}}", SECONDS, NO_TARGET_LABEL),
        Query(
            "Average Probe Duration",
            f"avg(probe_duration_seconds{{{_BY_TARGET}}}) by (target)",
            SECONDS,
            NO_TARGET_LABEL,
        ),
        Query(
            "Average DNS Lookup",
            f"avg(probe_dns_lookup_time_seconds{{{_BY_TARGET}}}) by (target)",
            SECONDS,
            NO_TARGET_LABEL,
        ),
        Query("IP protocol", f"probe_ip_protocol{{{_BY_TARGET}}}", Found(1, 4, 4), NO_TARGET_LABEL),
        Query(
            "HTTP Duration",
            f'probe_http_duration_seconds{{{_BY_TARGET}, phase=~"$phase"}}',
            PHASES,
            NO_TARGET_LABEL,
        ),
        Query(
            "SSL Expiry",
            f"probe_ssl_earliest_cert_expiry{{{_BY_TARGET}}} - time()",
            TIME_LEFT,
            NO_TARGET_LABEL,
        ),
        Query("SSL", f"probe_http_ssl{{{_BY_TARGET}}}", ONE, NO_TARGET_LABEL),
        Query("TLS version", f"probe_tls_version_info{{{_BY_TARGET}}}", ONE, NO_TARGET_LABEL),
    ),
)

_12275 = Dashboard(
    "12275",
    "Blackbox Exporter",
    (_TARGETS,),
    (
        *_details("Global status", _BY_TARGET, NO_TARGET_LABEL),
        *_page(_BY_TARGET, NO_TARGET_LABEL),
    ),
)

_SEVERAL = 'instance=~"$targets"'
_OVERVIEW = (
    Query("$targets", f"probe_success{{{_SEVERAL}}}", ONE),
    Query("Probe Duration", f"probe_duration_seconds{{{_SEVERAL}}}", SECONDS),
    Query("DNS Lookup", f"probe_dns_lookup_time_seconds{{{_SEVERAL}}}", SECONDS),
    Query("Average Probe Duration", f"avg(probe_duration_seconds{{{_SEVERAL}}})", SECONDS),
    Query("Average DNS Lookup", f"avg(probe_dns_lookup_time_seconds{{{_SEVERAL}}})", SECONDS),
)
_5345 = Dashboard(
    "5345",
    "Blackbox Exporter Overview",
    (Variable("targets", "probe_success", "instance", "page"),),
    _OVERVIEW,
)
_11175 = Dashboard(
    "11175",
    "Blackbox Exporter Overview",
    (Variable("targets", "probe_success", "instance", "page"),),
    (
        *_OVERVIEW,
        Query("SSL", f"probe_http_ssl{{{_SEVERAL}}}", ONE),
        Query("SSL Cert Expiry", f"probe_ssl_earliest_cert_expiry{{{_SEVERAL}}} - time()", TIME_LEFT),
        Query("HTTP Status Code", f"probe_http_status_code{{{_SEVERAL}}}", STATUS),
    ),
)
_11529 = Dashboard(
    "11529",
    "Blackbox Exporter Quick Overview",
    (Variable("targets", "probe_success", "instance", "page"),),
    (
        Query("Probes (Up/Down) - Current", "probe_success", _ALL_UP_OR_DOWN),
        Query("Probes (Up/Down) - Historic", "- probe_success", Found(6, -1, 0, or_more=True)),
        Query("SSL Cert Expiry", "probe_ssl_earliest_cert_expiry - time()", TIME_LEFT),
        Query("DNS Lookup", "probe_dns_lookup_time_seconds", Found(3, 0, 5, or_more=True)),
        Query("Probe Duration", "probe_duration_seconds", Found(6, 0, 5, or_more=True)),
    ),
)
_12412 = Dashboard(
    "12412",
    "ICMP exporter",
    (
        Variable("job", "probe_success", "job", "job"),
        Variable("instance", 'probe_success{job=~"$job"}', "instance", "page"),
    ),
    (
        Query(
            "ICMP RTT",
            'sum(probe_icmp_duration_seconds{phase="rtt", job=~"$job"}) by (instance)',
            Found(1, 0, 5, or_more=True),
        ),
        Query("ICMP Packet Loss", f"1 - avg_over_time(probe_success{{{_CHOSEN}}}[$__interval])", SHARE),
    ),
)

_HERE = 'project=~"$project", instance=~"$instance"'
_12653 = Dashboard(
    "12653",
    "Blackbox",
    (
        Variable("project", "probe_success", "project", OWN_LABELS["project"], NO_OWN_LABELS),
        Variable(
            "server", 'probe_success{project=~"$project"}', "server", OWN_LABELS["server"], NO_OWN_LABELS
        ),
        Variable(
            "instance",
            'probe_success{project=~"$project", server=~"$server"}',
            "instance",
            "page",
            NO_OWN_LABELS,
        ),
    ),
    (
        Query("总耗时", f"probe_duration_seconds{{{_HERE}}}", SECONDS, NO_OWN_LABELS),
        Query("阶段耗时", f"probe_icmp_duration_seconds{{{_HERE}}}", SECONDS, NO_OWN_LABELS),
        Query("阶段耗时", f"probe_http_duration_seconds{{{_HERE}}}", PHASES, NO_OWN_LABELS),
        Query("阶段耗时", f"sum by (phase) (probe_http_duration_seconds{{{_HERE}}})", PHASES, NO_OWN_LABELS),
        Query("阶段耗时", f"sum by (phase) (probe_icmp_duration_seconds{{{_HERE}}})", SECONDS, NO_OWN_LABELS),
        *_details("状态明细", _HERE, NO_OWN_LABELS),
    ),
)

_EITHER = "instance=~'$targets', target=~'$target'"
_MANY_JOB = "job=~'$job'"
_OF_UP = "job=~'$job', env=~'$env', service=~'$service', gametype=~'$gametype'"
_9965 = Dashboard(
    "9965",
    "Blackbox Exporter 0.14 for Prometheus 监控展示看板",
    (
        Variable("blackbox", "probe_success", "exporter", OWN_LABELS["exporter"], NO_OWN_LABELS),
        Variable("job", 'up{exporter=~"$blackbox"}', "job", "job", NO_OWN_LABELS),
        Variable("env", f"up{{{_MANY_JOB}}}", "env", OWN_LABELS["env"], NO_OWN_LABELS),
        Variable("targets", f"up{{{_OF_UP}}}", "instance", "page", NO_OWN_LABELS),
        Variable("target", f"up{{{_OF_UP}}}", "target", "page", NO_OWN_LABELS),
    ),
    (
        Query("检测总耗时", f"probe_duration_seconds{{{_MANY_JOB}, {_EITHER}}}", SECONDS, NO_TARGET_LABEL),
        Query("HTTP检测类服务状态统计", "count_values('value', probe_http_status_code)", Found(1, 2, 20)),
        Query("服务连通性统计", f"count_values('value', probe_success{{{_MANY_JOB}}})", Found(2, 1, 40)),
        Query(
            "阶段耗时",
            f"probe_icmp_duration_seconds{{job=~'PING-OS-VM', {_EITHER}}}",
            SECONDS,
            AUTHORS_JOB,
        ),
        Query("阶段耗时", f"probe_http_duration_seconds{{{_MANY_JOB}, {_EITHER}}}", PHASES, NO_TARGET_LABEL),
        Query(
            "阶段耗时",
            f"sum by (phase) (probe_http_duration_seconds{{{_MANY_JOB}, {_EITHER}}})",
            PHASES,
            NO_TARGET_LABEL,
        ),
        *_details("状态明细", _EITHER, NO_TARGET_LABEL),
    ),
)

COMMUNITY = (_7587, _13659, _14928, _12275, _5345, _11175, _11529, _9965, _12653, _12412)
