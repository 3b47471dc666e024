"""Answers and signers out of date: whether the responder is at fault, or our own clock."""

from dataclasses import replace
from datetime import datetime, timedelta
from email.utils import format_datetime

import pytest

from probes.network import Gate
from probes.reasons import Reason
from tests.authority import NOW
from tests.fakes.clock import FakeClock
from tests.ocsp_answers import HOUR, Say, responder
from tests.probes.kinds.ocsp_faults import DAY, GOOD, STALE, SUB, Files, ask, says
from tests.servers.responder import responds


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock(wall=NOW.timestamp())


# whose clock


def _dated(moment: datetime) -> str:
    return f"Date: {format_datetime(moment, usegmt=True)}"


@pytest.mark.parametrize("off", [2 * DAY, -2 * DAY, timedelta(hours=3)])
def test_an_answer_that_is_right_by_its_servers_clock_tells_of_ours(
    off: timedelta, gate: Gate, files: Files, clock: FakeClock
) -> None:
    clock.step_wall(off.total_seconds())
    result = ask(gate, responds(says(GOOD), _dated(NOW)), files)

    assert result.reason is Reason.MONITOR_CLOCK
    assert "state" not in result.facts
    assert ("ahead of" if off > timedelta(0) else "behind") in result.detail


@pytest.mark.parametrize(
    ("said", "headers", "reason"),
    [
        (STALE, [_dated(NOW)], Reason.ANSWER_STALE),
        (STALE, [], Reason.ANSWER_STALE),
        (STALE, ["Date: today"], Reason.ANSWER_STALE),
        (STALE, [_dated(NOW - 2 * HOUR), "Age: 7200"], Reason.ANSWER_STALE),
        (STALE, [_dated(NOW - 30 * DAY)], Reason.ANSWER_STALE),
        (replace(GOOD, this_update=NOW + HOUR), [_dated(NOW)], Reason.ANSWER_FUTURE),
    ],
    ids=["same clock", "no date", "no such date", "an old answer out of a cache", "another date", "future"],
)
def test_an_answer_that_is_wrong_by_any_clock_is_the_responders_fault(
    said: Say, headers: list[str], reason: Reason, gate: Gate, files: Files
) -> None:
    assert ask(gate, responds(says(said), *headers), files).reason is reason


# the signer's own end


@pytest.mark.parametrize(
    ("starts", "ends", "state"),
    [
        (NOW - 300 * DAY, NOW + 31 * DAY, "ok"),
        (NOW - 300 * DAY, NOW + 29 * DAY, "signer_expiring"),
        (NOW - 3 * DAY, NOW + 11 * DAY, "ok"),
        (NOW - 11 * DAY, NOW + 3 * DAY, "signer_expiring"),
    ],
    ids=["long", "long, near its end", "a fortnight's", "a fortnight's, near its end"],
)
def test_a_signer_that_ends_soon_is_a_warning(
    starts: datetime, ends: datetime, state: str, gate: Gate, files: Files
) -> None:
    result = ask(gate, responds(says(GOOD, by=responder(SUB, starts=starts, ends=ends))), files)

    assert result.success
    assert result.facts["state"] == state
