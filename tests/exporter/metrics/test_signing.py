"""What a look at a signer, an authority or a token is worth in series: states as words of ours, and no other words."""

import math
from collections.abc import Mapping
from dataclasses import replace

import pytest

from exporter.metrics.samples import of_result, of_state
from exporter.metrics.signing import STATES
from probes.kinds import KINDS
from probes.observation import Result
from probes.reasons import Reason
from probes.signing.service_state import ServiceState
from probes.signing.service_state import state_of as service_state_of
from probes.signing.state import SigningState
from probes.states.state import Status
from tests.fakes.clock import NOON
from tests.fakes.everything import authority_look
from tests.fakes.signers import certificate, seen, signer, signer_target
from tests.fakes.source import state_of

SIGNER = signer("con-dau", kind="organisation")


def told(kind: str, result: Result) -> dict[tuple[str, str], float]:
    """The signing series of one look."""
    return {
        (family.name, labels): value
        for family, labels, value in of_result(kind, result)
        if family.name.startswith("sign_")
    }


def of_authority(kind: str, measures: Mapping[str, float], **facts: str) -> dict[tuple[str, str], float]:
    _, result = authority_look(kind, measures, **facts)
    return told(kind, result)


@pytest.mark.parametrize("state", SigningState)
def test_a_certificate_has_one_state_also_when_the_look_failed(state: SigningState) -> None:
    found = told("certificate", certificate(state))

    assert [labels for name, labels in found if name == "sign_cert_state"] == [f'state="{state}"']


def test_every_reason_is_told_beside_the_worst() -> None:
    found = told(
        "certificate",
        certificate(SigningState.EXPIRED, SigningState.WEAK, SigningState.REVOCATION_UNKNOWN),
    )

    assert [labels for name, labels in found if name == "sign_cert_reason"] == [
        'state="expired"',
        'state="weak"',
        'state="revocation_unknown"',
    ]


def test_a_valid_certificate_has_no_reason() -> None:
    found = told("certificate", certificate())

    assert {name for name, _ in found} == {
        "sign_cert_state",
        "sign_cert_not_after_timestamp_seconds",
        "sign_cert_effective_not_after_timestamp_seconds",
    }


def test_the_lead_time_that_is_reached_is_told_in_seconds() -> None:
    result = certificate(SigningState.EXPIRING)
    reached = replace(result, measures=dict(result.measures) | {"certificate_lead_days": 90.0})

    assert told("certificate", reached)["sign_cert_lead_time_seconds", ""] == 90 * 86400


def test_evidence_is_told_with_where_it_is_from() -> None:
    name = "certificate_revocation_evidence_timestamp_seconds"
    for source in ("crl", "ocsp"):
        result = certificate(evidence=source)
        dated = replace(result, measures=dict(result.measures) | {name: NOON})

        assert (
            told("certificate", dated)[f"sign_cert_{name.removeprefix('certificate_')}", f'source="{source}"']
            == NOON
        )

    assert not [
        name for name, _ in told("certificate", certificate(evidence="library")) if "evidence" in name
    ]


def test_only_a_certificate_that_was_read_has_been_observed() -> None:
    def observed(result: Result) -> list[float]:
        found = of_state(signer_target(SIGNER), seen(SIGNER, result))
        return [value for family, _, value in found if family.name == "sign_cert_observed_timestamp_seconds"]

    assert observed(certificate()) == [NOON - 1]
    assert observed(certificate(SigningState.REVOKED)) == [NOON - 1]
    for state in (SigningState.DECLARED, SigningState.NOT_OBSERVED, SigningState.UNREADABLE):
        assert observed(certificate(state)) == []


def test_our_own_fault_says_nothing_of_a_certificate() -> None:
    assert told("certificate", Result(Reason.TRUST_UNREADABLE, 0.1)) == {}


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
def test_what_is_no_number_becomes_no_series(value: float) -> None:
    names = (
        "certificate_not_after_timestamp_seconds",
        "certificate_lead_days",
        "certificate_revocation_evidence_timestamp_seconds",
    )

    def of(number: float) -> set[str]:
        measures = dict.fromkeys(names, number)
        return {
            name
            for name, _ in told(
                "certificate", Result(None, 0.1, measures=measures, facts={"evidence": "crl"})
            )
        }

    assert of(30.0) == {
        "sign_cert_not_after_timestamp_seconds",
        "sign_cert_lead_time_seconds",
        "sign_cert_revocation_evidence_timestamp_seconds",
    }
    assert of(value) == set()


@pytest.mark.parametrize(
    "facts",
    [
        {"state": 'Nguyễn Thị Thử Nghiệm"} 1', "reasons": "expired CCCD:001199012345"},
        {"state": "VALID", "reasons": "", "evidence": "ldap"},
        {},
    ],
)
def test_a_word_that_is_not_ours_becomes_no_label(facts: Mapping[str, str]) -> None:
    measures = {"certificate_revocation_evidence_timestamp_seconds": NOON, "certificate_lead_days": 30.0}

    for kind in KINDS:
        found = told(kind, Result(None, 0.1, measures=measures, facts=facts))
        assert {labels for _, labels in found} <= {"", 'state="expired"'}
        assert not any(name.endswith("_state") or "evidence" in name for name, _ in found)


@pytest.mark.parametrize("kind", ["crl", "ocsp", "timestamp"])
@pytest.mark.parametrize("state", ServiceState)
def test_a_service_has_one_state(kind: str, state: ServiceState) -> None:
    family = STATES[kind][0].name

    assert of_authority(kind, {}, state=state)[family, f'state="{state}"'] == 1


@pytest.mark.parametrize("reason", [Reason.TIMEOUT, Reason.SIGNATURE_WRONG, Reason.CRL_ROLLBACK])
def test_a_service_that_failed_has_its_state_too(reason: Reason) -> None:
    state = service_state_of(reason)
    assert state is not None

    found = told("crl", Result(reason, 0.2, facts={"state": state}))

    assert found == {("sign_crl_state", f'state="{state}"'): 1}


def test_a_revocation_list_tells_its_dates_number_and_size() -> None:
    measures = {
        "crl_this_update_timestamp_seconds": 1.0,
        "crl_next_update_timestamp_seconds": 2.0,
        "crl_number": 3.0,
        "crl_bytes": 4.0,
        "crl_entries": 0.0,
    }

    assert of_authority("crl", measures) == {(f"sign_{name}", ""): value for name, value in measures.items()}


def test_an_ocsp_responder_tells_its_answer_and_each_canary() -> None:
    measures = {
        "ocsp_this_update_timestamp_seconds": 1.0,
        "ocsp_next_update_timestamp_seconds": 2.0,
        "ocsp_signer_not_after_timestamp_seconds": 3.0,
        "canary_good_ok": 1.0,
        "canary_revoked_ok": 0.0,
    }

    found = of_authority("ocsp", measures)

    assert found["sign_ocsp_canary_ok", 'expect="good"'] == 1
    assert found["sign_ocsp_canary_ok", 'expect="revoked"'] == 0
    assert {name for name, _ in found} == {
        "sign_ocsp_canary_ok",
        *(f"sign_{name}" for name in measures if name.startswith("ocsp")),
    }


def test_the_answer_about_one_signer_is_not_told_as_the_responders() -> None:
    target = signer_target(SIGNER, "ocsp")
    result = authority_look("ocsp", {"ocsp_this_update_timestamp_seconds": 1.0}, state="ok")[1]

    found = {family.name for family, _, _ in of_state(target, state_of(target.id, result))}

    assert found == {"probe_success", "probe_duration_seconds", "thongsuot_target_state"}


def test_a_timestamp_authority_tells_how_long_a_stamp_took_and_how_its_clock_is() -> None:
    measures = {"timestamp_clock_offset_seconds": -0.5, "timestamp_signer_not_after_timestamp_seconds": 9.0}

    assert of_authority("timestamp", measures, state="slow") == {
        ("sign_tsa_state", 'state="slow"'): 1,
        ("sign_tsa_request_seconds", ""): 0.5,
        ("sign_tsa_clock_offset_seconds", ""): -0.5,
        ("sign_tsa_signer_not_after_timestamp_seconds", ""): 9.0,
    }
    refused = Result(Reason.REFUSED, 0.1, facts={"state": "unreachable"})
    assert told("timestamp", refused) == {("sign_tsa_state", 'state="unreachable"'): 1}


def test_our_own_trust_is_told_in_full() -> None:
    measures = {
        "trust_anchors_loaded": 0.0,
        "trust_anchor_not_after_timestamp_seconds": 2.0,
        "trust_chain_not_after_timestamp_seconds": 3.0,
        "trust_canary_ok": 1.0,
    }

    assert of_authority("trust", measures) == {
        (f"sign_{name}", ""): value for name, value in measures.items()
    }


def test_a_token_tells_its_state_and_when_it_was_seen() -> None:
    target, result = authority_look("token", {"tokens": 1.0}, state="pin_locked")

    found = of_state(target, state_of(target.id, result, Status.DOWN))

    values = {(family.name, labels): value for family, labels, value in found}
    assert values["sign_token_state", 'state="pin_locked"'] == 1
    assert values["sign_token_observed_timestamp_seconds", ""] == NOON - 1


@pytest.mark.parametrize(
    ("reason", "facts"), [(Reason.TIMEOUT, {}), (Reason.BUG, {}), (None, {"state": "asleep"})]
)
def test_a_token_of_which_nothing_is_known_has_not_been_observed(
    reason: Reason | None, facts: Mapping[str, str]
) -> None:
    target, _ = authority_look("token", {})

    found = of_state(target, state_of(target.id, Result(reason, 0.1, facts=facts), Status.DOWN))

    assert not [family.name for family, _, _ in found if family.name.startswith("sign_token")]


@pytest.mark.parametrize("kind", ["crl", "ocsp", "timestamp"])
def test_what_is_asked_over_http_tells_its_phases_as_pages_do(kind: str) -> None:
    result = authority_look(kind, {"phase_processing_seconds": 0.25, "http_status_code": 200.0})[1]

    found = {(family.name, labels): value for family, labels, value in of_result(kind, result)}

    assert found["probe_http_duration_seconds", 'phase="processing"'] == 0.25
    assert found["probe_http_status_code", ""] == 200
