from dataclasses import replace

import pytest

from probes.observation import Origin, Result
from probes.policy import Policy
from probes.reasons import Reason
from probes.states.state import State, Status
from tests.fakes.watched import Watched, ping

UP, DEGRADED, DOWN, UNKNOWN, UNVERIFIED = Status


@pytest.mark.parametrize(
    ("signs", "status", "suspect"),
    [
        ("x", UNVERIFIED, False),
        ("xxxxxxxxxx", UNVERIFIED, False),
        ("o", UNVERIFIED, False),
        ("xox", UNVERIFIED, False),
        (".", UP, False),
        ("xxxxx.", UP, False),
        ("xxxxx.x", UP, True),
        (".x", UP, True),
        (".xx", UP, True),
        (".xxx", DOWN, False),
        (".xxxxxx", DOWN, False),
        (".xx.", UP, False),
        (".xx.xx.xx", UP, True),
        (".xxx.", DOWN, False),
        (".xxx.x", DOWN, False),
        (".xxx.x.x.", DOWN, False),
        (".xxx..", UP, False),
        (".xxx..xx", UP, True),
        (".xxx..xxx", DOWN, False),
        # our own fault says nothing
        (".o", UNKNOWN, False),
        (".ooooooooo", UNKNOWN, False),
        (".xxo", UNKNOWN, False),
        (".o.", UP, False),
        (".xxox", UNKNOWN, True),
        (".xxoxx", UNKNOWN, True),
        (".xxoxxx", DOWN, False),
        (".xxox.", UP, False),
        (".xxxo", UNKNOWN, False),
        (".xxxox", DOWN, False),
        (".xxxo.", DOWN, False),
        (".xxxo..", UP, False),
        (".xxx.o.", DOWN, False),
        (".xxx.o..", UP, False),
    ],
)
def test_a_target_is_what_its_rounds_make_it(signs: str, status: Status, suspect: bool) -> None:
    state = Watched().rounds(signs)

    assert (state.status, state.suspect) == (status, suspect)


@pytest.mark.parametrize(("down_after", "up_after"), [(1, 1), (2, 1), (3, 2), (5, 4)])
def test_the_policy_says_how_many_rounds_it_takes(down_after: int, up_after: int) -> None:
    line = Watched(Policy(interval=15, down_after=down_after, up_after=up_after))
    line.rounds(".")

    before = [line.rounds("x").status for _ in range(down_after)]
    after = [line.rounds(".").status for _ in range(up_after)]

    assert before == [UP] * (down_after - 1) + [DOWN]
    assert after == [DOWN] * (up_after - 1) + [UP]


def test_rounds_five_seconds_apart_confirm_as_well_as_ordinary_ones() -> None:
    line = Watched()
    line.rounds(".x")

    assert line.rounds("xx", every=5).status is DOWN


def test_looks_a_second_apart_are_one_failed_round() -> None:
    """Siblings' questions may look at a line again and again within the 8 s that it drops."""
    line = Watched()
    line.rounds(".x")

    state = line.rounds("xxx", every=1)

    assert (state.status, state.failures) == (UP, 1)


def test_looks_a_second_apart_are_one_good_round_to_a_line_that_is_down() -> None:
    line = Watched()
    line.rounds(".xxx.")

    assert line.rounds("...", every=1).status is DOWN
    assert line.rounds(".", every=4).status is UP


def test_a_line_does_not_go_down_while_the_witnesses_are_asked() -> None:
    line = Watched()
    line.rounds(".xx")

    held = line.rounds("x", hold=True)
    then = line.rounds("x")

    assert (held.status, held.suspect) == (UP, True)
    assert then.status is DOWN


def test_down_begins_with_the_first_failed_round_and_up_with_the_first_good_one() -> None:
    line = Watched()
    line.rounds("..")
    first_failed = line.wall + 15
    down = line.rounds("xxxx")
    first_good = line.wall + 15
    up = line.rounds("...")

    assert down.since == pytest.approx(first_failed)
    assert up.since == pytest.approx(first_good)


def test_a_clock_set_meanwhile_moves_the_beginning_along() -> None:
    line = Watched()
    line.rounds(".xx")
    line.wall += 7200

    state = line.rounds("x")

    assert state.status is DOWN
    assert state.since == pytest.approx(line.wall - 30)


def test_our_own_fault_does_not_begin_an_outage_anew() -> None:
    line = Watched()
    since = line.rounds(".xxx").since

    unknown = line.rounds("o")
    down = line.rounds("x")

    assert unknown.since > since
    assert (down.status, down.since) == (DOWN, since)


@pytest.mark.parametrize(
    "reason", [reason for reason in Reason if reason.ours and reason is not Reason.CANCELLED]
)
def test_no_fault_of_our_own_ever_counts(reason: Reason) -> None:
    line = Watched()
    line.rounds(".")

    for _ in range(10):
        line.look(Result(reason, 0.1))

    assert line.state is not None
    assert (line.state.status, line.state.failures) == (UNKNOWN, 0)
    assert line.state.packets_sent == 5


def test_a_cancelled_look_changes_nothing() -> None:
    """The program shuts down: what it stopped looking at is not unknown for that."""
    line = Watched()
    before = line.rounds(".")

    assert line.look(Result(Reason.CANCELLED, 0.1)) is before


@pytest.mark.parametrize("signs", [".", ".xxx"])
def test_what_fails_while_the_hub_is_blind_counts_for_nothing(signs: str) -> None:
    line = Watched()
    before = line.rounds(signs)

    blind = line.rounds("xxxxxx", blind=True)

    assert (blind.status, blind.failures, blind.suspect) == (UNKNOWN, 0, False)
    assert blind.packets_sent == before.packets_sent


def test_when_sight_returns_counting_begins_anew() -> None:
    line = Watched()
    line.rounds(".xx")
    line.rounds("x", blind=True)

    statuses = [line.rounds("x").status for _ in range(3)]

    assert statuses == [UNKNOWN, UNKNOWN, DOWN]


def test_after_a_silence_counting_begins_anew() -> None:
    line = Watched()
    line.rounds(".xx")
    line.pass_by(3600)

    statuses = [line.rounds("x").status for _ in range(3)]

    assert statuses == [UNKNOWN, UNKNOWN, DOWN]


@pytest.mark.parametrize(("quiet", "status"), [(28, DOWN), (33, UNKNOWN)])
def test_a_silence_is_one_of_more_than_three_intervals(quiet: float, status: Status) -> None:
    line = Watched()
    line.rounds(".xx")
    line.pass_by(quiet)  # with a round and its own 2.8 s: 43 s and 48 s since the last one ended

    assert line.rounds("x").status is status


def test_after_a_silence_one_good_round_is_enough_for_what_was_up() -> None:
    line = Watched()
    since = line.rounds("..").since
    line.pass_by(3600)

    state = line.rounds(".")

    assert (state.status, state.since) == (UP, since)


def test_the_same_observation_twice_is_applied_once() -> None:
    line = Watched()
    state = line.rounds(".x")

    assert line.take(state.last) is state


def test_an_overtaken_observation_changes_nothing() -> None:
    line = Watched()
    older = line.rounds(".").last
    state = line.rounds("x")

    assert line.take(older) is state


def test_a_replayed_observation_changes_nothing() -> None:
    line = Watched()
    state = line.rounds(".")

    for _ in range(5):
        line.look(ping("00000"), origin=Origin.REPLAY)

    assert line.state is state


def test_a_replayed_observation_alone_makes_no_state() -> None:
    assert Watched().look(ping("11111"), origin=Origin.REPLAY) is None


def test_a_wall_clock_set_back_stops_nothing() -> None:
    line = Watched()
    line.rounds("..")
    line.wall -= 7200

    assert line.rounds("xxx").status is DOWN


def test_a_restarted_observer_begins_to_count_at_one() -> None:
    line = Watched()
    last = line.rounds("...").last
    line.pass_by(15)

    state = line.take(replace(last, epoch="another", number=1, observed=line.wall))

    assert state is not None
    assert state.successes == 4


def test_an_agents_observation_from_before_its_restart_changes_nothing() -> None:
    agent = Watched(vantage="agent/19753")
    last = agent.rounds("...").last

    assert agent.take(replace(last, epoch="before", number=900, observed=last.observed - 20)) is agent.state
    assert agent.state is not None
    assert agent.state.last is last


@pytest.mark.parametrize("back", [121, 7 * 3600])
def test_an_agent_that_restarts_with_its_clock_set_back_is_heard(back: float) -> None:
    agent = Watched(vantage="agent/19753")
    last = agent.rounds("...").last
    agent.pass_by(15)

    state = agent.take(replace(last, epoch="another", number=1, observed=last.observed - back))

    assert state is not None
    assert state.last.epoch == "another"


def test_totals_count_every_packet_once() -> None:
    line = Watched()
    line.rounds(".x")

    state = line.look(ping("10110"))

    assert state is not None
    assert (state.packets_sent, state.packets_received) == (15, 8)


def test_age_is_measured_by_the_clock_that_never_steps() -> None:
    line = Watched()
    line.rounds(".")
    line.wall -= 7200

    state = line.rounds(".")

    assert state.last_seen == pytest.approx(line.monotonic + 0.8)


def _drops(line: Watched, times: int, every: float) -> State:
    """So many single failed rounds, one each `every` seconds."""
    for _ in range(times):
        line.rounds("x")
        line.rounds(".", every=5)
        line.rounds("." * int((every - 20) / 15))
        line.pass_by((every - 20) % 15)
    assert line.state is not None
    return line.state


def test_a_line_that_drops_every_two_minutes_flaps_and_never_goes_down() -> None:
    line = Watched()
    line.rounds("....")

    state = _drops(line, 2, 120)

    assert (state.status, state.flapping) == (UP, True)
    assert state.flapping_since is not None


def test_one_drop_is_no_flapping() -> None:
    line = Watched()
    line.rounds("....")

    assert not _drops(line, 1, 120).flapping


def test_an_outage_of_an_hour_is_no_flapping() -> None:
    line = Watched()

    assert not line.rounds("." * 8 + "x" * 240 + "." * 8).flapping


@pytest.mark.parametrize(("apart", "flapping"), [(100, True), (120, False)])
def test_drops_more_than_half_an_hour_apart_are_no_flapping(apart: int, flapping: bool) -> None:
    line = Watched()

    state = line.rounds("....x." + "." * apart + "x.")

    assert state.flapping is flapping


def test_flapping_ends_after_thirty_stable_minutes() -> None:
    line = Watched()
    line.rounds("....")
    _drops(line, 2, 120)
    line.rounds("x.")
    last_change = line.monotonic
    stable = []

    while line.rounds(".").flapping:
        stable.append(line.monotonic - last_change)

    assert stable[-1] == pytest.approx(1800, abs=15)
    assert line.state is not None
    assert line.state.flapping_since is None


def test_a_target_that_never_answered_does_not_flap() -> None:
    assert not Watched().rounds("xxxxxxxxxxx.").flapping
    assert not Watched().rounds("x.x.x").flapping  # its first answer is no change
    assert Watched().rounds("x.x.x.").flapping


def test_a_certificate_that_was_read_is_no_stranger_though_it_was_never_good() -> None:
    read = Result(Reason.CERTIFICATE_EXPIRED, 0.01, measures={"certificate_not_after_timestamp_seconds": 1.0})
    unread = Result(Reason.CERTIFICATE_MISSING, 0.01)
    signer = Watched(Policy(interval=300, known_at_once=True), kind="certificate")
    missing = Watched(Policy(interval=300, known_at_once=True), kind="certificate")

    first = signer.look(read)
    signer.look(read, after=5)

    assert first is not None
    assert first.suspect  # so that it is looked at again at once, and not after an interval
    assert getattr(signer.look(read, after=5), "status", None) is DOWN
    assert [getattr(missing.look(unread), "status", None) for _ in range(4)] == [UNVERIFIED] * 4
