"""The runner turns whatever happens into a Result."""

import logging
from contextlib import AbstractContextManager, nullcontext
from typing import Any, cast

import pytest

from probes.kind import Kind, Seen
from probes.language import Text
from probes.network import Network, Pinger
from probes.reasons import ProbeFailed, Reason
from probes.runner import look


class OpenGate:
    """Lets every look through to a network that nobody uses."""

    @property
    def pinger(self) -> Pinger:
        raise AssertionError("no ping in these tests")

    def look(self, timeout_seconds: float) -> AbstractContextManager[Network]:
        del timeout_seconds
        return nullcontext(cast(Network, None))


def kind_that(observe: Any) -> Kind:
    return Kind("test", object, observe, Text("", ""))


def test_what_a_kind_sees_becomes_a_successful_result() -> None:
    kind = kind_that(
        lambda _spec, _network: Seen({"phase_connect_seconds": 0.1}, {"tls_version": "TLS 1.3"}, "fine")
    )

    result = look(kind, None, OpenGate(), 1.0)

    assert result.success
    assert result.measures == {"phase_connect_seconds": 0.1}
    assert result.facts == {"tls_version": "TLS 1.3"}
    assert result.detail == "fine"
    assert 0 <= result.duration_seconds < 1


def test_a_failure_keeps_its_reason_and_what_was_seen_before_it() -> None:
    def observe(_spec: object, _network: Network) -> Seen:
        raise ProbeFailed(Reason.HTTP_STATUS, "500", measures={"http_status_code": 500})

    result = look(kind_that(observe), None, OpenGate(), 1.0)

    assert result.reason is Reason.HTTP_STATUS
    assert result.detail == "500"
    assert result.measures == {"http_status_code": 500}


def test_a_crash_in_a_kind_is_a_bug_on_one_target_and_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    def observe(_spec: object, _network: Network) -> Seen:
        raise ZeroDivisionError("secret words of a certificate")

    with caplog.at_level(logging.ERROR):
        result = look(kind_that(observe), None, OpenGate(), 1.0)

    assert result.reason is Reason.BUG
    assert result.detail == "ZeroDivisionError"
    assert "a look crashed" in caplog.text


@pytest.mark.parametrize("error", [ProbeFailed(Reason.RESET, "cut"), TimeoutError(), OSError("shut down")])
def test_a_look_that_fails_after_its_deadline_failed_of_timeout(error: Exception) -> None:
    def observe(_spec: object, _network: Network) -> Seen:
        raise error

    assert look(kind_that(observe), None, OpenGate(), 0.0).reason is Reason.TIMEOUT


def test_our_own_fault_stays_ours_after_the_deadline() -> None:
    def observe(_spec: object, _network: Network) -> Seen:
        raise ProbeFailed(Reason.NO_RESOURCES)

    assert look(kind_that(observe), None, OpenGate(), 0.0).reason is Reason.NO_RESOURCES


def test_a_gate_that_will_not_open_is_a_result_too() -> None:
    class ShutGate(OpenGate):
        def look(self, timeout_seconds: float) -> AbstractContextManager[Network]:
            raise ProbeFailed(Reason.NO_PERMISSION, f"no socket for {timeout_seconds} s")

    assert look(kind_that(lambda *_: Seen()), None, ShutGate(), 1.0).reason is Reason.NO_PERMISSION
