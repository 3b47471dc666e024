from itertools import pairwise

import pytest

from probes.reasons import Reason
from probes.tokens.states import TokenState, state_of

WARNINGS = {TokenState.PIN_COUNT_LOW, TokenState.PIN_FINAL_TRY, TokenState.FLAGS_UNKNOWN}


def test_states_stand_worst_first_and_every_failure_is_worse_than_a_warning() -> None:
    assert all(worse.rank < better.rank for worse, better in pairwise(TokenState))
    assert max(state.rank for state in TokenState if state.reason) < min(state.rank for state in WARNINGS)
    assert max(TokenState, key=lambda state: state.rank) is TokenState.OK


def test_only_what_keeps_nobody_from_signing_is_no_failure() -> None:
    assert {state for state in TokenState if state.reason is None} == {TokenState.OK, *WARNINGS}


@pytest.mark.parametrize("state", [state for state in TokenState if state.reason])
def test_a_failures_reason_leads_back_to_its_state(state: TokenState) -> None:
    assert state.reason is not None
    assert state_of(state.reason) is state
    assert not state.reason.ours


def test_our_own_faults_say_nothing_about_a_token() -> None:
    assert [state_of(reason) for reason in Reason if reason.ours] == [None] * sum(
        reason.ours for reason in Reason
    )


@pytest.mark.parametrize("state", TokenState)
def test_every_state_is_said_in_both_languages(state: TokenState) -> None:
    assert state.sentence.vi
    assert state.sentence.en
    assert (state.hint is None) is (state is TokenState.OK)
