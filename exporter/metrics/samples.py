"""What one target's state is worth in numbers: its samples, family by family."""

import math
from collections.abc import Iterator, Mapping

from alerts.layout import agent_site
from exporter.metrics import catalogue
from exporter.metrics.catalogue import TARGET_LABELS, Family
from exporter.metrics.measures import ANY_KIND, MEASURES
from exporter.metrics.signing import of_observed, of_signing
from probes.observation import Result
from probes.states.state import State, Status
from probes.targets import Target

Sample = tuple[Family, str, float]
"""A family, its own labels as they are written (`phase="rtt"`), and the value."""

_STATE_CODES = {Status.UP: 0, Status.DEGRADED: 1, Status.DOWN: 2}


def of_result(kind: str, result: Result) -> Iterator[Sample]:
    """What one look found. What it did not see yields nothing.

    A look that failed through our own fault says nothing of the target: it has a reason, and no `probe_success`. Nor does
    one that asked nobody, because what it wanted was known.
    """
    if not result.asked_nobody:
        if result.reason is None or not result.reason.ours:
            yield catalogue.PROBE_SUCCESS, "", float(result.success)
        yield catalogue.PROBE_DURATION, "", result.duration_seconds
    if result.reason is not None:
        yield catalogue.PROBE_FAILURE_INFO, f'reason="{result.reason}"', 1
    yield from _round_trip(result)
    if result.measures:
        for table in (MEASURES.get(kind, ()), ANY_KIND):
            for name, family, labels in table:
                value = result.measures.get(name)
                if value is not None and math.isfinite(value):
                    yield family, labels, value
    if result.facts:
        version = result.facts.get("tls_version")
        if version is not None:
            yield catalogue.PROBE_TLS_VERSION, f'version="{escaped(version)}"', 1
        yield from of_signing(kind, result)


def _round_trip(result: Result) -> Iterator[Sample]:
    answered = [trip for trip in result.round_trips if trip is not None]
    if answered:
        yield catalogue.PROBE_ICMP_DURATION, 'phase="rtt"', sum(answered) / len(answered)


def of_state(target: Target, state: State) -> Iterator[Sample]:
    """Everything that a state says while it is fresh, `of_totals` apart."""
    last = state.last
    if target.kind == "ocsp" and target.about_a_signer:
        # An authority is not told anew for each of its 30,000 signers: what it answers stands in their certificates.
        yield from of_result("", last.result)
    else:
        yield from of_result(target.kind, last.result)
        yield from of_observed(target.kind, last.result, last.observed)
    if "link" in target.labels:
        yield from _of_window(state)
    code = _STATE_CODES.get(state.status)
    if code is not None and not (target.kind == "ocsp" and last.result.asked_nobody):
        yield catalogue.TARGET_STATE, "", code


def of_agent_state(state: State) -> Iterator[Sample]:
    """What a state that an agent sees says while it is fresh: three series at most, for there are thousands of agents."""
    yield from of_agent_result(state.last.result)
    if (code := _STATE_CODES.get(state.status)) is not None:
        yield catalogue.TARGET_STATE, "", code


def of_agent_result(result: Result) -> Iterator[Sample]:
    """What one look of an agent found: two series at most."""
    if result.reason is None or not result.reason.ours:
        yield catalogue.PROBE_SUCCESS, "", float(result.success)
    if result.round_trips:
        yield from _round_trip(result)
    else:
        yield catalogue.PROBE_DURATION, "", result.duration_seconds


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


def target_labels(target: Target, vantage: str, provinces: Mapping[str, str]) -> dict[str, str]:
    """The labels that every series of a target carries, in their order. An agent's carry its site.

    provinces: the code of each commune's.
    """
    known = {"instance": target.id, "kind": target.kind, "vantage": vantage, **target.labels}
    if (place := agent_site(vantage)) is not None:
        commune, site = place
        known |= {
            "vantage": "agent",
            "province": provinces.get(commune, ""),
            "commune": commune,
            "site": site,
        }
    return {name: known[name] for name in TARGET_LABELS if known.get(name)}


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
