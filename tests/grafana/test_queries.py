"""Every query of every dashboard, on a Prometheus that has scraped the demo through its whole story."""

from collections.abc import Iterator, Mapping
from typing import Any, TypeVar

import pytest

from tests.grafana.evaluate import Evaluator, Results, panels_of
from tests.grafana.exceptions import EMPTY, TOO_SHORT
from tests.grafana.expected import INJECTED, KNOWN
from tests.grafana.injected import Injected, Known
from tests.grafana.results import choices, dashboards, evaluated
from tests.grafana.stage.looking import before_and_meanwhile, in_the_end
from tests.grafana.stage.past import INCIDENTS
from tests.grafana.stage.running import Stage, staged
from tests.grafana.stage.scrapes import SCRAPE_SECONDS
from tests.grafana.test_alert_links import opened, variables_of

pytestmark = [pytest.mark.long, pytest.mark.needs("root", "promtool", "amtool"), pytest.mark.timeout(900)]

NAMES = tuple(dashboards("en"))
_PARTS = (0.2, 0.5, 0.9)

_Row = TypeVar("_Row", Injected, Known)

Shown = Mapping[str, tuple[Mapping[str, Any], Results]]


def _rows(tables: Mapping[str, tuple[_Row, ...]]) -> list[Any]:
    return [
        pytest.param(name, row, id=f"{name}, {row.named()}") for name, rows in tables.items() for row in rows
    ]


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    with staged(tmp_path_factory.mktemp("stage")) as running:
        yield running


@pytest.fixture(scope="module")
def shown(stage: Stage) -> Shown:
    return {name: (dashboard, results) for name, dashboard, results in evaluated(stage, "en")}


@pytest.mark.parametrize("name", NAMES)
def test_prometheus_takes_every_query(name: str, shown: Shown) -> None:
    _, results = shown[name]
    answers = [answer for panel in results.panels.values() for answer in panel.values()]

    assert answers
    assert [answer for answer in (*answers, *results.annotations.values()) if answer.error is not None] == []


@pytest.mark.parametrize("name", NAMES)
def test_every_query_finds_something_in_the_story(name: str, stage: Stage, shown: Shown) -> None:
    dashboard, results = shown[name]
    empty = {
        (name, panel["title"], ref)
        for panel in panels_of(dashboard)
        for ref, answer in results.panels[panel["id"]].items()
        if not answer.lines and not _ever(stage, name, dashboard, panel, ref)
    }

    assert empty == {key for key in EMPTY if key[0] == name}


def _ever(stage: Stage, name: str, dashboard: Mapping[str, Any], panel: Mapping[str, Any], ref: str) -> bool:
    """Whether it found something while a fault was on: what only tells of the present is asked at many moments."""
    (target,) = (each for each in panel["targets"] if each["refId"] == ref)
    for played in stage.faults:
        for part in _PARTS:
            moment = played.began + (played.ended - played.began) * part
            looking = Evaluator(stage.ask, stage.began, moment, SCRAPE_SECONDS)
            variables = looking.variables(dashboard, choices(stage, name))
            if looking.target(target, variables, panel.get("interval")).lines:
                return True
    return False


@pytest.mark.parametrize("name", NAMES)
def test_every_series_has_the_labels_of_its_legend(name: str, shown: Shown) -> None:
    dashboard, results = shown[name]
    titles = {panel["id"]: panel["title"] for panel in panels_of(dashboard)}
    lacking = [
        (titles[panel], ref, dict(line.labels), sorted(line.missing))
        for panel, answers in results.panels.items()
        for ref, answer in answers.items()
        for line in answer.lines
        if line.missing
    ]

    assert lacking == []


@pytest.mark.parametrize("name", NAMES)
def test_every_variable_has_something_to_choose(name: str, shown: Shown) -> None:
    _, results = shown[name]

    assert [each.name for each in results.variables.values() if not any(each.values())] == []


@pytest.mark.parametrize("name", NAMES)
def test_every_annotation_marks_something_of_the_story(name: str, stage: Stage) -> None:
    dashboard = dashboards("en")[name]
    looking = Evaluator(stage.ask, stage.began, stage.ended, SCRAPE_SECONDS)

    found = looking.dashboard(dashboard | {"panels": []}, choices(stage, name)).annotations

    silent = {note for note, answer in found.items() if not answer.lines}
    assert silent <= {note for dashboard_, note in TOO_SHORT if dashboard_ == name}


@pytest.mark.parametrize(("name", "row"), _rows(INJECTED))
def test_a_panel_shows_what_the_script_does(name: str, row: Injected, stage: Stage) -> None:
    healthy, faulted = before_and_meanwhile(stage, dashboards("en")[name], row)

    assert row.healthy.holds(healthy), (healthy, faulted)
    assert row.faulted.holds(faulted), (healthy, faulted)


@pytest.mark.parametrize(("name", "row"), _rows(KNOWN))
def test_a_panel_shows_what_was_before_the_story(name: str, row: Known, stage: Stage) -> None:
    value = in_the_end(stage, name, dashboards("en")[name], row)

    assert row.expected.holds(value), value


def test_what_fired_leads_to_a_dashboard_with_its_values(stage: Stage) -> None:
    by_uid = {dashboard["uid"]: variables_of(dashboard) for dashboard in dashboards("vi").values()}
    fired = {told.name for told in stage.told}

    assert {"Watchdog", "ServiceOutage", "LineLossy", "SigningBlocked"} <= fired
    for told in stage.told:
        uid, named = opened(told.dashboard)
        assert named <= by_uid[uid], told
        assert "=&" not in told.dashboard
        assert not told.dashboard.endswith("=")


def test_the_past_and_the_story_are_the_same_series(stage: Stage) -> None:
    def series(start: float, end: float) -> set[frozenset[tuple[str, str]]]:
        matched = '{__name__=~"thongsuot_.*|probe_success|job_.*:ratio(_avg1h)?",job="thongsuot"}'
        found = stage.ask("/api/v1/series", {"match[]": matched, "start": str(start), "end": str(end)})
        return {frozenset(each.items()) for each in found if each["__name__"] != INCIDENTS}

    before = series(stage.past.began, stage.past.ended)

    assert len(before) > 50
    assert before - series(stage.began, stage.ended) == set()


def test_what_came_late_is_in_prometheus_beside_what_came_in_time(stage: Stage) -> None:
    late = stage.ask(
        "/api/v1/query", {"query": 'probe_success{origin="replay"}[1h]', "time": str(stage.ended)}
    )

    values = [value for each in late["result"] for _, value in each["values"]]
    assert values
    assert set(values) <= {"0", "1"}


def test_prometheus_complains_of_nothing_but_the_end_of_the_demo(stage: Stage) -> None:
    assert (
        stage.ask("/api/v1/query", {"query": "min(up)", "time": str(stage.ended)})["result"][0]["value"][1]
        == "1"
    )
    failing = "sum(increase(prometheus_rule_evaluation_failures_total[10m]))"
    assert (
        stage.ask("/api/v1/query", {"query": failing, "time": str(stage.ended)})["result"][0]["value"][1]
        == "0"
    )
