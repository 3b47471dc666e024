"""What one target's state is worth in numbers: its samples, family by family."""

import math
from collections.abc import Iterator, Mapping

from exporter.metrics import catalogue
from exporter.metrics.catalogue import Family
from probes.observation import Result
from probes.states.state import State, Status
from probes.targets import Target

Sample = tuple[Family, str, float]
"""A family, its own labels as they are written (`phase="rtt"`), and the value."""

_MEASURES: Mapping[str, tuple[tuple[str, Family, str], ...]] = {
    "http": (
        *(
            (f"phase_{phase}_seconds", catalogue.PROBE_HTTP_DURATION, f'phase="{phase}"')
            for phase in ("resolve", "connect", "tls", "processing", "transfer")
        ),
        ("http_status_code", catalogue.PROBE_HTTP_STATUS, ""),
        ("http_redirects", catalogue.PROBE_HTTP_REDIRECTS, ""),
        ("http_body_bytes", catalogue.PROBE_HTTP_BODY, ""),
    ),
    "dns": (
        ("phase_request_seconds", catalogue.PROBE_DNS_DURATION, 'phase="request"'),
        ("dns_answer_rrs", catalogue.PROBE_DNS_ANSWERS, ""),
    ),
    "certificate": (
        ("certificate_not_after_timestamp_seconds", catalogue.SIGN_NOT_AFTER, ""),
        ("certificate_effective_not_after_timestamp_seconds", catalogue.SIGN_EFFECTIVE_NOT_AFTER, ""),
    ),
}
_ANY_KIND: tuple[tuple[str, Family, str], ...] = (
    ("phase_resolve_seconds", catalogue.PROBE_DNS_LOOKUP, ""),
    ("ip_protocol", catalogue.PROBE_IP_PROTOCOL, ""),
    ("tls_chain_not_after_timestamp_seconds", catalogue.PROBE_SSL_EXPIRY, ""),
)
_STATE_CODES = {Status.UP: 0, Status.DEGRADED: 1, Status.DOWN: 2}

FAMILIES = (
    catalogue.PROBE_SUCCESS,
    catalogue.PROBE_DURATION,
    catalogue.PROBE_FAILURE_INFO,
    catalogue.PROBE_ICMP_DURATION,
    catalogue.PROBE_HTTP_DURATION,
    catalogue.PROBE_HTTP_STATUS,
    catalogue.PROBE_HTTP_REDIRECTS,
    catalogue.PROBE_HTTP_BODY,
    catalogue.PROBE_DNS_DURATION,
    catalogue.PROBE_DNS_ANSWERS,
    catalogue.PROBE_DNS_LOOKUP,
    catalogue.PROBE_IP_PROTOCOL,
    catalogue.PROBE_SSL_EXPIRY,
    catalogue.PROBE_TLS_VERSION,
    catalogue.LINK_SENT,
    catalogue.LINK_RECEIVED,
    catalogue.LINK_LOSS,
    catalogue.LINK_RTT,
    catalogue.LINK_JITTER,
    catalogue.LINK_FLAPPING,
    catalogue.SIGN_NOT_AFTER,
    catalogue.SIGN_EFFECTIVE_NOT_AFTER,
    catalogue.TARGET_STATE,
)
"""Every family of a target, in the order of the exposition."""


def of_result(kind: str, result: Result) -> Iterator[Sample]:
    """What one look found. What it did not see yields nothing.

    A look that failed through our own fault says nothing of the target: it has a reason, and no `probe_success`.
    """
    if result.reason is None or not result.reason.ours:
        yield catalogue.PROBE_SUCCESS, "", float(result.success)
    yield catalogue.PROBE_DURATION, "", result.duration_seconds
    if result.reason is not None:
        yield catalogue.PROBE_FAILURE_INFO, f'reason="{result.reason}"', 1
    answered = [trip for trip in result.round_trips if trip is not None]
    if answered:
        yield catalogue.PROBE_ICMP_DURATION, 'phase="rtt"', sum(answered) / len(answered)
    if result.measures:
        for table in (_MEASURES.get(kind, ()), _ANY_KIND):
            for name, family, labels in table:
                value = result.measures.get(name)
                if value is not None and math.isfinite(value):
                    yield family, labels, value
    version = result.facts.get("tls_version")
    if version is not None:
        yield catalogue.PROBE_TLS_VERSION, f'version="{escaped(version)}"', 1


def of_state(target: Target, state: State) -> Iterator[Sample]:
    """Everything that a state says while it is fresh, `of_totals` apart."""
    yield from of_result(target.kind, state.last.result)
    if "link" in target.labels:
        yield from _of_window(state)
    code = _STATE_CODES.get(state.status)
    if code is not None:
        yield catalogue.TARGET_STATE, "", code


def of_totals(state: State) -> Iterator[Sample]:
    """A line's packets since the program first saw it: they stay when the line is no longer seen."""
    if state.packets_sent:
        yield catalogue.LINK_SENT, "", state.packets_sent
        yield catalogue.LINK_RECEIVED, "", state.packets_received


def _of_window(state: State) -> Iterator[Sample]:
    yield catalogue.LINK_FLAPPING, "", float(state.flapping)
    window = state.window
    if window is None:
        return
    if window.loss is not None:
        yield catalogue.LINK_LOSS, "", window.loss
    if window.rtt_median is not None:
        yield catalogue.LINK_RTT, 'quantile="0.5"', window.rtt_median
    if window.rtt_p95 is not None:
        yield catalogue.LINK_RTT, 'quantile="0.95"', window.rtt_p95
    if window.jitter is not None:
        yield catalogue.LINK_JITTER, "", window.jitter


def line(family: Family, labels: str, value: float) -> str:
    """One line of the exposition, in the text format and in OpenMetrics alike."""
    number = written(value)
    return f"{family.name}{{{labels}}} {number}\n" if labels else f"{family.name} {number}\n"


def written(value: float) -> str:
    """A number as both formats write it; it must be finite."""
    return str(whole) if (whole := int(value)) == value else repr(value)


def labels_of(pairs: Mapping[str, str]) -> str:
    """Labels as they are written, in the order given; an empty value is no label."""
    return ",".join(f'{name}="{escaped(value)}"' for name, value in pairs.items() if value)


def escaped(value: str) -> str:
    """A label value as the text format wants it: backslash, newline and quote behind a backslash."""
    if "\\" in value or "\n" in value or '"' in value:
        return value.replace("\\", r"\\").replace("\n", r"\n").replace('"', r"\"")
    return value
