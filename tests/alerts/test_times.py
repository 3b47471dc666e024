import pytest

from alerts.times import clock_time, rfc3339, span
from tests.fakes.clock import NOON  # 2026-11-24 06:00 UTC


def test_a_moment_of_today_is_its_time_in_vietnam() -> None:
    assert clock_time(NOON, NOON) == "13:00"
    assert clock_time(NOON + 5, NOON, seconds=True) == "13:00:05"


def test_a_moment_of_another_day_has_its_date() -> None:
    before_midnight_in_vietnam = NOON - 13 * 3600 - 1

    assert clock_time(before_midnight_in_vietnam, NOON) == "23:59, 23/11/2026"


@pytest.mark.parametrize(
    ("seconds", "vi", "en"),
    [
        (-3, "chưa đầy 1 phút", "under a minute"),
        (59, "chưa đầy 1 phút", "under a minute"),
        (60, "1 phút", "1 min"),
        (3599, "59 phút", "59 min"),
        (3600, "1 giờ", "1 h"),
        (11100, "3 giờ 5 phút", "3 h 5 min"),
        (86400, "1 ngày", "1 d"),
        (2 * 86400 + 3 * 3600 + 59, "2 ngày 3 giờ", "2 d 3 h"),
    ],
)
def test_a_span_is_told_in_the_two_units_that_matter(seconds: float, vi: str, en: str) -> None:
    assert (span(seconds).vi, span(seconds).en) == (vi, en)


def test_machines_get_rfc_3339_in_utc() -> None:
    assert rfc3339(NOON + 0.9) == "2026-11-24T06:00:00Z"
    assert rfc3339(None) is None
