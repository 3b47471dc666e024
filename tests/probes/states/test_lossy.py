"""The proof of loss, reckoned exactly: its sum is a Markov chain of a few hundred states."""

from collections.abc import Mapping
from itertools import takewhile
from math import comb
from pathlib import Path

import pytest

from probes.clock import Instant
from probes.policy import Policy
from probes.states import lossy
from probes.states.core import PROOFS_AT_ONCE
from probes.states.state import State, Status
from probes.store import Store
from tests.fakes.watched import Watched, ping

DAY = 86400.0
LINES = 3321
POLICY = Policy(interval=15)
BAR_PER_LINE_DAY = 1e-7
FASTEST_SECONDS = 1 / (1 / POLICY.interval + 1 / POLICY.confirm_every)
"""Between the looks at a line under proof: the regular ones go on beside the others."""

SETTLED_ROUNDS = 3000
"""So many rounds after a start at 0 the chain has forgotten it."""

CLEAN, ONE_LOST, TWO_LOST = ping("11111"), ping("11110"), ping("11100")

Losses = Mapping[int, float]
"""How likely a round is to lose so many packets."""


def _one_by_one(ratio: float, sent: int = 5) -> Losses:
    """Packets lost independently."""
    return {lost: comb(sent, lost) * ratio**lost * (1 - ratio) ** (sent - lost) for lost in range(sent + 1)}


def _together(ratio: float, burst: int, sent: int = 5) -> Losses:
    """The same ratio, but always so many packets of one round."""
    return {0: 1 - ratio * sent / burst, burst: ratio * sent / burst}


def _look(
    sums: Mapping[int, float], losses: Losses, sent: int, *, only_suspicious: bool = False
) -> tuple[dict[int, float], float]:
    """How likely each sum is after one more look, and how likely that look was the proof. A round lost whole is left out."""
    after: dict[int, float] = {}
    proven = 0.0
    for before, share in sums.items():
        if only_suspicious and not _suspicious(before):
            after[before] = after.get(before, 0.0) + share
            continue
        for lost, chance in losses.items():
            excess = lossy.counted(before, sent, lost) if lost < sent else before
            if excess >= lossy.PROVEN:
                proven += share * chance
            else:
                after[excess] = after.get(excess, 0.0) + share * chance
    return after, proven


def _suspicious(excess: int) -> bool:
    return lossy.is_suspicious(frozenset(), excess)


def _in_the_long_run(losses: Losses, sent: int = 5) -> tuple[float, float]:
    """Of all rounds, the share that proves loss, and the share after which the line is suspicious."""
    sums = {0: 1.0}
    proven = 0.0
    for _ in range(SETTLED_ROUNDS):
        sums, proven = _look(sums, losses, sent)
    return proven, sum(share for excess, share in sums.items() if _suspicious(excess))


def _found(losses: Losses, minutes: float, sent: int = 5) -> float:
    """The share of lines proven lossy within so long, each from a sum of 0."""
    sums = {0: 1.0}
    found = 0.0
    per_regular = round(POLICY.interval / POLICY.confirm_every)
    for number in range(int(minutes * 60 / POLICY.confirm_every)):
        if number % per_regular == 0:
            sums, proven = _look(sums, losses, sent)
            found += proven
        sums, proven = _look(sums, losses, sent, only_suspicious=True)
        found += proven
    return found


@pytest.mark.parametrize("sent", [2, 5, 10, 20])
def test_two_percent_is_called_lossy_less_than_once_in_ten_million_line_days_however_often_one_looks(
    sent: int,
) -> None:
    proven, _ = _in_the_long_run(_one_by_one(lossy.TOLERATED_RATIO, sent), sent)

    assert 0 < proven * DAY / FASTEST_SECONDS < 1e-14 < BAR_PER_LINE_DAY


@pytest.mark.parametrize("burst", [2, 3, 4])
def test_two_percent_lost_in_bursts_stays_below_the_same_bar(burst: int) -> None:
    proven, suspicious = _in_the_long_run(_together(lossy.TOLERATED_RATIO, burst))

    seconds = (1 - suspicious) * POLICY.interval + suspicious * FASTEST_SECONDS
    assert 0 < proven * DAY / seconds < BAR_PER_LINE_DAY


def test_ten_percent_is_found_within_twenty_minutes() -> None:
    losses = _one_by_one(lossy.LOSSY_RATIO)

    assert _found(losses, minutes=20) > 0.997
    assert _found(losses, minutes=9) > 0.5


def test_ten_percent_lost_two_by_two_is_found_within_twenty_minutes() -> None:
    assert _found(_together(lossy.LOSSY_RATIO, 2), minutes=20) > 0.99


def test_half_of_all_packets_lost_is_found_within_four_minutes() -> None:
    assert _found(_one_by_one(0.5), minutes=4) > 0.99


def test_lines_that_lose_two_percent_leave_room_for_proving_the_others() -> None:
    _, suspicious = _in_the_long_run(_one_by_one(lossy.TOLERATED_RATIO))

    assert suspicious < 1 / 250
    assert suspicious * LINES < PROOFS_AT_ONCE / 5


def _proven() -> Watched:
    line = Watched()
    line.rounds(".")
    while line.state is not None and lossy.LOSSY not in line.state.causes:
        line.look(TWO_LOST)
    return line


def test_what_is_proven_is_shown_at_once() -> None:
    line = _proven()

    assert line.state is not None
    assert line.state.status is Status.DEGRADED
    assert line.state.causes == {"loss", "lossy"}
    assert line.number < 20


def test_loss_that_chance_explains_is_shown_and_is_no_proof() -> None:
    line = Watched()
    line.rounds(".")

    states = [line.look(ONE_LOST if number % 5 == 0 else CLEAN) for number in range(2000)]

    causes = {state.causes for state in states if state is not None}
    assert causes == {frozenset(), frozenset({"loss"})}


def test_a_round_lost_whole_says_nothing_of_loss() -> None:
    line = Watched()
    line.rounds(".")
    line.look(TWO_LOST)
    before = line.state

    after = line.rounds("xxxxxxxxxx")

    assert before is not None
    assert after.excess == before.excess > 0


def test_a_burst_counts_no_more_than_two_losses() -> None:
    assert lossy.counted(100, 5, 4) == lossy.counted(100, 5, 2)


def test_it_is_lossy_until_three_windows_were_good_and_the_sum_is_back_at_0() -> None:
    line = _proven()

    mending: list[State] = []
    while line.state is not None and line.state.causes:
        mending.append(line.rounds("."))

    assert {state.causes for state in mending[:-1]} == {frozenset({"loss", "lossy"})}
    rounds = len(list(takewhile(lambda state: state.excess > 0, mending))) + 1
    assert rounds == lossy.PROVEN / 5
    assert 0 <= len(mending) - rounds <= 2 * POLICY.window / POLICY.interval
    assert mending[-1].status is Status.UP


def test_a_line_is_not_called_well_by_a_failed_round_while_the_sum_stands() -> None:
    line = _proven()

    states = [line.rounds(sign) for sign in (("." * 15 + "x.") * 5)]

    assert {state.causes for state in states} == {frozenset({"loss", "lossy"})}


def test_it_is_lossy_in_the_next_run(tmp_path: Path) -> None:
    line = _proven()
    assert line.state is not None
    now = Instant(line.wall, line.monotonic)
    store = Store(tmp_path / "states.sqlite")
    store.open(now)
    store.close([], [line.state], now)

    line.state = Store(tmp_path / "states.sqlite").open(now)[0]

    assert "lossy" in line.state.causes
    for _ in range(3 * 20):
        assert "lossy" in line.rounds(".").causes
    assert line.rounds("....").causes == frozenset()
