"""The closed list of states: their order, what each means for signing, and that each can be said to people."""

import pytest

from probes.reasons import Reason
from probes.signing.state import SigningState as State

WORST_FIRST = [
    "revoked",
    "suspended",
    "expired",
    "ca_unusable",
    "unreadable",
    "untrusted",
    "wrong_usage",
    "not_yet_valid",
    "chain_incomplete",
    "weak",
    "not_observed",
    "identity_stale",
    "revoked_scheduled",
    "renew_window_closed",
    "expiring",
    "revocation_unknown",
    "declared",
    "valid",
]


def test_the_states_stand_worst_first_and_keep_their_names() -> None:
    assert [state.value for state in State] == WORST_FIRST
    assert [state.rank for state in State] == list(range(len(WORST_FIRST)))


def test_a_state_is_usable_exactly_when_a_look_that_finds_it_succeeds() -> None:
    usable = [state.value for state in State if state.usable]

    assert usable == WORST_FIRST[WORST_FIRST.index("identity_stale") :]
    assert [state for state in State if state.usable == (state.reason is not None)] == []


def test_each_failing_state_has_its_own_reason_and_none_is_our_fault() -> None:
    reasons = [state.reason for state in State if state.reason is not None]

    assert len(set(reasons)) == len(reasons) == 11
    assert not any(reason.ours for reason in reasons)
    assert State.REVOCATION_UNKNOWN.reason is None
    assert State.CA_UNUSABLE.reason is Reason.CERTIFICATE_ISSUER_UNUSABLE


def test_what_nobody_knows_is_not_called_known() -> None:
    assert {state.value for state in State if not state.known} == {
        "unreadable",
        "chain_incomplete",
        "not_observed",
    }


@pytest.mark.parametrize("state", State)
def test_every_state_can_be_said_in_both_languages_with_what_to_do(state: State) -> None:
    for text in (state.sentence.vi, state.sentence.en):
        assert text
        assert not text.endswith(".")
    if state is State.VALID:
        assert state.hint is None
    else:
        assert state.hint is not None
        assert state.hint.vi != state.hint.en
