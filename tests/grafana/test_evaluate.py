"""The evaluator with a Prometheus that answers from a table."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest

from tests.grafana.choosing import Refused, chosen
from tests.grafana.evaluate import Evaluator, Span, rows_of
from tests.grafana.interpolation import ALL, Variable, interpolated, seconds_in, span

START, END = 1_700_000_000.0, 1_700_000_300.0


@dataclass
class Fake:
    """Answers by path; remembers what was asked."""

    series: list[dict[str, str]] = field(default_factory=list)
    found: list[dict[str, Any]] = field(default_factory=list)
    refused: str | None = None
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)

    def __call__(self, path: str, parameters: Mapping[str, str]) -> Any:
        self.asked.append((path, dict(parameters)))
        if self.refused is not None:
            raise Refused(self.refused)
        if path == "/api/v1/series":
            return self.series
        if path.startswith("/api/v1/label/"):
            return ["a", "b"]
        return {"resultType": "matrix" if path.endswith("range") else "vector", "result": self.found}


def variable(name: str, *values: str, several: bool = True, for_all: str | None = None) -> Variable:
    options = tuple((value, value) for value in values)
    return Variable(
        name, options, (ALL,) if for_all is not None or len(values) > 1 else values, several, for_all
    )


def dashboard(*variables: Mapping[str, Any], panels: Any = (), annotations: Any = ()) -> dict[str, Any]:
    return {
        "uid": "u",
        "panels": list(panels),
        "templating": {"list": list(variables)},
        "annotations": {"list": list(annotations)},
    }


def panel(expr: str, **target: Any) -> dict[str, Any]:
    return {"id": 7, "title": "T", "type": "timeseries", "targets": [{"refId": "A", "expr": expr, **target}]}


@pytest.mark.parametrize("written", ['x{a=~"$p"}', 'x{a=~"${p}"}', 'x{a=~"[[p]]"}'])
def test_each_way_to_name_a_variable_is_known(written: str) -> None:
    assert interpolated(written, {"p": variable("p", "46")}, {}) == 'x{a=~"46"}'


def test_all_values_are_alternatives_unless_the_dashboard_says_what_stands_for_them() -> None:
    assert interpolated("$p", {"p": variable("p", "46", "1.2")}, {}) == r"(46|1\\.2)"
    assert interpolated("$p", {"p": variable("p", "46", "12", for_all=".+")}, {}) == ".+"


def test_what_cannot_be_several_is_quoted_as_a_string_and_no_pattern() -> None:
    assert interpolated("$p", {"p": variable("p", r"a.b\c", several=False)}, {}) == r"a.b\\c"


@pytest.mark.parametrize(
    ("shape", "expected"),
    [("regex", r"(a\.b|c)"), ("pipe", "a.b|c"), ("csv", "a.b,c"), ("raw", "a.b,c"), ("text", "All")],
)
def test_a_shape_after_a_colon_writes_the_values_so(shape: str, expected: str) -> None:
    assert interpolated(f"${{p:{shape}}}", {"p": variable("p", "a.b", "c")}, {}) == expected


def test_what_nobody_knows_stays() -> None:
    assert interpolated("$labels.x ${other} $p1", {"p": variable("p", "1")}, {}) == "$labels.x ${other} $p1"


def test_durations_are_read_and_written_as_prometheus_does() -> None:
    assert [seconds_in(text) for text in ("15s", ">1m", "1h30m", "200ms")] == [15.0, 60.0, 5400.0, 0.2]
    assert [span(seconds) for seconds in (15.0, 0.2, 2.5)] == ["15s", "200ms", "2500ms"]
    with pytest.raises(ValueError, match="no duration"):
        seconds_in("soon")


def test_the_values_of_a_label_come_from_the_series_of_the_window_in_order() -> None:
    fake = Fake(series=[{"isp": "vnpt"}, {"isp": "fpt"}, {"isp": "vnpt"}, {"other": "x"}])
    told = {"name": "isp", "type": "query", "query": {"query": 'label_values(up{job=~"a"}, isp)'}, "sort": 1}

    found = chosen(dashboard(told), fake, START, END, {})

    assert found["isp"].options == (("fpt", "fpt"), ("vnpt", "vnpt"))
    assert found["isp"].chosen == ("fpt",)
    assert fake.asked == [
        ("/api/v1/series", {"match[]": 'up{job=~"a"}', "start": str(START), "end": str(END)})
    ]


def test_a_label_alone_asks_for_its_values() -> None:
    told = {"name": "job", "type": "query", "query": "label_values(job)"}

    assert chosen(dashboard(told), Fake(), START, END, {})["job"].values() == ("a",)


def test_the_result_of_a_query_is_split_by_named_groups() -> None:
    labels = {"commune": "19753", "name": "Xã A"}
    fake = Fake(found=[{"metric": labels, "value": [1700000000, "1"]}])
    pattern = '/commune="(?<value>[^"]+)",name="(?<text>[^"]+)"/'
    told = {"name": "c", "type": "query", "query": "query_result(max by (commune) (x))", "regex": pattern}

    found = chosen(dashboard(told), fake, START, END, {})

    assert found["c"].options == (("Xã A", "19753"),)
    assert fake.asked == [("/api/v1/query", {"query": "max by (commune) (x)", "time": str(END)})]


def test_the_whole_line_of_a_result_is_as_grafana_writes_it() -> None:
    fake = Fake(found=[{"metric": {"__name__": "up", "a": "1"}, "value": [1700000000.5, "2"]}])
    told = {"name": "c", "type": "query", "query": "query_result(up)"}

    assert chosen(dashboard(told), fake, START, END, {})["c"].values() == ('up{a="1"} 2 1700000000500',)


@pytest.mark.parametrize(
    ("regex", "expected"), [("/a(\\d)/", ("1", "2")), ("a.", ("a1", "a2")), ("/(?<text>a.)/", ("a1", "a2"))]
)
def test_without_a_named_value_the_first_group_is_one_or_the_whole(
    regex: str, expected: tuple[str, ...]
) -> None:
    fake = Fake(series=[{"x": "a1"}, {"x": "b"}, {"x": "a2"}])
    told = {"name": "x", "type": "query", "query": "label_values(y, x)", "regex": regex, "includeAll": True}

    assert chosen(dashboard(told), fake, START, END, {})["x"].values() == expected


def test_a_variable_hangs_on_those_before_it_and_on_what_somebody_chose() -> None:
    fake = Fake(series=[{"isp": "vnpt"}])
    first = {"name": "p", "type": "custom", "query": "46, Two : 2", "includeAll": True, "allValue": ".+"}
    second = {"name": "i", "type": "query", "query": 'label_values(x{p=~"$p"}, isp)'}

    everything = chosen(dashboard(first, second), fake, START, END, {})
    one = chosen(dashboard(first, second), fake, START, END, {"p": "2"})

    assert [asked["match[]"] for _, asked in fake.asked] == ['x{p=~".+"}', 'x{p=~"2"}']
    assert everything["p"].texts() == ("All",)
    assert one["p"].texts() == ("Two",)


def test_what_a_dashboard_has_chosen_is_kept_while_it_can_be_chosen() -> None:
    told = {"name": "d", "type": "interval", "query": "1d,7d", "current": {"value": "7d"}}

    assert chosen(dashboard(told), Fake(), START, END, {})["d"].values() == ("7d",)
    assert chosen(dashboard(told | {"query": "1d"}), Fake(), START, END, {})["d"].values() == ("1d",)


@pytest.mark.parametrize(
    ("order", "expected"),
    [(0, ["b10", "B2", "a"]), (1, ["B2", "a", "b10"]), (3, ["a", "B2", "b10"]), (6, ["B2", "b10", "a"])],
)
def test_options_are_sorted_by_the_number_that_grafana_has_for_it(order: int, expected: list[str]) -> None:
    fake = Fake(series=[{"x": "b10"}, {"x": "B2"}, {"x": "a"}])
    told = {"name": "x", "type": "query", "query": "label_values(y, x)", "sort": order}

    assert [text for text, _ in chosen(dashboard(told), fake, START, END, {})["x"].options] == expected


def test_a_range_is_asked_in_steps_that_begin_at_their_multiples() -> None:
    fake = Fake(found=[{"metric": {"a": "1"}, "values": [[1, "2"], [3, "4.5"]]}])

    answer = Evaluator(fake, START + 0.5, END + 0.5, 1.0).target(
        {"expr": "rate(x[$__rate_interval]) + $__interval + $__range + $__range_s", "legendFormat": "{{a}}!"},
        {},
    )

    assert answer.expr == "rate(x[4s]) + 2s + 300s + 300"
    assert [(line.legend, line.points) for line in answer.lines] == [("1!", ((1.0, 2.0), (3.0, 4.5)))]
    asked = fake.asked[0][1]
    assert (asked["start"], asked["end"], asked["step"]) == ("1700000000.000", "1700000300.500", "2")


def test_a_longest_scrape_decides_the_rate_and_a_shortest_step_is_kept() -> None:
    fake = Fake()
    evaluator = Evaluator(fake, START, END, 15.0)

    assert evaluator.target({"expr": "[$__rate_interval]"}, {}).expr == "[60s]"
    assert (
        evaluator.target({"expr": "[$__rate_interval] $__interval", "interval": "1m"}, {}).expr
        == "[240s] 60s"
    )
    assert evaluator.target({"expr": "[$__interval]"}, {}, "30s").expr == "[30s]"


def test_an_instant_is_asked_at_the_end() -> None:
    fake = Fake(found=[{"metric": {}, "value": [END, "3"]}])

    answer = Evaluator(fake, START, END).target({"expr": "x", "instant": True}, {})

    assert answer.lines[0].points == ((END, 3.0),)
    assert fake.asked == [("/api/v1/query", {"query": "x", "time": f"{END:.3f}"})]


def test_a_label_of_a_legend_that_a_series_lacks_is_told() -> None:
    fake = Fake(found=[{"metric": {"a": "1"}, "value": [END, "3"]}])

    (line,) = (
        Evaluator(fake, START, END)
        .target({"expr": "x", "instant": True, "legendFormat": "{{ a }} {{b}}"}, {})
        .lines
    )

    assert (line.legend, line.missing) == ("1 ", frozenset({"b"}))


def test_without_a_legend_a_series_is_called_by_its_labels() -> None:
    fake = Fake(found=[{"metric": {"__name__": "up", "a": "1"}, "value": [END, "3"]}])

    (line,) = (
        Evaluator(fake, START, END).target({"expr": "x", "instant": True, "legendFormat": "__auto"}, {}).lines
    )

    assert (line.legend, line.missing) == ('up{a="1"}', frozenset())


def test_a_refusal_is_kept_beside_the_query_and_stops_nothing() -> None:
    fake = Fake(refused="bad_data: unexpected end")

    results = Evaluator(fake, START, END).dashboard(dashboard(panels=[panel("x{"), panel("y") | {"id": 8}]))

    assert {each["A"].error for each in results.panels.values()} == {"bad_data: unexpected end"}
    assert results.as_json()["panels"] == {"7": {"A": []}, "8": {"A": []}}


def test_what_is_hidden_and_what_asks_nothing_is_left_out() -> None:
    row = {"id": 1, "type": "row", "title": "R"}
    hidden = panel("x", hide=True)
    text = {"id": 9, "type": "text", "title": "W"}

    results = Evaluator(Fake(), START, END).dashboard(dashboard(panels=[row, hidden, text]))

    assert results.panels == {7: {}}
    assert rows_of(dashboard(panels=[row, hidden, text])) == {7: "R", 9: "R"}


def test_an_annotation_is_as_long_as_its_points_follow_one_another() -> None:
    points = [[START + at, value] for at, value in ((0, "1"), (2, "1"), (4, "0"), (10, "1"), (12, "1"))]
    fake = Fake(found=[{"metric": {"cause": "line_down"}, "values": points}])
    told = {"name": "N", "expr": "x == 1", "titleFormat": "{{cause}}", "step": "60s"}
    grafana_s_own = {"name": "own", "builtIn": 1, "type": "dashboard"}

    results = Evaluator(fake, START, END, 1.0).dashboard(dashboard(annotations=[grafana_s_own, told]))

    assert results.spans == (
        Span(START, START + 2, "line_down"),
        Span(START + 10, START + 12, "line_down"),
    )


def test_what_is_no_number_is_null_for_drawings() -> None:
    fake = Fake(found=[{"metric": {}, "values": [[1, "NaN"], [2, "+Inf"], [3, "1"]]}])

    (line,) = Evaluator(fake, START, END).target({"expr": "x"}, {}).lines

    assert line.as_json()["points"] == [[1.0, None], [2.0, None], [3.0, 1.0]]


def test_results_are_as_drawings_read_them() -> None:
    fake = Fake(found=[{"metric": {"a": "1"}, "value": [END, "3"]}])
    told = {"name": "p", "type": "constant", "query": "http://page"}

    results = Evaluator(fake, START, END).dashboard(dashboard(told, panels=[panel("x", instant=True)]))

    assert results.as_json() == {
        "from": START,
        "to": END,
        "variables": {"p": "http://page"},
        "panels": {"7": {"A": [{"labels": {"a": "1"}, "legend": '{a="1"}', "points": [[END, 3.0]]}]}},
        "annotations": [],
    }
