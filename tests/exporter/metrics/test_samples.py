import math
from dataclasses import replace

import pytest

from exporter.metrics import catalogue
from exporter.metrics.samples import escaped, line, of_result, of_state, of_totals
from probes.observation import Result
from probes.reasons import Reason
from probes.states.state import State, Status
from tests.fakes.source import GOOD_HTTP, line_state, line_target, service_target, state_of


def _values(target_kind: str, result: Result) -> dict[tuple[str, str], float]:
    return {(family.name, labels): value for family, labels, value in of_result(target_kind, result)}


def _of_line(state: State) -> dict[tuple[str, str], float]:
    return {(family.name, labels): value for family, labels, value in of_state(line_target("19753"), state)}


def test_a_good_ping_tells_success_and_the_mean_round_trip() -> None:
    values = _values("ping", Result(None, 0.9, round_trips=(0.01, None, 0.03)))

    assert values == {
        ("probe_success", ""): 1,
        ("probe_duration_seconds", ""): 0.9,
        ("probe_icmp_duration_seconds", 'phase="rtt"'): pytest.approx(0.02),
    }


def test_a_ping_that_nobody_answered_has_no_round_trip() -> None:
    values = _values("ping", Result(Reason.NO_REPLY, 3.0, round_trips=(None, None)))

    assert values == {
        ("probe_success", ""): 0,
        ("probe_duration_seconds", ""): 3.0,
        ("probe_failure_info", 'reason="no_reply"'): 1,
    }


def test_a_good_page_tells_every_phase() -> None:
    values = _values("http", GOOD_HTTP)

    assert values["probe_http_duration_seconds", 'phase="tls"'] == 0.03
    assert values["probe_dns_lookup_time_seconds", ""] == 0.01
    assert values["probe_http_status_code", ""] == 200
    assert values["probe_http_redirects", ""] == 1
    assert values["probe_http_version", ""] == 1.1
    assert values["probe_http_ssl", ""] == 1
    assert values["probe_http_content_length", ""] == 5120
    assert values["probe_http_uncompressed_body_length", ""] == 5120
    assert values["probe_ssl_earliest_cert_expiry", ""] == 1_800_000_000
    assert values["probe_tls_version_info", 'version="TLS 1.3"'] == 1
    assert values["probe_ip_protocol", ""] == 4


def test_a_phase_that_did_not_happen_is_absent() -> None:
    refused = Result(Reason.REFUSED, 0.02, measures={"phase_resolve_seconds": 0.01})

    values = _values("http", refused)

    assert [labels for name, labels in values if name == "probe_http_duration_seconds"] == ['phase="resolve"']
    assert ("probe_http_status_code", "") not in values
    assert ("probe_ssl_earliest_cert_expiry", "") not in values


def test_an_untrusted_chain_still_tells_when_it_ends() -> None:
    untrusted = Result(Reason.TLS_UNTRUSTED, 0.1, measures={"tls_chain_not_after_timestamp_seconds": 1.7e9})

    assert _values("http", untrusted)["probe_ssl_earliest_cert_expiry", ""] == 1.7e9


@pytest.mark.parametrize("reason", [reason for reason in Reason if reason.ours])
def test_our_own_fault_has_a_reason_and_says_nothing_of_the_target(reason: Reason) -> None:
    values = _values("tcp", Result(reason, 0.1))

    assert values["probe_failure_info", f'reason="{reason}"'] == 1
    assert ("probe_success", "") not in values


def test_a_name_looked_up_tells_its_answers() -> None:
    measures = {"phase_request_seconds": 0.004, "dns_answer_rrs": 2.0}

    values = _values("dns", Result(None, 0.01, measures=measures))

    assert values["probe_dns_duration_seconds", 'phase="request"'] == 0.004
    assert values["probe_dns_answer_rrs", ""] == 2


def test_a_certificate_tells_both_its_ends() -> None:
    measures = {
        "certificate_not_after_timestamp_seconds": 1.9e9,
        "certificate_effective_not_after_timestamp_seconds": 1.8e9,
    }

    values = _values("certificate", Result(None, 0.001, measures=measures))

    assert values["sign_cert_not_after_timestamp_seconds", ""] == 1.9e9
    assert values["sign_cert_effective_not_after_timestamp_seconds", ""] == 1.8e9


@pytest.mark.parametrize("number", [math.nan, math.inf, -math.inf])
def test_what_is_no_number_is_absent(number: float) -> None:
    values = _values("http", Result(None, 0.1, measures={"http_redirects": number}))

    assert ("probe_http_redirects", "") not in values


def test_a_measure_of_another_kind_is_not_told_under_the_wrong_name() -> None:
    values = _values("tcp", Result(None, 0.1, measures={"phase_connect_seconds": 0.1}))

    assert set(values) == {("probe_success", ""), ("probe_duration_seconds", "")}


@pytest.mark.parametrize(("status", "code"), [(Status.UP, 0), (Status.DEGRADED, 1), (Status.DOWN, 2)])
def test_a_known_state_is_a_code(status: Status, code: int) -> None:
    assert _of_line(line_state("19753/centre/main", status))["thongsuot_target_state", ""] == code


@pytest.mark.parametrize("status", [Status.UNKNOWN, Status.UNVERIFIED])
def test_a_state_that_is_not_known_is_absent(status: Status) -> None:
    assert ("thongsuot_target_state", "") not in _of_line(line_state("19753/centre/main", status))


def test_a_line_tells_its_window() -> None:
    values = _of_line(line_state("19753/centre/main", flapping=True))

    assert values["thongsuot_link_loss_ratio", ""] == 0
    assert values["thongsuot_link_rtt_seconds", 'quantile="0.5"'] == 0.0012
    assert values["thongsuot_link_rtt_seconds", 'quantile="0.95"'] == 0.0019
    assert values["thongsuot_link_jitter_seconds", ""] == 0.0003
    assert values["thongsuot_link_flapping", ""] == 1


def test_a_window_without_an_answer_has_loss_and_no_round_trip() -> None:
    values = _of_line(line_state("19753/centre/main", Status.DOWN))

    assert values["thongsuot_link_loss_ratio", ""] == 1
    assert not any(
        name in ("thongsuot_link_rtt_seconds", "thongsuot_link_jitter_seconds") for name, _ in values
    )


def test_a_line_without_a_window_yet_has_no_window_series() -> None:
    values = _of_line(replace(line_state("19753/centre/main"), window=None))

    assert ("thongsuot_link_loss_ratio", "") not in values


def test_packets_are_counted_from_the_first_one_on() -> None:
    state = line_state("19753/centre/main")

    assert [(family, value) for family, _, value in of_totals(state)] == [
        (catalogue.LINK_SENT, 1000),
        (catalogue.LINK_RECEIVED, 1000),
    ]
    assert list(of_totals(replace(state, packets_sent=0, packets_received=0))) == []


def test_a_service_is_no_line() -> None:
    found = of_state(service_target("portal"), state_of("portal/http", GOOD_HTTP))

    assert not any(family.name.startswith("thongsuot_link") for family, _, _ in found)


def test_names_of_people_and_places_are_escaped() -> None:
    assert escaped('Xã "A Lưới 5"\\\n') == r"Xã \"A Lưới 5\"\\" + r"\n"
    assert escaped("Đặc khu Phú Quốc") == "Đặc khu Phú Quốc"


def test_numbers_keep_every_digit() -> None:
    assert line(catalogue.PROBE_DURATION, "", 0.1 + 0.2) == "probe_duration_seconds 0.30000000000000004\n"
    assert line(catalogue.PROBE_SSL_EXPIRY, "", 1795500000.0) == "probe_ssl_earliest_cert_expiry 1795500000\n"


@pytest.mark.parametrize("asked", ["kept", "crl", "nowhere"])
def test_a_look_that_asked_nobody_says_nothing_of_whoever_would_have_answered(asked: str) -> None:
    values = _values("ocsp", Result(None, 0.001, facts={"asked": asked}))

    assert values == {}
