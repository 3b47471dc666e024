"""Where things stand: panels, axes, lines, states."""

from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tests.grafana.drawing.axes import Scale, bounds, ticks, time_ticks
from tests.grafana.drawing.display import Display, displays
from tests.grafana.drawing.fields import frames_of
from tests.grafana.drawing.graph import corners, stack, stretches
from tests.grafana.drawing.layout import box_of, check_apart
from tests.grafana.drawing.stat import grid
from tests.grafana.drawing.strict import Unknown
from tests.grafana.drawing.table import widths_of
from tests.grafana.drawing.timeline import pieces
from tests.grafana.drawing.times import Look

LOOK = Look(ZoneInfo("Asia/Ho_Chi_Minh"), 1795683600)


def displayed(settings: dict[str, Any], *values: float, legend: str = "hue-01") -> Display:
    points = [[60 * index, value] for index, value in enumerate(values)]
    found = {"A": [{"labels": {"link": legend}, "legend": legend, "points": points}]}
    return displays(frames_of([{"refId": "A"}], found), settings, LOOK, "panel 1", "thresholds")[0][1]


def test_a_page_has_24_columns_and_lines_of_30_pixels() -> None:
    left = box_of({"x": 0, "y": 0, "w": 12, "h": 8}, 1408)
    right = box_of({"x": 12, "y": 8, "w": 12, "h": 1}, 1408)

    assert (left.width, left.height) == (700, 296)
    assert (right.x, right.y, right.height) == (708, 304, 30)


def test_panels_beyond_the_page_or_above_each_other_are_named() -> None:
    with pytest.raises(Unknown, match="24"):
        box_of({"x": 13, "y": 0, "w": 12, "h": 8}, 1408)
    with pytest.raises(Unknown, match="1 and 2"):
        check_apart([{"id": number, "gridPos": {"x": number, "y": 0, "w": 4, "h": 4}} for number in (1, 2)])


def test_ticks_are_round_and_an_axis_ends_where_it_is_told() -> None:
    assert ticks(0, 1, 4) == [0, 0.25, 0.5, 0.75, 1]
    assert ticks(0, 4096, 4, binary=True) == [0, 1024, 2048, 3072, 4096]
    assert bounds([0.2, 0.9], 0, 1, 4) == (0, 1)
    assert bounds([3, 7], None, None, 4) == (0, 8)
    assert bounds([], 0, None, 4)[1] > 0


def test_moments_on_an_axis_are_round_by_the_readers_clock() -> None:
    assert [said for _, said in time_ticks(1795683600 - 7200, 1795683600, 400, LOOK)] == [
        "14:00",
        "14:30",
        "15:00",
        "15:30",
        "16:00",
    ]


def test_a_logarithmic_scale_has_its_tens_evenly() -> None:
    scale = Scale(1, 100, 0, 200, 10)

    assert scale.at(10) == pytest.approx(100)


def test_a_line_breaks_where_nobody_measured() -> None:
    points = [(0.0, 1.0), (60.0, 2.0), (300.0, 3.0), (360.0, None), (420.0, 4.0), (480.0, float("inf"))]

    assert stretches(points, 60, 0) == [[(0, 1), (60, 2)], [(300, 3)], [(420, 4)]]
    assert len(stretches(points, 60, float("inf"))) == 1


def test_what_is_stacked_stands_on_those_of_its_group() -> None:
    lower, free, upper = stack([("A", [(0.0, 1.0)]), (None, [(0.0, 9.0)]), ("A", [(0.0, 2.0)])])

    assert (lower[0], free[0], upper[0], upper[1]) == ([(0, 1)], [(0, 9)], [(0, 3)], {0: 1})


def test_a_step_holds_its_value_until_the_next() -> None:
    assert corners([(0, 1), (10, 2)], "stepAfter") == [(0, 1), (10, 1), (10, 2)]
    assert corners([(0, 1), (10, 2)], "stepBefore") == [(0, 1), (0, 2), (10, 2)]


def test_equal_states_are_one_bar_and_silence_is_none() -> None:
    one = displayed({}, 0)
    points = [(0.0, 0.0), (60.0, 0.0), (120.0, 1.0), (600.0, 1.0)]

    found = pieces(one, points, 60, 660, merge=True)

    assert [(since, until) for since, until, _ in found] == [(0, 120), (120, 180), (600, 660)]


def test_an_override_changes_the_field_it_matches_and_no_other() -> None:
    properties = [
        {"id": "displayName", "value": "Tuyến ${__field.labels.link}"},
        {"id": "unit", "value": "percentunit"},
        {"id": "custom.width", "value": 90},
    ]
    settings = {"overrides": [{"matcher": {"id": "byName", "options": "hue-01"}, "properties": properties}]}

    changed, other = displayed(settings, 0.5), displayed(settings, 0.5, legend="hue-02")

    assert (changed.title, str(changed.shown(0.5).text), changed.config.custom) == (
        "Tuyến hue-01",
        "50%",
        {"width": 90},
    )
    assert (other.title, str(other.shown(0.5).text)) == ("hue-02", "0.500")


@pytest.mark.parametrize(
    ("matcher", "matches"),
    [
        ({"id": "byRegexp", "options": "/^hue/"}, True),
        ({"id": "byRegexp", "options": "/^da-nang/"}, False),
        ({"id": "byFrameRefID", "options": "A"}, True),
        ({"id": "byFrameRefID", "options": "B"}, False),
        ({"id": "byType", "options": "number"}, True),
        ({"id": "byNames", "options": {"mode": "exclude", "names": ["hue-01"]}}, False),
    ],
)
def test_matchers(matcher: dict[str, Any], matches: bool) -> None:
    settings = {"overrides": [{"matcher": matcher, "properties": [{"id": "unit", "value": "s"}]}]}

    assert (displayed(settings, 1).config.unit == "s") is matches


@pytest.mark.parametrize(
    ("settings", "named"),
    [
        ({"defaults": {"unti": "s"}}, "unti"),
        ({"overrides": [{"matcher": {"id": "byValue"}, "properties": []}]}, "byValue"),
        ({"defaults": {"color": {"mode": "rainbow"}}}, "rainbow"),
    ],
)
def test_unknown_settings_are_named(settings: dict[str, Any], named: str) -> None:
    with pytest.raises(Unknown, match=named):
        displayed(settings, 1).shown(1)


def test_columns_share_what_the_others_leave() -> None:
    assert widths_of([100, None, None], 1000) == [100, 450, 450]
    assert widths_of([100, None], 120) == [100, 150]


def test_values_stand_where_they_are_largest() -> None:
    assert (grid(1, 300, 100), grid(4, 800, 80), grid(4, 300, 200), grid(3, 100, 400)) == (1, 4, 2, 1)
