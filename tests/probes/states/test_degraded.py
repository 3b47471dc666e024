import pytest

from probes.observation import Result
from probes.policy import Policy
from probes.reasons import Reason
from probes.states import degraded
from probes.states.state import State, Status, Window
from tests.fakes.clock import NOON
from tests.fakes.watched import Watched, ping

WINDOW = 20
"""Rounds of a window: 300 s of one every 15 s."""

CLEAN, LOSSY = ping("11111"), ping("11110")
SLOW_TRIPS, JITTERY = ping("11111", rtt=0.2), Result(None, 0.8, "", (0.001, 0.04, 0.001, 0.04, 0.001))


def _after(*windows: Result) -> State:
    line = Watched()
    line.rounds(".")
    for result in windows:
        for number in range(WINDOW):
            line.look(CLEAN if result is LOSSY and number >= 2 else result)
    line.rounds(".")
    assert line.state is not None
    return line.state


@pytest.mark.parametrize(
    ("windows", "causes"),
    [
        ([CLEAN] * 5, set()),
        ([LOSSY], set()),
        ([LOSSY] * 2, set()),
        ([LOSSY] * 3, {"loss"}),
        ([LOSSY, LOSSY, CLEAN, LOSSY, LOSSY], set()),
        ([LOSSY] * 3 + [CLEAN] * 2, {"loss"}),
        ([LOSSY] * 3 + [CLEAN] * 3, set()),
        ([LOSSY] * 3 + [CLEAN] * 2 + [LOSSY] + [CLEAN] * 2, {"loss"}),
        ([SLOW_TRIPS] * 3, {"rtt"}),
        ([JITTERY] * 3, {"jitter"}),
        ([JITTERY] * 2 + [SLOW_TRIPS] * 2, set()),
        ([SLOW_TRIPS] * 3 + [LOSSY] * 3, {"loss"}),
        ([SLOW_TRIPS] * 3 + [LOSSY] * 2, {"rtt"}),
    ],
)
def test_three_bad_windows_in_a_row_degrade_and_three_good_ones_mend(
    windows: list[Result], causes: set[str]
) -> None:
    state = _after(*windows)

    assert state.causes == causes
    assert state.status is (Status.DEGRADED if causes else Status.UP)


def test_one_packet_lost_in_a_window_is_chance() -> None:
    line = Watched()
    line.rounds(".")
    for _ in range(5):
        line.look(LOSSY)
        line.rounds("." * (WINDOW - 1))

    assert line.rounds(".").status is Status.UP


def test_the_worst_round_alone_degrades_nothing() -> None:
    line = Watched()
    line.rounds(".")

    statuses = [line.look(ping("00001", rtt=1.9)) for _ in range(WINDOW // 2)]

    assert {state.status for state in statuses if state is not None} == {Status.UP}


def test_fewer_packets_than_a_window_needs_are_not_judged() -> None:
    """One packet a round: 20 in 300 s, so that a window lasts until 50 have gathered."""
    line = Watched()
    line.look(ping("1", rtt=0.2))
    began = line.monotonic

    while line.look(ping("1", rtt=0.2)) is not None and line.state is not None and not line.state.causes:
        assert line.monotonic - began < 3600

    assert line.monotonic - began >= 3 * 50 * 15


def test_an_outage_is_told_as_down_and_not_as_loss_afterwards() -> None:
    line = Watched()
    line.rounds("." * WINDOW)

    state = line.rounds("x" * 5 * WINDOW + "." * 2 * WINDOW)

    assert (state.status, state.causes) == (Status.UP, frozenset())


def test_three_long_outages_are_three_outages_and_no_loss() -> None:
    line = Watched()
    line.rounds(".")

    state = line.rounds(("x" * 2 * WINDOW + "..") * 3)

    assert (state.status, state.causes) == (Status.UP, frozenset())


def test_a_window_that_our_own_fault_broke_off_is_not_judged() -> None:
    line = Watched()
    line.rounds(".")
    for number in range(2 * WINDOW + 3):
        line.look(LOSSY if number % WINDOW < 2 else CLEAN)

    state = line.rounds("o" + "." * (WINDOW + 1))

    assert state.status is Status.UP


def test_a_lossy_line_is_still_lossy_after_an_outage() -> None:
    line = Watched()
    line.rounds(".")
    for number in range(3 * WINDOW + 1):
        line.look(LOSSY if number % WINDOW < 2 else CLEAN)

    state = line.rounds("xxx..")

    assert state.status is Status.DEGRADED
    assert state.causes == {"loss"}


def test_thresholds_are_the_policys() -> None:
    window = Window(100, 98, rtt_median=0.1, rtt_p95=0.2, jitter=0.01)

    strict = degraded.of_window(window, Policy(interval=15))
    lax = degraded.of_window(window, Policy(interval=15, loss_degraded=0.05, rtt_degraded=0.15))

    assert strict == {"loss": True, "rtt": True, "jitter": False}
    assert lax == {"loss": False, "rtt": False, "jitter": False}


def test_of_a_window_without_replies_no_round_trip_is_judged() -> None:
    assert degraded.of_window(Window(100, 0, None, None, None), Policy(interval=15)) == {"loss": True}


def _service() -> Watched:
    return Watched(Policy(interval=60), kind="http")


def _took(seconds: float) -> Result:
    return Result(None, seconds)


@pytest.mark.parametrize(
    ("seconds", "slow"),
    [
        ([3, 3], False),
        ([3, 3, 3], True),
        ([3, 3, 1, 3, 3], False),
        ([3, 3, 3, 1, 1], True),
        ([3, 3, 3, 1, 1, 1], False),
        ([2, 2, 2], False),
    ],
)
def test_a_service_is_slow_after_three_slow_rounds_in_a_row(seconds: list[float], slow: bool) -> None:
    service = _service()

    for each in seconds:
        service.look(_took(each))

    assert service.state is not None
    assert service.state.causes == ({"slow"} if slow else set())


def test_a_failed_round_says_nothing_of_slowness() -> None:
    service = _service()
    for each in (3, 3, 3):
        service.look(_took(each))

    for _ in range(2):
        service.look(Result(Reason.TIMEOUT, 0.1))

    assert service.state is not None
    assert service.state.causes == {"slow"}


@pytest.mark.parametrize(
    "measure",
    ["tls_chain_not_after_timestamp_seconds", "certificate_effective_not_after_timestamp_seconds"],
)
def test_a_certificate_near_its_end_degrades_at_once_and_a_new_one_mends_at_once(measure: str) -> None:
    service = _service()
    days = 86400.0

    near = service.look(Result(None, 0.2, measures={measure: NOON + 29 * days}))
    far = service.look(Result(None, 0.2, measures={measure: NOON + 40 * days}))

    assert near is not None
    assert far is not None
    assert near.status is Status.DEGRADED
    assert near.causes == {"expiry"}
    assert far.status is Status.UP
    assert not far.causes


def test_the_earliest_end_counts() -> None:
    ends = {
        "certificate_not_after_timestamp_seconds": NOON + 1e8,
        "certificate_effective_not_after_timestamp_seconds": NOON + 1e5,
    }

    state = _service().look(Result(None, 0.2, measures=ends))

    assert state is not None
    assert state.causes == {"expiry"}


def test_a_look_that_saw_no_certificate_leaves_the_last_word_standing() -> None:
    service = _service()
    service.look(Result(None, 0.2, measures={"tls_chain_not_after_timestamp_seconds": NOON + 86400}))

    state = service.look(Result(Reason.REFUSED, 0.1))

    assert state is not None
    assert state.causes == {"expiry"}
