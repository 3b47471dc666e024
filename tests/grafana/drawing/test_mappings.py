"""Values in words and colours."""

import pytest

from tests.grafana.drawing.colours import code_of, ink_on, of_palette, on_scale
from tests.grafana.drawing.mappings import Mapped, mapped
from tests.grafana.drawing.strict import Unknown
from tests.grafana.drawing.thresholds import colour_at, steps_of

STATES = {
    "type": "value",
    "options": {"0": {"text": "Thông", "color": "green", "index": 0}, "up": {"text": "Lên"}},
}
RANGE = {"type": "range", "options": {"from": 1, "to": None, "result": {"text": "nhiều", "color": "red"}}}
PATTERN = {"type": "regex", "options": {"pattern": "/^isp-(.*)$/", "result": {"text": "Mạng $1"}}}
EMPTY = {"type": "special", "options": {"match": "null+nan", "result": {"text": "không rõ"}}}


@pytest.mark.parametrize(
    ("value", "found"),
    [
        (0.0, Mapped("Thông", "green")),
        ("up", Mapped("Lên", None)),
        (7, Mapped("nhiều", "red")),
        ("isp-vnpt", Mapped("Mạng vnpt", None)),
        (None, Mapped("không rõ", None)),
        (float("nan"), Mapped("không rõ", None)),
        (0.5, None),
        ("down", None),
    ],
)
def test_the_first_mapping_that_knows_a_value_speaks(value: object, found: Mapped | None) -> None:
    assert mapped([STATES, RANGE, PATTERN, EMPTY], value) == found


@pytest.mark.parametrize(
    ("mapping", "named"),
    [
        ({"type": "fuzzy", "options": {}}, "fuzzy"),
        ({"type": "special", "options": {"match": "infinite", "result": {}}}, "infinite"),
        ({"type": "value", "options": {"1": {"text": "x", "icon": "bug"}}}, "icon"),
    ],
)
def test_what_a_mapping_cannot_be_is_named(mapping: dict[str, object], named: str) -> None:
    with pytest.raises(Unknown, match=named):
        mapped([mapping], 1)


def test_a_threshold_holds_from_its_value_on() -> None:
    steps = steps_of(
        {"mode": "absolute", "steps": [{"color": "green", "value": None}, {"color": "#ff0000", "value": 2}]},
        0,
        10,
    )

    assert [colour_at(steps, value) for value in (-5, 1.99, 2, 9)] == [code_of("green")] * 2 + ["#ff0000"] * 2


def test_forgotten_thresholds_are_grafanas_own_and_show_red_above_80() -> None:
    assert colour_at(steps_of(None, 0, 100), 81) == code_of("red")


def test_a_percentage_is_counted_between_the_ends_of_the_scale() -> None:
    said = {"mode": "percentage", "steps": [{"color": "green", "value": None}, {"color": "red", "value": 50}]}

    assert steps_of(said, 10, 20)[1].value == 15


def test_thresholds_that_do_not_rise_are_named() -> None:
    steps = [{"color": "green", "value": None}, {"color": "red", "value": 5}, {"color": "blue", "value": 2}]

    with pytest.raises(Unknown, match="rise"):
        steps_of({"mode": "absolute", "steps": steps}, 0, 1)


def test_colours_are_those_of_the_light_theme() -> None:
    assert (code_of("green"), code_of("super-light-blue"), code_of("#8e8e8e")) == (
        "#56A64B",
        "#8AB8FF",
        "#8e8e8e",
    )
    assert (of_palette(0), of_palette(1)) == (code_of("green"), code_of("yellow"))
    assert on_scale("continuous-GrYlRd", 0) == code_of("green").lower()
    with pytest.raises(Unknown, match="verdant"):
        code_of("verdant")


def test_what_stands_on_a_bright_ground_is_dark() -> None:
    assert ink_on(code_of("yellow")) != ink_on(code_of("red"))
