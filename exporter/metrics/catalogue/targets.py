"""Each target, in blackbox_exporter's names; and what its looks amount to."""

from exporter.metrics.catalogue.family import NO_LOOK, Family, Type, of_target

PROBE_SUCCESS = of_target(
    "probe_success",
    "Whether the last look found what was expected.",
    absent=f"the look failed through the monitor's own fault; it asked nobody, for the answer was known; {NO_LOOK}",
)
PROBE_DURATION = of_target(
    "probe_duration_seconds",
    "How long the last look took.",
    absent=f"the look asked nobody, for the answer was known; {NO_LOOK}",
)
PROBE_FAILURE_INFO = of_target(
    "probe_failure_info",
    "Why the last look failed, of a closed list of reasons.",
    "reason",
    absent=f"the last look succeeded; {NO_LOOK}",
)
PROBE_ICMP_DURATION = of_target(
    "probe_icmp_duration_seconds",
    "Mean round trip of the packets answered in the last look.",
    "phase",
    absent=f"no packet was answered; {NO_LOOK}",
)
PROBE_HTTP_DURATION = of_target(
    "probe_http_duration_seconds",
    "How long each phase of the last HTTP look took, summed over redirects.",
    "phase",
    absent=f"that phase did not happen; {NO_LOOK}",
)
PROBE_HTTP_STATUS = of_target(
    "probe_http_status_code",
    "Status code of the last HTTP answer.",
    absent=f"there was no HTTP answer; {NO_LOOK}",
)
PROBE_HTTP_REDIRECTS = of_target(
    "probe_http_redirects",
    "Redirects followed in the last look.",
    absent=f"there was no HTTP answer; {NO_LOOK}",
)
PROBE_HTTP_VERSION = of_target(
    "probe_http_version",
    "Version of HTTP that the last answer came in.",
    absent=f"there was no HTTP answer; {NO_LOOK}",
)
PROBE_HTTP_SSL = of_target(
    "probe_http_ssl",
    "Whether the last HTTP answer, after all redirects, came over TLS.",
    absent=f"there was no HTTP answer; {NO_LOOK}",
)
PROBE_HTTP_CONTENT_LENGTH = of_target(
    "probe_http_content_length",
    "Bytes that the last HTTP answer said its body has.",
    absent=f"there was no HTTP answer, or it did not say; {NO_LOOK}",
)
PROBE_HTTP_BODY = of_target(
    "probe_http_uncompressed_body_length",
    "Bytes of the last HTTP body, as far as it was read.",
    absent=f"no body was read; {NO_LOOK}",
)
PROBE_DNS_DURATION = of_target(
    "probe_dns_duration_seconds",
    "How long each phase of the last DNS look took.",
    "phase",
    absent=f"that phase did not happen; {NO_LOOK}",
)
PROBE_DNS_ANSWERS = of_target(
    "probe_dns_answer_rrs",
    "Records in the answer section of the last DNS answer.",
    absent=f"there was no DNS answer; {NO_LOOK}",
)
PROBE_DNS_LOOKUP = of_target(
    "probe_dns_lookup_time_seconds",
    "How long it took to find the target's address: next to nothing where the inventory gives it.",
    absent=f"no address was found; {NO_LOOK}",
)
PROBE_IP_PROTOCOL = of_target(
    "probe_ip_protocol",
    "IP version of the last look, 4 or 6.",
    absent=f"no address was reached for; {NO_LOOK}",
)
PROBE_SSL_EXPIRY = of_target(
    "probe_ssl_earliest_cert_expiry",
    "When the first certificate of the presented TLS chain ends, unix seconds; also when the chain is not trusted.",
    absent=f"no chain was presented; {NO_LOOK}",
)
PROBE_TLS_VERSION = of_target(
    "probe_tls_version_info",
    "TLS version agreed in the last look.",
    "version",
    absent=f"no TLS handshake was completed; {NO_LOOK}",
)
TARGET_STATE = of_target(
    "thongsuot_target_state",
    "State of a target: 0 up, 1 degraded, 2 down. A code, not a quantity: do not sum or average it.",
    absent=f"unknown, or it has never answered, or its look asked nobody; {NO_LOOK}",
)
LAST_PROBE = Family(
    "thongsuot_last_probe_timestamp_seconds",
    Type.GAUGE,
    "When the look that this answer shows began, unix seconds.",
)
