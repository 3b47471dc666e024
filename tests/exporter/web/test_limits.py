from exporter.web.limits import Limit, Rate

HOUR = 3600.0


def _taken(limit: Limit, key: str, now: float, times: int) -> int:
    return sum(limit.wait(key, now) == 0 for _ in range(times))


def test_a_key_may_so_many_at_once_and_then_one_after_each_part() -> None:
    limit = Limit(Rate(6, HOUR), Rate(300, HOUR))

    assert _taken(limit, "19753", 0.0, 10) == 6
    assert limit.wait("19753", 0.0) == 600
    assert round(limit.wait("19753", 599.0), 6) == 1
    assert _taken(limit, "19753", 600.0, 2) == 1


def test_one_key_takes_nothing_from_another() -> None:
    limit = Limit(Rate(6, HOUR), Rate(300, HOUR))

    _taken(limit, "19753", 0.0, 100)
    assert _taken(limit, "19774", 0.0, 10) == 6


def test_all_together_may_no_more_than_that() -> None:
    limit = Limit(Rate(6, HOUR), Rate(300, HOUR))

    assert sum(_taken(limit, f"{number:05}", 0.0, 6) for number in range(100)) == 300


def test_a_clock_that_stands_still_or_a_long_rest_fills_no_more_than_the_bucket() -> None:
    limit = Limit(Rate(2, 10.0), Rate(100, 10.0))

    assert _taken(limit, "a", 0.0, 5) == 2
    assert _taken(limit, "a", 1e6, 5) == 2


def test_it_is_told_whether_one_has_to_wait_or_all() -> None:
    limit = Limit(Rate(2, 60.0), Rate(3, 60.0))
    assert [limit.wait("a", 0.0) for _ in range(2)] == [0, 0]
    assert limit.wait("a", 0.0) > 0
    assert not limit.is_for_all(0.0)
    assert limit.wait("b", 0.0) == 0
    assert limit.wait("c", 0.0) > 0
    assert limit.is_for_all(0.0)
