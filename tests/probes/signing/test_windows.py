"""Lead times and the end of the right to renew, at each of their edges; and what only a declared date can tell."""

from datetime import timedelta

import pytest

from probes.inventory.settings import LEAD_DAYS
from probes.pki.times import DAY
from probes.signing.declared import declared
from probes.signing.state import SigningState as State
from probes.signing.verdict import Rules, lead_of, windows_of
from tests.authority import NOW
from tests.probes.signing.judging import FAR, ROOT, SUB, judged
from tests.revocation_lists import crl_of

ENDS = NOW.timestamp() + 1000 * DAY
SECOND = timedelta(seconds=1)
DEFAULTS = Rules()
LONG = (crl_of(SUB, next_update=FAR), crl_of(ROOT, next_update=FAR))


def told(left: float, rules: Rules = DEFAULTS) -> State | None:
    """What is said when so many seconds are left."""
    return next((finding.state for finding in windows_of(ENDS, ENDS - left, rules)), None)


def test_the_lead_times_are_those_of_the_specification() -> None:
    assert LEAD_DAYS == Rules().lead_days == (120, 90, 70, 60, 30, 14, 7, 3, 1)
    assert Rules().renewal_closes_days == 60


@pytest.mark.parametrize(("days", "before"), list(zip(LEAD_DAYS, (None, *LEAD_DAYS[:-1]), strict=True)))
def test_a_lead_time_begins_on_its_second(days: int, before: int | None) -> None:
    begins = ENDS - days * DAY

    assert lead_of(ENDS, begins - 1, Rules()) == before
    assert lead_of(ENDS, begins, Rules()) == days
    assert lead_of(ENDS, begins + 1, Rules()) == days


@pytest.mark.parametrize(
    ("left", "state"),
    [
        (120 * DAY + 1, None),
        (120 * DAY, State.EXPIRING),
        (60 * DAY + 1, State.EXPIRING),
        (60 * DAY, State.EXPIRING),
        (60 * DAY - 1, State.RENEW_WINDOW_CLOSED),
        (1, State.RENEW_WINDOW_CLOSED),
        (0, State.RENEW_WINDOW_CLOSED),
        (-1, None),
    ],
)
def test_the_right_to_renew_ends_when_fewer_than_sixty_days_are_left(
    left: float, state: State | None
) -> None:
    assert told(left) is state


@pytest.mark.parametrize(
    ("rules", "left", "state"),
    [
        (Rules(renewal_closes_days=30), 45 * DAY, State.EXPIRING),
        (Rules(renewal_closes_days=30), 30 * DAY - 1, State.RENEW_WINDOW_CLOSED),
        (Rules(renewal_closes_days=0), 1, State.EXPIRING),
        (Rules(lead_days=(10,), renewal_closes_days=0), 10 * DAY + 1, None),
        (Rules(lead_days=(10,), renewal_closes_days=0), 10 * DAY, State.EXPIRING),
        (Rules(lead_days=(10,), renewal_closes_days=60), 59 * DAY, State.RENEW_WINDOW_CLOSED),
        (Rules(lead_days=(400, 10)), 400 * DAY, State.EXPIRING),
    ],
)
def test_both_are_what_the_province_sets(rules: Rules, left: float, state: State | None) -> None:
    assert told(left, rules) is state


def test_the_order_of_lead_times_does_not_matter() -> None:
    assert lead_of(ENDS, ENDS - 5 * DAY, Rules(lead_days=(7, 120, 1, 30))) == 7


@pytest.mark.parametrize(
    ("left", "days"), [(0, 0), (1, 0), (DAY - 1, 0), (DAY, 1), (7 * DAY - 1, 6), (7 * DAY, 7)]
)
def test_days_left_are_whole_days(left: float, days: int) -> None:
    (finding,) = windows_of(ENDS, ENDS - left, Rules())

    assert finding.what.en.startswith("1 day is left" if days == 1 else f"{days} days are left")
    assert finding.what.vi.startswith(f"còn {days} ngày")


@pytest.mark.parametrize("days", [120, 60, 1, 0])
def test_a_verdict_turns_on_the_same_seconds(days: int) -> None:
    signer = SUB.signer(ends=NOW + timedelta(days=1000))
    edge = NOW + timedelta(days=1000 - days)

    before, at, after = (
        judged(signer, *LONG, moment=moment) for moment in (edge - SECOND, edge, edge + SECOND)
    )

    expected = {
        120: (None, 120, 120, State.VALID, State.EXPIRING, State.EXPIRING),
        60: (70, 60, 60, State.EXPIRING, State.EXPIRING, State.RENEW_WINDOW_CLOSED),
        1: (3, 1, 1) + 3 * (State.RENEW_WINDOW_CLOSED,),
        0: (1, 1, 1, State.RENEW_WINDOW_CLOSED, State.RENEW_WINDOW_CLOSED, State.EXPIRED),
    }[days]
    assert (before.lead_days, at.lead_days, after.lead_days, before.state, at.state, after.state) == expected


# -- declared ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("left", "states"),
    [
        (500 * DAY, [State.DECLARED]),
        (120 * DAY, [State.EXPIRING, State.DECLARED]),
        (60 * DAY - 1, [State.RENEW_WINDOW_CLOSED, State.DECLARED]),
        (0, [State.RENEW_WINDOW_CLOSED, State.DECLARED]),
        (-1, [State.EXPIRED, State.DECLARED]),
    ],
)
def test_of_a_declared_date_its_windows_are_told_and_that_it_is_only_declared(
    left: float, states: list[State]
) -> None:
    assert [finding.state for finding in declared(ENDS, ENDS - left, Rules())] == states


def test_that_a_declared_date_is_over_is_said_once() -> None:
    expired, unseen = declared(ENDS, ENDS + 1, Rules())

    assert expired.what.en.startswith("by the declared date it ended on ")
    assert "declared date" not in unseen.what.en
    assert expired.what.vi != unseen.what.vi
