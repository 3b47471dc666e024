"""The dashboard and the rules of blackbox-exporter-mixin, and the rules of Awesome Prometheus Alerts for blackbox_exporter."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from probes.language import Text
from tests.grafana.blackbox_queries import (
    NO_CLUSTER,
    ONE,
    PHASES,
    SECONDS,
    SHARE,
    STATUS,
    TIME_LEFT,
    VERSION,
    Dashboard,
    Found,
    Query,
    Variable,
)

_MANY = 'cluster="$cluster", job=~"$job"'
_EACH = f'{_MANY}, instance=~"$instance"'

MIXIN = Dashboard(
    "",
    "blackbox-exporter-mixin",
    (
        Variable("cluster", "probe_success{}", "cluster", "", NO_CLUSTER),
        Variable("job", 'probe_success{cluster="$cluster"}', "job", "job"),
        Variable("instance", f"probe_success{{{_MANY}}}", "instance", "page"),
    ),
    (
        Query("Status Map", f"max by (instance) (probe_success{{{_MANY}}})", Found(6, 0, 1, or_more=True)),
        Query("Probes", f"count(probe_success{{{_MANY}}})", Found(1, 6, 40)),
        Query(
            "Probes Success",
            f"(count(probe_success{{{_MANY}}} == 1) OR vector(0)) / count(probe_success{{{_MANY}}})",
            Found(1, 0.5, 0.99),
        ),
        Query(
            "Probes SSL",
            f"count(probe_http_ssl{{{_MANY}}} == 1) / count(probe_http_version{{{_MANY}}})",
            Found(1, 0.5, 0.5),
        ),
        Query("Probe Average Duration", f"avg(probe_duration_seconds{{{_MANY}}})", SECONDS),
        Query("Uptime", f"max by (instance) (probe_success{{{_EACH}}})", ONE),
        Query("Uptime 30d", f"avg_over_time(probe_success{{{_EACH}}}[30d])", SHARE),
        Query("Probe Success", f"max by (instance) (probe_success{{{_EACH}}})", ONE),
        Query("Latest Response Code", f"max by (instance) (probe_http_status_code{{{_EACH}}})", STATUS),
        Query("SSL", f"max by (instance) (probe_http_ssl{{{_EACH}}})", ONE),
        Query("SSL Version", f"max by (instance, version) (probe_tls_version_info{{{_EACH}}})", ONE),
        Query(
            "SSL Certificate Expiry",
            f"min by (instance) (probe_ssl_earliest_cert_expiry{{{_EACH}}} - time())",
            TIME_LEFT,
        ),
        Query("Redirects", f"max by (instance) (probe_http_redirects{{{_EACH}}})", Found(1, 0, 0)),
        Query("HTTP Version", f"max by (instance) (probe_http_version{{{_EACH}}})", VERSION),
        Query("Average Latency", f"avg by (instance) (probe_duration_seconds{{{_EACH}}})", SECONDS),
        Query("Average Latency", f"avg by (instance) (probe_dns_lookup_time_seconds{{{_EACH}}})", SECONDS),
        Query(
            "Probe Duration",
            f"sum by (instance) (avg by (phase, instance) (probe_http_duration_seconds{{{_EACH}}}))",
            SECONDS,
        ),
        Query("Probe Duration", f"avg by (instance) (probe_duration_seconds{{{_EACH}}})", SECONDS),
        Query("Probe Phases", f"avg(probe_http_duration_seconds{{{_EACH}}}) by (phase)", PHASES),
        Query("Probe Phases", f"avg(probe_icmp_duration_seconds{{{_EACH}}}) by (phase)", SECONDS),
    ),
)


class About(Enum):
    """The three that the rules are watched on."""

    PAGE = Text("trang qua TLS", "the page over TLS")
    PLAIN = Text("trang không TLS", "the page without")
    NEVER = Text("đường không bao giờ trả lời", "a line that never answers")


class Act(Enum):
    """What is wrong meanwhile, one after the other."""

    CALM = Text("không có gì", "nothing")
    BROKEN = Text(
        "trang không TLS trả lời 503, chứng chỉ của trang kia đã hết hạn",
        "the page without TLS answers 503, the other one's certificate has ended",
    )
    SLOW = Text(
        "kết nối mất hơn 1 giây, chứng chỉ còn 9 ngày",
        "it takes over a second to connect, the certificate has 9 days",
    )


_PAGE, _PLAIN, _NEVER = (frozenset({about}) for about in About)
_PAGES = _PAGE | _PLAIN


@dataclass(frozen=True, slots=True)
class Rule:
    """An alert; `$job` in its expression is that of the scrape.

    fires: about what, in which act; in the others about none of the three. why: where it never does, the reason.
    """

    alert: str
    expression: str
    fires: Mapping[Act, frozenset[About]]
    why: Text | None = None


_FAILED = {Act.CALM: _NEVER, Act.BROKEN: _PAGES | _NEVER, Act.SLOW: _NEVER}
MIXIN_RULES = (
    Rule("BlackboxProbeFailed", 'probe_success{job="$job"} == 0', _FAILED),
    Rule(
        "BlackboxLowUptime30d",
        'avg_over_time(probe_success{job="$job"}[30d]) * 100 < 99.9',
        {Act.CALM: _NEVER, Act.BROKEN: _PAGES | _NEVER, Act.SLOW: _PAGES | _NEVER},
    ),
    Rule(
        "BlackboxSslCertificateWillExpireSoon",
        'probe_ssl_earliest_cert_expiry{job="$job"} - time() < 21 * 24 * 3600',
        {Act.BROKEN: _PAGE, Act.SLOW: _PAGE},
    ),
)

_LEFT = "round((last_over_time(probe_ssl_earliest_cert_expiry[10m]) - time()) / 86400, 0.1)"
AWESOME_RULES = (
    Rule("BlackboxProbeFailed", "probe_success == 0", _FAILED),
    Rule(
        "BlackboxConfigurationReloadFailure",
        "blackbox_exporter_config_last_reload_successful != 1",
        {},
        Text(
            "chuỗi riêng của blackbox_exporter; của ta là `thongsuot_config_last_reload_successful`",
            "blackbox_exporter's own series; ours is `thongsuot_config_last_reload_successful`",
        ),
    ),
    Rule("BlackboxSlowProbe", "probe_duration_seconds > 1", {Act.SLOW: _PAGES}),
    Rule(
        "BlackboxProbeHttpFailure",
        "probe_http_status_code <= 199 OR probe_http_status_code >= 400",
        {Act.BROKEN: _PLAIN},
    ),
    Rule("BlackboxSslCertificateWillExpireSoon", f"3 <= {_LEFT} < 20", {Act.SLOW: _PAGE}),
    Rule(
        "BlackboxSslCertificateWillExpireVerySoon",
        f"0 <= {_LEFT} < 3",
        {},
        Text(
            "phép thử không có chứng chỉ nào còn dưới 3 ngày", "no certificate of the test ends within 3 days"
        ),
    ),
    Rule("BlackboxSslCertificateExpired", f"{_LEFT} < 0", {Act.BROKEN: _PAGE}),
    Rule("BlackboxProbeSlowHttp", "probe_http_duration_seconds > 1", {Act.SLOW: _PAGES}),
    Rule(
        "BlackboxProbeSlowPing",
        "probe_icmp_duration_seconds > 1",
        {},
        Text("phép thử không có ping nào quá 1 giây", "no ping of the test takes more than a second"),
    ),
)

RULE_SETS: Mapping[str, tuple[Rule, ...]] = {
    "blackbox-exporter-mixin": MIXIN_RULES,
    "Awesome Prometheus Alerts": AWESOME_RULES,
}
