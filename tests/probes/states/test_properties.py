"""What holds for every history whatsoever."""

from hypothesis import given
from hypothesis import strategies as st

from probes.clock import Instant
from probes.observation import HUB
from probes.policy import Policy
from probes.states.core import Core
from probes.states.state import State, Status
from probes.targets import Target
from tests.fakes.watched import Watched

histories = st.lists(
    st.tuples(
        st.sampled_from("..xxo"),
        st.sampled_from([1.0, 3.0, 5.0, 15.0, 15.0, 15.0, 44.0, 47.0, 4000.0]),
        st.booleans(),
        st.booleans(),
    ),
    max_size=80,
)
policies = st.builds(Policy, interval=st.just(15.0), down_after=st.integers(1, 5), up_after=st.integers(1, 4))


def _states(policy: Policy, history: list[tuple[str, float, bool, bool]]) -> list[tuple[str, State]]:
    line = Watched(policy)
    return [
        (sign, line.rounds(sign, every=after, blind=blind, hold=hold)) for sign, after, blind, hold in history
    ]


@given(policies, histories)
def test_down_is_reached_only_by_enough_failed_rounds_in_a_row(
    policy: Policy, history: list[tuple[str, float, bool, bool]]
) -> None:
    before = Status.UNVERIFIED
    for sign, state in _states(policy, history):
        if state.status is Status.DOWN and before not in (Status.DOWN, Status.UNKNOWN):
            assert sign == "x"
            assert state.failures >= policy.down_after
        before = state.status


@given(policies, histories)
def test_counters_never_step_back(policy: Policy, history: list[tuple[str, float, bool, bool]]) -> None:
    sent = received = 0
    for _, state in _states(policy, history):
        assert state.packets_sent >= sent
        assert state.packets_received >= received
        assert state.packets_received <= state.packets_sent
        sent, received = state.packets_sent, state.packets_received


@given(policies, histories)
def test_only_a_first_answer_ends_being_unverified_and_nothing_brings_it_back(
    policy: Policy, history: list[tuple[str, float, bool, bool]]
) -> None:
    answered = False
    for sign, state in _states(policy, history):
        answered = answered or sign == "."
        assert (state.status is not Status.UNVERIFIED) == answered


@given(policies, histories)
def test_a_suspect_is_never_down_and_never_answered_last(
    policy: Policy, history: list[tuple[str, float, bool, bool]]
) -> None:
    for sign, state in _states(policy, history):
        if state.suspect:
            assert sign == "x"
            assert state.failures > 0
            assert state.status not in (Status.DOWN, Status.UNVERIFIED)


@given(policies, histories, st.floats(min_value=0, max_value=1e6))
def test_time_alone_turns_every_reading_into_unknown_and_into_nothing_else(
    policy: Policy, history: list[tuple[str, float, bool, bool]], later: float
) -> None:
    line = Watched(policy)
    target = Target(id="t", kind="ping", spec=None, interval_seconds=15, timeout_seconds=3, policy=policy)
    core = Core([target])
    for sign, after, _, _ in history:
        state = line.rounds(sign, every=after)
        core.apply(state.last, Instant(line.wall + 2.8, line.monotonic + 2.8))
    now = Instant(line.wall + 2.8 + later, line.monotonic + 2.8 + later)
    known = core.snapshot()

    core.tick(now)

    after_tick = core.snapshot()
    assert after_tick.states == known.states
    read = after_tick.status("t", HUB, now.monotonic)
    if history and later > policy.stale_after:
        assert read in (Status.UNKNOWN, Status.UNVERIFIED)
    else:
        assert read is known.status("t", HUB, now.monotonic - later)
