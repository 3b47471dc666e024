"""Each transformation on a table that fits on a palm."""

from typing import Any

import pytest

from tests.grafana.drawing.fields import NUMBER, STRING, Field, Frame, frames_of
from tests.grafana.drawing.strict import Unknown
from tests.grafana.drawing.transforming import transformed

Table = list[tuple[Any, ...]]


def series(value: float, **labels: str) -> dict[str, Any]:
    return {"labels": labels, "legend": "/".join(labels.values()), "points": [[60, value]]}


def tables(**found: list[dict[str, Any]]) -> tuple[Frame, ...]:
    return frames_of([{"refId": ref, "format": "table"} for ref in found], found)


def after(frames: tuple[Frame, ...], *steps: tuple[str, dict[str, Any]]) -> tuple[list[str], Table]:
    made = transformed(frames, [{"id": name, "options": options} for name, options in steps])
    assert len(made) == 1
    return [one.title for one in made[0].fields], made[0].rows()


LOSS = [series(0.2, isp="vnpt"), series(0.1, isp="fpt"), series(0.3, isp="viettel")]
LINES = [series(7, isp="fpt"), series(5, isp="mobifone")]


def test_labels_become_columns_and_several_queries_have_values_of_their_own() -> None:
    assert [[one.title for one in frame.fields] for frame in tables(A=LOSS)] == [["Time", "isp", "Value"]]
    assert [frame.fields[-1].title for frame in tables(A=LOSS, B=LINES)] == ["Value #A", "Value #B"]


def test_merged_rows_agree_in_what_both_say() -> None:
    names, rows = after(tables(A=LOSS, B=LINES), ("merge", {}))

    assert names == ["Time", "isp", "Value #A", "Value #B"]
    assert [row[1:] for row in rows] == [
        ("vnpt", 0.2, None),
        ("fpt", 0.1, 7.0),
        ("viettel", 0.3, None),
        ("mobifone", None, 5.0),
    ]


def test_columns_are_chosen_ordered_and_renamed() -> None:
    keep = ("filterFieldsByName", {"include": {"names": ["isp", "Value"]}})
    order = {"excludeByName": {}, "indexByName": {"Value": 0, "isp": 1}, "renameByName": {"isp": "Nhà mạng"}}

    names, rows = after(tables(A=LOSS), keep, ("organize", order))

    assert (names, rows[0]) == (["Value", "Nhà mạng"], (0.2, "vnpt"))


def test_rows_are_sorted_cut_and_chosen() -> None:
    sort = ("sortBy", {"fields": {}, "sort": [{"field": "Value", "desc": True}]})
    above = {"fieldName": "Value", "config": {"id": "greater", "options": {"value": 0.15}}}
    choose = ("filterByValue", {"type": "include", "match": "all", "filters": [above]})

    assert [row[1] for row in after(tables(A=LOSS), sort)[1]] == ["viettel", "vnpt", "fpt"]
    assert [row[1] for row in after(tables(A=LOSS), sort, ("limit", {"limitField": 1}))[1]] == ["viettel"]
    assert [row[1] for row in after(tables(A=LOSS), choose)[1]] == ["vnpt", "viettel"]


def test_a_matrix_has_a_column_for_each_value() -> None:
    seen = [series(1, name="A Lưới", service="vneid"), series(0, name="Huế", service="dvc")]
    options = {"rowField": "name", "columnField": "service", "valueField": "Value", "emptyValue": "empty"}

    assert after(tables(A=seen), ("groupingToMatrix", options)) == (
        ["name\\service", "vneid", "dvc"],
        [("A Lưới", 1.0, ""), ("Huế", "", 0.0)],
    )


def test_series_become_rows_and_their_labels_columns() -> None:
    frames = frames_of([{"refId": "A"}], {"A": LOSS})

    assert after(frames, ("reduce", {"reducers": ["max", "lastNotNull"]}))[0] == ["Field", "Max", "Last *"]
    assert after(frames, ("reduce", {"reducers": ["max"], "labelsToFields": True}))[1][0] == ("vnpt", 0.2)
    assert after(frames, ("labelsToFields", {}), ("merge", {}))[1][1] == (60000, "fpt", 0.1)


def test_tables_are_joined_by_a_column() -> None:
    one = Frame("A", (Field("isp", STRING, ("vnpt", "fpt")), Field("a", NUMBER, (1, 2))))
    other = Frame("B", (Field("isp", STRING, ("fpt", "cmc")), Field("b", NUMBER, (3, 4))))

    outer = after((one, other), ("joinByField", {"byField": "isp", "mode": "outer"}))
    inner = after((one, other), ("joinByField", {"byField": "isp", "mode": "inner"}))

    assert outer == (["isp", "a", "b"], [("vnpt", 1, None), ("fpt", 2, 3), ("cmc", None, 4)])
    assert inner[1] == [("fpt", 2, 3)]


def test_types_are_converted_and_names_rewritten() -> None:
    text = ("convertFieldType", {"conversions": [{"targetField": "Value", "destinationType": "string"}]})
    rename = ("renameByRegex", {"regex": "/^i(.*)$/", "renamePattern": "x$1"})

    names, rows = after(tables(A=LOSS), text, rename)

    assert (names[1], rows[0][2]) == ("xsp", "0.2")


@pytest.mark.parametrize(
    ("step", "named"),
    [
        ({"id": "rowsToFields", "options": {}}, "rowsToFields"),
        ({"id": "limit", "options": {"limitFeld": 3}}, "limitFeld"),
        ({"id": "merge", "options": {}, "filter": {"id": "byRefId"}}, "filter"),
        ({"id": "reduce", "options": {"reducers": ["p99"]}}, "p99"),
    ],
)
def test_what_is_unknown_is_named(step: dict[str, Any], named: str) -> None:
    with pytest.raises((Unknown, KeyError), match=named):
        transformed(tables(A=LOSS), [step])
