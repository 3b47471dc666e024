import pytest

from exporter.delivery.ingest.moment import OLDEST_SECONDS, Moment, Skew, moment_of
from tests.fakes.batches import item
from tests.fakes.clock import NOON

HOUR = 3600.0


@pytest.mark.parametrize(
    ("age", "live"), [(-5.0, True), (0.0, True), (119.9, True), (120.0, False), (8 * HOUR, False)]
)
@pytest.mark.parametrize("wall", [NOON, NOON + 2 * HOUR, NOON - 2 * HOUR, 0.0])
def test_an_age_by_a_steady_clock_decides_whatever_the_wall_clock_says(
    age: float, live: bool, wall: float
) -> None:
    moment = moment_of(item(1, age, observed=wall), NOON, 0.0, NOON - HOUR)

    assert moment is not None
    assert moment.live is live
    assert moment.observed == NOON - max(age, 0)


@pytest.mark.parametrize(
    ("wall", "skew", "observed"),
    [
        (NOON - HOUR, 0.0, NOON - HOUR),
        (NOON + HOUR, 2 * HOUR, NOON - HOUR),
        (NOON - 1, 0.0, NOON - 1),
        (NOON + 9 * HOUR, 0.0, NOON),
        (0.0, 0.0, NOON - 5 * HOUR),
    ],
)
def test_without_an_age_it_is_late_and_between_the_contact_before_and_now(
    wall: float, skew: float, observed: float
) -> None:
    assert moment_of(item(1, None, observed=wall), NOON, skew, NOON - 5 * HOUR) == Moment(observed, None)
    assert not Moment(observed, None).live


@pytest.mark.parametrize("age", [OLDEST_SECONDS + 1, 2.0**52])
def test_what_is_too_old_is_not_taken(age: float) -> None:
    assert moment_of(item(1, age), NOON, 0.0, None) is None


def test_who_was_never_heard_before_may_be_late_by_all_that_is_taken() -> None:
    assert moment_of(item(1, None, observed=0.0), NOON, 0.0, None) == Moment(NOON - OLDEST_SECONDS, None)
    assert moment_of(item(1, None, observed=0.0), NOON, 0.0, NOON - 2 * OLDEST_SECONDS) is None


def test_the_skew_is_the_least_of_the_last_five() -> None:
    skew = Skew()

    assert [skew.hear(NOON + ahead, NOON) for ahead in (-3, -1, -2, 7200, 7199, 7201, 7200, 7202)] == [
        -3, -1, -1, -1, -1, -1, -2, 7199,
    ]  # fmt: skip
