"""Every metric family of the program, each defined once: name, type, help, labels, and when it is absent.

`exporter.metrics.reference` writes docs/metrics.md from it.
"""

from dataclasses import dataclass
from enum import StrEnum


class Type(StrEnum):
    """What Prometheus may do with the numbers of a family."""

    GAUGE = "gauge"
    COUNTER = "counter"
    SUMMARY = "summary"


@dataclass(frozen=True, slots=True)
class Family:
    """One metric family. `name` as in the text format: a counter ends in `_total`.

    labels: its own labels; a family of a target also carries the labels of that target.
    absent: when a series of it is not there. What was not seen is absent, never 0.
    """

    name: str
    type: Type
    help: str
    labels: tuple[str, ...] = ()
    absent: str = "never"

    def header(self, *, openmetrics: bool) -> bytes:
        """The HELP and TYPE lines. OpenMetrics names a counter's family without `_total`."""
        name = self.name
        if openmetrics and self.type is Type.COUNTER:
            name = name.removesuffix("_total")
        return f"# HELP {name} {self.help}\n# TYPE {name} {self.type}\n".encode()


TARGET_LABELS = (
    "instance",
    "kind",
    "vantage",
    "province",
    "commune",
    "site",
    "link",
    "isp",
    "service",
    "authority",
    "signer",
    "signer_kind",
)

_NO_LOOK = "no look in the last three intervals"


def _target(
    name: str, help_text: str, *labels: str, absent: str = _NO_LOOK, type_: Type = Type.GAUGE
) -> Family:
    return Family(name, type_, help_text, labels, absent)


# -- each target, in blackbox_exporter's names ------------------------------------------------------------------

PROBE_SUCCESS = _target(
    "probe_success",
    "Whether the last look found what was expected.",
    absent=f"the look failed through the monitor's own fault; {_NO_LOOK}",
)
PROBE_DURATION = _target("probe_duration_seconds", "How long the last look took.")
PROBE_FAILURE_INFO = _target(
    "probe_failure_info",
    "Why the last look failed, of a closed list of reasons.",
    "reason",
    absent=f"the last look succeeded; {_NO_LOOK}",
)
PROBE_ICMP_DURATION = _target(
    "probe_icmp_duration_seconds",
    "Mean round trip of the packets answered in the last look.",
    "phase",
    absent=f"no packet was answered; {_NO_LOOK}",
)
PROBE_HTTP_DURATION = _target(
    "probe_http_duration_seconds",
    "How long each phase of the last HTTP look took, summed over redirects.",
    "phase",
    absent=f"that phase did not happen; {_NO_LOOK}",
)
PROBE_HTTP_STATUS = _target(
    "probe_http_status_code",
    "Status code of the last HTTP answer.",
    absent=f"there was no HTTP answer; {_NO_LOOK}",
)
PROBE_HTTP_REDIRECTS = _target(
    "probe_http_redirects",
    "Redirects followed in the last look.",
    absent=f"there was no HTTP answer; {_NO_LOOK}",
)
PROBE_HTTP_BODY = _target(
    "probe_http_uncompressed_body_length",
    "Bytes of the last HTTP body, as far as it was read.",
    absent=f"no body was read; {_NO_LOOK}",
)
PROBE_DNS_DURATION = _target(
    "probe_dns_duration_seconds",
    "How long each phase of the last DNS look took.",
    "phase",
    absent=f"that phase did not happen; {_NO_LOOK}",
)
PROBE_DNS_ANSWERS = _target(
    "probe_dns_answer_rrs",
    "Records in the answer section of the last DNS answer.",
    absent=f"there was no DNS answer; {_NO_LOOK}",
)
PROBE_DNS_LOOKUP = _target(
    "probe_dns_lookup_time_seconds",
    "How long it took to find the target's address: next to nothing where the inventory gives it.",
    absent=f"no address was found; {_NO_LOOK}",
)
PROBE_IP_PROTOCOL = _target(
    "probe_ip_protocol",
    "IP version of the last look, 4 or 6.",
    absent=f"no address was reached for; {_NO_LOOK}",
)
PROBE_SSL_EXPIRY = _target(
    "probe_ssl_earliest_cert_expiry",
    "When the first certificate of the presented TLS chain ends, unix seconds; also when the chain is not trusted.",
    absent=f"no chain was presented; {_NO_LOOK}",
)
PROBE_TLS_VERSION = _target(
    "probe_tls_version_info",
    "TLS version agreed in the last look.",
    "version",
    absent=f"no TLS handshake was completed; {_NO_LOOK}",
)

# -- lines ------------------------------------------------------------------------------------------------------

_NO_WINDOW = f"the window holds no packet; {_NO_LOOK}"
LINK_SENT = _target(
    "thongsuot_link_packets_sent_total",
    "Packets sent to a line.",
    type_=Type.COUNTER,
    absent="the line was never pinged",
)
LINK_RECEIVED = _target(
    "thongsuot_link_packets_received_total",
    "Packets that a line answered in time.",
    type_=Type.COUNTER,
    absent="the line was never pinged",
)
LINK_LOSS = _target(
    "thongsuot_link_loss_ratio",
    "Share of packets lost over the last window (5 minutes by default), 0 to 1.",
    absent=_NO_WINDOW,
)
LINK_RTT = _target(
    "thongsuot_link_rtt_seconds",
    "Round trip over the last window (5 minutes by default).",
    "quantile",
    type_=Type.SUMMARY,
    absent=f"no packet of the window was answered; {_NO_LOOK}",
)
LINK_JITTER = _target(
    "thongsuot_link_jitter_seconds",
    "Variation of the round trip over the last window (5 minutes by default).",
    absent=f"no two packets of one round were answered within the window; {_NO_LOOK}",
)
LINK_FLAPPING = _target(
    "thongsuot_link_flapping", "Whether a line keeps dropping and coming back, whatever its state."
)

# -- signing certificates ---------------------------------------------------------------------------------------

SIGN_NOT_AFTER = _target(
    "sign_cert_not_after_timestamp_seconds",
    "When the signing certificate ends, unix seconds.",
    absent=f"the certificate could not be read; {_NO_LOOK}",
)
SIGN_EFFECTIVE_NOT_AFTER = _target(
    "sign_cert_effective_not_after_timestamp_seconds",
    "When the signing certificate or one of the authorities above it ends, whichever is first, unix seconds.",
    absent=f"its chain is not known; {_NO_LOOK}",
)

# -- meaning ----------------------------------------------------------------------------------------------------

TARGET_STATE = _target(
    "thongsuot_target_state",
    "State of a target: 0 up, 1 degraded, 2 down. A code, not a quantity: do not sum or average it.",
    absent=f"unknown, or it has never answered; {_NO_LOOK}",
)
COMMUNE_INFO = Family(
    "thongsuot_commune_info",
    Type.GAUGE,
    "Names of a commune and its province; always 1.",
    ("province", "commune", "name", "province_name"),
)
COMMUNE_STATUS = Family(
    "thongsuot_commune_status",
    Type.GAUGE,
    "Whether this is the commune's status, 0 or 1: normal, degraded, outage or unknown.",
    ("province", "commune", "status"),
)
COMMUNES = Family(
    "thongsuot_communes",
    Type.GAUGE,
    "Communes of a province in each status.",
    ("province", "status"),
)
TEAM_INFO = Family("thongsuot_team_info", Type.GAUGE, "Name of a team; always 1.", ("team", "name"))

# -- oneself ----------------------------------------------------------------------------------------------------

BUILD_INFO = Family(
    "thongsuot_build_info",
    Type.GAUGE,
    "Version of the program and of Python; always 1.",
    ("version", "python"),
)
RELOAD_SUCCESSFUL = Family(
    "thongsuot_config_last_reload_successful",
    Type.GAUGE,
    "Whether the inventory was taken when it was last read.",
)
RELOAD_TIMESTAMP = Family(
    "thongsuot_config_last_reload_success_timestamp_seconds",
    Type.GAUGE,
    "When the inventory in force was taken, unix seconds.",
)
ROUNDS = Family("thongsuot_probe_rounds_total", Type.COUNTER, "Rounds finished.", ("kind",))
ROUND_DURATION = Family(
    "thongsuot_probe_round_duration_seconds",
    Type.GAUGE,
    "How long the last round took, from its first look to its last answer.",
    ("kind",),
    absent="no round of this kind is finished yet",
)
ROUND_LATE = Family(
    "thongsuot_probe_round_late_seconds",
    Type.GAUGE,
    "How late the last round began.",
    ("kind",),
    absent="no round of this kind is finished yet",
)
ERRORS = Family(
    "thongsuot_probe_errors_total", Type.COUNTER, "Looks that failed, by reason.", ("kind", "reason")
)
WITNESS_UP = Family(
    "thongsuot_witness_up",
    Type.GAUGE,
    "Whether a witness answers: an address whose only use is to prove that the hub itself can see.",
    ("witness",),
    absent="the witness was not pinged yet",
)
QUEUE_LENGTH = Family("thongsuot_engine_queue_length", Type.GAUGE, "Messages that wait for the engine.")

# -- /probe only ------------------------------------------------------------------------------------------------

LAST_PROBE = Family(
    "thongsuot_last_probe_timestamp_seconds",
    Type.GAUGE,
    "When the look that this answer shows began, unix seconds.",
)
