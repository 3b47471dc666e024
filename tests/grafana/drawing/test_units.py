"""Numbers as Grafana writes them: known from its own panels."""

from zoneinfo import ZoneInfo

import pytest

from probes.language import Language
from tests.grafana.drawing.strict import Unknown
from tests.grafana.drawing.times import Look, ago, length
from tests.grafana.drawing.units import written

NOW = 1795683600  # 2026-11-26 16:00 in Vietnam
LOOK = Look(ZoneInfo("Asia/Ho_Chi_Minh"), NOW)


def said(value: float, unit: str, decimals: int | None = None, look: Look = LOOK) -> str:
    return str(written(value, unit, decimals, look))


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (0.0123, "s", "12.3 ms"),
        (0.00004, "s", "40 µs"),
        (59, "s", "59 s"),
        (90, "s", "1.50 min"),
        (3600, "s", "1 hour"),
        (2.1 * 86400, "s", "2.10 days"),
        (1814400, "s", "3 weeks"),
        (2 * 31557600, "s", "2 years"),
        (0, "s", "0 s"),
        (-90, "s", "-1.50 min"),
        (185, "dtdhms", "00:03:05"),
        (2 * 86400 + 3661, "dtdhms", "2 d 01:01:01"),
        (2 * 86400 + 3661, "dthms", "49:01:01"),
        (-61, "dtdhms", "00:01:01 ago"),
        (12.3, "ms", "12.3 ms"),
        (1500, "ms", "1.50 s"),
        (0.5, "ms", "0.500 ms"),
        (1.5, "percent", "1.50%"),
        (0.015, "percentunit", "1.50%"),
        (0.07, "percentunit", "7%"),
        (1, "percentunit", "100%"),
        (1234, "short", "1.23 K"),
        (5, "none", "5"),
        (12345.678, "none", "12346"),
        (12345, "locale", "12,345"),
        (1536, "bytes", "1.50 KiB"),
        (1500, "decbytes", "1.50 kB"),
        (0.25, "ops", "0.250 ops/s"),
        (12, "pps", "12 p/s"),
        (1, "bool_yes_no", "Yes"),
        (0, "bool_yes_no", "No"),
        (3, "suffix:xã", "3 xã"),
        (float("inf"), "s", "∞ years"),
        (float("nan"), "percent", "NaN"),
    ],
)
def test_a_value_is_written_in_its_unit(value: float, unit: str, text: str) -> None:
    assert said(value, unit) == text


def test_decimals_are_kept_where_they_are_asked_for() -> None:
    assert (said(0.98765, "percentunit", 1), said(0.98765, "percentunit", 3)) == ("98.8%", "98.765%")
    assert (said(3, "none", 2), said(-0.001, "none", 1)) == ("3.00", "0.0")


def test_a_moment_comes_in_milliseconds_so_that_seconds_show_as_1970() -> None:
    assert said(NOW * 1000, "dateTimeAsIso") == "2026-11-26 16:00:00"
    assert said(NOW, "dateTimeAsIso").startswith("1970-01-22")
    assert said(float("inf"), "dateTimeAsIso") == "Invalid date"


def test_a_moment_is_written_as_its_reader_writes_it() -> None:
    english = Look(LOOK.zone, NOW, Language.EN)

    assert said(NOW * 1000, "dateTimeAsLocal") == "16:00:00 26/11/2026"
    assert said(NOW * 1000, "dateTimeAsLocal", look=english) == "11/26/2026, 4:00:00 PM"
    assert said(NOW * 1000, "dateTimeAsIsoNoDateIfToday") == "16:00:00"
    assert said(NOW * 1000, "time:DD/MM HH:mm") == "26/11 16:00"


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(10, "a few seconds ago"), (300, "5 minutes ago"), (-3 * 86400, "in 3 days"), (3600, "an hour ago")],
)
def test_how_long_ago_something_was(seconds: float, text: str) -> None:
    assert ago(seconds) == text


def test_a_length_has_as_many_parts_as_decimals_ask_for() -> None:
    assert length(2 * 86400 + 3 * 3600, 1) == "2 days, 3 hours"
    assert length(2 * 86400 + 3 * 3600, None) == "2 days"
    assert length(0.5, None) == "500 milliseconds"


@pytest.mark.parametrize("unit", ["furlongs", "velocityknot", "sec"])
def test_an_unknown_unit_is_named(unit: str) -> None:
    with pytest.raises(Unknown, match=unit):
        said(1, unit)
