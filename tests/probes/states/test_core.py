from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import count
from random import Random

import pytest

from probes.clock import Instant
from probes.observation import HUB, Observation, Origin, Result
from probes.policy import Policy
from probes.reasons import Reason
from probes.states.core import PROOFS_AT_ONCE, Core
from probes.states.followup import FollowUp, Why
from probes.states.state import Snapshot, State, Status
from probes.states.suspicion import Answer
from probes.targets import Target
from tests.fakes.watched import ping

POLICY = Policy(interval=15)
GOOD, BAD = ping("11111"), ping("00000")


def _line(id_: str, *groups: tuple[str, str]) -> Target:
    return Target(
        id=id_, kind="ping", spec=id_, interval_seconds=15, timeout_seconds=2.8, policy=POLICY, groups=groups
    )


WITNESSES = [replace(_line(f"witness/{name}"), witness=True) for name in "abc"]
PAIR = [_line("here", ("isp", "vnpt")), _line("there", ("isp", "vnpt"))]


@dataclass
class _Watch:
    """A core whose looks a test makes up; time moves when a look begins."""

    targets: Sequence[Target]
    now: float = 1000.0
    numbers: Iterable[int] = field(default_factory=lambda: count(1))
    asked: list[FollowUp] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.core = Core(self.targets, Random(7))
        self.core.restore(())

    def all_well(self) -> None:
        for target in self.targets:
            self.look(target.id, GOOD)
        self.now += 10

    def look(self, id_: str, result: Result, at: float | None = None, vantage: str = HUB) -> list[FollowUp]:
        """A look that began at `at`; what the core wants because of it."""
        self.now = self.now if at is None else at
        number = next(iter(self.numbers))
        observation = Observation(id_, vantage, "e", number, self.now, self.now, Origin.LIVE, result)
        end = self.now + result.duration_seconds
        wanted = list(self.core.apply(observation, Instant(end, end)))
        self.asked += wanted
        return wanted

    def snapshot(self) -> Snapshot:
        return self.core.snapshot()

    def state(self, id_: str) -> State:
        return self.snapshot().states[id_, HUB]

    def tick(self, at: float) -> None:
        self.now = at
        self.core.tick(Instant(at, at))


def _wanted(follow_ups: Iterable[FollowUp], why: Why) -> list[FollowUp]:
    return [follow_up for follow_up in follow_ups if follow_up.why is why]


def test_a_first_failure_is_confirmed_five_seconds_after_it_began_and_everybody_else_is_asked_at_once() -> (
    None
):
    watch = _Watch([*PAIR, *WITNESSES])
    watch.all_well()

    wanted = watch.look("here", BAD, at=2000)

    assert _wanted(wanted, Why.CONFIRM) == [FollowUp("here", 2005, Why.CONFIRM)]
    assert _wanted(wanted, Why.SIBLING) == [FollowUp("there", 2002.8, Why.SIBLING)]
    assert [follow_up.target for follow_up in _wanted(wanted, Why.WITNESS)] == [w.id for w in WITNESSES]


def test_confirmation_goes_on_until_it_is_decided() -> None:
    watch = _Watch([*PAIR, *WITNESSES])
    watch.all_well()

    second = watch.look("here", BAD, at=1015)
    third = watch.look("here", BAD, at=1020)
    decided = watch.look("here", BAD, at=1025)

    assert _wanted(second, Why.CONFIRM) == [FollowUp("here", 1020, Why.CONFIRM)]
    assert third == [FollowUp("here", 1025, Why.CONFIRM)]
    assert decided == []
    assert watch.state("here").status is Status.DOWN


def test_a_good_round_ends_the_suspicion() -> None:
    watch = _Watch(PAIR)
    watch.all_well()
    watch.look("here", BAD, at=1015)

    wanted = watch.look("here", GOOD, at=1020)

    assert wanted == []
    assert watch.snapshot().suspicions == {}


def test_a_look_between_two_confirmations_wishes_for_no_third() -> None:
    watch = _Watch(PAIR)
    watch.all_well()
    watch.look("here", BAD, at=1015)

    assert watch.look("here", BAD, at=1017) == []


def test_a_confirmation_that_never_came_is_wished_for_again() -> None:
    watch = _Watch(PAIR)
    watch.all_well()
    watch.look("here", BAD, at=1015)

    wanted = watch.look("here", replace(BAD, duration_seconds=15), at=1019)

    assert wanted == [FollowUp("here", 1034, Why.CONFIRM)]


def test_a_look_that_outlasts_the_confirmation_is_confirmed_at_once() -> None:
    watch = _Watch(PAIR)
    watch.all_well()

    wanted = watch.look("here", Result(Reason.TIMEOUT, 10), at=1015)

    assert wanted[0] == FollowUp("here", 1025, Why.CONFIRM)


@pytest.mark.parametrize("result", [GOOD, Result(Reason.NETWORK_DOWN_HERE, 0.1)])
def test_what_did_not_fail_asks_nothing(result: Result) -> None:
    watch = _Watch([*PAIR, *WITNESSES])
    watch.all_well()

    assert watch.look("here", result) == []


def test_what_never_answered_asks_nothing_and_is_asked_nothing() -> None:
    watch = _Watch([*PAIR, _line("new", ("isp", "vnpt"))])
    watch.look("here", GOOD)
    watch.look("there", GOOD)

    of_the_new = watch.look("new", BAD, at=1015)
    of_another = watch.look("here", BAD, at=1016)

    assert of_the_new == []
    assert [follow_up.target for follow_up in _wanted(of_another, Why.SIBLING)] == ["there"]


def test_an_agents_failures_ask_the_hub_nothing() -> None:
    watch = _Watch([*PAIR, *WITNESSES])
    watch.all_well()
    watch.look("here", GOOD, vantage="agent/19753")

    assert watch.look("here", BAD, vantage="agent/19753") == []


def test_an_observation_of_no_target_is_left_out() -> None:
    watch = _Watch(PAIR)

    assert watch.look("elsewhere", BAD) == []
    assert watch.snapshot().states == {}


def _neighbourhood(upstream: int, isp: int, province: int) -> list[Target]:
    """One line, so many siblings at each level, nearest first."""
    near, wide, whole = ("upstream", "pop"), ("isp", "vnpt"), ("province", "46")
    return [
        _line("first", near, wide, whole),
        *(_line(f"pop-{number}", near, wide, whole) for number in range(upstream)),
        *(_line(f"isp-{number}", ("upstream", "other"), wide, whole) for number in range(isp)),
        *(_line(f"province-{number}", ("isp", "viettel"), whole) for number in range(province)),
    ]


@pytest.mark.parametrize(
    ("sizes", "asked"),
    [
        ((5, 5, 5), (5, 5, 5)),
        ((5, 500, 500), (5, 47, 48)),
        ((500, 500, 500), (33, 33, 34)),
        ((0, 0, 500), (0, 0, 100)),
        ((0, 0, 0), (0, 0, 0)),
    ],
)
def test_at_most_a_hundred_siblings_are_asked_the_nearest_first(
    sizes: tuple[int, int, int], asked: tuple[int, int, int]
) -> None:
    watch = _Watch(_neighbourhood(*sizes))
    watch.all_well()

    wanted = [follow_up.target for follow_up in _wanted(watch.look("first", BAD), Why.SIBLING)]

    assert (
        tuple(sum(target.startswith(level) for target in wanted) for level in ("pop", "isp", "province"))
        == asked
    )
    assert len(set(wanted)) == len(wanted)


def test_the_same_seed_asks_the_same_siblings() -> None:
    def asked() -> list[FollowUp]:
        watch = _Watch(_neighbourhood(200, 200, 200))
        watch.all_well()
        return watch.look("first", BAD)

    assert asked() == asked()


def test_the_answer_of_siblings_and_witnesses_stands_in_the_snapshot() -> None:
    watch = _Watch([*_neighbourhood(3, 2, 1), *WITNESSES])
    watch.all_well()
    watch.look("first", BAD, at=1015)
    for target in ("pop-0", "pop-1", "isp-0"):
        watch.look(target, BAD, at=1018)
    for target in ("pop-2", "isp-1", "province-0", *(witness.id for witness in WITNESSES)):
        watch.look(target, GOOD, at=1018.5)

    suspicion = watch.snapshot().suspicions["first"]

    assert suspicion.began == pytest.approx(1015)
    assert suspicion.asked_at == pytest.approx(1017.8)
    assert suspicion.answered_at == pytest.approx(1019.3)
    assert suspicion.siblings == (
        Answer(("upstream", "pop"), 3, 3, 2),
        Answer(("isp", "vnpt"), 2, 2, 1),
        Answer(("province", "46"), 1, 1, 0),
    )
    assert suspicion.witnesses == Answer(("witness", ""), 3, 3, 0)


def test_until_the_last_has_answered_there_is_no_answer() -> None:
    watch = _Watch([*PAIR, *WITNESSES])
    watch.all_well()
    watch.look("here", BAD, at=1015)
    for witness in WITNESSES:
        watch.look(witness.id, GOOD, at=1018)

    before = watch.snapshot().suspicions["here"]
    watch.look("there", GOOD, at=1018)

    assert before.answered_at is None
    assert before.siblings == ()
    assert watch.snapshot().suspicions["here"].answered_at is not None


def test_a_look_from_before_the_question_answers_nothing() -> None:
    watch = _Watch(PAIR)
    watch.all_well()
    watch.look("here", BAD, at=1015)

    watch.look("there", GOOD, at=1017)

    assert watch.snapshot().suspicions["here"].answered_at is None


def test_who_does_not_answer_is_not_waited_for_for_ever() -> None:
    watch = _Watch([*PAIR, *WITNESSES])
    watch.all_well()
    watch.look("here", BAD, at=1015)

    watch.tick(1017.8 + 5.1)

    suspicion = watch.snapshot().suspicions["here"]
    assert suspicion.answered_at == pytest.approx(1022.9)
    assert suspicion.siblings == (Answer(("isp", "vnpt"), 1, 0, 0),)
    assert suspicion.witnesses == Answer(("witness", ""), 3, 0, 0)


def test_a_look_that_failed_by_our_own_fault_is_no_answer_and_is_not_waited_for() -> None:
    watch = _Watch(PAIR)
    watch.all_well()
    watch.look("here", BAD, at=1015)

    watch.look("there", Result(Reason.BUG, 0.1), at=1018)

    assert watch.snapshot().suspicions["here"].siblings == (Answer(("isp", "vnpt"), 1, 0, 0),)


def test_the_suspicion_stays_for_as_long_as_the_line_is_down() -> None:
    watch = _Watch(PAIR)
    watch.all_well()
    for at in (1015, 1020, 1025, 1040):
        watch.look("here", BAD, at=at)
    watch.look("there", GOOD, at=1018)

    while_down = set(watch.snapshot().suspicions)
    watch.look("here", GOOD, at=1055)
    watch.look("here", GOOD, at=1070)

    assert while_down == {"here"}
    assert watch.snapshot().suspicions == {}


def test_a_group_is_asked_at_most_every_ten_seconds_and_then_by_the_newest_failure() -> None:
    watch = _Watch(_neighbourhood(20, 0, 0))
    watch.all_well()

    first = watch.look("first", BAD, at=1015)
    second = watch.look("pop-0", BAD, at=1019)

    assert {follow_up.at for follow_up in _wanted(first, Why.SIBLING)} == {1017.8}
    assert {follow_up.at for follow_up in _wanted(second, Why.SIBLING)} == {1027.8}
    assert "first" in {follow_up.target for follow_up in second}  # failing now, and asked again then


def test_lines_that_fail_together_share_one_question() -> None:
    watch = _Watch(_neighbourhood(20, 0, 0))
    watch.all_well()
    watch.look("first", BAD, at=1015)

    wanted = watch.look("pop-0", BAD, at=1016)

    assert _wanted(wanted, Why.SIBLING) == []


def test_a_province_that_fails_at_once_is_not_asked_line_by_line() -> None:
    watch = _Watch([*_neighbourhood(40, 200, 400), *WITNESSES])
    watch.all_well()

    for number, target in enumerate(watch.targets):
        if not target.witness:
            watch.look(target.id, BAD, at=1015 + number * 0.015)

    groups, times, share = 4, 2, 50
    assert len(_wanted(watch.asked, Why.SIBLING)) <= groups * times * share


def test_a_sibling_already_under_suspicion_has_answered() -> None:
    watch = _Watch(
        [
            _line("a", ("isp", "x")),
            _line("b", ("isp", "x"), ("province", "46")),
            _line("c", ("province", "46")),
        ]
    )
    watch.all_well()
    watch.look("c", BAD, at=1015)

    wanted = watch.look("b", BAD, at=1030)

    assert [follow_up.target for follow_up in _wanted(wanted, Why.SIBLING)] == ["a"]


def test_what_has_been_down_for_long_is_no_sibling() -> None:
    watch = _Watch(PAIR)
    watch.all_well()
    for at in range(1015, 1300, 15):
        watch.look("there", BAD, at=at)
        watch.look("here", GOOD, at=at)

    assert _wanted(watch.look("here", BAD, at=1300), Why.SIBLING) == []
    assert watch.snapshot().suspicions["here"].siblings == (Answer(("isp", "vnpt"), 0, 0, 0),)


def test_witnesses_are_asked_at_most_every_two_seconds() -> None:
    watch = _Watch([*(_line(f"line-{number}") for number in range(50)), *WITNESSES])
    watch.all_well()
    refused = replace(BAD, duration_seconds=0.1)

    for number in range(50):
        watch.look(f"line-{number}", refused, at=1015 + number * 0.2)

    moments = sorted({follow_up.at for follow_up in _wanted(watch.asked, Why.WITNESS)})
    assert moments == pytest.approx([1015.1, 1017.1, 1019.1, 1021.1, 1023.1, 1025.1])


@pytest.mark.parametrize(("ends", "status"), [(1020.7, Status.UP), (1020.9, Status.DOWN)])
def test_a_line_goes_down_only_once_the_witnesses_kept_silent_for_three_seconds(
    ends: float, status: Status
) -> None:
    impatient = replace(PAIR[0], policy=Policy(interval=15, down_after=1))
    watch = _Watch([impatient, *WITNESSES])
    watch.all_well()
    watch.look("here", BAD, at=1015)  # the witnesses are asked when it ends, at 1017.8
    asked = watch.state("here").status

    watch.look("here", replace(BAD, duration_seconds=0.1), at=ends - 0.1)

    assert asked is Status.UP
    assert watch.state("here").status is status


def test_a_line_goes_down_once_the_witnesses_have_answered() -> None:
    impatient = replace(PAIR[0], policy=Policy(interval=15, down_after=1))
    watch = _Watch([impatient, *WITNESSES])
    watch.all_well()
    watch.look("here", BAD, at=1015)
    for witness in WITNESSES:
        watch.look(witness.id, GOOD, at=1018)

    watch.look("here", replace(BAD, duration_seconds=0.1), at=1019)

    assert watch.state("here").status is Status.DOWN


def test_without_witnesses_the_hub_is_never_blind() -> None:
    watch = _Watch(PAIR)
    watch.all_well()
    for at in (1015, 1020, 1025):
        watch.look("here", BAD, at=at)
        watch.look("there", BAD, at=at)

    assert not watch.snapshot().blind
    assert watch.state("here").status is Status.DOWN


@pytest.mark.parametrize(
    ("answers", "blind"),
    [("111", False), ("110", False), ("100", True), ("000", True), ("1", False), ("0", True), ("10", True)],
)
def test_the_hub_is_blind_without_a_majority_of_its_witnesses(answers: str, blind: bool) -> None:
    witnesses = WITNESSES[: len(answers)]
    watch = _Watch([*PAIR, *witnesses])
    watch.all_well()

    for witness, answer in zip(witnesses, answers, strict=True):
        watch.look(witness.id, GOOD if answer == "1" else BAD, at=1015)

    assert watch.snapshot().blind is blind
    assert watch.snapshot().witnesses_up == {
        witness.id.removeprefix("witness/"): answer == "1"
        for witness, answer in zip(witnesses, answers, strict=True)
    }


def test_witnesses_that_never_answered_make_nobody_blind() -> None:
    watch = _Watch([*PAIR, *WITNESSES])
    for witness in WITNESSES:
        watch.look(witness.id, BAD)

    assert not watch.snapshot().blind


def test_after_a_start_the_hub_is_not_blind_before_it_has_looked() -> None:
    watch = _Watch([*PAIR, *WITNESSES])
    watch.all_well()
    next_run = Core([*PAIR, *WITNESSES])
    next_run.restore(watch.snapshot().states.values())

    next_run.tick(Instant(9000, 9000))

    assert not next_run.snapshot().blind
    assert next_run.snapshot().witnesses_up == {}


def test_witnesses_not_looked_at_for_long_are_silent_ones() -> None:
    watch = _Watch([*PAIR, *WITNESSES])
    watch.all_well()

    watch.tick(1000 + 46)

    assert watch.snapshot().blind
    assert set(watch.snapshot().witnesses_up.values()) == {False}


def _dark(watch: _Watch, at: float) -> None:
    for witness in WITNESSES:
        watch.look(witness.id, BAD, at=at)


def test_a_blind_hub_calls_nothing_down_and_reads_unknown() -> None:
    watch = _Watch([*PAIR, *WITNESSES])
    watch.all_well()
    watch.look("here", BAD, at=1015)
    _dark(watch, 1018)

    for at in range(1020, 1100, 5):
        watch.look("here", BAD, at=at)

    snapshot = watch.snapshot()
    assert snapshot.status("here", HUB, watch.now) is Status.UNKNOWN
    assert snapshot.status("there", HUB, 1001) is Status.UNKNOWN
    assert snapshot.states["here", HUB].failures == 0


def test_what_an_agent_sees_is_not_unknown_because_the_hub_is_blind() -> None:
    watch = _Watch([*PAIR, *WITNESSES])
    watch.all_well()
    watch.look("here", GOOD, at=1015, vantage="agent/19753")
    _dark(watch, 1016)

    assert watch.snapshot().status("here", "agent/19753", 1017) is Status.UP


def test_what_failed_before_the_hub_knew_itself_blind_is_forgotten() -> None:
    watch = _Watch([*PAIR, *WITNESSES])
    watch.all_well()
    watch.look("here", BAD, at=1015)
    watch.look("here", BAD, at=1020)
    _dark(watch, 1021)
    for witness in WITNESSES:
        watch.look(witness.id, GOOD, at=1024)

    watch.look("here", BAD, at=1026)

    assert not watch.snapshot().blind
    assert (watch.state("here").status, watch.state("here").failures) == (Status.UNKNOWN, 1)


def test_a_look_that_began_in_the_dark_counts_for_nothing_when_it_ends_in_the_light() -> None:
    watch = _Watch([*PAIR, *WITNESSES])
    watch.all_well()
    _dark(watch, 1015)
    for witness in WITNESSES:
        watch.look(witness.id, GOOD, at=1030)

    wanted = watch.look("here", BAD, at=1029)

    assert wanted == []
    assert watch.state("here").failures == 0


def test_a_blind_hub_asks_its_witnesses_every_five_seconds() -> None:
    watch = _Watch([*PAIR, *WITNESSES])
    watch.all_well()
    _dark(watch, 1015)
    watch.asked.clear()

    for number in range(100):
        watch.look("there", BAD, at=1020 + number * 0.5)

    moments = sorted({follow_up.at for follow_up in watch.asked})
    assert {follow_up.why for follow_up in watch.asked} == {Why.WITNESS}
    assert 9 <= len(moments) <= 11


def test_replacing_targets_keeps_the_state_of_what_is_looked_at_in_the_same_place() -> None:
    watch = _Watch(PAIR)
    watch.all_well()
    here, there = PAIR
    stricter = replace(here, policy=Policy(interval=15, down_after=1), labels={"isp": "viettel"})
    moved = replace(there, spec="another address")

    dropped = watch.core.replace_targets([stricter, moved])

    snapshot = watch.snapshot()
    assert dropped == {("there", HUB)}
    assert set(snapshot.states) == {("here", HUB)}
    assert snapshot.targets == {"here": stricter, "there": moved}
    assert snapshot.generation == 1


def test_an_outage_goes_on_when_its_line_is_given_more_patience() -> None:
    here = replace(PAIR[0], place="127.0.0.1")
    watch = _Watch([here])
    watch.all_well()
    for at in (1015, 1020, 1025):
        watch.look("here", BAD, at=at)
    since = watch.state("here").since

    watch.core.replace_targets([replace(here, spec="the same address, more packets")])
    watch.look("here", BAD, at=1040)

    assert (watch.state("here").status, watch.state("here").since) == (Status.DOWN, since)


def test_a_removed_target_is_gone_with_its_suspicion() -> None:
    watch = _Watch(PAIR)
    watch.all_well()
    watch.look("here", BAD)

    watch.core.replace_targets(PAIR[1:])

    snapshot = watch.snapshot()
    assert set(snapshot.states) == {("there", HUB)}
    assert snapshot.suspicions == {}
    assert watch.look("here", BAD) == []


TWO_LOST = ping("11100")


def _suspicious_of_loss(watch: _Watch, id_: str) -> list[FollowUp]:
    """Two rounds, the second of which takes the sum above what chance explains easily; what it makes the core want."""
    watch.look(id_, TWO_LOST, at=watch.now + 15)
    return watch.look(id_, TWO_LOST, at=watch.now + 15)


def test_a_line_that_seems_lossy_is_looked_at_again_five_seconds_after_its_round_began() -> None:
    watch = _Watch([*PAIR, *WITNESSES])
    watch.all_well()

    first = watch.look("here", TWO_LOST, at=1015)
    second = watch.look("here", TWO_LOST, at=1030)
    third = watch.look("here", GOOD, at=1035)

    assert first == []
    assert second == [FollowUp("here", 1035, Why.PROOF)]
    assert third == [FollowUp("here", 1040, Why.PROOF)]


def test_of_a_line_that_seems_lossy_one_look_at_a_time_is_outstanding() -> None:
    watch = _Watch(PAIR)
    watch.all_well()
    _suspicious_of_loss(watch, "here")
    began = watch.now

    between = [watch.look("here", result, at=began + 1) for result in (GOOD, GOOD, GOOD, TWO_LOST)]
    after = watch.look("here", GOOD, at=began + 5)

    assert between == [[], [], [], []]
    assert after == [FollowUp("here", began + 10, Why.PROOF)]


def test_a_line_is_left_alone_once_chance_explains_its_loss() -> None:
    watch = _Watch(PAIR)
    watch.all_well()
    _suspicious_of_loss(watch, "here")

    wanted = [watch.look("here", GOOD, at=watch.now + 5) for _ in range(5)]

    assert [len(each) for each in wanted] == [1, 1, 0, 0, 0]


def test_a_line_is_left_alone_once_its_loss_is_proven() -> None:
    watch = _Watch(PAIR)
    watch.all_well()
    _suspicious_of_loss(watch, "here")

    wanted = [watch.look("here", TWO_LOST, at=watch.now + 5) for _ in range(20)]

    assert wanted[0] != []
    assert "lossy" in watch.state("here").causes
    assert wanted[-1] == []


def test_a_lossy_line_that_fails_is_confirmed_and_looked_at_for_loss_no_more_while_it_is_down() -> None:
    watch = _Watch(PAIR)
    watch.all_well()
    _suspicious_of_loss(watch, "here")

    wanted = [watch.look("here", BAD, at=watch.now + 5) for _ in range(4)]

    assert [_wanted(each, Why.PROOF) for each in wanted] == [[], [], [], []]
    assert [len(_wanted(each, Why.CONFIRM)) for each in wanted] == [1, 1, 0, 0]
    assert watch.state("here").status is Status.DOWN


def test_only_so_many_lines_are_looked_at_more_often_and_the_next_when_one_is_done() -> None:
    lines = [_line(f"line-{number}") for number in range(PROOFS_AT_ONCE + 1)]
    watch = _Watch(lines)
    watch.all_well()

    wanted = [_suspicious_of_loss(watch, line.id) for line in lines]
    for _ in range(5):
        watch.look("line-0", GOOD, at=watch.now + 5)
    last = watch.look(lines[-1].id, TWO_LOST)

    assert [len(each) for each in wanted] == [1] * PROOFS_AT_ONCE + [0]
    assert len(last) == 1


def test_an_agents_observation_asks_the_hub_for_no_look_at_a_lossy_line() -> None:
    watch = _Watch(PAIR)
    watch.all_well()

    wanted = [watch.look("here", TWO_LOST, at=watch.now + 5, vantage="agent/tt") for _ in range(5)]

    assert wanted == [[], [], [], [], []]


def test_a_snapshot_stays_as_it_was() -> None:
    watch = _Watch(PAIR)
    watch.all_well()
    before = watch.snapshot()
    states = dict(before.states)

    watch.look("here", BAD)
    watch.core.replace_targets(PAIR[1:])

    assert before.states == states
    assert before.suspicions == {}


def test_every_change_is_told_once() -> None:
    watch = _Watch(PAIR[:1])
    for at, result in ((1000, GOOD), (1015, BAD), (1020, BAD), (1025, BAD), (1040, GOOD), (1055, GOOD)):
        watch.look("here", result, at=at)

    flips = watch.core.take_flips()

    assert [(flip.before, flip.after, flip.reason) for flip in flips] == [
        (Status.UNVERIFIED, Status.UP, None),
        (Status.UP, Status.DOWN, Reason.NO_REPLY),
        (Status.DOWN, Status.UP, None),
    ]
    assert [flip.since for flip in flips] == pytest.approx([1000, 1015, 1040])
    assert watch.core.take_flips() == []


def test_restored_states_are_those_of_targets_still_watched() -> None:
    watch = _Watch(PAIR)
    watch.all_well()
    kept = list(watch.snapshot().states.values())
    next_run = Core(PAIR[:1])

    before = next_run.snapshot().restored
    next_run.restore(kept)

    assert not before
    assert next_run.snapshot().restored
    assert set(next_run.snapshot().states) == {("here", HUB)}


@pytest.mark.parametrize("place", ["10.0.0.2", None])
def test_what_is_looked_at_elsewhere_since_the_last_run_starts_anew(place: str | None) -> None:
    before = replace(PAIR[0], place="10.0.0.1")
    watch = _Watch([before])
    for sign in (GOOD, GOOD, BAD, GOOD):
        watch.look("here", sign, at=watch.now + 15)
    moved, kept = Core([replace(before, place=place)]), Core([replace(before, labels={"isp": "fpt"})])

    for next_run in (moved, kept):
        next_run.restore(watch.snapshot().states.values())

    assert moved.snapshot().states == {}
    assert kept.snapshot().states == watch.snapshot().states


def test_a_state_whose_place_was_not_kept_goes_on_and_has_one_from_then_on() -> None:
    watch = _Watch(PAIR[:1])
    watch.all_well()
    next_run = Core(PAIR[:1])

    next_run.restore([replace(watch.state("here"), place=None)])

    assert next_run.snapshot().states["here", HUB] == watch.state("here")
    assert watch.state("here").place == "ping here"
